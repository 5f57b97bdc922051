"""What each line has left when its year ends, and the acts that the law of the year allows (dated data)."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from localplan.budgeting.models import BudgetLine
from localplan.organisations.models import Organisation

from .models import CarryOver, Share

LIST = Path(__file__).parent / "lists" / "year_end.csv"


class Of(StrEnum):
    """What kind of money is left, as the law tells it apart."""

    COMMITMENT = "commitment"  # bound to a contract
    CAPITAL = "capital"  # งบลงทุน, not bound
    RECURRENT = "recurrent"  # of a recurrent line
    OTHER = "other"


@dataclass(frozen=True)
class LawfulAct:
    """An act on one kind of money in some fiscal years (พ.ศ.), and who decides; lapsing needs nobody."""

    first_year: int
    last_year: int | None
    act: CarryOver.Act
    of: Of
    authority: str
    proposed: bool

    def holds_in(self, year: int) -> bool:
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


@cache
def _acts() -> tuple[LawfulAct, ...]:
    with LIST.open(encoding="utf-8", newline="") as file:
        return tuple(
            LawfulAct(
                int(row["first_year"]),
                int(row["last_year"]) if row["last_year"] else None,
                CarryOver.Act(row["act"]),
                Of(row["of"]),
                row["authority"],
                row["proposed"] == "1",
            )
            for row in csv.DictReader(file)
        )


def lawful_acts(year: int, of: Of) -> tuple[LawfulAct, ...]:
    """What may be done with this kind of money at the end of a fiscal year; the proposed act first."""
    found = [act for act in _acts() if act.of == of and act.holds_in(year)]
    return tuple(sorted(found, key=lambda act: not act.proposed))


def kind_of(line: BudgetLine, *, committed: bool) -> Of:
    """What kind of money a line, or a commitment of it, has left. The line comes with its category."""
    if committed:
        return Of.COMMITMENT
    if line.category is not None and line.category.capital:
        return Of.CAPITAL
    return Of.OTHER if line.development else Of.RECURRENT


@dataclass(frozen=True)
class Left:
    """Money of a line that is neither paid, carried over nor lapsed: of one commitment, or of none."""

    line: BudgetLine
    share: Share | None
    amount: Decimal
    acts: tuple[LawfulAct, ...]

    @property
    def proposed(self) -> LawfulAct:
        return self.acts[0]


def propose(owner: Organisation, year: int) -> list[Left]:
    """What every line has left and the lawful acts on it, in the order of the lines. Two statements."""
    lines = BudgetLine.objects.of(owner, year).for_listing()
    return left_of(lines)


def left_of(lines: Iterable[BudgetLine]) -> list[Left]:
    """The same for some lines, which come with their categories. One statement."""
    listed = list(lines)
    shares: dict[int, list[Share]] = defaultdict(list)
    rows = Share.objects.filter(line__in=listed).select_related("commitment").order_by("commitment__signed_on", "pk")
    for share in rows:
        if share.left > 0:
            shares[share.line_id].append(share)
    found = []
    for line in listed:
        bound = lawful_acts(line.year_id, Of.COMMITMENT)
        found += [Left(line, share, share.left, bound) for share in shares[line.pk]]
        if line.available > 0:
            free = lawful_acts(line.year_id, kind_of(line, committed=False))
            found.append(Left(line, None, line.available, free))
    return found
