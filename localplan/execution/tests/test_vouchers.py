"""Payments and their reversals: every rule at its edge, and what must never be paid."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from localplan.budgeting.tests import make as budgets
from localplan.calendar.tests.make import a_submission
from localplan.execution import actions
from localplan.execution.facts import Part
from localplan.execution.models import Disbursement
from localplan.organisations.tests import make as offices
from localplan.toolkit import clock
from localplan.toolkit.problems import Refused

from . import make
from .test_changes import balances, refused_rules

pytestmark = pytest.mark.django_db
YEAR = 2570
SIGNED, PAID = dt.date(2026, 11, 5), dt.date(2027, 1, 20)


@pytest.fixture(autouse=True)
def _in_march():
    with clock.at(dt.date(2027, 3, 20)):
        yield


@pytest.fixture
def line():
    return budgets.an_ordinance_line(budgets.an_ordinance(year=YEAR), amount="100000.00")


@pytest.fixture
def commitment(line):
    return make.a_commitment(line, amount="60000.00", signed_on=SIGNED)


def pay(commitment, gross="100.00", **values):
    by = budgets.a_finance_officer(commitment.organisation)
    payment = make.a_payment(commitment, gross, **{"paid_on": PAID, **values})
    [pk] = actions.disburse(commitment.organisation, [payment], by=by)
    return Disbursement.objects.get(pk=pk)


def reverse(payment, on=PAID, reason="จ่ายผิดสัญญา"):
    by = budgets.a_finance_officer(payment.organisation)
    return actions.reverse(payment, on=on, reason=reason, by=by)


@pytest.mark.parametrize(("day", "fits"), [(4, False), (5, True), (6, True)])
def test_payment_not_before_contract(commitment, day, fits):
    paid_on = dt.date(2026, 11, day)
    if fits:
        pay(commitment, paid_on=paid_on)
        return
    assert refused_rules(pay, commitment, paid_on=paid_on) == {"payment_not_before_contract"}


@pytest.mark.parametrize("gross", ["0.00", "-1.00", "0.001", "1e14"])
def test_payment_is_positive_and_in_satang(commitment, gross):
    assert "payment_is_positive" in refused_rules(pay, commitment, gross)
    assert Disbursement.objects.count() == 0


@pytest.mark.parametrize(
    ("deductions", "fits"),
    [
        ({"tax": "1.00", "penalty": "2.00", "retention": "97.00"}, True),
        ({"tax": "1.00", "penalty": "2.00", "retention": "97.01"}, False),
        ({"tax": "-0.01"}, False),
        ({"tax": "1.00", "net": "99.00"}, True),
        ({"tax": "1.00", "net": "99.01"}, False),
        ({"tax": "1.00", "net": "98.99"}, False),
    ],
)
def test_deductions_explain_the_net_and_count_for_nothing(line, commitment, deductions, fits):
    told = {name: Decimal(amount) for name, amount in deductions.items()}
    if not fits:
        assert refused_rules(pay, commitment, **told) == {"deductions_explain_the_net"}
        return
    pay(commitment, **told)
    assert balances(line) == (60000, 100), "payments count gross"


@pytest.mark.parametrize(("paid_on", "fits"), [(dt.date(2027, 9, 30), True), (dt.date(2027, 10, 1), False)])
def test_payment_is_in_the_lines_year(commitment, paid_on, fits):
    with clock.at(dt.date(2027, 10, 5)):
        if fits:
            pay(commitment, paid_on=paid_on)
            return
        assert refused_rules(pay, commitment, paid_on=paid_on) == {"payment_is_in_the_lines_year"}


def test_the_setting_says_which_day_makes_the_quarter(commitment, settings):
    settings.QUARTER_BY = "approved"
    paid = pay(commitment, approved_on=dt.date(2026, 12, 31))
    assert (paid.counts_on, paid.paid_on) == (dt.date(2026, 12, 31), PAID)
    a_submission(commitment.organisation, "spending_q1", year=YEAR, life="submitted")
    assert refused_rules(pay, commitment, approved_on=dt.date(2026, 12, 31)) == {"fact_date_is_open"}
    pay(commitment, approved_on=dt.date(2027, 1, 1))


@pytest.mark.parametrize(("paid_on", "fits"), [(dt.date(2026, 12, 31), False), (dt.date(2027, 1, 1), True)])
def test_a_payment_in_a_quarter_that_was_handed_in_is_refused(commitment, paid_on, fits):
    earlier = pay(commitment, paid_on=dt.date(2026, 12, 1), voucher="early")
    a_submission(commitment.organisation, "spending_q1", year=YEAR, life="submitted")
    if fits:
        pay(commitment, paid_on=paid_on)
        reverse(earlier, on=paid_on)
        return
    assert refused_rules(pay, commitment, paid_on=paid_on) == {"fact_date_is_open"}
    assert refused_rules(reverse, earlier, on=paid_on) == {"fact_date_is_open"}


def test_voucher_is_new_for_its_commitment_and_year(line, commitment):
    first = pay(commitment, voucher="บค.1")
    assert refused_rules(pay, commitment, voucher="บค.1") == {"voucher_is_new"}
    assert refused_rules(pay, commitment, voucher=" ") == {"voucher_is_new"}
    assert refused_rules(pay, commitment, voucher="ก" * 61) == {"voucher_is_new"}
    other = make.a_commitment(line, amount="1000.00", signed_on=SIGNED)
    pay(other, voucher="บค.1")
    reverse(first)
    pay(commitment, voucher="บค.1")
    by = budgets.a_finance_officer(line.organisation)
    twice = [make.a_payment(commitment, "1.00", voucher="บค.9", paid_on=PAID) for _ in range(2)]
    with pytest.raises(Refused) as refused:
        actions.disburse(line.organisation, twice, by=by)
    assert [(problem.rule, problem.row) for problem in refused.value] == [("voucher_is_new", 2)]


def test_a_payment_names_what_each_line_bears(line):
    other = budgets.a_line(line.organisation, year=YEAR)
    stranger = budgets.a_line(line.organisation, year=YEAR)
    commitment = make.a_commitment(line, other, amount="100.00", signed_on=SIGNED)
    pay(commitment, "100.00", parts=[Part(line.pk, Decimal("10.00")), Part(other.pk, Decimal("90.00"))])
    assert (balances(line)[1], balances(other)[1]) == (10, 90)
    short = [Part(line.pk, Decimal("10.00")), Part(other.pk, Decimal("9.99"))]
    assert refused_rules(pay, commitment, "20.00", parts=short) == {"shares_add_up"}
    over = [Part(line.pk, Decimal("9.99")), Part(other.pk, Decimal("10.01"))]
    assert refused_rules(pay, commitment, "20.00", parts=over) == {"disbursement_within_commitment"}
    wrong = [Part(stranger.pk, Decimal("20.00"))]
    assert "parts_are_of_the_commitment" in refused_rules(pay, commitment, "20.00", parts=wrong)


def test_commitment_is_known_to_the_office_that_pays(commitment):
    stranger = budgets.a_finance_officer(offices.an_lao())
    payment = make.a_payment(commitment, "1.00", paid_on=PAID)
    rules = refused_rules(actions.disburse, stranger.organisation, [payment], by=stranger)
    assert rules == {"commitment_is_known"}


@pytest.mark.parametrize(("day", "fits"), [(19, False), (20, True)])
def test_reversal_is_not_before_the_payment(line, commitment, day, fits):
    paid = pay(commitment)
    on = dt.date(2027, 1, day)
    if fits:
        reverse(paid, on=on)
        assert balances(line) == (60000, 0)
        counter = Disbursement.objects.get(reverses=paid)
        assert (counter.gross, counter.net, counter.shares.get().amount) == (-100, -100, -100)
        return
    assert refused_rules(reverse, paid, on=on) == {"reversal_is_not_before"}


def test_one_and_many_payments_cost_the_same_statements(line, commitment, django_assert_max_num_queries):
    by = budgets.a_finance_officer(line.organisation)

    def payments(number, start):
        numbers = range(start, start + number)
        return [make.a_payment(commitment, "1.00", voucher=f"บค.{n}", paid_on=PAID) for n in numbers]

    with django_assert_max_num_queries(100) as one:
        actions.disburse(line.organisation, payments(1, 1), by=by)
    many = payments(500, 1000)
    with django_assert_max_num_queries(len(one)):
        actions.disburse(line.organisation, many, by=by)
    assert balances(line) == (60000, 501)
