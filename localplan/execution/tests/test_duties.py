"""What makes a quarter, and a year, full: figures beside the accounts, commitments answered, lines settled."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from localplan.budgeting.models import ControlStatement, ControlTotal
from localplan.budgeting.tests import make as budgets
from localplan.calendar.tests.make import a_submission
from localplan.execution import actions, duties
from localplan.execution.facts import Amendment, Ending, Figure, Part, YearEnd
from localplan.organisations.tests import make as offices
from localplan.toolkit import clock

from . import make

pytestmark = pytest.mark.django_db
YEAR = 2569
Q2 = dt.date(2026, 3, 31)


@pytest.fixture(autouse=True)
def _in_april():
    with clock.at(dt.date(2026, 4, 20)):
        yield


@pytest.fixture
def spent():
    """Capital 100,000: 60,000 committed in November, 10,000 paid in March; materials 1,000: 400 to March."""
    ordinance = budgets.an_ordinance(year=YEAR)
    line = budgets.an_ordinance_line(ordinance, amount="100000.00")
    materials = budgets.an_ordinance_line(ordinance, amount="1000.00", development=False)
    by = budgets.a_finance_officer(ordinance.organisation)
    commitment = make.a_commitment(line, amount="60000.00", signed_on=dt.date(2025, 11, 5))
    paid_on = dt.date(2026, 3, 10)
    actions.disburse(by.organisation, [make.a_payment(commitment, "10000.00", paid_on=paid_on)], by=by)
    actions.enter_figures(by.organisation, [Figure(materials.pk, Q2, Decimal("400.00"))], by=by)
    return commitment


def state(lao, quarter=2, reason="", **totals):
    """What the accounts say: by code of the งบ, budget, outstanding, disbursed."""
    statement = ControlStatement.objects.create(
        organisation=lao,
        year_id=YEAR,
        quarter=quarter,
        origin="typed",
        reason=reason,
        by=budgets.a_finance_officer(lao),
        recorded_at=clock.now(),
    )
    told = {"54": ("100000.00", "50000.00", "10000.00"), "53": ("1000.00", "0.00", "400.00")} | totals
    for code, amounts in told.items():
        names = ("budget", "outstanding", "disbursed")
        figures = dict(zip(names, map(Decimal, amounts), strict=True))
        ControlTotal.objects.create(statement=statement, part=budgets.the_code(code), **figures)


def missing(content):
    return {item.code for item in content.items if not item.there}


def quarter(lao, number=2):
    counted = duties.count_quarter(number, [lao.pk], YEAR)[lao.pk]
    content = duties.items_of_quarter(number, lao.pk, YEAR)
    assert (counted.there, counted.expected, counted.reconciled) == (
        content.there, content.expected, content.reconciled,
    )  # fmt: skip
    assert content.is_full == (not missing(content))
    return content


def test_a_quarter_in_agreement_with_the_accounts_is_full_and_reconciled(spent):
    lao = spent.organisation
    state(lao)
    content = quarter(lao)
    assert (content.there, content.expected) == (5, 5)  # totals, two งบ, a commitment, a recurrent line
    assert content.is_full_and_reconciled


def test_without_control_totals_a_quarter_is_at_most_partial(spent):
    content = quarter(spent.organisation)
    assert missing(content) == {"stated"}
    assert (content.there, content.expected) == (2, 3)


def test_one_satang_of_difference_is_shown_and_asks_for_its_reason(spent):
    lao = spent.organisation
    state(lao, **{"53": ("1000.00", "0.00", "400.01")})
    content = quarter(lao)
    [item] = [item for item in content.items if not item.there]
    assert "400.00" in item.detail
    assert "400.01" in item.detail
    state(lao, reason="ปัดเศษ", **{"53": ("1000.00", "0.00", "400.01")})
    content = quarter(lao)
    assert content.is_full
    assert not content.is_full_and_reconciled


def test_money_under_a_part_the_accounts_do_not_name_is_a_difference(spent):
    lao = spent.organisation
    budgets.an_ordinance_line(
        budgets.an_ordinance(lao, year=YEAR, kind="supplementary", number=1),
        amount="5.00",
        category=budgets.the_code("561000"),
    )
    state(lao)
    assert len(missing(quarter(lao))) == 1


def test_other_money_than_the_ordinances_has_books_of_its_own(spent):
    lao = spent.organisation
    surplus = budgets.a_line(lao, year=YEAR, source="surplus")
    make.a_commitment(surplus, amount="5.00", signed_on=dt.date(2026, 2, 1))
    state(lao)
    assert quarter(lao).is_full_and_reconciled


def test_every_open_commitment_has_an_event_or_the_word_that_nothing_moved(spent):
    lao, line = spent.organisation, spent.shares.get().line
    make.a_commitment(line, amount="100.00", signed_on=dt.date(2025, 12, 1))
    state(lao, **{"54": ("100000.00", "50100.00", "10000.00")})
    assert missing(quarter(lao)) == {"commitments"}
    actions.say_no_movement(lao, YEAR, 2, by=budgets.a_finance_officer(lao))
    assert quarter(lao).is_full_and_reconciled


def test_every_recurrent_line_has_a_figure_to_the_quarters_end(spent):
    lao = spent.organisation
    state(lao, 1, **{"54": ("100000.00", "60000.00", "0.00"), "53": ("1000.00", "0.00", "0.00")})
    assert missing(quarter(lao, 1)) == {"recurrent"}


def test_many_are_counted_in_the_same_number_of_statements(spent, django_assert_num_queries):
    others = [offices.an_lao() for _ in range(5)]
    ids = [spent.organisation_id, *(lao.pk for lao in others)]
    state(spent.organisation)
    state(spent.organisation, 4)
    for number in (1, 6):
        with django_assert_num_queries(5):
            counted = duties.count_quarter(2, ids[:number], YEAR)
        with django_assert_num_queries(6):
            duties.count_close(ids[:number], YEAR)
    assert (counted[ids[0]].there, counted[ids[1]].there, counted[ids[1]].expected) == (5, 0, 1)


def test_what_changed_since_it_was_handed_in_is_told_in_figures(spent):
    lao, line = spent.organisation, spent.shares.get().line
    step = a_submission(lao, "spending_q2", year=YEAR, life="returned")
    step.moves.create(
        verb="submit",
        before="draft",
        after="submitted",
        there=5,
        expected=5,
        by=budgets.a_finance_officer(lao),
        at=clock.now(),
    )
    with clock.at(dt.date(2026, 4, 25)):
        told = Amendment(dt.date(2026, 3, 20), "ลดงาน", [Part(line.pk, Decimal("50000.00"))])
        actions.amend(spent, told, by=budgets.a_finance_officer(lao))
        since, *before = duties.differences_of_quarter(2, lao.pk, YEAR)
    assert (since.before, since.now) == ("50,000.00", "40,000.00")
    assert [(one.before, one.now) for one in before] == [
        ("-", "400.00"), ("60,000.00", "40,000.00"), ("-", "10,000.00"),
    ]  # fmt: skip


def test_a_year_is_full_when_lines_are_settled_statuses_given_and_the_accounts_agree(spent):
    lao = spent.organisation
    budgets.a_year(YEAR + 1)
    line = spent.shares.get().line
    materials = lao.budget_lines.get(development=False)
    by = budgets.a_finance_officer(lao)
    with clock.at(dt.date(2026, 10, 20)):
        assert missing(duties.items_of_close(lao.pk, YEAR)) == {"lines", "statuses", "stated"}
        decided = dt.date(2026, 9, 30)
        rows = [
            YearEnd(line.pk, "set_aside", Decimal("50000.00"), decided, spent.pk, "executive"),
            YearEnd(line.pk, "lapsed", Decimal("40000.00"), decided),
            YearEnd(materials.pk, "lapsed", Decimal("599.99"), decided),
        ]
        actions.carry_over(lao, rows, by=by)
        actions.give_status(lao, [Ending(line.pk, "continuing")], by=by)
        state(lao, 4)
        content = duties.items_of_close(lao.pk, YEAR)
        assert missing(content) == {"lines"}, "one satang of materials is left"
        actions.carry_over(lao, [YearEnd(materials.pk, "lapsed", Decimal("0.01"), decided)], by=by)
        content = duties.items_of_close(lao.pk, YEAR)
        assert content.is_full_and_reconciled
        counted = duties.count_close([lao.pk], YEAR)[lao.pk]
        assert (counted.there, counted.expected) == (content.there, content.expected) == (6, 6)
