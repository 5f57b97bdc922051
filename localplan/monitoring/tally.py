"""How many stand where, added up by the database: for a province, or for the whole nation by province.

The classes are the looks without content (which needs no counting here), so that the sums equal the matrices.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from localplan.calendar.duties import enterable_steps
from localplan.calendar.states import Look
from localplan.calendar.steps import STEPS
from localplan.toolkit import clock

from .columns import MONTHLY


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
                parts.append((_FILL[group], f"{x:.2f}", f"{width:.2f}"))
                x += width
        return parts

    @property
    def words(self) -> str:
        """finished 10, to be checked 11: for screen readers and hints."""
        return ", ".join(f"{GROUP_WORDS[group]} {self[group]:,}" for group in BAR if self[group])


_FILL = {
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
  SELECT s.organisation_id, s.deadline_id, CASE
    WHEN s.life = 'accepted' THEN 4 WHEN s.life = 'submitted' THEN 3
    WHEN s.life = 'returned' THEN CASE WHEN s.correct_by < %(today)s THEN 0 ELSE 1 END
    WHEN s.opens_on > %(today)s OR s.deadline_id = ANY(ARRAY(
      SELECT id FROM calendar_deadline WHERE step <> ALL(%(enterable)s))) THEN 5
    WHEN s.due_on < %(today)s THEN 0 ELSE 2 END AS rank
  FROM calendar_submission s LEFT JOIN gone g ON g.id = s.organisation_id
  WHERE s.deadline_id = ANY(%(deadlines)s) AND s.organisation_id BETWEEN %(low)s AND %(high)s
    AND (g.id IS NULL OR s.life IN ('submitted', 'accepted') OR NOT (
      g.closed_on <= %(today)s OR (g.closed_on <= s.due_on AND g.merged_into_id IS NULL)))
)
"""
_BY_DEADLINE = "SELECT organisation_id / 100000, deadline_id, rank, count(*) FROM classed GROUP BY 1, 2, 3"
_FOLDED = """
SELECT organisation_id / 100000, 0, rank, count(*) FROM (
  SELECT organisation_id, min(rank) AS rank FROM classed GROUP BY 1) worst GROUP BY 1, 3
"""
_EVERYWHERE = (0, 9_999_999)


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
    columns: dict[str, list[int]] = {}
    for id, step in deadlines:
        columns.setdefault(STEPS[step].column, []).append(id)
    single = {ids[0]: column for column, ids in columns.items() if column not in MONTHLY}
    found = {(area, single[id]): tally for (area, id), tally in by_deadline(single, scope=scope, today=today).items()}
    for column in MONTHLY:
        if column in columns:
            folded = _ask(_FOLDED, columns[column], scope, today)
            found.update({(area, column): tally for (area, _none), tally in folded.items()})
    return found


def _ask(sql: str, deadlines: list[int], scope: tuple[int, int], today: dt.date | None) -> dict[tuple[int, int], Tally]:
    found: dict[tuple[int, int], Tally] = {}
    if not deadlines:
        return found
    values: dict[str, Any] = {
        "today": today or clock.today(),
        "deadlines": deadlines,
        "enterable": enterable_steps(),
        "low": scope[0],
        "high": scope[1],
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLASSED + sql, values)
        for area, deadline, rank, number in cursor.fetchall():
            found.setdefault((area, deadline), Tally()).add(_NUMBERS[rank], number)
    return found
