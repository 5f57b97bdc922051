"""The programs that make up the running product, watched together: when one ends, all end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from types import FrameType

GRACE_SECONDS = 20  # for requests and jobs in progress


class Stopped(Exception):
    """Somebody asked us to stop: Ctrl-C, or a signal of the system."""


class Child:
    """One program under a name a person understands."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        # A session of its own: Ctrl-C reaches us alone, and we end them in good order. What matters is told on stderr.
        self.process = subprocess.Popen(
            command, start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def signal(self, number: int) -> None:
        """To the program and whatever it started in turn."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)


def watch(children: Sequence[Child]) -> Child:
    """Wait until one of them ends, and say which."""
    while True:
        for child in children:
            if child.ended:
                return child
        time.sleep(0.2)


def end(children: Sequence[Child]) -> None:
    """Ask all to finish what they do; after the grace time end them by force."""
    for child in children:
        if not child.ended:
            child.process.terminate()
    until = time.monotonic() + GRACE_SECONDS
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(max(0.1, until - time.monotonic()))
        child.signal(signal.SIGKILL)
        child.process.wait()
        child.process.wait()  # reaped, so that nothing of it is left when we say that we have stopped


@contextlib.contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed terminal raise Stopped once; later ones find us stopping already."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> None:
        for each in numbers:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def web_server(host: str, port: int, workers: int) -> Child:
    """Granian: one thread per worker (threads would only fight over the interpreter's lock)."""
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    granian += ["--workers", str(workers), "--blocking-threads", "1", "--log-level", "warning"]
    # A process of Granian's that is asked to stop while it starts never does: its own limit ends it.
    granian += ["--workers-kill-timeout", str(GRACE_SECONDS // 2)]
    return Child("web server", [*granian, "localplan.wsgi:application"])


def worker() -> Child:
    """Procrastinate, for what is done in the background."""
    return Child("worker", [sys.executable, "manage.py", "procrastinate", "worker"])
