"""Reminders by themselves: who is told, when, with what gap in words, and when it stops."""

import datetime as dt
from decimal import Decimal

import pytest

from localplan.calendar import duties
from localplan.calendar.models import Submission
from localplan.calendar.tests import make as steps
from localplan.grants import actions as granted
from localplan.grants.models import Grant
from localplan.grants.tests import make as grants
from localplan.organisations.models import Membership, Organisation
from localplan.organisations.tests import make
from localplan.support import actions
from localplan.support.models import Nudge
from localplan.toolkit import clock
from localplan.toolkit.testing import count_queries

from .telling import TODAY, a_morning, a_staffed_lao, due, promised, returned, told_to

pytestmark = pytest.mark.django_db
PEOPLE = ("planner", "finance", "clerk", "executive", "district", "head", "officer")


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def world():
    return a_staffed_lao()


def told(world):
    return {name for name in PEOPLE if told_to(getattr(world, name))}


@pytest.mark.parametrize(
    ("days", "people"),
    [
        (8, set()),
        (7, {"planner", "finance"}),
        (1, {"planner", "finance"}),
        (0, {"planner", "finance"}),
        (-3, {"planner", "finance", "clerk", "executive"}),
        (-7, {"planner", "finance", "clerk", "executive", "district"}),
        (-14, set(PEOPLE)),
        (-30, {"clerk", "executive", "head", "officer"}),
        (-60, set()),
    ],
)
def test_before_on_and_after_the_date_each_stage_reaches_higher(world, days, people):
    due(world.lao, days)
    a_morning()
    assert told(world) == people


def test_each_stage_is_told_once_however_often_the_worker_runs(world):
    due(world.lao, 1)
    assert actions.compose_day() == 1
    assert actions.compose_day() == 0
    with clock.at(TODAY + dt.timedelta(days=1)):
        assert actions.compose_day() == 1
    assert list(Nudge.objects.order_by("pk").values_list("stage", flat=True)) == [-1, 0]


@pytest.mark.parametrize("life", ["submitted", "accepted"])
def test_only_those_whose_turn_it_is_are_told(world, life):
    due(world.lao, 0, life=life)
    a_morning()
    assert not Nudge.objects.exists()


def test_what_has_not_opened_is_not_told(world):
    row = due(world.lao, 1)
    Submission.objects.filter(pk=row.pk).update(opens_on=make.days(1))
    assert actions.compose_day() == 0


def test_the_gap_stands_in_words(world, monkeypatch):
    items = tuple(duties.Item(str(n), f"เรื่องที่ {n}", n == 1, "ดูหน้า 2" if n == 2 else "") for n in range(1, 7))
    content = duties.Completeness(1, 6, items)
    duty = duties.Duty("lao_strategy", "tests", lambda ids, y: {}, lambda ids, y: dict.fromkeys(ids, content), "home")
    monkeypatch.setitem(duties._DUTIES, "lao_strategy", duty)
    due(world.lao, 0)
    a_morning()
    [nudge] = told_to(world.planner)
    assert nudge.text == "วิสัยทัศน์และยุทธศาสตร์: ยังขาด เรื่องที่ 2 (ดูหน้า 2), เรื่องที่ 3, เรื่องที่ 4 และอีก 2 อย่าง"


def test_what_is_complete_is_only_to_be_sent(world, monkeypatch):
    monkeypatch.setitem(duties._DUTIES, "lao_strategy", steps.a_duty("lao_strategy"))
    due(world.lao, 0)
    a_morning()
    assert "ครบแล้ว ยังไม่ได้ส่ง" in told_to(world.planner)[0].text


def test_a_reminder_does_not_reach_someone_whose_post_ended(world):
    Membership.objects.filter(pk=world.planner.pk).update(until_on=make.days(-1))
    due(world.lao, 0)
    a_morning()
    assert told(world) == {"finance"}


def test_chasing_stops_by_itself_when_the_step_is_done(world):
    row = due(world.lao, -3)
    actions.compose_day()
    Submission.objects.filter(pk=row.pk).update(life="submitted", submitted_at=clock.now())
    assert actions.tell_people() == 0
    with clock.at(TODAY + dt.timedelta(days=4)):
        assert a_morning() == 0


def test_a_date_that_moves_begins_the_ladder_anew(world):
    row = due(world.lao, 0)
    a_morning()
    Submission.objects.filter(pk=row.pk).update(due_on=make.days(30))
    with clock.at(TODAY + dt.timedelta(days=30)):
        a_morning()
    assert [nudge.why for nudge in told_to(world.planner)] == ["due", "due"]


def test_what_falls_on_days_off_is_told_on_the_last_working_day_before(world):
    with clock.at(dt.date(2026, 11, 27)):  # a Friday
        due(world.lao, 3)
        a_morning()
    [nudge] = told_to(world.planner)
    assert (nudge.why, nudge.stage) == ("before", -1)


def test_a_province_is_reminded_of_its_own_duty_and_nobody_below_it(world, monkeypatch):
    monkeypatch.setitem(duties._DUTIES, "provincial_strategy", steps.a_duty("provincial_strategy", there=0))
    due(world.lao.parent.parent, -3, "provincial_strategy")
    a_morning()
    assert told(world) == {"head", "officer"}


def test_returned_items_are_told_at_once_with_their_reasons_to_planner_and_heads(world):
    row = due(world.lao, -1)
    a_morning()
    returned(row, world.officer)
    assert actions.tell_returned() == 4
    assert actions.tell_returned() == 0
    [nudge] = [one for one in told_to(world.planner) if one.why == "returned"]
    assert nudge.text == "วิสัยทัศน์และยุทธศาสตร์: วิสัยทัศน์ (ยอดไม่ตรง)"
    assert told(world) == {"planner", "finance", "clerk", "executive"}


def test_what_is_returned_a_second_time_the_same_day_is_told_a_second_time(world):
    row = due(world.lao, -1)
    returned(row, world.officer, "หนึ่ง")
    actions.tell_returned()
    Submission.objects.filter(pk=row.pk).update(life="submitted", submitted_at=clock.now())
    returned(row, world.officer, "สอง")
    assert actions.tell_returned() == 4
    assert [one.text for one in told_to(world.planner)] == [
        "วิสัยทัศน์และยุทธศาสตร์: วิสัยทัศน์ (หนึ่ง)",
        "วิสัยทัศน์และยุทธศาสตร์: วิสัยทัศน์ (สอง)",
    ]


def test_what_was_corrected_within_the_minute_is_not_told(world):
    row = due(world.lao, -1)
    returned(row, world.officer)
    Submission.objects.filter(pk=row.pk).update(life="submitted", submitted_at=clock.now())
    assert actions.tell_returned() == 0
    assert not Nudge.objects.exists()


def test_a_grant_without_a_word_is_urged_by_itself_and_rests_when_a_word_comes(world):
    grant = grants.a_grant(world.lao, by=world.finance)
    Grant.objects.filter(pk=grant.pk).update(letter_on=make.days(-44))
    assert actions.compose_day() == 0
    with clock.at(TODAY + dt.timedelta(days=1)):
        a_morning()
        assert told(world) == {"planner", "finance"}
        assert "ไม่มีความเคลื่อนไหว 45 วัน" in told_to(world.finance)[0].text
        assert actions.compose_day() == 0
    with clock.at(TODAY + dt.timedelta(days=31)):
        a_morning()
        assert told(world) == {"planner", "finance", "clerk", "executive"}
        granted.record_events(world.lao, [grants.an_event(grant, "unchanged")], by=world.finance)
    with clock.at(TODAY + dt.timedelta(days=62)):
        assert actions.compose_day() == 0
    with clock.at(TODAY + dt.timedelta(days=31 + 45)):
        assert actions.compose_day() == 1  # the ladder begins anew


def test_a_promise_comes_back_to_the_officer_who_noted_it_while_the_step_is_undone(world):
    row = due(world.lao, -40)
    promised(world.lao, world.officer, make.days(2), submission=row, person="ปลัด")
    assert actions.compose_day() == 0
    with clock.at(TODAY + dt.timedelta(days=2)):
        a_morning()
        assert told(world) == {"officer"}
        assert "ปลัด" in told_to(world.officer)[0].text
        assert actions.compose_day() == 0


def test_a_promise_that_was_kept_or_followed_by_another_word_does_not_come_back(world):
    kept, other = due(world.lao, -40), due(world.lao, -40, "plan_confirm")
    promised(world.lao, world.officer, make.days(0), submission=kept)
    Submission.objects.filter(pk=kept.pk).update(life="submitted", submitted_at=clock.now())
    promised(world.lao, world.officer, make.days(0), submission=other)
    promised(world.lao, world.officer, make.days(9), submission=other)
    assert actions.compose_day() == 0


def test_the_promise_to_an_officer_who_left_comes_back_to_the_office(world):
    row = due(world.lao, -40)
    promised(world.lao, world.officer, make.days(0), submission=row)
    Membership.objects.filter(pk=world.officer.pk).update(until_on=make.days(-1))
    a_morning()
    assert told(world) == {"head"}


def test_a_successor_is_told_what_the_merged_lao_owes(world):
    former = make.an_lao()
    due(former, 0)
    Organisation.objects.filter(pk=former.pk).update(closed_on=make.days(-10), merged_into=world.lao)
    Organisation.objects.filter(pk=world.lao.pk).update(absorbed=[former.pk])
    a_morning()
    assert [nudge.organisation_id for nudge in told_to(world.planner)] == [former.pk]


def test_composing_a_province_costs_the_same_for_one_lao_and_for_twenty(world):
    due(world.lao, -14)
    grant = grants.a_grant(world.lao, by=world.finance, amount=Decimal("5000.00"))
    Grant.objects.filter(pk=grant.pk).update(letter_on=make.days(-50))
    with count_queries() as one:
        assert actions.compose_province(5_700_000) > 0
    for _number in range(20):
        due(make.an_lao(), -14)
    with count_queries() as twenty:
        assert actions.compose_province(5_700_000) == 80
    assert twenty.number <= one.number
