"""The money of two fiscal years in plain Python, written from the law and not from the program: sums, no caches."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

ZERO = Decimal("0.00")
OLD, NEW = 2569, 2570
LAST = {OLD: dt.date(2026, 9, 30), NEW: dt.date(2027, 9, 30)}
JUNE, OCTOBER = dt.date(2026, 6, 15), dt.date(2026, 10, 10)
#: Who decides, by kind of money left; what is not here is unlawful.
LAWFUL = {
    "deal": {"set_aside": "executive", "extended": "executive", "accrued": "executive", "lapsed": ""},
    "capital": {"set_aside": "council", "extended": "council", "lapsed": ""},
    "recurrent": {"accrued": "executive", "lapsed": ""},
    "other": {"lapsed": ""},
}


def year_of(day: dt.date) -> int:
    return OLD if day <= LAST[OLD] else NEW


@dataclass(eq=False)
class Line:
    name: str
    year: int
    budget: Decimal
    development: bool = True
    capital: bool = True
    source: str = "ordinance"
    moved: Decimal = ZERO  # by transfers
    figures: dict[dt.date, Decimal] = field(default_factory=dict)
    removed: bool = False
    pk: int = 0


@dataclass(eq=False)
class Deal:
    signed: dt.date
    amount: dict[Line, Decimal]
    cancelled: dt.date | None = None
    pk: int = 0


@dataclass(eq=False)
class Paid:
    deal: Deal
    parts: dict[Line, Decimal]
    on: dt.date
    back: bool = False
    pk: int = 0


@dataclass(eq=False)
class Act:
    line: Line
    deal: Deal | None
    act: str
    amount: Decimal
    authority: str
    into: Line | None = None
    back: bool = False
    pk: int = 0


@dataclass
class Book:
    """Everything that happened. Each figure is a sum over it."""

    today: dt.date = dt.date(2026, 6, 30)
    lines: list[Line] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    payments: list[Paid] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    rounds: list[tuple[Line, Line, Decimal, dt.date]] = field(default_factory=list)
    closed: bool = False  # the old year's quarter 4 is handed in
    shut: bool = False  # the old year itself is

    def standing_acts(self) -> list[Act]:
        return [act for act in self.acts if not act.back]

    def carried(self, deal: Deal, line: Line) -> Decimal:
        mine = (a for a in self.standing_acts() if (a.deal, a.line) == (deal, line) and a.act != "lapsed")
        return sum((act.amount for act in mine), ZERO)

    def paid_of(self, deal: Deal, line: Line) -> Decimal:
        mine = (one for one in self.payments if one.deal is deal and not one.back)
        return sum((one.parts.get(line, ZERO) for one in mine), ZERO)

    def left_of(self, deal: Deal, line: Line) -> Decimal:
        return deal.amount.get(line, ZERO) - self.paid_of(deal, line) - self.carried(deal, line)

    def committed(self, line: Line) -> Decimal:
        return sum((deal.amount.get(line, ZERO) for deal in self.deals), ZERO)

    def paid(self, line: Line) -> Decimal:
        if not line.development:
            return line.figures[max(line.figures)] if line.figures else ZERO
        return sum((self.paid_of(deal, line) for deal in self.deals), ZERO)

    def reserved(self, line: Line) -> Decimal:
        mine = (a for a in self.standing_acts() if a.line is line and a.deal is None and a.act != "lapsed")
        return sum((act.amount for act in mine), ZERO)

    def lapsed(self, line: Line) -> Decimal:
        return sum((a.amount for a in self.standing_acts() if a.line is line and a.act == "lapsed"), ZERO)

    def used(self, line: Line) -> Decimal:
        bound = self.committed(line) if line.development else self.paid(line)
        return bound + self.reserved(line) + self.lapsed(line)

    def free(self, line: Line) -> Decimal:
        return line.budget - self.used(line)

    def kind(self, line: Line, deal: Deal | None) -> str:
        if deal is not None:
            return "deal"
        return "capital" if line.capital else "other" if line.development else "recurrent"

    # What the law says of each verb: True when it may happen.

    def is_open(self, day: dt.date, year: int) -> bool:
        """A day of a year whose figures were handed in is closed; after a year's end its last day speaks."""
        return not (self.closed and year == OLD and min(day, LAST[OLD]) <= LAST[OLD])

    def may_bind(self, parts: dict[Line, Decimal], day: dt.date) -> bool:
        years = {line.year for line in parts}
        return (
            day <= self.today
            and years == {year_of(day)}
            and all(line.development and ZERO < amount <= self.free(line) for line, amount in parts.items())
            and self.is_open(day, year_of(day))
        )

    def may_amend(self, deal: Deal, line: Line, amount: Decimal, day: dt.date) -> bool:
        if deal.cancelled or day > self.today or day < deal.signed or amount < 0:
            return False
        before = deal.amount.get(line, ZERO)
        if amount != before and not (
            line.development
            and amount >= before - self.left_of(deal, line)
            and amount - before <= self.free(line)
            and day <= LAST[line.year]
            and self.is_open(day, line.year)
        ):
            return False
        after = {**deal.amount, line: amount}
        net = sum(after.values(), ZERO) - sum((self.carried(deal, one) for one in after), ZERO)
        years = {one.year for one, share in after.items() if share and one.source != "carried"}
        return net > 0 and len(years) <= 1

    def may_cancel(self, deal: Deal, day: dt.date) -> bool:
        left = [line for line in deal.amount if self.left_of(deal, line) > 0]
        return (
            deal.cancelled is None
            and deal.signed <= day <= self.today
            and bool(left)
            and all(day <= LAST[line.year] and self.is_open(day, line.year) for line in left)
        )

    def may_sign_again(self, deal: Deal, parts: dict[Line, Decimal], day: dt.date) -> bool:
        return deal.cancelled is not None and day >= deal.cancelled and self.may_bind(parts, day)

    def may_pay(self, deal: Deal, parts: dict[Line, Decimal], day: dt.date) -> bool:
        return (
            deal.cancelled is None
            and deal.signed <= day <= self.today
            and all(line in deal.amount and ZERO < part <= self.left_of(deal, line) for line, part in parts.items())
            and all(line.year == year_of(day) and self.is_open(day, line.year) for line in parts)
        )

    def may_pay_back(self, paid: Paid, day: dt.date) -> bool:
        lines = [line for line, part in paid.parts.items() if part]
        return (
            not paid.back
            and paid.on <= day <= self.today
            and all(line.year == year_of(day) and self.is_open(day, line.year) for line in lines)
        )

    def may_shift(self, giver: Line, gainer: Line, amount: Decimal, day: dt.date) -> bool:
        return (
            giver is not gainer
            and giver.year == gainer.year == year_of(day)
            and giver.source == gainer.source == "ordinance"
            and ZERO < amount <= self.free(giver)
            and day <= self.today
            and self.is_open(day, giver.year)
        )

    def may_tell(self, line: Line, month: dt.date, amount: Decimal) -> bool:
        if line.figures.get(month) == amount:
            return True
        before = [line.figures[day] for day in sorted(line.figures) if day < month]
        after = [line.figures[day] for day in sorted(line.figures) if day > month]
        return (
            not line.development
            and line.year == year_of(month)
            and month <= self.today
            and self.is_open(month, line.year)
            and ZERO <= amount <= line.budget - self.reserved(line) - self.lapsed(line)
            and (not before or amount >= before[-1])
            and (not after or amount <= after[0])
        )

    def may_end(self, line: Line, deal: Deal | None, act: str, amount: Decimal) -> bool:
        left = self.free(line) if deal is None else self.left_of(deal, line)
        return (
            self.today > LAST[line.year]
            and not self.shut
            and (deal is None or line in deal.amount)
            and act in LAWFUL[self.kind(line, deal)]
            and ZERO < amount <= left
        )

    def may_end_back(self, act: Act) -> bool:
        if act.back or self.shut or (act.deal is not None and act.deal.cancelled):
            return False
        if act.into is None:
            return True
        left = self.free(act.into) if act.deal is None else self.left_of(act.deal, act.into)
        return act.amount <= left

    def may_absorb(self, old: Line, new: Line) -> bool:
        ended = self.reserved(old) + self.lapsed(old) + sum((self.carried(deal, old) for deal in self.deals), ZERO)
        return (
            old.source == "previous"
            and new.source == "ordinance"
            and (old.year, old.development) == (new.year, new.development)
            and not ended
            and self.committed(old) <= self.free(new)
            and self.is_open(JUNE, old.year)
        )

    def by_line(self, names: dict[Line, int]) -> dict[int, tuple[Decimal, ...]]:
        """Budget, committed, paid, reserved, lapsed of each line."""
        kept: dict[int, tuple[Decimal, ...]] = defaultdict(tuple)
        for line, pk in names.items():
            kept[pk] = (line.budget, self.committed(line), self.paid(line), self.reserved(line), self.lapsed(line))
        return kept
