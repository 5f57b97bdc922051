"""Projects by workbook: out and in again, looked through, and a real plan of 548 rows."""

import csv
import json
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from localplan.organisations.models import Kind
from localplan.organisations.tests import make as people
from localplan.planning import actions
from localplan.planning.facts import ProjectRow
from localplan.planning.listing import totals_of
from localplan.planning.models import Project, ProjectRevision
from localplan.planning.reading import read_edition
from localplan.planning.tests import make
from localplan.planning.workbooks import ProjectsDesk
from localplan.strategy.actions import take_over_list
from localplan.strategy.facts import PathFact, Span
from localplan.strategy.models import Direction
from localplan.strategy.tests import make as strategies
from localplan.toolkit.problems import Refused
from localplan.toolkit.tests.make_workbooks import a_workbook
from localplan.toolkit.workbook import Outcome

pytestmark = pytest.mark.django_db
REAL = Path(__file__).resolve().parents[4] / "shared" / "real" / "nakhonsawan_city_projects_2566_2570.csv"
HEADINGS = [
    "ที่", "ยุทธศาสตร์", "กลยุทธ์", "แผนงาน", "โครงการ", "วัตถุประสงค์", "เป้าหมาย (ผลผลิต)",
    "งบ 2566", "งบ 2567", "งบ 2568", "งบ 2569", "งบ 2570",
    "ตัวชี้วัด (KPI)", "ผลที่คาดว่าจะได้รับ", "หน่วยงานรับผิดชอบ", "สถานที่", "ประเภท",
]  # fmt: skip


def desk_of(plan, by):
    return ProjectsDesk(make.draft_of(plan), by)


def a_line(name="ถนน", **cells):
    """One row of a workbook by its headings."""
    return [{"โครงการ": name, **cells}.get(heading) for heading in HEADINGS]


def a_book(*lines):
    return a_workbook(lines, headings=HEADINGS)


def test_what_goes_out_comes_back_as_nothing_changed(plan, planner):
    make.a_project(plan, "ก\nข", number=3, objective="1. ก\n2. ข", place="หมู่ 1", amounts={2566: "0", 2567: "5.25"})
    make.a_project(plan, "ลอย", tactic=None, programme=None, unit="", kind="community", amounts={})
    desk = desk_of(plan, planner)
    assert [row.outcome for row in desk.preview(desk.export()).rows] == [Outcome.UNCHANGED] * 2


def test_new_rows_are_read_by_number_or_name_and_money_as_officers_type_it(plan, planner):
    tactic, programme = plan.direction.strategies.first().tactics.first(), make.a_programme_of(plan)
    book = a_book(
        a_line("หนึ่ง", ยุทธศาสตร์=1, กลยุทธ์="1.1", แผนงาน=programme.name, **{"งบ 2566": " 1,632,820 ", "งบ 2567": " -   "}),
        a_line("สอง | สาม", กลยุทธ์=tactic.name, หน่วยงานรับผิดชอบ="กอง | ช่าง", **{"งบ 2570": "๑,๕๐๐.๕๐"}),
    )
    desk = desk_of(plan, planner)
    preview = desk.preview(book)
    assert [row.outcome for row in preview.rows] == [Outcome.NEW] * 2
    assert not preview.problems
    desk.carry_out(preview.chosen())
    one, two = ProjectRevision.objects.order_by("project_id")
    assert (one.tactic, one.programme, one.kind) == (tactic, programme, "own")
    assert dict(one.amounts.values_list("year", "amount")) == {2566: 1632820, 2567: 0}
    assert (two.name, two.tactic, two.unit) == ("สอง\nสาม", tactic, "กอง ช่าง")
    assert dict(two.amounts.values_list("year", "amount")) == {2570: Decimal("1500.50")}


@pytest.mark.parametrize(
    ("cells", "rule", "words"),
    [
        ({"แผนงาน": "แผนงานที่ 1 "}, None, ""),
        ({"แผนงาน": "แผนงานที 1"}, "cell_is_readable", "แผนงานที่ 1"),
        ({"กลยุทธ์": "9.9"}, "cell_is_readable", "9.9"),
        ({"ยุทธศาสตร์": "2", "กลยุทธ์": "1.1"}, "tactic_is_of_the_strategy", "กลยุทธ์"),
        ({"งบ 2566": "1,00"}, "cell_is_readable", ""),
        ({"งบ 2566": -5}, "cell_is_readable", ""),
        ({"โครงการ": "ก" * 301}, "text_is_not_too_long", "301"),
        ({"โครงการ": None, "สถานที่": "หมู่ 1"}, "cell_is_filled", ""),
    ],
)
def test_unreadable_content_refuses_its_row_and_says_why(plan, planner, cells, rule, words):
    (row,) = desk_of(plan, planner).preview(a_book(a_line(**cells))).rows
    assert [p.rule for p in row.problems] == ([rule] if rule else [])
    assert (row.outcome is Outcome.REFUSED) == bool(rule)
    assert words in "".join(map(str, row.problems))


def test_a_strategy_without_a_tactic_is_only_told(plan, planner):
    (row,) = desk_of(plan, planner).preview(a_book(a_line(ยุทธศาสตร์="1"))).rows
    assert row.outcome is Outcome.NEW
    assert [p.excusable for p in row.problems] == [True]


def test_changes_are_shown_cell_by_cell_and_saved_as_those_cells_only(plan, planner):
    row = make.a_project(plan, "ถนน", unit="เดิม")
    desk = desk_of(plan, planner)
    book = desk.export()
    values = {"unit": "ใหม่", "y2566": Decimal("7")}
    actions.save_projects(make.draft_of(plan), [ProjectRow(values, row.project_id)], by=planner)
    preview = desk.preview(book)  # the workbook still has what was there before
    (changed,) = preview.rows
    assert {change.key for change in changed.changes} == {"unit", "y2566"}
    assert changed.is_stale
    assert not preview.chosen().changed  # a colleague's work is not overwritten unasked


def test_a_row_taken_out_of_an_export_is_withdrawn_when_ticked(plan, planner):
    row = make.a_project(plan)
    desk = desk_of(plan, planner)
    book = desk.export()
    edition = make.draft_of(plan)
    other = make.a_project(plan, "อื่น")
    from localplan.toolkit.workbook import Chosen, PreviewRow

    desk.carry_out(Chosen(removed=(PreviewRow(Outcome.REMOVED, None, row.project_id, 1, {}),)))
    assert [r.pk for r in ProjectRevision.objects.as_of_edition(edition)] == [other.pk]
    assert len(desk.preview(book).rows) == 1


def test_a_workbook_of_another_lao_or_span_is_refused(plan, planner):
    theirs = make.a_plan()
    book = desk_of(theirs, make.a_planner(theirs)).template()
    with pytest.raises(Refused, match="workbook_is_of_this_organisation"):
        desk_of(plan, planner).preview(book)


def test_a_workbook_is_handed_in_looked_through_and_saved_by_hand(client, plan, planner):
    client = people.signed_in(client, planner)
    hand_in, look = reverse("import-projects", args=[plan.pk]), reverse("preview-projects", args=[plan.pk])
    assert client.get(look).url == hand_in
    book = a_book(a_line("ดี"), a_line("แย่", แผนงาน="ไม่รู้จัก"), a_line("ไม่เอา"))
    answer = client.post(hand_in, {"file": SimpleUploadedFile("โครงการ.xlsx", book)})
    assert answer.url == look
    page = client.get(look)
    assert page.status_code == 200
    assert "ไม่รู้จัก" in page.content.decode()
    assert not Project.objects.exists()
    marked = client.get(look, {"problems": "1"})
    assert marked.status_code == 200
    assert marked.content[:2] == b"PK"
    kept = page.context
    ticked = [row.tick for row in kept["preview"].rows if row.name == "ดี"]
    sent = {"turned": kept["ticks"], "shown": kept["shown"], "tick": ticked, "save": "1"}
    assert client.post(look, sent).url == reverse("plan", args=[plan.pk])
    assert [row.name for row in ProjectRevision.objects.all()] == ["ดี"]
    assert client.get(look).url == hand_in
    bad = client.post(hand_in, {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04 nothing")})
    assert bad.status_code == 422
    for query in ("", "?empty=1"):
        assert client.get(reverse("plan-workbook", args=[plan.pk]) + query).content[:2] == b"PK"


def test_the_command_takes_a_workbook_in(plan, planner, tmp_path, capsys):
    file = tmp_path / "book.xlsx"
    file.write_bytes(a_book(a_line("หนึ่ง"), a_line("สอง")))
    lao = plan.organisation

    def run(*more):
        call_command(
            "import_workbook", "projects", str(file), "--organisation", lao.code, "--year", "2568",
            "--as", planner.user.username, "--json", *more,
        )  # fmt: skip
        return json.loads(capsys.readouterr().out.splitlines()[-1])

    assert run("--dry-run")["created"] == 2
    assert not Project.objects.exists()
    assert run()["created"] == 2
    assert Project.objects.count() == 2
    file.write_bytes(a_book(a_line("สาม"), a_line("สี่", แผนงาน="ไม่รู้จัก")))
    with pytest.raises(SystemExit):
        run()
    assert Project.objects.count() == 2


def test_1_and_3000_rows_of_a_workbook_cost_the_same_statements(plan, planner):
    def cost(number):
        book = a_book(*(a_line(f"โครงการ {n}", **{"งบ 2566": n}) for n in range(number)))
        desk = desk_of(plan, planner)
        with CaptureQueriesContext(connection) as captured:
            desk.carry_out(desk.preview(book).chosen())
        return len(captured)

    cost(1)  # the second time there are rows to compare with
    assert cost(1) == cost(3000)


def real_rows():
    with REAL.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def a_real_plan():
    """The city with the strategies, tactics and programmes behind its rows."""
    city = people.an_lao(kind=Kind.CITY, name="นครสวรรค์")
    by = people.a_post(at=city)
    paths = [
        PathFact(number, int(strategy_no), strategy, None, int(code.split(".")[1]), code, programme)
        for number, (strategy_no, strategy, _serves, code, _tactic, programme) in enumerate(
            strategies.list_of_a_real_plan(REAL), start=2
        )
    ]
    take_over_list(city, Span(2566, 2570), paths, by=by)
    return actions.begin_plan(Direction.objects.get(organisation=city), first_year=2566, last_year=2570, by=by), by


def as_line(row):
    known = bool(row["programme"].strip())
    money = {f"งบ {year}": _as_typed(row[f"plan_{year}"]) for year in range(2566, 2571)}
    return a_line(
        row["project"],
        ที่=row["seq"],
        กลยุทธ์=row["tactic_code"] if known else None,
        แผนงาน=row["programme"],
        วัตถุประสงค์=row["objective"],
        ตัวชี้วัด=row["kpi"],
        หน่วยงานรับผิดชอบ=row["unit"],
        **{"เป้าหมาย (ผลผลิต)": row["target"], "ตัวชี้วัด (KPI)": row["kpi"], "ผลที่คาดว่าจะได้รับ": row["expected_result"]},
        **money,
    )


def _as_typed(amount):
    """As the city's own sheets have it: ` 1,632,820 `, ` -   ` or nothing."""
    if not amount:
        return None
    return f" {Decimal(amount):,} " if Decimal(amount) else " -   "


@pytest.mark.skipif(not REAL.is_file(), reason="the real plan is not at hand")
def test_a_real_plan_of_548_rows_is_counted_to_the_baht():
    rows = real_rows()
    plan, by = a_real_plan()
    desk = desk_of(plan, by)
    preview = desk.preview(a_book(*map(as_line, rows)))
    assert not preview.problems
    assert len(preview.rows) == len(rows) == 548
    desk.carry_out(preview.chosen())
    edition = make.draft_of(plan)

    expected = defaultdict(lambda: (0, Decimal(0)))
    by_year = defaultdict(lambda: (0, Decimal(0)))
    for row in rows:
        for year in plan.years:
            if row[f"plan_{year}"]:
                amount = Decimal(row[f"plan_{year}"])
                for book, key in ((expected, (row["strategy_no"], year)), (by_year, year)):
                    count, baht = book[key]
                    book[key] = (count + (amount > 0), baht + amount)
    assert {t.year: (t.count, t.baht) for t in totals_of(edition)} == dict(by_year)
    reading = read_edition(edition)
    assert reading.totals() == dict(by_year)
    for number in {row["strategy_no"] for row in rows}:
        own = [
            r for r in reading.rows if (str(r.revision.tactic.strategy.number) if r.revision.tactic else "") == number
        ]
        totals = {(number, year): total for year, total in reading.totals(own).items() if total != (0, 0)}
        assert totals == {key: value for key, value in expected.items() if key[0] == number}

    found = actions.check_for_confirmation(edition, make.promulgated(), reading).problems
    told = defaultdict(set)
    for problem in found:
        told[problem.rule, problem.field].add(problem.row)
    assert len(told["project_is_complete_for_confirmation", "programme_id"]) == 31
    assert len(told["project_has_money", "amounts"]) == 1
    assert len(told["project_is_not_repeated", "name"]) == 25
    assert set(told) == {
        ("project_is_complete_for_confirmation", "programme_id"),
        ("project_has_money", "amounts"),
        ("project_is_not_repeated", "name"),
    }

    texts = {r.revision.name: r.revision for r in reading.rows}
    longest = max(rows, key=lambda row: len(row["objective"]))
    kept = texts[_in_lines(longest["project"])].objective
    assert " | " not in kept
    assert len(kept) > 1700
    assert kept.split() == longest["objective"].replace(" | ", "\n").split()
    assert not {r.outcome for r in desk.preview(desk.export()).rows} - {Outcome.UNCHANGED}


def _in_lines(text):
    return re.sub(r"[ \t]+\|[ \t]+", "\n", text)
