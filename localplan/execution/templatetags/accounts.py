"""What was entered, beside the boxes of the control totals: a page of budgeting names this, its code may not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from localplan.calendar.steps import quarter_end

from ..accounts import percent_of
from ..standing import Entered, entered_by_part

register = template.Library()
ZERO = Decimal("0.00")
HEADS: tuple[tuple[str, str | Promise], ...] = (
    ("budget", gettext_lazy("Budget in force")),
    ("outstanding", gettext_lazy("Outstanding")),
    ("disbursed", gettext_lazy("Disbursed")),
)


@dataclass(frozen=True)
class Cell:
    """One figure of one งบ: the box it is typed into (None: nothing to type), stated (None: not), entered."""

    label: str | Promise
    box: Any
    stated: Decimal | None
    entered: Decimal

    @property
    def gap(self) -> str:
        """Stated less entered, signed; empty where they agree or nothing was stated."""
        if self.stated is None or self.stated == self.entered:
            return ""
        return f"{self.stated - self.entered:+,.2f}"


@dataclass(frozen=True)
class Line:
    """One งบ, or the total."""

    name: str
    cells: list[Cell]

    @property
    def percent(self) -> Decimal | None:
        """Disbursed, entered ÷ stated; None where nothing was stated."""
        paid = self.cells[-1]
        return None if paid.stated is None else percent_of(paid.entered, paid.stated)


@dataclass(frozen=True)
class Beside:
    """The whole table."""

    rows: list[Line]
    total: Line

    @property
    def heads(self) -> list[str | Promise]:
        return [label for _name, label in HEADS]


@register.simple_tag
def with_entered(rows: Iterable[Any], organisation_id: int, year: int, quarter: int) -> Beside:
    """Rows (`part`, `boxes`, `stated`) with what was entered to the quarter's end; last, what has no classification."""
    entered = dict(entered_by_part([organisation_id], year, quarter_end(year, quarter)).get(organisation_id, {}))
    lines = [_line(row.part.name, row.boxes, row.stated, entered.pop(row.part.pk, Entered())) for row in rows]
    for figures in filter(any, entered.values()):
        lines.append(_line(_("Not classified"), [None] * len(HEADS), None, figures))
    return Beside(lines, Line(_("Total"), [_sum(lines, place) for place in range(len(HEADS))]))


def _line(name: str, boxes: list[Any], stated: Any, figures: Entered) -> Line:
    cells = [
        Cell(label, box, getattr(stated, key) if stated else None, getattr(figures, key))
        for (key, label), box in zip(HEADS, boxes, strict=True)
    ]
    return Line(name, cells)


def _sum(lines: list[Line], place: int) -> Cell:
    cells = [line.cells[place] for line in lines]
    stated = [cell.stated for cell in cells if cell.stated is not None]
    entered = sum((cell.entered for cell in cells), ZERO)
    return Cell(cells[0].label, None, sum(stated, ZERO) if stated else None, entered)
