"""Letters of the provincial office of Nan: an invitation and a chase letter with their receipts, and a draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from localplan.organisations.models import Membership, Organisation
from localplan.support import actions as support
from localplan.support.facts import LetterText, Numbering
from localplan.support.letter_texts import first_words, late_at, not_done_at, reachable, steps_of
from localplan.support.models import Letter, LetterCopy
from localplan.support.outgoing import next_number
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import BE, fiscal_year

from .desk import Desk
from .names import NAN
from .nation import Place
from .offices import office_of
from .timeline import Timeline

INVITATION = LetterText(
    kind=Letter.Kind.EXTERNAL,
    subject="ขอเชิญประชุมซักซ้อมการบันทึกข้อมูลแผนพัฒนาท้องถิ่นและงบประมาณ",
    addressed_to="‹ผู้บริหาร›",
    body=(
        "ด้วยสำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดน่าน กำหนดจัดประชุมซักซ้อมการบันทึกข้อมูลในระบบ "
        "เพื่อให้เจ้าหน้าที่ขององค์กรปกครองส่วนท้องถิ่นดำเนินการได้ถูกต้อง ครบถ้วน และเป็นปัจจุบัน\n\n"
        "จึงขอเชิญเจ้าหน้าที่ของ ‹อปท.› จำนวน 2 คน เข้าร่วมประชุม เวลา 09.00 น. "
        "ณ ห้องประชุมศาลากลางจังหวัดน่าน\n\n"
        "จึงเรียนมาเพื่อพิจารณาส่งเจ้าหน้าที่เข้าร่วมประชุมต่อไป"
    ),
    encloses="กำหนดการประชุม จำนวน 1 ฉบับ",
    through_district=True,
    signer_post="ท้องถิ่นจังหวัดน่าน",
    contact="กลุ่มงานส่งเสริมและพัฒนาท้องถิ่น",
)
#: Days ago: the chase letter, the invitation, the draft.
CHASED, INVITED, DRAFTED = 9, 2, 1


def write_letters(time: Timeline, desk: Desk, shown: Place) -> None:
    """The shown LAO has received the chase letter, if it got one, and not yet the invitation."""
    time.on(time.ago(CHASED), lambda day: _chase(time, desk, day))
    for days in range(CHASED - 1, 3, -1):
        time.on(time.ago(days), lambda _day, days=days: _receive(desk, "urgent", days, CHASED - 2))
    time.on(time.ago(INVITED), lambda day: _invite(desk, day, shown))
    time.on(time.ago(1), lambda _day: _receive(desk, "", 1, 3, leave=shown.id))
    time.on(time.ago(DRAFTED), lambda _day: _draft(time, desk))


def _officer(desk: Desk) -> Membership:
    return desk.holders[office_of(NAN), "officer"]


def _send(by: Membership, letter: Letter, day: dt.date) -> None:
    number = next_number(by.organisation_id, day.year) or "นน 0023.3/ว 1"
    support.send_letter(letter, Numbering(number, day), by=by)


def _chase(time: Timeline, desk: Desk, day: dt.date) -> None:
    """The step that most are late with."""
    by, year = _officer(desk), fiscal_year(time.today)
    late = {step: late_at(by, step.code, year) for step in steps_of(by, year)}
    step = max(late, key=lambda one: len(late[one]), default=None)
    if step is None or not late[step]:
        return
    words = first_words(by, Letter.Kind.STAMPED, step=step, year=year)
    letter = support.draft_letter(by.organisation, LetterText(**words), late[step], by=by, chases=(step.code, year))
    _send(by, letter, day)


def _invite(desk: Desk, day: dt.date, shown: Place) -> None:
    by = _officer(desk)
    laos: Sequence[Organisation] = list(reachable(by).laos().filter(parent_id=shown.id // 1000 * 1000))
    head = desk.holders[office_of(NAN), "head"].user.full_name
    _send(by, support.draft_letter(by.organisation, replace(INVITATION, signer=head), laos, by=by), day)


def _draft(time: Timeline, desk: Desk) -> None:
    by, year = _officer(desk), fiscal_year(time.today)
    step = next(iter(steps_of(by, year)), None)
    if step is None:
        return
    laos = not_done_at(by, step.code, year)[:12]
    words = first_words(by, Letter.Kind.MEMO, step=step, year=year)
    support.draft_letter(by.organisation, LetterText(**words), laos, by=by, chases=(step.code, year))


def _receive(desk: Desk, kind: str, turn: int, turns: int, *, leave: int = 0) -> None:
    """Some of those that have not received it yet, in turn; a few never do."""
    rows = LetterCopy.objects.filter(letter__organisation_id=office_of(NAN), letter__sent_at__isnull=False).waiting()
    rows = rows.filter(letter__urgency="") if not kind else rows.exclude(letter__urgency="")
    for copy in rows.exclude(organisation_id=leave).for_listing():
        if copy.organisation_id % turns != turn % turns:
            continue
        try:
            by = desk.clerk_of(copy.organisation_id)
        except LookupError:
            continue
        number = f"{copy.organisation_id % 900 + 100}/{clock.today().year + BE}"
        support.receive_letter(copy, receipt_number=number, by=by)
