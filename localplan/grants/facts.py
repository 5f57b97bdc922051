"""What a person tells us about grants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from localplan.toolkit.models import StoredFile

#: What an allotment letter says and may be put right, by the names of the table.
PARTICULARS = (
    "grantor",
    "grantor_name",
    "letter",
    "letter_on",
    "item",
    "purpose",
    "project_id",
    "amount",
    "contribution",
    "commit_by",
    "lapses_on",
)


@dataclass(frozen=True)
class Allotment:
    """One item of an allotment letter. `organisation`: id of the LAO it is for."""

    organisation: int
    year: int
    grantor: str
    letter: str
    letter_on: dt.date
    purpose: str
    amount: Decimal
    item: int = 1
    grantor_name: str = ""
    contribution: Decimal = Decimal("0.00")
    commit_by: dt.date | None = None
    lapses_on: dt.date | None = None
    project: int | None = None
    row: int | None = None


@dataclass(frozen=True)
class Event:
    """One thing told about a grant. `amount`: baht, positive."""

    grant: int
    kind: str
    on: dt.date
    amount: Decimal = Decimal("0.00")
    paper: str = ""
    note: str = ""
    commit_by: dt.date | None = None
    lapses_on: dt.date | None = None
    document: StoredFile | None = None
    row: int | None = None


@dataclass(frozen=True)
class Correction:
    """Particulars put right: `set` by the names of PARTICULARS, `seen` what the person saw in those fields."""

    set: Mapping[str, Any]
    seen: Mapping[str, Any] = field(default_factory=dict)
