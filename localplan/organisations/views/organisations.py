"""Pages about organisations: the list, one organisation, its contact details."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from localplan.toolkit import clock
from localplan.toolkit.downloads import list_as_file
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.lists import ListWords
from localplan.toolkit.problems import Refused, Stale
from localplan.toolkit.thai_dates import parse_date
from localplan.toolkit.thai_text import InputError

from .. import actions, listing, staffing
from ..access import Do, may, reaches
from ..forms.organisations import ContactForm
from ..history import record_access, tell
from ..models import Change, Identity, Level, Membership, Organisation, Post, Supervision
from ..posts import LAO_KINDS

#: Acts that the page of an organisation tells of; the history has them all.
LATEST = 5


def acting(request: HttpRequest) -> Membership:
    """The post one acts in."""
    by: Membership = request.by  # type: ignore[attr-defined]
    return by


def page_or_part(request: HttpRequest, page: str, part: str, context: dict[str, Any]) -> HttpResponse:
    """The whole page, or only the part that htmx swaps in; a browser's cache keeps the two apart."""
    htmx = request.htmx  # type: ignore[attr-defined]
    is_part = bool(htmx) and not htmx.history_restore_request
    response = render(request, part if is_part else page, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def the_organisation(request: HttpRequest, pk: int, *, published: bool = False) -> Organisation:
    """The organisation in reach of the post, else 404. An auditor's look at another's record is kept with it."""
    by = acting(request)
    rows = Organisation.objects.published_to(by) if published else Organisation.objects.visible_to(by)
    found: Organisation = get_object_or_404(rows.select_related("parent__parent__parent", "merged_into"), pk=pk)
    if by.post == Post.AUDITOR and found.pk != by.organisation_id:
        record_access(by, found, request.get_full_path())
    return found


@require_safe
def organisations(request: HttpRequest) -> HttpResponseBase:
    """Every LAO in reach: searched, filtered, sorted, in pages; as a file with ?as=csv or xlsx."""
    by, day, kind = acting(request), clock.today(), request.GET.get("as", "")
    if kind in ("csv", "xlsx"):
        rows = listing.rows_for_file(by, request.GET, day=day)
        return list_as_file(kind, listing.columns(), rows, name=_("Local administrative organisations"))
    printing = kind == "print"
    found = listing.find(by, request.GET, day=day, everything=printing)
    context = {"found": found, "words": found.words, "page": found.page, "printing": printing}
    return page_or_part(request, "organisations/list.html", "organisations/_list.html", context)


@require_safe
def provinces(request: HttpRequest) -> HttpResponseBase:
    """DLA's list of provinces: how many LAOs of each type, with and without a clerk; worst first unless sorted."""
    by, day, kind = acting(request), clock.today(), request.GET.get("as", "")
    if by.organisation.level != Level.DLA:
        raise Http404
    sorts = {"worst": "worst", "name": "name", "laos": "laos", "without": "without"}
    words = ListWords.of(request.GET, sorts=sorts, default="name")
    areas = staffing.provinces(by, day)
    orders = {"laos": lambda area: area.laos, "without": lambda area: area.without_clerk}
    if words.sort == "worst":
        areas = staffing.worst_first(areas)
    elif words.sort in orders:
        areas.sort(key=orders[words.sort])
    if words.descending:
        areas.reverse()
    if kind in ("csv", "xlsx"):
        return list_as_file(kind, listing.columns_of_areas(), areas, name=_("Provinces"))
    context = {
        "areas": areas,
        "words": words,
        "kinds": [staffing.SHORT[kind] for kind in LAO_KINDS],
        "whole": staffing.whole(areas),
        "day": day,
        "may_register": may(by, Do.REGISTER),
    }
    return render(request, "organisations/provinces.html", context)


@require_safe
def ending_posts(request: HttpRequest) -> HttpResponseBase:
    """Posts and contracts in reach that end soon and that nobody holds longer."""
    by, day, kind = acting(request), clock.today(), request.GET.get("as", "")
    posts = staffing.ending_soon(by, day)
    if kind in ("csv", "xlsx"):
        return list_as_file(kind, listing.columns_of_posts(), posts, name=_("Posts that end soon"))
    words = ListWords.of(request.GET, sorts={"until": ("until_on", "id")}, default="until")
    context = {"page": words.page_of(posts), "days": staffing.WARN_DAYS, "day": day}
    return render(request, "organisations/ending_posts.html", context)


@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Who they are, how to reach them, what they were called, who holds which post. ?on=DAY looks back."""
    by, today = acting(request), clock.today()
    found = the_organisation(request, pk, published=True)
    identities = list(found.identities.newest_first().select_related("parent"))
    in_reach = reaches(by, found.pk)
    context = {
        "organisation": found,
        "today": today,
        "is_open": found.is_open(today),
        "identities": identities,
        "supervision": _supervision(found.kind, today),
        "holders": staffing.holders(by, found, today),
        "helpers": staffing.who_helps(by, found, today),
        "predecessors": list(found.predecessors.all()),
        "place": listing.place_of(found),
        "in_reach": in_reach,
        "may_correct": in_reach and may(by, Do.CORRECT_CONTACT),
        **_asked_day(request, identities, today),
        **_below(by, found, today),
    }
    if in_reach:
        changes = Change.objects.visible_to(by).filter(organisation=found).for_listing()
        context["latest"] = tell(changes[:LATEST])
    return render(request, "organisations/organisation.html", context)


def _supervision(kind: str, day: dt.date) -> Supervision | None:
    rows = Supervision.objects.filter(kind=kind, from_on__lte=day).exclude(until_on__lt=day)
    return rows.order_by("-from_on").first()


def _asked_day(request: HttpRequest, identities: list[Identity], today: dt.date) -> dict[str, Any]:
    """The identity on the day asked for, or why the day cannot be answered."""
    raw = request.GET.get("on", "").strip()
    if not raw:
        return {"asked": ""}
    try:
        day = parse_date(raw, near=today)
    except InputError as unreadable:
        return {"asked": raw, "unreadable": str(unreadable)}
    if day is None or day > today:
        return {"asked": raw, "unreadable": _("Choose a day that has come.")}
    then = next((i for i in identities if (i.from_on or day) <= day <= (i.until_on or day)), None)
    return {"asked": raw, "day": day, "then": then}


def _below(by: Membership, found: Organisation, day: dt.date) -> dict[str, Any]:
    """The districts of a province, the LAOs of a district."""
    if found.level == Level.PROVINCE and reaches(by, found.pk):
        areas = staffing.districts(by, day, of=found.pk)
        return {"areas": areas, "whole": staffing.whole(areas)}
    if found.level == Level.DISTRICT and reaches(by, found.pk):
        rows = Organisation.objects.visible_to(by).laos().open_on(day).filter(parent=found).for_listing()
        return {"lines": listing.with_clerks(rows, by=by, day=day)}
    return {}


@require_http_methods(["GET", "HEAD", "POST"])
def correct_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Telephone, e-mail, address. Two people at once: other fields merge, the same field is answered 409."""
    by = acting(request)
    if not may(by, Do.CORRECT_CONTACT):
        raise Http404
    found = the_organisation(request, pk)
    form = ContactForm(request.POST if request.method == "POST" else None, row=found)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_contact(found, form.yours(), base=form.before(), by=by)
        except Stale:
            found.refresh_from_db()
            last = Change.objects.visible_to(by).of("organisation", found.pk).for_listing().first()
            form.show_conflicts(found, last.by.user.full_name if last and last.by else "")
            status = 409
        except Refused as refused:
            put_problems_on(form, refused)
        else:
            messages.success(request, _("The contact details are saved."))
            return redirect("organisation", pk=found.pk)
    context = {"organisation": found, "form": form, "place": listing.place_of(found)}
    return render(request, "organisations/correct_contact.html", context, status=status)
