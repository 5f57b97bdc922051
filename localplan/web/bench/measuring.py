"""Timing by medians, and a database of the bench's own."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import django
from django.core.management import call_command
from django.db import connection

DATABASE = "localplan_bench"


@dataclass(frozen=True)
class Figure:
    """One line of the page: what was measured, the figure, its aim and whether it is kept, a word on it."""

    what: str
    figure: str
    aim: str = ""
    note: str = ""


@dataclass
class Section:
    """One heading of docs/bench.md."""

    title: str
    about: str
    figures: list[Figure] = field(default_factory=list)

    def add(self, what: str, figure: str, aim: str = "", note: str = "") -> None:
        self.figures.append(Figure(what, figure, aim, note))

    def as_text(self) -> str:
        lines = [f"## {self.title}", "", self.about, "", "| what | figure | aim | note |", "|---|---|---|---|"]
        lines += [f"| {f.what} | {f.figure} | {f.aim} | {f.note} |" for f in self.figures]
        return "\n".join(lines) + "\n"


def median_ms(act: Callable[[], Any], *, times: int = 15, warm_up: int = 3) -> float:
    """The median of so many runs after a warm-up, in milliseconds."""
    return medians_ms(act, times=times, warm_up=warm_up)[0]


def medians_ms(*acts: Callable[[], Any], times: int = 15, warm_up: int = 3) -> list[float]:
    """The same of several that are compared: run by turns, so that other work on the machine slows them alike."""
    taken: list[list[float]] = [[] for _act in acts]
    for turn in range(-warm_up, times):
        for act, its in zip(acts, taken, strict=True):
            begun = time.perf_counter()
            act()
            if turn >= 0:
                its.append((time.perf_counter() - begun) * 1000)
    return [statistics.median(its) for its in taken]


def processor_ms(act: Callable[[], Any], *, times: int = 9) -> float:
    """The same in milliseconds of this process's own processor time: other work on the machine hardly moves it."""
    taken = []
    for _ in range(times):
        begun = time.process_time()
        act()
        taken.append((time.process_time() - begun) * 1000)
    return statistics.median(taken)


@contextmanager
def own_database() -> Iterator[None]:
    """A migrated database that nobody else uses, dropped afterwards."""
    settings = connection.settings_dict
    usual = settings["NAME"]
    quoted = connection.ops.quote_name(DATABASE)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0")
    connection.close()
    settings["NAME"] = DATABASE
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connection.close()
        settings["NAME"] = usual
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


def the_machine() -> str:
    """What the figures were taken on, without its name."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0].split()[0]
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, "
        f"Django {django.get_version()}, PostgreSQL {version}"
    )
