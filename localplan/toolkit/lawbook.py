"""docs/rules.md, written from the rules themselves: one table a room, one line a rule."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

HEAD = """# The law book

Written by `manage.py lawbook` from the rules and their docstrings; a test fails when it is out of date.
° *excusable*: may proceed with a written reason, which is kept and shown.
"""


def rule_files(product: Path) -> list[Path]:
    """rules.py, or the modules of a package rules/, of every room in the order of its name."""
    return sorted([*product.glob("*/rules.py"), *product.glob("*/rules/*.py")])


def rules_in(path: Path) -> Iterator[tuple[str, str, bool]]:
    """Name, docstring as one line, excusable, of each rule in a file."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or node.returns is None:
            continue
        if "Problem" not in ast.unparse(node.returns):
            continue
        sentence = re.sub(r"\s+", " ", ast.get_docstring(node) or "").strip()
        yield node.name, sentence, "excusable=True" in ast.unparse(node)


def room_of(path: Path, product: Path) -> str:
    return path.relative_to(product).parts[0]


def constraints(product: Path, room: str) -> str:
    """The text of the room's tables, to see which rule the database holds too."""
    return "".join(p.read_text("utf-8") for p in sorted((product / room).glob("models*/**/*.py"))) + "".join(
        p.read_text("utf-8") for p in (product / room).glob("models.py")
    )


def law_book() -> str:
    """The whole text of docs/rules.md."""
    product = Path(settings.BASE_DIR) / "localplan"
    text, room = HEAD, ""
    for path in rule_files(product):
        if room != room_of(path, product):
            room = room_of(path, product)
            tables = constraints(product, room)
            text += f"\n## {room}\n\n| rule | says | in the database |\n|---|---|---|\n"
        for name, sentence, excusable in rules_in(path):
            held = "constraint of the same name" if f'"{name}"' in tables else ""
            text += f"| `{name}`{'°' if excusable else ''} | {sentence} | {held} |\n"
    return text
