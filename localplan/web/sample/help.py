"""Requests for help of three LAOs of Nan: one solved and offered to all, one answered, one that waits."""

from __future__ import annotations

from localplan.organisations.models import Membership
from localplan.support import actions as support
from localplan.support.facts import Asked, Offer, Said
from localplan.support.models import HelpRequest

from .desk import Desk
from .names import NAN
from .nation import Nation, Place
from .offices import office_of
from .timeline import Timeline

SOLVED = Asked(
    "ยืนยันแผนไม่ได้ ระบบแจ้งว่ายังไม่แนบประกาศ",
    "แนบไฟล์ประกาศแล้ว แต่หน้าตรวจและยืนยันแผนยังแจ้งว่าต้องแนบ",
    step="plan_confirm",
)
SOLUTION = "ไฟล์ที่แนบเป็น Word ระบบรับ PDF หรือรูปภาพ บันทึกประกาศที่ลงนามเป็น PDF แล้วแนบใหม่ที่หน้าวันที่และประกาศ แล้วกดบันทึก"
ANSWERED = Asked(
    "ยอดคุมต่างจากบัญชี 1,200 บาท",
    "รายการประจำใส่ครบทุกบรรทัดแล้ว แต่งบดำเนินงานยังต่างจากบัญชี หาไม่เจอว่าอยู่ที่ใด",
    step="spending_q4",
)
ANSWER = "ยอดต่างเท่ากับค่าตอบแทนของเดือนกันยายนที่จ่ายวันที่ 30 ถ้าบัญชีลงเป็นปีใหม่ ให้เขียนไว้ในเหตุที่ตัวเลขต่างกัน"
WAITING = Asked(
    "โครงการที่โอนมาจาก อบจ. อยู่ในแผนใด",
    "อบจ. แจ้งอุดหนุนโครงการถนนสายเดิม ไม่แน่ใจว่าต้องเพิ่มในแผนของเราก่อนหรือไม่",
    step="plan_confirm",
)


def ask_and_answer(time: Timeline, desk: Desk, nation: Nation, shown: Place) -> None:
    """The shown LAO has been helped; those of two others are what the office sees in its queue."""
    asked: dict[str, HelpRequest] = {}

    def ask(name: str, told: Asked, place: int) -> None:
        by = _somebody(desk, nation, shown, place)
        asked[name] = support.ask_for_help(by.organisation, told, by=by)

    def answer(name: str, text: str) -> None:
        officer = desk.holders[office_of(NAN), "officer"]
        asked[name] = support.answer(asked[name], Said(text, seen=asked[name].version), by=officer)

    def offer() -> None:
        officer = desk.holders[office_of(NAN), "officer"]
        support.offer_solution(asked["solved"], Offer(SOLVED.subject, SOLUTION), by=officer)
        support.close(asked["solved"], by=_somebody(desk, nation, shown, 0))

    time.in_turn(
        [
            (time.ago(14), lambda _day: ask("solved", SOLVED, 0)),
            (time.ago(13), lambda _day: answer("solved", SOLUTION)),
            (time.ago(12), lambda _day: offer()),
        ]
    )
    time.in_turn(
        [
            (time.ago(8), lambda _day: ask("answered", ANSWERED, 1)),
            (time.ago(7), lambda _day: answer("answered", ANSWER)),
            (time.ago(1), lambda _day: ask("waiting", WAITING, 2)),
        ]
    )


def _somebody(desk: Desk, nation: Nation, shown: Place, place: int) -> Membership:
    """The planner of the shown LAO, or of the first, second … other of Nan that has one."""
    planners = [desk.holders.get((one.id, "planner")) for one in nation.of(NAN) if one.id != shown.id]
    return [desk.holders[shown.id, "planner"], *(one for one in planners if one is not None)][place]
