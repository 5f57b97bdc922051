"""Lines made from the plan, from last year, and linked later; nothing twice, however often one clicks."""

from decimal import Decimal

import pytest

from localplan.budgeting import actions
from localplan.budgeting.models import BudgetLine, Classification, LineEntry
from localplan.budgeting.plans import not_drawn
from localplan.budgeting.tests import make
from localplan.planning.tests import make as plans
from localplan.toolkit.problems import Refused
from localplan.toolkit.testing import count_queries

pytestmark = pytest.mark.django_db
YEAR = 2570


@pytest.fixture
def plan():
    return plans.a_plan()


@pytest.fixture
def ordinance(plan):
    return make.an_ordinance(plan.organisation, year=YEAR)


@pytest.fixture
def officer(plan):
    return make.a_finance_officer(plan.organisation)


def a_project(plan, name="ก่อสร้างถนน", amount="100000.00", **values):
    return plans.a_project(plan, name, amounts={YEAR: amount} if amount else {2569: "5"}, **values).project_id


def refused(act):
    with pytest.raises(Refused) as caught:
        act()
    return [(p.row, p.rule) for p in caught.value]


def test_every_project_with_money_in_the_year_becomes_a_line_once(plan, ordinance, officer):
    road, pump = a_project(plan), a_project(plan, "เครื่องสูบน้ำ", "2.50", kind="equipment")
    for name, values in {"ปีอื่น": {"amount": None}, "ศูนย์": {"amount": "0"}, "ชุมชน": {"kind": "community"}}.items():
        a_project(plan, name, **values)
    offered = not_drawn(ordinance)
    assert ([one.project for one in offered.waiting], offered.nothing) == ([road, pump], 2)
    assert len(actions.draw_from_plan(ordinance, by=officer)) == 2
    lines = BudgetLine.objects.in_order()
    assert [(x.project_id, x.name, x.budget, x.development, x.work) for x in lines] == [
        (road, "ก่อสร้างถนน", 100000, True, None),
        (pump, "เครื่องสูบน้ำ", Decimal("2.50"), True, None),
    ]
    assert all(line.revision.project_id == line.project_id for line in lines)
    assert actions.draw_from_plan(ordinance, by=officer) == []
    assert not_drawn(ordinance).waiting == ()
    assert not_drawn(ordinance).drawn == {road, pump}


def test_only_those_asked_for_are_drawn(plan, ordinance, officer):
    first, second = a_project(plan), a_project(plan, "สอง")
    assert [s.values["project_id"] for s in actions.draw_from_plan(ordinance, [second], by=officer)] == [second]
    assert actions.draw_from_plan(ordinance, [second], by=officer) == []  # a second click
    assert [one.project for one in not_drawn(ordinance).waiting] == [first]


def test_project_may_be_drawn_if_it_has_money_in_the_year(plan, ordinance, officer):
    nothing, there = a_project(plan, "ปีอื่น", None, number=7), a_project(plan)
    assert refused(lambda: actions.draw_from_plan(ordinance, [nothing, there], by=officer)) == [
        (7, "project_may_be_drawn")
    ]
    assert not ordinance.lines.exists()
    assert refused(lambda: actions.draw_from_plan(ordinance, [10**9], by=officer)) == [(None, "project_may_be_drawn")]


def test_a_line_is_classified_as_the_same_name_was_before(plan, ordinance, officer):
    earlier = make.an_ordinance(plan.organisation, year=2569)
    make.an_ordinance_line(earlier, name="เครื่องสูบน้ำ", work=make.the_code("00321"), category=make.the_code("541000"))
    a_project(plan, "เครื่องสูบน้ำ")
    actions.draw_from_plan(ordinance, by=officer)
    line = ordinance.lines.get()
    assert (line.work.code, line.category.code) == ("00321", "541000")


def test_a_supplementary_ordinance_offers_what_the_annual_one_left(plan, ordinance, officer):
    first, second = a_project(plan), a_project(plan, "สอง")
    actions.draw_from_plan(ordinance, [first], by=officer)
    more = make.an_ordinance(plan.organisation, year=YEAR, kind="supplementary", number=1)
    assert [one.project for one in not_drawn(more).waiting] == [second]


def test_without_a_plan_nothing_is_offered(officer):
    ordinance = make.an_ordinance(year=YEAR)
    assert not_drawn(ordinance).waiting == ()
    assert actions.draw_from_plan(ordinance, by=make.a_finance_officer(ordinance.organisation)) == []


def test_recurrent_lines_of_last_year_are_copied_as_they_were_passed(plan, ordinance, officer):
    before = make.an_ordinance(plan.organisation, year=YEAR - 1)
    salary = make.an_ordinance_line(
        before, amount="500.25", name="เงินเดือน", development=False, category=make.the_code("522000")
    )
    make.an_ordinance_line(before, amount="7", name="ค่าไฟฟ้า", development=False, work=make.the_code("00111"))
    make.an_ordinance_line(before, name="ถนน")
    make.a_line(plan.organisation, year=YEAR - 1, name="เงินสะสม", development=False)
    Classification.objects.filter(code="00111").update(last_year=YEAR - 1)
    saved = actions.copy_recurrent(ordinance, by=officer)
    assert len(saved) == 2
    lines = list(ordinance.lines.order_by("number"))
    assert [(x.name, x.budget, x.development) for x in lines] == [
        ("เงินเดือน", Decimal("500.25"), False),
        ("ค่าไฟฟ้า", 7, False),
    ]
    assert (lines[0].category, lines[0].work) == (salary.category, salary.work)
    assert lines[1].work is None  # its code is not in force any more
    assert actions.copy_recurrent(ordinance, by=officer) == []


def test_lines_can_be_copied_only_if_last_year_has_some(plan, ordinance, officer):
    assert refused(lambda: actions.copy_recurrent(ordinance, by=officer)) == [(None, "lines_can_be_copied")]
    make.an_ordinance_line(make.an_ordinance(plan.organisation, year=YEAR - 1))
    assert refused(lambda: actions.copy_recurrent(ordinance, by=officer)) == [(None, "lines_can_be_copied")]


def test_lines_of_any_source_are_linked_and_unlinked_later(plan, ordinance, officer):
    lines = [make.an_ordinance_line(ordinance), make.a_line(plan.organisation, year=YEAR)]
    project = a_project(plan)
    links = {line.pk: project for line in lines}
    assert actions.link_lines(plan.organisation, YEAR, links, by=officer) == 2
    assert actions.link_lines(plan.organisation, YEAR, links, by=officer) == 0
    for line in lines:
        line.refresh_from_db()
        assert (line.project_id, line.revision.project_id, line.version) == (project, project, 2)
        entry = LineEntry.objects.filter(line=line).latest("pk")
        assert (entry.kind, entry.amount, entry.project_id) == ("linked", 0, project)
    assert actions.link_lines(plan.organisation, YEAR, {lines[0].pk: None}, by=officer) == 1
    lines[0].refresh_from_db()
    assert (lines[0].project, lines[0].revision) == (None, None)


def test_linking_points_into_the_own_plan_and_only_from_development(plan, ordinance, officer):
    road, power = make.an_ordinance_line(ordinance), make.an_ordinance_line(ordinance, development=False)
    foreign, project = a_project(plans.a_plan()), a_project(plan)
    links = {road.pk: foreign, power.pk: project, 10**9: project}
    assert refused(lambda: actions.link_lines(plan.organisation, YEAR, links, by=officer)) == [
        (None, "line_points_into_the_plan"),
        (2, "only_development_comes_from_a_project"),
        (None, "line_is_known"),
    ]


def test_drawing_copying_and_linking_cost_the_same_for_1_and_20():
    def cost(number):
        plan = plans.a_plan()
        before = make.an_ordinance(plan.organisation, year=YEAR - 1)
        for place in range(number):
            a_project(plan, f"ถนน {place}")
            make.an_ordinance_line(before, name=f"ค่าวัสดุ {place}", development=False)
        ordinance = make.an_ordinance(plan.organisation, year=YEAR)
        officer = make.a_finance_officer(plan.organisation)
        counts = []
        with count_queries() as counted:
            drawn = actions.draw_from_plan(ordinance, by=officer)
        counts.append(counted.number)
        with count_queries() as counted:
            actions.copy_recurrent(ordinance, by=officer)
        counts.append(counted.number)
        with count_queries() as counted:
            actions.link_lines(plan.organisation, YEAR, {one.line: None for one in drawn}, by=officer)
        return [*counts, counted.number]

    assert cost(1) == cost(20)
