"""Transfers in rounds: balanced, within what is left, decided by who may, told in time, taken back once."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as any_

from localplan.budgeting import actions, rules
from localplan.budgeting.facts import NewItem, Shift, TransferRound
from localplan.budgeting.models import BudgetLine, LineEntry, Transfer
from localplan.budgeting.tests import make
from localplan.budgeting.transfer_law import transfer_law
from localplan.calendar.tests import make as duties
from localplan.organisations.models import Change, Post
from localplan.organisations.tests import make as people
from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Refused, Stale

pytestmark = pytest.mark.django_db
DAY, YEAR = dt.date(2023, 3, 15), 2566


@pytest.fixture(autouse=True)
def _a_day_in_march():
    with clock.at(DAY):
        yield


@pytest.fixture
def ordinance():
    return make.an_ordinance(year=YEAR)


@pytest.fixture
def officer(ordinance):
    return make.a_finance_officer(ordinance.organisation)


@pytest.fixture
def lines(ordinance):
    """Two of construction with 100,000 each, one recurrent with 50,000."""
    return [
        make.an_ordinance_line(ordinance),
        make.an_ordinance_line(ordinance),
        make.an_ordinance_line(ordinance, amount="50000.00", development=False),
    ]


def told(*shifts, authority="executive", decided_on=DAY, **values):
    sides = [
        Shift(line.pk if line is not None else None, Decimal(amount), row, *more)
        for row, (line, amount, *more) in enumerate(shifts, start=1)
    ]
    return TransferRound(authority, decided_on, sides, **values)


def moved(ordinance, officer, *shifts, reasons=None, **values):
    return actions.transfer(
        ordinance.organisation, ordinance.year_id, told(*shifts, **values), by=officer, reasons=reasons or {}
    )


def refusal(act):
    with pytest.raises(Refused) as caught:
        act()
    return [problem.rule for problem in caught.value.problems]


def budget(line):
    return BudgetLine.objects.get(pk=line.pk).budget


def test_a_round_moves_money_and_is_kept_by_number_and_entries(ordinance, officer, lines):
    made = moved(ordinance, officer, (lines[0], "-30000.25"), (lines[1], "30000.25"), reason="ราคาวัสดุสูงขึ้น")
    assert (made.number, budget(lines[0]), budget(lines[1])) == (1, Decimal("69999.75"), Decimal("130000.25"))
    assert list(made.entries.order_by("amount").values_list("kind", "amount", "on")) == [
        ("transfer", Decimal("-30000.25"), DAY),
        ("transfer", Decimal("30000.25"), DAY),
    ]
    kept = Change.objects.get(verb="transferred")
    assert (kept.after["number"], kept.reason) == (1, "ราคาวัสดุสูงขึ้น")
    assert moved(ordinance, officer, (lines[0], "-1"), (lines[1], "1")).number == 2


@pytest.mark.parametrize(("gains", "is_right"), [("29999.99", False), ("30000.00", True), ("30000.01", False)])
def test_transfer_balances(ordinance, officer, lines, gains, is_right):
    def act():
        return moved(ordinance, officer, (lines[0], "-30000"), (lines[1], gains))

    if is_right:
        act()
    else:
        assert refusal(act) == ["transfer_balances"]
        assert (budget(lines[0]), Transfer.objects.count()) == (Decimal("100000.00"), 0)


def test_half_a_satang_is_no_money(ordinance, officer, lines):
    found = refusal(lambda: moved(ordinance, officer, (lines[0], "-1.005"), (lines[1], "1.005")))
    assert set(found) == {"amount_is_money"}


@pytest.mark.parametrize(("gives", "is_right"), [("39999.99", True), ("40000.00", True), ("40000.01", False)])
def test_transfer_within_what_is_left(ordinance, officer, lines, gives, is_right):
    """Of 100,000, 60,000 is committed."""
    BudgetLine.objects.filter(pk=lines[0].pk).update(committed=Decimal("60000.00"))
    if is_right:
        moved(ordinance, officer, (lines[0], f"-{gives}"), (lines[1], gives))
        return
    with pytest.raises(Refused) as caught:
        moved(ordinance, officer, (lines[0], f"-{gives}"), (lines[1], gives))
    [problem] = caught.value.problems
    assert (problem.rule, problem.row, problem.params["left"]) == (
        "transfer_within_what_is_left",
        1,
        Decimal("40000.00"),
    )


def test_a_recurrent_line_keeps_what_is_paid(ordinance, officer, lines):
    BudgetLine.objects.filter(pk=lines[2].pk).update(paid=Decimal("20000.00"))
    found = refusal(lambda: moved(ordinance, officer, (lines[2], "-30000.01"), (lines[0], "30000.01")))
    assert found == ["transfer_within_what_is_left"]
    moved(ordinance, officer, (lines[2], "-30000"), (lines[0], "30000"))


@pytest.mark.parametrize("amounts", [("5", "5"), ("-5", "-5"), ("0", "0"), ("-5", "5", "0")])
def test_transfer_moves_something(ordinance, officer, lines, amounts):
    shifts = list(zip(lines, amounts, strict=False))
    assert "transfer_moves_something" in refusal(lambda: moved(ordinance, officer, *shifts))


def test_line_stands_once_in_a_round(ordinance, officer, lines):
    found = refusal(lambda: moved(ordinance, officer, (lines[0], "-5"), (lines[0], "-5"), (lines[1], "10")))
    assert found == ["line_stands_once"]


def test_a_line_of_another_year_or_organisation_is_not_known(ordinance, officer, lines):
    for stranger in (make.a_line(ordinance.organisation, year=2565), make.a_line(people.an_lao(), year=YEAR)):
        found = refusal(lambda line=stranger: moved(ordinance, officer, (lines[0], "-5"), (line, "5")))
        assert "line_is_known" in found


def test_transfer_stays_within_its_money(ordinance, officer, lines):
    lao = ordinance.organisation
    grant, more = (make.a_line(lao, year=YEAR, source="grant", paper=paper) for paper in ("มท 1", "มท 2"))
    for other in (grant, make.a_line(lao, year=YEAR)):
        found = refusal(lambda line=other: moved(ordinance, officer, (lines[0], "-5"), (line, "5")))
        assert found == ["transfer_stays_within_its_money"]
    assert refusal(lambda: moved(ordinance, officer, (grant, "-5"), (more, "5"))) == ["transfer_stays_within_its_money"]
    supplementary = make.an_ordinance(lao, year=YEAR, kind="supplementary", number=1)
    moved(ordinance, officer, (lines[0], "-5"), (make.an_ordinance_line(supplementary), "5"))


@pytest.mark.parametrize(
    ("changes_nature", "capital", "authority", "is_right"),
    [
        (False, True, "executive", True),
        (True, True, "executive", False),
        (True, True, "council", True),
        (True, False, "executive", True),
        (False, False, "council", True),
        (False, False, "", False),
    ],
)
def test_transfer_is_decided_by_who_may(ordinance, officer, changes_nature, capital, authority, is_right):
    """2563: the council (ข้อ 27) where a capital item changes in nature; else the executive (ข้อ 26)."""
    one, two = (make.an_ordinance_line(ordinance, development=capital) for _ in range(2))

    def act():
        return moved(ordinance, officer, (one, "-5"), (two, "5"), authority=authority, changes_nature=changes_nature)

    if is_right:
        assert act().authority == authority
    else:
        assert refusal(act) == ["transfer_is_decided_by_who_may"]


def test_the_authority_is_data_of_the_year():
    for year, regulation in ((2563, "2541"), (2564, "2563"), (2570, "2563")):
        law = transfer_law(year)
        assert regulation in law.regulation
        assert (law.clause_of("executive"), law.clause_of("council"), law.report_days) == ("26", "27", 15)
        assert (law.authority_for(alters_capital=True), law.authority_for(alters_capital=False)) == (
            "council",
            "executive",
        )


def an_item(category="541000"):
    work = make.the_code("00312").pk
    return NewItem("เครื่องปรับอากาศ", work=work, category=make.the_code(category).pk)


def test_a_new_capital_item_is_made_by_the_council(ordinance, officer, lines):
    def act(authority, category="541000"):
        item = an_item(category)
        return moved(ordinance, officer, (lines[0], "-40000"), (None, "40000", item), authority=authority)

    assert refusal(lambda: act("executive")) == ["transfer_is_decided_by_who_may"]
    made = act("council")
    line = BudgetLine.objects.get(name="เครื่องปรับอากาศ")
    assert (line.number, line.source, line.ordinance, line.budget) == (4, "ordinance", ordinance, Decimal("40000.00"))
    assert made.entries.get(line=line).amount == 40000
    act("executive", "533000")


def test_new_item_belongs_to_the_ordinance():
    lao = people.an_lao()
    one = make.a_line(lao, year=YEAR)
    told_ = told((one, "-5"), (None, "5", an_item("533000")))
    by = make.a_finance_officer(lao)
    assert refusal(lambda: actions.transfer(lao, YEAR, told_, by=by)) == ["new_item_belongs_to_the_ordinance"]


@pytest.mark.parametrize("number", [0, 1, 10000])
def test_transfer_number_is_free(ordinance, officer, lines, number):
    moved(ordinance, officer, (lines[0], "-1"), (lines[1], "1"), number=1)
    found = refusal(lambda: moved(ordinance, officer, (lines[0], "-1"), (lines[1], "1"), number=number))
    assert found == ["transfer_number_is_free"]
    assert moved(ordinance, officer, (lines[0], "-1"), (lines[1], "1"), number=7).number == 7


def days(decided, notice=None, reported=None):
    day = [DAY + dt.timedelta(days=n) if n is not None else None for n in (decided, notice, reported)]
    return dict(zip(("decided_on", "notice_on", "reported_on"), day, strict=True))


@pytest.mark.parametrize(
    ("decided", "notice", "reported", "wrong"),
    [(-9, -9, -9, ""), (-9, -10, None, "notice_on"), (-9, -8, -9, "reported_on"), (1, None, None, "decided_on")],
)
def test_transfer_days_follow_each_other(decided, notice, reported, wrong):
    found = [p.field for p in rules.transfer_days_follow_each_other(**days(decided, notice, reported), today=DAY)]
    assert found == ([wrong] if wrong else [])


@pytest.mark.parametrize("decided_on", [dt.date(2022, 9, 30), dt.date(2023, 10, 1)])
def test_decision_lies_in_its_year(ordinance, officer, lines, decided_on):
    with clock.at(dt.date(2023, 11, 1)):
        act = lambda day: moved(ordinance, officer, (lines[0], "-1"), (lines[1], "1"), decided_on=day)  # noqa: E731
        assert refusal(lambda: act(decided_on)) == ["decision_lies_in_its_year"]
        act(dt.date(2022, 10, 1))
        act(dt.date(2023, 9, 30))


@pytest.mark.parametrize(("after", "is_late"), [(14, False), (15, False), (16, True)])
def test_transfer_is_reported_in_time(ordinance, officer, lines, after, is_late):
    """Fifteen days from the notice; later with a reason, which is kept."""
    values = days(-30, -20, after - 20)

    def act(**more):
        return moved(ordinance, officer, (lines[0], "-1"), (lines[1], "1"), **values, **more)

    if not is_late:
        act()
        return
    assert refusal(act) == ["transfer_is_reported_in_time"]
    act(reasons={(None, "transfer_is_reported_in_time"): "น้ำท่วม"})
    assert "น้ำท่วม" in Change.objects.get(verb="transferred").reason


def test_without_a_notice_the_days_are_counted_from_the_decision():
    assert actions.report_due(YEAR, DAY, None) == DAY + dt.timedelta(days=15)


def test_a_round_dated_in_a_quarter_that_was_handed_in_is_refused(ordinance, officer, lines):
    duties.a_submission(ordinance.organisation, "spending_q1", year=YEAR, life="submitted")
    last = dt.date(2022, 12, 31)
    act = lambda day: moved(ordinance, officer, (lines[0], "-1"), (lines[1], "1"), decided_on=day)  # noqa: E731
    assert refusal(lambda: act(last)) == ["fact_date_is_open"]
    act(last + dt.timedelta(days=1))


def test_a_round_is_dated_later_and_a_colleagues_date_is_not_overwritten(ordinance, officer, lines):
    made = moved(ordinance, officer, (lines[0], "-1"), (lines[1], "1"), decided_on=DAY - dt.timedelta(days=9))
    seen = {"notice_on": None, "reported_on": None}
    dated = actions.date_transfer(made, notice_on=DAY, reported_on=None, by=officer, seen=seen)
    assert (dated.notice_on, dated.reported_on, dated.version) == (DAY, None, 2)
    again = actions.date_transfer(made, notice_on=None, reported_on=DAY, by=officer, seen=seen)
    assert (again.notice_on, again.reported_on) == (DAY, DAY)
    with pytest.raises(Stale):
        actions.date_transfer(made, notice_on=DAY - dt.timedelta(days=1), reported_on=None, by=officer, seen=seen)
    assert Change.objects.filter(verb="transfer_dated").count() == 2


def taken_back(made, officer, **values):
    values = {"authority": "executive", "decided_on": DAY, "reason": "พิมพ์ผิด", **values}
    return actions.reverse_transfer(made, by=officer, **values)


def test_transfer_is_reversed_once(ordinance, officer, lines):
    made = moved(ordinance, officer, (lines[0], "-30000"), (lines[1], "30000"))
    back = taken_back(made, officer)
    assert (back.number, back.reverses, budget(lines[0]), budget(lines[1])) == (2, made, 100000, 100000)
    assert refusal(lambda: taken_back(made, officer)) == ["transfer_is_reversed_once"]
    assert refusal(lambda: taken_back(back, officer)) == ["transfer_is_reversed_once"]


def test_what_was_gained_and_spent_is_not_taken_back(ordinance, officer, lines):
    made = moved(ordinance, officer, (lines[0], "-30000"), (lines[1], "30000"))
    BudgetLine.objects.filter(pk=lines[1].pk).update(committed=Decimal("100000.01"))
    assert refusal(lambda: taken_back(made, officer)) == ["transfer_within_what_is_left"]


def test_reversal_follows_the_round(ordinance, officer, lines):
    made = moved(ordinance, officer, (lines[0], "-30000"), (lines[1], "30000"), decided_on=DAY - dt.timedelta(days=2))
    early = DAY - dt.timedelta(days=3)
    assert refusal(lambda: taken_back(made, officer, decided_on=early)) == ["reversal_follows_the_round"]
    taken_back(made, officer, decided_on=DAY - dt.timedelta(days=2))


def test_a_reader_does_not_transfer(ordinance, lines):
    reader = people.a_post(Post.VIEWER, at=ordinance.organisation)
    with pytest.raises(NotAllowed):
        moved(ordinance, reader, (lines[0], "-1"), (lines[1], "1"))


@given(
    any_.lists(any_.tuples(any_.integers(0, 2), any_.integers(0, 2), any_.integers(1, 12_000_000)), max_size=6),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_transferred_every_round_adds_up_to_nothing(rounds):
    with clock.at(DAY):
        ordinance = make.an_ordinance(people.an_lao(), year=YEAR)
        officer = make.a_finance_officer(ordinance.organisation)
        three = [make.an_ordinance_line(ordinance, development=False) for _ in range(3)]
        held = [Decimal("100000.00")] * 3
        for giver, gainer, satang in rounds:
            amount = Decimal(satang) / 100
            try:
                moved(ordinance, officer, (three[giver], -amount), (three[gainer], amount))
            except Refused:
                assert giver == gainer or amount > held[giver]
            else:
                assert giver != gainer
                held[giver] -= amount
                held[gainer] += amount
        assert [budget(line) for line in three] == held
        mine = LineEntry.objects.filter(organisation=ordinance.organisation)
        sums = mine.filter(kind="transfer").values_list("transfer").annotate(Sum("amount")).order_by()
        assert all(total == 0 for _round, total in sums)
        assert [line.entries.aggregate(all=Sum("amount"))["all"] for line in three] == held
