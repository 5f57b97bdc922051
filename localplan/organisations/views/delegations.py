"""Letters by which an LAO lets an office above it enter on its behalf."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from localplan.toolkit import clock, files
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.lists import ListWords
from localplan.toolkit.problems import Refused
from localplan.toolkit.thai_dates import format_medium

from .. import actions, listing
from ..access import Do, may
from ..forms.people import DelegationForm, RevokeForm
from ..models import Delegation, Level, Membership, Organisation
from .organisations import acting, the_organisation


def _offices_above(organisation: Organisation) -> list[Organisation]:
    """The provincial and the district office of an LAO, the province first."""
    above, office = [], organisation.parent
    while office is not None and office.level != Level.DLA:
        above.insert(0, office)
        office = office.parent
    return above


def _may_delegate(by: Membership, organisation: Organisation) -> bool:
    return may(by, Do.DELEGATE) and by.organisation_id == organisation.pk


@require_http_methods(["GET", "HEAD", "POST"])
def delegate(request: HttpRequest, organisation: int) -> HttpResponse:
    """The letters of an LAO, those in force first; its clerk or executive writes a new one."""
    by, today = acting(request), clock.today()
    found = the_organisation(request, organisation)
    if found.level != Level.LAO:
        raise Http404
    writes = _may_delegate(by, found)
    if request.method == "POST" and not writes:
        raise Http404
    form = DelegationForm(
        request.POST if request.method == "POST" else None, request.FILES or None, offices=_offices_above(found)
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.delegate(found, form.letter(), by=by)
        except Refused as refused:
            put_problems_on(form, refused)
        else:
            messages.success(
                request,
                _("%(office)s may enter on your behalf until %(day)s. Confirming stays with you.")
                % {"office": made.taker.short_name, "day": format_medium(made.until_on)},
            )
            return redirect("delegate", organisation=found.pk)
    rows = Delegation.objects.visible_to(by).filter(giver=found).select_related("taker", "by__user", "letter_file")
    words = ListWords.of(request.GET, sorts={"until": ("until_on", "id")}, default="-until", size=20)
    page = words.page_of(rows.order_by("-until_on", "-id"))
    context = {
        "organisation": found,
        "place": listing.place_of(found),
        "form": form if writes else None,
        "page": page,
        "letters": [(letter, letter.is_in_force(today)) for letter in page.object_list],
        "today": today,
    }
    return render(request, "organisations/delegate.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a letter back from today on, with the reason."""
    by = acting(request)
    rows = Delegation.objects.visible_to(by).select_related("giver__parent__parent", "taker")
    letter = get_object_or_404(rows, pk=pk)
    if not _may_delegate(by, letter.giver):
        raise Http404
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.revoke(letter, reason=form.cleaned_data["reason"], by=by)
        messages.success(
            request, _("%(office)s may no longer enter on your behalf.") % {"office": letter.taker.short_name}
        )
        return redirect("delegate", organisation=letter.giver_id)
    context = {"organisation": letter.giver, "letter": letter, "form": form}
    return render(request, "organisations/revoke.html", context, status=422 if request.method == "POST" else 200)


@require_safe
def letter_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The scanned letter, for those who may see it."""
    rows = Delegation.objects.visible_to(acting(request)).exclude(letter_file=None).select_related("letter_file")
    return files.serve(get_object_or_404(rows, pk=pk).letter_file)
