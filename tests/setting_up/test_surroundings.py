"""Wrong surroundings: each gets exactly one clear line and a status that is not 0."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*words: object, cwd: Path = ROOT, **surroundings: str) -> subprocess.CompletedProcess[str]:
    ours = ("DATABASE_URL", "PG_BIN", "DEBUG", "DJANGO_SETTINGS_MODULE")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    command = [str(word) for word in words]
    return subprocess.run(command, cwd=cwd, env={**kept, **surroundings}, capture_output=True, text=True)


def the_one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode != 0
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("LocalPlan: ")
    return lines[0]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that other users can reach, which pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="localplan-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def checkout(place: Path) -> Path:
    """The part of a checkout that the set-up itself needs."""
    copy = place / "checkout"
    shutil.copytree(ROOT / "setup", copy / "setup", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.lock", "requirements-test.lock", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, copy)
    return copy


def test_an_old_python_is_told_which_one_is_needed(place):
    """Played by a Python that says it is 3.6: the first file must get as far as asking."""
    play = "import sys, runpy; sys.version_info = (3, 6, 9); runpy.run_path('setup', run_name='__main__')"
    line = the_one_line(run(sys.executable, "-c", play))
    assert "Python 3.11 or newer is needed" in line
    assert "Python 3.6" in line


def test_the_first_file_of_the_setup_is_readable_by_old_pythons():
    source = (ROOT / "setup" / "__main__.py").read_text("utf-8")
    for newer in ("f'", 'f"', ":=", "match ", "-> "):
        assert newer not in source


def test_a_folder_that_cannot_be_written_is_named(checkout):
    as_nobody: list[str] = []
    if os.geteuid() == 0:  # root may write anywhere: play somebody who may not, who can still read root's Python
        as_nobody = ["unshare", "-U", "--map-user=65534", "--map-group=65534"]
        if subprocess.run([*as_nobody, "true"], capture_output=True).returncode:
            pytest.skip("root cannot give up its powers here: no user namespaces")
    checkout.chmod(0o555)
    done = run(*as_nobody, sys.executable, "-B", "setup", cwd=checkout)
    checkout.chmod(0o755)
    assert "no permission to write" in the_one_line(done)


def test_registries_out_of_reach_are_told_in_one_line(checkout):
    nowhere = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_RETRIES": "0",
        "PIP_FIND_LINKS": "",
    }
    line = the_one_line(run(sys.executable, "setup", cwd=checkout, **nowhere))
    assert "PyPI" in line
    assert "out of reach" in line


def test_a_taken_port_is_named(place):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        line = the_one_line(run(sys.executable, "manage.py", "run", PORT=port, DATA_DIR=str(place)))
    assert f"port {port} is taken" in line
    assert not (place / "pg").exists(), "nothing may be started before the port is known to be free"


def test_data_of_another_major_version_are_left_alone(place):
    from localplan import postgres

    here = next(postgres.choices())
    foreign = place / "pg" / "9"
    foreign.mkdir(parents=True)
    (foreign / "PG_VERSION").write_text("9\n")
    line = the_one_line(run(sys.executable, "manage.py", "migrate", DATA_DIR=str(place)))
    assert "belong to PostgreSQL 9" in line
    assert str(here.major) in line
    assert not (place / "pg" / str(here.major)).exists()


def test_programs_of_postgresql_that_do_not_run_are_named(place):
    line = the_one_line(run(sys.executable, "manage.py", "migrate", DATA_DIR=str(place), PG_BIN="/nonexistent"))
    assert "/nonexistent" in line


def test_production_without_a_secret_key_does_not_start(place):
    line = the_one_line(run(sys.executable, "manage.py", "check", DEBUG="0", SECRET_KEY="", DATA_DIR=str(place)))
    assert "SECRET_KEY must be set" in line


@pytest.mark.parametrize(("name", "value"), [("PORT", "eighty"), ("DEBUG", "perhaps"), ("DATABASE_URL", "mysql://x/y")])
def test_a_setting_that_cannot_be_read_is_named(place, name, value):
    given = {"DATA_DIR": str(place), "SECRET_KEY": "k" * 60, name: value}
    assert name in the_one_line(run(sys.executable, "manage.py", "check", **given))
