"""What an ordinance still lacks: counted for many LAOs in the same few statements, told item by item for one."""

import datetime as dt
from decimal import Decimal

import pytest

from localplan.budgeting import actions, duties
from localplan.budgeting.facts import LineRow
from localplan.budgeting.models import LineEntry, Ordinance, RevenueEstimate
from localplan.budgeting.tests import make
from localplan.calendar import actions as calendar
from localplan.calendar.duties import duty_of
from localplan.calendar.models import Submission
from localplan.calendar.states import Life
from localplan.calendar.tests import make as calendars
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.planning.tests import make as plans
from localplan.toolkit import clock
from localplan.toolkit.problems import Refused
from localplan.toolkit.testing import count_queries

pytestmark = pytest.mark.django_db
YEAR = 2570
FULL = len(duties.ASKED)


def a_full_one(plan=None, **values):
    """An ordinance of one line that lacks nothing."""
    plan = plan or plans.a_plan()
    values = {"document": plans.a_notice(), "stated_total": Decimal(100000), **values}
    ordinance = make.an_ordinance(plan.organisation, year=YEAR, **values)
    project = plans.a_project(plan, amounts={YEAR: "100000"})
    make.an_ordinance_line(ordinance, project=project.project, revision=project)
    return ordinance


def missing(lao, year=YEAR):
    content = duties.items(lao.pk, year)
    counted = duties.count([lao.pk], year).get(lao.pk)
    if counted is not None:
        assert (counted.there, counted.expected) == (content.there, content.expected)
    return [item.code for item in content.items if not item.there]


def test_without_an_ordinance_everything_is_missing():
    lao = people.an_lao()
    assert missing(lao) == ["entered"]
    assert not duties.count([lao.pk], YEAR)
    assert duties.items(lao.pk, YEAR).expected == FULL


def test_nothing_is_missing_of_a_full_one():
    ordinance = a_full_one()
    assert missing(ordinance.organisation) == []
    content = duties.items(ordinance.organisation_id, YEAR)
    assert content.is_full
    assert {item.code: item.detail for item in content.items}["total"].count("100,000") == 2


def test_each_thing_that_is_missing_is_told_with_its_figure_and_its_place():
    lao = people.an_lao()
    ordinance = make.an_ordinance(lao, year=YEAR, approved_on=None, stated_total=Decimal("5"))
    make.an_ordinance_line(ordinance, work=None)
    make.an_ordinance_line(ordinance, name="ค่าไฟฟ้า", development=False)
    RevenueEstimate.objects.create(ordinance=ordinance, item=make.the_code("411000"), amount=Decimal("4.99"))
    items = {item.code: item for item in duties.items(lao.pk, YEAR).items}
    assert missing(lao) == ["dates", "document", "classified", "total", "revenue", "linked", "reasons"]
    assert "200,000" in items["total"].detail
    assert "4.99" in items["revenue"].detail
    assert "0" in items["linked"].detail
    assert items["classified"].detail.startswith("1 ")
    assert items["classified"].href.endswith("/grid?lack=work")
    assert items["linked"].href.endswith("/grid?lack=project")


def test_an_ordinance_without_lines_is_not_nearly_full():
    ordinance = make.an_ordinance(year=YEAR)
    assert missing(ordinance.organisation) == ["document", "lines", "classified", "total", "linked", "reasons"]


def test_a_finding_needs_its_reason_before_the_step_is_full():
    plan = plans.a_plan()
    ordinance = a_full_one(plan, stated_total=Decimal(100001))
    by = make.a_finance_officer(plan.organisation)
    line = ordinance.lines.get()
    actions.save_lines(ordinance, [LineRow({"amount": Decimal(100001)}, line.pk)], by=by)
    assert missing(plan.organisation) == ["reasons"]
    assert duties.items(plan.organisation_id, YEAR).items[-1].detail.startswith("1 ")
    actions.excuse_findings(ordinance, {(1, "line_within_plan"): "ราคากลางใหม่"}, by=by)
    assert missing(plan.organisation) == []


def test_only_a_full_ordinance_is_handed_in():
    ordinance = a_full_one()
    lao = ordinance.organisation
    calendars.a_submission(lao, "plan_confirm", year=YEAR, life=Life.ACCEPTED)
    submission = calendars.a_submission(lao, "ordinance", year=YEAR)
    Submission.objects.filter(deadline__step="lao_strategy").delete()
    clerk = people.a_post(Post.CLERK, at=lao)
    Ordinance.objects.filter(pk=ordinance.pk).update(stated_total=Decimal("100000.01"))
    with pytest.raises(Refused) as caught:
        calendar.submit(submission, by=clerk)
    assert {p.rule for p in caught.value} == {"content_is_full"}
    Ordinance.objects.filter(pk=ordinance.pk).update(stated_total=Decimal("100000.00"))
    assert calendar.submit(submission, by=clerk).life == Life.SUBMITTED


def test_counting_costs_the_same_for_1_lao_and_20():
    def cost(number):
        made = [a_full_one() for _ in range(number)]
        with count_queries() as counted:
            found = duties.count([one.organisation_id for one in made], YEAR)
        assert all(one.there == FULL for one in found.values())
        return counted.number

    assert cost(1) == cost(20)


def test_what_changed_since_it_was_handed_in_before_is_told_line_by_line():
    plan = plans.a_plan()
    ordinance = a_full_one(plan)
    lao, by = plan.organisation, make.a_finance_officer(plan.organisation)
    gone = make.an_ordinance_line(ordinance, name="ค่าไฟฟ้า", amount="50", development=False)
    assert duties.differences(lao.pk, YEAR) == []
    submission = calendars.a_submission(lao, "ordinance", year=YEAR, life=Life.RETURNED)
    submission.moves.create(
        verb="submit", before="draft", after="submitted", by=by, at=clock.now() + dt.timedelta(seconds=1)
    )
    with clock.at(clock.now() + dt.timedelta(hours=1)):
        line = ordinance.lines.earliest("number")
        actions.save_lines(ordinance, [LineRow({"amount": Decimal(90000)}, line.pk)], by=by)
        actions.remove_lines(ordinance, [gone.pk], by=by)
        told = [(str(d.label), str(d.before), str(d.now)) for d in duties.differences(lao.pk, YEAR)]
    assert (line.name, "100,000", "90,000") in told
    assert ("ค่าไฟฟ้า", "50", "-") in told
    assert any((before, now) == ("2", "1") for _label, before, now in told)
    assert any((before, now) == ("100,050", "90,000") for _label, before, now in told)


def test_while_it_waits_for_a_verdict_the_time_before_counts():
    ordinance = a_full_one()
    lao = ordinance.organisation
    submission = calendars.a_submission(lao, "ordinance", year=YEAR, life=Life.SUBMITTED)
    early = LineEntry.objects.earliest("pk").recorded_at - dt.timedelta(days=1)
    for moment in (early, clock.now() + dt.timedelta(seconds=1)):
        submission.moves.create(verb="submit", before="draft", after="submitted", by=ordinance.by, at=moment)
    assert [str(d.now) for d in duties.differences(lao.pk, YEAR)][:2] == ["1", "100,000"]


def test_beside_the_plan_a_programme_that_differs_is_named():
    plan = plans.a_plan()
    ordinance = a_full_one(plan)
    assert duties.differences(plan.organisation_id, YEAR) == []
    plans.a_project(plan, "อีกโครงการ", amounts={YEAR: "5"})
    (one,) = duties.differences(plan.organisation_id, YEAR)
    assert one.label == plans.a_programme_of(plan).name
    assert "100,005" in str(one.before)
    assert "100,000" in str(one.now)
    assert ordinance.lines.count() == 1


def test_the_step_has_its_owner():
    assert duty_of("ordinance").owner == "budgeting"
