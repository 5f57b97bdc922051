"""What a workbook says of itself, read from its parts: sheets, own properties, cells that need a word.

Call `guard.check` first: the XML here is trusted to have no entities.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from ..problems import Problem, Refused

MAX_ROWS = 20_000
#: Room above and below the rows: headings, notes, a total.
SPARE_ROWS = 100
#: AZ.
MAX_COLUMNS = 52
#: So many cells of a kind are remembered; a table with more has a deeper trouble.
_REMEMBERED = 5_000


@dataclass(frozen=True)
class SheetPart:
    """One sheet of the workbook, in the order of its tabs."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Package:
    """Sheets and custom properties (as text, by name)."""

    sheets: list[SheetPart]
    properties: Mapping[str, str]

    def visible(self) -> list[SheetPart]:
        return [sheet for sheet in self.sheets if not sheet.hidden]

    def named(self, name: str) -> SheetPart | None:
        return next((sheet for sheet in self.sheets if sheet.name.strip().casefold() == name.strip().casefold()), None)


@dataclass
class CellFacts:
    """Cells of one sheet by (row, column), both counted from 1 as Excel shows rows.

    `errors` show #N/A and the like, `uncalculated` formulas without a value, `merges` the four corners.
    """

    rows: int = 0
    columns: int = 0
    errors: set[tuple[int, int]] = field(default_factory=set)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


def column_letters(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A → 1; 0 when it is no column's name."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            return 0
        number = number * 26 + ord(letter) - 64
    return number


def damaged() -> Refused:
    return Refused(
        Problem("workbook_is_whole", _("The workbook is damaged. Save it once more and try again."), field="file")
    )


def read_package(content: bytes) -> Package:
    """Sheets by tab order and the custom properties."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name.lower(): name for name in archive.namelist()}
            book = ElementTree.fromstring(archive.read(parts["xl/workbook.xml"]))
            links = ElementTree.fromstring(archive.read(parts["xl/_rels/workbook.xml.rels"]))
            own = archive.read(parts["docprops/custom.xml"]) if "docprops/custom.xml" in parts else b""
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile) as error:
        raise damaged() from error
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = []
    for element in book.iter():
        if _local(element.tag) != "sheet":
            continue
        link = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        target = targets.get(link, "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        hidden = element.get("state", "visible") != "visible"
        sheets.append(SheetPart(element.get("name", ""), parts.get(path.lower(), ""), hidden))
    return Package([sheet for sheet in sheets if sheet.part], _properties(own))


def _properties(own: bytes) -> dict[str, str]:
    if not own:
        return {}
    try:
        root = ElementTree.fromstring(own)
    except ElementTree.ParseError:
        return {}
    return {element.get("name", ""): "".join(element.itertext()).strip() for element in root}


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def scan(content: bytes, sheet: SheetPart, *, max_rows: int = MAX_ROWS) -> CellFacts:
    """Go through every cell of a sheet once; Refused when one with content stands far away from any table."""
    scanner = _Scanner(max_rows + SPARE_ROWS, max_rows)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = scanner.start
    parser.StartDoctypeDeclHandler = scanner.doctype
    scanner.parser = parser
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(sheet.part) as stream:
            while chunk := stream.read(1 << 20):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise damaged() from error
    scanner.end_cell()
    return scanner.facts


_TAGS = frozenset({"c", "v", "is", "row", "f", "mergeCell"})


class _Scanner:
    """Counts along like Excel does where a row or a cell does not state its place."""

    parser: Any

    def __init__(self, last_row: int, max_rows: int) -> None:
        self.facts = CellFacts()
        self.last_row, self.max_rows = last_row, max_rows
        self.row = self.column = 0
        self.digits = "0"
        self.kind: str | None = None
        self.is_formula = self.has_value = False
        self.columns: dict[str, int] = {}
        self.names: dict[str, str] = {}

    def doctype(self, *_args: Any) -> None:
        raise damaged()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Called for every tag, a million times in a large sheet: the commonest come first."""
        if name not in _TAGS:
            if ":" not in name:
                return
            name = self.names.setdefault(name, name.rpartition(":")[2])
        if name == "c":
            if self.is_formula:
                self.end_cell()
            self.kind = attributes.get("t")
            place = attributes.get("r")
            if place is None:
                self.column += 1
            elif place.endswith(self.digits) and (column := self.columns.get(place[: -len(self.digits)])):
                self.column = column  # of the row it stands in, like nearly every cell
            else:
                self._elsewhere(place)
        elif name == "v" or name == "is":
            self._holds()
            if self.is_formula:
                # A text formula may come to nothing: that is a value. A number cannot.
                self.has_value = self.kind == "str"
                self.parser.CharacterDataHandler = self._text
        elif name == "row":
            if self.is_formula:
                self.end_cell()
            place = attributes.get("r")
            if place is not None and not (place.isascii() and place.isdigit() and len(place) < 9):
                raise damaged()
            self.row = int(place) if place is not None else self.row + 1
            self.digits = str(self.row)
            self.column = 0
        elif name == "f":
            self._holds()
            self.is_formula, self.has_value = True, False
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _elsewhere(self, place: str) -> None:
        """A column met for the first time, or a cell that states another row than the one it stands in."""
        letters = place.rstrip("0123456789")
        digits = place[len(letters) :]
        self.column = self.columns.setdefault(letters, column_number(letters))
        self.row = int(digits) if digits and len(digits) < 9 else 0
        if not self.column or not self.row:
            raise damaged()
        self.digits = str(self.row)

    def _holds(self) -> None:
        """The cell has content: note how far the table reaches."""
        facts = self.facts
        if self.row > facts.rows:
            facts.rows = self.row
            if self.row > self.last_row:
                raise _far(self.row, self.column, self.max_rows)
        if self.column > facts.columns:
            facts.columns = self.column
            if self.column > MAX_COLUMNS:
                raise _far(self.row, self.column, self.max_rows)
        if self.kind == "e" and len(facts.errors) < _REMEMBERED:
            facts.errors.add((self.row, self.column))

    def _text(self, text: str) -> None:
        if text.strip():
            self.has_value = True

    def end_cell(self) -> None:
        """The formula of the cell before this point has, or lacks, the value Excel calculated."""
        if self.is_formula and not self.has_value and len(self.facts.uncalculated) < _REMEMBERED:
            self.facts.uncalculated.add((self.row, self.column))
        self.is_formula = False
        self.parser.CharacterDataHandler = None

    def _merge(self, reference: str) -> None:
        corners = []
        for place in reference.replace("$", "").split(":"):
            letters = place.rstrip("0123456789")
            digits = place[len(letters) :]
            if not column_number(letters) or not digits or len(digits) > 8:
                return
            corners.append((int(digits), column_number(letters)))
        if len(corners) == 2 and len(self.facts.merges) < _REMEMBERED:
            (top, left), (bottom, right) = corners
            self.facts.merges.append((top, left, bottom, right))


def _far(row: int, column: int, max_rows: int) -> Refused:
    place = f"{column_letters(column)}{row}"
    if column > MAX_COLUMNS:
        message = _(
            "Cell %(cell)s, far to the right of the table, has something in it. Delete the columns after %(last)s."
        )
    else:
        message = _(
            "Cell %(cell)s has something in it; at most %(limit)s rows are read at once. "
            "Delete what is below the table, or split it."
        )
    return Refused(
        Problem(
            "cells_are_near",
            message,
            params={"cell": place, "limit": f"{max_rows:,}", "last": column_letters(MAX_COLUMNS)},
            field="file",
            row=row,
            column=column_letters(column),
        )
    )
