"""Out and back: templates, exports, what a workbook would do, ticks, and the commands."""

import datetime as dt
import io
import json
import re
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Problem, Refused
from localplan.toolkit.workbook import (
    Desk,
    Outcome,
    StoredRow,
    Ticks,
    compare,
    export,
    kinds,
    problems_workbook,
    read_workbook,
    template,
)
from localplan.toolkit.workbook.preview import context_of, packed, unpacked

from .make_workbooks import HEADER, SHEET, a_row, a_stored_row, a_workbook, parts_of, with_cell, with_parts

FIRST_ROW = 6  # below the title, whose it is, a note, a blank line and the headings


@pytest.fixture(autouse=True)
def some_day():
    with clock.at(dt.date(2027, 3, 15)), translation.override("th"):
        yield


def previewed(content, present=(), **words):
    return compare(SHEET, read_workbook(content, SHEET, header=HEADER), present, **words)


def outcomes(preview):
    return {outcome.value: number for outcome, number in preview.counts.items() if number}


def retyped(content, place, text):
    cell = f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>' if text else f'<c r="{place}"/>'
    return with_cell(content, place, cell.encode())


# ── Templates and exports ──────────────────────────────────────────────────────────────────────────────────────


def test_a_template_offers_lists_rules_hints_and_a_locked_heading():
    parts = {name: part.decode() for name, part in parts_of(template(SHEET, HEADER)).items()}
    page, book = parts["xl/worksheets/sheet1.xml"], parts["xl/workbook.xml"]
    assert "<definedName name=\"List_unit\">'_localplan'!$B$2:$B$4</definedName>" in book
    assert 'name="_localplan" sheetId="2" state="veryHidden"' in book
    assert "<formula1>List_unit</formula1>" in page
    assert 'type="textLength"' in page
    assert 'type="decimal"' in page
    assert "<sheetProtection" in page
    assert 'state="frozen"' in page
    assert "ไม่ใช้คำย่อ" in parts["xl/comments1.xml"]
    assert "TH Sarabun New" in parts["xl/styles.xml"]
    assert re.search(r'<col min="8" max="9" [^>]*hidden="1"', page)


def test_what_was_exported_comes_back_as_nothing_changed():
    present = [
        a_stored_row(1, starts_on=dt.date(2026, 10, 1), villages=0, remark="=1+1\nhttp://x.example"),
        a_stored_row(2, name="_x0041_ ก & <ข>", unit=None, amount_2570=None, code=None),
        a_stored_row(3, amount_2570=Decimal("0.00"), starts_on=dt.date(1890, 1, 1)),
        a_stored_row(4, amount_2570=Decimal("99999999999999.99"), name="'ขึ้นต้นด้วยฝนทอง"),
    ]
    preview = previewed(export(SHEET, HEADER, present), present)
    assert [(row.changes, row.problems) for row in preview.rows] == [((), ())] * 4
    assert outcomes(preview) == {"unchanged": 4}


texts = st.text(st.characters(codec="utf-8"), max_size=40)
stored = st.lists(
    st.tuples(
        texts,
        st.none() | st.decimals(0, 10**12, places=2),
        st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)),
    ),
    min_size=1,
    max_size=30,
)  # fmt: skip


def test_any_rows_come_back_as_they_went():
    from hypothesis import settings

    from localplan.toolkit.thai_text import norm

    @settings(max_examples=15, deadline=None)
    @given(stored)
    def come_back(values):
        present = [
            a_stored_row(number, name=norm(text, newlines=False) or "ก", amount_2570=amount, starts_on=day)
            for number, (text, amount, day) in enumerate(values, start=1)
        ]
        preview = previewed(export(SHEET, HEADER, present), present)
        assert [(row.changes, row.problems) for row in preview.rows] == [((), ())] * len(present)

    come_back()


# ── What a workbook would do ───────────────────────────────────────────────────────────────────────────────────


def test_new_rows_are_new_and_ticked():
    preview = previewed(a_workbook([a_row("ก"), a_row("ข")]))
    assert outcomes(preview) == {"new": 2}
    assert [row.name for row in preview.chosen().new] == ["ก", "ข"]


def test_a_changed_row_says_cell_by_cell_what_changes():
    present = [a_stored_row(1), a_stored_row(2)]
    content = retyped(retyped(export(SHEET, HEADER, present), f"B{FIRST_ROW}", "กองคลัง"), f"C{FIRST_ROW}", "๑,๐๐๐")
    preview = previewed(content, present)
    assert outcomes(preview) == {"changed": 1, "unchanged": 1}
    [row] = preview.chosen().changed
    assert (row.id, row.version, row.number) == (1, 1, FIRST_ROW)
    assert [(c.key, c.before, c.after, c.shown_before, c.shown_after) for c in row.changes] == [
        ("unit", 1, 2, "กองช่าง", "กองคลัง"),
        ("amount_2570", Decimal("350000.50"), Decimal(1000), Decimal("350000.50"), Decimal(1000)),
    ]


def test_a_row_somebody_changed_meanwhile_is_not_overwritten_unasked():
    present = [a_stored_row(1)]
    content = retyped(export(SHEET, HEADER, present), f"A{FIRST_ROW}", "ชื่อใหม่")
    preview = previewed(content, [a_stored_row(1, version=2, villages=5)])
    [row] = preview.stale
    assert row.outcome is Outcome.CHANGED
    assert {change.key for change in row.changes} == {"name", "villages"}
    assert len(preview.chosen()) == 0
    assert len(preview.chosen(Ticks(frozenset({row.tick})))) == 1


def test_rows_missing_from_an_export_are_removals_that_must_be_asked_for():
    rows = [a_stored_row(1), a_stored_row(2)]
    content = export(SHEET, HEADER, rows)
    shortened = with_parts(content, **{
        "xl/worksheets/sheet1.xml": lambda xml: re.sub(rf'<row r="{FIRST_ROW + 1}".*?</row>'.encode(), b"", xml)
    })  # fmt: skip
    later = a_stored_row(3)  # written by a colleague after the export: not in the file, and no removal
    preview = previewed(shortened, [*rows, later])
    assert outcomes(preview) == {"removed": 1, "unchanged": 1}
    assert len(preview.chosen()) == 0
    [removed] = preview.chosen(Ticks(frozenset({"d2"}))).removed
    assert (removed.id, removed.number) == (2, None)


def test_a_row_emptied_in_the_locked_sheet_is_a_removal():
    rows = [a_stored_row(1), a_stored_row(2)]
    content = export(SHEET, HEADER, rows)
    for letter in "ABCDEFG":
        content = retyped(content, f"{letter}{FIRST_ROW}", "")
    assert outcomes(previewed(content, rows)) == {"removed": 1, "unchanged": 1}


def test_a_workbook_of_ones_own_removes_nothing():
    assert outcomes(previewed(a_workbook([a_row("ก")]), [a_stored_row(1)])) == {"new": 1}


def test_a_row_copied_with_its_hidden_id_is_refused():
    content = export(SHEET, HEADER, [a_stored_row(1), a_stored_row(1)])
    preview = previewed(content, [a_stored_row(1)])
    assert outcomes(preview) == {"refused": 1, "unchanged": 1}
    assert (preview.problems[0].rule, preview.problems[0].row) == ("row_stands_once", FIRST_ROW + 1)


def test_an_id_that_is_not_among_ones_own_rows_is_refused():
    preview = previewed(export(SHEET, HEADER, [a_stored_row(7)]), [a_stored_row(1)])
    assert preview.problems[0].rule == "row_is_there"


def test_an_id_typed_over_is_refused():
    content = retyped(export(SHEET, HEADER, [a_stored_row(1)]), f"H{FIRST_ROW}", "เอง")
    assert previewed(content, [a_stored_row(1)]).problems[0].rule == "row_is_of_this_workbook"


def test_a_rooms_findings_refuse_a_row_or_are_only_shown():
    content = a_workbook([a_row("ก"), a_row("ข")])
    found = {2: [Problem("x", "no", row=2)], 3: [Problem("y", "hm", row=3, excusable=True)]}
    preview = previewed(content, found=found)
    assert outcomes(preview) == {"refused": 1, "new": 1}
    assert [problem.rule for problem in preview.problems] == ["x"]


def test_refused_rows_come_back_red_with_the_reason_and_are_read_again_when_mended():
    present = [a_stored_row(1), a_stored_row(2)]
    content = retyped(export(SHEET, HEADER, present), f"C{FIRST_ROW}", "1,23")
    again = problems_workbook(SHEET, HEADER, read_workbook(content, SHEET))
    parts = {name: part.decode() for name, part in parts_of(again).items()}
    assert "1,23" in parts["xl/worksheets/sheet1.xml"]
    assert "งบ 2570: " in parts["xl/worksheets/sheet1.xml"]
    assert "1,23" in parts["xl/comments1.xml"]
    assert "FFF9D9D4" in parts["xl/styles.xml"].upper()
    reading = read_workbook(again, SHEET, header=HEADER)
    assert [problem.field for problem in reading.problems] == ["amount_2570"]
    assert reading.notes == []
    mended = retyped(again, f"C{FIRST_ROW}", "123")
    assert outcomes(previewed(mended, present)) == {"changed": 1, "unchanged": 1}
    assert read_workbook(mended, SHEET).exported_ids == {1, 2}


# ── Ticks ──────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.sets(st.tuples(st.sampled_from("dr"), st.integers(0, 300)).map(lambda pair: f"{pair[0]}{pair[1]}")))
def test_ticks_travel_packed(ticks):
    assert set(unpacked(packed(ticks))) == ticks


def test_twenty_thousand_ticks_are_one_word_and_nonsense_is_none():
    assert packed(f"r{number}" for number in range(5, 20_005)) == "r5-20004"
    assert unpacked("r1-999999999 x5 r r7-3 d-1 r²") == []


def test_unticked_boxes_are_remembered_from_page_to_page():
    preview = previewed(a_workbook([a_row(f"ก{number}") for number in range(150)]))
    first = context_of(preview, Ticks(), QueryDict())
    assert first["shown"] == "r2-101"
    posted = QueryDict("turned=&shown=r2-101&page=2&" + "&".join(f"tick=r{n}" for n in range(3, 102)))
    ticks = Ticks.read(posted, preview)
    second = context_of(preview, ticks, posted)
    assert (second["ticks"], second["shown"], second["chosen"]) == ("r2", "r102-151", 149)
    back = Ticks.read(QueryDict("turned=r2&shown=r102-151&" + "&".join(f"tick=r{n}" for n in range(102, 152))), preview)
    assert back == ticks
    assert len(preview.chosen(Ticks.read(QueryDict("turned=&shown=&bulk=new:off"), preview))) == 0


def test_the_preview_part_shows_changes_refusals_and_removals_as_a_form():
    present = [a_stored_row(1), a_stored_row(2), a_stored_row(3)]
    content = retyped(export(SHEET, HEADER, present), f"A{FIRST_ROW}", "&lt;b&gt;ชื่อใหม่")
    content = retyped(content, f"C{FIRST_ROW + 1}", "1,23")
    preview = previewed(content, present)
    page = render_to_string("toolkit/_workbook_preview.html", context_of(preview, Ticks(), QueryDict()))
    assert "&lt;b&gt;ชื่อใหม่" in page
    assert f'value="r{FIRST_ROW}"' in page
    assert f"แถวที่ {FIRST_ROW + 1} ช่อง งบ 2570" in page
    assert page.count('type="checkbox"') == 1
    nothing = render_to_string(
        "toolkit/_workbook_preview.html",
        context_of(previewed(export(SHEET, HEADER, present), present), Ticks(), QueryDict()),
    )
    assert "checkbox" not in nothing


# ── Commands ───────────────────────────────────────────────────────────────────────────────────────────────────


class Works(Desk):
    """Rows kept in memory, as a room would keep them in tables."""

    sheet, header = SHEET, HEADER

    def __init__(self):
        self.kept = {1: a_stored_row(1), 2: a_stored_row(2)}

    def rows(self):
        return list(self.kept.values())

    def carry_out(self, chosen):
        for row in chosen.new:
            number = max(self.kept, default=0) + 1
            self.kept[number] = StoredRow(number, 1, row.values)
        for row in chosen.changed:
            self.kept[row.id] = StoredRow(row.id, row.version + 1, row.values)
        for row in chosen.removed:
            del self.kept[row.id]


class WorksKind:
    def __init__(self, desk):
        self.here = desk

    def membership_of(self, username):
        return username or "operator"

    def desk(self, organisation, year, by):
        if organisation != "6600101":
            raise NotAllowed(Problem("may", "not yours"))
        return self.here


@pytest.fixture
def desk(monkeypatch):
    works = Works()
    monkeypatch.setattr(kinds, "_kinds", {})
    kinds.register_kind("works", WorksKind(works))
    return works


def run(command, *args):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(command, "works", *args, "--year", "2570", "--as", "planner", stdout=out, stderr=err)
        status = 0
    except SystemExit as ended:
        status = ended.code
    return status, out.getvalue().strip().split("\n"), err.getvalue()


OURS = ("--organisation", "6600101")


@pytest.mark.django_db
def test_an_export_goes_out_and_comes_back_by_command(desk, tmp_path):
    file = tmp_path / "works.xlsx"
    assert run("export_workbook", *OURS, "--out", str(file))[0] == 0
    status, lines, _ = run("import_workbook", str(file), *OURS, "--json")
    assert status == 0
    assert json.loads(lines[-1]) == {
        "ok": True, "rows": 2, "created": 0, "changed": 0, "unchanged": 2, "removed": 0, "problems": [],
    }  # fmt: skip


@pytest.mark.django_db
def test_a_command_saves_everything_or_nothing(desk, tmp_path):
    file = tmp_path / "works.xlsx"
    file.write_bytes(a_workbook([a_row("ก"), a_row("ข", amount_2570=-1)]))
    status, lines, err = run("import_workbook", str(file), *OURS, "--json")
    told = json.loads(lines[-1])
    assert (status, told["ok"]) == (1, False)
    assert (told["problems"][0]["row"], told["problems"][0]["column"]) == (3, "งบ 2570")
    assert "แถวที่ 3" in err
    assert len(desk.kept) == 2
    file.write_bytes(a_workbook([a_row("ก"), a_row("ข", amount_2570=1)]))
    assert run("import_workbook", str(file), *OURS)[0] == 0
    assert len(desk.kept) == 4


@pytest.mark.django_db
def test_a_command_removes_only_when_told_to(desk, tmp_path):
    file = tmp_path / "works.xlsx"
    file.write_bytes(retyped_without_row(desk))
    assert run("import_workbook", str(file), *OURS)[0] == 0
    assert set(desk.kept) == {1, 2}
    assert run("import_workbook", str(file), *OURS, "--remove")[0] == 0
    assert set(desk.kept) == {1}


def retyped_without_row(desk):
    row = rf'<row r="{FIRST_ROW + 1}".*?</row>'.encode()
    return with_parts(desk.export(), **{"xl/worksheets/sheet1.xml": lambda xml: re.sub(row, b"", xml)})


@pytest.mark.django_db
def test_a_command_does_not_overwrite_what_a_colleague_wrote(desk, tmp_path):
    file = tmp_path / "works.xlsx"
    file.write_bytes(retyped(desk.export(), f"A{FIRST_ROW}", "ชื่อใหม่"))
    desk.kept[1] = a_stored_row(1, version=2)
    status, _, err = run("import_workbook", str(file), *OURS)
    assert status == 1
    assert f"แถวที่ {FIRST_ROW}" in err
    assert desk.kept[1].version == 2


@pytest.mark.django_db
def test_who_may_not_is_told_so_by_both_commands(desk, tmp_path):
    file = tmp_path / "works.xlsx"
    assert run("export_workbook", "--organisation", "1", "--out", str(file))[0] == 1
    assert not file.exists()
    file.write_bytes(a_workbook([a_row()]))
    assert run("import_workbook", str(file), "--organisation", "1")[0] == 1


def test_two_rooms_do_not_share_a_kind(desk):
    with pytest.raises(ValueError, match="works"):
        kinds.register_kind("works", WorksKind(desk))


def test_a_desk_hands_a_workbook_back_with_its_own_findings(desk):
    desk.findings = lambda reading: {FIRST_ROW: [Problem("x", "ไม่มีในแผน", row=FIRST_ROW)]}
    texts = parts_of(desk.with_problems(desk.export()))["xl/worksheets/sheet1.xml"].decode()
    assert texts.count("ไม่มีในแผน") == 1


def test_a_desk_refuses_what_the_guard_refuses(desk):
    with pytest.raises(Refused):
        desk.preview(b"name,amount\n", name="works.xlsx")
