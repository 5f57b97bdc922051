"""The e-LAAS report of the remaining budget: what is read, and what is refused with its place."""

from decimal import Decimal

import pytest

from localplan.budgeting import rules
from localplan.budgeting.elaas import read_remaining
from localplan.budgeting.tests import make
from localplan.budgeting.tests.elaas_file import HEADINGS, TRUE_ROW, a_report, a_row
from localplan.organisations.tests import make as people
from localplan.toolkit.problems import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def lao():
    return people.an_lao(name="ห้วยน้ำใส")


def read(lao, content=None, *, year=2566, name="report.xlsx", **values):
    return read_remaining(content or a_report(**values), lao, year, name=name)


def refused(lao, *args, **values):
    with pytest.raises(Refused) as caught:
        read(lao, *args, **values)
    return caught.value.problems


def figures(found, code):
    part = make.the_code(code).pk
    total = next(total for total in found.totals if total.part == part)
    return total.budget, total.outstanding, total.disbursed


def adds_up(*values):
    keys = ("approved", "gained", "given", "obligated", "disbursed", "remaining")
    return list(rules.elaas_row_adds_up(**dict(zip(keys, map(Decimal, values), strict=True))))


def test_elaas_row_adds_up_to_the_satang():
    """695,520 + 0 − 0 − 27,600 − 398,636 = 269,284."""
    assert adds_up(*TRUE_ROW) == []
    for off in ("269283.99", "269284.01"):
        [problem] = adds_up(*TRUE_ROW[:5], off)
        assert str(problem.params["right"]) == "269284"


def test_the_true_row_is_read_with_its_obligation_as_what_is_outstanding(lao):
    found = read(lao)
    assert figures(found, "53") == (695520, 27600, 398636)
    assert [(name, left) for name, _total, left in found.lines] == [("งบดำเนินงาน", Decimal("269284.00"))]


def test_rows_are_added_up_by_part_with_transfers_in_and_out(lao):
    rows = [
        a_row(),
        a_row(1000, 500, 200, 100, 300, 900, part="54"),
        a_row(10.25, 0, 0, 0, 0.25, 10, part="541000 งบลงทุน"),
        ["รวม", *[None] * 8, 696530.25, 500, 200, 27700, 398936.25, 270194],
    ]
    found = read(lao, rows=rows)
    assert figures(found, "54") == (Decimal("1310.25"), 100, Decimal("300.25"))
    assert (found.rows, found.left_out) == (3, 0)


def test_the_part_under_a_merged_cell_is_that_of_the_row_above(lao):
    rows = [
        a_row(),
        a_row(10, 0, 0, 0, 0, 10, part=None),
        ["แผนงานการศึกษา"],
        ["รวมทั้งหมด", *[None] * 8, *[0] * 6],
        a_row(),
    ]
    found = read(lao, rows=rows)
    assert figures(found, "53")[0] == 2 * 695520 + 10
    assert (found.rows, found.left_out) == (3, 2)


@pytest.mark.parametrize(
    "row",
    [
        a_row("695,520.00", "0", "-", "27,600", "398,636", "269,284"),
        a_row("๖๙๕,๕๒๐", "๐", "-", "๒๗,๖๐๐.๐๐", "๓๙๘๖๓๖", "๒๖๙,๒๘๔"),
    ],
)
def test_numbers_as_text_and_thai_digits_are_read(lao, row):
    assert figures(read(lao, rows=[row]), "53") == (695520, 27600, 398636)


def test_a_row_that_does_not_add_up_is_named_with_row_and_column(lao):
    problems = refused(lao, rows=[a_row(), a_row(100, 0, 0, 0, 0, 99)])
    assert [(p.rule, p.row, str(p.column)) for p in problems] == [("elaas_row_adds_up", 10, "คงเหลือ")]


def test_elaas_part_is_known(lao):
    [problem] = refused(lao, rows=[a_row(part="งบลับ")])
    assert (problem.rule, problem.row, str(problem.column)) == ("elaas_part_is_known", 9, "งบ")


@pytest.mark.parametrize("missing", ["งบ", "โอนลด", "คงเหลือ"])
def test_a_missing_column_is_named(lao, missing):
    place = HEADINGS.index(missing)
    headings = [heading for heading in HEADINGS if heading != missing]
    [problem] = refused(lao, headings=headings, rows=[[c for n, c in enumerate(a_row()) if n != place]])
    assert (problem.rule, problem.params["columns"]) == ("columns_are_there", missing)


@pytest.mark.parametrize("row", [1, 7, 9])
def test_elaas_headings_stand_in_their_row(lao, row):
    assert [p.rule for p in refused(lao, heading_row=row)] == ["elaas_headings_stand_in_their_row"]
    assert list(rules.elaas_headings_stand_in_their_row(8, expected=8)) == []


def test_a_formula_without_a_value_is_named(lao):
    problems = refused(lao, rows=[a_row(*TRUE_ROW[:5], "=J9+K9-L9-M9-N9")])
    assert {(p.row, str(p.column)) for p in problems} == {(9, "คงเหลือ")}


@pytest.mark.parametrize("cell", ["(500)", "-500", "12O", "1,00"])
def test_what_is_no_amount_is_named(lao, cell):
    [problem] = refused(lao, rows=[a_row(cell, *TRUE_ROW[1:])])
    assert (problem.row, str(problem.column)) == (9, "งบประมาณอนุมัติ")


def test_an_old_workbook_under_a_new_name_is_refused(lao):
    assert [p.rule for p in refused(lao, b"\xd0\xcf\x11\xe0" + b"\0" * 600)] == ["workbook_is_xlsx"]
    assert [p.rule for p in refused(lao, b"PK\x03\x04 nothing")] == ["workbook_is_whole"]


@pytest.mark.parametrize(
    ("owner", "is_ours"),
    [
        ("องค์การบริหารส่วนตำบลห้วยน้ำใส", True),
        ("อบต.ห้วยน้ำใส อำเภอเวียง จังหวัดเชียงราย", True),
        ("", True),
        ("องค์การบริหารส่วนตำบลห้วยน้ำใสเหนือ", False),
        ("เทศบาลตำบลห้วยน้ำใส", False),
    ],
)
def test_elaas_is_of_this_organisation(lao, owner, is_ours):
    if is_ours:
        assert read(lao, owner=owner).rows == 1
    else:
        assert [p.rule for p in refused(lao, owner=owner)] == ["elaas_is_of_this_organisation"]


def test_elaas_is_of_this_year(lao):
    assert read(lao, content=a_report(year=2566)).rows == 1
    assert [p.rule for p in refused(lao, a_report(year=2565))] == ["elaas_is_of_this_year"]


def test_a_report_without_rows_is_refused(lao):
    [problem] = refused(lao, rows=[["รวม", *[None] * 8, *[0] * 6]])
    assert problem.rule == "workbook_has_rows"
