"""Two officers transferring from one line at the same moment; shown to overdraw with the locks removed."""

from decimal import Decimal

import pytest

from localplan.budgeting import actions
from localplan.budgeting.actions import balances
from localplan.budgeting.facts import Shift, TransferRound
from localplan.budgeting.models import BudgetLine, Transfer
from localplan.budgeting.queries import BudgetLineQuerySet
from localplan.budgeting.tests import make
from localplan.calendar.models import YearBook
from localplan.organisations.tests.test_races import at_once
from localplan.toolkit import clock
from localplan.toolkit.problems import Refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def no_lock(monkeypatch):
    monkeypatch.setattr(balances, "lock_year", lambda organisation, year: None)
    monkeypatch.setattr(type(YearBook.objects.all()), "lock", lambda rows, *args, **more: None)
    monkeypatch.setattr(
        BudgetLineQuerySet, "locked", lambda rows, ids: {row.pk: row for row in rows.filter(pk__in=ids).order_by("pk")}
    )


def two_transfer_at_once():
    """Each takes 60,000 from a line of 100,000, into lines of their own."""
    ordinance = make.an_ordinance()
    giver, *gainers = [make.an_ordinance_line(ordinance) for _ in range(3)]
    people = [make.a_finance_officer(ordinance.organisation) for _ in gainers]
    amount, day = Decimal("60000.00"), clock.today()

    def act(number, by, gainer):
        sides = [Shift(giver.pk, -amount), Shift(gainer.pk, amount)]
        told = TransferRound("executive", day, sides, number=number)
        return actions.transfer(ordinance.organisation, ordinance.year_id, told, by=by)

    answers = at_once(
        *(
            lambda number=number, by=by, gainer=gainer: act(number, by, gainer)
            for number, (by, gainer) in enumerate(zip(people, gainers, strict=True), start=1)
        )
    )
    giver.refresh_from_db()
    given = -sum(giver.entries.filter(kind="transfer").values_list("amount", flat=True))
    return answers, giver.budget, given


def test_two_officers_do_not_give_the_same_money():
    answers, left, given = two_transfer_at_once()
    assert sorted([type(answer) for answer in answers], key=str) == [Transfer, Refused]
    [refused] = [answer for answer in answers if isinstance(answer, Refused)]
    assert [p.rule for p in refused.problems] == ["transfer_within_what_is_left"]
    assert refused.problems[0].params["left"] == Decimal("40000.00")
    assert (left, given) == (Decimal("40000.00"), Decimal("60000.00"))


def test_without_the_locks_both_give_it(no_lock):
    found = [two_transfer_at_once() for _ in range(10)]
    assert any(left + given != 100000 for _answers, left, given in found), "entries and balance part"
    assert BudgetLine.objects.exists()
