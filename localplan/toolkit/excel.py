"""Lists as Excel files: one sheet, frozen header, filters, TH Sarabun New 14, every text inert."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.functional import Promise

from . import clock
from .columns import Column, Kind

#: The type named by the Office Open XML standard.
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Excel shows the Gregorian cell in พ.ศ. under this number format.
BE_DATE = "[$-D07041E]d mmm yyyy;@"
#: Excel cuts longer texts off and calls the file broken.
MAX_CELL = 32_767
_FONT = {"font_name": "TH Sarabun New", "font_size": 14}
_NO_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_xlsx(columns: Sequence[Column], rows: Iterable[Any], *, sheet: str, title: str = "") -> bytes:
    """The list as a workbook. Rows stream through (constant memory). `title` goes into the file's properties."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    moment = clock.now().replace(tzinfo=None)
    book.set_properties({"title": title or sheet, "created": moment})
    page = book.add_worksheet(sheet_name(sheet))
    head = book.add_format(
        {**_FONT, "bold": True, "bg_color": "#dde7f4", "bottom": 1, "text_wrap": True, "valign": "top"}
    )
    formats = {
        Kind.TEXT: book.add_format({**_FONT, "valign": "top", "text_wrap": True, "num_format": "@"}),
        Kind.NUMBER: book.add_format({**_FONT, "valign": "top"}),
        Kind.MONEY: book.add_format({**_FONT, "valign": "top", "num_format": '#,##0.00;-#,##0.00;"-"'}),
        Kind.DATE: book.add_format({**_FONT, "valign": "top", "num_format": BE_DATE, "align": "left"}),
    }
    for number, column in enumerate(columns):
        page.set_column(number, number, column.width, formats[column.kind])
        page.write_string(0, number, str(column.label), head)
    last = 0
    for last, row in enumerate(rows, start=1):
        for number, column in enumerate(columns):
            _write(page, last, number, column.of(row), formats[column.kind], formats)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(last, 1), len(columns) - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def _write(page: Any, row: int, column: int, value: Any, form: Any, formats: dict[Kind, Any]) -> None:
    if value is None or value == "":
        return  # a blank stays blank, an explicit zero shows "-"
    if isinstance(value, (str, Promise)):
        page.write_string(row, column, without_controls(str(value)), form)
    elif isinstance(value, bool):
        page.write_boolean(row, column, value, form)
    elif isinstance(value, (int, float, Decimal)):
        page.write_number(row, column, value, form)
    elif isinstance(value, dt.datetime):
        local = value.astimezone(clock.BANGKOK).replace(tzinfo=None) if value.tzinfo else value
        page.write_datetime(row, column, local, formats[Kind.DATE])
    elif isinstance(value, dt.date):
        page.write_datetime(row, column, value, formats[Kind.DATE])
    else:
        page.write_string(row, column, without_controls(str(value)), form)


def without_controls(text: str) -> str:
    """Text as a cell can hold it."""
    return _NO_CONTROLS.sub("", text)[:MAX_CELL]


def sheet_name(name: str) -> str:
    """Excel allows 31 characters and none of []:*?/\\ in a sheet's name."""
    return re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:31] or "Sheet1"
