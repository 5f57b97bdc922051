"""The declaration of a kind of row: one `Sheet`, from which template, export, import and preview are made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..problems import Problem
from ..thai_text import arabic_digits, norm
from .package import MAX_ROWS

Words = str | Promise
Choice = str | tuple[Any, Words]
#: Headings of the hidden columns; the same in both languages, for people meet them only when they look.
ID_HEADING = "รหัส"
VERSION_HEADING = "v"
#: Heading of the column that `problems_workbook` adds; read over on the way back.
PROBLEMS_HEADING = _("What is wrong")
#: The very hidden sheet with the choices and the exported ids.
HIDDEN_SHEET = "_localplan"
_SPACES = re.compile(r"[\s*]+")


class Parse(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    MONEY = "money"
    INTEGER = "integer"
    DATE = "date"
    CHOICE = "choice"
    CODE = "code"


@dataclass(frozen=True)
class Field:
    """One column: what stands above it and how its cells are read.

    `choices` are texts or (value, label), or a callable giving them; labels must differ. A row that already holds a
    choice must find it among them. `may_be_absent`: a workbook may lack the whole column. `digits`: a code's length.
    """

    key: str
    label: Words
    parse: Parse = Parse.TEXT
    required: bool = False
    max_length: int | None = None
    choices: Sequence[Choice] | Callable[[], Sequence[Choice]] = ()
    width: int = 20
    hint: Words = ""
    multiline: bool = False
    aliases: tuple[str, ...] = ()
    digits: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    may_be_absent: bool = False

    @cached_property
    def offered(self) -> list[tuple[Any, Words]]:
        """The choices as (value, label), asked once per declaration."""
        found = self.choices() if callable(self.choices) else self.choices
        return [(one, one) if isinstance(one, str) else one for one in found]

    @cached_property
    def by_label(self) -> dict[str, Any]:
        """Value of every label, in every language the interface speaks."""
        return {like(text): value for value, label in self.offered for text in in_every_language(label)}

    @cached_property
    def labels(self) -> dict[Any, Words]:
        return dict(self.offered)

    @cached_property
    def headings(self) -> set[str]:
        """What may stand above the column."""
        return {like(text) for text in (*in_every_language(self.label), *self.aliases)}


@dataclass(frozen=True)
class Sheet:
    """A kind of row as a sheet.

    `skips_totals`: trailing rows that begin with รวม are no data. `identity`: rows carry hidden id and version
    columns, so that a workbook comes back as changes of the rows it was made from.
    """

    kind: str
    name: Words
    columns: tuple[Field, ...]
    title: Words = ""
    notes: tuple[Words, ...] = ()
    identity: bool = True
    skips_totals: bool = False
    max_rows: int = MAX_ROWS

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if len(set(keys)) != len(keys):
            raise ValueError(f"{self.kind}: a key stands twice")

    @property
    def tab(self) -> str:
        """The sheet's name as Excel allows it: 31 characters, none of []:*?/\\."""
        return re.sub(r"[\[\]:*?/\\]", " ", str(self.name)).strip("' ")[:31] or self.kind[:31]

    def column(self, key: str) -> Field:
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True)
class Header:
    """Whose workbook it is: written into its properties and its second line, asked when it comes back.

    `organisation` is the code, `years` a fiscal year or a plan's span (2570, 2566–2570, all พ.ศ.).
    """

    organisation: str
    organisation_name: str
    years: tuple[int, ...]

    @property
    def span(self) -> str:
        first, last = min(self.years), max(self.years)
        return str(first) if first == last else f"{first}-{last}"

    def mark(self, kind: str) -> str:
        """Written on the page too, for programs that drop properties: projects/6600101/2566-2570."""
        return f"{kind}/{self.organisation}/{self.span}"


@dataclass(frozen=True)
class StoredRow:
    """A row as it is now, for export and comparison: `values` by the fields' keys."""

    id: int
    version: int
    values: Mapping[str, Any]


@dataclass
class ReadRow:
    """A row of a workbook: its number as Excel shows it, what could be read, what was wrong, the cells as they came.

    Blank cells are None; columns the workbook lacks are not in `values`.
    """

    number: int
    id: int | None = None
    version: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    raw: dict[str, Any] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not self.problems and all(value is None for value in self.values.values())


@dataclass
class Reading:
    """What came out of a workbook. `exported_ids`: the rows it was made with; None when it cannot be told.

    `above`: the texts over the headings, row by row.
    """

    rows: list[ReadRow]
    columns: list[str]
    heading_row: int
    notes: list[Problem] = field(default_factory=list)
    exported_ids: frozenset[int] | None = None
    above: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        return [problem for row in self.rows for problem in row.problems]


def like(text: object) -> str:
    """A heading or label for comparison: no spaces, stars or capitals, Arabic digits."""
    return _SPACES.sub("", arabic_digits(norm(str(text), newlines=False))).casefold()


def in_every_language(words: Words) -> Iterable[str]:
    if isinstance(words, str):
        return [words]
    found = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.append(str(words))
    return found
