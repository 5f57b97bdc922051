"""Signing a commitment: every rule at its edge, all problems of all rows at once, and nothing written when refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from localplan.budgeting import actions as budgeting
from localplan.budgeting.tests import make as budgets
from localplan.calendar.tests.make import a_submission
from localplan.execution import actions
from localplan.execution.facts import Cancellation, Part
from localplan.execution.models import Commitment, Share
from localplan.organisations.models import Change, Post
from localplan.organisations.tests import make as offices
from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Refused

from . import make
from .test_changes import refused_rules

pytestmark = pytest.mark.django_db
YEAR = 2570
FIRST, LAST = dt.date(2026, 10, 1), dt.date(2027, 9, 30)


@pytest.fixture(autouse=True)
def _in_march():
    with clock.at(dt.date(2027, 3, 20)):
        yield


@pytest.fixture
def line():
    return budgets.an_ordinance_line(budgets.an_ordinance(year=YEAR), amount="100000.00")


def sign(*lines, reasons=None, **values):
    owner = lines[0].organisation
    contract = make.a_contract(*lines, **{"signed_on": dt.date(2027, 1, 15), **values})
    by = budgets.a_finance_officer(owner)
    [made] = actions.commit(owner, [contract], by=by, reasons=reasons or {})
    return made


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"title": " "}, "commitment_says_who_and_what"),
        ({"counterparty": ""}, "commitment_says_who_and_what"),
        ({"number": ""}, "commitment_says_who_and_what"),
        ({"title": "ก" * 301}, "commitment_says_who_and_what"),
        ({"amount": "0.00"}, "commitment_takes_from_a_line"),
        ({"amount": "-1.00"}, "commitment_takes_from_a_line"),
        ({"amount": "0.001"}, "commitment_takes_from_a_line"),
        ({"ends_on": dt.date(2027, 1, 14)}, "commitment_ends_after_it_is_signed"),
        ({"signed_on": dt.date(2027, 3, 21)}, "fact_is_not_ahead"),
        ({"egp": "1234567890"}, "egp_has_eleven_digits"),
        ({"egp": "๑๒๓๔๕๖๗๘๙๐๑"}, "egp_has_eleven_digits"),
        ({"instalments": ((Decimal("59999.99"), None),)}, "instalments_add_up"),
    ],
)
def test_what_a_contract_must_hold(line, values, rule):
    assert refused_rules(sign, line, **values) == {rule}
    assert (Commitment.objects.count(), Share.objects.count()) == (0, 0)


def test_a_subsidy_needs_no_number_and_no_contract(line):
    made = sign(line, kind="subsidy", number="", counterparty="โรงเรียนบ้านน่าน")
    assert (made.kind, made.number) == ("subsidy", "")
    sign(line, kind="direct", number="", amount="1.00")


def test_commitment_takes_from_a_line_at_least_and_from_each_once(line):
    parts = [Part(line.pk, Decimal("1.00")), Part(line.pk, Decimal("2.00"))]
    assert refused_rules(sign, line, parts=parts) == {"commitment_takes_from_a_line"}
    by = budgets.a_finance_officer(line.organisation)
    empty = [make.a_contract(amount="1.00", signed_on=FIRST)]
    assert refused_rules(actions.commit, line.organisation, empty, by=by) == {"commitment_takes_from_a_line"}


@pytest.mark.parametrize(("total", "fits"), [("59999.99", False), ("60000.00", True), ("60000.01", False)])
def test_shares_add_up_to_the_paper(line, total, fits):
    contract = make.a_contract(line, amount="60000.00", signed_on=FIRST)
    told = type(contract)(**{**vars(contract), "amount": Decimal(total)})
    by = budgets.a_finance_officer(line.organisation)
    if fits:
        actions.commit(line.organisation, [told], by=by)
        return
    assert refused_rules(actions.commit, line.organisation, [told], by=by) == {"shares_add_up"}


def test_commitment_is_of_development():
    payroll = budgets.an_ordinance_line(budgets.an_ordinance(year=YEAR), development=False)
    assert refused_rules(sign, payroll, amount="1.00") == {"commitment_is_of_development"}


@pytest.mark.parametrize(
    ("signed_on", "fits"),
    [(FIRST - dt.timedelta(days=1), False), (FIRST, True), (LAST, True), (LAST + dt.timedelta(days=1), False)],
)
def test_commitment_signed_in_year_or_with_a_reason(line, signed_on, fits):
    with clock.at(dt.date(2027, 10, 5)):
        if not fits:
            assert refused_rules(sign, line, signed_on=signed_on) == {"commitment_signed_in_year"}
            reasons = {(1, "commitment_signed_in_year"): "ลงนามก่อนงบประมาณประกาศใช้"}
            sign(line, signed_on=signed_on, reasons=reasons)
            assert "ลงนามก่อน" in Change.objects.get(verb="committed").reason
            return
        sign(line, signed_on=signed_on)


@pytest.mark.parametrize("step", ["spending_q4", "year_close"])
def test_a_contract_signed_after_a_year_that_was_handed_in_takes_nothing_from_it(line, step):
    a_submission(line.organisation, step, year=YEAR, life="accepted")
    reasons = {(1, "commitment_signed_in_year"): "ลงนามล่าช้า"}
    with clock.at(dt.date(2027, 12, 1)):
        rules = refused_rules(sign, line, signed_on=dt.date(2027, 11, 1), reasons=reasons)
    assert "fact_date_is_open" in rules


def test_egp_is_used_once_until_it_is_cancelled(line):
    first = sign(line, amount="1.00", egp="65017000001", number="1")
    assert refused_rules(sign, line, amount="1.00", egp="65017000001", number="2") == {"egp_is_used_once"}
    by = budgets.a_finance_officer(line.organisation)
    twins = [make.a_contract(line, amount="1.00", egp="65017000002", number=n, signed_on=FIRST) for n in "34"]
    assert refused_rules(actions.commit, line.organisation, twins, by=by) == {"egp_is_used_once"}
    other = sign(line, amount="1.00", number="5")
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=other.pk).update(egp="65017000001")
    actions.cancel(first, Cancellation(dt.date(2027, 2, 1), "ทิ้งงาน"), by=by)
    sign(line, amount="1.00", egp="65017000001", number="6")


def test_commitment_number_is_one_for_its_kind_and_year(line):
    sign(line, amount="1.00", number="7")
    assert refused_rules(sign, line, amount="1.00", number="7") == {"commitment_number_is_one"}
    sign(line, amount="1.00", number="7", kind="order")


@pytest.mark.parametrize(
    ("council_on", "ceilings", "fits"),
    [
        (None, {2570: "10.00", 2571: "20.00"}, False),
        (FIRST, {2570: "10.00"}, False),
        (FIRST, {2570: "10.00", 2571: "19.99"}, False),
        (FIRST, {2570: "10.00", 2571: "20.00"}, True),
        (FIRST, {2570: "10.00", 2571: "20.01"}, True),
    ],
)
def test_commitment_over_years_is_permitted_by_the_council_up_to_its_ceilings(line, council_on, ceilings, fits):
    following = budgets.a_line(line.organisation, year=YEAR + 1)
    values = {
        "parts": [Part(line.pk, Decimal("10.00")), Part(following.pk, Decimal("20.00"))],
        "council_on": council_on,
        "ceilings": {year: Decimal(amount) for year, amount in ceilings.items()},
    }
    if fits:
        assert sign(line, **values).year_id == YEAR
        return
    assert refused_rules(sign, line, **values) == {"commitment_over_years_is_permitted"}


def test_every_problem_of_every_row_is_told_at_once(line):
    by = budgets.a_finance_officer(line.organisation)
    rows = [
        make.a_contract(line, amount="1.00", number="1", title="", signed_on=FIRST),
        make.a_contract(line, amount="100000.00", number="1", egp="x", signed_on=FIRST, row=17),
    ]
    with pytest.raises(Refused) as refused:
        actions.commit(line.organisation, rows, by=by)
    assert [(problem.row, problem.rule) for problem in refused.value] == [
        (1, "commitment_says_who_and_what"),
        (17, "egp_has_eleven_digits"),
        (17, "commitment_number_is_one"),
        (17, "commitment_within_budget"),
    ]


def test_another_offices_line_is_not_known(line):
    stranger = budgets.an_ordinance_line(budgets.an_ordinance(offices.an_lao(), year=YEAR))
    by = budgets.a_finance_officer(line.organisation)
    contract = [make.a_contract(stranger, amount="1.00", signed_on=FIRST)]
    assert "line_is_known" in refused_rules(actions.commit, line.organisation, contract, by=by)


def test_only_those_who_enter_for_the_office_commit(line):
    for by in (
        offices.a_post(Post.VIEWER, at=line.organisation),
        budgets.a_finance_officer(offices.an_lao()),
    ):
        with pytest.raises(NotAllowed):
            actions.commit(line.organisation, [make.a_contract(line, signed_on=FIRST)], by=by)


def test_what_something_points_to_is_not_deleted(line):
    made = sign(line, amount="1.00")
    by = budgets.a_finance_officer(line.organisation)
    assert refused_rules(budgeting.remove_lines, line.ordinance, [line.pk], by=by) == {"used_line_is_not_removed"}
    for thing in (line, made, made.shares.get(), made.events.get()):
        with pytest.raises(ProtectedError):
            thing.delete()


def test_one_and_many_contracts_cost_the_same_statements(line, django_assert_max_num_queries):
    by = budgets.a_finance_officer(line.organisation)

    def contracts(number, start):
        return [
            make.a_contract(line, amount="1.00", number=str(start + n), signed_on=FIRST, egp=f"{start + n:011d}")
            for n in range(number)
        ]

    with django_assert_max_num_queries(100) as one:
        actions.commit(line.organisation, contracts(1, 1), by=by)
    with django_assert_max_num_queries(len(one)):
        actions.commit(line.organisation, contracts(200, 1000), by=by)
    assert Share.objects.count() == 201
