"""What a person tells us about plans and projects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from localplan.toolkit.models import StoredFile

#: The columns of a revision a person may set, with what stands there when nothing was said.
FIELDS: dict[str, Any] = {
    "kind": "own",
    "number": None,
    "name": "",
    "tactic_id": None,
    "programme_id": None,
    "objective": "",
    "target": "",
    "indicator": "",
    "result": "",
    "unit": "",
    "place": "",
    "latitude": None,
    "longitude": None,
    "latitude_end": None,
    "longitude_end": None,
}


def amount_field(year: int) -> str:
    """The name of a year's amount in a row: y2570."""
    return f"y{year}"


def amounts_in(values: Mapping[str, Any]) -> dict[int, Decimal | None]:
    """The amounts of a row by fiscal year."""
    return {int(name[1:]): value for name, value in values.items() if name[0] == "y" and name[1:].isdigit()}


@dataclass(frozen=True)
class ProjectRow:
    """One row as a person sends it: only the fields that were set, by the names of FIELDS and y<year>.

    `project`: None for a new one. `base`: what the person saw in those fields; `version` what the row was then.
    An amount of None means "not planned", Decimal 0 an explicit zero.
    """

    set: Mapping[str, Any]
    project: int | None = None
    version: int | None = None
    base: Mapping[str, Any] = field(default_factory=dict)
    row: int | None = None  # where it stands, as the person sees it


#: The dates of an edition in lawful order.
PROMULGATION_DATES = (
    "forum_on",
    "support_committee_on",
    "committee_on",
    "council_on",
    "approved_on",
    "promulgated_on",
    "posted_from",
    "posted_until",
)


@dataclass(frozen=True)
class Promulgation:
    """The dates of an edition as on paper, and the signed notice."""

    forum_on: dt.date | None = None
    support_committee_on: dt.date | None = None
    committee_on: dt.date | None = None
    council_on: dt.date | None = None
    approved_on: dt.date | None = None
    promulgated_on: dt.date | None = None
    posted_from: dt.date | None = None
    posted_until: dt.date | None = None
    notice: StoredFile | None = None


@dataclass(frozen=True)
class Amendment:
    """A new edition to be opened: its kind, and its number within kind and year when the paper already has one."""

    kind: str
    year: int
    number: int | None = None
