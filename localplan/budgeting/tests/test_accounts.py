"""Control totals: kept statement by statement, the last one counts."""

import datetime as dt
from decimal import Decimal

import pytest

from localplan.budgeting import actions, control, rules
from localplan.budgeting.facts import PartTotal, Statement
from localplan.budgeting.models import ControlStatement
from localplan.budgeting.tests import make
from localplan.calendar.tests import make as duties
from localplan.organisations.models import Change, Post
from localplan.organisations.tests import make as people
from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Refused
from localplan.toolkit.testing import count_queries

pytestmark = pytest.mark.django_db
DAY, YEAR = dt.date(2023, 3, 15), 2566


@pytest.fixture(autouse=True)
def _a_day_in_march():
    with clock.at(DAY):
        yield


@pytest.fixture
def lao():
    make.a_year(YEAR)
    return people.an_lao()


@pytest.fixture
def officer(lao):
    return make.a_finance_officer(lao)


def total(code="54", budget="100", outstanding="20", disbursed="30"):
    return PartTotal(make.the_code(code).pk, Decimal(budget), Decimal(outstanding), Decimal(disbursed))


def state(lao, officer, *totals, quarter=2, reasons=None, **values):
    told = Statement(quarter, totals or [total()], **values)
    return actions.state_accounts(lao, YEAR, told, by=officer, reasons=reasons or {})


def refusal(act):
    with pytest.raises(Refused) as caught:
        act()
    return [problem.rule for problem in caught.value.problems]


def test_every_statement_is_kept_and_the_last_counts(lao, officer):
    state(lao, officer)
    state(lao, officer, total(disbursed="31"), total("53"), reason="จ่ายแล้วแต่ยังไม่บันทึก")
    state(lao, officer, quarter=1)
    assert ControlStatement.objects.count() == 3
    found = control.stated([lao.pk], YEAR)[lao.pk]
    assert sorted(found) == [1, 2]
    assert found[2].totals[make.the_code("54").pk].disbursed == 31
    assert found[2].statement.reason == "จ่ายแล้วแต่ยังไม่บันทึก"
    assert Change.objects.filter(verb="accounts_stated").count() == 3


def test_the_same_statement_once_more_changes_nothing(lao, officer):
    assert state(lao, officer) == state(lao, officer)
    assert (ControlStatement.objects.count(), Change.objects.filter(verb="accounts_stated").count()) == (1, 1)


@pytest.mark.parametrize("quarter", [0, 3, 5])
def test_statement_is_of_a_quarter(lao, officer, quarter):
    """In March the third quarter has not begun."""
    assert refusal(lambda: state(lao, officer, quarter=quarter)) == ["statement_is_of_a_quarter"]


def test_statement_names_each_part_once(lao, officer):
    rule = ["statement_names_each_part_once"]
    assert refusal(lambda: actions.state_accounts(lao, YEAR, Statement(2, []), by=officer)) == rule
    assert refusal(lambda: state(lao, officer, total(), total())) == rule
    assert refusal(lambda: state(lao, officer, total("542000"))) == rule


@pytest.mark.parametrize(("disbursed", "is_right"), [("79.99", True), ("80.00", True), ("80.01", False)])
def test_accounts_stay_within_the_budget(lao, officer, disbursed, is_right):
    rule = "accounts_stay_within_the_budget"
    act = lambda **more: state(lao, officer, total(disbursed=disbursed), **more)  # noqa: E731
    if is_right:
        act()
        return
    assert refusal(act) == [rule]
    act(reasons={(1, rule): "บันทึกบัญชีคลาดเคลื่อน"})
    assert "คลาดเคลื่อน" in Change.objects.get(verb="accounts_stated").reason


def test_half_a_satang_is_no_figure(lao, officer):
    assert refusal(lambda: state(lao, officer, total(outstanding="0.005"))) == ["amount_is_money"]
    assert refusal(lambda: state(lao, officer, total(disbursed="-1"))) == ["amount_is_money"]


def test_a_quarter_that_was_handed_in_is_not_stated_anew(lao, officer):
    duties.a_submission(lao, "spending_q1", year=YEAR, life="submitted")
    assert refusal(lambda: state(lao, officer, quarter=1)) == ["fact_date_is_open"]
    state(lao, officer, quarter=2)


def test_a_reader_states_nothing(lao):
    with pytest.raises(NotAllowed):
        state(lao, people.a_post(Post.VIEWER, at=lao))


def test_many_organisations_cost_what_one_costs(lao, officer):
    state(lao, officer)
    with count_queries() as one:
        control.stated([lao.pk], YEAR)
    laos = [people.an_lao() for _ in range(5)]
    for other in laos:
        state(other, make.a_finance_officer(other))
    with count_queries() as many:
        assert len(control.stated([other.pk for other in laos], YEAR)) == 5
    assert many.number == one.number


def test_a_quarter_begins_the_day_after_the_one_before():
    begun = dt.date(2023, 1, 1)
    assert list(rules.statement_is_of_a_quarter(2, begun_on=begun, today=begun)) == []
    assert len(list(rules.statement_is_of_a_quarter(2, begun_on=begun, today=dt.date(2022, 12, 31)))) == 1
