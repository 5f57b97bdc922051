"""Figures of one run, as ratios: `make bench` writes docs/bench.md. Later rooms add their section to SECTIONS."""

from __future__ import annotations

from collections.abc import Callable

from . import boards, duties, money, night, officers, pages, plans, prints, register, reminders, weights
from .measuring import NATION, Section

#: In the order they are measured: a later one may use what an earlier one has made.
SECTIONS: list[Callable[[int], Section]] = [
    register.measure,
    pages.measure,
    weights.measure,
    duties.measure,
    plans.measure,
    prints.measure,
    money.measure,
    boards.measure,
    officers.measure,
    night.measure,
    reminders.measure,
]
#: A section alone (`--only`) needs what these have made before it.
NEEDS: dict[str, tuple[str, ...]] = {
    "register": (),
    "pages": ("register",),
    "weights": ("register",),
    "boards": ("register", "duties"),
    "night": ("register", "duties"),
    "reminders": ("register", "duties"),
}
__all__ = ["NATION", "NEEDS", "SECTIONS"]
