"""The machines that read the source: formatting, types, walls, migrations, messages."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

pytestmark = pytest.mark.check


def passes(*words: str, **surroundings: str) -> None:
    """The program ends with status 0, started as from a terminal and not as from within a test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    done = subprocess.run(
        words, cwd=ROOT, env={**kept, **surroundings}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert done.returncode == 0, f"{' '.join(words[1:])}\n{done.stdout}"


def test_types_fit():
    passes(str(BIN / "mypy"))


def test_the_source_is_free_of_known_mistakes():
    passes(str(BIN / "ruff"), "check")


def test_the_source_is_formatted():
    passes(str(BIN / "ruff"), "format", "--check")


def test_the_walls_between_rooms_stand():
    passes(str(BIN / "lint-imports"), "--no-cache")


def test_no_table_has_changed_without_a_migration():
    passes(sys.executable, "manage.py", "makemigrations", "--check", "--dry-run")


def test_every_message_is_there_in_both_languages():
    passes(sys.executable, "manage.py", "messages", "check")


def test_nothing_hinders_a_safe_deployment():
    """Django's own list of what a public server must not forget, with the settings of one."""
    of_one = {"DEBUG": "0", "SECRET_KEY": "-long-and-random-" * 5, "ALLOWED_HOSTS": "localplan.example"}
    passes(sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **of_one)
