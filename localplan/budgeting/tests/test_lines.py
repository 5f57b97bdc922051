"""Saving lines of an ordinance: each rule by its name, merging, conflicts, closed steps, entries that add up."""

import datetime as dt
from decimal import Decimal

import pytest

from localplan.budgeting import actions, rules
from localplan.budgeting.facts import LINE_FIELDS, LineRow
from localplan.budgeting.models import BudgetLine, LineEntry
from localplan.budgeting.tests import make
from localplan.calendar.states import Life
from localplan.calendar.tests import make as calendars
from localplan.organisations.models import Change, Post
from localplan.organisations.tests import make as people
from localplan.planning.tests import make as plans
from localplan.toolkit.problems import NotAllowed, Refused, Stale
from localplan.toolkit.testing import count_queries

pytestmark = pytest.mark.django_db
YEAR = 2570


@pytest.fixture
def ordinance():
    return make.an_ordinance(year=YEAR)


@pytest.fixture
def officer(ordinance):
    return make.a_finance_officer(ordinance.organisation)


def refused(act, *args, **values):
    """(row, field, rule) of every problem of a refusal."""
    with pytest.raises(Refused) as caught:
        act(*args, **values)
    return [(p.row, p.field, p.rule) for p in caught.value]


def save(ordinance, *rows, by):
    return actions.save_lines(ordinance, rows, by=by)


def entries(line):
    return [(e.kind, e.amount) for e in LineEntry.objects.filter(line=line).order_by("pk")]


def test_new_lines_are_numbered_on_and_their_entries_are_their_budget(ordinance, officer):
    make.an_ordinance_line(ordinance)
    saved = save(ordinance, make.a_row("ก", "100.25"), LineRow({"name": "ค่าไฟฟ้า"}), by=officer)
    assert [one.number for one in saved] == [2, 3]
    first, second = (BudgetLine.objects.get(pk=one.line) for one in saved)
    assert (first.budget, first.development, first.source, first.available) == (
        Decimal("100.25"),
        True,
        "ordinance",
        Decimal("100.25"),
    )
    assert (second.budget, second.development) == (0, False)
    assert entries(first) == [("entered", Decimal("100.25"))]
    assert LineEntry.objects.get(line=first).on == ordinance.effective_on
    assert Change.objects.filter(verb="lines_saved").count() == 2


def test_missing_content_never_refuses_a_draft_row_and_unreadable_content_does(ordinance, officer):
    lao, other = ordinance.organisation, plans.a_project(plans.a_plan()).project
    foreign = make.the_code("411000").pk
    rows = [
        LineRow({"name": " "}, row=1),
        LineRow({"name": "ก" * 301}, row=2),
        LineRow({"name": "ก", "amount": Decimal("-0.01")}, row=3),
        LineRow({"name": "ก", "amount": Decimal("0.001")}, row=4),
        LineRow({"name": "ก", "amount": rules.LARGEST}, row=5),
        LineRow({"name": "ก", "work_id": foreign}, row=6),
        LineRow({"name": "ก", "category_id": foreign}, row=7),
        LineRow({"name": "ก", "development": True, "project_id": other.pk}, row=8),
        LineRow({"name": "ก", "project_id": plans.a_project(plans.a_plan(lao)).project_id}, row=9),
        LineRow({"name": "ก"}, row=10),
    ]
    assert refused(actions.save_lines, ordinance, rows, by=officer) == [
        (1, "name", "line_is_named"),
        (2, "name", "line_is_named"),
        (3, "amount", "amount_is_money"),
        (4, "amount", "amount_is_money"),
        (5, "amount", "amount_is_money"),
        (6, "work_id", "line_is_classified_by_the_list"),
        (7, "category_id", "line_is_classified_by_the_list"),
        (8, "project_id", "line_points_into_the_plan"),
        (9, "project_id", "only_development_comes_from_a_project"),
    ]
    assert not ordinance.lines.exists()


def test_what_is_just_within_is_taken(ordinance, officer):
    rows = [make.a_row("ก" * 300, "0.01"), make.a_row("ข", "99999999999999.99"), make.a_row("ค", "0")]
    assert len(save(ordinance, *rows, by=officer)) == 3


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("Infinity")])
def test_amount_is_money_and_no_strange_number(ordinance, officer, amount):
    row = LineRow({"name": "ก", "amount": amount})
    assert [r for _n, _f, r in refused(actions.save_lines, ordinance, [row], by=officer)] == ["amount_is_money"]


def test_a_code_out_of_force_is_not_of_the_list_of_the_year(ordinance, officer):
    code = make.the_code("00312")
    type(code).objects.filter(pk=code.pk).update(last_year=YEAR - 1)
    row = make.a_row(work_id=code.pk)
    assert refused(actions.save_lines, ordinance, [row], by=officer) == [
        (None, "work_id", "line_is_classified_by_the_list")
    ]


def test_changing_an_amount_adds_an_entry_and_never_alters_one(ordinance, officer):
    line = make.an_ordinance_line(ordinance, amount="100")
    told = LineRow({"amount": Decimal("80")}, line.pk, 1, {"amount": Decimal("100")})
    (saved,) = save(ordinance, told, by=officer)
    assert (saved.version, saved.changed) == (2, True)
    assert entries(line) == [("entered", Decimal("100.00")), ("corrected", Decimal("-20.00"))]
    line.refresh_from_db()
    assert line.budget == 80


def test_a_row_sent_as_it_stands_changes_nothing(ordinance, officer):
    line = make.an_ordinance_line(ordinance, amount="100")
    (saved,) = save(ordinance, LineRow({"name": line.name, "amount": Decimal("100.00")}, line.pk, 1), by=officer)
    assert (saved.version, saved.changed) == (1, False)
    assert len(entries(line)) == 1
    assert not Change.objects.filter(verb="lines_saved").exists()


def test_linking_alone_is_an_entry_of_nothing(ordinance, officer):
    line = make.an_ordinance_line(ordinance, amount="100")
    project = plans.a_project(plans.a_plan(ordinance.organisation))
    save(ordinance, LineRow({"project_id": project.project_id}, line.pk, 1), by=officer)
    assert entries(line)[-1] == ("linked", 0)
    line.refresh_from_db()
    assert (line.project_id, line.revision_id) == (project.project_id, project.pk)
    assert LineEntry.objects.filter(line=line).latest("pk").project_id == project.project_id


def test_changes_of_different_fields_merge_and_the_same_field_is_shown_side_by_side(ordinance, officer):
    line = make.an_ordinance_line(ordinance, name="เดิม", amount="100")
    colleague = make.a_finance_officer(ordinance.organisation)
    seen = {"name": "เดิม", "amount": Decimal("100.00")}
    save(ordinance, LineRow({"name": "ใหม่"}, line.pk, 1, seen), by=colleague)
    save(ordinance, LineRow({"name": "เดิม", "amount": Decimal("50")}, line.pk, 1, seen), by=officer)
    line.refresh_from_db()
    assert (line.name, line.budget, line.version) == ("ใหม่", 50, 3)
    with pytest.raises(Stale) as caught:
        save(ordinance, LineRow({"amount": Decimal("70")}, line.pk, 1, seen), by=colleague)
    (conflict,) = caught.value.conflicts
    assert (conflict.field, conflict.before, conflict.yours, conflict.theirs) == ("amount", 100, 70, 50)
    line.refresh_from_db()
    assert line.budget == 50


def test_line_is_known_and_line_stands_once(ordinance, officer):
    line, other = make.an_ordinance_line(ordinance), make.an_ordinance_line()
    rows = [LineRow({"name": "ก"}, other.pk, row=1), LineRow({"name": "ก"}, 10**9, row=2)]
    assert refused(actions.save_lines, ordinance, rows, by=officer) == [
        (1, "", "line_is_known"),
        (2, "", "line_is_known"),
    ]
    rows = [LineRow({"name": "ก"}, line.pk), LineRow({"name": "ข"}, line.pk)]
    assert refused(actions.save_lines, ordinance, rows, by=officer) == [(None, "", "line_stands_once")]


@pytest.mark.parametrize(("amount", "allowed"), [("60.01", True), ("60.00", True), ("59.99", False)])
def test_budget_covers_what_is_used_to_the_satang(ordinance, officer, amount, allowed):
    line = make.an_ordinance_line(ordinance, amount="100", committed="60")
    told = [LineRow({"amount": Decimal(amount)}, line.pk)]
    if allowed:
        actions.save_lines(ordinance, told, by=officer)
    else:
        assert refused(actions.save_lines, ordinance, told, by=officer) == [
            (None, "amount", "budget_covers_what_is_used")
        ]
    line.refresh_from_db()
    assert line.budget == (Decimal(amount) if allowed else 100)


def test_reserved_and_lapsed_money_is_used_too(ordinance, officer):
    line = make.an_ordinance_line(ordinance, amount="100", committed="50", reserved="5", lapsed="5")
    told = [LineRow({"amount": Decimal("59.99")}, line.pk)]
    assert [r for _n, _f, r in refused(actions.save_lines, ordinance, told, by=officer)] == [
        "budget_covers_what_is_used"
    ]


def test_used_line_keeps_its_nature(ordinance, officer):
    line = make.an_ordinance_line(ordinance, committed="0.01")
    paid = make.an_ordinance_line(ordinance, development=False, paid="0.01")
    rows = [LineRow({"development": False}, line.pk), LineRow({"development": True}, paid.pk)]
    assert [r for _n, _f, r in refused(actions.save_lines, ordinance, rows, by=officer)] == [
        "used_line_keeps_its_nature"
    ] * 2
    free = make.an_ordinance_line(ordinance)
    assert save(ordinance, LineRow({"development": False}, free.pk), by=officer)[0].changed


def test_removing_takes_the_money_out_by_an_entry(ordinance, officer):
    line = make.an_ordinance_line(ordinance, amount="100")
    assert actions.remove_lines(ordinance, [line.pk], by=officer) == 1
    assert entries(line)[-1] == ("removed", -100)
    line.refresh_from_db()
    assert (line.budget, line.removed_at is None) == (0, False)
    assert refused(actions.remove_lines, ordinance, [line.pk], by=officer) == [(None, "", "line_is_known")]


def test_used_line_is_not_removed(ordinance, officer):
    used = make.an_ordinance_line(ordinance, committed="0.01")
    free = make.an_ordinance_line(ordinance)
    told = [free.pk, used.pk]
    assert refused(actions.remove_lines, ordinance, told, by=officer) == [(used.number, "", "used_line_is_not_removed")]
    assert BudgetLine.objects.standing().count() == 2


@pytest.mark.parametrize("life", [Life.SUBMITTED, Life.ACCEPTED])
def test_a_handed_in_step_takes_no_lines_no_removal_no_head_no_reasons(ordinance, officer, life):
    line = make.an_ordinance_line(ordinance)
    calendars.a_submission(ordinance.organisation, "ordinance", year=YEAR, life=life)
    for act in (
        lambda: save(ordinance, make.a_row(), by=officer),
        lambda: actions.remove_lines(ordinance, [line.pk], by=officer),
        lambda: actions.adopt_ordinance(ordinance.organisation, YEAR, make.a_head(approver="ก"), by=officer),
        lambda: actions.excuse_findings(ordinance, {(1, "line_within_plan"): "ก"}, by=officer),
        lambda: actions.draw_from_plan(ordinance, by=officer),
        lambda: actions.link_lines(ordinance.organisation, YEAR, {line.pk: None}, by=officer),
    ):
        assert refused(act)[0][2] == "step_takes_changes"


def test_a_returned_step_takes_changes(ordinance, officer):
    calendars.a_submission(ordinance.organisation, "ordinance", year=YEAR, life=Life.RETURNED)
    assert save(ordinance, make.a_row(), by=officer)[0].is_new


def test_a_supplementary_one_is_closed_with_the_quarter_its_day_lies_in(ordinance, officer):
    lao, end = ordinance.organisation, dt.date(YEAR - 544, 12, 31)
    dates = ("approved_on", "promulgated_on", "effective_on")
    within, after = (
        make.an_ordinance(lao, year=YEAR, kind="supplementary", number=number, **dict.fromkeys(dates, day))
        for number, day in ((1, end), (2, end + dt.timedelta(days=1)))
    )
    line = make.an_ordinance_line(within)
    calendars.a_submission(lao, "ordinance", year=YEAR, life=Life.SUBMITTED)
    assert save(within, make.a_row(), by=officer)  # the annual step does not close it
    calendars.a_submission(lao, "spending_q1", year=YEAR, life=Life.SUBMITTED)
    assert refused(save, within, make.a_row(), by=officer)[0][2] == "fact_date_is_open"
    assert refused(actions.remove_lines, within, [line.pk], by=officer)[0][2] == "fact_date_is_open"
    assert save(after, make.a_row(), by=officer)[0].is_new


@pytest.mark.parametrize("post", [Post.VIEWER, Post.EXECUTIVE])
def test_who_does_not_record_saves_nothing(ordinance, post):
    by = people.a_post(post, at=ordinance.organisation)
    with pytest.raises(NotAllowed):
        save(ordinance, make.a_row(), by=by)
    with pytest.raises(NotAllowed):
        save(ordinance, make.a_row(), by=make.a_finance_officer(people.an_lao()))


def test_saving_costs_the_same_for_1_line_and_300(ordinance, officer):
    def cost(number):
        with count_queries() as counted:
            saved = save(ordinance, *(make.a_row(f"ถนน {place}") for place in range(number)), by=officer)
        told = [LineRow({"amount": Decimal(5)}, one.line, one.version) for one in saved]
        with count_queries() as changing:
            save(ordinance, *told, by=officer)
        return counted.number, changing.number

    assert cost(1) == cost(300)


def test_every_field_of_a_line_has_a_label():
    from localplan.budgeting.actions.lines import LABELS

    assert set(LABELS) == set(LINE_FIELDS)
