"""Payments within commitments, commitments within budgets: the rules at their edge."""

from __future__ import annotations

from decimal import Decimal

import pytest

from localplan.budgeting.tests import make as budgets
from localplan.execution import actions
from localplan.execution.splitting import split
from localplan.toolkit.problems import Refused

from . import make

pytestmark = pytest.mark.django_db


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.rule for problem in refused.value}


@pytest.mark.parametrize(("amount", "fits"), [("99999.99", True), ("100000.00", True), ("100000.01", False)])
def test_a_commitment_takes_no_more_than_the_line_has(amount: str, fits: bool) -> None:
    line = budgets.an_ordinance_line(amount="100000.00")
    officer = budgets.a_finance_officer(line.organisation)
    contract = make.a_contract(line, amount=amount)
    if not fits:
        with pytest.raises(Refused) as refused:
            actions.commit(line.organisation, [contract], by=officer)
        assert rules_of(refused) == {"commitment_within_budget"}
        line.refresh_from_db()
        assert line.committed == 0
        return
    [made] = actions.commit(line.organisation, [contract], by=officer)
    line.refresh_from_db()
    assert line.committed == Decimal(amount)
    assert made.shares.get().amount == Decimal(amount)


def test_two_rows_of_one_sheet_cannot_take_the_same_money() -> None:
    line = budgets.an_ordinance_line(amount="100000.00")
    officer = budgets.a_finance_officer(line.organisation)
    rows = [make.a_contract(line, amount="60000.00", number="1"), make.a_contract(line, amount="60000.00", number="2")]
    with pytest.raises(Refused) as refused:
        actions.commit(line.organisation, rows, by=officer)
    [problem] = refused.value
    assert (problem.rule, problem.row) == ("commitment_within_budget", 2)


@pytest.mark.parametrize(("gross", "fits"), [("59999.99", True), ("60000.00", True), ("60000.01", False)])
def test_a_payment_takes_no_more_than_the_commitment_has(gross: str, fits: bool) -> None:
    commitment = make.a_commitment(budgets.an_ordinance_line(), amount="60000.00")
    officer = budgets.a_finance_officer(commitment.organisation)
    payment = make.a_payment(commitment, gross)
    if not fits:
        with pytest.raises(Refused) as refused:
            actions.disburse(commitment.organisation, [payment], by=officer)
        assert rules_of(refused) == {"disbursement_within_commitment"}
        return
    actions.disburse(commitment.organisation, [payment], by=officer)
    share = commitment.shares.select_related("line").get()
    assert share.paid == share.line.paid == Decimal(gross)


def test_a_reversal_gives_the_money_back_and_happens_once() -> None:
    commitment = make.a_commitment(budgets.an_ordinance_line(), amount="60000.00")
    officer = budgets.a_finance_officer(commitment.organisation)
    [pk] = actions.disburse(commitment.organisation, [make.a_payment(commitment, "10000.00")], by=officer)
    paid = commitment.disbursements.get(pk=pk)
    actions.reverse(paid, on=paid.paid_on, reason="จ่ายผิดสัญญา", by=officer)
    share = commitment.shares.select_related("line").get()
    assert share.paid == share.line.paid == 0
    with pytest.raises(Refused) as refused:
        actions.reverse(paid, on=paid.paid_on, reason="อีกครั้ง", by=officer)
    assert rules_of(refused) == {"payment_is_reversed_once"}


@pytest.mark.parametrize(
    ("gross", "shares", "parts"),
    [
        ("100.00", [("90.00", "90.00"), ("10.00", "10.00")], ["90.00", "10.00"]),
        ("10.01", [("50.00", "50.00"), ("50.00", "50.00")], ["5.01", "5.00"]),
        ("60.00", [("50.00", "10.00"), ("50.00", "50.00")], ["10.00", "50.00"]),
        ("0.01", [("1.00", "1.00"), ("1.00", "1.00"), ("1.00", "1.00")], ["0.01", "0.00", "0.00"]),
        ("101.00", [("50.00", "50.00"), ("50.00", "50.00")], ["50.00", "51.00"]),
    ],
)
def test_a_payment_falls_on_the_shares_in_the_ratio_of_the_contract(
    gross: str, shares: list[tuple[str, str]], parts: list[str]
) -> None:
    told = [(Decimal(amount), Decimal(left)) for amount, left in shares]
    assert split(Decimal(gross), told) == [Decimal(part) for part in parts]
