"""How long a newcomer waits: a fresh clone, a second start, the tests. Minutes, so only when asked for."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from contextlib import closing
from pathlib import Path

from django.conf import settings

from .measuring import Section


def measure() -> Section:
    """Clone, `make run` until it answers, stop, again, then `make test`."""
    section = Section("Starts", "A fresh clone with an empty data directory; package registries at hand.")
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "localplan"
        subprocess.run(["git", "clone", "-q", str(settings.BASE_DIR), str(clone)], check=True)
        section.add("`make run`, cold: environment, assets, database, sample nation", f"{_start(clone):.0f} s")
        section.add("`make run`, warm", f"{_start(clone):.1f} s", "seconds")
        begun = time.perf_counter()
        done = subprocess.run(["make", "test"], cwd=clone, env=_surroundings(), capture_output=True, check=False)
        said = "" if done.returncode == 0 else "failed"
        section.add("`make test`", f"{time.perf_counter() - begun:.0f} s", "< 480 s", said)
    return section


def _surroundings(**more: str) -> dict[str, str]:
    ours = ("DATA_DIR", "TEST_DATA_DIR", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PORT")
    return {name: value for name, value in os.environ.items() if name not in ours} | more


def _start(clone: Path) -> float:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    begun = time.perf_counter()
    quiet = subprocess.DEVNULL
    running = subprocess.Popen(
        ["make", "run"],
        cwd=clone,
        env=_surroundings(PORT=str(port)),
        stdout=quiet,
        stderr=quiet,
        start_new_session=True,
    )
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                    return time.perf_counter() - begun
            except OSError:
                if running.poll() is not None:
                    raise RuntimeError("make run ended before it answered") from None
                time.sleep(0.1)
    finally:
        os.killpg(running.pid, signal.SIGINT)
        running.wait(timeout=60)
