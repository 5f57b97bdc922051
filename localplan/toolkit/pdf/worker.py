"""The short-lived process that makes one PDF, inside limits of memory and time. Needs neither Django nor a database.

Reads an `Order` as JSON from standard input and writes the PDF to standard output, or what is wrong to standard error.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any, TypedDict

ENDED_IN_WORDS = 3


class Order(TypedDict):
    """What the process is told. `templates` is the only folder a template may read from."""

    template: str
    templates: str
    fonts: str
    words: str
    data: Any
    standards: list[str]
    made_at: int
    memory: int
    seconds: int
    form: str


def main() -> None:
    order: Order = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (order["memory"],) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (order["seconds"],) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(made(order))


def made(order: Order) -> bytes:
    """The PDF (or, with form "png", the pictures of its pages as JSON of hexadecimal digits)."""
    import typst  # after the limits

    compile_template: Any = typst.compile  # its stub wants source and folders to be of one type
    fonts = Path(order["fonts"])
    data = json.dumps(set_in_type(order["data"], fonts, Path(order["words"])), ensure_ascii=False)
    try:
        content = compile_template(
            order["template"].encode(),
            root=order["templates"],
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            sys_inputs={"data": data},
            # Packages are neither looked for on this machine nor fetched.
            package_path=str(fonts / "no-packages"),
            package_cache_path=str(fonts / "no-packages"),
            format="png" if order["form"] == "png" else "pdf",
            pdf_standards=order["standards"],
            timestamp=order["made_at"],
        )
    except typst.TypstError as wrong:
        sys.stderr.write("\n".join([wrong.message, *wrong.hints, *wrong.trace]))
        sys.exit(ENDED_IN_WORDS)
    if order["form"] == "png":
        pages = content if isinstance(content, list) else [content]
        return json.dumps([page.hex() for page in pages]).encode()
    from .fonts import OUTLINES
    from .to_unicode import tell_characters

    return tell_characters(content, json.loads((fonts / OUTLINES).read_text("utf-8")))


def set_in_type(value: Any, fonts: Path, word_list: Path) -> Any:
    """Every text of the data made printable, with the places where its lines may end."""
    from . import characters, words

    words.load(word_list)

    def walk(part: Any) -> Any:
        if isinstance(part, str):
            return words.with_breaks(characters.printable(part, fonts))
        if isinstance(part, list):
            return [walk(item) for item in part]
        if isinstance(part, dict):
            return {key: walk(item) for key, item in part.items()}
        return part

    return walk(value)
