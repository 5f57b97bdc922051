"""A Sheet as an Excel file that prints like its PDF: A4 landscape, repeated head, one merged title.

Numbers stay numbers; on official papers their format shows them in Thai digits, and texts hold Thai digits.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from . import clock
from .columns import Kind
from .excel import sheet_name, without_controls
from .sheet import Heading, Row, Sheet, SheetColumn, Total, widths
from .thai_dates import format_medium
from .thai_text import thai_digits

_FONT = {"font_name": "TH Sarabun New", "font_size": 14, "valign": "top", "text_wrap": True}
#: Excel's own code for Thai digits under the language Thai; LibreOffice reads it too.
_THAI = "[$-D00041E]"
#: Characters of 14 pt TH Sarabun New in one cm.
_CHARACTERS_PER_CM = 4.2
_LONGEST_WIDTH = 60
_SIDES = {Kind.TEXT: "left", Kind.MONEY: "right", Kind.NUMBER: "center", Kind.DATE: "center"}
_LATIN_OR_DIGIT = re.compile(r"[A-Za-z][A-Za-z0-9./-]*( +[0-9]+)?|[0-9]")


def in_thai_digits(text: str) -> str:
    """As prints/thai.typ does: Latin words keep their numbers ("Phase 2")."""
    return _LATIN_OR_DIGIT.sub(lambda found: thai_digits(found[0]) if found[0].isdigit() else found[0], text)


def write_sheet(sheet: Sheet) -> bytes:
    """The workbook's bytes: one sheet holding all the parts one under the other."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties(
        {"title": str(sheet.title), "author": sheet.organisation, "created": clock.now().replace(tzinfo=None)}
    )
    with translation.override(settings.LANGUAGE_CODE):
        _Page(book, sheet).write()
    book.close()
    return out.getvalue()


class _Page:
    """The sheet being written, from top to bottom."""

    def __init__(self, book: Any, sheet: Sheet) -> None:
        self.sheet, self.columns = sheet, list(sheet.columns)
        self.last_column = max(len(self.columns) - 1, 0)
        self.page = book.add_worksheet(sheet_name(sheet.form or str(sheet.title)))
        self.at = 0
        self.breaks: list[int] = []
        rule = {**_FONT, "border": 1}
        head = {**rule, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#e8e8e8"}
        band = {**rule, "bold": True, "bg_color": "#f6f6f6"}
        self.title = book.add_format({**_FONT, "bold": True, "font_size": 18, "align": "center"})
        self.line = book.add_format({**_FONT, "font_size": 16, "align": "center"})
        self.plain = book.add_format({**_FONT, "text_wrap": False})
        self.over = book.add_format({**_FONT, "bold": True, "text_wrap": False})
        self.head, self.band = book.add_format(head), book.add_format({**band, "text_wrap": False})
        self.label = book.add_format({**band, "align": "right"})
        self.cells = {kind: book.add_format({**rule, **self._look(kind)}) for kind in Kind}
        self.sums = {kind: book.add_format({**band, **self._look(kind)}) for kind in Kind}
        # Among sums of money there may be counts: whole even where the money has satang.
        self.counts = book.add_format({**band, **self._look(Kind.MONEY), "num_format": f'{self._digits}#,##0;-0;"-"'})

    def _look(self, kind: Kind) -> dict[str, Any]:
        digits = self._digits
        figures = "#,##0.00" if self._has_satang else "#,##0"
        formats = {
            Kind.MONEY: f'{digits}{figures};{digits}-{figures};"-"',
            Kind.NUMBER: f"{digits}0" if digits else "General",
        }
        return {"align": _SIDES[kind], "num_format": formats.get(kind, "@")}

    @property
    def _digits(self) -> str:
        return _THAI if self.sheet.official else ""

    @property
    def _has_satang(self) -> bool:
        cells = (cell for line in self.sheet.counted() for cell in line.cells)
        return any(isinstance(cell, Decimal) and cell != cell.to_integral_value() for cell in cells)

    def write(self) -> None:
        for place, width in enumerate(widths(self.columns)):
            self.page.set_column(place, place, min(width * _CHARACTERS_PER_CM, _LONGEST_WIDTH))
        self._across(self.sheet.title, self.title)
        for line in self.sheet.subtitles:
            self._across(line, self.line)
        first = self.at
        self._heads()
        self.page.repeat_rows(first, self.at - 1)
        self.page.freeze_panes(self.at, 0)
        for part in self.sheet.parts:
            if part.new_page and part is not self.sheet.parts[0]:
                self.breaks.append(self.at)
            for heading in part.headings:
                self._across(heading, self.over)
            for row in part.lines:
                self._row(row)
        for note in self.sheet.notes:
            self._across(note, self.plain)
        self._paper()

    def _paper(self) -> None:
        self.page.set_landscape()
        self.page.set_paper(9)  # A4
        self.page.set_margins(left=0.43, right=0.43, top=0.75, bottom=0.6)
        self.page.fit_to_pages(1, 0)
        self.page.set_h_pagebreaks(self.breaks)
        stamp = self._text(self.sheet.form).replace("&", "&&")
        owner = self._text(self.sheet.organisation).replace("&", "&&")
        self.page.set_header(f'&L&"TH Sarabun New"&14 {owner}&R&"TH Sarabun New,Bold"&14 {stamp}'[:255])
        left, right = (self._text(text).replace("&", "&&") for text in (self.sheet.foot, self.sheet.printed_at))
        font = '&"TH Sarabun New"&12 '
        self.page.set_footer(f"&L{font}{left[:100]}&C{font}หน้า &P / &N&R{font}{right}"[:255])

    def _heads(self) -> None:
        tall = any(str(column.under) for column in self.columns)
        place = 0
        while place < len(self.columns):
            column = self.columns[place]
            if not str(column.under):
                self._cell(self.at, place, self.at + tall, place, column.label, self.head)
                place += 1
                continue
            end = place
            while end < len(self.columns) and self.columns[end].under == column.under:
                self._cell(self.at + 1, end, self.at + 1, end, self.columns[end].label, self.head)
                end += 1
            self._cell(self.at, place, self.at, end - 1, column.under, self.head)
            place = end
        self.at += 1 + tall

    def _row(self, line: Heading | Row | Total) -> None:
        if isinstance(line, Heading):
            self._across(line.text, self.band)
            return
        first, formats = 0, self.cells
        if isinstance(line, Total):
            formats = self.sums
            first = next((n for n, cell in enumerate(line.cells) if cell is not None and n), len(line.cells))
            self._cell(self.at, 0, self.at, first - 1, line.label, self.label)
        for place in range(first, len(line.cells)):
            self._value(place, self.columns[place], line.cells[place], formats)
        self.at += 1

    def _value(self, place: int, column: SheetColumn, value: Any, formats: dict[Kind, Any]) -> None:
        form = formats[column.kind]
        if formats is self.sums and column.kind == Kind.MONEY and isinstance(value, int):
            form = self.counts
        if value is None or value == "":
            self.page.write_blank(self.at, place, None, form)
        elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            self.page.write_number(self.at, place, value, form)
        else:
            self.page.write_string(self.at, place, self._text(value), form)

    def _across(self, text: str | Promise, form: Any) -> None:
        self._cell(self.at, 0, self.at, self.last_column, text, form)
        self.at += 1

    def _cell(self, top: int, left: int, bottom: int, right: int, text: str | Promise, form: Any) -> None:
        if (top, left) == (bottom, right):
            self.page.write_string(top, left, self._text(text), form)
        else:
            self.page.merge_range(top, left, bottom, right, "", form)
            self.page.write_string(top, left, self._text(text), form)

    def _text(self, value: Any) -> str:
        shown = format_medium(value) if isinstance(value, dt.date) else str(value)
        return without_controls(in_thai_digits(shown) if self.sheet.official else shown)
