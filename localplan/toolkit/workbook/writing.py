"""Workbooks made from a declaration: the empty template, one's own rows, and a handed-in one with its faults marked."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import clock
from ..excel import BE_DATE
from ..thai_dates import format_medium, format_short
from .sheet import (
    HIDDEN_SHEET,
    ID_HEADING,
    PROBLEMS_HEADING,
    VERSION_HEADING,
    Field,
    Header,
    Parse,
    Reading,
    ReadRow,
    Sheet,
    StoredRow,
)

#: Rows of the template that carry drop-downs and may be typed into, at least.
SPARE_ROWS = 500
_FONT = {"font_name": "TH Sarabun New", "font_size": 14, "valign": "top"}
_REFUSED = {"bg_color": "#f9d9d4", "font_color": "#8c1d13"}
_NO_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MONEY = '#,##0.00;-#,##0.00;"-"'
_NUMBER_FORMATS = {Parse.MONEY: _MONEY, Parse.INTEGER: "#,##0", Parse.DATE: BE_DATE}
#: Excel counts days from 1900; an earlier day is written as text.
_FIRST_DAY = date(1900, 3, 1)
#: Excel shows at most so many characters in the hint beside a cell.
_HINT = 255


def template(sheet: Sheet, header: Header) -> bytes:
    """An empty workbook to fill in."""
    return _Writer(sheet, header).made([])


def export(sheet: Sheet, header: Header, rows: Iterable[StoredRow]) -> bytes:
    """One's own rows as a workbook that comes back as nothing changed."""
    return _Writer(sheet, header).made(_stored_line(sheet, row) for row in rows)


def problems_workbook(sheet: Sheet, header: Header, reading: Reading) -> bytes:
    """The rows as they were handed in, the refused cells red with the reason as a comment and in a last column."""
    ids = sorted(reading.exported_ids) if reading.exported_ids is not None else None
    return _Writer(sheet, header, with_problems=True, exported_ids=ids).made(_read_line(row) for row in reading.rows)


class _Line:
    """What is written on one line: cells by key, the identity, and per key what is wrong."""

    __slots__ = ("cells", "general", "id", "problems", "version")

    def __init__(self, cells: dict[str, Any], id: int | None, version: int | None) -> None:
        self.cells, self.id, self.version = cells, id, version
        self.problems: dict[str, list[str]] = {}
        self.general: list[str] = []


def _stored_line(sheet: Sheet, row: StoredRow) -> _Line:
    cells = {}
    for field in sheet.columns:
        value = row.values.get(field.key)
        cells[field.key] = field.labels.get(value, value) if field.parse is Parse.CHOICE else value
    return _Line(cells, row.id, row.version)


def _read_line(row: ReadRow) -> _Line:
    line = _Line(dict(row.raw), row.id, row.version)
    for problem in row.problems:
        if problem.field in row.raw:
            line.problems.setdefault(problem.field, []).append(problem.text)
        else:
            line.general.append(problem.text)
    return line


class _Writer:
    """One workbook in the making. Lines stream through: memory does not grow with them."""

    def __init__(
        self, sheet: Sheet, header: Header, *, with_problems: bool = False, exported_ids: Sequence[int] | None = None
    ) -> None:
        self.sheet, self.header, self.with_problems = sheet, header, with_problems
        self.ids: list[int] | None = list(exported_ids) if exported_ids is not None else None
        self.out = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.out,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        make = self.book.add_format
        self.title = make({**_FONT, "bold": True, "font_size": 16})
        self.plain = make(_FONT)
        self.head = make({**_FONT, "bold": True, "bg_color": "#dde7f4", "bottom": 1, "text_wrap": True})
        self.formats = {field.key: make({**self._look(field), "locked": False}) for field in sheet.columns}
        self.refused = {field.key: make({**self._look(field), "locked": False, **_REFUSED}) for field in sheet.columns}
        self.reasons = make({**_FONT, "text_wrap": True, "font_color": "#8c1d13"})

    @staticmethod
    def _look(field: Field) -> dict[str, Any]:
        # Everything but figures and dates is text to Excel, or it would eat leading zeros and make dates of 1/2.
        return {**_FONT, "text_wrap": field.parse in (Parse.TEXT, Parse.CHOICE)} | {
            "num_format": _NUMBER_FORMATS.get(field.parse, "@"),
            **({"align": "left"} if field.parse is Parse.DATE else {}),
        }

    def made(self, lines: Iterable[_Line]) -> bytes:
        sheet, header = self.sheet, self.header
        book, page = self.book, self.book.add_worksheet(sheet.tab)
        moment = clock.now()
        book.set_properties({"title": str(sheet.title or sheet.name), "created": moment.replace(tzinfo=None)})
        stated = (("schema", sheet.kind), ("organisation", header.organisation), ("years", header.span))
        for name, value in stated:
            book.set_custom_property(name, value)
        last_column = self._columns(page)
        page.write_string(0, 0, str(sheet.title or sheet.name), self.title)
        years = header.span.replace("-", "–")
        made_on = format_medium(moment.date())
        page.write_string(
            1,
            0,
            _("%(name)s · %(years)s · made on %(day)s · form %(mark)s")
            % {"name": header.organisation_name, "years": years, "day": made_on, "mark": header.mark(sheet.kind)},
            self.plain,
        )
        notes = [str(note) for note in sheet.notes]
        for number, note in enumerate(notes, start=2):
            page.write_string(number, 0, note, self.plain)
        heading = len(notes) + 3
        self._headings(page, heading)
        row = heading
        for row, line in enumerate(lines, start=heading + 1):
            self._line(page, row, line)
        last = max(row, heading) + SPARE_ROWS
        self._validations(page, heading + 1, last)
        self._lists()
        page.freeze_panes(heading + 1, 1)
        if row > heading:
            page.autofilter(heading, 0, row, last_column)
        page.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True, "autofilter": True})
        page.set_landscape()
        page.set_paper(9)  # A4
        page.repeat_rows(heading)
        page.fit_to_pages(1, 0)
        book.close()
        return self.out.getvalue()

    def _columns(self, page: Any) -> int:
        """Widths and formats; the number of the last column."""
        for number, field in enumerate(self.sheet.columns):
            page.set_column(number, number, field.width, self.formats[field.key])
        after = len(self.sheet.columns)
        if self.sheet.identity:
            page.set_column(after, after + 1, 10, None, {"hidden": True})
            after += 2
        if self.with_problems:
            page.set_column(after, after, 60, self.reasons)
            after += 1
        return after - 1

    def _headings(self, page: Any, row: int) -> None:
        for number, field in enumerate(self.sheet.columns):
            page.write_string(row, number, f"{field.label} *" if field.required else str(field.label), self.head)
            if field.hint:
                page.write_comment(row, number, str(field.hint), {"x_scale": 2, "font_size": 11})
        after = len(self.sheet.columns)
        if self.sheet.identity:
            page.write_string(row, after, ID_HEADING, self.head)
            page.write_string(row, after + 1, VERSION_HEADING, self.head)
            after += 2
        if self.with_problems:
            page.write_string(row, after, str(PROBLEMS_HEADING), self.head)

    def _line(self, page: Any, row: int, line: _Line) -> None:
        everything_refused = bool(line.general)
        for number, field in enumerate(self.sheet.columns):
            wrong = line.problems.get(field.key)
            look = self.refused if wrong or everything_refused else self.formats
            _write(page, row, number, line.cells.get(field.key), look[field.key])
            if wrong:
                page.write_comment(row, number, "\n".join(wrong), {"x_scale": 2, "font_size": 11})
        after = len(self.sheet.columns)
        if self.sheet.identity:
            if line.id is not None:
                page.write_number(row, after, line.id)
                page.write_number(row, after + 1, line.version or 0)
                if not self.with_problems:
                    self.ids = self.ids or []
                    self.ids.append(line.id)
            after += 2
        if line.problems or line.general:
            labels = {field.key: str(field.label) for field in self.sheet.columns}
            reasons = [f"{labels[key]}: {text}" for key, texts in line.problems.items() for text in texts]
            page.write_string(row, after, "\n".join([*line.general, *reasons])[:32_000], self.reasons)

    def _validations(self, page: Any, first: int, last: int) -> None:
        for number, field in enumerate(self.sheet.columns):
            rule: dict[str, Any] = {}
            if field.parse is Parse.CHOICE and field.offered:
                rule = {
                    "validate": "list",
                    "source": f"={_list_name(field)}",
                    "error_title": _("Choose from the list"),
                    "error_message": _("Only what the list offers can be read."),
                }
            elif field.parse is Parse.TEXT and field.max_length:
                limit = field.max_length
                rule = {
                    "validate": "length",
                    "criteria": "<=",
                    "value": limit,
                    "error_title": _("Too long"),
                    "error_message": ngettext(
                        "At most %(limit)s character is kept.", "At most %(limit)s characters are kept.", limit
                    )
                    % {"limit": f"{limit:,}"},
                }
            elif field.parse is Parse.MONEY:
                # A warning only: Thai digits and a dash are fine with us, though text to Excel.
                rule = {
                    "validate": "decimal",
                    "criteria": ">=",
                    "value": 0,
                    "error_type": "warning",
                    "error_title": _("Not a number"),
                    "error_message": _("Amounts in baht, at most 2 digits of satang; a blank is not planned."),
                }
            if not rule and not field.hint:
                continue
            rule.setdefault("validate", "any")
            if field.hint:
                rule["input_message"] = str(field.hint)[:_HINT]
            page.data_validation(first, number, last, number, rule)

    def _lists(self) -> None:
        """Choices behind named ranges (they survive every program), and the ids that went out."""
        with_choices = [f for f in self.sheet.columns if f.parse is Parse.CHOICE and f.offered]
        if not with_choices and self.ids is None:
            return
        page = self.book.add_worksheet(HIDDEN_SHEET)
        page.very_hidden()
        columns: list[list[Any]] = [[ID_HEADING, *(self.ids or [])] if self.ids is not None else [""]]
        for place, field in enumerate(with_choices, start=1):
            labels = [str(label) for _value, label in field.offered]
            columns.append([field.key, *labels])
            letter = xlsxwriter.utility.xl_col_to_name(place)
            target = f"='{HIDDEN_SHEET}'!${letter}$2:${letter}${len(labels) + 1}"
            self.book.define_name(_list_name(field), target)
        for row in range(max(map(len, columns))):
            for place, column in enumerate(columns):
                if row < len(column):
                    _write(page, row, place, column[row], None)


def _list_name(field: Field) -> str:
    return f"List_{re.sub(r'[^A-Za-z0-9_]', '_', field.key)}"


def _write(page: Any, row: int, column: int, value: Any, look: Any) -> None:
    """A blank stays blank; a figure that Excel's 15 digits cannot hold goes as text."""
    if value is None or value == "":
        if look is not None:
            page.write_blank(row, column, None, look)
    elif isinstance(value, bool):
        page.write_boolean(row, column, value, look)
    elif isinstance(value, (int, float, Decimal)):
        if Decimal(f"{float(value):.15g}") == Decimal(str(value)):
            page.write_number(row, column, value, look)
        else:
            page.write_string(row, column, str(value), look)
    elif isinstance(value, date):
        if value >= _FIRST_DAY:
            page.write_datetime(row, column, value, look)
        else:
            page.write_string(row, column, format_short(value), look)
    else:
        page.write_string(row, column, _NO_CONTROLS.sub("", str(value))[:32_767], look)
