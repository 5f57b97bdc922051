"""The columns of a matrix: one for each step of the year, the months of grants folded into one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from localplan.calendar.steps import MONTHS, STEPS, Actor, Step
from localplan.toolkit.thai_dates import short_month

#: Columns that hold twelve months; they stand last, as in the circulars.
MONTHLY = ("grants", "check_grants")

_NAMES = {
    "grants": _("Specific-purpose grants, every month"),
    "check_grants": _("Follow up specific-purpose grants, every month"),
}


@dataclass(frozen=True)
class Column:
    """One column: its number as people say it ("step 3"), and the steps behind it."""

    code: str
    number: int
    steps: tuple[Step, ...]

    @property
    def name(self) -> str:
        """In full: Confirm the development plan."""
        return str(_NAMES[self.code]) if self.code in _NAMES else self.steps[0].name

    @property
    def short(self) -> str:
        """As the head of a column: Spending Q2."""
        step = self.steps[0]
        return str(step.short) % {"quarter": step.period}

    @property
    def codes(self) -> list[str]:
        return [step.code for step in self.steps]


def short_of(step: Step) -> str:
    """Short, with its month or quarter: Grants Oct · Spending Q2."""
    words = str(step.short) % {"quarter": step.period}
    return f"{words} {short_month(MONTHS[step.period - 1])}" if step.column in MONTHLY else words


def columns_of(codes: Iterable[str], actor: Actor) -> list[Column]:
    """The columns of the steps that are published for a year, numbered from 1 in the order of the work."""
    steps = sorted((STEPS[code] for code in set(codes)), key=lambda step: (step.column in MONTHLY, step.order))
    grouped: dict[str, list[Step]] = {}
    for step in steps:
        if step.actor == actor:
            grouped.setdefault(step.column, []).append(step)
    return [Column(code, number, tuple(group)) for number, (code, group) in enumerate(grouped.items(), start=1)]
