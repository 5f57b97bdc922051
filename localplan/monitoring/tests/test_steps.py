"""The page of a step and the review of it, as the two sides use them."""

import pytest
from django.urls import reverse

from localplan.calendar import actions, duties
from localplan.calendar.duties import Difference
from localplan.calendar.facts import Review, Verdict
from localplan.calendar.models import Submission
from localplan.calendar.tests import make
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.toolkit import clock
from localplan.toolkit.testing import count_queries
from localplan.toolkit.thai_dates import fiscal_year

pytestmark = pytest.mark.django_db
YEAR = fiscal_year(clock.today())


@pytest.fixture(autouse=True)
def full(monkeypatch):
    monkeypatch.setitem(duties._DUTIES, "lao_strategy", make.a_duty("lao_strategy"))


@pytest.fixture
def lao():
    return people.an_lao(name="ห้วยน้ำใส")


@pytest.fixture
def planner(lao):
    return people.a_post(Post.PLANNER, at=lao)


@pytest.fixture
def officer(lao):
    return people.a_post(Post.OFFICER, at=people.a_province())


@pytest.fixture
def row(lao):
    return make.a_submission(lao, year=YEAR)


def press(client, name, row, **data):
    return client.post(reverse(name, args=[row.pk]), data)


def life(row):
    row.refresh_from_db()
    return row.life


def page(client, name, row):
    return client.get(reverse(name, args=[row.pk])).content.decode()


class TestTheActor:
    def test_sends_takes_back_and_sends_again(self, client, row, planner):
        people.signed_in(client, planner)
        assert "ปิดการแก้ไข" in page(client, "step", row)
        press(client, "step", row, verb="submit")
        assert life(row) == "submitted"
        assert "ดึงกลับเองได้" in page(client, "step", row)
        press(client, "step", row, verb="undo")
        assert life(row) == "draft"

    def test_reads_what_is_missing_and_has_no_button(self, client, row, planner, monkeypatch):
        duty = make.a_duty("lao_strategy", there=0, missing="วิสัยทัศน์")
        monkeypatch.setitem(duties._DUTIES, "lao_strategy", duty)
        people.signed_in(client, planner)
        assert "วิสัยทัศน์" in page(client, "step", row)
        assert 'value="submit"' not in page(client, "step", row)
        refused = press(client, "step", row, verb="submit")
        assert refused.status_code == 422
        assert life(row) == "draft"

    def test_says_that_nothing_changed(self, client, row, planner):
        people.signed_in(client, planner)
        press(client, "step", row, verb="declare_nothing", reason="เหมือนปีก่อน")
        row.refresh_from_db()
        assert (row.life, row.nothing) == ("submitted", True)

    def test_asks_with_a_reason_when_it_cannot_be_taken_back(self, client, row, planner, officer):
        actions.open_review(actions.submit(row, by=planner), by=officer)
        people.signed_in(client, planner)
        assert "ดึงกลับเองไม่ได้แล้ว" in page(client, "step", row)
        assert press(client, "step", row, verb="ask_reopen").status_code == 422
        press(client, "step", row, verb="ask_reopen", reason="พิมพ์ผิด")
        people.signed_in(client, officer)
        assert "พิมพ์ผิด" in page(client, "review", row)
        press(client, "review", row, verb="reopen", **{"reopen-reason": "ตามที่ขอ"})
        assert life(row) == "draft"

    def test_reads_the_reasons_of_what_was_returned(self, client, row, planner, officer):
        review = Review((Verdict("it", "กลยุทธ์", False, "ไม่มีกลยุทธ์"),))
        actions.return_(actions.submit(row, by=planner), review, by=officer)
        people.signed_in(client, planner)
        shown = page(client, "step", row)
        for words in ("ไม่มีกลยุทธ์", "เหลือ 7 วัน", officer.user.full_name, "ส่งใหม่"):
            assert words in shown, words

    def test_a_step_whose_content_has_no_page_yet_says_so_and_offers_no_button(self, client, lao, planner, monkeypatch):
        monkeypatch.delitem(duties._DUTIES, "ordinance")
        row = make.a_submission(lao, "ordinance", year=YEAR)
        people.signed_in(client, planner)
        shown = page(client, "step", row)
        assert "ยังบันทึกในระบบไม่ได้" in shown
        assert 'name="verb"' not in shown

    def test_a_viewer_looks_but_does_not_send(self, client, row, lao):
        people.signed_in(client, people.a_post(Post.VIEWER, at=lao))
        assert 'name="verb"' not in page(client, "step", row)
        assert press(client, "step", row, verb="submit").status_code == 404

    def test_another_lao_finds_nothing(self, client, row):
        people.signed_in(client, people.a_post(Post.CLERK, at=people.an_lao()))
        assert client.get(reverse("step", args=[row.pk])).status_code == 404
        assert press(client, "step", row, verb="submit").status_code == 404

    def test_an_unknown_move_is_no_move(self, client, row, planner):
        people.signed_in(client, planner)
        assert press(client, "step", row, verb="delete").status_code == 404


class TestTheChecker:
    @pytest.fixture
    def sent(self, row, planner):
        return actions.submit(row, by=planner)

    @pytest.fixture
    def checking(self, client, sent, officer):
        return people.signed_in(client, officer)

    def test_accepts_what_was_seen(self, checking, sent):
        page(checking, "review", sent)
        press(checking, "review", sent, verb="accept", seen=sent.version)
        assert life(sent) == "accepted"

    def test_opening_it_ends_taking_it_back(self, checking, sent):
        page(checking, "review", sent)
        sent.refresh_from_db()
        assert sent.opened_by_checker_at is not None

    def test_is_shown_anew_what_changed_a_second_ago(self, checking, sent, planner):
        seen = sent.version
        actions.submit(actions.undo(sent, by=planner), by=planner)
        answer = press(checking, "review", sent, verb="accept", seen=seen, remark="ดีมาก")
        assert answer.status_code == 409
        assert "ดีมาก" in answer.content.decode()
        assert life(sent) == "submitted"
        fresh = answer.context["form"].data["seen"]
        press(checking, "review", sent, verb="accept", seen=fresh)
        assert life(sent) == "accepted"

    def test_returns_marked_items_with_reasons_and_seven_days(self, checking, sent):
        answer = press(checking, "review", sent, verb="return", seen=sent.version, back_0="on")
        assert answer.status_code == 422
        press(checking, "review", sent, verb="return", seen=sent.version, why_0="ไม่มีกลยุทธ์", content_missing="on")
        assert life(sent) == "returned"
        assert (sent.correct_by, sent.first_full_at) == (people.days(7), None)

    def test_does_not_accept_with_an_item_marked(self, checking, sent):
        answer = press(checking, "review", sent, verb="accept", seen=sent.version, back_0="on")
        assert answer.status_code == 422
        assert "มีข้อที่เลือกส่งกลับ" in answer.content.decode()
        assert life(sent) == "submitted"

    def test_goes_on_to_the_next_in_the_queue_the_oldest_first(self, checking, sent, lao):
        other = make.a_submission(people.an_lao(lao.parent), year=YEAR, life="submitted")
        answer = press(checking, "review", sent, verb="accept", seen=sent.version)
        assert answer.url == reverse("review", args=[other.pk])

    def test_gives_more_time_with_a_reason(self, client, row, officer):
        people.signed_in(client, officer)
        day = people.days(45)
        words = {"extend-due_on": f"{day.day}/{day.month}/{day.year + 543}", "extend-reason": "น้ำท่วม"}
        press(client, "review", row, verb="extend", **words)
        row.refresh_from_db()
        assert (row.due_on, row.extended) == (day, True)

    def test_accepts_many_from_the_list_all_or_none(self, checking, sent, lao):
        other = make.a_submission(people.an_lao(lao.parent), year=YEAR, life="submitted")
        stale = {"take": [f"{sent.pk}:{sent.version}", f"{other.pk}:{other.version + 1}"]}
        assert checking.post(reverse("reviews"), stale).status_code == 409
        assert life(sent) == life(other) == "submitted"
        fresh = {"take": [f"{sent.pk}:{sent.version}", f"{other.pk}:{other.version}"]}
        assert checking.post(reverse("reviews"), fresh).status_code == 302
        assert life(sent) == life(other) == "accepted"

    def test_reads_what_differs_when_the_room_tells(self, checking, sent, monkeypatch):
        duty = make.a_duty("lao_strategy")
        told = duties.Duty(**{**vars(duty), "differences": lambda lao, year: [Difference("วิสัยทัศน์", "เก่า", "ใหม่")]})
        monkeypatch.setitem(duties._DUTIES, "lao_strategy", told)
        shown = page(checking, "review", sent)
        assert "เก่า" in shown
        assert "ใหม่" in shown

    def test_an_analyst_a_district_and_the_lao_do_not_check(self, client, sent, lao, planner):
        for by in (
            planner,
            people.a_post(Post.ANALYST, at=people.a_province()),
            people.a_post(Post.OFFICER, at=lao.parent),
        ):
            people.signed_in(client, by)
            assert client.get(reverse("review", args=[sent.pk])).status_code == 404, by
            assert client.get(reverse("reviews")).status_code == 404, by

    def test_dla_checks_the_provinces_own_steps(self, client, sent):
        own = make.a_submission(people.a_province(), "provincial_strategy", year=YEAR, life="submitted")
        people.signed_in(client, people.a_post(Post.OFFICER, at=people.the_department()))
        assert [line["row"] for line in client.get(reverse("reviews")).context["lines"]] == [own]
        press(client, "review", own, verb="accept", seen=own.version)
        assert life(own) == "accepted"

    def test_the_queue_costs_the_same_for_one_and_for_twenty(self, checking, sent, lao):
        checking.get(reverse("reviews"))
        with count_queries() as one:
            checking.get(reverse("reviews"))
        for _number in range(19):
            make.a_submission(people.an_lao(lao.parent), year=YEAR, life="submitted")
        with count_queries() as twenty:
            assert len(checking.get(reverse("reviews")).context["lines"]) == 20
        assert one.number == twenty.number, twenty


def test_nobody_checks_twice_what_is_settled(client, row, officer, planner):
    [done] = actions.accept([actions.submit(row, by=planner)], by=officer)
    people.signed_in(client, officer)
    assert 'value="accept"' not in page(client, "review", done)
    assert Submission.objects.get().life == "accepted"
