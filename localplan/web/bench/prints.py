"""CPU of one long print beside WeasyPrint, a well-known way from HTML to PDF. WeasyPrint is the bench's own wish:
requirements-bench.in; where it is not installed the section says so.
"""

from __future__ import annotations

import html
import importlib.util
import resource
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from localplan.toolkit.columns import Kind
from localplan.toolkit.sheet import Heading, Part, Row, Sheet, SheetColumn

from .measuring import Section

ROWS, YEARS, TIMES = 300, range(2566, 2571), 3
#: Below so many LAOs the bench is only tried out: few rows, once.
TRIAL = 1_000
#: About as long as those of a real plan, whose means are 67, 142, 125, 59 and 115 letters.
TEXTS = (
    "ก่อสร้างถนนคอนกรีตเสริมเหล็กพร้อมวางท่อระบายน้ำ สายที่ {} บ้านหนองแวง",
    "1. เพื่อให้ประชาชนมีถนนที่ได้มาตรฐาน สัญจรไปมาสะดวกและปลอดภัย\n"
    "2. เพื่อแก้ไขปัญหาน้ำท่วมขังในหมู่บ้านในฤดูฝน และลดอุบัติเหตุบนท้องถนน สายที่ {}",
    "ถนนคอนกรีตเสริมเหล็ก กว้าง 5.00 เมตร ยาว 500 เมตร หนา 0.15 เมตร หรือมีพื้นที่ไม่น้อยกว่า 2,500 ตารางเมตร พร้อมป้ายโครงการ {} ป้าย",
    "ร้อยละของประชาชนที่พึงพอใจต่อการใช้ถนนที่ก่อสร้าง สายที่ {}",
    "ประชาชนมีถนนที่ได้มาตรฐาน เดินทางไปมาสะดวก ปลอดภัย และขนส่งผลผลิตทางการเกษตรได้รวดเร็วตลอดทั้งปี สายที่ {}",
)
HTML = """<!doctype html><html lang="th"><meta charset="utf-8"><style>@font-face {{ font-family: Sarabun;
src: url("{font}") }} @page {{ size: A4 landscape; margin: 1.5cm 1.1cm }} body {{ font: 8.5pt Sarabun }}
table {{ border-collapse: collapse; width: 100% }} td, th {{ border: 0.5pt solid; vertical-align: top }}
tr {{ break-inside: avoid }} </style><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></html>"""
CALL = "import sys, weasyprint; weasyprint.HTML(sys.argv[1]).write_pdf(sys.argv[2], pdf_variant=sys.argv[3] or None)"


def plan_sheet(rows: int = ROWS) -> Sheet:
    """ผ.02 of so many projects, as the room of plans makes it."""
    name, objective, target, indicator, result = TEXTS
    columns = [SheetColumn("ที่", 0.85, Kind.NUMBER), SheetColumn("โครงการ"), SheetColumn("วัตถุประสงค์")]
    columns += [SheetColumn("เป้าหมาย"), *(SheetColumn(str(year), 1.5, Kind.MONEY, under="งบประมาณ") for year in YEARS)]
    columns += [SheetColumn("ตัวชี้วัด"), SheetColumn("ผลที่คาดว่าจะได้รับ"), SheetColumn("หน่วยงาน", 1.9, fixed=True)]
    lines: list[Any] = []
    for number in range(1, rows + 1):
        if number % 30 == 1:
            lines += [Heading(f"{letter}. หัวข้อที่ {number // 30 + 1}", level) for level, letter in enumerate("กขคงจ", 1)]
        amounts = [Decimal(number * 1000 + year) for year in YEARS]
        before = [text.format(number) for text in (name, objective, target)]
        lines.append(Row([number, *before, *amounts, indicator.format(number), result.format(number), "กองช่าง"]))
    return Sheet("รายละเอียดโครงการพัฒนา", columns, [Part(lines)], organisation="เทศบาล", form="แบบ ผ.02")


def as_html(sheet: Sheet, font: Path) -> str:
    """The same table for a browser-like printer."""
    head = "".join(f"<th>{html.escape(str(column.label))}</th>" for column in sheet.columns)
    width = len(sheet.columns)
    rows = []
    for line in sheet.parts[0].lines:
        if isinstance(line, Heading):
            rows.append(f"<tr><td colspan={width}><b>{html.escape(str(line.text))}</b></td></tr>")
        else:
            cells = (f"{cell:,}" if isinstance(cell, Decimal) else html.escape(str(cell)) for cell in line.cells)
            rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return HTML.format(font=font.as_uri(), head=head, rows="".join(rows))


def cpu_of(act: Any, times: int) -> float:
    """The least CPU seconds of a few runs, processes begun for it included."""

    def spent() -> float:
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(one.ru_utime + one.ru_stime for one in used)

    taken = []
    for _time in range(times):
        begun = spent()
        act()
        taken.append(spent() - begun)
    return min(taken)


def measure(number: int) -> Section:
    """Our print in its own process, all its work on fonts and copying included; WeasyPrint in a new process too."""
    from django.conf import settings

    rows, times = (ROWS, TIMES) if number >= TRIAL else (20, 1)
    section = Section("Prints", f"ผ.02 of {rows} rows, five years; CPU seconds (user + system), the least of {times}.")
    sheet = plan_sheet(rows)
    ours = cpu_of(sheet.as_pdf, times)
    if importlib.util.find_spec("weasyprint") is None:
        section.add("ผ.02 as PDF", f"{ours:.1f} s", "≤ 1/5 of WeasyPrint", "WeasyPrint is not installed here")
    else:
        with tempfile.TemporaryDirectory() as folder:
            page, made = Path(folder, "page.html"), Path(folder, "page.pdf")
            font = next((settings.BUILD_DIR / "fonts").glob("*Regular*.ttf"))
            page.write_text(as_html(sheet, font), "utf-8")
            times_each = {}
            for variant in ("pdf/ua-1", ""):
                order = [sys.executable, "-c", CALL, str(page), str(made), variant]
                times_each[variant] = cpu_of(lambda order=order: subprocess.run(order, check=True), times)
        tagged, bare = times_each["pdf/ua-1"], times_each[""]
        section.add("ผ.02 by WeasyPrint, tagged (PDF/UA-1)", f"{tagged:.1f} s")
        section.add("ผ.02 by WeasyPrint, untagged", f"{bare:.1f} s")
        note = (
            f"1/{tagged / ours:.1f} of the tagged, 1/{bare / ours:.1f} of the untagged; three quarters are Typst "
            "laying every word out in a box of its own; its own breaks, wrong for Thai, take it nearly twice as long"
        )
        section.add("ผ.02 as PDF, tagged (PDF/A-2a and UA-1)", f"{ours:.1f} s", "≤ 1/5 of WeasyPrint", note)
    section.add("ผ.02 as Excel", f"{cpu_of(sheet.as_xlsx, times):.2f} s")
    return section
