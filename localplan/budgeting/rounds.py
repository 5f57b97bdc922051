"""Rounds of transfers as they are read: totals of each, its lines before and after, when it was due to be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Q, Sum

from .actions import report_due
from .models import BudgetLine, LineEntry, Transfer
from .transfer_law import transfer_law

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Moved:
    """One line of a round: signed amount, budget of the line right before and after the round."""

    line: BudgetLine
    amount: Decimal
    before: Decimal

    @property
    def after(self) -> Decimal:
        return self.before + self.amount

    @property
    def less(self) -> Decimal | None:
        return -self.amount if self.amount < 0 else None

    @property
    def more(self) -> Decimal | None:
        return self.amount if self.amount > 0 else None


@dataclass(frozen=True)
class Round:
    """A round with what it moved in all, and the last day to report it."""

    transfer: Transfer
    gains: Decimal
    gives: Decimal
    lines: int
    due_on: dt.date
    reversed_by: Transfer | None = None
    moved: list[Moved] = field(default_factory=list)

    @property
    def clause(self) -> str:
        return transfer_law(self.transfer.year_id).clause_of(self.transfer.authority)

    @property
    def is_late(self) -> bool:
        """Reported after the last day."""
        return self.transfer.reported_on is not None and self.transfer.reported_on > self.due_on


def rounds_of(transfers: Iterable[Transfer]) -> list[Round]:
    """Each with its sums. Two statements more, however many rounds."""
    listed = list(transfers)
    sums = LineEntry.objects.filter(transfer__in=listed).values("transfer").order_by()
    found = {
        row["transfer"]: row
        for row in sums.annotate(
            gains=Sum("amount", filter=Q(amount__gt=0)), gives=Sum("amount", filter=Q(amount__lt=0)), lines=Count("pk")
        )
    }
    backs = {one.reverses_id: one for one in Transfer.objects.filter(reverses__in=listed)}
    return [
        Round(
            one,
            found.get(one.pk, {}).get("gains") or ZERO,
            -(found.get(one.pk, {}).get("gives") or ZERO),
            found.get(one.pk, {}).get("lines", 0),
            report_due(one.year_id, one.decided_on, one.notice_on),
            backs.get(one.pk),
        )
        for one in listed
    ]


def read_round(transfer: Transfer) -> Round:
    """One round with its lines, those that give first."""
    [found] = rounds_of([transfer])
    entries = list(transfer.entries.select_related("line__work__parent", "line__category").order_by("amount", "line"))
    # The sum of a line's entries up to this round's own is its budget right after; rows are never altered.
    before: dict[int, Decimal] = {}
    earlier = LineEntry.objects.filter(line__in=[entry.line_id for entry in entries]).values_list(
        "pk", "line_id", "amount"
    )
    own = {entry.line_id: entry.pk for entry in entries}
    for pk, line, amount in earlier:
        if pk < own[line]:
            before[line] = before.get(line, ZERO) + amount
    found.moved.extend(Moved(entry.line, entry.amount, before.get(entry.line_id, ZERO)) for entry in entries)
    return found
