"""Why steps are late: reasons by step, of a province, a district or the nation; and the LAOs behind every number.

"Now": every LAO that is overdue at a step, by the last reason told for it, those that told none among them, so that
each column adds up to the overdue of the matrix. "Year": whatever was told in the year, whatever came of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from localplan.calendar.models import Deadline
from localplan.calendar.steps import STEPS, Actor
from localplan.monitoring.columns import Column, columns_of
from localplan.monitoring.tally import Per, fetch
from localplan.organisations.models import Level, Membership, Organisation
from localplan.organisations.posts import ids_below

from .models import LateReason

#: Overdue, and nobody has said why.
NOT_TOLD = ""
WORDS = {**dict(LateReason.Barrier.choices), NOT_TOLD: _("nobody has said why")}
#: LAOs named below a table; the rest is in the Excel file.
NAMED = 100


class Of(StrEnum):
    """What is counted."""

    NOW = "now"
    YEAR = "year"


_ONES = """
, told AS (
  SELECT DISTINCT ON (submission_id) id, submission_id, barrier FROM support_latereason
  WHERE organisation_id BETWEEN %(low)s AND %(high)s ORDER BY submission_id, recorded_at DESC, id DESC
), ones AS (
  SELECT DISTINCT ON (c.organisation_id, k.step) c.organisation_id, k.step, c.id AS submission_id, c.date,
         t.id AS told_id, coalesce(t.barrier, '') AS barrier
  FROM classed c JOIN unnest(%(ids)s::bigint[], %(columns)s::text[]) k (id, step) ON k.id = c.deadline_id
  {join} told t ON t.submission_id = c.id
  WHERE {where}
  ORDER BY c.organisation_id, k.step, t.id DESC NULLS LAST, c.date, c.id
)
"""
_PARTS = {
    Of.NOW: {"join": "LEFT JOIN", "where": "c.rank = 0"},
    Of.YEAR: {"join": "JOIN", "where": "true"},
}
_COUNTED = """
SELECT {per}, step, barrier, count(DISTINCT organisation_id) FROM ones
GROUP BY GROUPING SETS ((1, 2, 3), (1, 2), (1, 3), (1))
"""
_BEHIND = """
SELECT organisation_id, step, submission_id, date, told_id, barrier FROM ones
WHERE (%(step)s = '' OR step = %(step)s) AND (%(any)s OR barrier = %(barrier)s) ORDER BY date, organisation_id, step
"""


@dataclass(frozen=True)
class Cell:
    """How many LAOs gave this reason at this step, and what share that is of all at the step, in whole percent."""

    number: int
    share: int


@dataclass(frozen=True)
class Row:
    """One reason: a cell for each column, and how many LAOs gave it at any step."""

    barrier: str
    cells: list[tuple[Column, Cell]]
    laos: Cell

    @property
    def words(self) -> str:
        return str(WORDS[self.barrier])


@dataclass(frozen=True)
class Place:
    """One province: how many of its LAOs gave each reason, and how many there are in all."""

    office: Organisation
    cells: list[tuple[str, str, int]]  # the reason, its words, how many
    laos: int


@dataclass
class Table:
    """The whole table. An LAO counts once at each step, and once in every total."""

    area: Organisation
    year: int
    of: Of
    columns: list[Column]
    rows: list[Row] = field(default_factory=list)
    totals: list[tuple[Column, int]] = field(default_factory=list)
    laos: int = 0
    places: list[Place] = field(default_factory=list)

    @property
    def told(self) -> int:
        """LAOs that told a reason, counted once for each."""
        return sum(row.laos.number for row in self.rows if row.barrier != NOT_TOLD)

    @property
    def not_told(self) -> int:
        return next((row.laos.number for row in self.rows if row.barrier == NOT_TOLD), 0)

    @property
    def most(self) -> list[Row]:
        """The reasons that were told, the most frequent first."""
        told = [row for row in self.rows if row.barrier != NOT_TOLD and row.laos.number]
        return sorted(told, key=lambda row: -row.laos.number)

    @property
    def barriers(self) -> list[tuple[str, str]]:
        return [(row.barrier, row.words) for row in self.rows]


@dataclass(frozen=True)
class Behind:
    """One LAO behind a number: the step, since when, and what was told by whom."""

    organisation: Organisation
    column: Column
    submission_id: int
    since: dt.date
    barrier: str
    told: LateReason | None

    @property
    def words(self) -> str:
        return str(WORDS[self.barrier])


def _asked(year: int) -> dict[int, str]:
    """Deadline id → step, of the steps that LAOs hand in; one statement."""
    return dict(Deadline.objects.of_year(year).of_laos().values_list("pk", "step"))


def _fetch(sql: str, area: Organisation, steps: Mapping[int, str], of: Of, **more: Any) -> list[tuple[Any, ...]]:
    columns = [STEPS[code].column for code in steps.values()]
    scope = ids_below(area.level, area.pk)
    return fetch(_ONES.format(**_PARTS[of]) + sql, steps, scope, ids=list(steps), columns=columns, **more)


def table_of(by: Membership, area: Organisation, year: int, *, of: Of = Of.NOW) -> Table:
    """Two statements, and for the nation one more for the names of its provinces."""
    steps = _asked(year)
    table = Table(area, year, of, columns_of(steps.values(), Actor.LAO))
    numbers: dict[tuple[int, str | None, str | None], int] = {}
    for place, step, barrier, number in _fetch(_COUNTED.format(per=Per.PROVINCE.value), area, steps, of):
        numbers[place, step, barrier] = number
    summed: dict[tuple[str | None, str | None], int] = {}
    for (_place, step, barrier), number in numbers.items():
        summed[step, barrier] = summed.get((step, barrier), 0) + number
    table.columns = [column for column in table.columns if summed.get((column.code, None))]
    table.totals = [(column, summed[column.code, None]) for column in table.columns]
    table.laos = summed.get((None, None), 0)
    for barrier in WORDS:
        if of == Of.YEAR and barrier == NOT_TOLD:
            continue
        cells = [(column, _cell(summed, column.code, barrier)) for column in table.columns]
        table.rows.append(Row(barrier, cells, _cell(summed, None, barrier)))
    if area.level == Level.DLA:
        table.places = _places(by, numbers, [row.barrier for row in table.rows])
    return table


def _cell(summed: Mapping[tuple[str | None, str | None], int], step: str | None, barrier: str) -> Cell:
    number, whole = summed.get((step, barrier), 0), summed.get((step, None), 0)
    return Cell(number, number * 100 // whole if whole else 0)


def _places(
    by: Membership, numbers: Mapping[tuple[int, str | None, str | None], int], barriers: list[str]
) -> list[Place]:
    """The provinces with the most LAOs first."""
    laos = {place: number for (place, step, barrier), number in numbers.items() if step is None and barrier is None}
    offices = Organisation.objects.visible_to(by).in_bulk([place * 100_000 for place in laos])
    found = []
    for place, number in laos.items():
        office = offices.get(place * 100_000)
        if office is not None:
            cells = [(one, str(WORDS[one]), numbers.get((place, None, one), 0)) for one in barriers]
            found.append(Place(office, cells, number))
    return sorted(found, key=lambda one: (-one.laos, one.office.name_key))


def behind(
    by: Membership, area: Organisation, year: int, *, of: Of, step: str = "", barrier: str | None = None
) -> list[Behind]:
    """The LAOs of one cell, row or column, the longest overdue first; four statements. `barrier` None: any."""
    steps = _asked(year)
    rows = _fetch(_BEHIND, area, steps, of, step=step, barrier=barrier or "", any=barrier is None)
    offices = Organisation.objects.visible_to(by).select_related("parent").in_bulk({row[0] for row in rows})
    told = LateReason.objects.visible_to(by).select_related("by__user", "by__organisation")
    reasons = told.in_bulk([row[4] for row in rows if row[4]])
    columns = {column.code: column for column in columns_of(steps.values(), Actor.LAO)}
    return [
        Behind(offices[lao], columns[code], submission, since, barrier, reasons.get(told_id))
        for lao, code, submission, since, told_id, barrier in rows
        if lao in offices
    ]


def latest_reasons(by: Membership, submissions: Iterable[int]) -> dict[int, LateReason]:
    """The last reason told for each of these submissions; one statement."""
    rows = LateReason.objects.visible_to(by).filter(submission_id__in=list(submissions)).latest()
    return {row.submission_id: row for row in rows.select_related("by__user", "by__organisation")}


def control_of(by: Membership, submission: int, *, may_tell: bool, told: LateReason | None = None) -> dict[str, Any]:
    """What the control of one tap shows: the reasons, and the one that was told last."""
    return {
        "shown": True,
        "may_tell": may_tell,
        "submission_id": submission,
        "told": told or latest_reasons(by, [submission]).get(submission),
        "barriers": LateReason.Barrier.choices,
    }
