"""What a person tells us about ordinances, lines, transfers and the accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from localplan.toolkit.models import StoredFile

#: The columns of a line a person may set, with what stands there when nothing was said.
LINE_FIELDS: dict[str, Any] = {
    "name": "",
    "development": False,
    "project_id": None,
    "work_id": None,
    "category_id": None,
    "amount": None,  # baht; the budget before transfers
}


@dataclass(frozen=True)
class CodeFact:
    """One code of a dated list of classification. `parent` is a code of the same tree, "" at depth 0; years are พ.ศ."""

    tree: str
    depth: int
    code: str
    name: str
    name_en: str
    parent: str
    develops: bool
    capital: bool
    first_year: int
    last_year: int | None = None
    row: int | None = None


@dataclass(frozen=True)
class LineRow:
    """One line as a person sends it: only the fields that were set, by the names of LINE_FIELDS.

    `line`: None for a new one. `base`: what the person saw in those fields; `version` what the row was then.
    """

    set: Mapping[str, Any]
    line: int | None = None
    version: int | None = None
    base: Mapping[str, Any] = field(default_factory=dict)
    row: int | None = None


@dataclass(frozen=True)
class OrdinanceFacts:
    """The head of an ordinance as on paper. `revenues`: classification id → baht.

    `seen`: what the form showed when it was opened, by field; None: a new one, or all of it is meant.
    """

    kind: str = "annual"
    number: int = 0
    passed_on: dt.date | None = None
    approved_on: dt.date | None = None
    deemed_approved: bool = False
    promulgated_on: dt.date | None = None
    effective_on: dt.date | None = None
    approver: str = ""
    stated_total: Decimal | None = None
    document: StoredFile | None = None
    revenues: Mapping[int, Decimal] = field(default_factory=dict)
    seen: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class OpenedLine:
    """Money that comes without an ordinance: surplus, last year's budget meanwhile, another agency, grant, carried."""

    source: str
    name: str
    amount: Decimal
    decided_on: dt.date
    development: bool = True
    project: int | None = None
    work: int | None = None
    category: int | None = None
    authority: str = ""
    paper: str = ""
    agency: str = ""
    origin: int | None = None
    row: int | None = None


@dataclass(frozen=True)
class NewItem:
    """A line that a transfer makes in the annual ordinance: what it is for, and its place in the lists."""

    name: str
    development: bool = True
    project: int | None = None
    work: int | None = None
    category: int | None = None


@dataclass(frozen=True)
class Shift:
    """One side of a transfer: a line, or a new item, and the signed amount it gains or gives."""

    line: int | None
    amount: Decimal
    row: int | None = None
    new: NewItem | None = None


@dataclass(frozen=True)
class TransferRound:
    """A round as decided. `changes_nature`: capital items that are new or change in nature, quantity or quality."""

    authority: str
    decided_on: dt.date
    shifts: Sequence[Shift]
    changes_nature: bool = False
    number: int | None = None
    notice_on: dt.date | None = None
    reported_on: dt.date | None = None
    reason: str = ""
    document: StoredFile | None = None


@dataclass(frozen=True)
class PartTotal:
    """What the accounts say of one งบ, cumulative from 1 October, baht."""

    part: int
    budget: Decimal
    outstanding: Decimal
    disbursed: Decimal


@dataclass(frozen=True)
class Statement:
    """The control totals of a quarter, typed or read from a workbook."""

    quarter: int
    totals: Sequence[PartTotal]
    origin: str = "typed"
    document: StoredFile | None = None
    reason: str = ""
