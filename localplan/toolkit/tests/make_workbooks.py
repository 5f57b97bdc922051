"""Workbooks for the tests, honest and hostile, made on the spot."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal

import xlsxwriter

from localplan.toolkit.workbook import Field, Header, Parse, Sheet, StoredRow

SHEET = Sheet(
    kind="works",
    name="โครงการ",
    title="โครงการในแผน",
    notes=("กรอกตั้งแต่แถวใต้หัวตาราง",),
    columns=(
        Field("name", "ชื่อโครงการ", required=True, max_length=300, width=40, hint="ชื่อเต็ม ไม่ใช้คำย่อ"),
        Field("unit", "หน่วยงาน", Parse.CHOICE, choices=[(1, "กองช่าง"), (2, "กองคลัง"), (3, "สำนักปลัด")]),
        Field("amount_2570", "งบ 2570", Parse.MONEY, aliases=("2570",)),
        Field("starts_on", "วันเริ่ม", Parse.DATE),
        Field("villages", "จำนวนหมู่บ้าน", Parse.INTEGER),
        Field("code", "เลขรหัส", Parse.CODE, digits=5),
        Field("remark", "หมายเหตุ", multiline=True, may_be_absent=True),
    ),
    skips_totals=True,
)
HEADER = Header("6600101", "อบต.ตัวอย่าง", (2570,))
HEADINGS = ["ชื่อโครงการ", "หน่วยงาน", "งบ 2570", "วันเริ่ม", "จำนวนหมู่บ้าน", "เลขรหัส", "หมายเหตุ"]


def a_workbook(rows, *, headings=HEADINGS, name="โครงการ", above=(), properties=(), also=None):
    """A workbook as a person's own Excel might write it: rows below headings below the lines `above`."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet(name)
        for number, row in enumerate([*above, headings, *rows] if headings else rows):
            for column, value in enumerate(row):
                if isinstance(value, str) and not value.startswith("="):
                    page.write_string(number, column, value)
                elif value is not None:
                    page.write(number, column, value)
        for key, value in properties:
            book.set_custom_property(key, value)
        if also:
            also(book, page)
    return out.getvalue()


def a_row(name="ถนนสายหนึ่ง", **cells):
    keys = [field.key for field in SHEET.columns]
    return [{"name": name, **cells}.get(key) for key in keys]


def a_stored_row(id=1, version=1, **values):
    first = {
        "name": f"โครงการที่ {id}", "unit": 1, "amount_2570": Decimal("350000.50"), "starts_on": None,
        "villages": None, "code": "00012", "remark": "",
    }  # fmt: skip
    return StoredRow(id, version, {**first, **values})


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def with_parts(content, **changes):
    """The workbook with parts replaced (bytes), added, or rewritten (a function of the old bytes), by path."""
    out = io.BytesIO()
    parts = parts_of(content)
    for path, change in changes.items():
        parts[path] = change(parts[path]) if callable(change) else change
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for path, part in parts.items():
            book.writestr(path, part)
    return out.getvalue()


def with_sheet_xml(content, change):
    return with_parts(content, **{"xl/worksheets/sheet1.xml": change})


def with_cells(content, cells):
    """Raw cell elements appended in a row of their own, last in the sheet."""
    return with_sheet_xml(content, lambda xml: xml.replace(b"</sheetData>", cells + b"</sheetData>"))


def with_cell(content, place, element):
    """One cell replaced by a raw element."""
    pattern = rb'<c r="' + place.encode() + rb'"[^>]*?(?:/>|>.*?</c>)'
    return with_sheet_xml(content, lambda xml: re.sub(pattern, element, xml, count=1))
