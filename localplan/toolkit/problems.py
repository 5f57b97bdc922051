"""What is wrong, said once: problems, findings, and the refusal that carries them.

A `Problem` holds a message that is not yet text: it becomes text when shown, in the reader's language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: (row, rule) → the written reason why an excusable finding may stand. Row None is the whole record.
Reasons = Mapping[tuple[int | None, str], str]
NO_REASONS: Reasons = {}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: which rule, where, and how it is put to the person who can mend it."""

    rule: str
    message: str | Promise
    params: Mapping[str, Any] = field(default_factory=dict)
    field: str = ""
    row: int | None = None
    column: str | Promise = ""
    excusable: bool = False

    @property
    def shown_params(self) -> dict[str, Any]:
        """The figures as the reader's language writes them."""
        return {name: _shown(value) for name, value in self.params.items()}

    @property
    def text(self) -> str:
        """The message in the reader's language, figures filled in."""
        if not self.params:
            return str(self.message)
        return str(self.message) % self.shown_params

    @property
    def where(self) -> str:
        """ "row 3, Amount", as the person sees them; empty for the whole record."""
        if self.row is not None and self.column:
            return str(_("row %(row)s, %(column)s")) % {"row": self.row, "column": self.column}
        if self.row is not None:
            return str(_("row %(row)s")) % {"row": self.row}
        return str(self.column)

    def __str__(self) -> str:
        return f"{self.where}: {self.text}" if self.where else self.text

    def as_json(self) -> dict[str, Any]:
        """The shape batch commands print: row, column, rule, message."""
        return {"row": self.row, "column": str(self.column or self.field), "rule": self.rule, "message": self.text}


def _shown(value: Any) -> Any:
    """A day as the reader's language writes it, an amount with its thousands set apart."""
    if isinstance(value, Decimal):
        return f"{value:,f}"
    if not isinstance(value, dt.date):
        return value
    from .thai_dates import format_medium  # it reads dates too, and says what is wrong with them by this module

    return format_medium(value)


class Refused(Exception):
    """An action's answer "no": all the problems at once. Anything else raised is our bug."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems: list[Problem] = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("; ".join(f"{p.rule} {p.row or ''}".strip() for p in self.problems))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)


class NotAllowed(Refused):
    """Refused because of who asks, not of what is asked."""


class Stale(Refused):
    """Somebody else changed the same fields meanwhile; carries both values to be shown side by side."""

    def __init__(self, problems: Iterable[Problem] | Problem, conflicts: list[Conflict]) -> None:
        super().__init__(problems)
        self.conflicts = conflicts


@dataclass(frozen=True)
class Conflict:
    """One field that two people changed to different values since `before`."""

    field: str
    label: str | Promise
    before: Any
    yours: Any
    theirs: Any


class Findings:
    """Collects what the rules found over all rows, then settles it in one go."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, found: Iterable[Problem], *, row: int | None = None, column: str | Promise = "") -> None:
        """Take a rule's findings; `row` and `column` say where, as the person sees them."""
        for problem in found:
            self.problems.append(replace(problem, row=problem.row or row, column=problem.column or column))

    def settle(self, reasons: Reasons = NO_REASONS) -> list[tuple[Problem, str]]:
        """Raise Refused when anything blocks; return the excused findings with their reasons."""
        excuses, blocking = [], []
        for problem in self.problems:
            reason = reasons.get((problem.row, problem.rule), "").strip() if problem.excusable else ""
            if reason:
                excuses.append((problem, reason))
            else:
                blocking.append(problem)
        if blocking:
            raise Refused(blocking)
        return excuses
