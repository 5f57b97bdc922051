"""Amended, cancelled, signed again, corrected: each rule at its edge, the same commitment throughout."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from localplan.budgeting.tests import make as budgets
from localplan.calendar.tests.make import a_submission
from localplan.execution import actions
from localplan.execution.facts import Amendment, Cancellation, Part, Particulars
from localplan.execution.models import Commitment, ShareEntry
from localplan.organisations.models import Change
from localplan.toolkit import clock
from localplan.toolkit.problems import Refused, Stale

from . import make
from .test_paying import rules_of

pytestmark = pytest.mark.django_db
YEAR = 2570
SIGNED = dt.date(2026, 11, 5)
LATER = dt.date(2027, 1, 20)


@pytest.fixture(autouse=True)
def _in_march():
    with clock.at(dt.date(2027, 3, 20)):
        yield


@pytest.fixture
def line():
    return budgets.an_ordinance_line(budgets.an_ordinance(year=YEAR), amount="100000.00")


@pytest.fixture
def contract(line):
    return make.a_commitment(line, amount="60000.00", signed_on=SIGNED)


def officer(commitment):
    return budgets.a_finance_officer(commitment.organisation)


def pay(commitment, gross, **values):
    payment = make.a_payment(commitment, gross, **{"paid_on": LATER, **values})
    [pk] = actions.disburse(commitment.organisation, [payment], by=officer(commitment))
    return commitment.disbursements.get(pk=pk)


def amend(commitment, *parts, on=LATER, reason="ผู้รับจ้างขอแก้ไข", **values):
    told = Amendment(on, reason, [Part(line.pk, Decimal(amount)) for line, amount in parts], **values)
    return actions.amend(commitment, told, by=officer(commitment))


def cancel(commitment, on=LATER, reason="ทิ้งงาน", again=False):
    return actions.cancel(commitment, Cancellation(on, reason, again=again), by=officer(commitment))


def refused_rules(act, /, *args, **values):
    with pytest.raises(Refused) as refused:
        act(*args, **values)
    return rules_of(refused)


def balances(line):
    line.refresh_from_db()
    return line.committed, line.paid


@pytest.mark.parametrize(("amount", "fits"), [("99999.99", True), ("100000.00", True), ("100000.01", False)])
def test_an_amendment_stays_within_the_line(line, contract, amount, fits):
    if not fits:
        assert refused_rules(amend, contract, (line, amount)) == {"commitment_within_budget"}
        return
    amend(contract, (line, amount))
    assert balances(line)[0] == contract.shares.get().amount == Decimal(amount)
    assert sum(ShareEntry.objects.values_list("amount", flat=True)) == Decimal(amount)
    assert [event.kind for event in contract.events.order_by("pk")] == ["signed", "amended"]


@pytest.mark.parametrize(("amount", "fits"), [("9999.99", False), ("10000.00", True), ("10000.01", True)])
def test_amendment_covers_what_is_paid(line, contract, amount, fits):
    pay(contract, "10000.00")
    if fits:
        amend(contract, (line, amount))
        assert balances(line) == (Decimal(amount), 10000)
        return
    assert refused_rules(amend, contract, (line, amount)) == {"amendment_covers_what_is_paid"}


def test_an_amendment_moves_a_part_to_another_line(line, contract):
    other = budgets.a_line(line.organisation, year=YEAR, amount="5000.00")
    amend(contract, (line, "55000.00"), (other, "5000.00"))
    assert (balances(line)[0], balances(other)[0]) == (55000, 5000)
    amend(contract, (line, "60000.00"), (other, "0.00"))
    assert (balances(line)[0], balances(other)[0]) == (60000, 0)


def test_commitment_keeps_an_amount(line, contract):
    assert refused_rules(amend, contract, (line, "0.00")) == {"commitment_keeps_an_amount"}
    amend(contract, (line, "0.01"))


@pytest.mark.parametrize("amount", ["-0.01", "0.001"])
def test_amendment_amounts_are_money(line, contract, amount):
    assert refused_rules(amend, contract, (line, amount)) == {"amendment_amounts_are_money"}
    assert refused_rules(amend, contract, (line, "1.00"), (line, "2.00")) == {"amendment_amounts_are_money"}


@pytest.mark.parametrize(("day", "fits"), [(4, False), (5, True)])
def test_change_is_not_before_the_contract(line, contract, day, fits):
    on = dt.date(2026, 11, day)
    if fits:
        amend(contract, (line, "1.00"), on=on)
        return
    assert refused_rules(amend, contract, (line, "1.00"), on=on) == {"change_is_not_before_the_contract"}


@pytest.mark.parametrize(("on", "fits"), [(dt.date(2027, 9, 30), True), (dt.date(2027, 10, 1), False)])
def test_change_is_not_after_the_lines_year(line, contract, on, fits):
    with clock.at(dt.date(2027, 10, 20)):
        if fits:
            cancel(contract, on=on)
            return
        assert refused_rules(cancel, contract, on=on) == {"change_is_not_after_the_lines_year"}
        assert refused_rules(amend, contract, (line, "1.00"), on=on) == {"change_is_not_after_the_lines_year"}


def test_a_quarter_that_was_handed_in_takes_no_change(line, contract):
    a_submission(line.organisation, "spending_q1", year=YEAR, life="submitted")
    for day, closed in ((dt.date(2026, 12, 31), True), (dt.date(2027, 1, 1), False)):
        if closed:
            assert refused_rules(amend, contract, (line, "1.00"), on=day) == {"fact_date_is_open"}
            assert refused_rules(cancel, contract, on=day) == {"fact_date_is_open"}
        else:
            amend(contract, (line, "1.00"), on=day)


def test_what_a_paper_changes_beside_money_is_kept_and_told(line, contract):
    ends_on = dt.date(2027, 6, 30)
    amend(contract, ends_on=ends_on, counterparty="บจก.ใหม่")
    contract.refresh_from_db()
    assert (contract.ends_on, contract.counterparty, contract.version) == (ends_on, "บจก.ใหม่", 2)
    assert Change.objects.get(verb="commitment_amended").before["counterparty"] == "หจก.น่านก่อสร้าง"
    told = [(Decimal("1.00"), None)]
    assert refused_rules(amend, contract, instalments=told) == {"instalments_add_up"}


def test_the_same_amendment_twice_changes_nothing(line, contract):
    amend(contract, (line, "50000.00"))
    amend(contract, (line, "50000.00"))
    assert contract.events.filter(kind="amended").count() == 1


def test_cancelling_gives_back_what_is_not_paid(line, contract):
    pay(contract, "10000.00")
    cancel(contract)
    assert balances(line) == (10000, 10000)
    assert refused_rules(pay, contract, "0.01") >= {"commitment_is_not_cancelled"}
    assert refused_rules(cancel, contract) >= {"commitment_is_not_cancelled"}
    assert "commitment_is_not_cancelled" in refused_rules(amend, contract, (line, "20000.00"))


@pytest.mark.parametrize(("gross", "fits"), [("59999.99", True), ("60000.00", False)])
def test_something_is_left_to_cancel(contract, gross, fits):
    pay(contract, gross)
    if fits:
        cancel(contract)
        return
    assert refused_rules(cancel, contract) == {"something_is_left_to_cancel"}


def test_a_payment_of_a_cancelled_commitment_that_is_reversed_goes_back_to_the_line(line, contract):
    paid = pay(contract, "10000.00")
    cancel(contract)
    actions.reverse(paid, on=LATER, reason="เช็คคืน", by=officer(contract))
    assert balances(line) == (0, 0)
    assert contract.shares.get().amount == 0


def test_announced_again_it_stays_the_same_commitment(line, contract):
    pay(contract, "10000.00")
    cancel(contract, again=True)
    new = make.a_contract(line, amount="70000.00", signed_on=LATER, number="9/2570", counterparty="บจก.สอง")
    by = officer(contract)
    actions.reannounce(contract, new, by=by)
    assert Commitment.objects.count() == 1
    contract.refresh_from_db()
    assert (contract.counterparty, contract.number, contract.cancelled_on) == ("บจก.สอง", "9/2570", None)
    assert balances(line) == (80000, 10000)
    assert [event.kind for event in contract.events.order_by("pk")] == ["signed", "cancelled", "reannounced", "signed"]
    pay(contract, "70000.00", voucher="last")
    assert balances(line) == (80000, 80000)


@pytest.mark.parametrize(("amount", "fits"), [("90000.00", True), ("90000.01", False)])
def test_signed_again_it_stays_within_the_line(line, contract, amount, fits):
    pay(contract, "10000.00")
    cancel(contract, again=True)
    new = make.a_contract(line, amount=amount, signed_on=LATER, number=contract.number)
    if fits:
        actions.reannounce(contract, new, by=officer(contract))
        return
    assert refused_rules(actions.reannounce, contract, new, by=officer(contract)) == {"commitment_within_budget"}


def test_only_a_cancelled_commitment_is_signed_again(line, contract):
    rule = "only_a_cancelled_commitment_is_signed_again"
    for on, cancelled in ((LATER, False), (LATER - dt.timedelta(days=1), True)):
        if cancelled:
            cancel(contract)
        new = make.a_contract(line, amount="1.00", signed_on=on, number="9")
        assert refused_rules(actions.reannounce, contract, new, by=officer(contract)) == {rule}


def correct(commitment, base=None, **values):
    return actions.correct_particulars(commitment, Particulars(values, base or {}), by=officer(commitment))


def test_particulars_are_corrected_and_merge_with_a_colleagues(contract):
    seen = actions.particulars_of(contract)
    correct(contract, seen, title="ชื่อใหม่")
    correct(contract, seen, egp="12345678901")
    contract.refresh_from_db()
    assert (contract.title, contract.egp, contract.version) == ("ชื่อใหม่", "12345678901", 3)
    with pytest.raises(Stale):
        correct(contract, seen, title="อีกชื่อ")
    assert Change.objects.filter(verb="commitment_corrected").count() == 2


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"egp": "1234567890"}, "egp_has_eleven_digits"),
        ({"title": " "}, "commitment_says_who_and_what"),
        ({"number": "9/2570"}, "commitment_number_is_one"),
        ({"egp": "99999999999"}, "egp_is_used_once"),
        ({"ends_on": SIGNED - dt.timedelta(days=1)}, "commitment_ends_after_it_is_signed"),
        ({"instalments": ((Decimal("59999.99"), None),)}, "instalments_add_up"),
    ],
)
def test_corrected_particulars_obey_the_rules_of_signing(line, contract, values, rule):
    make.a_commitment(line, amount="1.00", signed_on=SIGNED, number="9/2570", egp="99999999999")
    assert refused_rules(correct, contract, **values) == {rule}
