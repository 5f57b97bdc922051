"""Workbooks like the e-LAAS report of the remaining budget, right and wrong ones, made for tests."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

HEADINGS = (
    "ลำดับ",
    "ด้าน",
    "แผนงาน",
    "งาน",
    "งบ",
    "หมวด",
    "ประเภท",
    "โครงการ",
    "แหล่งเงิน",
    "งบประมาณอนุมัติ",
    "โอนเพิ่ม",
    "โอนลด",
    "ก่อหนี้",
    "เบิกจ่าย",
    "คงเหลือ",
)
TRUE_ROW = (695520, 0, 0, 27600, 398636, 269284)


def a_row(*figures: Any, part: str = "งบดำเนินงาน", item: str = "ค่าจ้างเหมาบริการ") -> list[Any]:
    """One line of the report: its part and six figures."""
    texts = [1, "บริหารทั่วไป", "แผนงานบริหารงานทั่วไป", "งานบริหารทั่วไป", part, "ค่าใช้สอย", "รายจ่าย", item, "รายได้"]
    return [*texts, *(figures or TRUE_ROW)]


def a_report(
    rows: Sequence[Sequence[Any]] = (),
    *,
    owner: str = "",
    year: int | None = None,
    headings: Sequence[str] = HEADINGS,
    heading_row: int = 8,
) -> bytes:
    """The workbook's bytes. `rows` default to the one true row; a cell with = in front is a formula without value."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("Sheet1")
    if owner:
        sheet.write(0, 0, owner)
    sheet.write(1, 0, "รายงานงบประมาณคงเหลือ")
    if year:
        sheet.write(2, 0, f"ปีงบประมาณ พ.ศ. {year}")
    for place, heading in enumerate(headings):
        sheet.write(heading_row - 1, place, heading)
    for number, row in enumerate(rows or [a_row()], start=heading_row):
        for place, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith("="):
                sheet.write_formula(number, place, cell, value="")
            elif cell is not None:
                sheet.write(number, place, cell)
    book.close()
    return out.getvalue()
