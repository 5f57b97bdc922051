"""Lines by workbook: out and in again, by number, all or nothing, the same statements for 1 and 3,000 rows."""

import json
from decimal import Decimal

import pytest
from django.core.management import call_command

from localplan.budgeting import actions
from localplan.budgeting.facts import LineRow
from localplan.budgeting.models import BudgetLine, LineEntry
from localplan.budgeting.tests import make
from localplan.budgeting.workbooks import LinesDesk
from localplan.calendar.states import Life
from localplan.calendar.tests import make as calendars
from localplan.organisations.tests import make as people
from localplan.planning.tests import make as plans
from localplan.toolkit.problems import Refused
from localplan.toolkit.testing import count_queries
from localplan.toolkit.tests.make_workbooks import a_workbook
from localplan.toolkit.workbook import Outcome

pytestmark = pytest.mark.django_db
YEAR = 2570
HEADINGS = ["ที่", "รายการ", "ประเภท", "โครงการ", "งาน", "หมวด", "จำนวนเงิน"]


@pytest.fixture
def plan():
    return plans.a_plan()


@pytest.fixture
def ordinance(plan):
    return make.an_ordinance(plan.organisation, year=YEAR)


@pytest.fixture
def officer(ordinance):
    return make.a_finance_officer(ordinance.organisation)


def a_line(name="ถนน", amount=None, **cells):
    """One row by its headings. The amount has a word of its own: Python takes the sara am of a keyword apart."""
    return [{"รายการ": name, "จำนวนเงิน": amount, **cells}.get(heading) for heading in HEADINGS]


def a_book(*lines):
    return a_workbook(lines, headings=HEADINGS)


def take_in(desk, book):
    preview = desk.preview(book)
    assert not preview.problems
    desk.carry_out(preview.chosen())
    return preview


def test_what_goes_out_comes_back_as_nothing_changed(plan, ordinance, officer):
    project = plans.a_project(plan)
    make.an_ordinance_line(ordinance, amount="5.25", project=project.project, revision=project)
    make.an_ordinance_line(ordinance, name="ค่าไฟฟ้า", amount="0", development=False, work=None, category=None)
    make.an_ordinance_line(ordinance, name="เครื่องสูบน้ำ")
    desk = LinesDesk(ordinance, officer)
    preview = desk.preview(desk.export())
    assert [row.outcome for row in preview.rows] == [Outcome.UNCHANGED] * 3
    assert not preview.problems


def test_a_template_is_read_again_and_has_no_rows(ordinance, officer):
    desk = LinesDesk(ordinance, officer)
    with pytest.raises(Refused) as caught:
        desk.preview(desk.template())
    assert [p.rule for p in caught.value] == ["workbook_has_rows"]


def test_new_rows_are_read_by_code_or_name_and_money_as_officers_type_it(plan, ordinance, officer):
    road = plans.a_project(plan, "ก่อสร้างถนน")
    book = a_book(
        a_line("ถนน", โครงการ="ก่อสร้างถนน", งาน="00312", หมวด="542000", amount=" 1,632,820 "),
        a_line("ค่าไฟฟ้า", งาน="บริหารงานคลัง", หมวด="534000 ค่าสาธารณูปโภค", amount="๑,๕๐๐.๕๐"),
        a_line("ครุภัณฑ์", หมวด="541000"),
        a_line("รวม", amount=5),
    )
    take_in(LinesDesk(ordinance, officer), book)
    lines = BudgetLine.objects.in_order()
    assert [
        (x.name, x.budget, x.development, x.project_id, x.work and x.work.code, x.category.code) for x in lines
    ] == [
        ("ถนน", 1632820, True, road.project_id, "00312", "542000"),
        ("ค่าไฟฟ้า", Decimal("1500.50"), False, None, "00113", "534000"),
        ("ครุภัณฑ์", 0, True, None, None, "541000"),  # capital normally comes from a project
    ]


@pytest.mark.parametrize(
    ("cells", "rule", "words"),
    [
        ({"งาน": "99999"}, "cell_is_readable", "99999"),
        ({"หมวด": "ค่าอะไรสักอย่าง"}, "cell_is_readable", "ค่าอะไร"),
        ({"หมวด": "411000"}, "cell_is_readable", "411000"),
        ({"โครงการ": "ไม่มีในแผน"}, "cell_is_readable", "ไม่มีในแผน"),
        ({"จำนวนเงิน": "1,00"}, "cell_is_readable", ""),
        ({"จำนวนเงิน": -5}, "cell_is_readable", ""),
        ({"จำนวนเงิน": "0.001"}, "cell_is_readable", ""),
        ({"ที่": "ก"}, "cell_is_readable", ""),
        ({"ที่": 7}, "line_number_is_known", "7"),
        ({"รายการ": "ก" * 301}, "text_is_not_too_long", "301"),
        ({"รายการ": None, "งาน": "00312"}, "cell_is_filled", ""),
        ({"ประเภท": "ประจำ", "โครงการ": "ก่อสร้างถนน"}, "only_development_comes_from_a_project", ""),
    ],
)
def test_unreadable_content_refuses_its_row_and_says_why(plan, ordinance, officer, cells, rule, words):
    plans.a_project(plan, "ก่อสร้างถนน")
    (row,) = LinesDesk(ordinance, officer).preview(a_book(a_line(**cells))).rows
    assert [p.rule for p in row.problems] == [rule]
    assert row.outcome is Outcome.REFUSED
    assert words in "".join(map(str, row.problems))


def test_a_number_names_the_line_in_a_workbook_of_ones_own(ordinance, officer):
    line = make.an_ordinance_line(ordinance, name="ถนน", amount="100")
    desk = LinesDesk(ordinance, officer)
    codes = {"งาน": "00312", "หมวด": "542000", "ประเภท": "พัฒนา"}
    (row,) = desk.preview(a_book(a_line("ถนน", ที่=1, amount=100, **codes))).rows
    assert row.outcome is Outcome.UNCHANGED
    take_in(desk, a_book(a_line("ถนนใหม่", ที่="1", amount=80, **codes)))
    line.refresh_from_db()
    assert (line.name, line.budget, BudgetLine.objects.count()) == ("ถนนใหม่", 80, 1)


def test_line_number_is_known_and_a_row_does_not_become_another_line(ordinance, officer):
    from localplan.budgeting import rules

    assert not list(rules.line_number_is_known(None, numbers=[], own=3))
    assert not list(rules.line_number_is_known(3, numbers=[3], own=3))
    assert list(rules.line_number_is_known(4, numbers=[3], own=None))
    assert list(rules.line_number_is_known(3, numbers=[3, 4], own=4))
    other = make.an_ordinance_line(make.an_ordinance(year=YEAR))
    assert other.number == 1
    (row,) = LinesDesk(ordinance, officer).preview(a_book(a_line(ที่=1))).rows
    assert [p.rule for p in row.problems] == ["line_number_is_known"]  # another LAO's line 1 is none of ours


def test_two_rows_are_not_the_same_line(ordinance, officer):
    make.an_ordinance_line(ordinance)
    rows = LinesDesk(ordinance, officer).preview(a_book(a_line("ก", ที่=1), a_line("ข", ที่=1))).rows
    assert [[p.rule for p in row.problems] for row in rows] == [[], ["line_stands_once"]]


def test_only_changed_cells_are_saved_and_a_colleagues_work_is_not_overwritten_unasked(ordinance, officer):
    line = make.an_ordinance_line(ordinance, name="เดิม", amount="100")
    desk = LinesDesk(ordinance, officer)
    book = desk.export()
    actions.save_lines(ordinance, [LineRow({"amount": Decimal(7)}, line.pk)], by=officer)
    (row,) = desk.preview(book).rows
    assert {change.key for change in row.changes} == {"amount"}
    assert row.is_stale
    assert not desk.preview(book).chosen().changed


def test_a_line_below_what_is_used_is_refused_with_its_row(ordinance, officer):
    make.an_ordinance_line(ordinance, name="ถนน", amount="100", committed="60")
    desk = LinesDesk(ordinance, officer)
    with pytest.raises(Refused) as caught:
        desk.carry_out(desk.preview(a_book(a_line("ถนน", ที่=1, amount="59.99"))).chosen())
    assert [(p.rule, p.row) for p in caught.value] == [("budget_covers_what_is_used", 2)]


def test_the_amount_is_what_the_council_passed_whatever_was_transferred(ordinance, officer):
    line = make.an_ordinance_line(ordinance, name="ถนน", amount="100")
    by, now = line.by, line.recorded_at
    moved = ordinance.organisation.transfers.create(
        year_id=YEAR, number=1, authority="executive", decided_on=ordinance.effective_on, by=by, recorded_at=now
    )
    LineEntry.objects.create(
        organisation=line.organisation, line=line, kind="transfer", amount=-30, on=ordinance.effective_on,
        transfer=moved, by=by, recorded_at=now,
    )  # fmt: skip
    BudgetLine.objects.filter(pk=line.pk).update(budget=70)
    desk = LinesDesk(ordinance, officer)
    assert desk.rows()[0].values["amount"] == 100
    take_in(desk, a_book(a_line("ถนน", ที่=1, ประเภท="พัฒนา", งาน="00312", หมวด="542000", amount=90)))
    line.refresh_from_db()
    assert line.budget == 60


def test_the_command_is_all_or_nothing_and_the_same_workbook_twice_changes_nothing(
    ordinance, officer, tmp_path, capsys
):
    file = tmp_path / "lines.xlsx"

    def run(*more):
        call_command(
            "import_workbook", "ordinance-lines", file, "--organisation", ordinance.organisation.code,
            "--year", str(YEAR), "--as", officer.user.username, "--json", *more,
        )  # fmt: skip
        return json.loads(capsys.readouterr().out.strip().splitlines()[-1])

    file.write_bytes(a_book(a_line("หนึ่ง", amount=1), a_line("สอง")))
    assert run()["created"] == 2
    file.write_bytes(LinesDesk(ordinance, officer).export())
    entries = LineEntry.objects.count()
    told = run()
    assert (told["created"], told["changed"], told["unchanged"]) == (0, 0, 2)
    assert LineEntry.objects.count() == entries
    file.write_bytes(a_book(a_line("สาม"), a_line("สี่", ที่=99)))
    with pytest.raises(SystemExit):
        run()
    assert BudgetLine.objects.count() == 2
    file.write_bytes(a_book(a_line("สาม")))
    calendars.a_submission(ordinance.organisation, "ordinance", year=YEAR, life=Life.SUBMITTED)
    with pytest.raises(SystemExit):
        run()
    assert BudgetLine.objects.count() == 2


def test_the_command_needs_an_ordinance_and_a_reach(officer, tmp_path, capsys):
    file = tmp_path / "lines.xlsx"
    file.write_bytes(a_book(a_line()))
    for code, year in ((officer.organisation.code, 2569), (people.an_lao().code, YEAR)):
        with pytest.raises(SystemExit):
            call_command(
                "import_workbook", "ordinance-lines", file, "--organisation", code, "--year", str(year),
                "--as", officer.user.username,
            )  # fmt: skip
        assert capsys.readouterr().err


def test_rows_missing_from_an_export_are_removed_when_asked(ordinance, officer):
    gone, kept = make.an_ordinance_line(ordinance, name="ก"), make.an_ordinance_line(ordinance, name="ข")
    desk = LinesDesk(ordinance, officer)
    book = desk.export()
    from localplan.toolkit.workbook import Chosen

    preview = desk.preview(book)
    assert [row.outcome for row in preview.rows] == [Outcome.UNCHANGED] * 2
    desk.carry_out(Chosen(removed=tuple(row for row in preview.rows if row.id == gone.pk)))
    assert list(BudgetLine.objects.standing()) == [kept]


def test_1_and_3000_rows_of_a_workbook_cost_the_same_statements(ordinance, officer):
    def cost(number):
        book = a_book(*(a_line(f"รายการ {n}", งาน="00312", หมวด="533000", amount=n) for n in range(number)))
        desk = LinesDesk(ordinance, officer)
        with count_queries() as counted:
            desk.carry_out(desk.preview(book).chosen())
        return counted.number

    cost(1)  # the second time there are rows to compare with
    assert cost(1) == cost(3000)
