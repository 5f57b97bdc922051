"""The steps of the set-up in their order; each is skipped when its stamp says that nothing has changed."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import browser
import print_files
import province_map
import python_packages
import web_files
from words import Trouble

ROOT = Path(__file__).resolve().parent.parent


def run(*, with_tests: bool) -> None:
    """Bring the virtual environment, what npm brings, what prints need, map and messages up to date."""
    may_write(ROOT)
    python = python_packages.install(ROOT, with_tests=with_tests)
    web_files.fetch(ROOT, python)
    print_files.make(ROOT, python)
    province_map.make(ROOT, python)
    compile_messages(ROOT, python)
    if with_tests:
        browser.install()


def may_write(root: Path) -> None:
    """Refuse early where nothing can be made."""
    trial = root / f".trial-{os.getpid()}"
    try:
        trial.touch()
        trial.unlink()
    except OSError as wrong:
        raise Trouble(f"no permission to write in {root}: {wrong.strerror}") from None


def compile_messages(root: Path, python: Path) -> None:
    """Compile the Thai of every room, when one of them has changed."""
    digest = hashlib.sha256()
    sources = sorted(root.glob("localplan/*/locale/*/LC_MESSAGES/*.po"))
    for source in sources:
        digest.update(source.read_bytes())
    stamp = root / "build" / "messages.stamp"
    compiled = all(source.with_suffix(".mo").exists() for source in sources)
    if compiled and stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    done = subprocess.run([python, "manage.py", "messages", "compile"], cwd=root, capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"the messages cannot be compiled: {last_line(done.stderr or done.stdout)}")
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(digest.hexdigest())


def last_line(text: str) -> str:
    """The last line that says something."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no word of why")
