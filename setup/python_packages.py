"""The virtual environment, filled from a lock file with hashes and kept while the lock is unchanged."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

from words import Trouble, say

RUNTIME, TESTS, NODE = "requirements.lock", "requirements-test.lock", "requirements-node.lock"


def install(root: Path, *, with_tests: bool) -> Path:
    """Have the packages of the lock in .venv; return its Python."""
    venv = root / ".venv"
    python = venv / "bin" / "python"
    stamp = venv / "installed.json"
    wanted = TESTS if with_tests else RUNTIME
    installed = read_stamp(stamp) if works(python) else {}
    if installed.get(wanted) == mark_of(root / wanted):
        return python
    if not works(python):
        make(venv)
    say(f"fetching Python packages ({wanted})")
    pip_install(python, root / wanted)
    # The lock of the tests holds the runtime's at the same versions, so it answers for both.
    names = (RUNTIME, TESTS) if with_tests else (RUNTIME,)
    stamp.write_text(json.dumps({name: mark_of(root / name) for name in names}))
    return python


def works(python: Path) -> bool:
    """Whether this Python starts: after an upgrade of the system's Python an old environment may not."""
    if not python.exists():
        return False
    trial = [python, "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(trial, capture_output=True).returncode == 0


def make(venv: Path) -> None:
    """A fresh virtual environment in the place of a missing or broken one."""
    say("making the virtual environment")
    if venv.exists():
        shutil.rmtree(venv)
    done = subprocess.run([sys.executable, "-m", "venv", venv], capture_output=True, text=True)
    if done.returncode:
        shutil.rmtree(venv, ignore_errors=True)
        raise Trouble(f"{sys.executable} -m venv does not work here (on Debian: apt-get install python3-venv)")


def pip_install(python: Path, lock: Path) -> None:
    """Install exactly what the lock names, every file checked against its hash."""
    words = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "2"]
    done = subprocess.run([*words, "--require-hashes", "-r", lock], stderr=subprocess.PIPE, text=True)
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        if "THESE PACKAGES DO NOT MATCH THE HASHES" in done.stderr:
            raise Trouble(f"a package does not match its hash in {lock.name}: nothing was installed")
        if "Permission denied" in done.stderr or "No space left" in done.stderr:
            raise Trouble(f"pip cannot write: {errors[0] if errors else done.stderr.strip()[-200:]}")
        why = errors[0].removeprefix("ERROR: ")[:200] if errors else "pip failed"
        raise Trouble(f"the registry of Python packages (PyPI) is out of reach or lacks one of {lock.name}: {why}")


def read_stamp(stamp: Path) -> dict[str, str]:
    try:
        return dict(json.loads(stamp.read_text()))
    except (OSError, ValueError):
        return {}


def mark_of(lock: Path) -> str:
    """The lock's content and the Python it was installed for."""
    return hashlib.sha256(lock.read_bytes()).hexdigest() + " for " + ".".join(map(str, sys.version_info[:2]))
