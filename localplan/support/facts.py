"""What is said in a reminder, and what takes the place of its merge fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from localplan.calendar.models import Submission
from localplan.organisations.models import Organisation
from localplan.toolkit.models import StoredFile

#: Merge fields as written in the text, in either language.
FIELDS: Mapping[str, str] = {
    "‹อปท.›": "lao",
    "‹ขั้นตอนที่เลยกำหนด›": "steps",
    "‹จำนวนวัน›": "days",
    "‹LAO›": "lao",
    "‹overdue steps›": "steps",
    "‹days›": "days",
}


@dataclass(frozen=True)
class Reminder:
    """The text with its merge fields; `step` a column of the matrix, or empty for whatever is not done."""

    text: str
    step: str = ""
    again: bool = False


@dataclass(frozen=True)
class ToDo:
    """What one LAO has not done, in words for the merge fields."""

    lao: str
    steps: tuple[str, ...]
    days: int

    def fill(self, text: str) -> str:
        """The text as this LAO reads it."""
        values = {"lao": self.lao, "steps": ", ".join(self.steps), "days": str(self.days)}
        for words, name in FIELDS.items():
            text = text.replace(words, values[name])
        return text


@dataclass(frozen=True)
class Talk:
    """One contact with an LAO, as the officer tells it. `submission`: the step it was about."""

    way: str
    outcome: str
    on: dt.date
    submission: Submission | None = None
    person: str = ""
    note: str = ""
    promised_on: dt.date | None = None


@dataclass(frozen=True)
class Barrier:
    """Why a step is late, in one tap; a word where it is something else."""

    barrier: str
    note: str = ""


@dataclass(frozen=True)
class Asked:
    """A problem as it is told: in words, with where it arose (address, step, the last error seen) and files."""

    subject: str
    text: str
    page: str = ""
    step: str = ""
    trouble: str = ""
    files: tuple[StoredFile, ...] = ()


@dataclass(frozen=True)
class Said:
    """One thing said in a conversation, with files. `seen`: the version that stood on the page; None: not asked."""

    text: str
    files: tuple[StoredFile, ...] = ()
    seen: int | None = None


@dataclass(frozen=True)
class Offer:
    """Question and solution as all may read them."""

    question: str
    solution: str


@dataclass(frozen=True)
class LetterText:
    """A letter as it is written, with its merge fields. `cites`: {number, dated_on (ISO, or empty)} of each letter."""

    kind: str
    subject: str
    addressed_to: str
    body: str
    cites: tuple[Mapping[str, str], ...] = ()
    encloses: str = ""
    urgency: str = ""
    through_district: bool = False
    signer: str = ""
    signer_post: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Numbering:
    """Number and day, as they stand in the office's register of outgoing letters."""

    number: str
    dated_on: dt.date | None


@dataclass(frozen=True)
class Work:
    """One line of a work log: the day, what was done, for which LAO, hours if told."""

    on: dt.date
    text: str
    organisation: Organisation | None = None
    hours: Decimal | None = None
