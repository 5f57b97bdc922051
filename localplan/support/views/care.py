"""In whose care the LAOs are: the table of the office, giving many at once, handing all of one keeper over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from localplan.organisations.access import Do, may
from localplan.organisations.models import Level, Membership
from localplan.organisations.views.organisations import acting
from localplan.toolkit import clock
from localplan.toolkit.columns import Column, Kind
from localplan.toolkit.downloads import list_as_file
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.problems import Refused

from .. import actions
from ..care import Care, Keeper, Place, care_of, staff_of
from ..forms_analysts import CareForm

COLUMNS = (
    Column(gettext_lazy("District"), "lao.parent.name", 20),
    Column(gettext_lazy("LAO"), "lao.short_name", 28),
    Column(gettext_lazy("In the care of"), "present.keeper.user.full_name", 28),
    Column(gettext_lazy("Post"), "present.keeper.post_name", 28),
    Column(gettext_lazy("Since"), "present.from_on", 14, Kind.DATE),
    Column(pgettext_lazy("care", "Then in the care of"), "coming.keeper.user.full_name", 28),
    Column(pgettext_lazy("care", "From"), "coming.from_on", 14, Kind.DATE),
)


def of_the_province(request: HttpRequest, do: Do | None = None) -> Membership:
    """The post one acts in, in a provincial office and with the right; else there is no such page."""
    by = acting(request)
    if by.organisation.level != Level.PROVINCE or (do is not None and not may(by, do)):
        raise Http404
    return by


def tabs(by: Membership) -> dict[str, bool]:
    """Which of the pages of care and work the post sees."""
    return {"may_assign": may(by, Do.ASSIGN), "may_note": may(by, Do.NOTE_WORK)}


@require_safe
def keepers(request: HttpRequest) -> HttpResponseBase:
    """Who of the office keeps which LAOs, whose contract ends, which LAOs nobody keeps."""
    by = of_the_province(request)
    care = care_of(by, clock.today())
    kind = request.GET.get("as", "")
    if kind in ("csv", "xlsx"):
        return list_as_file(kind, COLUMNS, care.places, name=_("In whose care the LAOs are"))
    context = {
        "care": care,
        **tabs(by),
        "coming": [place for place in care.places if place.coming],
    }
    return render(request, "support/keepers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest) -> HttpResponse:
    """Many LAOs at once: ticked one by one or by whole districts. ?district= and ?of= narrow the list."""
    by = of_the_province(request, Do.ASSIGN)
    care, staff = care_of(by, clock.today()), staff_of(by.organisation, clock.today())
    posted = request.method == "POST"
    form = CareForm(request.POST if posted else None, staff=staff, chosen=request.GET.get("to", ""))
    shown = _shown(request.GET, care)
    ticked = _ticked(request.POST, shown) if posted else set()
    if posted and form.is_valid():
        seen = _seen(request.POST)
        laos = [place.lao for place in shown if place.lao.pk in ticked]
        try:
            made = actions.assign(laos, form.keeper_chosen(), from_on=form.cleaned_data["from_on"], by=by, seen=seen)
        except Refused as refused:
            put_problems_on(form, refused)
            care = care_of(by, clock.today())  # as somebody else may have left it
            shown = _shown(request.GET, care)
        else:
            messages.success(request, _said(len(made), form.keeper_chosen()))
            return redirect("keepers")
    context = {
        "form": form,
        "districts": _by_district(shown),
        "shown": len(shown),
        "left_out": len(care.places) - len(shown),
        "all_districts": list({p.lao.parent_id: p.lao.parent for p in care.places}.values()),
        "keepers": care.keepers,
        "district": request.GET.get("district", ""),
        "of": request.GET.get("of", ""),
        "ticked": ticked,
    }
    return render(request, "support/assign.html", context, status=422 if posted else 200)


def _said(number: int, keeper: Membership) -> str:
    words = ngettext(
        "%(number)s LAO is put in the care of %(name)s.", "%(number)s LAOs are put in the care of %(name)s.", number
    )
    return words % {"number": number, "name": keeper.user.full_name}


def _shown(query: QueryDict, care: Care) -> list[Place]:
    """The LAOs asked for. `of`: "none" in nobody's care, "left" of ended posts, or the number of a keeper's post."""
    district, of = query.get("district", ""), query.get("of", "")
    ended = {keeper.post.pk for keeper in care.left}

    def fits(place: Place) -> bool:
        kept = place.present.keeper_id if place.present else None
        if (of == "none" and kept is not None) or (of == "left" and kept not in ended):
            return False
        if of not in ("", "none", "left") and str(kept) != of:
            return False
        return not district or str(place.lao.parent_id) == district

    return [place for place in care.places if fits(place)]


def _ticked(posted: QueryDict, shown: list[Place]) -> set[int]:
    """The LAOs ticked, and those that are shown of districts ticked as a whole."""
    laos, districts = set(posted.getlist("lao")), set(posted.getlist("whole"))
    return {p.lao.pk for p in shown if str(p.lao.pk) in laos or str(p.lao.parent_id) in districts}


def _seen(posted: QueryDict) -> dict[int, int | None]:
    """LAO → in whose care the page showed it: "5701001:17", "5701001:" for nobody's."""
    found: dict[int, int | None] = {}
    for pair in posted.getlist("seen"):
        lao, _colon, keeper = pair.partition(":")
        if lao.isascii() and lao.isdigit():
            found[int(lao)] = int(keeper) if keeper.isascii() and keeper.isdigit() else None
    return found


def _by_district(places: list[Place]) -> list[tuple[Any, list[Place]]]:
    found: dict[Any, list[Place]] = {}
    for place in places:
        found.setdefault(place.lao.parent, []).append(place)
    return list(found.items())


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """All LAOs of one keeper to another, from a day on. The later post of the same person is proposed first."""
    by = of_the_province(request, Do.ASSIGN)
    old = get_object_or_404(
        Membership.objects.visible_to(by).filter(organisation=by.organisation).select_related("user"), pk=pk
    )
    today = clock.today()
    keeper = next((one for one in care_of(by, today).keepers if one.post.pk == old.pk), Keeper(old, today))
    staff = [post for post in staff_of(by.organisation, today) if post.pk != old.pk]
    posted = request.method == "POST"
    form = CareForm(request.POST if posted else None, staff=staff, chosen=str(keeper.heir.pk) if keeper.heir else "")
    if posted and form.is_valid():
        new = form.keeper_chosen()
        try:
            made = actions.hand_over_care(old, new, from_on=form.cleaned_data["from_on"], by=by)
        except Refused as refused:
            put_problems_on(form, refused)
        else:
            messages.success(request, _said(len(made), new))
            return redirect("keepers")
    context = {"keeper": keeper, "form": form}
    return render(request, "support/hand_over_care.html", context, status=422 if posted else 200)
