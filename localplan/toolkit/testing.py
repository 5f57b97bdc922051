"""Helpers for tests of every room."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
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


#: Until a test of a race gives up, however slow the machine is.
PATIENCE_SECONDS = 120


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads of their own, each on its own connection; answers or exceptions in order."""
    answers: list[object] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            start.wait(PATIENCE_SECONDS)
            answers[place] = act()
        except Exception as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * PATIENCE_SECONDS)
        assert not thread.is_alive(), "an act of the race has not come back"
    return answers


def meeting(of: int) -> Callable[[], None]:
    """A place where so many acts wait for each other: called where each has looked and none has written.

    Waiting before the look proves nothing: one may be done before the other looks. Each act waits once.
    """
    barrier = threading.Barrier(of)
    come: set[threading.Thread] = set()

    def meet() -> None:
        if threading.current_thread() not in come:
            come.add(threading.current_thread())
            barrier.wait(PATIENCE_SECONDS)

    return meet
