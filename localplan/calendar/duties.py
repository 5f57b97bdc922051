"""What "full" is made of: the only inversion. Each room that owns content registers its duties in its apps.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from .steps import STEPS


@dataclass(frozen=True)
class Item:
    """One thing that is asked for, there or missing, in words, with the page where it is mended."""

    code: str
    label: str | Promise
    there: bool
    detail: str | Promise = ""
    href: str = ""
    blocks: bool = True


@dataclass(frozen=True)
class Completeness:
    """n of m of one organisation's step, and the items behind it.

    `reconciled`: full is not enough (ครบถ้วนสมบูรณ์): the figures are those of the accounts; None where none are asked.
    """

    there: int
    expected: int
    items: tuple[Item, ...] = field(default=())
    reconciled: bool | None = None

    @property
    def is_full(self) -> bool:
        return self.expected > 0 and self.there >= self.expected

    @property
    def is_full_and_reconciled(self) -> bool:
        """Full, and in agreement with the accounts."""
        return self.is_full and self.reconciled is True


NOT_THERE = Completeness(0, 1)
#: For many organisations at once (one statement, not one each): id → completeness; those left out are NOT_THERE.
Counted = Callable[[Iterable[int], int], Mapping[int, Completeness]]


def one_by_one(items: Callable[[int, int], Completeness]) -> Counted:
    """Items of many as those of each: for content that is only asked for of the few an office rings."""
    return lambda ids, year: {organisation: items(organisation, year) for organisation in ids}


@dataclass(frozen=True)
class Difference:
    """One line of content that is not as it was: at the last submission, or in the step before."""

    label: str | Promise
    before: str | Promise
    now: str | Promise
    note: str | Promise = ""
    href: str = ""


@dataclass(frozen=True)
class Duty:
    """Who answers for the content of a step: `count`, the same item by item for all that are asked, and its page.

    `together`, if the room counts several of its steps in the statements of one: step → organisations.
    `differences`, if the room keeps what was handed in: what changed since the last submission (organisation, year).
    """

    step: str
    owner: str
    count: Counted
    items: Counted
    page: str
    differences: Callable[[int, int], Iterable[Difference]] | None = None
    together: Callable[[Mapping[str, Sequence[int]], int], Mapping[str, Mapping[int, Completeness]]] | None = None

    def items_of(self, organisation_id: int, year: int) -> Completeness:
        """Of one organisation."""
        return self.items([organisation_id], year)[organisation_id]


_DUTIES: dict[str, Duty] = {}


def register(*duties: Duty) -> None:
    """Called from a room's apps.py. A step has one owner."""
    for duty in duties:
        assert duty.step in STEPS, duty.step
        assert _DUTIES.get(duty.step, duty).owner == duty.owner, duty.step
        _DUTIES[duty.step] = duty


def duty_of(step: str) -> Duty | None:
    """The duty of a step, or None while the room that owns its content is not there."""
    return _DUTIES.get(step)


def count_steps(
    wanted: Mapping[tuple[str, int], Sequence[int]],
) -> Iterator[tuple[str, int, Mapping[int, Completeness]]]:
    """Step and year → organisations: the count of each whose content some room owns."""
    shared: dict[tuple[Any, int], dict[str, Sequence[int]]] = {}
    for (step, year), ids in wanted.items():
        duty = _DUTIES.get(step)
        if duty is not None and duty.together is not None:
            shared.setdefault((duty.together, year), {})[step] = ids
        elif duty is not None:
            yield step, year, duty.count(ids, year)
    for (together, year), steps in shared.items():
        for step, counted in together(steps, year).items():
            yield step, year, counted


def enterable_steps() -> list[str]:
    """The steps whose content can be entered: those with an owner."""
    return sorted(_DUTIES)
