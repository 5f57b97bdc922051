"""Should pass, should fail: cells, headings, totals, and whose workbook it is."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from localplan.toolkit import clock
from localplan.toolkit.money import format_baht
from localplan.toolkit.problems import Refused
from localplan.toolkit.rules import (
    workbook_is_of_this_kind,
    workbook_is_of_this_organisation,
    workbook_is_of_this_year,
)
from localplan.toolkit.thai_text import InputError, thai_digits
from localplan.toolkit.workbook import Field, Header, Parse, Sheet, export, read_workbook, template
from localplan.toolkit.workbook.cells import reader_of

from .make_workbooks import (
    HEADER,
    HEADINGS,
    SHEET,
    a_row,
    a_stored_row,
    a_workbook,
    parts_of,
    with_cell,
    with_parts,
)


@pytest.fixture(autouse=True)
def some_day():
    with clock.at(dt.date(2027, 3, 15)), translation.override("th"):
        yield


def one(**cells):
    """The only row of a workbook with these cells."""
    [row] = read_workbook(a_workbook([a_row(**cells)]), SHEET).rows
    return row


def wrong(**cells):
    """The only problem of that row, as (field, rule, text)."""
    [problem] = one(**cells).problems
    assert problem.row == 2
    return problem.field, problem.rule, problem.text


def refused(content, sheet=SHEET, header=None):
    with pytest.raises(Refused) as found:
        read_workbook(content, sheet, header=header)
    return found.value.problems


# ── Amounts ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (350000, "350000"), (350000.5, "350000.50"), ("1,234.50", "1234.50"), ("1,500,000", "1500000"),
        ("๑,๕๐๐,๐๐๐.๕๐", "1500000.50"), (" - ", "0"), (" 1,632,820 ", "1632820"), (0, "0"), (0.1 + 0.2, "0.30"),
        (99_999_999_999_999, "99999999999999"), ("฿ 12", "12"), (None, None), ("  ", None),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_type_them(cell, amount):
    assert one(amount_2570=cell).values["amount_2570"] == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    "cell", [-1, -0.5, "-5", 1234.567, "1.234", 10**15, "1000000000000000", "1,23", "สองแสน", True, dt.date(2026, 1, 1)]
)
def test_amounts_that_cannot_be_meant_are_refused_where_they_stand(cell):
    field, rule, _text = wrong(amount_2570=cell)
    assert (field, rule) == ("amount_2570", "cell_is_readable")


AMOUNT = reader_of(SHEET.column("amount_2570"))
amounts = st.decimals(min_value=0, max_value=Decimal("9999999999.99"), places=2)


@given(amounts)
def test_any_amount_is_read_the_same_however_it_is_written(amount):
    written = [f"{amount}", f"{amount:,}", thai_digits(f"{amount:,}"), f"  {amount:,} บาท", float(amount)]
    assert {AMOUNT(cell) for cell in written} == {amount}
    assert AMOUNT(format_baht(amount)) == amount


@given(st.one_of(st.text(), st.floats(), st.booleans()))
def test_no_cell_makes_the_reading_of_amounts_stumble(cell):
    try:
        amount = AMOUNT(cell)
    except InputError:
        return
    assert amount is None or (amount >= 0 and amount == amount.quantize(Decimal("0.01")))


# ── Dates ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "cell",
    ["1/10/2569", "1 ต.ค. 69", "๑ ต.ค. ๒๕๖๙", "2026-10-01", dt.date(2026, 10, 1), dt.date(2569, 10, 1),
     dt.datetime(2026, 10, 1, 8, 30)],
)  # fmt: skip
def test_dates_of_both_eras_are_read_as_text_and_as_excel_dates(cell):
    assert one(starts_on=cell).values["starts_on"] == dt.date(2026, 10, 1)


def test_the_29th_of_february_exists_in_leap_years_only():
    assert one(starts_on="29/2/2567").values["starts_on"] == dt.date(2024, 2, 29)
    assert "28" in wrong(starts_on="29/2/2569")[2]
    assert "28" in wrong(starts_on=dt.date(2568, 2, 29))[2]  # a day in ค.ศ. 2568, not in พ.ศ. 2568


@pytest.mark.parametrize("cell", [45200, "32/1/2569", "1/13/2569", "เร็ว ๆ นี้", dt.date(2300, 1, 1), True])
def test_what_is_no_date_is_refused(cell):
    assert wrong(starts_on=cell)[:2] == ("starts_on", "cell_is_readable")


# ── Texts, whole numbers, codes, choices ───────────────────────────────────────────────────────────────────────


def test_texts_are_cleaned_and_keep_their_meaning():
    row = one(name="  ก่อสร้างถนน\u200b  คสล.\nสาย ๑  ", remark="บรรทัดแรก\nบรรทัดสอง")
    assert row.values["name"] == "ก่อสร้างถนน คสล. สาย ๑"
    assert row.values["remark"] == "บรรทัดแรก\nบรรทัดสอง"


def test_a_text_that_is_too_long_is_refused_with_its_length():
    assert one(name="ก" * 300).problems == []
    field, rule, text = wrong(name="ก" * 301)
    assert (field, rule) == ("name", "text_is_not_too_long")
    assert "301" in text


def test_a_text_that_excel_made_a_date_is_refused():
    assert "02/01/2569" in wrong(name=dt.date(2026, 1, 2))[2]


def test_a_number_in_a_text_column_is_the_text_of_it():
    assert one(name=1234567890123).values["name"] == "1234567890123"


@pytest.mark.parametrize(("cell", "number"), [(12, 12), ("๑๒", 12), ("1,200", 1200), (None, None), ("0", 0)])
def test_whole_numbers_are_read(cell, number):
    assert one(villages=cell).values["villages"] == number


@pytest.mark.parametrize("cell", [1.5, -1, "สิบ", "1.0.0", "²"])
def test_what_is_no_whole_number_is_refused(cell):
    assert wrong(villages=cell)[0] == "villages"


def test_a_code_keeps_its_zeros_and_says_when_excel_dropped_them():
    assert one(code="00012").values["code"] == "00012"
    assert one(code="๐๐๐ ๑๒").values["code"] == "00012"
    assert "12" in wrong(code=12)[2]


def test_a_choice_is_known_by_its_words_whatever_the_spaces():
    assert one(unit=" กอง ช่าง").values["unit"] == 1


def test_a_choice_that_is_not_offered_is_refused_with_the_nearest():
    assert "สำนักปลัด" in wrong(unit="สำนักงานปลัด")[2]
    assert wrong(unit="xyz")[:2] == ("unit", "cell_is_readable")


def test_a_required_cell_left_blank_is_refused():
    assert wrong(name=None, amount_2570=5)[:2] == ("name", "cell_is_filled")


def test_every_problem_of_a_row_is_told_at_once_with_row_and_column():
    row = one(name="ก" * 400, amount_2570=-1, starts_on="?")
    assert [problem.field for problem in row.problems] == ["name", "amount_2570", "starts_on"]
    assert row.problems[1].where == "แถวที่ 2 ช่อง งบ 2570"


# ── Cells that cannot be trusted ───────────────────────────────────────────────────────────────────────────────


def test_an_error_cell_is_not_silently_blank():
    content = with_cell(a_workbook([a_row(amount_2570=5)]), "C2", b'<c r="C2" t="e"><v>#N/A</v></c>')
    [row] = read_workbook(content, SHEET).rows
    assert [(p.rule, p.field, p.row) for p in row.problems] == [("cells_have_no_errors", "amount_2570", 2)]


def test_a_row_of_nothing_but_an_error_is_not_lost():
    content = with_cell(a_workbook([a_row(), [None, None, 5]]), "C3", b'<c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v></c>')
    assert [row.number for row in read_workbook(content, SHEET).rows] == [2, 3]


@pytest.mark.parametrize(
    "cell", [b'<c r="C2"><f>1+1</f></c>', b'<c r="C2"><f>1+1</f><v></v></c>', b'<c r="C2"><f>1+1</f><v/></c>']
)
def test_a_formula_without_a_value_asks_to_be_saved_in_excel(cell):
    [row] = read_workbook(with_cell(a_workbook([a_row(amount_2570=5)]), "C2", cell), SHEET).rows
    [problem] = row.problems
    assert (problem.rule, problem.field) == ("cells_are_calculated", "amount_2570")
    assert "Excel" in problem.text


def test_a_calculated_formula_is_its_value():
    cell = b'<c r="C2"><f>300000+50000</f><v>350000</v></c>'
    [row] = read_workbook(with_cell(a_workbook([a_row(amount_2570=5)]), "C2", cell), SHEET).rows
    assert row.values["amount_2570"] == 350_000


def test_a_text_formula_that_came_to_nothing_is_blank():
    cell = b'<c r="C2" t="str"><f>IF(1,"","")</f><v></v></c>'
    [row] = read_workbook(with_cell(a_workbook([a_row(amount_2570=5)]), "C2", cell), SHEET).rows
    assert (row.problems, row.values["amount_2570"]) == ([], None)


def test_merged_cells_among_the_rows_are_refused_but_not_above_them():
    def merge(book, page):
        page.merge_range("A1:D1", "แผนพัฒนา")
        page.merge_range("B4:B5", "กองช่าง")

    content = a_workbook([a_row("ก"), a_row("ข"), a_row("ค")], above=[["แผน"]], also=merge)
    rows = read_workbook(content, SHEET).rows
    assert [[problem.rule for problem in row.problems] for row in rows] == [
        [], ["cells_are_not_merged"], ["cells_are_not_merged"],
    ]  # fmt: skip
    assert "B4:B5" in rows[1].problems[0].text


def test_a_helper_column_of_ones_own_may_hold_anything():
    content = a_workbook([[*a_row(), 5]], headings=[*HEADINGS, "ช่วยคิด"])
    content = with_cell(content, "H2", b'<c r="H2" t="e"><v>#N/A</v></c>')
    reading = read_workbook(content, SHEET)
    assert reading.problems == []
    assert "ช่วยคิด (H)" in reading.notes[0].text


# ── Headings, blank rows, totals ───────────────────────────────────────────────────────────────────────────────


def test_headings_are_found_below_a_preamble_of_twenty_rows():
    above = [[f"บรรทัด {number}"] for number in range(20)]
    [row] = read_workbook(a_workbook([a_row()], above=above), SHEET).rows
    assert row.number == 22
    problems = refused(a_workbook([a_row()], above=[*above, ["อีกบรรทัด"]]))
    assert problems[0].rule == "headings_are_there"
    assert "ชื่อโครงการ" in problems[0].text


def test_headings_may_stand_in_another_order_spelled_with_spaces_or_as_numbers():
    content = a_workbook(
        [[5, "ก"]],
        headings=[2570, "ชื่อ  โครงการ *", "หน่วยงาน", "วันเริ่ม", "จำนวน\nหมู่บ้าน", "เลขรหัส"],
    )
    [row] = read_workbook(content, SHEET).rows
    assert (row.values["name"], row.values["amount_2570"]) == ("ก", 5)


def test_missing_and_doubled_columns_are_named_together():
    problems = refused(a_workbook([a_row()], headings=["ชื่อโครงการ", "หน่วยงาน", "หน่วยงาน", "วันเริ่ม", "x", "y", "z"]))
    assert [problem.rule for problem in problems] == ["columns_are_there", "columns_are_there_once"]
    assert "งบ 2570" in problems[0].text
    assert "หน่วยงาน (C)" in problems[1].text
    assert problems[0].row == 1


def test_a_column_that_may_be_absent_is_not_missed_and_not_blanked():
    [row] = read_workbook(a_workbook([a_row()[:6]], headings=HEADINGS[:6]), SHEET).rows
    assert "remark" not in row.values


def test_blank_rows_are_skipped_and_the_rest_keep_excels_numbers():
    rows = read_workbook(a_workbook([a_row("ก"), [], ["  "], a_row("ข")]), SHEET).rows
    assert [row.number for row in rows] == [2, 5]


def test_trailing_totals_are_skipped_only_when_the_declaration_says_so():
    rows = [a_row("ก"), a_row("รวมพลังชุมชน"), a_row("ข"), a_row("รวม", amount_2570=5), a_row("รวมทั้งสิ้น")]
    assert [row.values["name"] for row in read_workbook(a_workbook(rows), SHEET).rows] == ["ก", "รวมพลังชุมชน", "ข"]
    strict = Sheet("works", "โครงการ", SHEET.columns)
    assert len(read_workbook(a_workbook(rows), strict).rows) == 5


def test_a_workbook_without_rows_is_refused():
    assert refused(a_workbook([]))[0].rule == "workbook_has_rows"
    assert refused(template(SHEET, HEADER))[0].rule == "workbook_has_rows"
    assert refused(a_workbook([], headings=None))[0].rule == "headings_are_there"


# ── Which sheet, whose workbook ────────────────────────────────────────────────────────────────────────────────


def test_the_sheet_is_found_by_name_never_because_it_is_first():
    content = a_workbook([a_row("แถวนี้")], also=lambda book, page: book.add_worksheet("สรุป").write(0, 0, "x"))
    assert read_workbook(content, SHEET).rows[0].values["name"] == "แถวนี้"
    content = a_workbook([a_row()], name="แผ่น1", also=lambda book, page: book.add_worksheet("แผ่น2").write(0, 0, "x"))
    [problem] = refused(content)
    assert problem.rule == "workbook_has_the_sheet"
    assert "แผ่น1, แผ่น2" in problem.text


def test_a_workbook_of_ones_own_is_read_when_its_only_sheet_has_the_headings():
    assert len(read_workbook(a_workbook([a_row()], name="Sheet1"), SHEET, header=HEADER).rows) == 1


@pytest.mark.parametrize(
    ("other", "rule"),
    [
        (Header("6600102", "อบต.อื่น", (2570,)), "workbook_is_of_this_organisation"),
        (Header("6600101", "อบต.ตัวอย่าง", (2571,)), "workbook_is_of_this_year"),
        (Header("6600101", "อบต.ตัวอย่าง", (2570, 2574)), "workbook_is_of_this_year"),
    ],
)
@pytest.mark.parametrize("properties", [True, False], ids=["properties", "no properties"])
def test_a_workbook_of_another_organisation_or_year_is_refused(other, rule, properties):
    content = export(SHEET, other, [a_stored_row()])
    if not properties:  # as other programs leave it: the line above the headings still says so
        empty = b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
        content = with_parts(content, **{"docProps/custom.xml": empty})
    assert [problem.rule for problem in refused(content, header=HEADER)] == [rule]
    assert len(read_workbook(content, SHEET, header=other).rows) == 1


def test_a_workbook_made_for_other_rows_is_refused():
    lines = Sheet("lines", "โครงการ", SHEET.columns)
    assert refused(export(lines, HEADER, [a_stored_row()]), header=HEADER)[0].rule == "workbook_is_of_this_kind"


def test_a_workbook_that_states_nothing_is_no_strangers():
    assert not list(workbook_is_of_this_kind("", expected="works", name="โครงการ"))
    assert not list(workbook_is_of_this_organisation("", expected="6600101", name="อบต."))
    assert not list(workbook_is_of_this_year("", expected="2570"))


def test_choices_may_be_asked_for_when_they_are_needed():
    field = Field("unit", "หน่วยงาน", Parse.CHOICE, choices=lambda: ["กองช่าง", "กองคลัง"])
    assert reader_of(field)("กองคลัง") == "กองคลัง"


def test_the_properties_say_whose_workbook_it_is():
    text = parts_of(template(SHEET, HEADER))["docProps/custom.xml"].decode()
    assert all(word in text for word in ("schema", "works", "6600101", "2570"))
