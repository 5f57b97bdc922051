"""The forms that can be printed by name: each room registers its own in its apps.py.

    register_print("po02", ProjectTable())

`manage.py print po02 --organisation CODE --year FY --format pdf --out FILE` then makes one.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder

FORMATS = ("xlsx", "pdf", "json")


class Printable(Protocol):
    """What a form's handler returns: a Sheet, a StampedLetter, or a room's own with these three."""

    def as_data(self) -> dict[str, Any]: ...

    def as_pdf(self) -> bytes: ...

    def as_xlsx(self) -> bytes: ...


class PrintForm(Protocol):
    """How a room makes one of its forms. `help` is one English line for the command's list."""

    help: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The form's own arguments (whose, which year)."""

    def prepare(self, *, username: str | None, **options: Any) -> Printable:
        """The print, as the account may see it (None: the operator). Refused says why not."""


_forms: dict[str, PrintForm] = {}


def register_print(name: str, form: PrintForm) -> None:
    """Make a form known by name ("po02"); a name has one owner."""
    if _forms.get(name, form) is not form:
        raise ValueError(f"two forms are called {name}")
    _forms[name] = form


def print_forms() -> dict[str, PrintForm]:
    """All forms by name, in alphabetical order."""
    return dict(sorted(_forms.items()))


def as_bytes(made: Printable, kind: str) -> bytes:
    """The print in one of FORMATS. JSON carries days as ISO dates and money as text."""
    if kind == "pdf":
        return made.as_pdf()
    if kind == "xlsx":
        return made.as_xlsx()
    return (json.dumps(made.as_data(), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1) + "\n").encode()
