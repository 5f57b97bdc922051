"""Last year's budget meanwhile: when the ordinance is there, it takes over what was committed and paid."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from localplan.budgeting.tests import make as budgets
from localplan.calendar.steps import quarter_end
from localplan.execution import actions
from localplan.execution.facts import Figure, YearEnd
from localplan.execution.standing import entered_by_part
from localplan.toolkit import clock

from . import make
from .test_changes import balances, refused_rules

pytestmark = pytest.mark.django_db
YEAR = 2570
SIGNED, PAID = dt.date(2026, 11, 5), dt.date(2026, 12, 20)


@pytest.fixture(autouse=True)
def _in_march():
    with clock.at(dt.date(2027, 3, 20)):
        yield


def both(amount="100000.00", **values):
    """A line of last year's budget meanwhile, and the line of the ordinance that will absorb it."""
    ordinance = budgets.an_ordinance(year=YEAR, promulgated_on=dt.date(2027, 1, 15))
    previous = budgets.a_line(ordinance.organisation, year=YEAR, source="previous", amount="50000.00", **values)
    return previous, budgets.an_ordinance_line(ordinance, amount=amount, **values)


def absorb(previous, into):
    by = budgets.a_finance_officer(into.organisation)
    return actions.absorb(into.organisation, [(previous.pk, into.pk)], by=by)


def test_commitments_and_payments_become_the_ordinances_as_if_from_the_start():
    previous, into = both()
    commitment = make.a_commitment(previous, into, amount="20000.00", signed_on=SIGNED)
    by = budgets.a_finance_officer(into.organisation)
    [pk] = actions.disburse(into.organisation, [make.a_payment(commitment, "10000.00", paid_on=PAID)], by=by)
    before = entered_by_part([into.organisation_id], YEAR, quarter_end(YEAR, 1))
    absorb(previous, into)
    assert balances(previous) == (0, 0)
    assert previous.budget == 0
    assert balances(into) == (40000, 10000)
    assert into.budget == 100000
    assert [(s.amount, s.paid) for s in commitment.shares.order_by("line_id")] == [(0, 0), (40000, 10000)]
    after = entered_by_part([into.organisation_id], YEAR, quarter_end(YEAR, 1))
    [(part, was)], [(same, now)] = [one[into.organisation_id].items() for one in (before, after)]
    assert (part, was.committed, was.paid) == (same, now.committed, now.paid), "the quarter reads as before"
    actions.reverse(commitment.disbursements.get(pk=pk), on=dt.date(2027, 3, 1), reason="เช็คคืน", by=by)
    assert balances(into) == (40000, 0)


@pytest.mark.parametrize(("amount", "fits"), [("40000.00", True), ("39999.99", False)])
def test_the_ordinance_must_hold_what_was_used_meanwhile(amount, fits):
    previous, into = both(amount)
    make.a_commitment(previous, amount="40000.00", signed_on=SIGNED)
    if fits:
        absorb(previous, into)
        assert balances(into) == (40000, 0)
        return
    assert refused_rules(absorb, previous, into) == {"absorbed_within_the_ordinance"}
    assert balances(previous) == (40000, 0)


def test_absorbing_comes_before_the_years_end():
    previous, into = both()
    with clock.at(dt.date(2027, 10, 20)):
        told = YearEnd(previous.pk, "lapsed", Decimal("0.01"), dt.date(2027, 9, 30))
        actions.carry_over(into.organisation, [told], by=budgets.a_finance_officer(into.organisation))
        assert refused_rules(absorb, previous, into) == {"absorbing_comes_before_the_years_end"}


def test_cumulative_figures_are_added_month_by_month():
    previous, into = both(development=False)
    by = budgets.a_finance_officer(into.organisation)
    told = [(previous, 10, 31, 100), (previous, 11, 30, 200), (into, 12, 31, 50)]
    figures = [Figure(line.pk, dt.date(2026, m, d), Decimal(amount)) for line, m, d, amount in told]
    actions.enter_figures(into.organisation, figures, by=by)
    absorb(previous, into)
    assert balances(into) == (0, 250)
    assert balances(previous) == (0, 0)
    assert list(actions.figures_of([into.pk])[into.pk].values()) == [100, 200, 250]
    actions.enter_figures(into.organisation, [Figure(into.pk, dt.date(2027, 1, 31), Decimal(300))], by=by)
    assert balances(into) == (0, 300)
