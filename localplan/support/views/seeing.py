"""Letting an officer see as the LAO: given, taken back, used, and who looked at what."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from localplan.organisations.access import Do, may
from localplan.organisations.models import Access, Level, Membership
from localplan.organisations.views.organisations import acting, the_organisation
from localplan.toolkit import clock
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.lists import ListWords
from localplan.toolkit.problems import Refused
from localplan.toolkit.thai_dates import format_moment

from .. import actions
from ..forms import LetSeeForm
from ..help_desk import who_may_see
from ..middleware import SEEING
from ..models import HelpRequest, SeeingAs


@require_http_methods(["GET", "HEAD", "POST"])
def seeing(request: HttpRequest, organisation: int) -> HttpResponse:
    """Consents of an LAO, those in force first; its clerk, planner or executive gives one. Then who opened what."""
    by = acting(request)
    found = the_organisation(request, organisation)
    gives = may(by, Do.LET_SEE) and by.organisation_id == found.pk
    if found.level != Level.LAO or (request.method == "POST" and not gives):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = LetSeeForm(data, officers=who_may_see(found), initial={"request": _about(request, by)})
    if request.method == "POST" and form.is_valid():
        about = HelpRequest.objects.visible_to(by).filter(pk=form.cleaned_data["request"]).first()
        try:
            made = actions.let_see(found, form.officer_chosen(), form.until(), by=by, request=about)
        except Refused as refused:
            put_problems_on(form, refused)
        else:
            words = _("%(name)s may see your pages until %(moment)s, and change nothing.")
            told = {"name": made.officer.user.full_name, "moment": format_moment(made.until_at)}
            messages.success(request, words % told)
            return redirect("seeing", organisation=found.pk)
    now = clock.now()
    rows = SeeingAs.objects.visible_to(by).filter(organisation=found).for_listing()
    officers = rows.order_by().values("officer")
    opened = Access.objects.visible_to(by).filter(organisation=found, by__in=officers).for_listing()
    words = ListWords.of(request.GET, sorts={"at": ("at", "id")}, default="-at", size=25)
    in_force = list(rows.in_force(now))
    context = {
        "organisation": found,
        "form": form if gives else None,
        "gives": gives,
        "in_force": in_force,
        "past": list(rows.exclude(pk__in=[one.pk for one in in_force])[:10]),
        "page": words.page_of(opened),
        "own": by.pk,
    }
    return render(request, "support/seeing.html", context, status=422 if request.method == "POST" else 200)


def _about(request: HttpRequest, by: Membership) -> str:
    asked = request.GET.get("request", "")
    return asked if asked.isascii() and asked.isdigit() and len(asked) < 10 else ""


def the_consent(request: HttpRequest, pk: int) -> SeeingAs:
    found: SeeingAs = get_object_or_404(SeeingAs.objects.visible_to(acting(request)).for_listing(), pk=pk)
    return found


@require_POST
def end_seeing(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back at once."""
    by, consent = acting(request), the_consent(request, pk)
    if not may(by, Do.LET_SEE) or by.organisation_id != consent.organisation_id:
        raise Http404
    actions.end_seeing(consent, by=by)
    messages.success(request, _("%(name)s no longer sees your pages.") % {"name": consent.officer.user.full_name})
    return redirect("seeing", organisation=consent.organisation_id)


@require_POST
def see_as(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to see as the LAO."""
    by, consent = acting(request), the_consent(request, pk)
    if not may(by, Do.HELP):
        raise Http404
    try:
        actions.begin_seeing(consent, by=by)
    except Refused as refused:
        messages.warning(request, str(next(iter(refused))))
        return redirect("help")
    request.session[SEEING] = consent.pk
    return redirect("home")


@require_POST
def stop_seeing(request: HttpRequest) -> HttpResponse:
    """Back to one's own post."""
    request.session.pop(SEEING, None)
    return redirect("help")
