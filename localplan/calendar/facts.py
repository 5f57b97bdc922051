"""What a person tells us about calendars and steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .steps import STEPS


@dataclass(frozen=True)
class StepDates:
    """The dates of one deadline. `closes_on` empty: late never blocks."""

    opens_on: dt.date
    due_on: dt.date
    check_due_on: dt.date
    closes_on: dt.date | None = None
    due_written: dt.date | None = None  # the due date before a holiday moved it


@dataclass(frozen=True, order=True)
class Tie:
    """A step of a fiscal year (พ.ศ.) that an item of guidance, a remark or the note speaks of."""

    step: str
    year: int

    def as_json(self) -> dict[str, object]:
        """The shape kept in GuidanceItem.links, CalendarRow.remark_links and Calendar.note_steps."""
        return {"step": self.step, "year": self.year}

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> Tie:
        """The way back; an unknown step is our bug."""
        assert kept["step"] in STEPS, kept["step"]
        return cls(str(kept["step"]), int(str(kept["year"])))


#: The dates of a deadline, in their order.
DATE_NAMES = ("opens_on", "due_on", "check_due_on", "closes_on")


@dataclass(frozen=True)
class DraftDeadline:
    """One deadline of a calendar that is not published: what the text says, what is proposed, what was typed.

    A date is None where nothing has been said yet. `due_written` is the due date before a holiday moved it.
    `proposed` and `typed` name dates: those the text does not give, and those an officer set by hand.
    `questions` are the codes of the open questions of the import it still depends on. `left_out` ones are not
    published: the text speaks of them, the officer does not want them.
    """

    step: str
    year: int
    opens_on: dt.date | None = None
    due_on: dt.date | None = None
    check_due_on: dt.date | None = None
    closes_on: dt.date | None = None
    due_written: dt.date | None = None
    proposed: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    left_out: bool = False

    @property
    def tie(self) -> Tie:
        return Tie(self.step, self.year)

    @property
    def order(self) -> tuple[int, int]:
        """Where it stands among others: by fiscal year, then in the order of the steps."""
        return self.year, STEPS[self.step].order

    @property
    def missing(self) -> list[str]:
        """The dates a deadline must have and this one has not."""
        return [name for name in DATE_NAMES[:3] if getattr(self, name) is None]

    @property
    def label(self) -> str:
        """The step with its month or quarter, and the fiscal year."""
        return f"{STEPS[self.step].name} {self.year}"

    @property
    def moved(self) -> bool:
        """The due date as written is a holiday; both are shown."""
        return self.due_written is not None and self.due_written != self.due_on

    @property
    def dates(self) -> StepDates:
        """Its dates, once none is missing."""
        assert self.opens_on is not None
        assert self.due_on is not None
        assert self.check_due_on is not None
        return StepDates(self.opens_on, self.due_on, self.check_due_on, self.closes_on, self.due_written)

    def as_json(self) -> dict[str, object]:
        """The shape kept in Calendar.deadlines."""
        days = {name: getattr(self, name) for name in (*DATE_NAMES, "due_written")}
        return {
            "step": self.step,
            "year": self.year,
            **{name: day.isoformat() if day else None for name, day in days.items()},
            **{name: list(getattr(self, name)) for name in ("proposed", "typed", "questions")},
            "left_out": self.left_out,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> DraftDeadline:
        """The way back; an unknown step is our bug."""
        assert kept["step"] in STEPS, kept["step"]
        values: dict[str, Any] = {name: tuple(kept.get(name) or ()) for name in ("proposed", "typed", "questions")}
        for name in (*DATE_NAMES, "due_written"):
            day = kept.get(name)
            values[name] = dt.date.fromisoformat(day) if day else None
        return cls(kept["step"], kept["year"], left_out=bool(kept.get("left_out")), **values)


@dataclass(frozen=True)
class GuidanceFact:
    number: int
    text: str
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True)
class RowFact:
    number: int
    months: str
    from_on: dt.date
    until_on: dt.date
    items: tuple[GuidanceFact, ...]
    remark: str = ""
    remark_ties: tuple[Tie, ...] = ()


@dataclass(frozen=True)
class CalendarFact:
    """A calendar as read from a document, copied from another year, or typed."""

    year: int
    title: str
    rows: tuple[RowFact, ...]
    deadlines: tuple[DraftDeadline, ...] = ()
    note: str = ""
    note_ties: tuple[Tie, ...] = ()
    source_text: str = ""
    questions: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True)
class HolidayFact:
    """One public holiday of a list; `row` as the list numbers it."""

    on: dt.date
    name: str
    row: int | None = None


@dataclass(frozen=True)
class CircularFact:
    """A letter to those below."""

    subject: str
    number: str = ""
    dated_on: dt.date | None = None
    body: str = ""
    cites: tuple[Mapping[str, str], ...] = ()
    dates: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Verdict:
    """One item of a review: accepted, or returned with the reason."""

    item: str
    label: str
    accepted: bool
    reason: str = ""


@dataclass(frozen=True)
class Review:
    """A whole review of one submission."""

    verdicts: tuple[Verdict, ...] = field(default=())
    correct_by: dt.date | None = None
    remark: str = ""
    content_missing: bool = True  # timeliness then counts the later submission
