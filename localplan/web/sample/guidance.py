"""An invented operating calendar in the layout of the founding one: six rows, a remark, a note."""

from __future__ import annotations

import datetime as dt

from localplan.calendar.facts import CalendarFact, DraftDeadline, GuidanceFact, RowFact, Tie
from localplan.calendar.founding import next_working_day
from localplan.calendar.steps import STEPS
from localplan.toolkit.thai_dates import BE, MONTHS

from .money_dates import Days, money_days
from .years import DATES, Season

Item = tuple[str, tuple[str, ...]]

NOTE = (
    "ให้ติดตามและตรวจสอบการบันทึกข้อมูลเงินอุดหนุนเฉพาะกิจของ อปท. อย่างต่อเนื่องทุกเดือน "
    "โดยแจ้งให้ อปท. บันทึกทันทีที่มีการดำเนินการเพิ่มเติม เพื่อให้ข้อมูลเป็นปัจจุบัน"
)


def calendar_of(season: Season) -> CalendarFact:
    """The calendar of the season's year: the rows of years.DATES, then those of what comes later in the year."""
    year = season.year
    frame = (season.day(DATES["provincial_calendar"][0]), season.day(DATES["provincial_calendar"][1]))
    making = (season.day(DATES["lao_strategy"][0]), season.day(DATES["plan_confirm"][1]))
    later = _month(making[1], 1)
    rows: list[tuple[dt.date, dt.date, list[Item]]] = [
        (
            *frame,
            [
                (f"ติดตามและตรวจสอบการบันทึกข้อมูลการดำเนินงานปี {year - 1} ของทุก อปท. ภายในจังหวัด", ()),
                (f"จัดทำปฏิทินการดำเนินงานของปี {year} และแจ้งซักซ้อมให้ทุก อปท. ทราบ", ("provincial_calendar",)),
                (f"กรอกข้อมูลยุทธศาสตร์จังหวัดของปี {year} ให้แล้วเสร็จสมบูรณ์", ("provincial_strategy",)),
            ],
        ),
        (
            *making,
            [
                ("ติดตามเร่งรัดให้ทุก อปท. บันทึกข้อมูลวิสัยทัศน์และยุทธศาสตร์ของ อปท. ให้ครบถ้วนสมบูรณ์", ("lao_strategy",)),
                (
                    f"ติดตามเร่งรัดให้ทุก อปท. บันทึกแผนพัฒนาท้องถิ่นที่ครอบคลุมปี {year} "
                    "ให้ครบถ้วนสมบูรณ์ถึงขั้นตอนการยืนยันแผน และช่วยแก้ไขปัญหาอุปสรรคในทุกขั้นตอน",
                    ("plan_confirm",),
                ),
            ],
        ),
        (
            later,
            _month(later, 1),
            [
                ("ติดตามเร่งรัดให้ทุก อปท. บันทึกข้อมูลข้อบัญญัติ/เทศบัญญัติที่ผ่านสภาแล้วให้ครบถ้วนทุกแห่ง", ("ordinance",)),
                (f"ติดตามการก่อหนี้ผูกพันและการเบิกจ่ายเงินในช่วงไตรมาสที่ 2 ของปีงบประมาณ {year}", ("spending_q2",)),
            ],
        ),
        (
            _month(later, 2),
            _month(later, 3),
            [("ตรวจสอบว่าทุก อปท. บันทึกข้อมูลครบถ้วนถึงขั้นตอนการเบิกจ่ายในช่วงไตรมาสที่ 2", ("check_q2",))],
        ),
        (
            _month(later, 4),
            _month(later, 5),
            [(f"ติดตามการก่อหนี้ผูกพันและการเบิกจ่ายเงินในช่วงไตรมาสที่ 3 ของปีงบประมาณ {year}", ("spending_q3",))],
        ),
        (
            _month(later, 6),
            _month(later, 6),
            [(f"ติดตามและตรวจสอบการบันทึกข้อมูลการดำเนินงานปี {year} ของทุก อปท. ให้เสร็จสิ้น", ("check_year",))],
        ),
    ]
    remark = f"อปท. เริ่มบันทึกข้อมูลแผนพัฒนาท้องถิ่นปีงบประมาณ พ.ศ. {year} ได้เมื่อจังหวัดแจ้งปฏิทินแล้ว"
    return CalendarFact(
        year=year,
        title=f"ปฏิทินการปฏิบัติงานของสำนักงานท้องถิ่นจังหวัด ประจำปีงบประมาณ พ.ศ. {year}",
        rows=tuple(
            _row(number, first, last, items, year, remark if number == 1 else "")
            for number, (first, last, items) in enumerate(rows, start=1)
        ),
        deadlines=tuple(deadline_of(season, step, *days) for step, days in _days(season).items()),
        note=NOTE,
        note_ties=tuple(Tie(step.code, year) for step in STEPS.values() if step.column in ("grants", "check_grants")),
    )


def document_of(season: Season) -> str:
    """The same calendar as the text that goes round, before anybody has read it: a table whose cells begin with tabs.

    Its typist left last year's figure in the second item; the import asks about it.
    """
    told = calendar_of(season)
    slips = {f"จัดทำปฏิทินการดำเนินงานของปี {season.year}": f"จัดทำปฏิทินการดำเนินงานของปี {season.year - 1}"}
    lines = [told.title, "", *(f"\t{head}" for head in ("ที่", "เดือน", "แนวทางการดำเนินงาน", "หมายเหตุ"))]
    for row in told.rows:
        items = "\n".join(f"{item.number}. {item.text}" if item.number else item.text for item in row.items)
        for right, wrong in slips.items():
            items = items.replace(right, wrong)
        lines += ["", *(f"\t{cell}" for cell in (row.number, row.months, items, row.remark)), ""]
    return "\n".join([*lines, "", f"หมายเหตุ : {told.note}", ""])


def _days(season: Season) -> dict[str, Days]:
    """Opens, due, check due of every step."""
    first = {step: (season.day(a), season.day(b), season.day(c)) for step, (a, b, c) in DATES.items()}
    return {**first, **money_days(season)}


def deadline_of(season: Season, step: str, opens: dt.date, due: dt.date, check: dt.date) -> DraftDeadline:
    working = next_working_day(due)
    written = due if due != working else None
    return DraftDeadline(step, season.year, opens, working, next_working_day(check), due_written=written)


def _row(number: int, first: dt.date, last: dt.date, items: list[Item], year: int, remark: str) -> RowFact:
    """A row covers whole months; a single item has no number."""
    first, last = first.replace(day=1), _month(last, 1) - dt.timedelta(days=1)
    facts = tuple(
        GuidanceFact(place if len(items) > 1 else 0, text, tuple(Tie(step, year) for step in steps))
        for place, (text, steps) in enumerate(items, start=1)
    )
    ties = (Tie("lao_strategy", year),) if remark else ()
    return RowFact(number, _months(first, last), first, last, facts, remark, ties)


def _months(first: dt.date, last: dt.date) -> str:
    """สิงหาคม-กันยายน 2569; both years where they differ, one month where it is one."""
    ending = f"{MONTHS[last.month - 1]} {last.year + BE}"
    if (first.year, first.month) == (last.year, last.month):
        return ending
    begins = MONTHS[first.month - 1] if first.year == last.year else f"{MONTHS[first.month - 1]} {first.year + BE}"
    return f"{begins}-{ending}"


def _month(day: dt.date, after: int) -> dt.date:
    """The first day of the month so many months later."""
    months = day.year * 12 + day.month - 1 + after
    return dt.date(months // 12, months % 12 + 1, 1)
