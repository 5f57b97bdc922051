"""Is every kept figure what its rows say? Each room registers its own checks in its apps.py.

    register_check("line_balances", differences_of_lines)

`manage.py check_data` and the nightly job run them all; a difference is our bug, never the officer's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Difference:
    """One figure that is kept otherwise than its rows say."""

    check: str
    organisation: int | None
    record: str  # table and id: "budgeting_budgetline 17"
    figure: str
    kept: str
    counted: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


Check = Callable[[], Iterable[Difference]]
_checks: dict[str, Check] = {}


def register_check(name: str, check: Check) -> None:
    """Make a check known by name; a name has one owner."""
    if _checks.get(name, check) is not check:
        raise ValueError(f"two checks are called {name}")
    _checks[name] = check


def names_of_checks() -> list[str]:
    """All checks, in the order they were registered."""
    return list(_checks)


def find_differences() -> list[Difference]:
    """Everything all checks find. Each check is one statement, so nobody's entry lies between a figure and its rows."""
    return [difference for check in _checks.values() for difference in check()]


def compared(name: str, table: str, sql: str, figures: Iterable[str]) -> Check:
    """A check from one statement: id, organisation, then for each figure what is kept and what its rows say."""
    wanted = list(figures)

    def check() -> Iterable[Difference]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            for pk, organisation, *values in cursor.fetchall():
                for place, figure in enumerate(wanted):
                    kept, counted = values[2 * place], values[2 * place + 1]
                    if kept != counted:
                        yield Difference(name, organisation, f"{table} {pk}", figure, str(kept), str(counted))

    return check
