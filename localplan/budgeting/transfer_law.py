"""Who decides about transfers, and how soon they are reported: dated data, by the regulation of the year."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from .sources import Authority

LIST = Path(__file__).parent / "lists" / "transfers.csv"


@dataclass(frozen=True)
class TransferLaw:
    """One regulation as it held in some fiscal years (พ.ศ.). `council_for_capital`: new or altered capital items."""

    first_year: int
    last_year: int | None
    regulation: str
    regulation_en: str
    council_for_capital: bool
    executive_clause: str
    council_clause: str
    report_days: int

    def authority_for(self, *, alters_capital: bool) -> Authority:
        """Who has to decide."""
        return Authority.COUNCIL if alters_capital and self.council_for_capital else Authority.EXECUTIVE

    def clause_of(self, authority: str) -> str:
        """The number of the clause (ข้อ) the authority rests on."""
        return self.council_clause if authority == Authority.COUNCIL else self.executive_clause

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.regulation if (get_language() or "th").startswith("th") else self.regulation_en


@cache
def _laws() -> tuple[TransferLaw, ...]:
    with LIST.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        TransferLaw(
            int(row["first_year"]),
            int(row["last_year"]) if row["last_year"] else None,
            row["regulation"],
            row["regulation_en"],
            row["council_for_capital"] == "1",
            row["executive_clause"],
            row["council_clause"],
            int(row["report_days"]),
        )
        for row in rows
    )


def transfer_law(year: int) -> TransferLaw:
    """The regulation of a fiscal year; before the first one on the list, the first."""
    found = [law for law in _laws() if law.first_year <= year and (law.last_year is None or year <= law.last_year)]
    return found[-1] if found else _laws()[0]
