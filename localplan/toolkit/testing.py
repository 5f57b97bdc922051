"""Helpers for tests of every room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext


class Counted:
    """The SQL statements of a block. Compare `number` for 1 row and for 20: a list must cost the same."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    @property
    def number(self) -> int:
        return len(self.statements)

    def __str__(self) -> str:
        return "\n".join(statement[:300] for statement in self.statements)


@contextmanager
def count_queries() -> Iterator[Counted]:
    """`with count_queries() as counted: …` then `counted.number`. Savepoints are not counted."""
    counted = Counted()
    with CaptureQueriesContext(connection) as captured:
        yield counted
    counted.statements = [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT"))
    ]
