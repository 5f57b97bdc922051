"""The calendar of a fiscal year: by month, as a list of calendars, as the printed table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from localplan.organisations.models import Level
from localplan.organisations.posts import DLA_ID, province_of
from localplan.toolkit.downloads import print_as_file

from ..models import Calendar, Circular
from ..months import OWNERS, months
from ..prints import table_of
from .opened import acting, keeps_calendars


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Twelve months as they hold for the post one acts in; ?who= shows one owner's work alone."""
    by = acting(request)
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    owner = request.GET.get("who", "")
    owner = owner if owner in OWNERS else ""
    office = province_of(by.organisation_id)
    published = Calendar.objects.published_to(by).filter(year_id__in=[year, year + 1], published_at__isnull=False)
    own = [one for one in published.select_related("organisation") if one.organisation_id in (DLA_ID, office)]
    national = next((one for one in own if one.organisation_id == DLA_ID and one.year_id == year), None)
    provincial = next((one for one in own if one.organisation_id == office and one.year_id == year), None)
    mine = Calendar.objects.visible_to(by).filter(organisation_id=by.organisation_id, year_id=year).first()
    letters = Circular.objects.published_to(by).filter(year_id=year, organisation_id__in=[DLA_ID, office])
    context = {
        "year": year,
        "owner": owner,
        "owners": OWNERS,
        "months": months(by, year, owner=owner),
        "national": national,
        "provincial": provincial,
        "mine": mine,
        "keeps": keeps_calendars(by),
        "is_dla": by.organisation.level == Level.DLA,
        "is_province": by.organisation.level == Level.PROVINCE,
        "letters": letters.order_by("-recorded_at")[:5],
    }
    return render(request, "calendar/calendar.html", context)


@require_safe
def calendars(request: HttpRequest) -> HttpResponse:
    """All the calendars of one's own office, and DLA's published ones."""
    by = acting(request)
    rows = Calendar.objects.published_to(by).filter(organisation_id__in=[DLA_ID, by.organisation_id]).with_rows()
    context = {
        "calendars": rows.order_by("-year_id", "organisation_id"),
        "keeps": keeps_calendars(by),
        "is_dla": by.organisation.level == Level.DLA,
    }
    return render(request, "calendar/calendars.html", context)


@require_safe
def calendar_table(request: HttpRequest, pk: int) -> HttpResponse:
    """The table in DLA's form, to be printed."""
    by = acting(request)
    rows = Calendar.objects.published_to(by).with_rows()
    return render(request, "calendar/table.html", {"calendar": get_object_or_404(rows, pk=pk)})


@require_safe
def calendar_table_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same as PDF."""
    rows = Calendar.objects.published_to(acting(request)).with_rows()
    found = get_object_or_404(rows, pk=pk)
    return print_as_file(request, table_of(found), "pdf", name=f"ปฏิทิน {found.year_id}", back=("calendar-table", pk))
