"""Lines that come without an ordinance, and how the ordinance absorbs them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction

from localplan.budgeting import actions, rules
from localplan.budgeting.facts import OpenedLine
from localplan.budgeting.models import BudgetLine, LineEntry
from localplan.budgeting.sources import Source
from localplan.budgeting.tests import make
from localplan.calendar.tests import make as duties
from localplan.organisations.models import Change, Post
from localplan.organisations.tests import make as people
from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Refused

pytestmark = pytest.mark.django_db
DAY, YEAR, FIRST, LAST = dt.date(2023, 3, 15), 2566, dt.date(2022, 10, 1), dt.date(2023, 9, 30)


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


def a_line(source="surplus", amount="100000.00", **values):
    values = {"authority": "council" if source == "surplus" else "", "decided_on": DAY, **values}
    if source == "other":
        values.setdefault("agency", "กรมทรัพยากรน้ำ")
    return OpenedLine(
        source=source,
        name=values.pop("name", "ซ่อมสะพาน"),
        amount=Decimal(amount),
        work=make.the_code("00312").pk,
        category=make.the_code("542000").pk,
        **values,
    )


def opened(lao, officer, *lines, **values):
    return actions.open_line(lao, YEAR, lines, by=officer, **values)


def refusal(act):
    with pytest.raises(Refused) as caught:
        act()
    return [problem.rule for problem in caught.value.problems]


def test_money_of_surplus_becomes_a_line_with_its_entry(lao, officer):
    [line] = opened(lao, officer, a_line(paper="สภา 3/2566"))
    line = BudgetLine.objects.get(pk=line.pk)
    assert (line.number, line.source, line.budget, line.available) == (1, "surplus", 100000, 100000)
    assert (line.authority, line.decided_on, line.paper) == ("council", DAY, "สภา 3/2566")
    [entry] = line.entries.all()
    assert (entry.kind, entry.amount, entry.on) == ("entered", 100000, DAY)
    assert Change.objects.get(verb="line_opened").after["source"] == "surplus"


def test_all_lines_are_opened_or_none(lao, officer):
    assert refusal(lambda: opened(lao, officer, a_line(), a_line(name=" "))) == ["line_is_named"]
    assert not BudgetLine.objects.exists()
    assert [line.number for line in opened(lao, officer, a_line(), a_line("other"))] == [1, 2]


@pytest.mark.parametrize("source", ["grant", "carried", "ordinance", "supplementary"])
def test_source_may_be_opened(lao, officer, source):
    """By hand not; by the room that knows it, it may."""
    assert refusal(lambda: opened(lao, officer, a_line(source))) == ["source_may_be_opened"]
    if source in ("grant", "carried"):
        assert opened(lao, officer, a_line(source), sources=[Source(source)])[0].source == source


def test_what_was_carried_knows_where_it_came_from(lao, officer):
    origin = make.a_line(lao, year=YEAR - 1)
    carried = a_line("carried", origin=origin.pk, decided_on=dt.date(2022, 9, 28))
    [line] = opened(lao, officer, carried, sources=[Source.CARRIED])
    assert (line.origin, line.entries.get().on) == (origin, FIRST)


def test_origin_is_of_this_organisation(lao, officer):
    stranger = make.a_line(people.an_lao(), year=YEAR - 1)
    act = lambda: opened(lao, officer, a_line("carried", origin=stranger.pk), sources=[Source.CARRIED])  # noqa: E731
    assert refusal(act) == ["origin_is_of_this_organisation"]


def test_an_amount_of_nothing_opens_no_line(lao, officer):
    assert refusal(lambda: opened(lao, officer, a_line(amount="0"))) == ["amount_is_money"]
    assert refusal(lambda: opened(lao, officer, a_line(amount="0.001"))) == ["amount_is_money"]
    opened(lao, officer, a_line(amount="0.01"))


def test_surplus_is_decided(lao, officer):
    assert refusal(lambda: opened(lao, officer, a_line(authority=""))) == ["surplus_is_decided"]
    opened(lao, officer, a_line("other"))


def test_surplus_by_the_executive_is_an_emergency(lao, officer):
    rule = "surplus_by_the_executive_is_an_emergency"
    line = a_line(authority="executive", row=1)
    assert refusal(lambda: opened(lao, officer, line)) == [rule]
    opened(lao, officer, line, reasons={(1, rule): "น้ำป่าไหลหลาก"})
    assert "น้ำป่าไหลหลาก" in Change.objects.get(verb="line_opened").reason


def test_money_of_others_names_its_owner(lao, officer):
    assert refusal(lambda: opened(lao, officer, a_line("other", agency=" "))) == ["money_of_others_names_its_owner"]


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        (DAY, ""),
        (DAY + dt.timedelta(days=1), "decision_is_not_ahead"),
        (FIRST, ""),
        (FIRST - dt.timedelta(days=1), "decision_lies_in_its_year"),
    ],
)
def test_decision_is_not_ahead_and_lies_in_its_year(lao, officer, day, rule):
    act = lambda: opened(lao, officer, a_line(decided_on=day))  # noqa: E731
    assert (refusal(act) == [rule]) if rule else act()
    if day < FIRST:
        [line] = opened(lao, officer, a_line("other", decided_on=day))
        assert line.entries.get().on == FIRST


def test_a_decision_after_the_year_opens_nothing_in_it(lao, officer):
    with clock.at(LAST + dt.timedelta(days=30)):
        late = a_line("other", decided_on=LAST + dt.timedelta(days=1))
        assert refusal(lambda: opened(lao, officer, late)) == ["decision_lies_in_its_year"]


def test_a_decision_in_a_quarter_that_was_handed_in_is_refused(lao, officer):
    duties.a_submission(lao, "spending_q1", year=YEAR, life="submitted")
    assert refusal(lambda: opened(lao, officer, a_line(decided_on=dt.date(2022, 12, 31)))) == ["fact_date_is_open"]
    opened(lao, officer, a_line(decided_on=dt.date(2023, 1, 1)))


# last year's budget meanwhile


@pytest.fixture
def origin(lao):
    return make.an_ordinance_line(make.an_ordinance(lao, year=YEAR - 1), amount="1000.00")


@pytest.mark.parametrize(("amount", "is_right"), [("399.99", True), ("400.00", True), ("400.01", False)])
def test_previous_budget_within_last_year(lao, officer, origin, amount, is_right):
    """Of 1,000, 600 goes on already; two rows of one sheet count together."""
    opened(lao, officer, a_line("previous", "600", origin=origin.pk))
    act = lambda: opened(lao, officer, a_line("previous", amount, origin=origin.pk))  # noqa: E731
    if is_right:
        act()
    else:
        assert refusal(act) == ["previous_budget_within_last_year"]
    both = [a_line("previous", "200.01", origin=origin.pk)] * 2
    assert "previous_budget_within_last_year" in refusal(lambda: opened(lao, officer, *both))


def test_previous_budget_comes_from_last_year(lao, officer):
    rule = "previous_budget_comes_from_last_year"
    assert refusal(lambda: opened(lao, officer, a_line("previous"))) == [rule]
    for line in (make.a_line(lao, year=YEAR - 1), make.an_ordinance_line(make.an_ordinance(lao, year=YEAR - 2))):
        assert refusal(lambda pk=line.pk: opened(lao, officer, a_line("previous", "1", origin=pk))) == [rule]


@pytest.mark.parametrize(
    ("effective", "promulgated", "day", "is_right"),
    [
        (FIRST, dt.date(2022, 10, 12), dt.date(2022, 10, 11), True),
        (FIRST, dt.date(2022, 10, 12), dt.date(2022, 10, 12), False),
        (dt.date(2022, 11, 1), dt.date(2022, 10, 12), dt.date(2022, 10, 31), True),
        (FIRST, None, DAY, True),
        (None, FIRST - dt.timedelta(days=9), DAY, True),
    ],
)
def test_previous_budget_only_meanwhile(lao, officer, origin, effective, promulgated, day, is_right):
    """The ordinance is there once it is both promulgated and in effect."""
    make.an_ordinance(lao, year=YEAR, effective_on=effective, promulgated_on=promulgated)
    act = lambda: opened(lao, officer, a_line("previous", "5", origin=origin.pk, decided_on=day))  # noqa: E731
    assert act() if is_right else refusal(act) == ["previous_budget_only_meanwhile"]


# the ordinance absorbs it


def absorbing(lao, officer, origin, *, used="60.00", budget="100.00", **values):
    """A line of last year's budget of 100 with 60 committed, and a line of this year's ordinance."""
    [previous] = opened(lao, officer, a_line("previous", "100", origin=origin.pk))
    ordinance = make.an_ordinance(lao, year=YEAR, promulgated_on=values.pop("since", dt.date(2023, 3, 20)))
    into = make.an_ordinance_line(ordinance, amount=budget, **values)
    BudgetLine.objects.filter(pk=previous.pk).update(committed=Decimal(used), paid=Decimal("10.00"))
    with transaction.atomic():
        books = actions.lock_lines(lao, [previous.pk, into.pk])
        sides = books.lines[previous.pk], books.lines[into.pk]
        return actions.absorb_line(*sides, Decimal(used), Decimal("10.00"), by=officer)


def test_the_ordinance_absorbs_what_was_used_meanwhile(lao, officer, origin):
    moved = absorbing(lao, officer, origin)
    previous = BudgetLine.objects.get(pk=moved.previous.pk)
    into = BudgetLine.objects.get(pk=moved.into.pk)
    assert (previous.budget, previous.committed, previous.paid) == (0, 0, 0)
    assert (into.budget, into.committed, into.paid, into.available) == (100, 60, 10, 40)
    assert (moved.on, moved.committed, moved.paid) == (dt.date(2023, 3, 20), 60, 10)
    kept = LineEntry.objects.filter(kind="absorbed").order_by("amount").values_list("line", "amount", "on")
    assert list(kept) == [(previous.pk, -100, moved.on), (into.pk, 0, moved.on)]
    told = Change.objects.get(verb="line_absorbed", object_id=into.pk)
    assert (told.before["committed"], told.after["committed"]) == ("0.00", "60.00")


@pytest.mark.parametrize(("budget", "is_right"), [("59.99", False), ("60.00", True), ("60.01", True)])
def test_absorbed_within_the_ordinance(lao, officer, origin, budget, is_right):
    act = lambda: absorbing(lao, officer, origin, budget=budget)  # noqa: E731
    assert act() if is_right else refusal(act) == ["absorbed_within_the_ordinance"]


def test_absorbed_by_a_line_of_the_ordinance(lao, officer, origin):
    found = refusal(lambda: absorbing(lao, officer, origin, development=False))
    assert "absorbed_by_a_line_of_the_ordinance" in found
    right = {"source": "previous", "into": "ordinance", "same_owner": True, "same_year": True, "same_nature": True}
    assert list(rules.absorbed_by_a_line_of_the_ordinance(**right)) == []
    for wrong in ({"source": "surplus"}, {"into": "grant"}, {"same_owner": False}, {"same_year": False}):
        assert len(list(rules.absorbed_by_a_line_of_the_ordinance(**right | wrong))) == 1


def test_nothing_is_absorbed_into_a_quarter_that_was_handed_in(lao, officer, origin):
    duties.a_submission(lao, "spending_q1", year=YEAR, life="submitted")
    found = refusal(lambda: absorbing(lao, officer, origin, since=dt.date(2022, 12, 31)))
    assert found == ["fact_date_is_open"]


# opened by mistake


def test_a_line_opened_by_mistake_is_taken_back_while_nothing_uses_it(lao, officer):
    [line] = opened(lao, officer, a_line())
    BudgetLine.objects.filter(pk=line.pk).update(committed=Decimal("0.01"))
    act = lambda: actions.close_line(lao, YEAR, [line.pk], by=officer)  # noqa: E731
    assert refusal(act) == ["used_line_is_not_removed"]
    BudgetLine.objects.filter(pk=line.pk).update(committed=0)
    assert act() == 1
    line.refresh_from_db()
    assert (line.budget, line.removed_at is None) == (0, False)
    assert [entry.amount for entry in line.entries.order_by("pk")] == [100000, -100000]
    assert refusal(act) == ["line_is_known"]


def test_a_grants_line_is_not_taken_back_by_hand(lao, officer):
    line = make.a_line(lao, year=YEAR, source="grant", decided_on=DAY)
    found = refusal(lambda: actions.close_line(lao, YEAR, [line.pk], by=officer))
    assert found == ["source_may_be_opened"]


def test_a_reader_opens_nothing(lao):
    with pytest.raises(NotAllowed):
        opened(lao, people.a_post(Post.VIEWER, at=lao), a_line())
