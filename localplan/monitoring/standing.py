"""Submissions, what is in them, and the day, become cells: the one place that LAO home, matrix, review and table share.

However many organisations: one statement for the submissions, and one for each room that counts content.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from localplan.calendar.duties import NOT_THERE, Completeness, count_steps, duty_of
from localplan.calendar.models import Submission
from localplan.calendar.queries import SubmissionQuerySet
from localplan.calendar.states import Dates, Life, Look, Standing, Turn, days_late, look, turn
from localplan.calendar.steps import STEPS, Actor, Step, earlier_steps
from localplan.toolkit import clock

from .columns import Column, columns_of, short_of


class Line(NamedTuple):
    """A submission as the cells need it; a matrix holds thousands, so no model instances."""

    id: int
    organisation_id: int
    step: str
    year: int
    opens_on: dt.date
    due_on: dt.date
    check_due_on: dt.date
    closes_on: dt.date | None
    extended: bool
    life: str
    nothing: bool
    first_full_at: dt.datetime | None
    submitted_at: dt.datetime | None
    correct_by: dt.date | None
    opened_by_checker_at: dt.datetime | None
    version: int


_FIELDS = [{"step": "deadline__step", "year": "deadline__year_id"}.get(name, name) for name in Line._fields]


def lines(rows: SubmissionQuerySet) -> list[Line]:
    """One statement."""
    return [Line(*values) for values in rows.order_by("organisation_id", "id").values_list(*_FIELDS)]


_UNDONE = frozenset({Life.DRAFT, Life.RETURNED})
#: Nothing is counted: it has been handed in, is not open yet, or no room owns its content.
NOT_COUNTED = Completeness(0, 0)

#: The worst first, as when twelve months share a cell; the actor's turn before the checker's, time last.
RANK: dict[Look, int] = {
    Look.OVER: 0,
    Look.OVERQ: 1,
    Look.BACK: 2,
    Look.SOON: 3,
    Look.EXT: 4,
    Look.PROG: 5,
    Look.NONE: 6,
    Look.WAIT: 7,
    Look.SENT: 8,
    Look.LATE: 9,
    Look.NIL: 10,
    Look.DONE: 11,
    Look.SHUT: 12,
}


class Cell(NamedTuple):
    """Where one organisation stands at one step; words for it are in wording.py."""

    line: Line
    step: Step
    number: int
    look: Look
    standing: Standing
    today: dt.date
    waits_for: int | None = None
    known: bool = False

    @property
    def short_name(self) -> str:
        return short_of(self.step)

    @property
    def turn(self) -> Turn:
        return turn(self.look)

    @property
    def percent(self) -> int:
        """Whole percent of what is asked for, rounded down, so that 100 means all of it."""
        if not self.standing.expected:
            return 0
        return min(self.standing.there, self.standing.expected) * 100 // self.standing.expected

    @property
    def is_full(self) -> bool:
        return 0 < self.standing.expected <= self.standing.there

    @property
    def only_unsent(self) -> bool:
        """Full, and still with the one who hands it in."""
        return self.is_full and self.turn == Turn.ACTOR

    @property
    def is_late(self) -> bool:
        return self.look in (Look.OVER, Look.OVERQ)

    @property
    def days_over(self) -> int:
        """Days past the date that counts now; of a finished one, days past due of its first full submission."""
        if self.look == Look.OVER and self.line.life == Life.RETURNED and self.line.correct_by:
            return (self.today - self.line.correct_by).days
        return days_late(self.standing, today=self.today)

    @property
    def deadline(self) -> dt.date:
        """The date that counts now: the correction date of what was returned, else the due date."""
        returned = self.line.life == Life.RETURNED and self.line.correct_by
        return self.line.correct_by if returned and self.line.correct_by else self.line.due_on

    @property
    def urgency(self) -> tuple[int, int]:
        """Sorts the most pressing first: by look, then by days."""
        finished = self.turn == Turn.DONE
        return RANK[self.look], (-1 if finished else 1) * self.deadline.toordinal()


def cells(
    rows: Sequence[Line], *, today: dt.date | None = None, numbers: Mapping[str, int] | None = None
) -> list[Cell]:
    """A cell for each line. Give all lines of an organisation's year together: steps look at the ones before them."""
    day = today or clock.today()
    numbers = numbers if numbers is not None else numbers_of(rows)
    content = _content(rows, day)
    undone_of = {(line.organisation_id, line.year, line.step): line for line in rows if line.life in _UNDONE}
    known_steps = {line.step for line in rows if duty_of(line.step) is not None}
    found = []
    for line in rows:
        earlier = [undone_of.get((line.organisation_id, line.year, code)) for code in earlier_steps(line.step)]
        undone = [one for one in earlier if one is not None]
        there = content.get((line.organisation_id, line.step, line.year), NOT_COUNTED)
        known = line.step in known_steps
        standing = Standing(
            Life(line.life),
            Dates(line.opens_on, line.due_on, line.extended, line.correct_by),
            there.there,
            there.expected,
            line.nothing,
            clock.day_of(line.first_full_at) if line.first_full_at else None,
            bool(undone),
            any(is_over(one, day) for one in undone if one.step in known_steps),
            known,
        )
        waits_for = numbers.get(undone[0].step) if undone else None
        found.append(
            Cell(
                line,
                STEPS[line.step],
                numbers.get(line.step, 0),
                look(standing, today=day),
                standing,
                day,
                waits_for,
                known,
            )
        )
    return found


def is_over(line: Line | Submission, day: dt.date) -> bool:
    """Of what is not handed in: whether the day that counts has passed; of a returned one the correction date."""
    if line.life == Life.RETURNED:
        return line.correct_by is not None and line.correct_by < day
    return line.due_on < day


def _content(rows: Iterable[Line], day: dt.date) -> dict[tuple[int, str, int], Completeness]:
    """n of m where it can still change: asked once for each step, for all its organisations."""
    wanted: dict[tuple[str, int], list[int]] = {}
    for line in rows:
        if line.life in _UNDONE and line.opens_on <= day:
            wanted.setdefault((line.step, line.year), []).append(line.organisation_id)
    found = {}
    for step, year, counted in count_steps(wanted):
        found.update({(id, step, year): counted.get(id, NOT_THERE) for id in wanted[step, year]})
    return found


def numbers_of(rows: Iterable[Line]) -> dict[str, int]:
    """The number of the column of each step that occurs."""
    codes = {line.step for line in rows}
    columns = [*columns_of(codes, Actor.LAO), *columns_of(codes, Actor.PROVINCE)]
    return {code: column.number for column in columns for code in column.codes}


def folded(column: Column, own: Mapping[str, Cell]) -> Cell | None:
    """The cell of a column: of twelve months the worst, the earliest to be done, the latest of the finished."""
    there = [own[code] for code in column.codes if code in own]
    return min(there, key=lambda cell: cell.urgency) if there else None
