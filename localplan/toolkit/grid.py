"""The contract of the entry grids: rows as a browser sends them, and the cells it is shown. Values travel as text.

Sent:     {rows: [{id, v, key, base: {field: old}, set: {field: new}}]}; a new row's id begins with "new".
Answered: {results: [{id, status, record, v, values, shown, errors, …}], totals: {…}}.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from .thai_text import InputError

#: Rows a page of a grid shows, and the most that one request may carry.
PAGE_ROWS = 100
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


class Malformed(ValueError):
    """What came is not what our page sends."""


@dataclass(frozen=True)
class Sent:
    """One row as it was sent: `record` None for a new one. With `errors` (field → words) for what cannot be read."""

    id: str
    key: str
    record: int | None
    version: int | None
    values: Mapping[str, Any]
    base: Mapping[str, Any]
    errors: Mapping[str, str] = field(default_factory=dict)


def read_rows(body: bytes, read_value: Callable[[str, Any], Any]) -> list[Sent]:
    """Take a request apart. `read_value` (field, what was typed) raises InputError, or Malformed for no such field."""
    try:
        rows = json.loads(body)["rows"]
    except (ValueError, KeyError, TypeError) as wrong:
        raise Malformed from wrong
    if not isinstance(rows, list) or len(rows) > PAGE_ROWS or not all(isinstance(row, dict) for row in rows):
        raise Malformed
    return [_read_row(row, read_value) for row in rows]


def _read_row(row: Mapping[str, Any], read_value: Callable[[str, Any], Any]) -> Sent:
    id, key, version = str(row.get("id", "")), str(row.get("key", "")), row.get("v")
    new, base = row.get("set"), row.get("base") or {}
    if not _KEY.fullmatch(key) or not isinstance(new, dict) or not isinstance(base, dict):
        raise Malformed
    if id.startswith("new"):
        record = version = None
    elif re.fullmatch(r"[0-9]{1,18}", id) and isinstance(version, int):
        record = int(id)
    else:
        raise Malformed
    values, errors, seen = {}, {}, {}
    for name, raw in new.items():
        try:
            values[name] = read_value(name, raw)
        except InputError as unreadable:
            errors[name] = unreadable.text
    for name, raw in base.items():
        if name in values:
            with suppress(InputError):  # never shown so by us; the field then counts as changed by both
                seen[name] = read_value(name, raw)
    return Sent(id, key, record, version, values, seen, errors)


@dataclass(frozen=True)
class Cell:
    """One cell that may be typed in. `kind`: text, choice, pick or money; `value` as it travels, `shown` as it is read.

    `small` is a second line under it.
    """

    name: str
    kind: str
    value: str
    shown: str
    lacks: bool
    small: str = ""
    label: str = ""

    @property
    def attributes(self) -> SafeString:
        """Of its td. Made here: a page has nine hundred of them."""
        classes = " ".join(filter(None, ("num" * (self.kind == "money"), "bad-c" * self.lacks)))
        value = format_html(' data-v="{}"', self.value) if self.kind != "text" else ""
        return format_html('class="{}" data-f="{}" data-t="{}" tabindex="-1"{}', classes, self.name, self.kind, value)
