"""The year's end: three acts and lapsing, who decides, never in both years, taken back while untouched."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from localplan.budgeting.models import BudgetLine
from localplan.budgeting.tests import make as budgets
from localplan.calendar.tests.make import a_submission
from localplan.execution import actions
from localplan.execution.facts import Cancellation, Ending, YearEnd
from localplan.execution.models import CarryOver, Commitment, FinalStatus
from localplan.execution.year_end import propose
from localplan.organisations.tests import make as people
from localplan.toolkit import clock
from localplan.toolkit.problems import Refused

from . import make
from .test_changes import balances, refused_rules
from .test_paying import rules_of

pytestmark = pytest.mark.django_db
YEAR = 2569
SIGNED, PAID = dt.date(2026, 2, 3), dt.date(2026, 6, 30)
DECIDED, TODAY = dt.date(2026, 9, 25), dt.date(2026, 10, 20)


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
def contract(line):
    made = make.a_commitment(line, amount="60000.00", signed_on=SIGNED)
    pay(made, "20000.00", PAID)
    return made


def officer(thing):
    return budgets.a_finance_officer(thing.organisation)


def pay(commitment, gross, on):
    [pk] = actions.disburse(
        commitment.organisation, [make.a_payment(commitment, gross, paid_on=on)], by=officer(commitment)
    )
    return commitment.disbursements.get(pk=pk)


def carry(line, amount, act="set_aside", commitment=None, authority=None, **values):
    if authority is None:
        authority = {"lapsed": ""}.get(act, "executive" if commitment or act == "accrued" else "council")
    told = YearEnd(
        line.pk,
        act,
        Decimal(amount),
        values.pop("decided_on", DECIDED),
        commitment=commitment.pk if commitment else None,
        authority=authority,
        **values,
    )
    [made] = actions.carry_over(line.organisation, [told], by=officer(line))
    line.refresh_from_db()
    return made


def commitment_page(client, contract):
    people.signed_in(client, officer(contract))
    return client.get(reverse("commitment", args=[contract.pk]))


def back(act):
    return actions.reverse_carry_over(act, reason="มติถูกยกเลิก", by=officer(act))


def test_what_is_committed_goes_on_in_the_next_year_and_is_paid_there(client, line, contract):
    act = carry(line, "40000.00", commitment=contract)
    into = act.into
    assert (into.source, into.year_id, into.origin, into.budget, into.committed) == (
        "carried", YEAR + 1, line, 40000, 40000,
    )  # fmt: skip
    assert (line.committed, line.paid, line.reserved, line.available) == (60000, 20000, 0, 40000)
    assert [(s.amount, s.carried) for s in contract.shares.order_by("pk")] == [(60000, 40000), (40000, 0)]
    assert Commitment.objects.with_balances().get().amount == 60000, "money carried over is counted once"
    assert commitment_page(client, contract).context["amount"] == 60000
    with pytest.raises(Refused) as refused:
        pay(contract, "0.01", PAID)
    assert rules_of(refused) == {"disbursement_within_commitment"}
    pay(contract, "40000.00", dt.date(2026, 10, 15))
    assert balances(into) == (40000, 40000)
    assert balances(line) == (60000, 20000)


@pytest.mark.parametrize(("amount", "fits"), [("39999.99", True), ("40000.00", True), ("40000.01", False)])
@pytest.mark.parametrize("act", ["set_aside", "extended", "accrued", "lapsed"])
def test_carry_over_within_what_is_left(line, contract, act, amount, fits):
    if fits:
        carry(line, amount, act=act, commitment=contract)
        return
    rules = refused_rules(carry, line, amount, act=act, commitment=contract)
    assert rules == {"carry_over_within_what_is_left"}


@pytest.mark.parametrize(("amount", "fits"), [("39999.99", True), ("40000.00", True), ("40000.01", False)])
@pytest.mark.parametrize("act", ["set_aside", "lapsed"])
def test_no_more_than_the_line_has_free_is_carried(line, contract, act, amount, fits):
    if fits:
        carry(line, amount, act=act)
        assert line.available == 40000 - Decimal(amount)
        assert (line.reserved if act == "set_aside" else line.lapsed) == Decimal(amount)
        return
    assert refused_rules(carry, line, amount, act=act) == {"carry_over_within_what_is_left"}


def test_what_was_carried_cannot_be_committed_in_its_old_year(line, contract):
    carry(line, "30000.00")
    rest = make.a_contract(line, amount="10000.01", signed_on=dt.date(2026, 9, 30), number="9")
    assert refused_rules(actions.commit, line.organisation, [rest], by=officer(line)) == {"commitment_within_budget"}


def test_two_rows_of_one_sheet_cannot_carry_the_same_money(line, contract):
    row = YearEnd(line.pk, "set_aside", Decimal("30000.00"), DECIDED, authority="council")
    assert refused_rules(actions.carry_over, line.organisation, [row, row], by=officer(line)) == {
        "carry_over_within_what_is_left"
    }


@pytest.mark.parametrize(
    ("committed", "act", "authority", "rule"),
    [
        (True, "set_aside", "council", "carry_over_is_decided_by"),
        (False, "set_aside", "executive", "carry_over_is_decided_by"),
        (False, "accrued", "executive", "carry_over_is_lawful"),
        (False, "burnt", "council", "carry_over_is_lawful"),
    ],
)
def test_carry_over_is_decided_by_whom_the_law_names(line, contract, committed, act, authority, rule):
    values = {"commitment": contract} if committed else {}
    assert refused_rules(carry, line, "1.00", act=act, authority=authority, **values) == {rule}


def test_money_that_is_neither_committed_nor_capital_lapses():
    ordinance = budgets.an_ordinance(year=YEAR)
    subsidy = budgets.an_ordinance_line(ordinance, category=budgets.the_code("561000"))
    payroll = budgets.an_ordinance_line(ordinance, development=False)
    for line, authority in ((subsidy, "council"), (payroll, "council"), (subsidy, "executive")):
        assert refused_rules(carry, line, "1.00", authority=authority) == {"carry_over_is_lawful"}
        carry(line, "1.00", act="lapsed")
    carry(payroll, "5.00", act="accrued")
    assert (payroll.reserved, payroll.lapsed) == (5, 1)
    assert BudgetLine.objects.get(origin=payroll).development is False


def test_an_act_names_a_commitment_of_the_line(line, contract):
    other = budgets.a_line(line.organisation, year=YEAR)
    assert refused_rules(carry, other, "1.00", commitment=contract) == {"carry_over_is_of_a_commitment_of_the_line"}


@pytest.mark.parametrize(
    ("today", "values", "rule"),
    [
        (dt.date(2026, 9, 30), {}, "carry_over_waits_for_the_years_end"),
        (TODAY, {"decided_on": dt.date(2025, 9, 30)}, "carry_over_is_decided_after_the_year_began"),
        (TODAY, {"decided_on": TODAY + dt.timedelta(days=1)}, "fact_is_not_ahead"),
        (TODAY, {"until_on": dt.date(2026, 9, 30)}, "carry_over_lasts_beyond_the_year"),
    ],
)
def test_an_act_is_dated_as_the_year_allows(line, contract, today, values, rule):
    with clock.at(today):
        assert rule in refused_rules(carry, line, "1.00", **values)
    assert CarryOver.objects.count() == 0


def test_a_year_that_is_closed_takes_no_act(line, contract):
    a_submission(line.organisation, "spending_q4", year=YEAR, life="submitted")
    act = carry(line, "1.00")
    step = a_submission(line.organisation, "year_close", year=YEAR, life="submitted")
    assert refused_rules(carry, line, "1.00") == {"step_takes_changes"}
    assert refused_rules(back, act) == {"step_takes_changes"}
    assert refused_rules(end, line, "partly") == {"step_takes_changes"}
    step.delete()
    a_submission(line.organisation, "spending_q1", year=YEAR + 1, life="submitted")
    assert refused_rules(carry, line, "1.00") == {"fact_date_is_open"}
    carry(line, "1.00", act="lapsed")


def test_a_second_act_grows_the_same_line_of_the_next_year(line, contract):
    first, second = carry(line, "10000.00"), carry(line, "5000.00", act="extended")
    third = carry(line, "40000.00", commitment=contract)
    assert first.into == second.into != third.into, "the council's and the executive's stand apart"
    first.into.refresh_from_db()
    assert first.into.budget == first.into.available == 15000
    assert sum(entry.amount for entry in first.into.entries.all()) == 15000


def test_taken_back_everything_is_as_it_was(line, contract):
    before = balances(line)
    for values in (
        {"commitment": contract},
        {},
        {"act": "lapsed"},
        {"act": "lapsed", "commitment": contract},
    ):
        act = carry(line, "40000.00", **values)
        back(act)
        line.refresh_from_db()
        assert (balances(line), line.reserved, line.lapsed, line.available) == (before, 0, 0, 40000)
        share = contract.shares.get(line=line)
        assert (share.amount, share.paid, share.carried) == (60000, 20000, 0)
        assert not BudgetLine.objects.standing().filter(origin=line).exists()
        assert refused_rules(back, act) >= {"carry_over_is_reversed_once"}
    carry(line, "40000.00", commitment=contract)


@pytest.mark.parametrize(("gross", "fits"), [(None, True), ("0.01", False)])
def test_carried_money_is_unused_when_the_act_is_taken_back(line, contract, gross, fits):
    act = carry(line, "40000.00", commitment=contract)
    if fits:
        back(act)
        return
    pay(contract, gross, dt.date(2026, 10, 2))
    assert refused_rules(back, act) == {"carried_money_is_unused"}


@pytest.mark.parametrize(("amount", "fits"), [("9999.99", True), ("10000.00", True), ("10000.01", False)])
def test_what_the_new_line_has_committed_cannot_be_taken_back(line, contract, amount, fits):
    carry(line, "10000.00")
    act = carry(line, "10000.00")
    make.a_commitment(act.into, amount=amount, signed_on=TODAY, number="1/2571")
    if fits:
        back(act)
        return
    assert refused_rules(back, act) == {"carried_money_is_unused"}


def test_cancelled_in_the_next_year_it_goes_back_to_the_line_of_that_year(line, contract):
    act = carry(line, "40000.00", commitment=contract)
    actions.cancel(contract, Cancellation(TODAY, "ทิ้งงาน"), by=officer(line))
    assert balances(act.into) == (0, 0)
    assert balances(line) == (60000, 20000)
    assert refused_rules(back, act) >= {"commitment_is_not_cancelled"}


def test_every_line_says_what_it_has_left_and_what_is_lawful(line, contract):
    bound, free = propose(line.organisation, YEAR)
    assert (bound.share.commitment, bound.amount, bound.proposed.act, bound.proposed.authority) == (
        contract, 40000, "set_aside", "executive",
    )  # fmt: skip
    assert (free.share, free.amount, free.proposed.act) == (None, 40000, "lapsed")
    assert {act.act for act in free.acts} == {"set_aside", "extended", "lapsed"}
    for left in (bound, free):
        commitment = left.share.commitment if left.share else None
        carry(line, left.amount, act=left.proposed.act, commitment=commitment, authority=left.proposed.authority)
    assert propose(line.organisation, YEAR) == []


def end(line, status, reasons=None):
    return actions.give_status(line.organisation, [Ending(line.pk, status)], by=officer(line), reasons=reasons or {})


def test_status_is_of_a_development_line():
    payroll = budgets.an_ordinance_line(budgets.an_ordinance(year=YEAR), development=False)
    assert refused_rules(end, payroll, "completed") == {"status_is_of_a_development_line"}


def test_status_is_one_of_the_list(line):
    assert refused_rules(end, line, "gone") == {"status_is_one_of_the_list"}


@pytest.mark.parametrize("status", ["completed", "cancelled"])
def test_status_fits_the_money_or_the_reason_is_written(line, contract, status):
    assert refused_rules(end, line, status) == {"status_fits_the_money"}
    assert end(line, status, {(1, "status_fits_the_money"): "คืนหลักประกัน"}) == 1
    assert end(line, "partly") == 1
    assert end(line, "partly") == 0
    assert FinalStatus.objects.order_by("-pk").first().status == "partly"
