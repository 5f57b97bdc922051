"""`manage.py run`, `db` and `reset`, as a person meets them."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def surroundings() -> Iterator[dict[str, str]]:
    """An empty place and a free port; what was started there is stopped."""
    with tempfile.TemporaryDirectory(prefix="localplan-test-") as place, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
        free.close()
        kept = {k: v for k, v in os.environ.items() if not k.startswith("DJANGO_") and k != "DATABASE_URL"}
        yield {**kept, "DATA_DIR": place, "PORT": port, "DEBUG": "1", "PYTHONUNBUFFERED": "1"}
        manage("db", "stop", given={**kept, "DATA_DIR": place, "DEBUG": "1"})


def manage(*words: str, given: dict[str, str], typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=given, input=typed, capture_output=True, text=True)


class Product:
    """A running `manage.py run`."""

    def __init__(self, given: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run"],
            cwd=ROOT,
            env=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        watchdog = threading.Timer(120, self.process.kill)
        watchdog.start()
        self.lines = []
        for line in self.process.stdout or ():
            self.lines.append(line.strip())
            if "(Ctrl-C stops)" in line:
                break
        watchdog.cancel()

    @property
    def said(self) -> str:
        return "\n".join(self.lines)

    def children(self) -> dict[int, str]:
        """Process id → command of the programs it started."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = re.search(r"PPid:\t(\d+)", (folder / "status").read_text())
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if parent and int(parent[1]) == self.process.pid:
                found[int(folder.name)] = command
        return found

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        self.lines += [line.strip() for line in self.process.stdout or ()]
        return self.process.wait(60)


@pytest.fixture
def public(surroundings: dict[str, str]) -> dict[str, str]:
    """As on a public server, where no sample data are loaded."""
    return {**surroundings, "DEBUG": "0", "BEHIND_TLS": "0", "SECRET_KEY": "k" * 60}


def test_run_serves_pages_and_stops_all_it_started(public):
    product = Product(public)
    address = f"http://127.0.0.1:{public['PORT']}"
    assert address in product.said, product.said
    with urllib.request.urlopen(f"{address}/sign-in") as answer:
        page = answer.read().decode()
    sheet = re.search(r'href="(/static/[^"]+\.css)"', page)
    assert sheet
    asked = urllib.request.Request(address + sheet[1], headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(asked) as answer:
        assert answer.headers["Content-Encoding"] == "br"
        assert "immutable" in answer.headers["Cache-Control"]
    children = product.children()
    assert len(children) == 2, children
    assert product.end(signal.SIGTERM) == 0, product.said
    assert not {n: command for n, command in children.items() if Path(f"/proc/{n}").exists()}
    assert "not running" in manage("db", "status", given=public).stdout


def test_when_the_worker_dies_the_web_server_is_stopped_too(public):
    assert manage("db", "start", given=public).returncode == 0
    product = Product(public)
    (worker,) = [number for number, command in product.children().items() if "procrastinate" in command]
    os.kill(worker, signal.SIGKILL)
    product.lines += [line.strip() for line in product.process.stdout or ()]
    assert product.process.wait(60) == 1
    assert "the worker has ended" in product.lines[-1]
    assert not product.children()
    assert ": running" in manage("db", "status", given=public).stdout, "it was running before, so it stays"


def test_db_starts_tells_and_stops(surroundings):
    told = [manage("db", word, given=surroundings).stdout for word in ("status", "start", "start", "status", "stop")]
    ends = [line.strip().split(": ")[-1] for line in told]
    assert ends == ["not running", "started", "was running already", "running", "stopped"]


def test_reset_asks_and_only_yes_deletes(surroundings):
    assert manage("migrate", given=surroundings).returncode == 0
    place = Path(surroundings["DATA_DIR"])
    for typed in ("", "no\n", "y\n"):
        done = manage("reset", given=surroundings, typed=typed)
        assert (done.returncode, (place / "pg").exists()) == (1, True)
        assert "nothing was changed" in done.stderr
    assert manage("reset", given=surroundings, typed="yes\n").returncode == 0
    assert not (place / "pg").exists()


def test_reset_leaves_a_database_of_others_and_real_work_alone(surroundings, public):
    elsewhere = {**surroundings, "DATABASE_URL": "postgresql://db.example/plans", "SECRET_KEY": "k" * 60}
    assert "DATABASE_URL names the database" in manage("reset", given=elsewhere, typed="yes\n").stderr
    assert "may be real work" in manage("reset", given=public, typed="yes\n").stderr
