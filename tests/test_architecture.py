"""The walls of the house, kept by reading the source: docs/map.md says why each stands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from localplan.toolkit.lawbook import law_book, rule_files, rules_in

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ROOT / "localplan"
LONGEST_FILE = 400

#: Files that write rows although they are no actions, and why.
WRITERS_BESIDE_ACTIONS = {
    "localplan/organisations/history.py": "the last part of every action: it records what the action did",
    "localplan/toolkit/files.py": "keeps a handed-in file's row; the record that points at it is written by an action",
}
WRITING = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update",
    "delete",
    "get_or_create",
    "update_or_create",
    "acreate",
    "asave",
    "raw",
}
#: Our own ways to write many rows (toolkit.bulk).
WRITING_MANY = {"copy_in", "set_each"}
#: Reference data everyone may read: dated law, no organisation's own rows.
OPEN_TO_ALL = {"Supervision"}


def python_files(*, tests: bool = False) -> list[Path]:
    """Our own modules; tests only when asked for."""
    found = [path for path in PRODUCT.rglob("*.py") if "migrations" not in path.parts]
    return [path for path in found if ("tests" in path.parts) == tests]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_action(path: Path) -> bool:
    return path.name == "actions.py" or path.parent.name == "actions"


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def writes_rows(call: ast.Call) -> bool:
    """`.save()` on anything but a form or file, or a writing word after `.objects` or a filtered set."""
    if isinstance(call.func, ast.Name):
        return call.func.id in WRITING_MANY
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITING:
        return False
    chain = ast.unparse(call.func.value)
    if call.func.attr in ("save", "delete"):
        return not re.search(r"(session|storage|image|workbook|font|pdf|docx)", chain)
    return ".objects" in chain or bool(re.search(r"\.(filter|exclude|all)\(", chain))


def writing_calls(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return [f"{name_of(path)}:{call.lineno} {ast.unparse(call)[:80]}" for call in calls(tree) if writes_rows(call)]


def test_only_actions_write():
    silent = [path for path in python_files() if not is_action(path) and name_of(path) not in WRITERS_BESIDE_ACTIONS]
    assert [found for path in silent for found in writing_calls(path)] == []


def test_the_search_for_writing_finds_a_write(tmp_path):
    writing = ("row.save()", "Row.objects.create(a=1)", "Row.objects.filter(a=1).update(a=2)", "row.delete()")
    for line in (*writing, "copy_in(Row, names, rows)"):
        assert writes_rows(next(calls(ast.parse(line)))), line
    for line in ("known.update(a=1)", "request.session.save()", "hash.update(part)"):
        assert not writes_rows(next(calls(ast.parse(line)))), line


def test_every_query_in_a_view_is_scoped():
    unscoped = []
    for path in python_files():
        if path.name != "views.py" and path.parent.name != "views":
            continue
        tree = ast.parse(path.read_text("utf-8"))
        for statement in ast.walk(tree):
            if not isinstance(statement, ast.stmt) or isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.If):
                continue
            text = ast.unparse(statement)
            for model in re.findall(r"(\w+)\.objects\b", text):
                scoped = re.search(rf"{model}\.objects(?:\.\w+\([^()]*\))*?\.(visible_to|published_to)\(", text)
                if model not in OPEN_TO_ALL and not scoped:
                    unscoped.append(f"{name_of(path)}:{statement.lineno} {text[:90]}")
    assert unscoped == []


ALL_RULES = [(path, rule) for path in rule_files(PRODUCT) for rule, _sentence, _excusable in rules_in(path)]


@pytest.mark.parametrize(("path", "rule"), ALL_RULES, ids=[rule for _, rule in ALL_RULES])
def test_every_rule_has_a_test_an_asker_and_a_line_in_the_law_book(path, rule):
    room = path.parent if path.name == "rules.py" else path.parent.parent
    tests = "".join(test.read_text("utf-8") for test in (room / "tests").rglob("test_*.py"))
    askers = "".join(p.read_text("utf-8") for p in python_files() if not p.is_relative_to(room / "rules") and p != path)
    assert rule in tests, "no test asks this rule"
    assert rule in askers, "no action asks this rule"
    assert f"`{rule}`" in (ROOT / "docs/rules.md").read_text("utf-8"), "docs/rules.md does not know it"


def test_no_file_is_longer_than_can_be_read_in_one_sitting():
    kinds = {".py", ".html", ".js", ".txt", ".typ"}
    ours = [p for folder in (PRODUCT, ROOT / "tests", ROOT / "setup") for p in folder.rglob("*") if p.suffix in kinds]
    ours = [p for p in ours if "migrations" not in p.parts and "locale" not in p.parts]
    assert [f"{name_of(p)} {n}" for p in ours if (n := len(p.read_text("utf-8").splitlines())) > LONGEST_FILE] == []


def test_only_the_clock_knows_the_time():
    others = re.compile(
        r"(datetime|dt)\.now\(|\.utcnow\(|date\.today\(|timezone\.(now|localdate)\(|auto_now|default=(timezone\.)?now"
        r"|time\.time\(|db_default=Now|functions import .*\bNow\b"
    )
    allowed = {"localplan/toolkit/clock.py"}
    texts = {name_of(p): p.read_text("utf-8") for p in python_files() if name_of(p) not in allowed}
    assert [f"{name}: {m[0]}" for name, text in texts.items() if (m := others.search(text))] == []


def test_no_page_carries_inline_script_or_style():
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:|<script(?![^>]*\ssrc=)", re.I)
    pages = {name_of(p): p.read_text("utf-8") for p in PRODUCT.rglob("templates/**/*.html")}
    assert [f"{name}: {m[0]}" for name, text in pages.items() if (m := inline.search(text))] == []


def test_there_is_no_door_beside_the_door():
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    sources = {name_of(p): p.read_text("utf-8") for p in python_files()}
    assert [
        n for n, text in sources.items() if re.search(r"db\.models\.signals|@receiver|post_save|pre_save", text)
    ] == []
    models = {n: text for n, text in sources.items() if "/models" in n}
    assert [n for n, text in models.items() if re.search(r"def save\(|def delete\(", text)] == []


def test_every_table_says_what_one_row_is():
    from django.apps import apps

    ours = [m for m in apps.get_models() if m.__module__.startswith("localplan.")]
    assert ours
    assert [m.__name__ for m in ours if not (m.__doc__ or "").strip() or m.__doc__.startswith(f"{m.__name__}(")] == []


def test_rooms_are_named_in_the_map():
    rooms = [p.name for p in PRODUCT.iterdir() if (p / "apps.py").exists()]
    map_text = (ROOT / "docs/map.md").read_text("utf-8")
    assert [room for room in rooms if f"`{room}`" not in map_text] == []


def test_there_is_no_drawer_for_odds_and_ends():
    assert [name_of(p) for p in PRODUCT.rglob("*") if p.stem in {"utils", "helpers", "misc", "common"}] == []


def test_the_law_book_is_up_to_date():
    assert (ROOT / "docs/rules.md").read_text("utf-8") == law_book(), "run manage.py lawbook"
