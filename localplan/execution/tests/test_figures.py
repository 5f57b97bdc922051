"""Cumulative figures of recurrent lines, progress, and the word that nothing moved: each rule at its edge."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from localplan.budgeting.tests import make as budgets
from localplan.calendar.tests.make import a_submission
from localplan.execution import actions
from localplan.execution.facts import Figure, ProgressReport
from localplan.execution.models import CumulativeFigure, NoMovement
from localplan.organisations.models import Change
from localplan.toolkit import clock
from localplan.toolkit.problems import Refused

from . import make
from .test_paying import rules_of

pytestmark = pytest.mark.django_db
YEAR = 2570
DAYS = {"oct": dt.date(2026, 10, 31), "nov": dt.date(2026, 11, 30), "dec": dt.date(2026, 12, 31)}


@pytest.fixture(autouse=True)
def _in_march():
    with clock.at(dt.date(2027, 3, 20)):
        yield


def a_recurrent_line(amount="1000.00", **values):
    return budgets.an_ordinance_line(budgets.an_ordinance(year=YEAR), amount=amount, development=False, **values)


def enter(line, *told, reasons=None):
    by = budgets.a_finance_officer(line.organisation)
    figures = [Figure(line.pk, DAYS.get(day, day), Decimal(amount)) for day, amount in told]
    made = actions.enter_figures(line.organisation, figures, by=by, reasons=reasons or {})
    line.refresh_from_db()
    return made


@pytest.mark.parametrize(("amount", "fits"), [("999.99", True), ("1000.00", True), ("1000.01", False)])
def test_figure_within_budget(amount, fits):
    line = a_recurrent_line()
    if not fits:
        with pytest.raises(Refused) as refused:
            enter(line, ("oct", amount))
        assert rules_of(refused) == {"figure_within_budget"}
        return
    enter(line, ("oct", amount))
    assert line.paid == Decimal(amount)


def test_the_figure_of_the_last_month_is_what_the_line_has_paid():
    line = a_recurrent_line()
    assert enter(line, ("nov", "200.00"), ("oct", "100.00")) == 2
    assert line.paid == 200
    assert enter(line, ("oct", "150.00")) == 1
    assert line.paid == 200
    assert enter(line, ("oct", "150.00"), ("nov", "200.00")) == 0, "the same sheet twice changes nothing"
    assert CumulativeFigure.objects.count() == 3


@pytest.mark.parametrize(("amount", "falls"), [("99.99", True), ("100.00", False), ("100.01", False)])
def test_figure_does_not_fall(amount, falls):
    line = a_recurrent_line()
    enter(line, ("oct", "100.00"))
    if falls:
        with pytest.raises(Refused) as refused:
            enter(line, ("nov", amount))
        assert rules_of(refused) == {"figure_does_not_fall"}
        enter(line, ("nov", amount), reasons={(1, "figure_does_not_fall"): "ส่งคืนเงินเดือน"})
        assert CumulativeFigure.objects.get(until_on=DAYS["nov"]).reason == "ส่งคืนเงินเดือน"
    else:
        enter(line, ("nov", amount))
    assert line.paid == Decimal(amount)


@pytest.mark.parametrize(("amount", "fits"), [("199.99", True), ("200.00", True), ("200.01", False)])
def test_figure_not_above_a_later_one(amount, fits):
    line = a_recurrent_line()
    enter(line, ("nov", "200.00"))
    if fits:
        enter(line, ("oct", amount))
    else:
        with pytest.raises(Refused) as refused:
            enter(line, ("oct", amount))
        assert rules_of(refused) == {"figure_not_above_a_later_one"}
    assert line.paid == 200


def test_figure_is_of_a_recurrent_line():
    line = budgets.an_ordinance_line(budgets.an_ordinance(year=YEAR))
    with pytest.raises(Refused) as refused:
        enter(line, ("oct", "1.00"))
    assert rules_of(refused) == {"figure_is_of_a_recurrent_line"}


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        (dt.date(2026, 10, 30), "figure_ends_a_month_of_the_year"),
        (dt.date(2026, 9, 30), "figure_ends_a_month_of_the_year"),
        (dt.date(2027, 3, 31), "fact_is_not_ahead"),
    ],
)
def test_figure_ends_a_month_of_the_year(day, rule):
    with pytest.raises(Refused) as refused:
        enter(a_recurrent_line(), (day, "1.00"))
    assert rules_of(refused) == {rule}


def test_figure_stands_once():
    with pytest.raises(Refused) as refused:
        enter(a_recurrent_line(), ("oct", "1.00"), ("oct", "2.00"))
    assert rules_of(refused) == {"figure_stands_once"}


@pytest.mark.parametrize("amount", ["-0.01", "0.001", "1e14", "Infinity"])
def test_a_figure_is_an_amount_of_money(amount):
    with pytest.raises(Refused) as refused:
        enter(a_recurrent_line(), ("oct", amount))
    assert "amount_is_money" in rules_of(refused)


@pytest.mark.parametrize(("month", "fits"), [("dec", False), (dt.date(2027, 1, 31), True)])
def test_a_figure_of_a_quarter_that_was_handed_in_is_refused(month, fits):
    line = a_recurrent_line()
    a_submission(line.organisation, "spending_q1", year=YEAR, life="submitted")
    if fits:
        enter(line, (month, "1.00"))
        return
    with pytest.raises(Refused) as refused:
        enter(line, (month, "1.00"))
    assert rules_of(refused) == {"fact_date_is_open"}


def a_commitment(**values):
    line = budgets.an_ordinance_line(budgets.an_ordinance(year=YEAR))
    return make.a_commitment(line, signed_on=dt.date(2026, 11, 5), **values)


def report(commitment, percent, on=dt.date(2027, 1, 15), reasons=None):
    told = [ProgressReport(commitment.pk, on, Decimal(percent))]
    by = budgets.a_finance_officer(commitment.organisation)
    return actions.report_progress(commitment.organisation, told, by=by, reasons=reasons or {})


@pytest.mark.parametrize(
    ("percent", "fits"), [("0", True), ("99.99", True), ("-0.01", False), ("100.01", False), ("1.001", False)]
)
def test_progress_is_a_percentage(percent, fits):
    commitment = a_commitment()
    if fits:
        assert report(commitment, percent) == 1
        return
    with pytest.raises(Refused) as refused:
        report(commitment, percent)
    assert rules_of(refused) == {"progress_is_a_percentage"}


@pytest.mark.parametrize(("day", "fits"), [(4, False), (5, True)])
def test_progress_not_before_contract(day, fits):
    commitment = a_commitment()
    if fits:
        assert report(commitment, "1", on=dt.date(2026, 11, day)) == 1
        return
    with pytest.raises(Refused) as refused:
        report(commitment, "1", on=dt.date(2026, 11, day))
    assert rules_of(refused) == {"progress_not_before_contract"}


def test_finished_work_is_paid_or_the_reason_is_written():
    commitment = a_commitment()
    with pytest.raises(Refused) as refused:
        report(commitment, "100")
    assert rules_of(refused) == {"finished_work_is_paid"}
    report(commitment, "100", reasons={(1, "finished_work_is_paid"): "รองวดสุดท้าย"})
    assert "รองวดสุดท้าย" in Change.objects.get(verb="progress_reported").reason


def test_paid_work_is_finished_or_the_reason_is_written():
    commitment = a_commitment(amount="60000.00")
    by = budgets.a_finance_officer(commitment.organisation)
    actions.disburse(commitment.organisation, [make.a_payment(commitment, "60000.00")], by=by)
    assert report(commitment, "100") == 1
    with pytest.raises(Refused) as refused:
        report(commitment, "99.99")
    assert rules_of(refused) == {"paid_work_is_finished"}


def test_no_movement_is_said_of_all_that_had_none_in_one_act():
    line = budgets.an_ordinance_line(budgets.an_ordinance(year=YEAR))
    early, paid, new = (
        make.a_commitment(line, amount="100.00", signed_on=day)
        for day in (dt.date(2026, 11, 5), dt.date(2026, 11, 6), dt.date(2027, 2, 1))
    )
    by = budgets.a_finance_officer(line.organisation)
    actions.disburse(line.organisation, [make.a_payment(paid, "50.00", paid_on=dt.date(2027, 1, 4))], by=by)
    assert actions.say_no_movement(line.organisation, YEAR, 2, by=by) == 1
    assert NoMovement.objects.get().commitment == early
    assert actions.say_no_movement(line.organisation, YEAR, 2, by=by) == 0
    with pytest.raises(Refused) as refused:
        actions.say_no_movement(line.organisation, YEAR, 2, [new.pk], by=by)
    assert rules_of(refused) == {"nothing_moved"}


def test_quarter_has_begun_before_nothing_moved_in_it():
    commitment = a_commitment()
    by = budgets.a_finance_officer(commitment.organisation)
    with pytest.raises(Refused) as refused:
        actions.say_no_movement(commitment.organisation, YEAR, 3, by=by)
    assert rules_of(refused) == {"quarter_has_begun"}
    with clock.at(dt.date(2027, 4, 1)):
        assert actions.say_no_movement(commitment.organisation, YEAR, 3, by=by) == 1
