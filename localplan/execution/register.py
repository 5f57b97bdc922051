"""The register of a quarter: what is committed, paid and left, row by row, and what has moved."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from localplan.budgeting.models import BudgetLine
from localplan.toolkit.thai_dates import short_month

from .models import Commitment, CommitmentEvent, CumulativeFigure, Disbursement, NoMovement, Progress, Share
from .standing import open_in_quarter, quarter_dates

ZERO = Decimal("0.00")
PAGE_ROWS = 50


@dataclass(frozen=True)
class Strip:
    """The year's money as it stands: all sources in force, development committed and free, paid in all."""

    budget: Decimal
    committed: Decimal
    paid: Decimal
    available: Decimal


def strip_of(organisation_id: int, year: int) -> Strip:
    """One statement."""
    lines = BudgetLine.objects.of(organisation_id, year)
    left = F("budget") - F("committed") - F("reserved") - F("lapsed")
    found = lines.aggregate(
        budgets=Coalesce(Sum("budget"), ZERO),
        commitments=Coalesce(Sum("committed"), ZERO),
        payments=Coalesce(Sum("paid"), ZERO),
        available=Coalesce(Sum(left, filter=Q(development=True)), ZERO),
    )
    return Strip(found["budgets"], found["commitments"], found["payments"], found["available"])


def commitments_of(organisation: Any, year: int) -> Any:
    """Commitments with their shares of the year's lines alone: `amount`, `paid`, `left`, each to the satang."""
    mine = Q(shares__line__year_id=year)
    rows = Commitment.objects.filter(organisation=organisation).annotate(
        amount=Sum("shares__amount", filter=mine),
        paid=Sum("shares__paid", filter=mine),
        carried=Sum("shares__carried", filter=mine),
    )
    return rows.filter(amount__isnull=False).annotate(left=F("amount") - F("paid") - F("carried"))


@dataclass(frozen=True)
class Said:
    """Of the commitments with money of the year unpaid at the quarter's end: how many, and which lack a word."""

    asked: int
    still: frozenset[int]

    @property
    def said(self) -> int:
        return self.asked - len(self.still)


def said_of(organisation_id: int, year: int, quarter: int) -> Said:
    """One statement."""
    rows = open_in_quarter([organisation_id], year, quarter)
    return Said(len(rows), frozenset(row.commitment for row in rows if not row.answered))


@dataclass(frozen=True)
class ShareLine:
    """What one commitment takes of one line of the year."""

    line: int
    number: int
    name: str
    source: str
    code: str
    amount: Decimal
    paid: Decimal
    left: Decimal
    percent: Decimal
    typed: str = ""

    @property
    def label(self) -> str:
        return f"{self.source} {self.percent:.0f}%"


@dataclass(frozen=True)
class Row:
    """One commitment as the register shows it. `said`: the latest thing of the quarter, in words."""

    commitment: Commitment
    amount: Decimal
    paid: Decimal
    left: Decimal
    shares: list[ShareLine]
    said: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return self.commitment.cancelled_on is None and self.left > 0

    @property
    def is_split(self) -> bool:
        return len(self.shares) > 1

    @property
    def due(self) -> dict[str, Any] | None:
        """The instalment that comes next by what is paid so far: {no, amount, due_on}."""
        reached = ZERO
        for one in self.commitment.instalments:
            reached += Decimal(one["amount"])
            if reached > self.paid:
                return dict(one)
        return None

    @property
    def suggested(self) -> Decimal:
        """What the next payment probably is: the rest of the instalment that is due, else all that is left."""
        reached = ZERO
        for one in self.commitment.instalments:
            reached += Decimal(one["amount"])
            if reached > self.paid:
                return min(reached - self.paid, self.left)
        return self.left


def rows_of(commitments: Sequence[Any], year: int, quarter: int) -> list[Row]:
    """A page of the register; five statements, however many rows."""
    ids = [one.pk for one in commitments]
    shares, said = shares_of(ids, year), said_in(ids, year, quarter)
    return [Row(one, one.amount, one.paid, one.left, shares[one.pk], said.get(one.pk, "")) for one in commitments]


def shares_of(ids: Sequence[int], year: int) -> dict[int, list[ShareLine]]:
    """By commitment, the shares of the year's lines in the order of the lines."""
    found: dict[int, list[ShareLine]] = defaultdict(list)
    rows = list(
        Share.objects.filter(commitment_id__in=ids, line__year_id=year)
        .select_related("line__category")
        .order_by("line_id")
    )
    totals: dict[int, Decimal] = defaultdict(Decimal)
    for share in rows:
        totals[share.commitment_id] += share.amount
    for share in rows:
        line, whole = share.line, totals[share.commitment_id]
        percent = share.amount * 100 / whole if whole else ZERO
        code = line.category.code if line.category else ""
        told = (line.pk, line.number, line.name, str(line.get_source_display()), code)
        found[share.commitment_id].append(ShareLine(*told, share.amount, share.paid, share.left, percent))
    return found


def said_in(ids: Sequence[int], year: int, quarter: int) -> dict[int, str]:
    """By commitment, the latest thing recorded of it in the quarter, in words."""
    first, last = quarter_dates(year, quarter)
    mine = {"commitment_id__in": ids}
    found: dict[int, tuple[dt.date, str]] = {}

    def put(commitment: int, day: dt.date, words: str) -> None:
        if commitment not in found or found[commitment][0] <= day:
            found[commitment] = (day, f"{words} {day.day} {short_month(day.month)}")

    for pk in NoMovement.objects.filter(**mine, year_id=year, quarter=quarter).values_list("commitment_id", flat=True):
        found[pk] = (first, _("No movement"))
    for pk, day, percent in Progress.objects.filter(**mine, on__range=(first, last)).values_list(
        "commitment_id", "on", "percent"
    ):
        put(pk, day, _("Progress %(percent)s%%") % {"percent": f"{percent.normalize():f}"})
    for pk, day, kind in CommitmentEvent.objects.filter(**mine, on__range=(first, last)).values_list(
        "commitment_id", "on", "kind"
    ):
        put(pk, day, str(CommitmentEvent.Kind(kind).label).capitalize())
    paid = Disbursement.objects.filter(**mine, counts_on__range=(first, last)).order_by("counts_on", "pk")
    for pk, day, reverses in paid.values_list("commitment_id", "counts_on", "reverses_id"):
        put(pk, day, _("Reversed") if reverses else pgettext("event", "Paid"))
    return {pk: words for pk, (_day, words) in found.items()}


@dataclass(frozen=True)
class Recurrent:
    """One recurrent line: what it had paid to the end of the quarter before, and to the end of this one (or None)."""

    line: BudgetLine
    before: Decimal | None
    now: Decimal | None
    budget: Decimal
    typed: str = ""
    error: str = ""
    reason: str = ""
    excusable: bool = False

    @property
    def left(self) -> Decimal:
        return self.budget - (self.now if self.now is not None else self.before or ZERO)


def figures_until(lines: Iterable[int], day: dt.date) -> dict[int, tuple[dt.date, Decimal]]:
    """By line, the latest figure that stands for `day` or earlier, with its day."""
    rows = CumulativeFigure.objects.filter(line_id__in=list(lines), until_on__lte=day)
    latest = rows.order_by("line_id", "-until_on", "-pk").distinct("line_id")
    return {line: (until, amount) for line, until, amount in latest.values_list("line_id", "until_on", "amount")}


def recurrent_of(organisation: Any, year: int, quarter: int) -> list[Recurrent]:
    """Every recurrent line of the year in order; three statements."""
    lines = list(BudgetLine.objects.of(organisation, year).recurrent().for_listing())
    ids = [line.pk for line in lines]
    first, last = quarter_dates(year, quarter)
    now = figures_until(ids, last)
    before = figures_until(ids, first - dt.timedelta(days=1)) if quarter > 1 else {}

    def of(line: BudgetLine) -> Recurrent:
        until, amount = now.get(line.pk, (None, None))
        mine = amount if until == last else None  # the step asks for the figure of the quarter's last day
        budget = line.budget - line.reserved - line.lapsed
        return Recurrent(line, before[line.pk][1] if line.pk in before else None, mine, budget)

    return [of(line) for line in lines]
