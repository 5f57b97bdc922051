"""The balances of lines: locked, checked by the rules, and written in one statement by whoever changes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from localplan.calendar.actions import lock_year
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.bulk import copy_in, set_each

from ..models import BudgetLine, LineEntry

BALANCES = ("budget", "committed", "paid", "reserved", "lapsed")


@dataclass
class OpenYears:
    """The books of some years, locked: until which day the facts of each are closed, and the lines asked for."""

    closed_until: dict[int, dt.date | None] = field(default_factory=dict)
    lines: dict[int, BudgetLine] = field(default_factory=dict)


def lock_lines(organisation: Organisation, ids: Iterable[int], *, years: Iterable[int] = ()) -> OpenYears:
    """Lock the year books of the lines (and of `years`), in order, then the lines by primary key.

    Lines of other organisations and removed ones are not among the answer. Call inside the transaction.
    """
    wanted = sorted(set(ids))
    of_lines = BudgetLine.objects.filter(organisation=organisation, pk__in=wanted).values_list("year_id", flat=True)
    books = sorted({*of_lines.distinct(), *years})
    found = OpenYears()
    for year in books:
        found.closed_until[year] = lock_year(organisation, year)
    found.lines = BudgetLine.objects.standing().filter(organisation=organisation).locked(wanted)
    return found


def save_balances(lines: Iterable[BudgetLine]) -> None:
    """Write the balances of locked lines: one statement, guarded by the constraints of the table."""
    set_each(BudgetLine, BALANCES, ([line.pk, *(getattr(line, name) for name in BALANCES)] for line in lines))


@dataclass(frozen=True)
class Posting:
    """A change of a line's budget to be written: signed, with the day it counts from."""

    line: int
    kind: str
    amount: Decimal
    on: dt.date
    project: int | None
    transfer: int | None = None


def write_entries(organisation: Organisation, postings: Iterable[Posting], *, by: Membership) -> None:
    """Add entries to lines; the balances are the caller's to save with them."""
    moment = clock.now()
    copy_in(
        LineEntry,
        ("organisation", "line", "kind", "amount", "on", "project", "transfer", "by", "recorded_at"),
        ((organisation.pk, p.line, p.kind, p.amount, p.on, p.project, p.transfer, by.pk, moment) for p in postings),
    )
