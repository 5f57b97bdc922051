"""What a person tells us about calendars and steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from .steps import STEPS


@dataclass(frozen=True)
class StepDates:
    """The dates of one deadline. `closes_on` empty: late never blocks."""

    opens_on: dt.date
    due_on: dt.date
    check_due_on: dt.date
    closes_on: dt.date | None = None


@dataclass(frozen=True)
class Link:
    """One deadline a guidance item speaks of: the step, its fiscal year (พ.ศ.), and the dates it gives."""

    step: str
    year: int
    dates: StepDates
    proposed: bool = False  # the letter does not say all of these dates

    def as_json(self) -> dict[str, object]:
        """The shape kept in GuidanceItem.links."""
        d = self.dates
        return {
            "step": self.step,
            "year": self.year,
            "opens_on": d.opens_on.isoformat(),
            "due_on": d.due_on.isoformat(),
            "check_due_on": d.check_due_on.isoformat(),
            "closes_on": d.closes_on.isoformat() if d.closes_on else None,
            "proposed": self.proposed,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> Link:
        """The way back; an unknown step is our bug."""
        assert kept["step"] in STEPS, kept["step"]
        closes = kept.get("closes_on")
        return cls(
            step=str(kept["step"]),
            year=int(str(kept["year"])),
            dates=StepDates(
                dt.date.fromisoformat(str(kept["opens_on"])),
                dt.date.fromisoformat(str(kept["due_on"])),
                dt.date.fromisoformat(str(kept["check_due_on"])),
                dt.date.fromisoformat(str(closes)) if closes else None,
            ),
            proposed=bool(kept.get("proposed")),
        )


@dataclass(frozen=True)
class GuidanceFact:
    number: int
    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class RowFact:
    number: int
    months: str
    from_on: dt.date
    until_on: dt.date
    items: tuple[GuidanceFact, ...]
    remark: str = ""


@dataclass(frozen=True)
class CalendarFact:
    """A calendar as read from a document, copied from another year, or typed."""

    year: int
    title: str
    rows: tuple[RowFact, ...]
    note: str = ""
    note_links: tuple[Link, ...] = ()
    source_text: str = ""
    questions: tuple[Mapping[str, object], ...] = ()


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
