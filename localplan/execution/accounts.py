"""Entered beside stated: the control totals of one quarter as its page shows them, งบ by งบ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from localplan.budgeting.models import Classification, ControlStatement, ControlTotal
from localplan.calendar.steps import quarter_end

from .standing import Entered, entered_by_part

ZERO = Decimal("0.00")


def percent_of(entered: Decimal, stated: Decimal) -> Decimal | None:
    """Entered ÷ stated, per cent with two decimals; nothing of nothing is all of it, something of nothing is None."""
    if not stated:
        return None if entered else Decimal("100.00")
    return (entered * 100 / stated).quantize(Decimal("0.01"))


@dataclass(frozen=True)
class Compared:
    """One งบ (None: not classified): entered in the system, stated by the accounts (None: not stated)."""

    part: Classification | None
    entered: Entered
    stated: ControlTotal | None

    @property
    def gap(self) -> Decimal:
        """Disbursed by the accounts beyond what is entered; negative: entered too much."""
        return (self.stated.disbursed if self.stated else ZERO) - self.entered.disbursed

    @property
    def percent(self) -> Decimal | None:
        return percent_of(self.entered.disbursed, self.stated.disbursed if self.stated else ZERO)


@dataclass(frozen=True)
class Accounts:
    """All parts of one quarter; `statement` None while nothing was stated."""

    statement: ControlStatement | None
    parts: list[Compared] = field(default_factory=list)

    @property
    def lines(self) -> Iterator[tuple[str, Decimal, Decimal, Decimal | None]]:
        """Disbursed, budget in force and outstanding in all: name, stated, entered, per cent."""
        for name in ("disbursed", "budget", "outstanding"):
            stated = sum((getattr(one.stated, name) for one in self.parts if one.stated), ZERO)
            entered = sum((getattr(one.entered, name) for one in self.parts), ZERO)
            yield name, stated, entered, percent_of(entered, stated)

    @property
    def gap(self) -> Decimal:
        """By how much disbursed differs over all parts, each part's difference counted as it is."""
        return sum((abs(one.gap) for one in self.parts), ZERO)

    @property
    def percent(self) -> Decimal | None:
        return next(self.lines)[3]

    @property
    def agrees(self) -> bool:
        """Every figure of every part is the same to the satang."""
        nothing = (ZERO, ZERO, ZERO)
        return self.statement is not None and all(
            one.entered.totals()
            == ((one.stated.budget, one.stated.outstanding, one.stated.disbursed) if one.stated else nothing)
            for one in self.parts
        )


def accounts_of(organisation: Any, year: int, quarter: int) -> Accounts:
    """Each งบ that has a figure on either side, in the order of the codes. Four statements."""
    rows = ControlStatement.objects.filter(organisation=organisation, year_id=year, quarter=quarter)
    statement = rows.select_related("document").order_by("-pk").first()
    stated = {total.part_id: total for total in statement.totals.all()} if statement else {}
    entered = entered_by_part([organisation.pk], year, quarter_end(year, quarter)).get(organisation.pk, {})
    known = {part.pk: part for part in Classification.objects.filter(pk__in={*stated, *entered} - {None})}
    parts = [
        Compared(known.get(pk) if pk else None, entered.get(pk, Entered()), stated.get(pk))
        for pk in sorted({*stated, *entered}, key=lambda pk: known[pk].code if pk else "~")
    ]
    return Accounts(statement, [one for one in parts if one.stated or any(one.entered)])
