"""What a person tells us about contracts, payments, progress and the end of the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from localplan.toolkit.models import StoredFile

#: The columns of a commitment that are corrected without touching money.
PARTICULARS = (
    "title",
    "counterparty",
    "number",
    "method",
    "egp",
    "ends_on",
    "instalments",  # as Contract has them
    "council_on",
    "ceilings",  # fiscal year → baht
)


@dataclass(frozen=True)
class Part:
    """What a commitment takes of one budget line, baht."""

    line: int
    amount: Decimal


@dataclass(frozen=True)
class Contract:
    """A commitment as signed. `amount`: as on paper, equal to its parts; None when only the parts were told."""

    kind: str
    title: str
    counterparty: str
    signed_on: dt.date
    parts: Sequence[Part]
    number: str = ""
    method: str = "none"
    egp: str = ""
    amount: Decimal | None = None
    ends_on: dt.date | None = None
    instalments: Sequence[tuple[Decimal, dt.date | None]] = ()
    council_on: dt.date | None = None
    ceilings: Mapping[int, Decimal] = field(default_factory=dict)
    row: int | None = None


@dataclass(frozen=True)
class Amendment:
    """A change of a commitment: the new amount of each line it takes from, and what else the paper changes.

    Lines that are not among `parts` stay as they are; 0 takes a line out. None: the paper does not speak of it.
    """

    on: dt.date
    reason: str
    parts: Sequence[Part] = ()
    paper: str = ""
    ends_on: dt.date | None = None
    counterparty: str | None = None
    instalments: Sequence[tuple[Decimal, dt.date | None]] | None = None


@dataclass(frozen=True)
class Cancellation:
    """The end of a commitment: what is not paid goes back to its lines. `again`: it will be announced anew."""

    on: dt.date
    reason: str
    paper: str = ""
    again: bool = False


@dataclass(frozen=True)
class Particulars:
    """What was typed wrong of a commitment beside its money: only the fields set, by the names of PARTICULARS.

    `base`: what the person saw in those fields.
    """

    set: Mapping[str, Any]
    base: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Payment:
    """One payment as on the voucher, gross. `parts`: what each line bears; empty: in the ratio of the shares left."""

    commitment: int
    voucher: str
    paid_on: dt.date
    gross: Decimal
    parts: Sequence[Part] = ()
    approved_on: dt.date | None = None
    tax: Decimal = Decimal("0.00")
    penalty: Decimal = Decimal("0.00")
    retention: Decimal = Decimal("0.00")
    net: Decimal | None = None
    instalment: int | None = None
    note: str = ""
    row: int | None = None


@dataclass(frozen=True)
class Figure:
    """What a recurrent line had paid from 1 October to the end of a month, baht."""

    line: int
    until_on: dt.date
    amount: Decimal
    row: int | None = None


@dataclass(frozen=True)
class ProgressReport:
    """How far the work was on a day, per cent."""

    commitment: int
    on: dt.date
    percent: Decimal
    note: str = ""
    photo: StoredFile | None = None


@dataclass(frozen=True)
class YearEnd:
    """One act on what a line (or one of its commitments) has left at the year's end. `commitment` None: uncommitted."""

    line: int
    act: str
    amount: Decimal
    decided_on: dt.date
    commitment: int | None = None
    authority: str = ""
    until_on: dt.date | None = None
    paper: str = ""
    row: int | None = None


@dataclass(frozen=True)
class Ending:
    """The final status of a development line."""

    line: int
    status: str
    note: str = ""
    row: int | None = None
