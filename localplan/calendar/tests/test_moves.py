"""The life of a step: who moves it, what is refused, what is kept."""

import datetime as dt

import pytest

from localplan.calendar import actions, duties
from localplan.calendar.facts import Review, Verdict
from localplan.calendar.models import Submission, SubmissionMove
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Refused

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def full(monkeypatch):
    for step in ("lao_strategy", "plan_confirm"):
        monkeypatch.setitem(duties._DUTIES, step, make.a_duty(step))


@pytest.fixture
def lao():
    return people.an_lao()


@pytest.fixture
def planner(lao):
    return people.a_post(Post.PLANNER, at=lao)


@pytest.fixture
def officer(lao):
    return people.a_post(Post.OFFICER, at=people.a_province())


def rules_of(error):
    return [problem.rule for problem in error.value.problems]


def returned(*, reason="ไม่มีกลยุทธ์", accepted=False, **values):
    return Review((Verdict("it", "กลยุทธ์", accepted, reason),), **values)


class TestSubmitting:
    def test_a_full_step_is_handed_in_and_then_it_is_the_provinces_turn(self, lao, planner):
        row = actions.submit(make.a_submission(lao), by=planner)
        assert (row.life, row.submitted_by, row.first_full_at) == ("submitted", planner, row.submitted_at)

    def test_two_clicks_hand_it_in_once(self, lao, planner):
        submission = make.a_submission(lao)
        actions.submit(submission, by=planner)
        actions.submit(submission, by=planner)
        assert SubmissionMove.objects.count() == 1

    def test_what_is_missing_is_named(self, lao, planner, monkeypatch):
        monkeypatch.setitem(duties._DUTIES, "lao_strategy", make.a_duty("lao_strategy", there=0, missing="วิสัยทัศน์"))
        with pytest.raises(Refused) as error:
            actions.submit(make.a_submission(lao), by=planner)
        assert [(p.rule, p.text) for p in error.value] == [("content_is_full", "วิสัยทัศน์")]

    def test_a_later_step_waits_for_the_earlier_one_to_be_handed_in_not_accepted(self, lao, planner):
        first, second = make.a_submission(lao), make.a_submission(lao, "plan_confirm")
        with pytest.raises(Refused) as error:
            actions.submit(second, by=planner)
        assert rules_of(error) == ["earlier_steps_are_submitted"]
        actions.submit(first, by=planner)
        assert actions.submit(second, by=planner).life == "submitted"

    def test_late_never_blocks(self, lao, planner):
        assert actions.submit(make.a_submission(lao, when=make.dates(-90, -17, 60)), by=planner).life == "submitted"

    def test_not_before_it_opens_and_not_after_it_closes(self, lao, planner):
        early = make.a_submission(lao, when=make.dates(1, 30, 60))
        closed = make.a_submission(lao, year=2569, when=make.dates(-90, -9, 60), closes_on=people.days(-1))
        for submission in (early, closed):
            with pytest.raises(Refused) as error:
                actions.submit(submission, by=planner)
            assert rules_of(error) == ["step_is_open"]

    def test_neither_the_province_nor_a_neighbour_hands_it_in(self, lao, officer):
        submission = make.a_submission(lao)
        for by in (officer, people.a_post(Post.PLANNER, at=people.an_lao())):
            with pytest.raises(NotAllowed):
                actions.submit(submission, by=by)

    def test_a_successor_answers_for_the_lao_merged_into_it(self, lao):
        successor = people.an_lao(absorbed=[lao.pk])
        row = actions.submit(make.a_submission(lao), by=people.a_post(Post.PLANNER, at=successor))
        assert row.life == "submitted"


class TestUndoing:
    def test_whoever_submitted_takes_it_back_and_nothing_of_it_counts(self, lao, planner):
        row = actions.submit(make.a_submission(lao), by=planner)
        row = actions.undo(row, by=planner)
        assert (row.life, row.first_full_at) == ("draft", None)

    def test_not_once_the_province_has_opened_it(self, lao, planner, officer):
        row = actions.submit(make.a_submission(lao), by=planner)
        actions.open_review(row, by=officer)
        with pytest.raises(Refused) as error:
            actions.undo(row, by=planner)
        assert rules_of(error) == ["undo_is_still_possible"]

    def test_not_once_a_later_step_was_built_on_it(self, lao, planner):
        first = actions.submit(make.a_submission(lao), by=planner)
        actions.submit(make.a_submission(lao, "plan_confirm"), by=planner)
        with pytest.raises(Refused) as error:
            actions.undo(first, by=planner)
        assert rules_of(error) == ["undo_is_still_possible"]

    def test_for_seven_days_and_no_longer(self, lao, planner):
        row = actions.submit(make.a_submission(lao), by=planner)
        with clock.at(row.submitted_at + dt.timedelta(days=7, seconds=1)), pytest.raises(Refused):
            actions.undo(row, by=planner)
        with clock.at(row.submitted_at + dt.timedelta(days=7)):
            assert actions.undo(row, by=planner).life == "draft"


class TestChecking:
    def test_the_province_accepts_what_it_saw(self, lao, planner, officer):
        row = actions.submit(make.a_submission(lao), by=planner)
        [row] = actions.accept([row], by=officer, seen={row.pk: row.version})
        assert row.life == "accepted"

    def test_what_changed_a_second_ago_is_looked_at_again(self, lao, planner, officer):
        seen = actions.submit(make.a_submission(lao), by=planner).version
        row = actions.submit(actions.undo(make.Submission.objects.get(), by=planner), by=planner)
        with pytest.raises(Refused) as error:
            actions.accept([row], by=officer, seen={row.pk: seen})
        assert rules_of(error) == ["review_is_of_what_was_seen"]

    def test_move_is_in_the_table(self, lao, officer):
        with pytest.raises(Refused) as error:
            actions.accept([make.a_submission(lao)], by=officer)
        assert rules_of(error) == ["move_is_in_the_table"]

    def test_accepted_review_returns_nothing(self, lao, planner, officer):
        row = actions.submit(make.a_submission(lao), by=planner)
        with pytest.raises(Refused) as error:
            actions.accept([row], by=officer, review=returned())
        assert rules_of(error) == ["accepted_review_returns_nothing"]
        assert actions.accept([row], by=officer, review=returned(accepted=True))[0].life == "accepted"

    def test_more_time_for_what_was_returned_moves_its_own_date_alone(self, lao, planner, officer):
        row = actions.return_(actions.submit(make.a_submission(lao), by=planner), returned(), by=officer)
        due = row.due_on
        with pytest.raises(Refused) as error:
            actions.extend(row, due_on=people.days(7), reason="น้ำท่วม", by=officer)
        assert rules_of(error) == ["extension_is_ahead"]
        row = actions.extend(row, due_on=people.days(20), reason="น้ำท่วม", by=officer)
        assert (row.correct_by, row.due_on, row.extended) == (people.days(20), due, False)

    def test_a_return_needs_a_reason_for_each_item_and_a_day_ahead(self, lao, planner, officer):
        row = actions.submit(make.a_submission(lao), by=planner)
        for review in (returned(reason=""), returned(accepted=True), returned(correct_by=people.days(0))):
            with pytest.raises(Refused) as error:
                actions.return_(row, review, by=officer)
            assert rules_of(error) == ["returned_items_have_reasons"]
        row = actions.return_(row, returned(), by=officer)
        assert (row.life, row.correct_by, row.first_full_at) == ("returned", people.days(7), None)

    def test_a_return_that_is_not_for_missing_content_keeps_the_first_day(self, lao, planner, officer):
        row = actions.submit(make.a_submission(lao), by=planner)
        first = row.first_full_at
        assert actions.return_(row, returned(content_missing=False), by=officer).first_full_at == first

    def test_nobody_verifies_the_work_of_their_own_office(self, officer):
        province = officer.organisation
        row = make.a_submission(province, "provincial_strategy", life="submitted")
        with pytest.raises(NotAllowed):
            actions.accept([row], by=officer)

    def test_an_analyst_does_not_accept(self, lao, planner, officer):
        row = actions.submit(make.a_submission(lao), by=planner)
        with pytest.raises(NotAllowed):
            actions.accept([row], by=people.a_post(Post.ANALYST, at=officer.organisation))

    def test_accepting_many_is_all_or_nothing(self, lao, planner, officer):
        good = actions.submit(make.a_submission(lao), by=planner)
        other = people.an_lao()
        with pytest.raises(Refused):
            actions.accept([good, make.a_submission(other)], by=officer)
        good.refresh_from_db()
        assert good.life == "submitted"

    def test_a_reopened_step_is_a_draft_again_and_needs_a_reason(self, lao, planner, officer):
        row = actions.submit(make.a_submission(lao), by=planner)
        actions.ask_reopen(row, reason="พิมพ์ผิด", by=planner)
        with pytest.raises(Refused):
            actions.reopen(row, reason="", by=officer)
        assert actions.reopen(row, reason="ตามที่ขอ", by=officer).life == "draft"


class TestExtending:
    def test_the_province_extends_to_its_check_due_and_dla_beyond(self, lao, officer):
        row = make.a_submission(lao, when=make.dates(-30, 5, 20))
        assert actions.extend(row, due_on=people.days(20), reason="น้ำท่วม", by=officer).extended
        with pytest.raises(Refused) as error:
            actions.extend(row, due_on=people.days(21), reason="น้ำท่วม", by=officer)
        assert rules_of(error) == ["extension_within_check_due"]
        dla = people.a_post(Post.OFFICER, at=people.the_department())
        assert actions.extend(row, due_on=people.days(21), reason="น้ำท่วม", by=dla).check_due_on == people.days(21)

    def test_not_into_the_past_and_not_to_an_earlier_day(self, lao, officer):
        row = make.a_submission(lao, when=make.dates(-30, -5, 20))
        for day in (-1, -6):
            with pytest.raises(Refused) as error:
                actions.extend(row, due_on=people.days(day), reason="น้ำท่วม", by=officer)
            assert rules_of(error) == ["extension_is_ahead"]
        assert actions.extend(row, due_on=people.days(0), reason="น้ำท่วม", by=officer)


class TestMoreTime:
    def test_a_request_waits_and_is_answered_by_an_extension(self, lao, planner, officer):
        row = make.a_submission(lao, when=make.dates(-30, 5, 20))
        row = actions.ask_more_time(row, until_on=people.days(15), reason="น้ำท่วม", by=planner)
        assert (row.life, row.due_on) == ("draft", people.days(5))
        assert list(Submission.objects.asking_for_time()) == [row]
        assert [(m.verb, m.until_on) for m in row.moves.all()] == [("ask_time", people.days(15))]
        assert actions.extend(row, due_on=people.days(15), reason="น้ำท่วม", by=officer).time_asked_at is None

    def test_more_time_is_asked_once(self, lao, planner):
        row = actions.ask_more_time(make.a_submission(lao), reason="น้ำท่วม", by=planner)
        with pytest.raises(Refused) as error:
            actions.ask_more_time(row, reason="น้ำท่วม", by=planner)
        assert rules_of(error) == ["more_time_is_asked_once"]

    def test_only_with_a_reason_and_for_a_day_ahead(self, lao, planner):
        row = make.a_submission(lao, when=make.dates(-30, 5, 20))
        with pytest.raises(Refused) as error:
            actions.ask_more_time(row, until_on=people.days(5), reason="", by=planner)
        assert rules_of(error) == ["reason_is_given", "extension_is_ahead"]

    def test_it_is_declined_with_a_word_and_may_be_asked_again(self, lao, planner, officer):
        row = actions.ask_more_time(make.a_submission(lao), reason="น้ำท่วม", by=planner)
        with pytest.raises(Refused):
            actions.decline_more_time(row, reason="", by=officer)
        assert actions.decline_more_time(row, reason="ยังทำทัน", by=officer).time_asked_at is None
        assert actions.ask_more_time(row, reason="น้ำยังท่วม", by=planner).time_asked_at

    def test_request_waits_for_its_answer(self, lao, officer):
        with pytest.raises(Refused) as error:
            actions.decline_more_time(make.a_submission(lao), reason="ยังทำทัน", by=officer)
        assert rules_of(error) == ["request_waits_for_its_answer"]

    def test_handing_in_answers_it_too_and_what_is_handed_in_needs_no_time(self, lao, planner):
        row = actions.ask_more_time(make.a_submission(lao), reason="น้ำท่วม", by=planner)
        row = actions.submit(row, by=planner)
        assert row.time_asked_at is None
        with pytest.raises(Refused) as error:
            actions.ask_more_time(row, reason="น้ำท่วม", by=planner)
        assert rules_of(error) == ["move_is_in_the_table"]

    def test_each_side_does_its_own(self, lao, planner, officer):
        row = make.a_submission(lao)
        with pytest.raises(NotAllowed):
            actions.ask_more_time(row, reason="น้ำท่วม", by=officer)
        row = actions.ask_more_time(row, reason="น้ำท่วม", by=planner)
        with pytest.raises(NotAllowed):
            actions.decline_more_time(row, reason="ยังทำทัน", by=planner)


class TestNothing:
    def test_unchanged_is_an_answer_only_where_the_table_says(self, lao, planner):
        assert actions.declare_nothing(make.a_submission(lao), reason="ใช้ของเดิม", by=planner).nothing
        with pytest.raises(Refused) as error:
            actions.declare_nothing(make.a_submission(lao, "plan_confirm"), reason="ใช้ของเดิม", by=planner)
        assert rules_of(error) == ["nothing_is_an_answer"]
