"""In whose care the LAOs of Nan are, what two analysts did in the last months, and their delivery reports."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from localplan.organisations.models import Membership, Organisation
from localplan.support import actions as support
from localplan.support.facts import Talk, Work
from localplan.support.models import Assignment, DeliveryReport
from localplan.toolkit.thai_dates import end_of_month, first_of_month

from .desk import Desk
from .names import NAN
from .offices import office_of
from .timeline import Timeline

#: Seats whose turn it is, district by district. The contract of analyst 2 has ended since, and nobody took over.
TURNS = ("analyst 1", "analyst 2", "officer 3", "officer 4")
#: Days ago on which the LAOs were shared out, and on which the third analyst, some days in post, took some over.
FIRST, THIRD = 316, 118
#: Day of the month, what was done, hours; for an LAO in care or for none.
WORK = (
    (3, "ออกเยี่ยม ช่วยตรวจแผนก่อนยืนยัน", "6", True),
    (6, "ประชุมประจำเดือนของสำนักงาน", "3", False),
    (11, "อบรมการบันทึกข้อบัญญัติ ร่วมกับอำเภอ", "6", False),
    (17, "ออกเยี่ยม สอนเจ้าหน้าที่ใหม่บันทึกสัญญา", "5.5", True),
    (24, "จัดทำสรุปผลการเร่งรัดเสนอท้องถิ่นจังหวัด", "2", False),
)
#: Day of the month, way, what came of it, with whom, what they said.
TALKS = (
    (4, "phone", "talked", "นักวิเคราะห์นโยบายและแผน", "ขอแบบฟอร์มประกาศใช้แผน ส่งให้แล้ว"),
    (9, "phone", "helped", "เจ้าหน้าที่การเงิน", "บอกทางนำเข้ายอดเบิกจ่ายจากไฟล์"),
    (13, "phone", "nobody", "", ""),
    (20, "visit", "helped", "ปลัด", "ช่วยตรวจรายการที่ขาดจนครบ"),
    (27, "phone", "talked", "ผู้อำนวยการกองช่าง", "รอผลสอบราคา จะบันทึกเมื่อได้ผู้รับจ้าง"),
)


def look_after_the_laos(time: Timeline, desk: Desk) -> None:
    """Care is given as the contracts begin; two months are handed in, the last of sample.analyst waits to be signed."""
    office = office_of(NAN)
    time.on(time.ago(FIRST), lambda day: _share_out(desk, office, day))
    time.on(time.ago(THIRD), lambda day: _over(desk, office, "officer 4", "analyst 3", day))
    last = first_of_month(_month_that_ended(time.today))
    for seat, begins, signs in (("analyst 1", FIRST, ""), ("analyst 3", THIRD, "head")):
        _a_month(time, desk, (office, seat), last, signs, after=time.ago(begins))
        month = first_of_month(last - dt.timedelta(days=1))
        while month >= first_of_month(time.ago(begins)):
            _a_month(time, desk, (office, seat), month, "officer", after=time.ago(begins))
            month = first_of_month(month - dt.timedelta(days=1))


def _month_that_ended(today: dt.date) -> dt.date:
    """The last month whose report can have been read and signed by yesterday."""
    return first_of_month(today - dt.timedelta(days=10)) - dt.timedelta(days=1)


def _share_out(desk: Desk, office: int, day: dt.date) -> None:
    laos = Organisation.objects.in_province(office).laos().open_on(day).order_by("id")
    shares: dict[str, list[Organisation]] = {}
    districts = sorted({lao.parent_id for lao in laos} - {office})
    for lao in laos:
        turn = TURNS[districts.index(lao.parent_id) % len(TURNS)] if lao.parent_id != office else "officer"
        shares.setdefault(turn, []).append(lao)
    head = desk.holders[office, "head"]
    for seat, share in shares.items():
        support.assign(share, desk.holders[office, seat], from_on=day, by=head)


def _over(desk: Desk, office: int, old: str, new: str, day: dt.date) -> None:
    head = desk.holders[office, "head"]
    support.hand_over_care(desk.holders[office, old], desk.holders[office, new], from_on=day, by=head)


def _a_month(time: Timeline, desk: Desk, seat: tuple[int, str], month: dt.date, signs: str, *, after: dt.date) -> None:
    """What was done on its days `after` one; the report in the first days of the next month, the signature later."""
    for number, (on, text, hours, of_lao) in enumerate(WORK):
        told = (text, hours, number if of_lao else None)
        if _weekday(month, on) > after:
            time.on(_weekday(month, on), lambda day, told=told: _work(desk.holders[seat], day, *told))
    for number, (on, way, outcome, person, note) in enumerate(TALKS):
        said = (way, outcome, person, note, number + 2)
        if _weekday(month, on) > after:
            time.on(_weekday(month, on), lambda day, said=said: _talk(desk.holders[seat], day, *said))
    handed_in = _weekday(end_of_month(month) + dt.timedelta(days=1), 2)
    time.on(handed_in, lambda _day: support.hand_in_report(month, by=desk.holders[seat]))
    if signs:
        signed = _weekday(end_of_month(month) + dt.timedelta(days=1), 5)
        time.on(signed, lambda _day: _sign(desk.holders[seat], month, desk.holders[seat[0], signs]))


def _weekday(month: dt.date, number: int) -> dt.date:
    """That day of the month, or the Monday after it."""
    day = month.replace(day=number)
    return day + dt.timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)


def _lao(analyst: Membership, day: dt.date, number: int) -> Organisation:
    kept = Assignment.objects.filter(keeper=analyst).in_force(day).order_by("organisation_id")
    rows = list(kept.select_related("organisation"))
    found: Organisation = rows[number * 3 % len(rows)].organisation
    return found


def _work(analyst: Membership, day: dt.date, text: str, hours: str, number: int | None) -> None:
    lao = _lao(analyst, day, number) if number is not None else None
    support.note_work(Work(day, text, lao, Decimal(hours)), by=analyst)


def _talk(analyst: Membership, day: dt.date, way: str, outcome: str, person: str, note: str, number: int) -> None:
    support.note_contact(_lao(analyst, day, number), Talk(way, outcome, day, None, person, note), by=analyst)


def _sign(analyst: Membership, month: dt.date, by: Membership) -> None:
    report = DeliveryReport.objects.select_related("membership__organisation").get(membership=analyst, month=month)
    remarks = "ปฏิบัติงานครบถ้วนตามสัญญา เห็นควรตรวจรับ"
    support.sign_report(report, remarks=remarks, accept=True, seen=report.version, by=by)
