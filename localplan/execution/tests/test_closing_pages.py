"""The page of the year's end: the lawful act proposed, ticked rows settled whole, statuses, taking back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from localplan.budgeting.models import BudgetLine
from localplan.budgeting.tests import make as budgets
from localplan.execution import actions
from localplan.execution.facts import Figure
from localplan.execution.models import CarryOver, FinalStatus
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.toolkit import clock

from . import make

pytestmark = pytest.mark.django_db
YEAR = 2569
TODAY = dt.date(2026, 10, 20)


@pytest.fixture(autouse=True)
def _in_october():
    budgets.a_year(YEAR + 1)
    with clock.at(TODAY):
        yield


@pytest.fixture
def line():
    """Capital, 100,000: a contract of 60,000 of which 20,000 is paid, 40,000 not committed."""
    return budgets.an_ordinance_line(budgets.an_ordinance(year=YEAR), amount="100000.00")


@pytest.fixture
def officer(line):
    return budgets.a_finance_officer(line.organisation)


@pytest.fixture
def contract(line, officer):
    made = make.a_commitment(line, by=officer, amount="60000.00", signed_on=dt.date(2026, 2, 3))
    paid = make.a_payment(made, "20000.00", paid_on=dt.date(2026, 6, 30))
    actions.disburse(line.organisation, [paid], by=officer)
    return made


@pytest.fixture
def client(client, officer):
    return people.signed_in(client, officer)


@pytest.fixture
def url(line, contract):
    return reverse("year-end", args=[line.organisation.pk, YEAR])


def settle(line, contract, **more):
    """Both rows of the line as the page would send them."""
    bound, free = f"{line.pk}-{contract.pk}", f"{line.pk}-0"
    told = {"decided_on": "25/9/2569", "paper": "สภาสมัยสามัญ 3/2569"}
    told |= {f"do-{bound}": "on", f"act-{bound}": "set_aside", f"amount-{bound}": "40,000"}
    return told | {f"do-{free}": "on", f"act-{free}": "lapsed", f"amount-{free}": "40,000", **more}


def test_every_line_is_listed_with_what_is_left_and_the_lawful_act(client, url, line, contract):
    page = client.get(url)
    found = {row.key: (row.left.amount, str(row.act), row.authority) for row in page.context["rows"]}
    assert found[f"{line.pk}-{contract.pk}"] == (40000, "set_aside", "executive")
    assert found[f"{line.pk}-0"][:2] == (40000, "lapsed")
    assert page.context["left"] == 80000


def test_what_is_ticked_is_settled_whole_and_nothing_is_left(client, url, line, contract):
    sent = settle(line, contract)
    sent[f"amount-{line.pk}-0"] = "40,000.01"
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "40,000.01" in answer.content.decode()
    assert CarryOver.objects.count() == 0
    assert client.post(url, settle(line, contract)).url == url
    assert sorted(CarryOver.objects.values_list("act", "amount")) == [("lapsed", 40000), ("set_aside", 40000)]
    page = client.get(url)
    assert page.context["rows"] == []
    assert BudgetLine.objects.get(source="carried").budget == 40000
    assert [carried for _act, carried in page.context["done"]] == [False, False]


def test_a_decision_about_nothing_asks_for_a_tick(client, url):
    answer = client.post(url, {"decided_on": "25/9/2569"})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()


def test_an_act_is_taken_back_with_a_reason(client, url, line, contract):
    client.post(url, settle(line, contract))
    act = CarryOver.objects.get(act="set_aside")
    back = reverse("reverse-year-end", args=[act.pk])
    assert client.post(back, {"reason": ""}).status_code == 422
    assert client.post(back, {"reason": "อนุมัติผิดรายการ"}).url == url
    assert client.get(url).context["left"] == 40000


def test_statuses_are_proposed_by_the_money_and_saved_with_a_reason_where_they_do_not_fit(client, url, line, contract):
    [row] = client.get(url).context["statuses"]
    assert (row.given, row.shown) == ("", "continuing")
    save = reverse("final-statuses", args=[line.organisation.pk, YEAR])
    answer = client.post(save, {f"status-{line.pk}": "completed"})
    assert answer.status_code == 422
    [row] = answer.context["statuses"]
    assert row.error
    assert row.shown == "completed"
    assert client.post(save, {f"status-{line.pk}": "completed", f"note-{line.pk}": "งานแล้วเสร็จ รอจ่าย"}).url == url
    assert FinalStatus.objects.get().status == "completed"
    assert client.get(url).context["given"] == 1


def test_recurrent_money_lapses(client, url, line, officer):
    power = budgets.an_ordinance_line(line.ordinance, amount="360000.00", development=False)
    figure = Figure(power.pk, dt.date(2026, 9, 30), Decimal("300000.00"))
    actions.enter_figures(line.organisation, [figure], by=officer)
    rows = {row.key: row for row in client.get(url).context["rows"]}
    row = rows[f"{power.pk}-0"]
    assert (row.left.amount, str(row.act), row.authority) == (60000, "lapsed", "")


def test_a_reader_sees_it_and_a_year_that_runs_is_only_looked_at(client, url, line):
    reader = people.signed_in(client, people.a_post(Post.EXECUTIVE, at=line.organisation))
    page = reader.get(url).content.decode()
    assert 'name="do-' not in page
    assert reader.post(url, {}).status_code == 404
    with clock.at(dt.date(2026, 9, 1)):
        assert 'name="do-' not in client.get(url).content.decode()
