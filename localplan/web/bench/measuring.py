"""Timing by medians, and a database of the bench's own."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connection

DATABASE = "localplan_bench"
#: LAOs of the nation.
NATION = 7849


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


#: No act is repeated more often; a test of the bench takes each but once.
MOST_TIMES = 100


def median_ms(act: Callable[[], Any], *, times: int = 15, warm_up: int = 3) -> float:
    """The median of so many runs after a warm-up, in milliseconds."""
    return medians_ms(act, times=times, warm_up=warm_up)[0]


def medians_ms(*acts: Callable[[], Any], times: int = 15, warm_up: int = 3) -> list[float]:
    """The same of several that are compared: run by turns, so that other work on the machine slows them alike."""
    taken: list[list[float]] = [[] for _act in acts]
    for turn in range(-min(warm_up, MOST_TIMES - 1), min(times, MOST_TIMES)):
        for act, its in zip(acts, taken, strict=True):
            begun = time.perf_counter()
            act()
            if turn >= 0:
                its.append((time.perf_counter() - begun) * 1000)
    return [statistics.median(its) for its in taken]


def processor_ms(act: Callable[[], Any], *, times: int = 9) -> float:
    """The same in milliseconds of this process's own processor time: other work on the machine hardly moves it."""
    taken = []
    for _ in range(min(times, MOST_TIMES)):
        begun = time.process_time()
        act()
        taken.append((time.process_time() - begun) * 1000)
    return statistics.median(taken)


class Processors:
    """Who has used the processors since it was made: the web server, PostgreSQL, this process, the rest. Linux only."""

    def __init__(self, server: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend = cursor.fetchone()[0]
        self._roots = {"the web server": server, "PostgreSQL": _parent(backend), "the officers": os.getpid()}
        self._before = self._now()

    def _now(self) -> dict[str, float]:
        """Seconds of all cores."""
        with suppress(OSError):
            tree = _children()
            used = {who: _used(root, tree, whole=who != "the officers") for who, root in self._roots.items()}
            ticks = [int(part) for part in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
            busy = (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")
            return {**used, "other work on the machine": busy - sum(used.values()), "": time.perf_counter()}
        return {}

    def used(self) -> dict[str, float]:
        """Processor seconds of each since then; nothing where the system does not tell. "" is the time itself."""
        now = self._now()
        return {who: max(0.0, now[who] - before) for who, before in self._before.items() if who in now}

    def shares(self) -> str:
        """In words, as parts of all cores."""
        used = self.used()
        whole = used.pop("", 0.0) * (os.cpu_count() or 1)
        return f"Of the cores: {', '.join(f'{who} {each / whole:.0%}' for who, each in used.items())}." if used else ""


def _stat(process: int) -> list[str]:
    """The fields of /proc/…/stat behind the name: state, parent …"""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def _parent(process: int) -> int:
    with suppress(OSError):
        return int(_stat(process)[1])
    return 0


def _children() -> dict[int, list[int]]:
    """By parent."""
    tree: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            tree.setdefault(_parent(int(folder.name)), []).append(int(folder.name))
    return tree


def _used(process: int, tree: dict[int, list[int]], *, whole: bool) -> float:
    """Processor seconds of a process; `whole`: with all it has started, those that have ended too."""
    with suppress(OSError):
        ticks = _stat(process)[11:15]
        own = sum(int(tick) for tick in (ticks if whole else ticks[:2])) / os.sysconf("SC_CLK_TCK")
        return own + sum(_used(child, tree, whole=True) for child in tree.get(process, []) if whole)
    return 0.0


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
