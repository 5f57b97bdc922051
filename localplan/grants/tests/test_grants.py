"""Grants: registered once, confirmed by the LAO, told by events, read from their lines, asked for every month."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from localplan.budgeting.tests import make as budgets
from localplan.calendar.models import Submission
from localplan.calendar.tests import make as calendars
from localplan.execution import actions as execution
from localplan.execution.tests import make as spending
from localplan.grants import actions, duties, rules
from localplan.grants.models import Grant
from localplan.grants.months import month_days, step_of
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Refused
from localplan.toolkit.testing import count_queries
from localplan.toolkit.thai_dates import fiscal_year, fiscal_year_dates

from . import make

pytestmark = pytest.mark.django_db


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.rule for problem in refused.value}


# ── Registering and confirming ──


def test_a_grant_of_an_lao_opens_its_own_line_at_once() -> None:
    grant = make.a_grant(amount=Decimal("2450000.00"))
    line = grant.lines.get().line
    assert (line.source, line.budget, line.name) == ("grant", Decimal("2450000.00"), grant.purpose)
    assert grant.confirmed_at is not None
    assert [event.kind for event in grant.events.all()] == ["notified"]


def test_an_office_registers_in_bulk_and_each_lao_confirms() -> None:
    laos = [people.an_lao(), people.an_lao()]
    officer = people.a_post(Post.OFFICER, at=people.the_department())
    made = actions.register_grants([make.an_allotment(lao) for lao in laos], by=officer)
    assert [grant.confirmed_at for grant in made] == [None, None]
    clerk = people.a_post(Post.CLERK, at=laos[0])
    actions.confirm_grants([made[0]], by=clerk)
    made[0].refresh_from_db()
    assert made[0].confirmed_by == clerk
    assert not made[1].lines.exists()
    with pytest.raises(NotAllowed):
        actions.confirm_grants([made[1]], by=clerk)


def test_confirming_twice_opens_one_line() -> None:
    grant = make.a_grant()
    actions.confirm_grants([grant], by=budgets.a_finance_officer(grant.organisation))
    assert grant.lines.count() == 1


def test_a_grant_that_is_not_theirs_is_said_so_with_a_reason_and_may_still_be_confirmed() -> None:
    lao = people.an_lao()
    officer = people.a_post(Post.OFFICER, at=people.the_department())
    [grant] = actions.register_grants([make.an_allotment(lao)], by=officer)
    clerk = people.a_post(Post.CLERK, at=lao)
    with pytest.raises(Refused) as refused:
        actions.dispute_grant(grant, reason=" ", by=clerk)
    assert rules_of(refused) == {"dispute_has_a_reason"}
    actions.dispute_grant(grant, reason="เป็นของ อบต. ข้างเคียง", by=clerk)
    assert not Grant.objects.still_open(clock.today()).exists()
    actions.confirm_grants([grant], by=clerk)
    with pytest.raises(Refused) as refused:
        actions.dispute_grant(grant, reason="สาย", by=clerk)
    assert rules_of(refused) == {"grant_is_unconfirmed"}


def test_one_item_of_a_letter_is_registered_once() -> None:
    grant = make.a_grant()
    by = budgets.a_finance_officer(grant.organisation)
    with pytest.raises(Refused) as refused:
        actions.register_grants([make.an_allotment(grant.organisation)], by=by)
    assert rules_of(refused) == {"grant_is_registered_once"}
    actions.register_grants([make.an_allotment(grant.organisation, item=2)], by=by)


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"amount": Decimal("0.00")}, "allotment_has_an_amount"),
        ({"amount": Decimal("-1.00")}, "allotment_has_an_amount"),
        ({"amount": Decimal("1.001")}, "allotment_has_an_amount"),
        ({"contribution": Decimal("-0.01")}, "allotment_has_an_amount"),
        ({"purpose": " "}, "allotment_is_told"),
        ({"letter": ""}, "allotment_is_told"),
        ({"grantor": "pao"}, "allotment_is_told"),
        ({"letter_on": people.days(1)}, "allotment_dates_are_in_order"),
        ({"commit_by": people.days(-4000)}, "allotment_dates_are_in_order"),
        ({"commit_by": people.days(10), "lapses_on": people.days(9)}, "allotment_dates_are_in_order"),
        ({"year": 2575}, "year_is_begun"),
    ],
)
def test_an_allotment_says_what_its_letter_says(values: dict[str, object], rule: str) -> None:
    lao = people.an_lao()
    told = make.an_allotment(lao, **{k: v for k, v in values.items() if k != "year"})
    if "year" in values:
        told = type(told)(**{**told.__dict__, "year": values["year"]})
    with pytest.raises(Refused) as refused:
        actions.register_grants([told], by=budgets.a_finance_officer(lao))
    assert rule in rules_of(refused)
    assert not Grant.objects.exists()


@pytest.mark.parametrize(("year", "refused"), [(2569, True), (2570, False), (2571, True)])
def test_a_workbook_of_a_year_takes_allotments_of_that_year(year: int, refused: bool) -> None:
    found = [problem.rule for problem in rules.allotment_is_of_the_year(year, asked=2570)]
    assert found == (["allotment_is_of_the_year"] if refused else [])


def test_a_grant_goes_to_an_lao_in_reach() -> None:
    officer = people.a_post(Post.OFFICER, at=people.a_province(57))
    elsewhere = people.an_lao(people.a_district(people.a_province(50)))
    for organisation in (elsewhere, people.a_province(57)):
        with pytest.raises(Refused) as refused:
            actions.register_grants([make.an_allotment(organisation)], by=officer)
        assert rules_of(refused) == {"grant_is_for_an_lao"}


# ── Events ──


@pytest.mark.parametrize(("amount", "fits"), [("99999.99", True), ("100000.00", True), ("100000.01", False)])
def test_no_more_is_received_than_was_allotted(amount: str, fits: bool) -> None:
    grant = make.a_grant()
    by = budgets.a_finance_officer(grant.organisation)
    if fits:
        actions.record_events(grant.organisation, [make.an_event(grant, "received", amount)], by=by)
        assert make.stands(grant).received == Decimal(amount)
        return
    with pytest.raises(Refused) as refused:
        actions.record_events(grant.organisation, [make.an_event(grant, "received", amount)], by=by)
    assert rules_of(refused) == {"received_within_allotment"}


@pytest.mark.parametrize(("returned", "fits"), [("39999.99", True), ("40000.00", True), ("40000.01", False)])
def test_no_more_is_returned_than_is_left(returned: str, fits: bool) -> None:
    grant = make.a_grant()
    owner, by = grant.organisation, budgets.a_finance_officer(grant.organisation)
    actions.record_events(owner, [make.an_event(grant, "received", "100000.00")], by=by)
    commitment = spending.a_commitment(grant.lines.get().line, amount="60000.00")
    execution.disburse(owner, [spending.a_payment(commitment, "60000.00")], by=by)
    told = [make.an_event(grant, "returned", returned)]
    if not fits:
        with pytest.raises(Refused) as refused:
            actions.record_events(owner, told, by=by)
        assert rules_of(refused) == {"grant_balance_not_negative"}
        return
    actions.record_events(owner, told, by=by)
    assert make.stands(grant).balance == Decimal("40000.00") - Decimal(returned)


def test_committed_and_paid_are_read_and_the_last_word_says_so() -> None:
    grant = make.a_grant()
    line = grant.lines.get().line
    commitment = spending.a_commitment(line, amount="60000.00")
    execution.disburse(
        grant.organisation,
        [spending.a_payment(commitment, "10000.00")],
        by=budgets.a_finance_officer(line.organisation),
    )
    stands = make.stands(grant)
    assert (stands.committed, stands.paid, stands.unpaid) == (
        Decimal("60000.00"),
        Decimal("10000.00"),
        Decimal("50000.00"),
    )
    assert (stands.last_on, stands.last_read) == (clock.today(), True)


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"kind": "received", "amount": "0.00"}, "event_has_its_amount"),
        ({"kind": "returned", "amount": "1.001"}, "event_has_its_amount"),
        ({"kind": "unchanged", "amount": "5.00"}, "event_has_its_amount"),
        ({"kind": "received", "amount": "5.00", "on": people.days(1)}, "event_follows_the_letter"),
        ({"kind": "received", "amount": "5.00", "on": people.days(-900)}, "event_follows_the_letter"),
        ({"kind": "extended"}, "extension_gives_more_time"),
    ],
)
def test_an_event_says_what_it_must(told: dict[str, object], rule: str) -> None:
    grant = make.a_grant()
    with pytest.raises(Refused) as refused:
        actions.record_events(
            grant.organisation, [make.an_event(grant, **told)], by=budgets.a_finance_officer(grant.organisation)
        )
    assert rule in rules_of(refused)


def test_events_wait_for_the_confirmation_and_for_the_right_owner() -> None:
    lao = people.an_lao()
    officer = people.a_post(Post.OFFICER, at=people.the_department())
    [grant] = actions.register_grants([make.an_allotment(lao)], by=officer)
    clerk = people.a_post(Post.CLERK, at=lao)
    with pytest.raises(Refused) as refused:
        actions.record_events(lao, [make.an_event(grant, "received", "5.00")], by=clerk)
    assert rules_of(refused) == {"grant_is_ours"}
    neighbour = people.an_lao()
    with pytest.raises(Refused) as refused:
        actions.record_events(
            neighbour, [make.an_event(grant, "received", "5.00")], by=people.a_post(Post.CLERK, at=neighbour)
        )
    assert rules_of(refused) == {"grant_is_known"}


def test_an_extension_moves_the_days() -> None:
    grant = make.a_grant(commit_by=people.days(10))
    by = budgets.a_finance_officer(grant.organisation)
    later = people.days(40)
    actions.record_events(grant.organisation, [make.an_event(grant, "extended", commit_by=later)], by=by)
    grant.refresh_from_db()
    assert grant.commit_by == later


def test_an_event_is_taken_back_once_by_a_counter_entry() -> None:
    grant = make.a_grant()
    by = budgets.a_finance_officer(grant.organisation)
    actions.record_events(grant.organisation, [make.an_event(grant, "received", "5000.00")], by=by)
    event = grant.events.get(kind="received")
    actions.reverse_event(event, on=clock.today(), reason="พิมพ์ผิด", by=by)
    assert make.stands(grant).received == 0
    with pytest.raises(Refused) as refused:
        actions.reverse_event(event, on=clock.today(), reason="อีกครั้ง", by=by)
    assert "event_is_reversed_once" in rules_of(refused)


def test_a_grant_is_closed_when_nothing_is_left() -> None:
    grant = make.a_grant()
    owner, by = grant.organisation, budgets.a_finance_officer(grant.organisation)
    actions.record_events(owner, [make.an_event(grant, "received", "100000.00")], by=by)
    with pytest.raises(Refused) as refused:
        actions.close_grant(grant, on=clock.today(), by=by)
    assert rules_of(refused) == {"grant_closes_empty"}
    actions.record_events(owner, [make.an_event(grant, "returned", "100000.00")], by=by)
    actions.close_grant(grant, on=clock.today(), by=by)
    with pytest.raises(Refused) as refused:
        actions.record_events(owner, [make.an_event(grant, "received", "1.00")], by=by)
    assert "grant_is_open" in rules_of(refused)


# ── The monthly round ──


@pytest.mark.parametrize(
    ("month", "first", "last"),
    [
        (1, dt.date(2026, 10, 1), dt.date(2026, 10, 31)),
        (4, dt.date(2027, 1, 1), dt.date(2027, 1, 31)),
        (5, dt.date(2027, 2, 1), dt.date(2027, 2, 28)),
        (12, dt.date(2027, 9, 1), dt.date(2027, 9, 30)),
    ],
)
def test_the_first_month_of_a_fiscal_year_is_october(month: int, first: dt.date, last: dt.date) -> None:
    assert month_days(2570, month) == (first, last)
    assert step_of(first) == step_of(last) == (2570, f"grants_m{month:02d}")


def this_month() -> tuple[int, int]:
    year, step = step_of(clock.today())
    return year, int(step[-2:])


def test_one_act_says_that_all_silent_grants_are_unchanged() -> None:
    lao = people.an_lao()
    year, month = this_month()
    silent, told = make.a_grant(lao), make.a_grant(lao, item=2)
    with clock.at(clock.today()):
        by = budgets.a_finance_officer(lao)
        actions.record_events(lao, [make.an_event(told, "received", "5.00")], by=by)
        if silent.letter_on < month_days(year, month)[0]:
            assert duties.count(month, [lao.pk], year)[lao.pk].there == 1
            assert actions.say_unchanged(lao, year, month, by=by) == 1
        found = duties.count(month, [lao.pk], year)[lao.pk]
        assert (found.there, found.expected) == (2, 2)
        assert actions.say_unchanged(lao, year, month, by=by) == 0


def test_many_months_at_once_are_counted_as_each_by_itself_in_the_statements_of_one() -> None:
    lao, other = people.an_lao(), people.an_lao()
    year = fiscal_year(clock.today())
    first = fiscal_year_dates(year)[0]
    told = make.a_grant(lao, letter_on=first - dt.timedelta(40))
    make.a_grant(lao, item=2, letter_on=first + dt.timedelta(40))
    closed = make.a_grant(other, letter_on=first - dt.timedelta(9))
    Grant.objects.filter(pk=closed.pk).update(closed_on=first + dt.timedelta(70))
    with clock.at(first + dt.timedelta(100)):
        event = make.an_event(told, "received", "5.00", on=first + dt.timedelta(35))
        actions.record_events(lao, [event], by=budgets.a_finance_officer(lao))
    ids = [lao.pk, other.pk]
    with count_queries() as together:
        found = duties.count_months({f"grants_m{month:02d}": ids for month in range(1, 13)}, year)
    with count_queries() as alone:
        alike = {f"grants_m{month:02d}": duties.count(month, ids, year) for month in range(1, 13)}
    assert found == alike
    told_of = [found[f"grants_m{n:02d}"][lao.pk] for n in (1, 2, 3)]
    assert [(one.there, one.expected) for one in told_of] == [(0, 1), (2, 2), (0, 2)]  # a letter is a word by itself
    assert [found[f"grants_m{n:02d}"][other.pk].there for n in (1, 2, 3)] == [0, 0, 1]  # closed: nothing is asked
    assert together.number == alone.number / 12


def test_without_an_open_grant_the_round_answers_itself_when_the_month_is_over() -> None:
    idle, busy = people.an_lao(), people.an_lao()
    year = budgets.a_year()
    first = fiscal_year_dates(year)[0]
    october_ends = month_days(year, 1)[1]
    when = calendars.StepDates(first, october_ends + dt.timedelta(10), october_ends + dt.timedelta(20))
    with clock.at(first):
        make.a_grant(busy)
        for lao in (idle, busy):
            calendars.a_submission(lao, "grants_m01", year=year, when=when)
    with clock.at(october_ends):
        assert actions.settle_months() == 0
    with clock.at(october_ends + dt.timedelta(days=1)):
        assert actions.settle_months() == 1
        assert actions.settle_months() == 0
    settled = Submission.objects.get(organisation=idle)
    assert (settled.life, settled.nothing) == ("accepted", True)
    assert Submission.objects.get(organisation=busy).life == "draft"


def test_an_event_in_a_month_that_was_handed_in_is_refused() -> None:
    grant = make.a_grant()
    year, month = this_month()
    calendars.a_submission(grant.organisation, f"grants_m{month:02d}", year=year, life="submitted")
    with pytest.raises(Refused) as refused:
        actions.record_events(
            grant.organisation,
            [make.an_event(grant, "received", "5.00")],
            by=budgets.a_finance_officer(grant.organisation),
        )
    assert rules_of(refused) == {"step_takes_changes"}


def test_nothing_is_said_of_a_month_to_come() -> None:
    grant = make.a_grant()
    year, month = this_month()
    if month == 12:
        pytest.skip("the last month of the fiscal year has no later one")
    with pytest.raises(Refused) as refused:
        actions.say_unchanged(grant.organisation, year, 12, by=budgets.a_finance_officer(grant.organisation))
    assert rules_of(refused) == {"month_has_begun"}
