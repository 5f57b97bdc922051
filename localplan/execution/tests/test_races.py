"""Many officers, few lines: no satang is spent twice. Each race is shown to overspend with the locks removed."""

from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connection

from localplan.budgeting.actions import balances as budget_balances
from localplan.budgeting.queries import BudgetLineQuerySet
from localplan.budgeting.tests import make as budgets
from localplan.calendar.models import YearBook
from localplan.execution import actions
from localplan.execution.facts import Amendment, Cancellation, Figure, Part, YearEnd
from localplan.execution.models import CarryOver, CumulativeFigure, Disbursement, DisbursementShare, ShareEntry
from localplan.execution.queries import CommitmentQuerySet
from localplan.organisations.tests.test_races import at_once
from localplan.toolkit import clock
from localplan.toolkit.problems import Refused
from localplan.toolkit.truth import find_differences

from . import make

pytestmark = pytest.mark.django_db(transaction=True)
OFFICERS = 6
PART = Decimal("30000.00")


@pytest.fixture
def no_lock(monkeypatch):
    """Everybody reads before anybody writes, as happens sooner or later when nobody waits."""
    all_have_read = threading.Barrier(OFFICERS)

    def read(rows, ids):
        found = {row.pk: row for row in rows.filter(pk__in=ids).order_by("pk")}
        if rows.model.__name__ == meeting["at"]:
            all_have_read.wait(timeout=30)
        return found

    meeting = {"at": "BudgetLine"}
    monkeypatch.setattr(budget_balances, "lock_year", lambda organisation, year: None)
    monkeypatch.setattr(type(YearBook.objects.all()), "lock", lambda rows, *args: None)
    monkeypatch.setattr(BudgetLineQuerySet, "locked", read)
    monkeypatch.setattr(CommitmentQuerySet, "locked", read)
    return meeting


def split(answers):
    """Those who succeeded, and the figures that were left when the others were refused."""
    assert all(not isinstance(answer, Exception) or isinstance(answer, Refused) for answer in answers), answers
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    return len(answers) - len(refused), [problem for one in refused for problem in one]


def officers(owner, number=OFFICERS):
    return [budgets.a_finance_officer(owner) for _ in range(number)]


def total(rows):
    return sum(rows.values_list("amount", flat=True), Decimal(0))


def all_commit_at_once():
    """Each binds 30,000 of one line of 100,000."""
    line = budgets.an_ordinance_line(amount="100000.00")
    contracts = [make.a_contract(line, amount=str(PART), number=str(number)) for number in range(OFFICERS)]
    pairs = zip(contracts, officers(line.organisation), strict=True)
    answers = at_once(*(lambda c=c, by=by: actions.commit(line.organisation, [c], by=by) for c, by in pairs))
    line.refresh_from_db()
    return line, *split(answers)


def test_many_officers_cannot_commit_the_same_money():
    line, made, problems = all_commit_at_once()
    assert made == 3
    assert {(p.rule, p.params["available"]) for p in problems} == {("commitment_within_budget", Decimal("10000.00"))}
    assert line.committed == total(ShareEntry.objects) == 3 * PART


def test_without_the_lock_all_of_them_commit_it(no_lock):
    line, made, _problems = all_commit_at_once()
    assert made == OFFICERS
    assert total(ShareEntry.objects) > line.budget


def all_pay_at_once(**values):
    """Each pays 30,000 of a contract of 100,000."""
    commitment = make.a_commitment(budgets.an_ordinance_line(amount="100000.00"), amount="100000.00")
    owner = commitment.organisation
    payments = [
        make.a_payment(commitment, str(PART), **{"voucher": f"v{number}", **values}) for number in range(OFFICERS)
    ]
    pairs = zip(payments, officers(owner), strict=True)
    answers = at_once(*(lambda p=p, by=by: actions.disburse(owner, [p], by=by) for p, by in pairs))
    return commitment.shares.select_related("line").get(), *split(answers)


def test_many_officers_cannot_pay_the_same_money():
    share, made, problems = all_pay_at_once()
    assert made == 3
    assert {(p.rule, p.params["left"]) for p in problems} == {("disbursement_within_commitment", Decimal("10000.00"))}
    assert share.paid == share.line.paid == total(DisbursementShare.objects) == 3 * PART


def test_without_the_lock_all_of_them_pay_it(no_lock):
    no_lock["at"] = "Commitment"
    share, made, _problems = all_pay_at_once()
    assert made == OFFICERS
    assert total(DisbursementShare.objects) > share.amount


def test_the_same_voucher_at_the_same_instant_is_paid_once():
    share, made, problems = all_pay_at_once(voucher="บค.1")
    assert made == Disbursement.objects.count() == 1
    assert {p.rule for p in problems} == {"voucher_is_new"}
    assert share.paid == PART


def test_without_the_lock_the_same_voucher_is_paid_again(no_lock):
    no_lock["at"] = "Commitment"
    # The voucher is looked up after the locks: without them everybody still looks before anybody has written.
    assert all_pay_at_once(voucher="บค.1")[1] > 1


def all_carry_at_once():
    """Each lets the council carry 30,000 of what a line of 100,000 has left into the next year."""
    year = budgets.this_year() - 1
    budgets.a_year(year + 1)
    line = budgets.an_ordinance_line(budgets.an_ordinance(year=year), amount="100000.00")
    decided = dt.date(year - 543, 9, 30)
    told = YearEnd(line.pk, "set_aside", PART, decided, authority="council")
    people = officers(line.organisation)
    answers = at_once(*(lambda by=by: actions.carry_over(line.organisation, [told], by=by) for by in people))
    line.refresh_from_db()
    return line, *split(answers)


def test_many_officers_cannot_carry_the_same_money_over():
    line, made, problems = all_carry_at_once()
    assert made == 3
    assert {p.rule for p in problems} == {"carry_over_within_what_is_left"}
    assert line.reserved == total(CarryOver.objects) == 3 * PART
    assert [into.budget for into in line.followed_by.all()] == [3 * PART], "one line of the next year, not three"
    assert find_differences() == []


def test_figures_of_a_month_at_the_same_instant_leave_the_last_one():
    line = budgets.an_ordinance_line(development=False)
    day = dt.date(line.year_id - 544, 10, 31)
    pairs = list(enumerate(officers(line.organisation), start=1))

    def enter(number, by):
        with clock.at(dt.datetime(day.year, 11, 20, 9)):
            return actions.enter_figures(line.organisation, [Figure(line.pk, day, Decimal(number))], by=by)

    made, _problems = split(at_once(*(lambda n=n, by=by: enter(n, by) for n, by in pairs)))
    line.refresh_from_db()
    assert made == CumulativeFigure.objects.count() == OFFICERS
    assert line.paid == CumulativeFigure.objects.order_by("-pk").first().amount


@pytest.mark.parametrize("turn", range(3))
def test_whatever_many_officers_do_to_two_lines_at_once_every_balance_is_its_rows(turn):
    ordinance = budgets.an_ordinance()
    owner, today = ordinance.organisation, clock.today()
    lines = [budgets.an_ordinance_line(ordinance, amount="100.00") for _ in range(2)]
    shared = make.a_commitment(*lines, amount="40.00")
    doomed = make.a_commitment(lines[turn % 2], amount="20.00")
    by = officers(owner, 1)[0]
    paid = Disbursement.objects.get(pk=actions.disburse(owner, [make.a_payment(shared, "9.99")], by=by)[0])
    whole = [Part(lines[0].pk, Decimal("75.01")), Part(lines[1].pk, Decimal("5.00"))]
    acts = [
        lambda: actions.commit(owner, [make.a_contract(*lines, amount="35.00", number="a")], by=by),
        lambda: actions.commit(owner, [make.a_contract(*reversed(lines), amount="25.00", number="b")], by=by),
        lambda: actions.disburse(owner, [make.a_payment(shared, "60.00", voucher="c")], by=by),
        lambda: actions.disburse(owner, [make.a_payment(shared, "30.00", voucher="d")], by=by),
        lambda: actions.amend(shared, Amendment(today, "แก้ไขสัญญา", whole), by=by),
        lambda: actions.amend(doomed, Amendment(today, "เพิ่มสาย", [Part(lines[1 - turn % 2].pk, Decimal(5))]), by=by),
        lambda: actions.disburse(owner, [make.a_payment(doomed, "12.00", voucher="e")], by=by),
        lambda: actions.cancel(doomed, Cancellation(today, "ทิ้งงาน"), by=by),
        lambda: actions.reverse(paid, on=today, reason="จ่ายผิด", by=by),
    ]
    turned = acts[turn * 3 :] + acts[: turn * 3]
    split(at_once(*turned))
    assert find_differences() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM budgeting_budgetline WHERE committed > budget OR paid > committed")
        assert cursor.fetchone() == (0,)
