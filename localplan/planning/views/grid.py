"""The entry grid of an edition, and the endpoint its rows are saved through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localplan.organisations.access import Do, require
from localplan.organisations.models import Membership
from localplan.organisations.views.organisations import acting
from localplan.strategy.models import Programme, Strategy
from localplan.toolkit import clock
from localplan.toolkit.columns import Column, Kind
from localplan.toolkit.downloads import list_as_file
from localplan.toolkit.lists import ListWords
from localplan.toolkit.problems import NotAllowed, Problem, Refused, Stale

from .. import actions, grid, rules
from ..facts import amount_field
from ..models import Edition, ProjectRevision
from ..sent import as_sent

#: Refusals of the whole edition, not of a row: the grid becomes read-only.
CLOSED = {"edition_is_open", "step_takes_changes"}
#: A row that a colleague withdrew, or that never was of this plan.
GONE = {"project_is_known"}


def the_edition(request: HttpRequest, pk: int) -> Edition:
    """An edition in reach that was not withdrawn, else 404."""
    rows = Edition.objects.visible_to(acting(request)).standing()
    found: Edition = get_object_or_404(rows.select_related("plan", "organisation"), pk=pk)
    return found


def why_closed(edition: Edition, by: Membership) -> list[Problem]:
    """Why this post may not type here now; empty when it may."""
    if not edition.is_open:
        return list(rules.edition_is_open(is_open=False))
    try:
        require(by, Do.RECORD, edition.organisation)
    except NotAllowed as refused:
        return refused.problems
    return []


#: Nearly every programme's name begins with what stands above the column; a cell does not repeat it.
COLUMN_HEAD = "แผนงาน"


@require_safe
def plan_grid(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A page of rows under their tactics, with the sums of the whole plan; as a file with ?as=csv or xlsx."""
    by, edition, kind = acting(request), the_edition(request, pk), request.GET.get("as", "")
    years = edition.plan.years
    strategies = list(Strategy.objects.visible_to(by).filter(direction_id=edition.plan.direction_id))
    named = Programme.objects.visible_to(by).filter(direction_id=edition.plan.direction_id).values_list("pk", "name")
    programmes = {pk: name.removeprefix(COLUMN_HEAD).strip() or name for pk, name in named}
    all_rows = ProjectRevision.objects.visible_to(by).as_of_edition(edition).for_listing()
    places = {pk: place for place, pk in enumerate(all_rows.values_list("pk", flat=True), start=1)}
    words = ListWords.of(
        request.GET,
        sorts={"place": "pk"},
        default="place",
        filters={"strategy": {str(strategy.number) for strategy in strategies}, "lacking": {"1"}},
        size=grid.PAGE_ROWS,
    )
    found = _narrowed(all_rows, words)
    if kind in ("csv", "xlsx"):
        lines = [grid.line_of_file(row, places[row.pk], years) for row in found]
        return list_as_file(kind, _columns(years), lines, name=f"{edition.organisation.short_name} {edition.plan}")
    page = words.page_of(found)
    closed, totals = why_closed(edition, by), grid.totals_of(edition)
    context = {
        "edition": edition,
        "plan": edition.plan,
        "organisation": edition.organisation,
        "years": [(amount_field(year), year) for year in years],
        "columns": 6 + len(years),
        "words": words,
        "page": page,
        "strategies": strategies,
        "programmes": programmes,
        "units": sorted(set(all_rows.exclude(unit="").order_by().values_list("unit", flat=True).distinct())),
        "groups": grid.groups_of(edition, page, places, programmes, with_empty=not (closed or words.narrowed)),
        "empty_line": grid.empty_line(years),
        "totals": totals,
        "sums": [(name, totals[name]) for name in map(amount_field, years)],
        "closed": closed,
    }
    return render(request, "planning/grid.html", context)


def _narrowed(rows: Any, words: ListWords) -> Any:
    if words.search:
        rows = rows.filter(Q(name__icontains=words.search) | Q(place__icontains=words.search))
    if "strategy" in words.filters:
        rows = rows.filter(tactic__strategy__number=words.filters["strategy"])
    return grid.rows_lacking(rows) if "lacking" in words.filters else rows


def _columns(years: Sequence[int]) -> list[Column]:
    return [
        Column(_("No."), "place", 6, Kind.NUMBER),
        Column(_("Strategy"), "row.tactic.strategy", 30),
        Column(_("Tactic"), "row.tactic", 30),
        Column(_("Programme"), "row.programme", 24),
        Column(_("Project"), "row.name", 60),
        *(Column(str(year), amount_field(year), 14, Kind.MONEY) for year in years),
        Column(_("Total"), "total", 16, Kind.MONEY),
        Column(_("Responsible unit"), "row.unit", 24),
    ]


@require_POST
def plan_grid_save(request: HttpRequest, pk: int) -> HttpResponse:
    """Save rows one by one: a row that is refused does not stop the others."""
    by, edition = acting(request), the_edition(request, pk)
    try:
        rows = grid.read_rows(request.body, edition.plan.years)
    except grid.Malformed:
        return HttpResponseBadRequest()
    results = [{"id": row.id, **_save(edition, row, by)} for row in rows]
    answer: dict[str, Any] = {"results": results}
    if any(result["status"] == "saved" for result in results):
        answer["totals"] = grid.totals_of(edition)
    return JsonResponse(answer)


def _save(edition: Edition, row: grid.SentRow, by: Membership) -> dict[str, Any]:
    if row.errors:
        return {"status": "invalid", "errors": row.errors}
    try:
        [saved] = actions.save_once(edition, [row.told], key=row.key, by=by)
    except Stale as stale:
        return _conflict(edition, row, stale)
    except Refused as refused:
        broken, why = {problem.rule for problem in refused}, " ".join(problem.text for problem in refused)
        if broken & GONE:
            return {"status": "gone", "why": why}
        if broken & CLOSED or isinstance(refused, NotAllowed):
            return {"status": "gone", "why": why, "closed": True}
        return {"status": "invalid", "errors": {problem.field or "name": problem.text for problem in refused}}
    values = saved["values"]
    read = {name: grid.read_value(name, values[name], edition.plan.years) for name in _shown(edition)}
    return {
        "status": "saved",
        "record": saved["project"],
        "v": saved["version"],
        "values": {name: values[name] for name in read},
        "at": f"{clock.now():%H:%M}",
        **grid.state_of(read, edition.plan.years),
    }


def _shown(edition: Edition) -> list[str]:
    return ["name", "tactic_id", "programme_id", "unit", *map(amount_field, edition.plan.years)]


def _conflict(edition: Edition, row: grid.SentRow, stale: Stale) -> dict[str, Any]:
    """Both values of each field that two people changed, and who the other was."""
    assert row.told.project is not None  # a new row has nobody to be in conflict with
    other = grid.latest(edition, row.told.project)
    return {
        "status": "conflict",
        "v": other.version,
        "values": as_sent({conflict.field: conflict.theirs for conflict in stale.conflicts}),
        "by": other.by.user.full_name,
        "at": f"{other.recorded_at.astimezone(clock.BANGKOK):%H:%M}",
    }
