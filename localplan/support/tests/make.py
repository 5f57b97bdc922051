"""Makers for tests of whole pages: one LAO's year with something on every page. Only tests may do so."""

from __future__ import annotations

from types import SimpleNamespace

from localplan.calendar import actions as calendars
from localplan.calendar.facts import CircularFact
from localplan.calendar.models import Submission
from localplan.calendar.tests import make as steps
from localplan.calendar.tests.founding_texts import GOOD_LETTER, ROWS_2560, a_document
from localplan.organisations.models import Membership, Organisation
from localplan.organisations.tests import make
from localplan.planning.models import Edition
from localplan.planning.tests import make as plans
from localplan.strategy.models import Direction
from localplan.strategy.tests import make as strategies
from localplan.support.models import Message
from localplan.toolkit import clock, files
from localplan.toolkit.thai_dates import fiscal_year

YEAR = fiscal_year(clock.today())
PUBLISHED = ("provincial_strategy", "lao_strategy", "plan_confirm", "ordinance", "grants_m01", "grants_m02")


def a_year_of(lao: Organisation, *, dla: Membership, head: Membership, planner: Membership) -> SimpleNamespace:
    """DLA's calendar of this year and the province's, its letter with a question; of the LAO a strategy that waits for
    the check, a returned plan step, a plan being written and one that is confirmed, and a message.
    """
    national = calendars.draft_calendar(dla.organisation, steps.a_calendar_fact(YEAR, PUBLISHED), by=dla)
    national = calendars.publish_calendar(national, by=dla)
    read = calendars.import_document(dla.organisation, a_document(*ROWS_2560) + GOOD_LETTER, by=dla)
    own = calendars.take_over_calendar(national, head.organisation, by=head)
    told = CircularFact("แจ้งซักซ้อมปฏิทินการปฏิบัติงาน", number="ชร 0023.3/ว 1", body="ขอแจ้งซักซ้อม\n\nจึงแจ้งมา")
    letter = calendars.circulate(own, told, by=head)
    question = calendars.ask(letter, "แผนเดิมใช้ต่อได้หรือไม่", by=planner)
    strategies.a_provincial_strategy(head.organisation, first_year=YEAR, last_year=YEAR + 4)
    direction = strategies.a_full_direction(lao, first_year=YEAR, last_year=YEAR + 4)
    plan = plans.a_plan(direction=direction)
    row = plans.a_project(plan, by=planner)
    plans.a_project(plan, "ขุดลอกคลองส่งน้ำสายหลักของหมู่บ้าน " * 6, by=planner, amounts={}, unit="", programme=None)
    return SimpleNamespace(
        national=national,
        draft=read.calendars[0],
        kept=read.letters[0],
        own=own,
        letter=letter,
        question=question,
        plan=plan,
        draft_edition=plans.draft_of(plan),
        project=row.project,
        confirmed=a_confirmed_edition(lao, planner),
        waiting=_as(lao, "lao_strategy", life="submitted", submitted_by=planner),
        returned=_as(lao, "plan_confirm", life="returned", correct_by=make.days(7)),
        message=_a_message(lao, head),
        check=steps.a_submission(head.organisation, "check_grants_m01", year=YEAR),
    )


def a_confirmed_edition(lao: Organisation, by: Membership) -> Edition:
    """The original of an older plan, with its notice, promulgated long ago."""
    first, last = YEAR - 5, YEAR - 1
    direction: Direction = strategies.a_full_direction(lao, first_year=first, last_year=last)
    plan = plans.a_plan(direction=direction)
    plans.a_project(plan, by=by)
    edition = plans.draft_of(plan)
    edition.notice = files.keep(make.a_scan())
    edition.save(update_fields=["notice"])
    return plans.confirmed(edition, make.days(-800), by)


def _as(lao: Organisation, step: str, **values: object) -> Submission:
    row = Submission.objects.get(organisation=lao, deadline__step=step, deadline__year=YEAR)
    if values["life"] == "submitted":
        values |= {"submitted_at": clock.now(), "first_full_at": clock.now()}
    Submission.objects.filter(pk=row.pk).update(**values)
    row.refresh_from_db()
    return row


def _a_message(lao: Organisation, by: Membership) -> Message:
    words = "กรุณายืนยันแผนพัฒนาท้องถิ่นให้แล้วเสร็จ"
    return Message.objects.create(organisation=lao, by=by, text=words, year_id=YEAR, sent_at=clock.now())
