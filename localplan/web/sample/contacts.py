"""Calls of the provincial office of Nan in the last days: a promise that was broken, one for today, one ahead."""

from __future__ import annotations

import datetime as dt

from localplan.calendar.models import Submission
from localplan.organisations.posts import ids_below
from localplan.organisations.queries import within
from localplan.support import actions as support
from localplan.support.facts import Talk
from localplan.toolkit.thai_dates import fiscal_year

from .desk import Desk
from .names import NAN
from .offices import office_of
from .timeline import Timeline

#: Days ago, way, what came of it, days from today promised (None: no promise), with whom, what they said.
CALLS = (
    (9, "phone", "promised", -1, "ปลัด", "รอประชุมสภาสมัยวิสามัญ จะส่งหลังประชุม"),
    (6, "phone", "nobody", None, "", "โทรสองครั้ง ไม่มีผู้รับสาย"),
    (4, "visit", "promised", 0, "นักวิเคราะห์นโยบายและแผน", "ไปช่วยบันทึกแล้ว เหลือแนบประกาศ"),
    (2, "phone", "promised", 5, "ผู้อำนวยการกองช่าง", "ขอรวบรวมรายการอีกสัปดาห์"),
    (1, "phone", "talked", None, "ปลัด", "เจ้าหน้าที่ย้าย กำลังขอคนใหม่"),
)


def ring_the_late(time: Timeline, desk: Desk) -> None:
    """Each call is to the next of those that are overdue on its day."""
    for place, call in enumerate(CALLS):
        time.on(time.ago(call[0]), lambda day, place=place: _ring(time, desk, place, day))


def _ring(time: Timeline, desk: Desk, place: int, day: dt.date) -> None:
    office = office_of(NAN)
    late = Submission.objects.late_on(day).filter(within("organisation_id", [ids_below("province", office)]))
    late = (
        late.of_year(fiscal_year(time.today))
        .filter(organisation__level="lao")
        .expected()
        .select_related("organisation", "deadline")
    )
    found = list(late.order_by("due_on", "organisation_id")[place : place + 1])
    if not found:
        return
    _ago, way, outcome, promised, person, note = CALLS[place]
    until = time.today + dt.timedelta(days=promised) if promised is not None else None
    talk = Talk(way, outcome, day, found[0], person, note, until)
    support.note_contact(found[0].organisation, talk, by=desk.holders[office, "officer"])
