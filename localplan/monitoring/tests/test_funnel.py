"""The funnel: what reached which stage, what stands apart, and how it was on a day that has ended."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from localplan.budgeting.tests import make as budgets
from localplan.execution import actions as execution
from localplan.execution.tests import make as spending
from localplan.monitoring.funnel import By, Stage, funnel
from localplan.organisations.models import Organisation
from localplan.planning.models import Plan
from localplan.planning.tests import make as plans
from localplan.strategy.tests import make as strategies
from localplan.toolkit import clock

pytestmark = pytest.mark.django_db


def only(lao: Organisation) -> list[tuple[int, int]]:
    return [(lao.pk, lao.pk)]


@pytest.fixture
def plan() -> Plan:
    """A plan of this year with two projects of 100,000 and 50,000 baht, confirmed."""
    year = budgets.a_year()
    direction = strategies.a_full_direction(first_year=year, last_year=year + 4)
    plan = plans.a_plan(direction=direction)
    plans.a_project(plan, "ถนน", amounts={year: "100000.00"})
    plans.a_project(plan, "ท่อ", amounts={year: "50000.00"})
    plans.confirmed(plans.draft_of(plan))
    return plan


def project_of(plan: Plan, name: str) -> object:
    return plan.projects.get(revisions__name=name)


def test_money_is_counted_at_the_stage_it_reached(plan: Plan) -> None:
    road = budgets.an_ordinance_line(
        budgets.an_ordinance(plan.organisation), amount="90000.00", project=project_of(plan, "ถนน")
    )
    commitment = spending.a_commitment(road, amount="80000.00")
    execution.disburse(plan.organisation, [spending.a_payment(commitment, "30000.00")], by=road.by)
    whole = funnel(only(plan.organisation), road.year_id).whole
    assert whole.planned == Stage(2, Decimal("150000.00"))
    assert whole.approved == whole.ordinance == Stage(1, Decimal("90000.00"))
    assert whole.committed == Stage(1, Decimal("80000.00"))
    assert whole.paid == Stage(1, Decimal("30000.00"))
    assert whole.complete == Stage(0, Decimal(0))


def test_a_project_is_complete_when_its_contracts_are_paid_even_below_its_budget(plan: Plan) -> None:
    road = budgets.an_ordinance_line(budgets.an_ordinance(plan.organisation), project=project_of(plan, "ถนน"))
    commitment = spending.a_commitment(road, amount="80000.00")
    execution.disburse(plan.organisation, [spending.a_payment(commitment, "80000.00")], by=road.by)
    assert funnel(only(plan.organisation), road.year_id).whole.complete == Stage(1, Decimal("80000.00"))


def test_what_is_not_in_the_funnel_stands_beside_it(plan: Plan) -> None:
    ordinance = budgets.an_ordinance(plan.organisation)
    budgets.an_ordinance_line(ordinance, name="ไม่เชื่อม", amount="10000.00")
    budgets.an_ordinance_line(ordinance, name="ค่าไฟฟ้า", amount="20000.00", development=False)
    budgets.a_line(
        plan.organisation, name="กันเงิน", amount="30000.00", source="carried", project=project_of(plan, "ถนน")
    )
    found = funnel(only(plan.organisation), ordinance.year_id)
    assert found.whole.approved == Stage(0, Decimal(0))
    assert {code: (apart.lines, apart.budget) for code, apart in found.apart.items()} == {
        "unlinked": (1, Decimal("10000.00")),
        "recurrent": (1, Decimal("20000.00")),
        "carried": (1, Decimal("30000.00")),
    }


@pytest.mark.parametrize("by", [By.STRATEGY, By.PROGRAMME])
def test_the_rows_add_up_to_the_whole(plan: Plan, by: By) -> None:
    ordinance = budgets.an_ordinance(plan.organisation)
    for name in ("ถนน", "ท่อ"):
        budgets.an_ordinance_line(ordinance, name=name, amount="40000.00", project=project_of(plan, name))
    found = funnel(only(plan.organisation), ordinance.year_id, by=by)
    assert all(row.label for row in found.rows)
    assert sum(row.planned.baht for row in found.rows) == found.whole.planned.baht
    assert sum(row.approved.baht for row in found.rows) == found.whole.approved.baht == Decimal("80000.00")


def test_by_source_each_source_shows_what_it_gave(plan: Plan) -> None:
    ordinance = budgets.an_ordinance(plan.organisation)
    road = project_of(plan, "ถนน")
    budgets.an_ordinance_line(ordinance, amount="40000.00", project=road)
    budgets.a_line(plan.organisation, amount="25000.00", source="surplus", project=road)
    found = funnel(only(plan.organisation), ordinance.year_id, by=By.SOURCE)
    assert [(row.key, row.approved.baht) for row in found.rows] == [
        ("ordinance", Decimal("40000.00")),
        ("surplus", Decimal("25000.00")),
    ]
    assert found.whole.approved == Stage(1, Decimal("65000.00"))


def test_a_past_day_shows_what_was_shown_that_evening(plan: Plan) -> None:
    lao, year = plan.organisation, budgets.this_year()
    yesterday = clock.today() - dt.timedelta(days=1)
    plans.confirmed(plan.editions.get(), day=yesterday - dt.timedelta(days=30))
    plan.editions.update(confirmed_at=clock.now() - dt.timedelta(days=20))
    with clock.at(yesterday):
        ordinance = budgets.an_ordinance(lao)
        road = budgets.an_ordinance_line(ordinance, amount="90000.00", project=project_of(plan, "ถนน"))
        power = budgets.an_ordinance_line(ordinance, amount="9000.00", development=False)
        commitment = spending.a_commitment(road, amount="80000.00")
        execution.disburse(lao, [spending.a_payment(commitment, "30000.00")], by=road.by)
        shown = {by: funnel(only(lao), year, by=by) for by in By}
    execution.disburse(lao, [spending.a_payment(commitment, "50000.00")], by=road.by)
    budgets.an_ordinance_line(ordinance, name="ใหม่", amount="5000.00", project=project_of(plan, "ท่อ"))
    for by, then in shown.items():
        again = funnel(only(lao), year, by=by, day=yesterday)
        assert (again.rows, again.whole, again.apart) == (then.rows, then.whole, then.apart)
    assert funnel(only(lao), year).whole.paid.baht == Decimal("80000.00")
    assert power.paid == 0
