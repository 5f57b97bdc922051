"""What is found in an ordinance: each rule at its edge, all at once, judged by the plan of the council's day."""

import datetime as dt
from decimal import Decimal

import pytest

from localplan.budgeting import actions
from localplan.budgeting.findings import judge, judge_many
from localplan.budgeting.models import BudgetLimit, Ordinance, RevenueEstimate
from localplan.budgeting.tests import make
from localplan.organisations.models import Kind
from localplan.organisations.tests import make as people
from localplan.planning.tests import make as plans
from localplan.toolkit.testing import count_queries

pytestmark = pytest.mark.django_db
YEAR = 2570


@pytest.fixture
def plan():
    return plans.a_plan()


@pytest.fixture
def ordinance(plan):
    return make.an_ordinance(plan.organisation, year=YEAR, document=plans.a_notice())


def a_project(plan, amount="100000.00", name="ก่อสร้างถนน", **values):
    amounts = {YEAR: amount} if amount is not None else {}
    return plans.a_project(plan, name, amounts=amounts, **values).project


def told(ordinance):
    """(line number, rule) of everything found."""
    return [(one.number, one.rule) for one in judge(Ordinance.objects.get(pk=ordinance.pk)).findings]


def stated(ordinance, amount):
    Ordinance.objects.filter(pk=ordinance.pk).update(stated_total=Decimal(amount))
    return ordinance


def test_an_empty_head_misses_its_dates_its_paper_its_lines_and_its_total(plan):
    nothing = dict.fromkeys(("passed_on", "approved_on", "promulgated_on", "effective_on"))
    ordinance = make.an_ordinance(plan.organisation, year=YEAR, **nothing)
    found = judge(ordinance)
    assert [one.rule for one in found.blocking].count("ordinance_is_dated") == 4
    assert {one.rule for one in found.blocking} == {
        "ordinance_is_dated",
        "ordinance_has_its_paper",
        "ordinance_has_lines",
        "lines_add_up_to_the_paper",
    }
    assert found.excusable == []


def test_a_deemed_approval_has_no_day(plan):
    ordinance = make.an_ordinance(plan.organisation, year=YEAR, approved_on=None, deemed_approved=True)
    assert "ordinance_is_dated" not in {one.rule for one in judge(ordinance).blocking}
    Ordinance.objects.filter(pk=ordinance.pk).update(deemed_approved=False)
    ordinance.refresh_from_db()
    assert "ordinance_is_dated" in {one.rule for one in judge(ordinance).blocking}


@pytest.mark.parametrize(("typed", "rules"), [("99999.99", 1), ("100000.00", 0), ("100000.01", 1)])
def test_lines_add_up_to_the_paper_to_the_satang(plan, ordinance, typed, rules):
    make.an_ordinance_line(ordinance, project=a_project(plan))
    found = judge(Ordinance.objects.get(pk=stated(ordinance, typed).pk))
    assert [one.rule for one in found.blocking] == ["lines_add_up_to_the_paper"] * rules
    assert found.missing == Decimal(typed) - 100000


@pytest.mark.parametrize(("revenue", "rules"), [("99999.99", 1), ("100000.00", 0), ("100000.01", 0)])
def test_expenditure_within_revenue_at_its_edge(plan, ordinance, revenue, rules):
    make.an_ordinance_line(ordinance, project=a_project(plan))
    RevenueEstimate.objects.create(ordinance=ordinance, item=make.the_code("411000"), amount=Decimal(revenue))
    stated(ordinance, "100000")
    assert told(ordinance) == [(0, "expenditure_within_revenue")] * rules


def test_without_a_revenue_estimate_nothing_is_said_of_it(plan, ordinance):
    make.an_ordinance_line(ordinance, project=a_project(plan))
    assert told(stated(ordinance, "100000")) == []


def test_line_is_classified_and_line_comes_from_the_plan_before_it_is_handed_in(ordinance):
    make.an_ordinance_line(ordinance, work=None, category=None)
    make.an_ordinance_line(ordinance, name="ค่าไฟฟ้า", development=False, work=None)
    assert told(stated(ordinance, "200000")) == [
        (1, "line_is_classified"),
        (1, "line_is_classified"),
        (1, "line_comes_from_the_plan"),
        (2, "line_is_classified"),
    ]
    found = judge(ordinance)
    assert (found.lines, found.developing, found.linked, found.recurrent, found.classified) == (2, 1, 0, 1, 0)


@pytest.mark.parametrize(("amount", "rules"), [("99999.99", 0), ("100000.00", 0), ("100000.01", 1)])
def test_line_within_plan_at_its_edge(plan, ordinance, amount, rules):
    make.an_ordinance_line(ordinance, amount=amount, project=a_project(plan))
    assert told(stated(ordinance, amount)) == [(1, "line_within_plan")] * rules


def test_the_lines_of_one_project_are_judged_together_and_told_once(plan, ordinance):
    project = a_project(plan)
    make.an_ordinance_line(ordinance, amount="60000", name="ช่วงที่ 1", project=project)
    make.an_ordinance_line(ordinance, amount="40000", name="ช่วงที่ 2", project=project)
    assert told(stated(ordinance, "100000")) == []
    more = make.an_ordinance(
        plan.organisation, year=YEAR, kind="supplementary", number=1, document=plans.a_notice(), stated_total=1
    )
    make.an_ordinance_line(more, amount="1", name="ช่วงที่ 3", project=project)
    assert told(ordinance) == []  # it was passed before
    assert told(more) == [(3, "line_within_plan")]
    assert judge(more).findings[0].problem.params["over"] == 1


def test_nothing_planned_is_another_finding_than_too_little(plan, ordinance):
    make.an_ordinance_line(ordinance, name="ก", project=a_project(plan, None))
    make.an_ordinance_line(ordinance, name="ข", project=a_project(plan, "0.00"))
    make.an_ordinance_line(ordinance, name="ค", amount="0", project=a_project(plan, None))
    assert told(stated(ordinance, "200000")) == [
        (1, "line_is_planned_for_the_year"),
        (2, "line_is_planned_for_the_year"),
    ]


def test_line_is_not_repeated_names_the_first_of_the_same_name_and_classification(ordinance):
    for work in ("00111", "00111", "00113", "00111"):
        make.an_ordinance_line(ordinance, name="ค่าวัสดุ", development=False, work=make.the_code(work))
    assert told(stated(ordinance, "400000")) == [(2, "line_is_not_repeated"), (4, "line_is_not_repeated")]
    assert judge(ordinance).findings[-1].problem.params["lines"] == "1"


@pytest.mark.parametrize(("personnel", "rules"), [("39999.99", 0), ("40000.00", 0), ("40000.01", 1)])
def test_share_of_personnel_within_limit_at_its_edge(ordinance, personnel, rules):
    code, rest = make.the_code("522000"), Decimal(100000) - Decimal(personnel)
    make.an_ordinance_line(ordinance, amount=personnel, name="เงินเดือน", development=False, category=code)
    make.an_ordinance_line(ordinance, amount=str(rest), name="ค่าวัสดุ", development=False)
    assert told(stated(ordinance, "100000")) == [(0, "share_of_personnel_within_limit")] * rules


@pytest.mark.parametrize(("kind", "subsidy", "rules"), [
    (Kind.SAO, "5000.00", 0),
    (Kind.SAO, "5000.01", 1),
    (Kind.CITY, "2000.00", 0),
    (Kind.CITY, "2000.01", 1),
    (Kind.PAO, "10000.00", 0),
    (Kind.SPECIAL, "90000.00", 0),
])  # fmt: skip
def test_subsidies_within_limit_of_the_type_of_lao(kind, subsidy, rules):
    ordinance = make.an_ordinance(people.an_lao(kind=kind), year=YEAR, document=plans.a_notice())
    code = make.the_code("561000")
    make.an_ordinance_line(ordinance, amount=subsidy, name="อุดหนุน", development=False, category=code)
    RevenueEstimate.objects.create(ordinance=ordinance, item=make.the_code("411000"), amount=Decimal(100000))
    assert told(stated(ordinance, subsidy)) == [(0, "subsidies_within_limit")] * rules


def test_a_limit_counts_in_its_years_only(ordinance):
    make.an_ordinance_line(ordinance, name="เงินเดือน", development=False, category=make.the_code("522000"))
    stated(ordinance, "100000")
    assert told(ordinance) == [(0, "share_of_personnel_within_limit")]
    BudgetLimit.objects.filter(share="personnel").update(last_year=YEAR - 1)
    assert told(ordinance) == []
    BudgetLimit.objects.create(share="personnel", percent=100, first_year=YEAR)
    assert told(ordinance) == []
    BudgetLimit.objects.create(share="personnel", kind="SAO", percent=50, first_year=YEAR)
    assert told(ordinance) == [(0, "share_of_personnel_within_limit")]  # the one for the type goes first


def test_the_plan_in_force_on_the_councils_day_judges_however_late_it_was_entered(plan, ordinance):
    project = a_project(plan, "100000.00")
    make.an_ordinance_line(ordinance, amount="150000", project=project)
    stated(ordinance, "150000")
    plans.confirmed(plans.draft_of(plan), ordinance.passed_on - dt.timedelta(days=300))
    assert told(ordinance) == [(1, "line_within_plan")]
    more = plans.an_edition(plan)
    plans.a_project(plan, edition=more, project=project, amounts={YEAR: "150000"})
    assert told(ordinance) == [(1, "line_within_plan")]  # a draft judges nothing while one is in force
    plans.confirmed(more, ordinance.passed_on + dt.timedelta(days=1))
    assert told(ordinance) == [(1, "line_within_plan")]
    plans.confirmed(more, ordinance.passed_on)
    assert told(ordinance) == []


def test_rows_of_the_community_and_withdrawn_ones_plan_nothing(plan, ordinance):
    make.an_ordinance_line(ordinance, name="ก", project=a_project(plan, kind="community"))
    make.an_ordinance_line(ordinance, name="ข", project=a_project(plan, withdrawn=True))
    assert told(stated(ordinance, "200000")) == [
        (1, "line_is_planned_for_the_year"),
        (2, "line_is_planned_for_the_year"),
    ]


def test_transfers_change_nothing_of_what_was_passed(plan, ordinance):
    from localplan.budgeting.models import LineEntry, Transfer
    from localplan.toolkit import clock

    line = make.an_ordinance_line(ordinance, project=a_project(plan))
    by, now = line.by, clock.now()
    on = ordinance.effective_on
    moved = Transfer.objects.create(
        organisation=line.organisation, year_id=YEAR, number=1, authority="executive", decided_on=on, by=by,
        recorded_at=now,
    )  # fmt: skip
    LineEntry.objects.create(
        organisation=line.organisation, line=line, kind="transfer", amount=5000, on=on, transfer=moved, by=by,
        recorded_at=now,
    )  # fmt: skip
    line.budget += 5000
    line.save()
    assert told(stated(ordinance, "100000")) == []


def test_a_finding_stands_with_its_reason(plan, ordinance):
    make.an_ordinance_line(ordinance, amount="150000", project=a_project(plan))
    stated(ordinance, "150000")
    by = make.a_finance_officer(plan.organisation)
    actions.excuse_findings(ordinance, {(1, "line_within_plan"): "ราคากลางใหม่"}, by=by)
    found = judge(Ordinance.objects.get(pk=ordinance.pk))
    assert found.findings[0].reason == "ราคากลางใหม่"
    assert found.findings[0].stands
    assert found.without_reason == []
    actions.excuse_findings(ordinance, {(1, "line_within_plan"): " "}, by=by)
    assert len(judge(Ordinance.objects.get(pk=ordinance.pk)).without_reason) == 1


def test_judging_costs_the_same_for_1_line_and_20_and_for_1_ordinance_and_5():
    def cost(ordinances, lines):
        made = []
        for _ in range(ordinances):
            plan = plans.a_plan()
            ordinance = make.an_ordinance(plan.organisation, year=YEAR)
            for place in range(lines):
                make.an_ordinance_line(ordinance, name=f"ถนน {place}", project=a_project(plan))
            made.append(Ordinance.objects.select_related("organisation").get(pk=ordinance.pk))
        with count_queries() as counted:
            found = judge_many(made)
        assert [found[one.pk].lines for one in made] == [lines] * ordinances
        return counted.number

    assert cost(1, 1) == cost(1, 20) == cost(5, 2)
