"""Requests for help: asked, answered by a clock, raced for, closed, offered to others without names."""

import datetime as dt
import threading

import pytest

from localplan.calendar.models import Holiday
from localplan.organisations.models import Change, Post
from localplan.organisations.tests import make as people
from localplan.support import actions
from localplan.support.facts import Offer, Said
from localplan.support.models import HelpMessage, HelpRequest
from localplan.support.office_hours import after_office_hours
from localplan.support.queries import HelpRequestQuerySet
from localplan.support.tests.make_help import a_request, an_answer
from localplan.toolkit import clock, files
from localplan.toolkit.problems import NotAllowed, Refused
from localplan.toolkit.testing import at_once

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 9, tzinfo=clock.BANGKOK)


@pytest.fixture(autouse=True)
def monday():
    with clock.at(MONDAY):
        yield


@pytest.fixture
def lao():
    return people.an_lao(name="ห้วยน้ำใส", phone="053-777123")


@pytest.fixture
def clerk(lao):
    return people.a_post(Post.CLERK, at=lao, user=people.a_person(full_name="ปิยะ สุขสันต์"))


@pytest.fixture
def officer(lao):
    return people.a_post(Post.OFFICER, at=people.a_province(), user=people.a_person(full_name="ดวงใจ มั่นคง"))


def rules_of(error):
    return [problem.rule for problem in error.value]


def at(day, hour, minute=0):
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=clock.BANGKOK)


@pytest.mark.parametrize(
    ("start", "hours", "until"),
    [
        (at(23, 9), 4, at(23, 13)),
        (at(23, 12, 30), 4, at(23, 16, 30)),
        (at(23, 12, 31), 4, at(24, 8, 31)),
        (at(23, 20), 4, at(24, 12, 30)),
        (at(23, 6), 4, at(23, 12, 30)),
        (at(27, 16), 4, at(30, 12)),  # Friday afternoon, Monday at noon
        (at(28, 10), 8, at(30, 16, 30)),
        (at(24, 16), 1, at(26, 9)),  # the 25th is a holiday
    ],
)
def test_the_clock_runs_in_office_hours_only(start, hours, until):
    assert after_office_hours(start, hours, {dt.date(2026, 11, 25)}) == until


def test_a_request_lies_with_the_province_and_is_owed_an_answer_in_four_office_hours(clerk):
    made = a_request(clerk, page="/plan/1", step="plan_confirm", trouble="ไม่ครบ")
    assert made.office == people.a_province()
    assert made.answer_by == at(23, 13)
    assert Change.objects.get(verb="help_asked").organisation == clerk.organisation
    assert made.messages.get().text


def test_holidays_that_dla_handed_in_do_not_count(clerk):
    Holiday.objects.create(on=dt.date(2026, 11, 24), name="วันหยุด")
    with clock.at(at(23, 16)):
        assert a_request(clerk).answer_by == at(25, 12)


def test_problem_is_told(clerk):
    with pytest.raises(Refused) as error:
        a_request(clerk, " ", "-")
    assert rules_of(error) == ["problem_is_told"] * 2
    assert not HelpRequest.objects.exists()


def test_files_are_few(clerk):
    scans = tuple(files.keep(people.a_scan()) for _number in range(6))
    a_request(clerk, files=scans[:5])
    with pytest.raises(Refused) as error:
        a_request(clerk, files=scans)
    assert rules_of(error) == ["files_are_few"]


def test_who_asks_and_who_answers(lao, clerk, officer):
    made = a_request(clerk)
    for post in (Post.PLANNER, Post.FINANCE, Post.EXECUTIVE):
        a_request(people.a_post(post, at=lao))
    for post in (Post.VIEWER, Post.AUDITOR):
        with pytest.raises(NotAllowed):
            a_request(people.a_post(post, at=lao))
    district = people.a_post(Post.OFFICER, at=lao.parent)
    neighbour = people.a_post(Post.HEAD, at=people.a_province(50))
    for by in (district, neighbour, clerk):
        with pytest.raises(NotAllowed):
            an_answer(made, by)
    an_answer(made, people.a_post(Post.ANALYST, at=people.a_province()))


def test_answering_stops_the_clock_and_makes_an_owner(clerk, officer):
    made = an_answer(a_request(clerk), officer)
    assert (made.state, made.owner, made.version) == ("answered", officer, 2)
    assert made.messages.last().from_office
    with clock.at(at(30, 9)):
        assert actions.climb_overdue() == 0


def test_something_is_said(clerk, officer):
    with pytest.raises(Refused) as error:
        an_answer(a_request(clerk), officer, "  ")
    assert rules_of(error) == ["something_is_said"]


def test_nobody_spoke_meanwhile(clerk, officer):
    """The second officer is told what the first said, and by whom."""
    made = a_request(clerk)
    an_answer(made, officer, "ให้กรอกเลขที่ประกาศ")
    second = people.a_post(Post.ANALYST, at=people.a_province())
    with pytest.raises(Refused) as error:
        an_answer(made, second, "อีกคำตอบ")
    assert rules_of(error) == ["nobody_spoke_meanwhile"]
    assert "ดวงใจ มั่นคง" in str(error.value.problems[0])
    assert "ให้กรอกเลขที่ประกาศ" in str(error.value.problems[0])
    assert HelpMessage.objects.filter(from_office=True).count() == 1


def two_answers(made, officers):
    """What two officers get who answer the same version at the same moment: their rules, or nothing."""

    def speak(by):
        with clock.at(MONDAY):
            an_answer(made, by, f"คำตอบ {by.pk}")

    answers = at_once(*(lambda by=by: speak(by) for by in officers))
    return sorted([p.rule for p in one] if isinstance(one, Refused) else [] for one in answers)


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_answering_at_once_one_is_told_of_the_other(clerk, officer):
    made = a_request(clerk)
    second = people.a_post(Post.ANALYST, at=people.a_province())
    assert two_answers(made, [officer, second]) == [[], ["nobody_spoke_meanwhile"]]
    assert HelpMessage.objects.filter(from_office=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_answer(clerk, officer, monkeypatch):
    made = a_request(clerk)
    second = people.a_post(Post.ANALYST, at=people.a_province())
    both_have_read = threading.Barrier(2)

    def read(rows, pk):
        found = rows.select_related("organisation", "office").get(pk=pk)
        both_have_read.wait(timeout=30)
        return found

    monkeypatch.setattr(HelpRequestQuerySet, "locked", read)
    assert two_answers(made, [officer, second]) == [[], []]


def test_nobody_took_it_meanwhile(clerk, officer):
    made = actions.take(a_request(clerk), by=officer, seen_owner=None)
    assert made.owner == officer
    second = people.a_post(Post.HEAD, at=people.a_province())
    with pytest.raises(Refused) as error:
        actions.take(made, by=second, seen_owner=None)
    assert rules_of(error) == ["nobody_took_it_meanwhile"]
    assert actions.take(made, by=second, seen_owner=officer.pk).owner == second
    assert Change.objects.filter(verb="help_taken").count() == 2


def test_request_is_not_solved(clerk, officer):
    made = actions.close(an_answer(a_request(clerk), officer), by=clerk)
    assert made.state == "closed"
    for verb in (lambda: actions.close(made, by=officer), lambda: actions.take(made, by=officer, seen_owner=None)):
        with pytest.raises(Refused) as error:
            verb()
        assert rules_of(error) == ["request_is_not_solved"]


def test_a_further_word_opens_it_again_and_the_clock_begins_anew(clerk, officer):
    made = actions.close(an_answer(a_request(clerk), officer), by=clerk)
    with clock.at(at(24, 9)):
        made = actions.say_more(made, Said("ยังไม่ได้"), by=clerk)
    assert (made.state, made.closed_at, made.answer_by) == ("waiting", None, at(24, 13))
    with clock.at(at(24, 12)):
        made = actions.say_more(made, Said("รออยู่"), by=clerk)
    assert made.answer_by == at(24, 13)  # asking once more gives the office no more time


def test_what_nobody_answers_climbs_to_dla_exactly_once(clerk, officer):
    made = a_request(clerk)
    actions.take(made, by=officer, seen_owner=None)
    with clock.at(at(23, 13)):
        assert actions.climb_overdue() == 0
    with clock.at(at(23, 13, 1)):
        assert [actions.climb_overdue(), actions.climb_overdue()] == [1, 0]
    made.refresh_from_db()
    assert made.office == people.the_department()
    assert made.answer_by == at(24, 13, 1)
    with clock.at(at(30, 9)):
        assert actions.climb_overdue() == 0
    assert Change.objects.filter(verb="help_climbed", by=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_pass_a_request_up_once(clerk):
    people.the_department()
    a_request(clerk)

    def work():
        with clock.at(at(24, 9)):
            return actions.climb_overdue()

    assert sum(at_once(work, work)) == 1
    assert Change.objects.filter(verb="help_climbed").count() == 1


def test_offer_follows_an_answer(clerk, officer):
    made = a_request(clerk)
    with pytest.raises(Refused) as error:
        actions.offer_solution(made, Offer("กดยืนยันไม่ได้", "กรอกเลขที่ก่อน"), by=officer)
    assert rules_of(error) == ["offer_follows_an_answer"]


def test_offer_says_both(clerk, officer):
    made = an_answer(a_request(clerk), officer)
    with pytest.raises(Refused) as error:
        actions.offer_solution(made, Offer("กดยืนยันไม่ได้", ""), by=officer)
    assert [(p.rule, p.field) for p in error.value] == [("offer_says_both", "solution")]


@pytest.mark.parametrize("name", ["อบต.ห้วยน้ำใส", "คุณปิยะ สุขสันต์", "053777123", "0537-77123", "คุณมั่นคง"])
def test_offer_names_nobody(clerk, officer, name):
    made = an_answer(a_request(clerk), officer)
    with pytest.raises(Refused) as error:
        actions.offer_solution(made, Offer(f"{name} กดยืนยันไม่ได้", "กรอกเลขที่ก่อน"), by=officer)
    assert {p.rule for p in error.value} == {"offer_names_nobody"}
    assert not HelpRequest.objects.filter(offered=True).exists()


def test_the_solution_is_offered_to_the_next_of_the_same_step_first(clerk, officer):
    for step in ("ordinance", "plan_confirm"):
        made = an_answer(a_request(clerk, step=step), officer)
        actions.offer_solution(made, Offer(f"ถาม {step}", "คำตอบ"), by=officer)
    elsewhere = people.a_post(Post.PLANNER, at=people.an_lao())
    offered = HelpRequest.objects.published_to(elsewhere)
    assert [one.step for one in offered.about("ordinance")] == ["ordinance", "plan_confirm"]
    assert [one.step for one in offered.about("plan_confirm")] == ["plan_confirm", "ordinance"]
    actions.withdraw_offer(made, by=officer)
    assert [one.step for one in offered.all()] == ["ordinance"]


def test_an_organisation_counts_once_for_what_solved_it(clerk, officer):
    made = an_answer(a_request(clerk), officer)
    made = actions.offer_solution(made, Offer("กดยืนยันไม่ได้", "กรอกเลขที่ก่อน"), by=officer)
    next_one = people.a_post(Post.PLANNER, at=people.an_lao())
    actions.was_solved_by(made, by=next_one)
    actions.was_solved_by(made, by=next_one)
    actions.was_solved_by(made, by=clerk)
    made.refresh_from_db()
    assert made.helped == 2
