"""Where grants stand: typed events and their own lines together. Nothing of this is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max, QuerySet, Sum

from localplan.budgeting.models import BudgetLine
from localplan.execution.models import CommitmentEvent, Disbursement

from .models import Grant, GrantEvent, GrantLine

ZERO = Decimal("0.00")


@dataclass
class Standing:
    """Baht of one grant, and the day something was last told or read about it."""

    allotted: Decimal
    received: Decimal = ZERO
    returned: Decimal = ZERO
    committed: Decimal = ZERO
    paid: Decimal = ZERO
    carried: Decimal = ZERO  # stands on lines of source carried over
    last_on: dt.date | None = None
    last_read: bool = False  # the last word was read from a contract or a payment, not typed

    @property
    def balance(self) -> Decimal:
        """What was received and is neither paid nor returned."""
        return self.received - self.paid - self.returned

    @property
    def to_come(self) -> Decimal:
        return self.allotted - self.received

    @property
    def unpaid(self) -> Decimal:
        """Committed and not paid yet."""
        return self.committed - self.paid

    def heard(self, day: dt.date | None, *, read: bool) -> None:
        """Take note of a day on which something was told or read."""
        if day is not None and (self.last_on is None or day > self.last_on):
            self.last_on, self.last_read = day, read


def lines_of(grants: Iterable[int]) -> dict[int, int]:
    """Line → grant: the lines a grant opened, and those its money was carried over to, year after year."""
    found = dict(GrantLine.objects.filter(grant_id__in=list(grants)).values_list("line_id", "grant_id"))
    latest = dict(found)
    while latest:
        rows = BudgetLine.objects.filter(origin_id__in=latest).values_list("pk", "origin_id")
        latest = {pk: latest[origin] for pk, origin in rows}
        found |= latest
    return found


def standing_of(grants: Iterable[Grant]) -> dict[int, Standing]:
    """By grant. A handful of statements, however many grants."""
    found = {grant.pk: Standing(grant.amount) for grant in grants}
    sums = GrantEvent.objects.filter(grant_id__in=found).values("grant_id", "kind")
    for row in sums.annotate(amount=Sum("amount"), last=Max("on")).order_by():
        standing = found[row["grant_id"]]
        if row["kind"] == GrantEvent.Kind.RECEIVED:
            standing.received = row["amount"]
        elif row["kind"] == GrantEvent.Kind.RETURNED:
            standing.returned = row["amount"]
        standing.heard(row["last"], read=False)
    of_line = lines_of(found)
    lines = BudgetLine.objects.filter(pk__in=of_line).values_list("pk", "source", "budget", "committed", "paid")
    for pk, source, budget, committed, paid in lines:
        standing = found[of_line[pk]]
        standing.paid += paid
        if source == "carried":
            standing.carried += budget
        else:
            standing.committed += committed
    for line, day in read_on(of_line).items():
        found[of_line[line]].heard(day, read=True)
    return found


def read_on(lines: Iterable[int]) -> dict[int, dt.date]:
    """Line → the last day a commitment or payment of it happened."""
    wanted = set(lines)
    events, payments = _facts_of(wanted)
    found: dict[int, dt.date] = {}
    rows = [
        *events.values_list("commitment__shares__line_id").annotate(last=Max("on")).order_by(),
        *payments.values_list("shares__share__line_id").annotate(last=Max("counts_on")).order_by(),
    ]
    for line, day in rows:
        if line in wanted:
            found[line] = max(day, found.get(line, day))
    return found


def days_read_on(lines: Iterable[int], *, first: dt.date, last: dt.date) -> Iterator[tuple[int, dt.date]]:
    """Every line and day a commitment or payment of it happened, within the days given."""
    wanted = set(lines)
    events, payments = _facts_of(wanted)
    for rows in (
        events.filter(on__range=(first, last)).values_list("commitment__shares__line_id", "on"),
        payments.filter(counts_on__range=(first, last)).values_list("shares__share__line_id", "counts_on"),
    ):
        yield from ((line, day) for line, day in rows.order_by().distinct() if line in wanted)


def _facts_of(lines: set[int]) -> tuple[QuerySet[CommitmentEvent], QuerySet[Disbursement]]:
    return (
        CommitmentEvent.objects.filter(commitment__shares__line_id__in=lines),
        Disbursement.objects.filter(shares__share__line_id__in=lines),
    )
