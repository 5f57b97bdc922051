"""The page for the governor's monthly meeting: on screen with its lines to be written, and on paper."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localplan.monitoring.views.boards import the_office
from localplan.organisations.models import Level, Organisation
from localplan.organisations.views.organisations import acting
from localplan.toolkit import clock
from localplan.toolkit.downloads import print_as_file
from localplan.toolkit.thai_dates import month_and_year

from ..governor import ASK_LENGTH, ASKS, NAMES, clean, page_for
from ..prints.governor import paper_for


def _the_province(request: HttpRequest, pk: int) -> Organisation:
    """The province's own people and those above it."""
    office = the_office(request, pk)
    if office.level != Level.PROVINCE or acting(request).organisation.level == Level.DISTRICT:
        raise Http404
    return office


def _asks(request: HttpRequest) -> list[str] | None:
    """What was written into ?ask=, one a line; None: take what the figures suggest."""
    return clean(request.GET["ask"].splitlines()) if "ask" in request.GET else None


@require_safe
def governor(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as it will be printed; its last part may be written anew before it is."""
    office = _the_province(request, pk)
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    page = page_for(acting(request), office, year)
    asks = _asks(request)
    page = page if asks is None else page.with_asks(asks)
    context = {
        "area": office,
        "page": page,
        "year": year,
        "month": month_and_year(page.day.year, page.day.month),
        "late": page.late[:NAMES],
        "left_out": max(0, len(page.late) - NAMES),
        "committed": page.share_of("committed"),
        "paid": page.share_of("paid"),
        "lines": ASKS,
        "letters": ASK_LENGTH,
        "now": clock.now(),
    }
    return render(request, "support/governor.html", context)


@require_safe
def governor_print(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One A4 as PDF."""
    office = _the_province(request, pk)
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    paper = paper_for(acting(request), office, year, _asks(request))
    name = _("Governor's meeting %(area)s %(month)s") % {
        "area": office.name,
        "month": f"{clock.today():%Y-%m}",
    }
    return print_as_file(request, paper, "pdf", name=name, back=("governor", office.pk))
