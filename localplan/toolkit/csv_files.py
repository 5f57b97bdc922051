"""CSV files from strangers, read with care; and CSV files for Excel, written so that nothing in them runs.

Reading raises one `Refused` with every problem found. Row numbers are those Excel shows: the header is row 1.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .columns import Column, as_plain_text
from .problems import Findings, Problem, Refused
from .thai_text import norm

MAX_ROWS = 20_000
MAX_BYTES = 10 * 1024 * 1024
MAX_CELL = 10_000
#: Beyond this many, the same mistake is on every row and more lines help nobody.
MAX_PROBLEMS = 200
_KNOWN_FILES = [
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "Excel/ZIP"),
    (b"\xd0\xcf\x11\xe0", "Excel/Word 97"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"{\\rtf", "RTF"),
]


@dataclass(frozen=True)
class CsvRow:
    """One row of data: its number as Excel shows it, and its cells by column name."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass(frozen=True)
class CsvFile:
    """What was read. `notes` tell the person how (the encoding, columns left unread)."""

    rows: list[CsvRow]
    columns: list[str]
    encoding: str
    notes: list[Problem] = field(default_factory=list)

    def __iter__(self) -> Iterator[CsvRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def read_csv(
    source: bytes | Path | IO[bytes],
    *,
    required: Sequence[str],
    optional: Sequence[str] = (),
    ignore_unknown: bool = False,
    max_rows: int = MAX_ROWS,
) -> CsvFile:
    """Read a named or uploaded file whose header has the `required` columns. Cells come back through norm()."""
    text, encoding, notes = _decoded(_content(source))
    table = _table(text)
    numbered = [(number, cells) for number, cells in enumerate(table, start=1) if any(cell.strip() for cell in cells)]
    if not numbered:
        raise Refused(Problem(rule="file_has_rows", message=_("The file is empty.")))
    header = [norm(cell, newlines=False) for cell in numbered[0][1]]
    while header and not header[-1]:
        header.pop()  # Excel keeps the commas of a column that was cleared
    unknown = _check_header(header, required, optional, ignore_unknown=ignore_unknown)
    if unknown:
        notes.append(
            Problem(
                rule="columns_are_known",
                message=_("Columns left unread: %(columns)s"),
                params={"columns": ", ".join(unknown)},
            )
        )
    body = numbered[1:]
    if not body:
        raise Refused(Problem(rule="file_has_rows", message=_("The file has a header but no rows.")))
    if len(body) > max_rows:
        raise Refused(
            Problem(
                rule="file_is_not_too_long",
                message=_("The file has %(rows)s rows; at most %(limit)s can be read at once. Split it."),
                params={"rows": f"{len(body):,}", "limit": f"{max_rows:,}"},
            )
        )
    known = {*required, *optional}
    return CsvFile(_rows(body, header, known), [name for name in header if name in known], encoding, notes)


def _content(source: bytes | Path | IO[bytes]) -> bytes:
    if isinstance(source, bytes):
        content = source[: MAX_BYTES + 1]
    elif isinstance(source, Path):
        try:
            with source.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise Refused(
                Problem(
                    rule="file_can_be_opened",
                    message=_("The file %(name)s cannot be opened: %(why)s"),
                    params={"name": source.name, "why": error.strerror or str(error)},
                )
            ) from error
    else:
        source.seek(0)
        content = source.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise Refused(
            Problem(
                rule="file_is_not_too_big",
                message=_("The file is larger than %(limit)s MB."),
                params={"limit": MAX_BYTES // 1024 // 1024},
            )
        )
    if not content.strip():
        raise Refused(Problem(rule="file_has_rows", message=_("The file is empty.")))
    return content


def _decoded(content: bytes) -> tuple[str, str, list[Problem]]:
    """The text, the encoding found, and a note when it was not UTF-8."""
    for start, name in _KNOWN_FILES:
        if content.lstrip()[:8].startswith(start):
            raise Refused(
                Problem(
                    rule="file_is_text",
                    message=_("This is a %(kind)s file, not CSV, whatever its name says. Save it as CSV UTF-8."),
                    params={"kind": name},
                )
            )
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return content.decode("utf-16"), "utf-16", [_read_as("UTF-16")]
        except UnicodeDecodeError:
            raise Refused(_not_text()) from None
    if b"\x00" in content:
        raise Refused(_not_text())
    try:
        bom = content.startswith(b"\xef\xbb\xbf")
        return content.decode("utf-8-sig"), "utf-8-sig" if bom else "utf-8", []
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp874")
    except UnicodeDecodeError:
        raise Refused(_not_text()) from None
    if any("\x80" <= letter <= "\x9f" for letter in text):
        raise Refused(_not_text())  # bytes no Thai keyboard writes
    return text, "windows-874", [_read_as("windows-874")]


def _read_as(encoding: str) -> Problem:
    return Problem(
        rule="file_is_utf8",
        message=_("The file was read as %(encoding)s. Check that the Thai names look right."),
        params={"encoding": encoding},
    )


def _not_text() -> Problem:
    return Problem(rule="file_is_text", message=_("This is not a text file. Save it as CSV UTF-8."))


def _table(text: str) -> list[list[str]]:
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)  # Excel writes ; or tabs under some regional settings
    csv.field_size_limit(MAX_CELL)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Refused(
            Problem(
                rule="file_is_csv",
                message=_(
                    "The file cannot be taken apart into cells (a quotation mark left open, or an endless cell)."
                ),
            )
        ) from error


def _check_header(
    header: list[str], required: Sequence[str], optional: Sequence[str], *, ignore_unknown: bool
) -> list[str]:
    """Raise for missing, doubled and unknown columns, all named; return the unknown ones that may be left unread."""
    findings = Findings()
    known = {*required, *optional}
    missing = [name for name in required if name not in header]
    doubled = sorted({name for name in header if name and header.count(name) > 1})
    unknown = [name or "(blank)" for name in header if name not in known]
    for rule, message, names in (
        ("columns_are_there", _("Columns missing: %(columns)s"), missing),
        ("columns_are_there_once", _("Columns that stand there twice: %(columns)s"), doubled),
        ("columns_are_known", _("Columns not known: %(columns)s"), [] if ignore_unknown else unknown),
    ):
        if names:
            findings.add([Problem(rule=rule, message=message, params={"columns": ", ".join(names)})], row=1)
    findings.settle()
    return unknown


def _rows(body: list[tuple[int, list[str]]], header: list[str], known: set[str]) -> list[CsvRow]:
    rows, problems = [], []
    cleaned: dict[str, str] = {}  # names of provinces and types stand on thousands of rows
    for number, cells in body:
        spare = cells[len(header) :]
        if len(cells) < len(header) or any(cell.strip() for cell in spare):
            problems.append(
                Problem(
                    rule="row_has_every_cell",
                    message=_("There are %(found)s cells; the header has %(expected)s."),
                    params={"found": len(cells), "expected": len(header)},
                    row=number,
                )
            )
        elif not problems:
            values = {}
            for name, cell in zip(header, cells, strict=False):
                if name in known:
                    if cell not in cleaned:
                        cleaned[cell] = norm(cell)
                    values[name] = cleaned[cell]
            rows.append(CsvRow(number, values))
    if problems:
        raise Refused(problems[:MAX_PROBLEMS])
    return rows


def inert(text: str) -> str:
    """Text a spreadsheet will not run: Excel takes = + - @ TAB and CR at the start of a cell for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def write_csv(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[bytes]:
    """The list as CSV in UTF-8 with BOM (Excel needs it for Thai), row by row, ready for a streaming response."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    yield b"\xef\xbb\xbf" + _written(writer, buffer, [inert(str(column.label)) for column in columns])
    for row in rows:
        yield _written(writer, buffer, [_cell(column.of(row)) for column in columns])


def _cell(value: Any) -> str:
    # Numbers stay numbers: "-5" as an amount is no formula.
    return inert(str(value)) if isinstance(value, (str, Promise)) else as_plain_text(value)


def _written(writer: Any, buffer: io.StringIO, cells: list[str]) -> bytes:
    buffer.seek(0)
    buffer.truncate()
    writer.writerow(cells)
    return buffer.getvalue().encode()
