"""The entry grid of an ordinance, and the endpoint its rows are saved through."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from localplan.toolkit import clock
from localplan.toolkit.downloads import list_as_file
from localplan.toolkit.lists import ListWords
from localplan.toolkit.problems import NotAllowed, Refused, Stale

from .. import actions, grid, listing
from ..classification import used_before
from ..findings import Judgement, judge
from ..models import BudgetLine, Ordinance
from ..plans import not_drawn
from .frame import frame, judged
from .opened import OpenedOrdinance, insist, open_ordinance

#: Refusals of the whole ordinance, not of a row: the grid becomes read-only.
CLOSED = {"step_takes_changes", "fact_date_is_open", "year_is_begun"}
#: A line that a colleague removed, or that never was of this ordinance.
GONE = {"line_is_known"}
#: What the grid may be narrowed to, as other pages ask for it too.
LACKS = {
    "any": gettext_lazy("To be mended"),
    "work": gettext_lazy("Not classified"),
    "project": gettext_lazy("To be linked"),
    "notes": gettext_lazy("Remarks"),
}
_ORDER = [F(name).asc(nulls_last=True) for name in ("work__parent__code", "work__code", "category__code")]


@require_safe
def ordinance_grid(request: HttpRequest, pk: int, year: int, number: int = 0) -> HttpResponseBase:
    """A page of lines under their programmes, with the sums of the whole ordinance; as a file with ?as=csv or xlsx."""
    opened = open_ordinance(request, pk, year, number)
    judgement, offer = judged(opened), grid.Offer.of(pk, year, opened.ordinance)
    words = ListWords.of(
        request.GET, sorts={"order": "pk"}, default="order", filters={"lack": set(LACKS)}, size=grid.PAGE_ROWS
    )
    every = listing.lines_of(pk, year).filter(ordinance=opened.ordinance)
    if opened.ordinance is None:
        every = every.none()
    rows = _narrowed(every, words, judgement).for_listing().order_by(*_ORDER, "number")
    kind = request.GET.get("as", "")
    if kind in ("csv", "xlsx"):
        name = _("Ordinance lines of %(organisation)s %(year)s") % {
            "organisation": opened.organisation.short_name,
            "year": year,
        }
        return list_as_file(kind, listing.columns(), rows, name=name)
    page = words.page_of(rows)
    linked = [row.project_id for row in page.object_list if row.project_id]
    context = frame(opened, judgement) | {
        "offer": offer,
        "projects": offer.listed(linked),
        "words": words,
        "lack": LACKS.get(words.filters.get("lack", ""), ""),
        "page": page,
        "groups": grid.groups_of(page, judgement, offer, _sums(every)),
        "empty_line": grid.empty_line(offer),
        "waiting": len(not_drawn(opened.ordinance).waiting) if opened.ordinance and opened.may_write else 0,
    }
    return render(request, "budgeting/grid.html", context)


def _narrowed(rows: Any, words: ListWords, judgement: Judgement) -> Any:
    for word in words.search.split():
        rows = rows.filter(Q(name__icontains=word) | Q(work__name__icontains=word) | Q(category__name__icontains=word))
    asked = words.filters.get("lack")
    if asked == "work":
        return rows.filter(Q(work=None) | Q(category=None))
    if asked == "project":
        return rows.filter(development=True, project=None)
    if asked:
        found = judgement.blocking if asked == "any" else judgement.excusable
        return rows.filter(pk__in={one.line for one in found if one.line is not None})
    return rows


def _sums(rows: Any) -> dict[int | None, tuple[int, Any]]:
    """Lines and baht by programme, over the whole ordinance."""
    grouped = rows.order_by().values("work_id", "work__parent_id", "work__depth")
    found: dict[int | None, tuple[int, Any]] = {}
    for row in grouped.annotate(lines=Count("pk"), baht=Sum("original")):
        programme = row["work__parent_id"] if (row["work__depth"] or 0) > 1 else row["work_id"]
        lines, baht = found.get(programme, (0, 0))
        found[programme] = lines + row["lines"], baht + row["baht"]
    return found


@require_POST
def ordinance_grid_save(request: HttpRequest, pk: int, year: int, number: int = 0) -> HttpResponse:
    """Save rows one by one: a row that is refused does not stop the others."""
    opened = open_ordinance(request, pk, year, number)
    offer = grid.Offer.of(pk, year, opened.ordinance)
    try:
        rows = grid.read_rows(request.body, offer)
    except grid.Malformed:
        return HttpResponseBadRequest()
    ordinance, refusal = opened.ordinance, {}
    if ordinance is None:
        insist(opened.may_record)
        try:
            ordinance = actions.begin_ordinance(opened.organisation, year, by=opened.by)
        except Refused as refused:
            refusal = _refusal(refused)
    if ordinance is None:
        return JsonResponse({"results": [{"id": row.id} | refusal for row in rows]})
    answers = [(row, _save(ordinance, row, opened, offer)) for row in rows]
    answer: dict[str, Any] = {}
    if any(told["status"] == "saved" for _row, told in answers):
        ordinance.refresh_from_db()
        ordinance.organisation = opened.organisation
        judgement = judge(ordinance)
        answer["totals"] = grid.totals_of(judgement)
        for _row, told in answers:
            if told["status"] == "saved":
                told |= _as_it_stands(told, judgement, offer)
    answer["results"] = [{"id": row.id} | told for row, told in answers]
    return JsonResponse(answer)


def _save(ordinance: Ordinance, row: grid.grid.Sent, opened: OpenedOrdinance, offer: grid.Offer) -> dict[str, Any]:
    if row.errors:
        return {"status": "invalid", "errors": row.errors}
    try:
        [saved] = actions.save_lines_once(ordinance, [grid.told(row, offer)], key=row.key, by=opened.by)
    except Stale as stale:
        return _conflict(row, stale, opened, offer)
    except Refused as refused:
        return _refusal(refused)
    return {"status": "saved", "record": saved["line"], "v": saved["version"], "at": f"{clock.now():%H:%M}", **saved}


def _refusal(refused: Refused) -> dict[str, Any]:
    broken, why = {problem.rule for problem in refused}, " ".join(problem.text for problem in refused)
    if broken & GONE:
        return {"status": "gone", "why": why}
    if broken & CLOSED or isinstance(refused, NotAllowed):
        return {"status": "gone", "why": why, "closed": True}
    return {"status": "invalid", "errors": grid.problems_by_cell(refused)}


def _as_it_stands(saved: dict[str, Any], judgement: Judgement, offer: grid.Offer) -> dict[str, Any]:
    values = _typed(saved["values"])
    state = grid.state_of(judgement.of_line(saved["record"]), values, judgement, offer)
    state["shown"]["number"] = str(saved["number"])
    return {"values": grid.cells_of(values, offer), **state}


def _typed(sent: dict[str, str]) -> dict[str, Any]:
    """Kept values by the names of LINE_FIELDS, which travel as text."""
    ids = {name: int(sent[name]) if sent[name] else None for name in ("project_id", "work_id", "category_id")}
    return {"name": sent["name"], "amount": sent["amount"], "development": sent["development"] == "True", **ids}


def _conflict(row: grid.grid.Sent, stale: Stale, opened: OpenedOrdinance, offer: grid.Offer) -> dict[str, Any]:
    """Both values of each cell that two people changed, and who the other was."""
    lines = BudgetLine.objects.visible_to(opened.by).select_related("by__user")
    other = lines.get(pk=row.record)
    now = actions.values_of(other, actions.transferred_of([other.pk]).get(other.pk, grid.Decimal(0)))
    cells = {grid.CELL_OF[conflict.field] for conflict in stale.conflicts}
    return {
        "status": "conflict",
        "v": other.version,
        "values": {name: value for name, value in grid.cells_of(now, offer).items() if name in cells},
        "by": other.by.user.full_name,
        "at": f"{other.recorded_at.astimezone(clock.BANGKOK):%H:%M}",
    }


@require_safe
def classified_before(request: HttpRequest, pk: int, year: int, number: int = 0) -> HttpResponse:
    """How a line of this name was classified in an earlier year: {value, words} or {}. For the picker."""
    opened = open_ordinance(request, pk, year, number)
    name = request.GET.get("name", "")[:300].strip()
    used = used_before(pk, year, [name]).get(name) if name else None
    if used is None:
        return JsonResponse({})
    offer = grid.Offer.of(pk, year, opened.ordinance)
    codes = [offer.by_id[one].code if one in offer.by_id else "" for one in (used.work, used.category)]
    words = _("Use as in %(year)s: %(codes)s") % {"year": used.year, "codes": " / ".join(filter(None, codes))}
    return JsonResponse({"value": "/".join(codes), "words": words})
