"""The funnel's page, the rows behind every figure, and a project's thread."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from localplan.budgeting.tests import make as budgets
from localplan.execution import actions as execution
from localplan.execution.tests import make as spending
from localplan.monitoring.funnel import By, funnel
from localplan.monitoring.funnel_rows import APART, STAGES, lines_behind, projects_behind
from localplan.monitoring.thread import thread_of
from localplan.organisations.models import Membership, Post
from localplan.organisations.tests import make as people
from localplan.planning.models import Plan, Project
from localplan.planning.tests import make as plans
from localplan.strategy.tests import make as strategies
from localplan.toolkit import clock
from localplan.toolkit.testing import count_queries
from localplan.toolkit.thai_dates import format_short

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    """A confirmed plan of this year: a road with line, contract and payment; a drain only planned; lines apart."""
    year = budgets.a_year()
    plan = plans.a_plan(direction=strategies.a_full_direction(first_year=year, last_year=year + 4))
    plans.a_project(plan, "ถนน", amounts={year: "100000.00"})
    plans.a_project(plan, "ท่อ", amounts={year: "50000.00"})
    plans.confirmed(plans.draft_of(plan))
    ordinance = budgets.an_ordinance(plan.organisation)
    road = budgets.an_ordinance_line(ordinance, amount="90000.00", project=project_of(plan, "ถนน"))
    budgets.an_ordinance_line(ordinance, name="ไม่เชื่อม", amount="10000.00")
    budgets.an_ordinance_line(ordinance, name="ค่าไฟฟ้า", amount="20000.00", development=False)
    commitment = spending.a_commitment(road, amount="80000.00", by=road.by)
    execution.disburse(plan.organisation, [spending.a_payment(commitment, "30000.00")], by=road.by)
    return plan


def project_of(plan: Plan, name: str) -> Project:
    found: Project = plan.projects.get(revisions__name=name)
    return found


def signed_in(by: Membership) -> Client:
    client = Client()
    assert client.login(username=by.user.username, password=people.PASSWORD)
    client.get("/")
    return client


@pytest.fixture
def client(plan: Plan) -> Client:
    return signed_in(people.a_post(Post.PLANNER, at=plan.organisation))


def only(plan: Plan) -> list[tuple[int, int]]:
    return [(plan.organisation_id, plan.organisation_id)]


@pytest.mark.parametrize("by", [By.WHOLE, By.STRATEGY, By.PROGRAMME, By.SOURCE])
def test_every_figure_of_the_funnel_is_the_sum_of_the_rows_behind_it(plan: Plan, by: By) -> None:
    year = budgets.this_year()
    found = funnel(only(plan), year, by=by)
    for row in found.rows or [found.whole]:
        key = "" if by == By.WHOLE else str(row.key or "none")
        for stage in STAGES:
            if by == By.SOURCE and stage == "planned":
                continue
            rows = projects_behind(only(plan), year, stage, by=by, key=key)
            figure = getattr(row, stage)
            name = "paid" if stage == "complete" else stage
            assert len(rows) == figure.projects, (by, stage)
            assert sum((getattr(one, name) or Decimal(0) for one in rows), Decimal(0)) == figure.baht
    for code in APART:
        rows = lines_behind(only(plan), year, code)
        assert len(rows) == (found.apart[code].lines if code in found.apart else 0)


def test_the_page_shows_the_stages_and_leads_to_their_rows(plan: Plan, client: Client) -> None:
    page = client.get(reverse("funnel", args=[plan.organisation_id])).content.decode()
    for words in ("150,000.00", "90,000.00", "80,000.00", "30,000.00"):
        assert words in page
    rows = client.get(reverse("funnel-rows", args=[plan.organisation_id, "paid"])).content.decode()
    assert "ถนน" in rows
    assert "ท่อ" not in rows
    assert client.get(reverse("funnel-rows", args=[plan.organisation_id, "nothing"])).status_code == 404
    bad = reverse("funnel-rows", args=[plan.organisation_id, "paid"])
    assert client.get(bad, {"by": "strategy", "key": "x"}).status_code == 404
    assert client.get(bad, {"as": "xlsx"}).status_code == 200


def test_a_day_that_has_not_ended_is_not_offered(plan: Plan, client: Client) -> None:
    page = reverse("funnel", args=[plan.organisation_id])
    today = client.get(page, {"day": format_short(clock.today())})
    assert today.context["asked"].unreadable
    before = client.get(page, {"day": format_short(clock.today() - dt.timedelta(days=1))})
    assert before.context["found"].whole.approved.baht == 0


def test_an_office_sees_its_laos_together_and_others_nothing(plan: Plan) -> None:
    head = people.a_post(Post.HEAD, at=people.a_province(57))
    page = reverse("funnel", args=[head.organisation_id])
    assert "90,000.00" in signed_in(head).get(page).content.decode()
    elsewhere = signed_in(people.a_post(Post.HEAD, at=people.a_province(50)))
    assert elsewhere.get(page).status_code == 404
    assert elsewhere.get(reverse("funnel", args=[plan.organisation_id])).status_code == 404
    assert elsewhere.get(reverse("project-money", args=[project_of(plan, "ถนน").pk])).status_code == 404


def test_the_thread_has_the_amounts_at_each_link(plan: Plan, client: Client) -> None:
    road = project_of(plan, "ถนน")
    thread = thread_of(road, budgets.this_year())
    assert [box.baht for box in thread.boxes] == [Decimal(x) for x in ("100000.00", "90000.00", "80000.00", "30000.00")]
    assert {link.code for link in thread.links} >= {"province", "strategy", "tactic", "programme", "plan", "line"}
    assert "ถนน" in client.get(reverse("project-money", args=[road.pk])).content.decode()


def test_a_broken_link_is_named_with_the_page_that_mends_it(plan: Plan) -> None:
    drain = thread_of(project_of(plan, "ท่อ"), budgets.this_year())
    [link] = [link for link in drain.broken if link.code == "line"]
    assert link.mend == reverse("ordinance-grid", args=[plan.organisation_id, budgets.this_year()])


def test_a_contract_that_ended_unpaid_is_a_broken_link(plan: Plan) -> None:
    road = project_of(plan, "ถนน")
    commitment = road.budget_lines.get().shares.get().commitment
    type(commitment).objects.filter(pk=commitment.pk).update(ends_on=clock.today() - dt.timedelta(days=1))
    assert "commitment" in {link.code for link in thread_of(road, budgets.this_year()).broken}


def test_the_thread_costs_the_same_for_one_payment_and_for_twenty(plan: Plan, client: Client) -> None:
    road = project_of(plan, "ถนน")
    page = reverse("project-money", args=[road.pk])
    client.get(page)
    with count_queries() as one:
        client.get(page)
    commitment = road.budget_lines.get().shares.get().commitment
    by = budgets.a_finance_officer(plan.organisation)
    payments = [spending.a_payment(commitment, "100.00", voucher=f"x{number}") for number in range(20)]
    execution.disburse(plan.organisation, payments, by=by)
    with count_queries() as twenty:
        client.get(page)
    assert one.number == twenty.number
