"""From an uploaded workbook to rows: guarded, parsed in a process of its own, headings found, every cell read."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .. import rules
from ..problems import Findings, Problem, Refused
from ..thai_text import InputError, norm
from . import guard, worker
from .cells import Cell, reader_of
from .package import CellFacts, Package, SheetPart, column_letters, damaged, read_package, scan
from .sheet import (
    HIDDEN_SHEET,
    ID_HEADING,
    PROBLEMS_HEADING,
    VERSION_HEADING,
    Header,
    Reading,
    ReadRow,
    Sheet,
    in_every_language,
    like,
)

#: Headings stand within the first rows; above them there are titles and notes.
PREAMBLE = 20
MEMORY = 1 << 30
SECONDS = 60
#: Characters of text in all cells together.
MAX_TEXT = 60_000_000
_MARK = re.compile(r"^[a-z_]+/[0-9A-Za-z-]+/\d{4}(?:-\d{4})?$")
_TOTAL = re.compile(r"^(รวม|ยอดรวม|total)", re.I)
_ID, _VERSION = "-id", "-version"

Table = list[tuple[int, list[Any]]]


def read_workbook(
    source: bytes | Path | IO[bytes], sheet: Sheet, *, header: Header | None = None, name: str = ""
) -> Reading:
    """Read the rows of `sheet` from a workbook. Refused for what concerns the file; a row keeps its own problems.

    `header` says whose rows are expected; `name` is the file's as the person's computer called it.
    """
    content = guard.check(source, name=name)
    package = read_package(content)
    _refuse_strangers(package.properties, sheet, header)
    part = _find_sheet(package, sheet)
    facts = scan(content, part, max_rows=sheet.max_rows)
    hidden = package.named(HIDDEN_SHEET) if sheet.identity else None
    if hidden is not None:
        scan(content, hidden, max_rows=sheet.max_rows)
    tables = _parse(content, [part.name, *([hidden.name] if hidden else [])])
    table = tables[part.name]
    heading_row, columns, notes = _headings(table, sheet)
    if not package.properties.get("schema"):
        _refuse_strangers(_mark_above(table, heading_row), sheet, header)
    exported = _exported_ids(tables[hidden.name]) if hidden else None
    body = [(number, cells) for number, cells in table if number > heading_row]
    blank_to_the_parser = {row for row, _column in facts.errors | facts.uncalculated if row > heading_row}
    blank_to_the_parser.difference_update(number for number, _cells in body)
    body = sorted([*body, *((row, []) for row in blank_to_the_parser)], key=lambda line: line[0])
    rows = _rows(body, columns, sheet, facts)
    if not rows:
        raise _refused("workbook_has_rows", _("There are no rows below the headings (row %(row)s)."), row=heading_row)
    if len(rows) > sheet.max_rows:
        raise _refused(
            "workbook_is_not_too_long",
            _("The workbook has %(rows)s rows; at most %(limit)s can be read at once. Split it."),
            rows=f"{len(rows):,}",
            limit=f"{sheet.max_rows:,}",
        )
    _refuse_doubled_ids(rows)
    above = [cell for number, cells in table if number < heading_row for cell in cells if isinstance(cell, str)]
    read = [key for key in columns if not key.startswith("-")]
    return Reading(rows, read, heading_row, notes, exported, above)


def _refused(rule: str, message: str | Promise, **params: object) -> Refused:
    return Refused(Problem(rule=rule, message=message, params=params, field="file"))


def _refuse_strangers(properties: Any, sheet: Sheet, header: Header | None) -> None:
    """Raise when the workbook says it is of another kind, organisation or year."""
    findings = Findings()
    findings.add(rules.workbook_is_of_this_kind(properties.get("schema", ""), expected=sheet.kind, name=sheet.tab))
    if header is not None:
        code, years = properties.get("organisation", ""), properties.get("years", "")
        findings.add(
            rules.workbook_is_of_this_organisation(code, expected=header.organisation, name=header.organisation_name)
        )
        findings.add(rules.workbook_is_of_this_year(years, expected=header.span))
    findings.settle()


def _mark_above(table: Table, heading_row: int) -> dict[str, str]:
    """What a program that drops properties has left: the mark in the lines above the headings."""
    for number, cells in table:
        if number >= heading_row:
            break
        for cell in cells:
            if isinstance(cell, str):
                for word in cell.split():
                    if _MARK.match(word):
                        return dict(zip(("schema", "organisation", "years"), word.split("/"), strict=True))
    return {}


def _find_sheet(package: Package, sheet: Sheet) -> SheetPart:
    """The sheet of the declared name; else the only visible one, whose headings must then match."""
    for name in in_every_language(sheet.name):
        found = package.named(name[:31])
        if found is not None:
            return found
    visible = package.visible()
    if len(visible) == 1:
        return visible[0]
    raise _refused(
        "workbook_has_the_sheet",
        _("There is no sheet called “%(name)s”. The workbook has: %(sheets)s"),
        name=sheet.tab,
        sheets=", ".join(part.name for part in visible[:10]) or "–",
    )


def _parse(content: bytes, names: Sequence[str]) -> dict[str, Table]:
    """The sheets' cells, read by a process with its own limits of memory and time."""
    command = [sys.executable, "-I", worker.__file__, str(MEMORY), str(SECONDS), str(MAX_TEXT), *names]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise _unreadable() from error
    if done.returncode == worker.TOO_MUCH_TEXT:
        raise _refused("workbook_unpacks_small", _("The workbook has more text than can be read at once. Split it."))
    if done.returncode == worker.UNREADABLE:
        raise damaged()
    if done.returncode:
        raise _unreadable()
    tables: dict[str, list[list[Any]]] = json.loads(done.stdout)
    return {name: [(row[0], row[1:]) for row in rows] for name, rows in tables.items()}


def _unreadable() -> Refused:
    return _refused(
        "workbook_can_be_read",
        _("The workbook takes too long or too much memory to read. Copy the rows into a fresh template."),
    )


def _headings(table: Table, sheet: Sheet) -> tuple[int, dict[str, int], list[Problem]]:
    """The row of the headings, each key's place in the row (from 0), and notes on columns left unread."""
    known = {heading: column.key for column in sheet.columns for heading in column.headings}
    own = {like(ID_HEADING): _ID, like(VERSION_HEADING): _VERSION} if sheet.identity else {}
    passed_over = {like(words) for words in in_every_language(PROBLEMS_HEADING)}
    best, most = None, 0
    for number, cells in table:
        if number > PREAMBLE + 1:
            break
        found = len({known[text] for text in map(_heading, cells) if text in known})
        if found > most:
            best, most = (number, cells), found
    if best is None or most < min(len(sheet.columns), max(2, len(sheet.columns) // 3)):
        raise _refused(
            "headings_are_there",
            _("The headings were not found in the first %(rows)s rows. They are: %(columns)s"),
            rows=PREAMBLE + 1,
            columns=", ".join(str(column.label) for column in sheet.columns),
        )
    number, cells = best
    places: dict[str, int] = {}
    doubled, unknown = [], []
    for place, cell in enumerate(cells):
        heading = _heading(cell)
        key = known.get(heading) or own.get(heading)
        if key is None:
            if heading and heading not in passed_over:
                unknown.append(f"{norm(str(cell), newlines=False)[:60]} ({column_letters(place + 1)})")
        elif key in places:
            doubled.append(f"{norm(str(cell), newlines=False)} ({column_letters(place + 1)})")
        else:
            places[key] = place
    missing = [str(c.label) for c in sheet.columns if c.key not in places and not c.may_be_absent]
    findings = Findings()
    for rule, message, names in (
        ("columns_are_there", _("Columns missing: %(columns)s"), missing),
        ("columns_are_there_once", _("Columns that stand there twice: %(columns)s"), doubled),
    ):
        if names:
            findings.add([Problem(rule, message, params={"columns": ", ".join(names)}, field="file")], row=number)
    findings.settle()
    notes = []
    if unknown:
        left = ", ".join(unknown)
        notes.append(
            Problem("columns_are_known", _("Columns left unread: %(columns)s"), params={"columns": left}, row=number)
        )
    return number, places, notes


def _heading(cell: Any) -> str:
    """A heading for comparison; a year above a column may be a number."""
    return like(f"{cell:.15g}" if type(cell) is float else cell) if isinstance(cell, (str, float)) else ""


def _rows(body: Table, places: dict[str, int], sheet: Sheet, facts: CellFacts) -> list[ReadRow]:
    readers = [(field, places[field.key], reader_of(field)) for field in sheet.columns if field.key in places]
    faults = _faults(facts, {place + 1 for place in places.values()})
    silent = {row for row, _column in facts.errors | facts.uncalculated if row in faults}
    id_place, version_place = places.get(_ID), places.get(_VERSION)
    known_places = [place for _field, place, _read in readers]
    data = [
        (number, cells)
        for number, cells in body
        if any(not _is_blank(cells[place]) for place in known_places if place < len(cells))
        or (id_place is not None and id_place < len(cells) and not _is_blank(cells[id_place]))
        or number in silent
    ]
    if sheet.skips_totals:
        while data and _is_total(data[-1][1], id_place):
            data.pop()
    rows = []
    for number, cells in data:
        row = ReadRow(number)
        faulty = faults.get(number, {})
        row.id = _identity(row, cells, id_place)
        row.version = _identity(row, cells, version_place) if row.id is not None else None
        for field, place, read in readers:
            cell = cells[place] if place < len(cells) else None
            row.raw[field.key] = cell
            if place + 1 in faulty:
                row.problems.append(_placed(faulty[place + 1], number, field.key, field.label))
                continue
            if isinstance(cell, dict):
                cell = row.raw[field.key] = dt.date.fromisoformat(cell["d"])
            try:
                value = read(cell)
            except InputError as error:
                rule = "text_is_not_too_long" if error.code == "too_long" else "cell_is_readable"
                row.problems.append(error.problem(rule=rule, field=field.key, row=number, column=field.label))
                continue
            row.values[field.key] = value
        if row.id is None or not row.is_blank:
            for field, _place, _read in readers:
                if field.required and field.key in row.values and row.values[field.key] is None:
                    blank = Problem("cell_is_filled", _("This cell is blank."))
                    row.problems.append(_placed(blank, number, field.key, field.label))
        rows.append(row)
    return rows


def _placed(problem: Problem, row: int, field: str, column: str | Promise) -> Problem:
    return Problem(problem.rule, problem.message, problem.params, field=field, row=row, column=column)


def _is_blank(cell: Any) -> bool:
    return cell is None or (type(cell) is str and not cell.strip())


def _is_total(cells: list[Cell], id_place: int | None) -> bool:
    """A line that begins with รวม and is no row of ours."""
    if id_place is not None and id_place < len(cells) and not _is_blank(cells[id_place]):
        return False
    first = next((cell for cell in cells if not _is_blank(cell)), None)
    return isinstance(first, str) and bool(_TOTAL.match(norm(first, newlines=False)))


def _identity(row: ReadRow, cells: list[Cell], place: int | None) -> int | None:
    """The hidden id or version; anything but a whole number was typed into the hidden column."""
    cell = cells[place] if place is not None and place < len(cells) else None
    if cell is None or _is_blank(cell):
        return None
    try:
        number = float(cell)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = -1.0
    if not number.is_integer() or not 0 <= number < 2**53:
        row.problems.append(
            Problem(
                "row_is_of_this_workbook",
                _("The hidden column %(column)s was changed. Copy the row into a fresh export."),
                params={"column": column_letters((place or 0) + 1)},
                row=row.number,
                column=ID_HEADING,
            )
        )
        return None
    return int(number)


def _faults(facts: CellFacts, columns: set[int]) -> dict[int, dict[int, Problem]]:
    """Row → column → why the cell cannot be trusted, of the columns that are read."""
    found: dict[int, dict[int, Problem]] = {}
    in_error = Problem("cells_have_no_errors", _("The cell shows an error (such as #N/A). Type the value itself."))
    no_value = Problem(
        "cells_are_calculated",
        _("The formula has not been calculated. Open the workbook in Excel, save it and try again."),
    )
    for cells, problem in ((facts.errors, in_error), (facts.uncalculated, no_value)):
        for row, column in cells:
            if column in columns:
                found.setdefault(row, {})[column] = problem
    for top, left, bottom, right in facts.merges:
        place = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"
        merged = Problem("cells_are_not_merged", _("Cells %(cells)s are merged. Unmerge them."), {"cells": place})
        for row in range(top, min(bottom, facts.rows) + 1):
            for column in columns:
                if left <= column <= right:
                    found.setdefault(row, {})[column] = merged
    return found


def _exported_ids(table: Table) -> frozenset[int] | None:
    """The ids the workbook was made with: the column under รหัส of the hidden sheet; None when there is none."""
    if not table or like(table[0][1][0]) != like(ID_HEADING):
        return None
    return frozenset(int(cells[0]) for _number, cells in table[1:] if cells and isinstance(cells[0], (int, float)))


def _refuse_doubled_ids(rows: Iterable[ReadRow]) -> None:
    """A row copied together with its hidden id would overwrite the row it was copied from."""
    first: dict[int, int] = {}
    for row in rows:
        if row.id is None:
            continue
        if row.id in first:
            row.problems.append(
                Problem(
                    "row_stands_once",
                    _(
                        "This row was copied from row %(row)s with its hidden id. "
                        "Clear column “%(column)s” to make it new."
                    ),
                    params={"row": first[row.id], "column": ID_HEADING},
                    row=row.number,
                    column=ID_HEADING,
                )
            )
        first.setdefault(row.id, row.number)
