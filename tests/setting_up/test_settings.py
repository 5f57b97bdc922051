"""docs/settings.md and localplan/settings.py say the same."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from localplan import settings as product
from localplan.postgres import Trouble

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_table_of_settings_is_equal_to_the_file_that_reads_them():
    source = (ROOT / "localplan/settings.py").read_text("utf-8") + (ROOT / "localplan/postgres.py").read_text("utf-8")
    read = set(re.findall(r'(?:environ\.get|flag|number|words)\(\s*"([A-Z_]+)"', source))
    table = (ROOT / "docs/settings.md").read_text("utf-8")
    assert set(re.findall(r"^\| `([A-Z_]+)`", table, re.M)) == read


def test_an_address_of_a_database_is_taken_apart():
    found = product.database("postgresql://o%40rg:s%2Fecret@db.example:6432/plans?sslmode=require")
    assert found == {
        "NAME": "plans",
        "USER": "o@rg",
        "PASSWORD": "s/ecret",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_database_behind_a_socket_is_found_by_its_folder():
    found = product.database("postgresql:///plans?host=/run/postgresql&user=app")
    assert (found["HOST"], found["USER"], found["PORT"]) == ("/run/postgresql", "app", "5432")


def test_another_kind_of_database_is_refused():
    with pytest.raises(Trouble, match="postgresql://"):
        product.database("sqlite:///plans.db")


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path):
    key = product.secret_key_kept_in(tmp_path / "new")
    assert len(key) >= 50
    assert product.secret_key_kept_in(tmp_path / "new") == key
    assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o077 == 0


def test_a_public_server_is_safe_without_being_told(tmp_path):
    """DATABASE_URL alone turns DEBUG off and secure cookies on."""
    show = (
        "from localplan import settings as s;"
        "print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0)"
    )
    surroundings = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": "postgresql://db.example/x",
        "SECRET_KEY": "k" * 60,
        "DATA_DIR": str(tmp_path),
    }
    done = subprocess.run([sys.executable, "-c", show], cwd=ROOT, env=surroundings, capture_output=True, text=True)
    assert done.stdout.split() == ["False", "True", "True", "True"], done.stderr
