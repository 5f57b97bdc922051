"""The life of a step: which moves there are, and how content, life and time become one look.

Both are tables that code, drawing and test read alike. From every look one can tell whose turn it is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

SOON_DAYS = 7
CORRECTION_DAYS = 7
UNDO_DAYS = 7


class Life(StrEnum):
    """Where a submission stands between its actor and its checker."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class Side(StrEnum):
    """Who may make a move: the actor whose duty it is, or the level above that verifies."""

    ACTOR = "actor"
    CHECKER = "checker"


class Verb(StrEnum):
    SUBMIT = "submit"
    DECLARE_NOTHING = "declare_nothing"
    UNDO = "undo"
    ASK_REOPEN = "ask_reopen"
    ASK_TIME = "ask_time"
    DECLINE_TIME = "decline_time"
    RETURN = "return"
    ACCEPT = "accept"
    REOPEN = "reopen"


@dataclass(frozen=True)
class Move:
    """One line of the life table."""

    verb: Verb
    side: Side
    before: frozenset[Life]
    after: Life | None  # None: back to what it was before the last move


MOVES: dict[Verb, Move] = {
    move.verb: move
    for move in (
        Move(Verb.SUBMIT, Side.ACTOR, frozenset({Life.DRAFT, Life.RETURNED}), Life.SUBMITTED),
        Move(Verb.DECLARE_NOTHING, Side.ACTOR, frozenset({Life.DRAFT, Life.RETURNED}), Life.SUBMITTED),
        Move(Verb.UNDO, Side.ACTOR, frozenset({Life.SUBMITTED}), None),
        Move(Verb.ASK_REOPEN, Side.ACTOR, frozenset({Life.SUBMITTED, Life.ACCEPTED}), None),
        Move(Verb.ASK_TIME, Side.ACTOR, frozenset({Life.DRAFT, Life.RETURNED}), None),
        Move(Verb.DECLINE_TIME, Side.CHECKER, frozenset({Life.DRAFT, Life.RETURNED}), None),
        Move(Verb.RETURN, Side.CHECKER, frozenset({Life.SUBMITTED, Life.ACCEPTED}), Life.RETURNED),
        Move(Verb.ACCEPT, Side.CHECKER, frozenset({Life.SUBMITTED}), Life.ACCEPTED),
        Move(Verb.REOPEN, Side.CHECKER, frozenset({Life.SUBMITTED, Life.ACCEPTED}), Life.DRAFT),
    )
}


class Look(StrEnum):
    """The thirteen looks of a cell (DESIGN.md, State language)."""

    DONE = "done"
    LATE = "late"
    PROG = "prog"
    SOON = "soon"
    OVER = "over"
    OVERQ = "overq"
    NONE = "none"
    WAIT = "wait"
    SENT = "sent"
    BACK = "back"
    NIL = "nil"
    EXT = "ext"
    SHUT = "shut"


class Turn(StrEnum):
    ACTOR = "actor"
    CHECKER = "checker"
    TIME = "time"  # nobody can act before it opens
    DONE = "done"


TURNS: dict[Look, Turn] = {
    Look.DONE: Turn.DONE,
    Look.LATE: Turn.DONE,
    Look.NIL: Turn.DONE,
    Look.SENT: Turn.CHECKER,
    Look.SHUT: Turn.TIME,
    Look.PROG: Turn.ACTOR,
    Look.SOON: Turn.ACTOR,
    Look.OVER: Turn.ACTOR,
    Look.OVERQ: Turn.ACTOR,
    Look.NONE: Turn.ACTOR,
    Look.WAIT: Turn.ACTOR,
    Look.BACK: Turn.ACTOR,
    Look.EXT: Turn.ACTOR,
}


class Dates(NamedTuple):
    """The dates of one submission as they hold for its organisation. `due` ends at 23:59:59 in Bangkok."""

    opens_on: dt.date
    due_on: dt.date
    extended: bool = False
    correct_by: dt.date | None = None


class Standing(NamedTuple):
    """All that decides a look: life, content, time, and the steps before."""

    life: Life
    dates: Dates
    there: int = 0  # n of m
    expected: int = 0
    nothing: bool = False
    first_full_on: dt.date | None = None  # day of the first full submission: timeliness counts from it
    waits: bool = False  # a step before is not submitted
    earlier_over: bool = False  # a step before is itself overdue
    enterable: bool = True  # the room that takes the step's content is there


def look(s: Standing, *, today: dt.date) -> Look:
    """Content, life and time through one table."""
    if s.life == Life.ACCEPTED:
        if s.nothing:
            return Look.NIL
        return Look.DONE if (s.first_full_on or today) <= s.dates.due_on else Look.LATE
    if s.life == Life.SUBMITTED:
        return Look.SENT
    if s.life == Life.RETURNED:
        if s.dates.correct_by is not None and today > s.dates.correct_by:
            return Look.OVER
        return Look.BACK
    if today < s.dates.opens_on or not s.enterable:
        return Look.SHUT
    if today > s.dates.due_on:
        return Look.OVERQ if s.earlier_over else Look.OVER
    if (s.dates.due_on - today).days <= SOON_DAYS:
        return Look.SOON
    if s.dates.extended:
        return Look.EXT
    full = s.expected > 0 and s.there >= s.expected
    if s.waits and (full or s.there == 0):
        return Look.WAIT
    return Look.PROG if s.there else Look.NONE


def turn(shown: Look) -> Turn:
    """Whose turn it is."""
    return TURNS[shown]


def days_late(s: Standing, *, today: dt.date) -> int:
    """Days past due, of the submission if there is one, else of today; negative when early."""
    return ((s.first_full_on or today) - s.dates.due_on).days
