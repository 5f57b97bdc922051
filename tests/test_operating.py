"""What docs/operating.md tells somebody to type is there, works, and means what it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.db import connection
from django.urls import resolve

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs/operating.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", GUIDE, re.M | re.S)


def blocks(language: str) -> list[str]:
    return [text for of, text in BLOCKS if of == language]


@pytest.mark.parametrize("statement", blocks("sql"))
@pytest.mark.django_db
def test_every_statement_for_watching_can_be_asked(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.fetchall()


def test_every_setting_of_the_example_is_read_by_the_product():
    table = (ROOT / "docs/settings.md").read_text("utf-8")
    known = set(re.findall(r"^\| `([A-Z_]+)`", table, re.M))
    example = next(text for text in blocks("ini") if "DATABASE_URL" in text)
    named = set(re.findall(r"^([A-Z_]+)=", example, re.M)) | set(re.findall(r"\b([A-Z]+_[A-Z_]+)\b", GUIDE))
    assert named - known == set()


def test_the_example_is_a_safe_server(tmp_path):
    """The settings file as it stands there starts with DEBUG off, cookies secure, and the proxy believed."""
    example = next(text for text in blocks("ini") if "DATABASE_URL" in text)
    told = dict(line.split("=", 1) for line in example.strip().splitlines())
    show = (
        "from localplan import settings as s; print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.TRUSTED_PROXIES, s.EMAIL_PORT)"
    )
    surroundings = {"PATH": os.environ["PATH"], **told, "DATA_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", show], cwd=ROOT, env=surroundings, capture_output=True, text=True)
    assert done.stdout.strip() == "False True ['127.0.0.1', '::1'] 587", done.stderr


def test_every_command_takes_the_options_it_is_given():
    """`manage.py x --option`, in blocks and in running text."""
    wrong = []
    for name, rest in re.findall(r"manage\.py ([a-z_]+)([^`\n]*)", GUIDE):
        command = load_command_class(get_commands()[name], name)
        takes = {
            option for action in command.create_parser("manage.py", name)._actions for option in action.option_strings
        }
        wrong += [f"{name} {option}" for option in re.findall(r"--[a-z-]+", rest) if option not in takes]
    assert wrong == []


def test_every_make_target_is_there():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = set(re.findall(r"(?:`|&& |-u localplan )make ([a-z-]+)", GUIDE))
    assert {"setup", "backup", "restore", "run"} <= named
    assert [target for target in named if not re.search(rf"^{target}:", makefile, re.M)] == []


def test_every_page_it_names_is_there():
    for address in ("/healthz", "/mail", "/mailbox", "/data-checks", "/sign-ins/failed"):
        assert f"`{address}`" in GUIDE
        assert resolve(address)


def test_the_proxy_of_the_example_passes_on_what_is_believed():
    nginx, *_rest = blocks("nginx")
    for header in ("Host $host", "X-Forwarded-Proto $scheme", "X-Forwarded-For $remote_addr"):
        assert f"proxy_set_header {header};" in nginx
    most = int(re.search(r"client_max_body_size (\d+)m", nginx)[1])
    assert most * 1024 * 1024 > settings.LARGEST_FILE, "else nginx refuses in its own words"


def test_its_own_links_lead_to_a_heading():
    headings = {
        re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in re.findall(r"^#+ (.+)$", GUIDE, re.M)
    }
    assert [target for target in re.findall(r"\]\(#([^)]+)\)", GUIDE) if target not in headings] == []
