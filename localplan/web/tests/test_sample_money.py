"""The money of the sample: three fiscal years written by the verbs, of which nothing contradicts itself."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Sum

from localplan.budgeting.findings import judge_many
from localplan.budgeting.models import BudgetLine, LineEntry, Ordinance, Transfer
from localplan.budgeting.sources import Source
from localplan.calendar.models import Submission
from localplan.execution.models import CarryOver, Commitment, Disbursement, FinalStatus, NoMovement, Progress
from localplan.grants.models import Grant, GrantEvent
from localplan.organisations.models import Membership
from localplan.organisations.posts import Kind
from localplan.toolkit import clock
from localplan.web import sample
from localplan.web.sample.budgets import RECURRENT, income_of, recurrent_of
from localplan.web.sample.contracts import ROUNDS, sign
from localplan.web.sample.money_dates import money_days
from localplan.web.sample.nation import make_nation
from localplan.web.sample.years import Season

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 25)  # the year that runs has begun, the one before is being closed
YEARS = (2568, 2569, 2570)


@pytest.fixture(scope="module")
def in_the_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.at(TODAY):
            sample.load(seed=3, today=TODAY, scale=0.12)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(in_the_database: None, db: None) -> Iterator[None]:
    with clock.at(TODAY):
        yield


def shown() -> int:
    return int(Membership.objects.get(user__username="sample.planner").organisation_id)


def lives_of(lao: int, year: int) -> dict[str, str]:
    rows = Submission.objects.of_year(year).filter(organisation_id=lao)
    return dict(rows.values_list("deadline__step", "life"))


def test_every_balance_and_status_agrees_with_its_rows(loaded, capsys: pytest.CaptureFixture[str]):
    call_command("check_data")  # ends the program where something differs
    assert " 0 differences" in capsys.readouterr().out


def test_each_of_three_years_has_ordinances_contracts_and_payments(loaded):
    for year in YEARS:
        assert Ordinance.objects.filter(year_id=year, kind="annual").count() >= 3, year
        assert Commitment.objects.filter(year_id=year).count() >= 3, year
        assert BudgetLine.objects.filter(year_id=year, development=False).exists()
    for year in YEARS[:2]:
        assert Disbursement.objects.filter(year_id=year).count() >= 10, year
        assert BudgetLine.objects.filter(year_id=year, development=False, paid__gt=0).exists()


def test_money_comes_from_every_source_the_year_has(loaded):
    sources = set(BudgetLine.objects.values_list("source", flat=True))
    assert sources >= {Source.ORDINANCE, Source.SUPPLEMENTARY, Source.SURPLUS, Source.GRANT, Source.CARRIED}
    assert Transfer.objects.exists()
    assert LineEntry.objects.filter(kind="transfer").aggregate(sum=Sum("amount"))["sum"] == 0


def test_some_contracts_take_from_a_grant_and_from_the_ordinance(loaded):
    of_grants = Commitment.objects.filter(shares__line__source=Source.GRANT)
    assert of_grants.filter(shares__line__source=Source.ORDINANCE).exists()


def test_the_shown_lao_has_closed_two_years_and_begun_a_third(loaded):
    for year in YEARS[:2]:
        lives = lives_of(shown(), year)
        steps = ("ordinance", "spending_q1", "spending_q2", "spending_q3", "spending_q4", "year_close")
        assert {lives[step] for step in steps} == {"accepted"}, year
        lines = BudgetLine.objects.filter(organisation_id=shown(), year_id=year, budget__gt=0)
        developing = lines.filter(development=True)
        ended = FinalStatus.objects.filter(line__in=developing).values("line").distinct()
        assert ended.count() == developing.count() > 5
    assert Ordinance.objects.filter(organisation_id=shown(), year_id=2570).exists()
    assert Commitment.objects.filter(organisation_id=shown(), year_id=2570).exists()
    assert lives_of(shown(), 2570)["ordinance"] == "draft"


def test_what_was_carried_over_stands_in_the_next_year_alone(loaded):
    acts = CarryOver.objects.exclude(into=None)
    assert acts.exists()
    assert not acts.exclude(into__year_id=F("line__year_id") + 1).exists()
    into = BudgetLine.objects.filter(source=Source.CARRIED)
    assert into.aggregate(sum=Sum("budget"))["sum"] == acts.aggregate(sum=Sum("amount"))["sum"]
    assert into.filter(paid__gt=0).exists()


def test_laos_stop_at_different_places(loaded):
    """Some have closed, some stopped after a quarter, some have the ordinance alone, some nothing at all."""
    rows = Submission.objects.of_year(2569).filter(organisation__level="lao").exclude(life="draft")
    done = {step: set(rows.of_steps([step]).values_list("organisation_id", flat=True)) for step in STEPS}
    assert done["year_close"] < done["spending_q1"] < done["ordinance"]
    entered = set(Ordinance.objects.filter(year_id=2569).values_list("organisation_id", flat=True))
    everybody = set(Submission.objects.of_year(2569).of_steps(["ordinance"]).values_list("organisation_id", flat=True))
    assert done["ordinance"] <= entered < everybody


STEPS = ("ordinance", "spending_q1", "year_close")


def test_ordinances_that_were_handed_in_have_nothing_open(loaded):
    handed_in = Submission.objects.of_steps(["ordinance"]).exclude(life__in=["draft", "returned"])
    assert handed_in.count() > 5
    listed = [
        Ordinance.objects.select_related("organisation").get(
            organisation_id=row.organisation_id, year_id=row.deadline.year_id, kind="annual"
        )
        for row in handed_in.select_related("deadline")
    ]
    for judged in judge_many(listed).values():
        assert (judged.blocking, judged.without_reason, judged.missing) == ([], [], Decimal("0.00"))


def test_grants_were_registered_in_bulk_confirmed_received_told_of_and_refused(loaded):
    assert {year: Grant.objects.filter(year_id=year).count() > 2 for year in YEARS} == dict.fromkeys(YEARS, True)
    letters = Grant.objects.values("letter").distinct()
    assert letters.count() == len(YEARS)
    assert Grant.objects.exclude(confirmed_at=None).exists()
    assert Grant.objects.exclude(disputed="").count() == 1
    assert Grant.objects.exclude(closed_on=None).exists()
    assert set(GrantEvent.objects.values_list("kind", flat=True)) >= {"notified", "received", "unchanged"}
    months = Submission.objects.of_year(2569).filter(deadline__step__startswith="grants_m")
    assert months.filter(life="accepted", nothing=True).count() > 1_000  # by themselves
    assert months.filter(life="submitted").exists()


def test_quiet_contracts_are_said_to_be_quiet_and_works_have_their_progress(loaded):
    assert NoMovement.objects.exists()
    assert Progress.objects.filter(percent=100).exists()


def test_nothing_is_dated_after_the_day_it_was_entered(loaded):
    assert not Commitment.objects.filter(signed_on__gt=TODAY).exists()
    assert not Disbursement.objects.filter(paid_on__gt=TODAY).exists()
    assert not Disbursement.objects.filter(recorded_at__gte=clock.now()).exists()


@pytest.mark.parametrize("kind", [Kind.SAO, Kind.PAO])
def test_recurrent_lines_keep_personnel_below_the_limit_and_income_covers_all(kind):
    place = next(place for place in make_nation(3).today if place.kind == kind)
    lines = recurrent_of(place, 2569, Random(1))
    total = sum(line.amount for line in lines)
    personnel = sum(line.amount for line in lines if line.category in ("521000", "522000"))
    assert len(lines) == len(RECURRENT)
    assert sum(share for _name, _work, _category, share in RECURRENT) == 100
    assert personnel < total * 40 / 100
    assert all(amount > 0 for amount in income_of(total).values())
    assert sum(income_of(total).values()) >= total


def test_contracts_are_signed_within_a_quarter_and_paid_to_the_satang():
    place, first = make_nation(3).today[0], dt.date(2025, 10, 1)
    for turn in range(200):
        one = sign(place, "ถนน", [(1, Decimal("987654.32"))], builds=True, first=first, chance=Random(turn))
        assert sum(voucher.gross for voucher in one.vouchers) == one.amount
        assert one.signed_on <= one.ends_on
        assert all(voucher.on > one.signed_on and voucher.on.weekday() < 5 for voucher in one.vouchers)
        assert any(low - 2 <= (one.signed_on - first).days <= high for low, high in ROUNDS)


@pytest.mark.parametrize("day", ["2026-10-01", "2026-11-25", "2027-03-15", "2027-07-31", "2027-08-03"])
def test_steps_of_the_money_open_before_they_are_due_and_one_after_the_other(day):
    days = money_days(Season.before(dt.date.fromisoformat(day), 0))
    assert all(opens <= due <= check for opens, due, check in days.values())
    quarters = [
        days["ordinance"][1],
        *(days[f"spending_q{quarter}"][1] for quarter in (1, 2, 3, 4)),
        days["year_close"][1],
    ]
    assert quarters == sorted(quarters)
