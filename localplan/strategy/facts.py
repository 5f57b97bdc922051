"""What a person tells us about strategies.

`id` is None for a new row; `number` None means the next free one. `seen` is what the form showed when it was opened,
for merging with what somebody else changed meanwhile; None takes the fact as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Seen = Mapping[str, Any] | None


@dataclass(frozen=True)
class Span:
    """Fiscal years, พ.ศ., both included."""

    first_year: int
    last_year: int

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)

    def __str__(self) -> str:
        return f"{self.first_year}–{self.last_year}"


@dataclass(frozen=True)
class DirectionFact:
    """Vision, and missions one a line. A province's strategy has a vision alone."""

    vision: str = ""
    missions: str = ""
    seen: Seen = None


@dataclass(frozen=True)
class IssueFact:
    """One issue of a provincial strategy with its goals, one a line."""

    name: str
    goals: str = ""
    number: int | None = None
    id: int | None = None
    seen: Seen = None
    row: int | None = None

    def wanted(self) -> dict[str, Any]:
        return {"number": self.number, "name": self.name, "goals": self.goals}


@dataclass(frozen=True)
class StrategyFact:
    """One strategy of an LAO. `serves`: the id of an issue of its province."""

    name: str
    serves: int | None = None
    together: str = ""
    number: int | None = None
    id: int | None = None
    seen: Seen = None
    row: int | None = None

    def wanted(self) -> dict[str, Any]:
        return {"number": self.number, "name": self.name, "serves": self.serves, "together": self.together}


@dataclass(frozen=True)
class TacticFact:
    """One tactic of a strategy."""

    name: str
    strategy: int
    number: int | None = None
    id: int | None = None
    seen: Seen = None
    row: int | None = None

    def wanted(self) -> dict[str, Any]:
        return {"number": self.number, "name": self.name}


@dataclass(frozen=True)
class ProgrammeFact:
    """One programme, and the ids of the tactics it stands under, ascending. None leaves them as they are."""

    name: str
    tactics: tuple[int, ...] | None = ()
    number: int | None = None
    id: int | None = None
    seen: Seen = None
    row: int | None = None

    def wanted(self) -> dict[str, Any]:
        found: dict[str, Any] = {"number": self.number, "name": self.name}
        return found if self.tactics is None else found | {"tactics": tuple(sorted(self.tactics))}


@dataclass(frozen=True)
class PathFact:
    """One line of a list: a strategy, the issue it serves, a tactic below it, a programme below that."""

    row: int
    strategy_no: int
    strategy: str
    serves_no: int | None = None
    tactic_no: int | None = None
    tactic: str = ""
    programme: str = ""
