"""Who is late at which step: a province's matrix, one cell of it, and DLA's table of provinces."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localplan.calendar.models import Submission
from localplan.calendar.states import Look
from localplan.organisations.access import Do, may
from localplan.organisations.models import Level, Organisation
from localplan.organisations.views.organisations import acting, page_or_part
from localplan.toolkit import clock
from localplan.toolkit.downloads import list_as_file

from .. import matrix as matrices
from .. import national
from ..standing import Cell
from ..tally import GROUP_WORDS, Group
from ..wording import MEANINGS
from .steps import details_of


@require_safe
def matrix(request: HttpRequest) -> HttpResponseBase:
    """LAOs × steps of one's province or district; for DLA of ?province=, without it the provinces themselves."""
    by, kind = acting(request), request.GET.get("as", "")
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    if by.organisation.level == Level.LAO:
        raise Http404
    area = _area(request)
    if area is None:
        return _provinces(request, year, kind)
    kept: frozenset[int] = request.kept_laos  # type: ignore[attr-defined]
    built = matrices.build(by, area, year, request.GET, kept=kept)
    if kind in ("csv", "xlsx"):
        name = _("LAOs by step of %(area)s %(year)s") % {"area": area.name, "year": year}
        return list_as_file(kind, matrices.file_columns(built), built.rows, name=name)
    context = {
        "area": area,
        "matrix": built,
        "words": built.words,
        "year": year,
        "kept": len(kept),
        "now": clock.now(),
        "may_remind": may(by, Do.CHASE),
        "may_write_letters": may(by, Do.WRITE_LETTERS),
        "legend": MEANINGS.items(),
        "looks": _looks(),
    }
    return page_or_part(request, "monitoring/matrix.html", "monitoring/_matrix.html", context)


def _area(request: HttpRequest) -> Organisation | None:
    by, asked = acting(request), request.GET.get("province", "")
    if by.organisation.level != Level.DLA:
        return by.organisation
    if not asked:
        return None
    if not asked.isascii() or not asked.isdigit():
        raise Http404
    offices = Organisation.objects.visible_to(by).filter(level=Level.PROVINCE)
    found: Organisation = get_object_or_404(offices, pk=int(asked[:9]))
    return found


def _looks() -> list[tuple[str, Any]]:
    """The states one may choose: first the groups, then single looks that say more."""
    single = (Look.SOON, Look.PROG, Look.NONE, Look.WAIT, Look.LATE, Look.NIL, Look.EXT)
    groups = [(group.value, GROUP_WORDS[group]) for group in Group]
    return [*groups, *((look.value, MEANINGS[look]) for look in single)]


def _provinces(request: HttpRequest, year: int, kind: str) -> HttpResponseBase:
    table = national.build(acting(request), year, request.GET)
    if kind in ("csv", "xlsx"):
        name = _("Provinces by step %(year)s") % {"year": year}
        return list_as_file(kind, national.file_columns(table), [*table.rows, table.whole], name=name)
    context = {"table": table, "words": table.words, "year": year, "now": clock.now()}
    return render(request, "monitoring/provinces.html", context)


@require_safe
def cell(request: HttpRequest, pk: int) -> HttpResponse:
    """Why one cell looks as it does; as a page, or as the part that opens beside the cell."""
    by = acting(request)
    row = get_object_or_404(Submission.objects.visible_to(by).with_all(), pk=pk)
    context = {**details_of(by, row), "may_remind": may(by, Do.CHASE)}
    shown: Cell = context["cell"]
    context["title"] = f"{row.organisation.short_name} · {shown.step.name}"
    return page_or_part(request, "monitoring/cell.html", "monitoring/_cell.html", context)
