"""Which steps a sentence speaks of: one table of phrases.

`says` are patterns that must all be found, `unless` patterns that must not, in the sentence without any space (the
layout puts spaces inside phrases). One sentence may match several lines of the table. To teach the reader a new
phrase, add a line here and a test.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ..steps import STEPS
from .lines import flat


class Reads(StrEnum):
    """How the fiscal year of the work is found."""

    SERVED = "served"  # work for the year the calendar serves, although done before it
    RUNNING = "running"  # records of the year that the row's months belong to
    PLAN = "plan"  # the year served, within the span of the plan


@dataclass(frozen=True)
class Sentence:
    """One line of the table. `steps` may hold {n}: the quarter named, or {month}: every month."""

    name: str
    says: tuple[str, ...]
    steps: tuple[str, ...]
    reads: Reads
    unless: tuple[str, ...] = ()
    #: the sentence only says when entering begins; the due date stands in another row
    opens_only: bool = False


_LAO = "(?:อปท|องค์กรปกครองส่วนท้องถิ่น)"
_VERIFIES = re.compile("ตรวจสอบ")
_EXPEDITES = re.compile("เร่งรัด")
_QUARTERS = re.compile(r"ไตรมาส(?:ที่)?([1-4](?:(?:และ|ถึง|,|-|–)(?:ไตรมาส)?(?:ที่)?[1-4])*)")

SENTENCES = (
    # จัดทำปฏิทินการดำเนินงานของ ปี 2552 และแจ้งซักซ้อมให้ทุก อปท.
    Sentence("brief the calendar", ("ปฏิทิน", "ซักซ้อม|แจ้งเวียน"), ("provincial_calendar",), Reads.SERVED),
    # กรอกข้อมูลยุทธศาสตร์จังหวัดของ ปี 2552 ในเมนูยุทธศาสตร์จังหวัดให้แล้วเสร็จสมบูรณ์
    Sentence(
        "enter the provincial strategy",
        ("ยุทธศาสตร์(?:การพัฒนา)?(?:ของ)?จังหวัด", "กรอก|บันทึก|นำเข้า|จัดทำ"),
        ("provincial_strategy",),
        Reads.SERVED,
        unless=("สอดคล้องกับยุทธศาสตร์",),
    ),
    # บันทึกข้อมูลวิสัยทัศน์ ยุทธศาสตร์ของ อปท. และแผนพัฒนา 3 ปี (2553-2555)
    Sentence("enter vision and strategy", (f"วิสัยทัศน์|ยุทธศาสตร์(?:การพัฒนา)?ของ{_LAO}",), ("lao_strategy",), Reads.PLAN),
    # ให้ครบถ้วนสมบูรณ์ถึงขั้นตอนการยืนยันแผน 3 ปี
    Sentence("confirm the plan", ("ยืนยัน(?:การจัดทำ)?แผน",), ("plan_confirm",), Reads.PLAN),
    # อปท. เริ่มนำเข้าข้อมูลแผนพัฒนาท้องถิ่นปีงบประมาณ พ.ศ. 2553 ได้ …
    Sentence(
        "begin to enter the plan",
        ("(?:นำเข้า|บันทึก|กรอก)ข้อมูลแผนพัฒนา", "เริ่ม|เป็นต้นไป|ตั้งแต่"),
        ("lao_strategy", "plan_confirm"),
        Reads.PLAN,
        unless=("ยืนยัน(?:การจัดทำ)?แผน",),
        opens_only=True,
    ),
    # บันทึกข้อมูลข้อบัญญัติ/เทศบัญญัติที่ผ่านสภาแล้ว
    Sentence("enter the ordinance", ("ข้อบัญญัติ|เทศบัญญัติ",), ("ordinance",), Reads.SERVED),
    # บันทึกข้อมูลการก่อหนี้ผูกพันการเบิกจ่ายเงินในช่วงไตรมาสที่ 2 ของปีงบประมาณ 2553
    Sentence("enter a quarter", ("ก่อหนี้|เบิกจ่าย", _QUARTERS.pattern), ("spending_q{n}",), Reads.RUNNING),
    # ติดตามและตรวจสอบการบันทึกข้อมูลการดำเนินงานปี 2552 … ถึงขั้นตอนการเบิกจ่ายงบประมาณ
    Sentence(
        "see the year through",
        (r"ปี(?:งบประมาณ)?(?:พ\.?ศ\.?)?\d{4}", "ถึงขั้นตอนการ(?:ก่อหนี้ผูกพันและ)?(?:การ)?เบิกจ่าย|ปิดปี"),
        ("year_close",),
        Reads.RUNNING,
        unless=("ไตรมาส",),
    ),
    # เมนูเงินอุดหนุนเฉพาะกิจของ อปท. อย่างต่อเนื่องทุกเดือน
    Sentence("enter grants every month", ("เงินอุดหนุนเฉพาะกิจ", "ทุกเดือน"), ("grants_m{month}",), Reads.RUNNING),
)

#: Duties in words that no step counts: code and pattern.
DUTIES = (
    ("supervise", re.compile("ควบคุมดูแล")),  # โดยต้องควบคุมดูแลการปฏิบัติงานของ จนท.วถ. อย่างใกล้ชิด
    ("help", re.compile("(?:แก้ไข|แก้)?ปัญหาอุปสรรค")),  # และช่วยแก้ไขปัญหาอุปสรรคระหว่างการดำเนินงานในทุกขั้นตอน
)

#: A menu that can be used from a day on, as letters say it: เมนู…ใช้งานได้ตั้งแต่
MENU = re.compile("เมนู.*ใช้(?:งาน|ได้)|เปิด(?:ใช้)?(?:งาน)?เมนู")


def sentences_in(text: str) -> list[Sentence]:
    """The lines of the table a text matches."""
    said = flat(text)
    return [
        sentence
        for sentence in SENTENCES
        if all(re.search(pattern, said) for pattern in sentence.says)
        and not any(re.search(pattern, said) for pattern in sentence.unless)
    ]


def verifies(text: str) -> bool:
    """The province is told to verify rather than to have it entered."""
    said = flat(text)
    return _VERIFIES.search(said) is not None and _EXPEDITES.search(said) is None


def duties_in(text: str) -> tuple[str, ...]:
    said = flat(text)
    return tuple(code for code, pattern in DUTIES if pattern.search(said))


def quarters_in(text: str) -> list[int]:
    """The quarters a text names, each once, in order; "1-3" is three of them."""
    found: set[int] = set()
    for match in _QUARTERS.finditer(flat(text)):
        named = [int(digit) for digit in re.findall("[1-4]", match[1])]
        through = re.search("ถึง|-|–", match[1]) is not None
        found |= set(range(min(named), max(named) + 1)) if through else set(named)
    return sorted(found)


def check_of(step: str) -> str:
    """The province's step that verifies this one; "" when there is none."""
    return next((code for code, other in STEPS.items() if other.checks == step), "")


#: Fiscal years that can be meant (พ.ศ.); other figures of four digits are no years.
KNOWN_YEARS = range(2540, 2641)
_PLAN_SPAN = re.compile(r"(\d{4})\s*[-–—]\s*(\d{4})(?!\d)")
_FISCAL_YEAR = re.compile(r"ปี\s*งบประมาณ\s*(?:พ\.?\s*ศ\.?)?\s*(\d{4})(?!\d|\s*[-–—]\s*\d{4})")
_BARE_YEAR = re.compile(r"ปี\s*(?:พ\.?\s*ศ\.?\s*)?(\d{4})(?!\d|\s*[-–—]\s*\d{4})")


@dataclass(frozen=True)
class YearsNamed:
    """The years a sentence names: fiscal years called so, "ปี" alone (which may be any kind), and a plan's span."""

    fiscal: tuple[int, ...]
    bare: tuple[int, ...]
    span: tuple[int, int] | None
    words: str  # of the first year, to be quoted


def years_in(text: str) -> YearsNamed:
    fiscal = [match for match in _FISCAL_YEAR.finditer(text) if _is_year(match[1])]
    bare = [match for match in _BARE_YEAR.finditer(text) if _is_year(match[1])]
    spans = [match for match in _PLAN_SPAN.finditer(text) if _is_year(match[1]) and int(match[1]) < int(match[2])]
    first = next(iter(fiscal or bare or spans), None)
    return YearsNamed(
        tuple(int(match[1]) for match in fiscal),
        tuple(int(match[1]) for match in bare),
        (int(spans[0][1]), int(spans[0][2])) if spans else None,
        first[0] if first else "",
    )


def _is_year(text: str) -> bool:
    return int(text) in KNOWN_YEARS
