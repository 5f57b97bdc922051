"""The table of a calendar: cells to rows, guidance to numbered items."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .days import MONTH
from .lines import Passage, join, read, words
from .parsed import Line

_NUMBER = re.compile(r"\s*(\d{1,2})\.?\s*")
_LIST_NUMBER = re.compile(r"\s*\(?(\d{1,2})[.)](?!\d)\s*")
_PASTED_ROW = re.compile(rf"\s*\d{{1,2}}\.?\s*\t\s*(?:เดือน\s*)?(?:\d{{1,2}}\s*[-–]?\s*)*{MONTH}")
_MONTHS_CELL = re.compile(rf"{MONTH}|ปีงบประมาณ|ตลอดปี|ทุกเดือน")
_NOTE = re.compile(r"\s*หมายเหตุ\s*(?:[:：]\s*|\s+(?=\S))")
_LONGEST_MONTHS = 80  # characters; longer is guidance

Cell = list[Line]


@dataclass
class RawRow:
    """One row as four columns of lines: number, months, guidance, remark."""

    number: int
    months: Cell
    guidance: Cell = field(default_factory=list)
    remark: Cell = field(default_factory=list)

    @property
    def lines(self) -> tuple[Line, ...]:
        found = {line.number: line for line in [*self.months, *self.guidance, *self.remark]}
        return tuple(found[number] for number in sorted(found))


@dataclass
class RawTable:
    """Rows in the order of the document, the note, and lines that stand before the first row."""

    rows: list[RawRow]
    note: Cell
    stray: Cell


def read_table(lines: Sequence[Line]) -> RawTable:
    """Lines without furniture. Nothing is lost: what is in no cell is `stray`."""
    body, note = _without_note(lines)
    cells, stray = _cells(body)
    rows: list[RawRow] = []
    place = 0
    while place < len(cells):
        number = _row_number(cells, place, rows[-1] if rows else None)
        if number:
            rows.append(RawRow(number, cells[place + 1]))
            place += 2
            continue
        if rows:
            _add(rows[-1], cells[place])
        else:
            stray += cells[place]
        place += 1
    for row in rows:
        row.guidance, row.remark = _filled(row.guidance), _filled(row.remark)
    return RawTable(rows, note, _filled(stray))


def has_rows(lines: Sequence[Line]) -> bool:
    """Whether a numbered row with months stands in these lines."""
    return any(starts_a_row(lines, place) for place in range(len(lines)))


def starts_a_row(lines: Sequence[Line], place: int) -> bool:
    """A cell with a number, then one with months; or both in a pasted row."""
    text = read(lines[place].text)
    if _PASTED_ROW.match(text):
        return True
    if not re.fullmatch(r"[^\S\t]*\t\s*\d{1,2}\.?\s*", text):
        return False
    after = next((line for line in lines[place + 1 :] if words(line)), None)
    return after is not None and "\t" in after.text and _looks_like_months([after])


def _without_note(lines: Sequence[Line]) -> tuple[list[Line], Cell]:
    """The note begins with its label after the last row, and runs to the end."""
    last = max((place for place in range(len(lines)) if starts_a_row(lines, place)), default=-1)
    for place in range(last + 1, len(lines)):
        line = lines[place]
        label = _NOTE.match(line.text)
        if label and last >= 0:
            first = Line(line.number, line.text[label.end() :])
            return list(lines[:place]), [first, *lines[place + 1 :]]
    return list(lines), []


def _cells(lines: Sequence[Line]) -> tuple[list[Cell], Cell]:
    """A tab begins a cell; a line without one goes on with the cell before."""
    cells: list[Cell] = []
    stray: Cell = []
    for line in lines:
        text = _tab_after_list_number(line.text)
        pieces = text.split("\t")
        if not _PASTED_ROW.match(read(text)):
            head, *pieces = pieces
            if cells:
                if head.strip():
                    cells[-1].append(Line(line.number, head))
            elif head.strip():
                stray.append(Line(line.number, head))
        cells += [[Line(line.number, piece)] for piece in pieces]
    return cells, stray


def _tab_after_list_number(text: str) -> str:
    """A word processor puts a tab after the number of a list; that tab begins no cell."""
    if _PASTED_ROW.match(read(text)):
        number, rest = text.split("\t", 1)
        return f"{number}\t{_tab_after_list_number(rest)}"
    return re.sub(r"((?:^|\t)[^\S\t]*\(?[0-9๐-๙]{1,2}[.)])\t", r"\1 ", text)


def _row_number(cells: Sequence[Cell], place: int, before: RawRow | None) -> int | None:
    number = _NUMBER.fullmatch(read(join(cells[place]).text))
    if not number or place + 1 == len(cells):
        return None
    months = join(cells[place + 1]).text
    if not months or _NUMBER.fullmatch(read(months)):
        return None
    row_is_full = before is None or bool(before.guidance)
    if _looks_like_months(cells[place + 1]) or (row_is_full and len(months) <= _LONGEST_MONTHS):
        return int(number[1])
    return None


def _looks_like_months(cell: Cell) -> bool:
    text = read(join(cell).text)
    return len(text) <= _LONGEST_MONTHS and _MONTHS_CELL.search(text) is not None


def _add(row: RawRow, cell: Cell) -> None:
    """The third cell is guidance, the fourth the remark; a cell that goes on with the numbering is guidance too."""
    first = _LIST_NUMBER.match(read(cell[0].text))
    numbers = [int(m[1]) for line in row.guidance if (m := _LIST_NUMBER.match(read(line.text)))]
    if not row.guidance or (first and numbers and int(first[1]) == numbers[-1] + 1 and not _filled(row.remark)):
        row.guidance += cell
    else:
        row.remark += cell


def _filled(cell: Cell) -> Cell:
    return [line for line in cell if words(line)]


@dataclass(frozen=True)
class RawItem:
    """One item of guidance: its number (0: unnumbered), its words joined, its lines as they stand."""

    number: int
    passage: Passage
    lines: tuple[Line, ...]


def items_of(guidance: Cell) -> list[RawItem]:
    """Items begin with 1., 2., 3. in order at the start of a line; other figures there are words."""
    groups: list[tuple[int, Cell, Cell]] = []
    expected = 1
    for line in guidance:
        number = _LIST_NUMBER.match(read(line.text))
        if number and int(number[1]) == expected:
            groups.append((expected, [Line(line.number, line.text[number.end() :])], [line]))
            expected += 1
        elif groups:
            groups[-1][1].append(line)
            groups[-1][2].append(line)
        else:
            groups.append((0, [line], [line]))
    return [RawItem(number, join(said), tuple(lines)) for number, said, lines in groups]
