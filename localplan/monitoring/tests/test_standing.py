"""From submissions, content and the day to cells: their looks, their words, whose turn, and what it costs."""

import pytest

from localplan.calendar import duties
from localplan.calendar.models import Submission
from localplan.calendar.states import Look, Turn
from localplan.calendar.steps import Actor
from localplan.calendar.tests import make
from localplan.monitoring import desk, wording
from localplan.monitoring.columns import columns_of
from localplan.monitoring.standing import cells, folded, lines
from localplan.organisations.tests import make as people
from localplan.toolkit import clock
from localplan.toolkit.testing import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def lao():
    return people.an_lao()


def counted(monkeypatch, step, there, expected):
    monkeypatch.setitem(duties._DUTIES, step, make.a_duty(step, there=there, expected=expected))


def all_cells():
    return cells(lines(Submission.objects.expected()))


def cell(step="lao_strategy"):
    return next(one for one in all_cells() if one.line.step == step)


OPEN, LATE, SHUT = make.dates(-30, 30), make.dates(-60, -17, 30), make.dates(20, 40, 60)


def on(days):
    return clock.now() + clock.dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("when", "content", "values", "look", "tag", "short", "turn"),
    [
        (OPEN, (0, 4), {}, Look.NONE, "ยังไม่เริ่ม", "ยังไม่เริ่ม", Turn.ACTOR),
        (OPEN, (3, 7), {}, Look.PROG, "กำลังทำ 42%", "42%", Turn.ACTOR),
        (OPEN, (4, 4), {}, Look.PROG, "ครบแล้ว ยังไม่ส่ง", "100%", Turn.ACTOR),
        (OPEN, (9, 4), {}, Look.PROG, "ครบแล้ว ยังไม่ส่ง", "100%", Turn.ACTOR),
        (make.dates(-30, 5), (1, 4), {}, Look.SOON, "เหลือ 5 วัน", "เหลือ 5 วัน", Turn.ACTOR),
        (make.dates(-30, 0), (1, 4), {}, Look.SOON, "ครบกำหนดวันนี้", "ครบกำหนดวันนี้", Turn.ACTOR),
        (LATE, (4, 4), {}, Look.OVER, "เกิน 17 วัน", "เกิน 17 วัน", Turn.ACTOR),
        (SHUT, (0, 4), {}, Look.SHUT, "เปิด", "ยังไม่เปิด", Turn.TIME),
        (OPEN, (0, 4), {"extended": True}, Look.EXT, "ขยายถึง", "ถึง", Turn.ACTOR),
        (OPEN, (4, 4), {"life": "submitted"}, Look.SENT, "ส่งแล้วรอตรวจ", "รอตรวจ", Turn.CHECKER),
        (LATE, (1, 4), {"life": "returned"}, Look.BACK, "ส่งกลับแก้ ภายใน", "แก้ ", Turn.ACTOR),
        (OPEN, (4, 4), {"life": "accepted", "submitted_at": on(26)}, Look.DONE, "เสร็จก่อน 4 วัน", "ตามกำหนด", Turn.DONE),
        (OPEN, (4, 4), {"life": "accepted", "submitted_at": on(30)}, Look.DONE, "ตามกำหนด", "ตามกำหนด", Turn.DONE),
        (OPEN, (4, 4), {"life": "accepted", "submitted_at": on(33)}, Look.LATE, "เสร็จช้า 3 วัน", "ช้า 3 วัน", Turn.DONE),
        (OPEN, (0, 4), {"life": "accepted", "nothing": True}, Look.NIL, "ไม่มีรายการ", "ไม่มีรายการ", Turn.DONE),
    ],
)
def test_every_look_has_its_words(lao, monkeypatch, when, content, values, look, tag, short, turn):
    counted(monkeypatch, "lao_strategy", *content)
    make.a_submission(lao, when=when, **values)
    found = cell()
    assert (found.look, found.turn) == (look, turn)
    assert wording.tag(found).startswith(tag), wording.tag(found)
    assert wording.short(found).startswith(short), wording.short(found)
    assert wording.why(found)
    assert wording.whose(found)


def test_a_returned_one_past_its_correction_date_is_overdue_by_that_date(lao):
    make.a_submission(lao, when=LATE, life="returned", correct_by=people.days(-3))
    assert wording.short(cell()) == "เกิน 3 วัน"


def test_a_later_step_waits_for_the_earlier_one_by_its_number(lao, monkeypatch):
    make.a_submission(lao)
    make.a_submission(lao, "plan_confirm")
    counted(monkeypatch, "plan_confirm", 0, 4)
    assert wording.short(cell("plan_confirm")) == "หลังขั้น 1"
    Submission.objects.filter(deadline__step="lao_strategy").update(life="submitted", submitted_at=clock.now())
    assert cell("plan_confirm").look == Look.NONE


def test_only_the_first_overdue_step_is_solid(lao):
    for step in ("lao_strategy", "plan_confirm", "ordinance", "grants_m01"):
        make.a_submission(lao, step, when=LATE)
    looks = {one.line.step: one.look for one in all_cells()}
    assert looks == {
        "lao_strategy": Look.OVER,
        "plan_confirm": Look.OVERQ,
        "ordinance": Look.OVERQ,
        "grants_m01": Look.OVER,
    }


def test_a_step_that_no_room_takes_yet_is_nobodys_fault(lao, monkeypatch):
    monkeypatch.delitem(duties._DUTIES, "ordinance")
    make.a_submission(lao, "ordinance", when=LATE)
    found = cell("ordinance")
    assert (found.look, found.turn, found.percent, found.known) == (Look.SHUT, Turn.TIME, 0, False)
    assert (wording.tag(found), wording.n_of_m(found)) == ("ยังไม่เปิดในระบบ", "")


def test_twelve_months_fold_into_the_worst_of_them(lao):
    make.a_submission(lao, "grants_m01", life="accepted")
    make.a_submission(lao, "grants_m02", when=make.dates(-60, -5, 10))
    make.a_submission(lao, "grants_m03", when=SHUT)
    [column] = columns_of(["grants_m01", "grants_m02", "grants_m03"], Actor.LAO)
    own = {one.line.step: one for one in all_cells()}
    assert folded(column, own).line.step == "grants_m02"
    Submission.objects.filter(deadline__step="grants_m02").update(life="accepted", submitted_at=clock.now())
    own = {one.line.step: one for one in all_cells()}
    assert folded(column, own).look in (Look.DONE, Look.LATE)


def test_columns_are_numbered_as_published_with_the_monthly_one_last():
    found = columns_of(["year_close", "grants_m02", "spending_q2", "lao_strategy", "grants_m01", "check_q2"], Actor.LAO)
    assert [(column.number, column.code) for column in found] == [
        (1, "lao_strategy"),
        (2, "spending_q2"),
        (3, "year_close"),
        (4, "grants"),
    ]


def test_cells_cost_the_same_for_one_lao_and_for_forty(lao):
    steps = ("lao_strategy", "plan_confirm", "ordinance")
    for step in steps:
        make.a_submission(lao, step)
    with count_queries() as one:
        all_cells()
    for _number in range(39):
        other = people.an_lao(lao.parent)
        for step in steps:
            make.a_submission(other, step)
    with count_queries() as forty:
        assert len(all_cells()) == 120
    assert one.number == forty.number, forty


def test_a_duty_that_nobody_is_left_to_do_is_not_expected(lao):
    closed = people.an_lao(closed_on=people.days(-1))
    merged = people.an_lao(closed_on=people.days(-1), merged_into=lao)
    lao.absorbed = [merged.pk]
    lao.save()
    for one in (lao, closed, merged):
        make.a_submission(one, when=LATE)
    kept = make.a_submission(closed, "plan_confirm", life="submitted")
    assert {row.organisation_id for row in Submission.objects.expected().filter(life="draft")} == {lao.pk, merged.pk}
    assert kept in Submission.objects.expected()


@pytest.mark.parametrize(
    ("content", "late", "first"),
    [((1, 1), False, "lao_strategy"), ((0, 1), False, "grants_m01"), ((1, 1), True, "grants_m01")],
)
def test_a_round_that_is_full_and_not_late_waits_behind_work_due_later(lao, monkeypatch, content, late, first):
    counted(monkeypatch, "grants_m01", *content)
    counted(monkeypatch, "lao_strategy", 0, 4)
    make.a_submission(lao, when=make.dates(-30, 60))
    make.a_submission(lao, "grants_m01", when=LATE if late else make.dates(-30, 5))
    chosen = desk.next_of(all_cells())
    assert chosen is not None
    assert chosen.line.step == first


def test_the_way_to_a_month_of_grants_leads_to_that_month(lao):
    assert desk.page_of("grants_m03", lao.pk, 2570).endswith("/2570/3")
