"""How many stand where, added up by the database: for a province, or for the whole nation by province.

The classes are the looks without content (which needs no counting here), so that the sums equal the matrices.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from localplan.calendar.duties import enterable_steps
from localplan.calendar.states import Look
from localplan.calendar.steps import STEPS
from localplan.organisations.posts import DLA_ID
from localplan.toolkit import clock

from .columns import MONTHLY
from .money import end_of


class Group(StrEnum):
    """Looks that are counted together. The names are also the states one may filter a matrix by."""

    OVER = "over"
    BACK = "back"
    OPEN = "open"
    SENT = "sent"
    DONE = "done"
    SHUT = "shut"


GROUPS: dict[Look, Group] = {
    Look.OVER: Group.OVER,
    Look.OVERQ: Group.OVER,
    Look.BACK: Group.BACK,
    Look.SOON: Group.OPEN,
    Look.EXT: Group.OPEN,
    Look.PROG: Group.OPEN,
    Look.NONE: Group.OPEN,
    Look.WAIT: Group.OPEN,
    Look.SENT: Group.SENT,
    Look.DONE: Group.DONE,
    Look.LATE: Group.DONE,
    Look.NIL: Group.DONE,
    Look.SHUT: Group.SHUT,
}
#: In the order of a bar, from finished to not open.
BAR = (Group.DONE, Group.SENT, Group.OPEN, Group.BACK, Group.OVER, Group.SHUT)
GROUP_WORDS: dict[Group, str | Promise] = {
    Group.OVER: _("overdue"),
    Group.BACK: _("returned"),
    Group.OPEN: _("to be done"),
    Group.SENT: pgettext_lazy("cell", "to be checked"),
    Group.DONE: _("finished"),
    Group.SHUT: _("not open"),
}
_NUMBERS = (Group.OVER, Group.BACK, Group.OPEN, Group.SENT, Group.DONE, Group.SHUT)


@dataclass
class Tally:
    """How many organisations of the expected set stand in each group."""

    numbers: dict[Group, int] = field(default_factory=dict)

    def add(self, group: Group, number: int = 1) -> None:
        self.numbers[group] = self.numbers.get(group, 0) + number

    def __getitem__(self, group: str) -> int:
        return self.numbers.get(Group(group), 0)

    @property
    def expected(self) -> int:
        return sum(self.numbers.values())

    @property
    def done(self) -> int:
        return self[Group.DONE]

    @property
    def over(self) -> int:
        return self[Group.OVER]

    @property
    def bar(self) -> list[tuple[str, str, str]]:
        """Class, x and width in percent of each part of a stacked bar."""
        parts, x, whole = [], 0.0, self.expected or 1
        for group in BAR:
            width = self[group] * 100 / whole
            if width:
                parts.append((FILL[group], f"{x:.2f}", f"{width:.2f}"))
                x += width
        return parts

    @property
    def words(self) -> str:
        """finished 10, to be checked 11: for screen readers and hints."""
        return ", ".join(f"{GROUP_WORDS[group]} {self[group]:,}" for group in BAR if self[group])


#: The colour of each group in a bar.
FILL = {
    Group.DONE: "done",
    Group.SENT: "sent",
    Group.OPEN: "prog",
    Group.BACK: "back",
    Group.OVER: "over",
    Group.SHUT: "none",
}

#: Groups as numbers, worst first, so that a minimum folds twelve months into one.
_CLASSED = """
WITH gone AS (
  SELECT o.id, o.closed_on, o.merged_into_id FROM organisations_organisation o
  WHERE o.closed_on IS NOT NULL AND o.level IN ('lao', 'province')
    AND NOT (o.closed_on <= %(today)s AND EXISTS (
      SELECT 1 FROM organisations_organisation n
      WHERE o.id = ANY(n.absorbed) AND (n.closed_on IS NULL OR n.closed_on > %(today)s)))
), classed AS (
  SELECT s.id, s.organisation_id, s.deadline_id,
    CASE WHEN s.life = 'returned' THEN s.correct_by ELSE s.due_on END AS date, CASE
    WHEN s.life = 'accepted' THEN 4 WHEN s.life = 'submitted' THEN 3
    WHEN s.life = 'returned' THEN CASE WHEN s.correct_by < %(today)s THEN 0 ELSE 1 END
    WHEN s.opens_on > %(today)s OR s.deadline_id = ANY(ARRAY(
      SELECT id FROM calendar_deadline WHERE step <> ALL(%(enterable)s))) THEN 5
    WHEN s.due_on < %(today)s THEN 0 ELSE 2 END AS rank
  FROM {submissions} s LEFT JOIN gone g ON g.id = s.organisation_id
  WHERE s.deadline_id = ANY(%(deadlines)s) AND s.organisation_id BETWEEN %(low)s AND %(high)s
    AND (g.id IS NULL OR s.life IN ('submitted', 'accepted') OR NOT (
      g.closed_on <= %(today)s OR (g.closed_on <= s.due_on AND g.merged_into_id IS NULL)))
)
"""
#: The submissions as they stood at the end of a day: the last move by then, the dates that were set by then.
_PAST = """(
  SELECT p.id, p.organisation_id, p.deadline_id, coalesce(d.opens_on, p.opens_on) AS opens_on,
         coalesce(d.due_on, p.due_on) AS due_on, coalesce(m.after, 'draft') AS life, c.correct_by
  FROM calendar_submission p
  JOIN calendar_deadline l ON l.id = p.deadline_id AND l.published_at <= %(moment)s
  LEFT JOIN LATERAL (SELECT after FROM calendar_submissionmove WHERE submission_id = p.id AND at <= %(moment)s
                     ORDER BY at DESC, id DESC LIMIT 1) m ON true
  LEFT JOIN LATERAL (SELECT correct_by FROM calendar_submissionmove
                     WHERE submission_id = p.id AND at <= %(moment)s AND correct_by IS NOT NULL
                     ORDER BY at DESC, id DESC LIMIT 1) c ON m.after = 'returned'
  LEFT JOIN LATERAL (SELECT opens_on, due_on FROM calendar_deadlinedate
                     WHERE deadline_id = p.deadline_id AND recorded_at <= %(moment)s
                       AND organisation_id IN (%(dla)s, p.organisation_id / 100000 * 100000, p.organisation_id)
                     ORDER BY organisation_id DESC, id DESC LIMIT 1) d ON true
  WHERE p.deadline_id = ANY(%(deadlines)s) AND p.organisation_id BETWEEN %(low)s AND %(high)s)"""


class Per(StrEnum):
    """What the organisations are added up for: the id of the office, or the two digits of the province."""

    PROVINCE = "organisation_id / 100000"
    OFFICE = "(SELECT o.parent_id FROM organisations_organisation o WHERE o.id = organisation_id)"


_BY_DEADLINE = "SELECT organisation_id / 100000, deadline_id, rank, count(*) FROM classed GROUP BY 1, 2, 3"
_FOLDED = """
SELECT organisation_id / 100000, 0, rank, count(*) FROM (
  SELECT organisation_id, min(rank) AS rank FROM classed GROUP BY 1) worst GROUP BY 1, 3
"""
#: All that a board adds up, the submissions gone through once.
_SUMS = """
SELECT 'step', {per}, deadline_id, rank, count(*) FROM classed WHERE deadline_id = ANY(%(single)s) GROUP BY 2, 3, 4
UNION ALL
SELECT 'months', {per}, 0, rank, count(*) FROM (
  SELECT organisation_id, min(rank) AS rank FROM classed WHERE deadline_id = ANY(%(monthly)s) GROUP BY 1) worst
GROUP BY 2, 4
UNION ALL
SELECT 'laos', {per}, 0, late, count(*) FROM (
  SELECT organisation_id, min(least(rank, 1)) AS late FROM classed GROUP BY 1) each GROUP BY 2, 4
"""
_LATE = "SELECT organisation_id, deadline_id, id, date FROM classed WHERE rank = 0 ORDER BY organisation_id, id"
_EVERYWHERE = (0, 9_999_999)


class Late(NamedTuple):
    """One duty that is overdue, and the day it should have been handed in or mended by."""

    organisation_id: int
    deadline_id: int
    submission_id: int
    date: dt.date


@dataclass
class Sums:
    """A board's figures by province code or office: a tally of each column, how many LAOs are late, and of how many."""

    tallies: dict[tuple[int, str], Tally] = field(default_factory=dict)
    late: dict[int, int] = field(default_factory=dict)
    laos: dict[int, int] = field(default_factory=dict)


def by_deadline(
    deadlines: Iterable[int], *, scope: tuple[int, int] = _EVERYWHERE, today: dt.date | None = None
) -> dict[tuple[int, int], Tally]:
    """(province code, deadline id) → tally; one statement."""
    return _ask(_BY_DEADLINE, list(deadlines), scope, today)


def by_column(
    deadlines: Iterable[tuple[int, str]], *, scope: tuple[int, int] = _EVERYWHERE, today: dt.date | None = None
) -> dict[tuple[int, str], Tally]:
    """(province code, column) → tally, for deadlines given as (id, step): monthly ones folded, the worst counts.

    Three statements at most.
    """
    single, monthly = _columns_of(deadlines)
    found = {(area, single[id]): tally for (area, id), tally in by_deadline(single, scope=scope, today=today).items()}
    for column, ids in monthly.items():
        folded = _ask(_FOLDED, ids, scope, today)
        found.update({(area, column): tally for (area, _none), tally in folded.items()})
    return found


def _columns_of(deadlines: Iterable[tuple[int, str]]) -> tuple[dict[int, str], dict[str, list[int]]]:
    """The deadlines that have a column of their own, and those that share a monthly one."""
    single: dict[int, str] = {}
    monthly: dict[str, list[int]] = {}
    for id, step in deadlines:
        column = STEPS[step].column
        if column in MONTHLY:
            monthly.setdefault(column, []).append(id)
        else:
            single[id] = column
    return single, monthly


def sums_of(
    deadlines: Mapping[int, str], *, scope: tuple[int, int], day: dt.date | None = None, per: Per = Per.PROVINCE
) -> Sums:
    """Deadline id → step of the LAOs, added up in one statement. `day`: as it was at the end of that day."""
    single, monthly = _columns_of(deadlines.items())
    [(column, months)] = monthly.items() or [("", [])]
    found, sql = Sums(), _SUMS.format(per=per.value)
    for kind, area, deadline, rank, number in fetch(
        sql, deadlines, scope, day=day, single=list(single), monthly=months
    ):
        if kind == "laos":
            found.laos[area] = found.laos.get(area, 0) + number
            found.late[area] = found.late.get(area, 0) + (number if rank == 0 else 0)
        else:
            into = found.tallies.setdefault((area, single[deadline] if kind == "step" else column), Tally())
            into.add(_NUMBERS[rank], number)
    return found


def late_ones(
    deadlines: Iterable[int], *, scope: tuple[int, int], today: dt.date | None = None, day: dt.date | None = None
) -> list[Late]:
    """Every duty that is overdue, by organisation; one statement."""
    return [Late(*row) for row in fetch(_LATE, deadlines, scope, today=today, day=day)]


def fetch(
    sql: str,
    deadlines: Iterable[int],
    scope: tuple[int, int],
    *,
    today: dt.date | None = None,
    day: dt.date | None = None,
    **more: Any,
) -> list[tuple[Any, ...]]:
    """The rows of a statement over `classed` (id, organisation_id, deadline_id, date, rank: 0 is overdue)."""
    ids = list(deadlines)
    if not ids:
        return []
    values: dict[str, Any] = {
        "today": day or today or clock.today(),
        "moment": end_of(day) if day else None,
        "dla": DLA_ID,
        "deadlines": ids,
        "enterable": enterable_steps(),
        "low": scope[0],
        "high": scope[1],
        **more,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLASSED.format(submissions=_PAST if day else "calendar_submission") + sql, values)
        return list(cursor.fetchall())


def _ask(sql: str, deadlines: list[int], scope: tuple[int, int], today: dt.date | None) -> dict[tuple[int, int], Tally]:
    found: dict[tuple[int, int], Tally] = {}
    for area, deadline, rank, number in fetch(sql, deadlines, scope, today=today):
        found.setdefault((area, deadline), Tally()).add(_NUMBERS[rank], number)
    return found
