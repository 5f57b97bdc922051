"""Invented documents in the layout of the founding document, and words to ask what was read from them."""

from __future__ import annotations

import datetime as dt

from localplan.calendar.founding import Link, ParsedCalendar, ParsedDocument, ParsedQuestion, ParsedRow, parse

TITLE = "ปฏิทินการปฏิบัติงานของสำนักงานท้องถิ่นจังหวัด\nตามโครงการทดลอง\nของส่วนท้องถิ่น\n\n"
HEAD = "\tที่\n\tเดือน\n\tแนวทางการดำเนินงาน\n\tหมายเหตุ\n\n"
NOTE = "\nหมายเหตุ : ให้ติดตามและตรวจสอบการบันทึกข้อมูลเมนูเงินอุดหนุนเฉพาะกิจของ อปท. \nอย่างต่อเนื่องทุกเดือน โดยแจ้งกำชับ\n"
CLOSE = "ติดตามและตรวจสอบการบันทึกข้อมูล\nการดำเนินงานปี {year} ของทุก อปท. ให้เสร็จสิ้นถึงขั้นตอนการเบิกจ่ายงบประมาณ "
BRIEF = "จัดทำปฏิทินการดำเนินงานของ ปี {year} และแจ้งซักซ้อมให้ทุก อปท. ทราบ"
PROVINCE = "กรอกข้อมูลยุทธศาสตร์จังหวัดของ ปี {year}ในเมนูยุทธศาสตร์จังหวัดให้แล้วเสร็จ"
PLAN = (
    " ติดตามเร่งรัดให้ทุก อปท.บันทึกข้อมูลวิสัยทัศน์ ยุทธศาสตร์ของ อปท. และแผนพัฒนา \n"
    "4 ปี (2560-2563) ให้ครบถ้วนถึงขั้นตอน           การยืนยันแผน 4 ปี "
    "โดยต้องควบคุมดูแลการปฏิบัติงาน และช่วยแก้ไขปัญหาอุปสรรค"
)
ORDINANCE = "ติดตามเร่งรัดให้ทุก อปท. บันทึกข้อมูลข้อบัญญัติ/เทศบัญญัติที่ผ่านสภาแล้วทุกแห่ง"
SPEND = "ติดตามเร่งรัดให้ทุก อปท. บันทึกข้อมูลการก่อหนี้ผูกพันการเบิกจ่ายเงินในช่วงไตรมาสที่ {n} ของปีงบประมาณ {year} ทุกแห่ง"
CHECK = "ตรวจสอบและติดตามการบันทึกข้อมูลของ\nทุก อปท. ว่าครบถ้วนถึงขั้นตอนการเบิกจ่ายในช่วงไตรมาสที่ {n} ทุกแห่ง"


def a_row(number: int, months: str, *items: str, remark: str | None = "") -> str:
    """A row in the layout of the document: each cell begins with a tab."""
    said = items[0] if len(items) == 1 else "\n".join(f"{n}. {item}" for n, item in enumerate(items, start=1))
    cells = [str(number), months, said] + ([] if remark is None else [remark])
    return "".join(f"\t{cell}\n" for cell in cells) + "\n\n"


ROWS_2560 = (
    a_row(
        1, "สิงหาคม-กันยายน 2559",
        CLOSE.format(year=2559), BRIEF.format(year=2559), PROVINCE.format(year=2560),
        remark="อปท .เริ่มนำเข้าข้อมูลแผนพัฒนาท้องถิ่นปีงบประมาณพ.ศ. 2560ได้ภายในเดือน กันยายน 2559  เป็นต้นไป",
    ),
    a_row(2, "ตุลาคม 2559-กุมภาพันธ์\n2560", PLAN),
    a_row(3, "มีนาคม-เมษายน 2560", ORDINANCE, SPEND.format(n=2, year=2560)),
    a_row(4, "พฤษภาคม-มิถุนายน 2560", CHECK.format(n=2)),
    a_row(5, "กรกฎาคม-สิงหาคม 2560", SPEND.format(n=3, year=2560)),
    a_row(6, "กันยายน 2560", CLOSE.format(year=2560)),
)  # fmt: skip


def a_document(*rows: str, title: str = TITLE, note: str = NOTE) -> str:
    return title + HEAD + "".join(rows) + note


LETTER = (
    "  มท 0899.1 /ว                         \nถึง  สำนักงานท้องถิ่นจังหวัดทุกแห่ง\n\n\n"
    "ตามหนังสือกรมตัวอย่าง ด่วนที่สุด ที่ มท 0899.1/ว 77 ลงวันที่ \n3  ตุลาคม 2559 ได้แจ้งแนวทาง ปีงบประมาณ พ.ศ. 2560 นั้น\n"
    "จึงขอส่งปฏิทินการปฏิบัติงาน ประจำปีงบประมาณ พ.ศ. 2560เพื่อใช้เป็นแนวทาง "
    "ทั้งนี้กรมได้จัดทำเมนูการจัดทำแผนพัฒนาท้องถิ่น ซึ่งสามารถใช้งานได้ตั้งแต่วันที่ 9 มกราคม 2560 "
    "จึงขอให้สำนักงานท้องถิ่นจังหวัดกรอกข้อมูลยุทธศาสตร์จังหวัดให้แล้วเสร็จภายใน{due}"
    "และให้แจ้งองค์กรปกครองส่วนท้องถิ่นเริ่มนำเข้าข้อมูลแผนพัฒนาท้องถิ่น ปีงบประมาณ พ.ศ. 2560ได้ตั้งแต่วันจันทร์ที่\n"
    "23 มกราคม 2560 เป็นต้นไป \n\nจึงเรียนมาเพื่อพิจารณาดำเนินการต่อไป\n\n"
    "                             กรมตัวอย่าง\n\n\n         มกราคม  2560\n\n"
    "ผอ.กตย.............\n\nหน.กลุ่มงาน..........\n\nจนท..........\n"
)
GOOD_LETTER = LETTER.format(due="วันอังคารที่ 17 มกราคม 2560")


def read(text: str, **given: object) -> ParsedDocument:
    return parse(text, **given)  # type: ignore[arg-type]


def the_calendar(text: str, **given: object) -> ParsedCalendar:
    (calendar,) = read(text, **given).calendars
    return calendar


def the_row(calendar: ParsedCalendar, number: int) -> ParsedRow:
    return next(row for row in calendar.rows if row.number == number)


def the_link(links: tuple[Link, ...], step: str) -> Link:
    return next(link for link in links if link.step == step)


def the_question(document: ParsedDocument, code: str) -> ParsedQuestion:
    return next(question for question in document.questions if question.code == code)


def codes(document: ParsedDocument) -> list[str]:
    return [question.code for question in document.questions]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
