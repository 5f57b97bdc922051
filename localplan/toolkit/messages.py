"""Messages of both languages: collected from the source, compiled, and checked, by Babel alone (no gettext binaries).

English stands in the source. Thai stands in `localplan/<room>/locale/th/LC_MESSAGES/django.po`, one file per room.
Nothing here needs a database.
"""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LANGUAGE = "th"
PACKAGE = Path(__file__).resolve().parent.parent
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATE_ENDINGS = (".html", ".txt", ".xml", ".svg")
_THAI = re.compile("[\u0e01-\u0e5b]")
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[#0\- +]*(?:\d+|\*)?(?:\.\d+)?[diouxXeEfFgGcrs]|\{\w*\}")
_TEMPLATE_COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|<!--.*?-->", re.S)
_CHURNING_HEADERS = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|Report-Msgid-Bugs-To).*\n', re.M
)
Key = tuple[str | tuple[str, ...], str | None]


def rooms(package: Path = PACKAGE) -> list[Path]:
    """Every app folder of the product."""
    return sorted(folder for folder in package.iterdir() if (folder / "__init__.py").is_file())


def po_file(room: Path) -> Path:
    return room / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def sources(room: Path) -> Iterator[Path]:
    """Python and template files whose words a reader may meet; tests and migrations speak to nobody."""
    for path in sorted(room.rglob("*")):
        inner = path.relative_to(room).parts
        if not path.is_file() or "tests" in inner or "migrations" in inner or "__pycache__" in inner:
            continue
        if path.suffix == ".py" or ("templates" in inner and path.suffix in TEMPLATE_ENDINGS):
            yield path


def _messages_of(path: Path) -> Iterator[tuple[Any, str | None, list[str]]]:
    source = path.read_text("utf-8")
    if path.suffix != ".py":
        # templatize keeps the template's indentation, which is not Python's.
        source = "\n".join(line.lstrip() for line in templatize(source, origin=str(path)).split("\n"))
    found = extract("python", io.BytesIO(source.encode()), KEYWORDS, comment_tags=("Translators:",))
    for _line, message, comments, context in found:
        yield message, context, comments


def collect(room: Path) -> Catalog:
    """The room's messages as its source has them now, keeping the translations it has, dropping what is gone."""
    old = read(room)
    fresh = _empty(room)
    found: dict[Key, tuple[set[str], list[str]]] = {}
    for path in sources(room):
        for message, context, comments in _messages_of(path):
            if not message or (isinstance(message, tuple) and not message[0]):
                continue
            # A plural call and a plain one with the same words are one message to gettext.
            places, notes = found.setdefault((message, context), (set(), []))
            places.add(path.relative_to(room.parent).as_posix())
            notes.extend(note for note in comments if note not in notes)
    for (message, context), (places, notes) in sorted(
        found.items(), key=lambda item: (sorted(item[1][0]), str(item[0]))
    ):
        known = old.get(message, context)
        fresh.add(
            message,
            _kept(known, plural=isinstance(message, tuple)),
            locations=[(place, 0) for place in sorted(places)],
            flags=({"fuzzy"} if known is not None and known.fuzzy else set()),
            auto_comments=notes,
            user_comments=known.user_comments if known is not None else (),
            context=context,
        )
    return fresh


def _kept(known: Entry | None, *, plural: bool) -> Any:
    string = known.string if known is not None else ""
    if plural:
        return string if isinstance(string, (tuple, list)) else (string,)
    return string[0] if isinstance(string, (tuple, list)) else string


def _empty(room: Path) -> Catalog:
    return Catalog(
        locale=LANGUAGE,
        header_comment=f"# Thai of localplan/{room.name}. Source strings are English.",
        project="LocalPlan",
        version="1",
        charset="utf-8",
        fuzzy=False,
    )


def read(room: Path) -> Catalog:
    path = po_file(room)
    if not path.is_file():
        return _empty(room)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, ignore_obsolete=True, abort_invalid=True)


def as_text(catalog: Catalog) -> str:
    """The po file without dates, line numbers or wrapping, so that it changes only when words do."""
    out = io.BytesIO()
    write_po(out, catalog, width=0, include_lineno=False, omit_header=False, ignore_obsolete=True)
    return _CHURNING_HEADERS.sub("", out.getvalue().decode()).rstrip("\n") + "\n"


def update(room: Path) -> bool:
    """Bring the room's po file up to its source; True when it changed."""
    fresh = collect(room)
    path = po_file(room)
    if not len(fresh) and not path.is_file():
        return False
    text = as_text(fresh)
    if path.is_file() and path.read_text("utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return True


def compile_all(package: Path = PACKAGE, *, force: bool = False) -> int:
    """Write the .mo beside every .po that is newer; how many were written. Needs neither settings nor a database."""
    written = 0
    for room in rooms(package):
        source = po_file(room)
        target = source.with_suffix(".mo")
        if not source.is_file():
            continue
        if not force and target.is_file() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        out = io.BytesIO()
        write_mo(out, read(room))
        beside = target.with_suffix(f".mo.{os.getpid()}")  # several commands or test processes may start at once
        beside.write_bytes(out.getvalue())
        beside.replace(target)
        written += 1
    return written


def faults(package: Path = PACKAGE, only: Iterable[str] = ()) -> list[str]:
    """What keeps the two languages from being whole, one line each; empty when all is well."""
    found: list[str] = []
    thai: dict[Key, tuple[str, Any]] = {}
    wanted = set(only)
    for room in rooms(package):
        if wanted and room.name not in wanted:
            continue
        found += _faults_of(room)
        for entry in read(room):
            if not entry.id or not entry.string:
                continue
            # Django puts the rooms' messages into one bag: two translations of one message would fight.
            first, string = thai.setdefault((_key(entry.id), entry.context), (room.name, entry.string))
            if string != entry.string:
                found.append(f"{room.name}: “{_shown(entry)}” is translated differently in {first}")
    return found


def _faults_of(room: Path) -> Iterator[str]:
    for path in sources(room):
        if path.suffix == ".py":
            continue
        bare = _TEMPLATE_COMMENT.sub(lambda gap: "\n" * gap[0].count("\n"), path.read_text("utf-8"))
        for number, line in enumerate(bare.split("\n"), start=1):
            if _THAI.search(line):
                yield f"{path.relative_to(room.parent)}:{number}: Thai words in a template (they belong in the po)"
    fresh = collect(room)
    path = po_file(room)
    if len(fresh) or path.is_file():
        on_disk = path.read_text("utf-8") if path.is_file() else ""
        if on_disk != as_text(fresh):
            yield f"{room.name}: the po file is not up to date (manage.py messages extract {room.name})"
    if path.is_file() and "nplurals=1" not in path.read_text("utf-8"):
        yield f"{room.name}: the po file does not name Thai's one plural form"
    for entry in fresh:
        if entry.id:
            yield from _faults_in(room, entry)


def _faults_in(room: Path, entry: Entry) -> Iterator[str]:
    ids, strings = _texts(entry.id), _texts(entry.string)
    name = f"{room.name}: “{_shown(entry)}”"
    if any(_THAI.search(text) for text in ids):
        yield f"{name} has Thai letters in the English source"
    if not all(strings):
        yield f"{name} is not translated"
        return
    if entry.fuzzy:
        yield f"{name} is marked fuzzy"
    allowed = [_placeholders(text) for text in ids]
    if any(_placeholders(text) not in allowed for text in strings):
        yield f"{name}: the placeholders differ from the Thai"


def _placeholders(text: str) -> Counter[str]:
    return Counter(_PLACEHOLDER.findall(text.replace("%%", "")))


def _key(message: Any) -> Any:
    return tuple(message) if isinstance(message, (tuple, list)) else message


def _texts(one_or_more: Any) -> list[str]:
    """Babel holds plural messages as a tuple, others bare."""
    return [text or "" for text in one_or_more] if isinstance(one_or_more, (tuple, list)) else [one_or_more or ""]


def _shown(entry: Entry) -> str:
    text = _texts(entry.id)[0]
    return text if len(text) <= 60 else text[:57] + "…"
