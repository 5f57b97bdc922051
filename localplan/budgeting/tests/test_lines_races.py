"""Two officers at the same moment: two connections, and each race is shown to fail with its lock removed."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from localplan.budgeting import actions
from localplan.budgeting.actions import drawing, lines
from localplan.budgeting.facts import LineRow
from localplan.budgeting.models import BudgetLine, LineEntry
from localplan.budgeting.queries import BudgetLineQuerySet
from localplan.budgeting.tests import make
from localplan.calendar.queries import YearBookQuerySet
from localplan.organisations.tests.test_races import at_once
from localplan.planning.tests import make as plans
from localplan.toolkit.problems import Stale

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = 2570


@pytest.fixture
def no_lock(monkeypatch):
    """Neither the book of the year nor the lines wait."""
    monkeypatch.setattr(YearBookQuerySet, "lock", lambda rows, owner, year: rows.filter(organisation=owner).first())
    monkeypatch.setattr(
        BudgetLineQuerySet, "locked", lambda rows, ids: {row.pk: row for row in rows.filter(pk__in=list(ids))}
    )


def two_write_one_amount():
    """How many were told that a colleague was there first, and whether the budget is still the sum of its entries."""
    ordinance = make.an_ordinance(year=YEAR)
    line = make.an_ordinance_line(ordinance, amount="100")
    people = [make.a_finance_officer(ordinance.organisation) for _ in range(2)]

    def write(by, amount):
        told = LineRow({"amount": Decimal(amount)}, line.pk, 1, {"amount": Decimal("100.00")})
        return actions.save_lines(ordinance, [told], by=by)

    answers = at_once(lambda: write(people[0], 90), lambda: write(people[1], 70))
    line.refresh_from_db()
    sum_of_entries = LineEntry.objects.filter(line=line).aggregate(sum=Sum("amount"))["sum"]
    return sum(isinstance(answer, Stale) for answer in answers), line.budget == sum_of_entries


def test_of_two_who_write_one_amount_the_second_is_told_and_the_entries_add_up():
    assert [two_write_one_amount() for _ in range(3)] == [(1, True)] * 3


def test_without_the_locks_the_second_overwrites_unseen_and_the_entries_do_not_add_up(no_lock):
    found = {two_write_one_amount() for _ in range(10)}
    assert (0, False) in found


def two_draw_at_once():
    plan = plans.a_plan()
    plans.a_project(plan, amounts={YEAR: "5"})
    ordinance = make.an_ordinance(plan.organisation, year=YEAR)
    people = [make.a_finance_officer(plan.organisation) for _ in range(2)]
    at_once(*(lambda by=by: actions.draw_from_plan(ordinance, by=by) for by in people))
    return BudgetLine.objects.filter(ordinance=ordinance).count()


def test_a_project_is_drawn_once_by_two():
    assert [two_draw_at_once() for _ in range(3)] == [1, 1, 1]


def test_without_the_lock_it_would_be_drawn_twice(no_lock, monkeypatch):
    numbers = iter(range(1, 1000))
    monkeypatch.setattr(lines, "next_number", lambda organisation, year: next(numbers))
    assert drawing.save_lines is lines.save_lines
    assert max(two_draw_at_once() for _ in range(10)) == 2
