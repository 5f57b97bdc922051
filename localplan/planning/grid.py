"""The entry grid of an edition: rows as a browser sends them and is shown them. Amounts: "" not planned, "0" zero."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Exists, OuterRef, Q

from localplan.strategy.models import Strategy, Tactic
from localplan.toolkit import grid
from localplan.toolkit.grid import PAGE_ROWS, Cell, Malformed
from localplan.toolkit.money import format_baht, parse_money
from localplan.toolkit.problems import Problem
from localplan.toolkit.thai_text import norm

from . import listing, rules
from .facts import ProjectRow, amount_field
from .models import Edition, PlannedAmount, ProjectRevision
from .reading import values_of
from .sent import as_sent

__all__ = ["PAGE_ROWS", "Cell", "Malformed"]
_TEXTS = ("name", "unit")
_CHOICES = ("tactic_id", "programme_id")


@dataclass(frozen=True)
class SentRow:
    """One row as it was sent; with `errors` (field → words) where a value cannot be read."""

    id: str
    key: str
    told: ProjectRow
    errors: Mapping[str, str] = field(default_factory=dict)


def read_rows(body: bytes, years: Sequence[int]) -> list[SentRow]:
    """Take a request apart. Raises Malformed; a value that cannot be read is an error of its row."""
    sent = grid.read_rows(body, lambda name, raw: read_value(name, raw, years))
    return [SentRow(row.id, row.key, _told(row), row.errors) for row in sent]


def _told(row: grid.Sent) -> ProjectRow:
    return ProjectRow(row.values, project=row.record, version=row.version, base=row.base)


def read_value(name: str, raw: Any, years: Sequence[int]) -> Any:
    """One cell as typed. Raises InputError, Malformed for a cell the grid does not have."""
    if not isinstance(raw, str):
        raise Malformed
    if name in _TEXTS:
        return norm(raw, newlines=False)
    if name in _CHOICES:
        if raw and not re.fullmatch(r"[0-9]{1,18}", raw):
            raise Malformed
        return int(raw) if raw else None
    if name in map(amount_field, years):
        return parse_money(raw)
    raise Malformed


def lacking(values: Mapping[str, Any], years: Sequence[int]) -> list[Problem]:
    """What the row still lacks before the plan is confirmed; the same questions as confirming asks."""
    amounts = [values[amount_field(year)] for year in years]
    return [
        *rules.project_is_complete_for_confirmation(programme=values["programme_id"], unit=values["unit"]),
        *rules.project_has_money([amount for amount in amounts if amount is not None]),
    ]


def cells_lacking(problems: Iterable[Problem], years: Sequence[int]) -> list[str]:
    """The cells that such problems colour."""
    found: list[str] = []
    for problem in problems:
        found += map(amount_field, years) if problem.field == "amounts" else [problem.field]
    return found


def state_of(values: Mapping[str, Any], years: Sequence[int]) -> dict[str, Any]:
    """For the row's icon and cells: which cells lack something, and the words."""
    problems = lacking(values, years)
    return {"lacks": cells_lacking(problems, years), "why": " ".join(problem.text for problem in problems)}


def _lacks_something() -> Any:
    money = PlannedAmount.objects.filter(revision_id=OuterRef("pk"), amount__gt=0)
    return Q(programme_id=None) | Q(unit="") | ~Exists(money)


def rows_lacking(rows: Any) -> Any:
    """Those of a QuerySet of revisions that `lacking` would find something in."""
    return rows.filter(_lacks_something())


def totals_of(edition: Edition) -> dict[str, str]:
    """Of the whole plan: number of rows, rows that lack something, baht by year (own rows only) and in all."""
    rows = ProjectRevision.objects.as_of_edition(edition)
    found = rows.aggregate(rows=Count("pk"), lacking=Count("pk", filter=_lacks_something()))
    amounts = {amount_field(total.year): total.baht for total in listing.totals_of(edition)}
    amounts["sum"] = sum(amounts.values(), Decimal(0))
    counts = {name: f"{number:,}" for name, number in found.items()}
    return counts | {name: format_baht(amount) for name, amount in amounts.items()}


@dataclass(frozen=True)
class Line:
    """One row of the page. `project` None: the empty row that new ones are made from."""

    place: int | None
    project: int | None
    version: int
    cells: list[Cell]
    total: Decimal
    why: str
    kind: str = ""


@dataclass
class Group:
    """The rows of one tactic, under its strategy. `tactic` None: no tactic chosen yet."""

    tactic: Tactic | None
    lines: list[Line] = field(default_factory=list)

    @property
    def strategy(self) -> Strategy | None:
        return self.tactic.strategy if self.tactic else None


def line_of(revision: ProjectRevision, place: int | None, years: Sequence[int], programmes: Mapping[int, str]) -> Line:
    """A revision as a row of the grid. Needs amounts prefetched."""
    values = values_of(revision, years)
    kind = "" if revision.kind == ProjectRevision.Kind.OWN else revision.get_kind_display()
    return _line(values, place, revision.project_id, revision.version, years, programmes, kind)


def line_of_file(revision: ProjectRevision, place: int, years: Sequence[int]) -> dict[str, Any]:
    """A revision as a row of a CSV or Excel file: `place`, `row`, y<year>, `total`."""
    values = values_of(revision, years)
    amounts = {name: values[name] for name in map(amount_field, years)}
    total = sum((amount for amount in amounts.values() if amount), Decimal(0))
    return {"place": place, "row": revision, "total": total} | amounts


def groups_of(
    edition: Edition, page: Page[Any], places: Mapping[int, int], programmes: Mapping[int, str], *, with_empty: bool
) -> list[Group]:
    """The rows of a page under their tactics; `with_empty`: the last page also offers tactics without a row.

    A row saved while the page is read may have no place yet.
    """
    years = edition.plan.years
    groups = [
        Group(tactic, [line_of(row, places.get(row.pk), years, programmes) for row in rows])
        for tactic, rows in groupby(page.object_list, key=lambda row: row.tactic)
    ]
    if with_empty and not page.has_next():
        used = ProjectRevision.objects.as_of_edition(edition).exclude(tactic_id=None).values("tactic_id")
        rest = Tactic.objects.filter(strategy__direction_id=edition.plan.direction_id).exclude(pk__in=used)
        found = rest.select_related("strategy").order_by("strategy__number", "number")
        groups += [Group(tactic) for tactic in found]
    return groups or [Group(None)]


def latest(edition: Edition, project: int) -> ProjectRevision:
    """A project as the edition has it now, with who wrote it."""
    found: ProjectRevision = ProjectRevision.objects.latest_of(edition, [project]).select_related("by__user").get()
    return found


def empty_line(years: Sequence[int]) -> Line:
    values = {"name": "", "programme_id": None, "unit": ""} | {amount_field(year): None for year in years}
    return _line(values, None, None, 0, years, {}, "")


def _line(
    values: Mapping[str, Any],
    place: int | None,
    project: int | None,
    version: int,
    years: Sequence[int],
    programmes: Mapping[int, str],
    kind: str,
) -> Line:
    problems = lacking(values, years) if project else []
    lacks, sent = cells_lacking(problems, years), as_sent(values)
    amounts = [amount_field(year) for year in years]
    cells = [
        Cell("name", "text", sent["name"], sent["name"], lacks=False),
        Cell(
            "programme_id",
            "choice",
            sent["programme_id"],
            programmes.get(values["programme_id"], ""),
            "programme_id" in lacks,
        ),
        Cell("unit", "text", sent["unit"], sent["unit"], "unit" in lacks),
        *(Cell(name, "money", sent[name], format_baht(values[name]), name in lacks) for name in amounts),
    ]
    total = sum((values[name] or Decimal(0) for name in amounts), Decimal(0))
    return Line(place, project, version, cells, total, " ".join(problem.text for problem in problems), kind)
