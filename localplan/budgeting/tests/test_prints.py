"""The ordinance on paper: by ด้าน, by แผนงาน, line by line; sums as in the rows; a draft says so."""

import io
import json
import zipfile
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import translation

from localplan.budgeting.prints import ordinance_sheet
from localplan.budgeting.tests import make
from localplan.organisations.models import Kind
from localplan.organisations.tests import make as people
from localplan.toolkit.printing import as_bytes
from localplan.toolkit.sheet import Heading, Row, Total
from localplan.toolkit.testing import count_queries
from localplan.toolkit.tests.read_pdf import pages, squeezed

pytestmark = pytest.mark.django_db
YEAR = 2570


@pytest.fixture
def ordinance():
    made = make.an_ordinance(
        people.an_lao(kind=Kind.SUBM), year=YEAR, approver="ผู้ว่าราชการจังหวัดเชียงราย", stated_total=Decimal("1005600.50")
    )
    for name, work, category, amount, development in (
        ("เงินเดือน", "00111", "522000", "600000", False),
        ("ค่าไฟฟ้า", "00111", "534000", "5600.50", False),
        ("คอมพิวเตอร์", "00113", "541000", "66000", True),
        ("ก่อสร้างถนน", "00312", "542000", "334000", True),
    ):
        make.an_ordinance_line(
            made, amount=amount, name=name, development=development, work=make.the_code(work),
            category=make.the_code(category),
        )  # fmt: skip
    return made


def lines(sheet, kind):
    return [line for line in sheet.parts[0].lines if isinstance(line, kind)]


def test_by_area_a_row_is_a_programme_and_its_sums_stand_under_the_kinds_of_budget(ordinance):
    sheet = ordinance_sheet(ordinance, "area")
    assert sheet.title == "เทศบัญญัติงบประมาณรายจ่าย ประจำปีงบประมาณ พ.ศ. 2570"
    assert [column.label for column in sheet.columns][1:] == [
        "งบกลาง", "งบบุคลากร", "งบดำเนินงาน", "งบลงทุน", "งบรายจ่ายอื่น", "งบเงินอุดหนุน", "รวม",
    ]  # fmt: skip
    assert [line.text for line in lines(sheet, Heading)] == ["ด้านบริหารทั่วไป", "ด้านการเศรษฐกิจ"]
    rows = [list(line.cells) for line in lines(sheet, Row)]
    assert rows == [
        ["แผนงานบริหารงานทั่วไป", None, 600000, Decimal("5600.50"), 66000, None, None, Decimal("671600.50")],
        ["แผนงานอุตสาหกรรมและการโยธา", None, None, None, 334000, None, None, 334000],
    ]
    assert lines(sheet, Total)[-1].cells[1:] == [0, 600000, Decimal("5600.50"), 400000, 0, 0, Decimal("1005600.50")]


def test_by_programme_a_row_is_a_work(ordinance):
    sheet = ordinance_sheet(ordinance, "programme")
    assert [line.cells[0] for line in lines(sheet, Row)] == ["งานบริหารทั่วไป", "งานบริหารงานคลัง", "งานก่อสร้าง"]
    assert len(lines(sheet, Total)) == 3


def test_line_by_line_every_sum_is_made_of_the_rows_above_it(ordinance):
    sheet = ordinance_sheet(ordinance)
    assert [line.cells[-1] for line in lines(sheet, Total)] == [
        Decimal("605600.50"), 66000, Decimal("671600.50"), 334000, 334000, Decimal("1005600.50"),
    ]  # fmt: skip
    assert sheet.foot.startswith("ประกาศใช้")
    assert "ผู้อนุมัติ: ผู้ว่าราชการจังหวัดเชียงราย" in sheet.notes


def test_a_draft_and_a_difference_to_the_paper_are_said(ordinance):
    ordinance.promulgated_on, ordinance.stated_total = None, Decimal(1)
    make.an_ordinance_line(ordinance, name="ยังไม่จำแนก", amount="3", work=None, category=None)
    sheet = ordinance_sheet(ordinance)
    assert sheet.foot.startswith("ร่าง")
    assert any("1,005,603.50" in note for note in sheet.notes)
    assert lines(sheet, Heading)[-1].text == "ยังไม่จำแนก"
    area = ordinance_sheet(ordinance, "area")
    assert lines(area, Total)[-1].cells[-1] == Decimal("1005603.50")
    assert sum(lines(area, Total)[-1].cells[1:-1]) == Decimal("1005600.50")  # it has no งบ yet


def test_what_the_council_passed_is_printed_whatever_was_transferred(ordinance):
    line = ordinance.lines.get(name="ก่อสร้างถนน")
    moved = ordinance.organisation.transfers.create(
        year_id=YEAR, number=1, authority="executive", decided_on=ordinance.effective_on, by=line.by,
        recorded_at=line.recorded_at,
    )  # fmt: skip
    line.entries.create(
        organisation=line.organisation, kind="transfer", amount=-4000, on=ordinance.effective_on, transfer=moved,
        by=line.by, recorded_at=line.recorded_at,
    )  # fmt: skip
    line.budget -= 4000
    line.save()
    assert lines(ordinance_sheet(ordinance), Total)[-1].cells[-1] == Decimal("1005600.50")


@pytest.mark.parametrize("by", ["area", "programme", "line"])
def test_all_three_are_made_as_pdf_excel_and_data(ordinance, by, tmp_path):
    def made(kind):
        out = tmp_path / f"ordinance.{kind}"
        call_command(
            "print", "ordinance", "--organisation", ordinance.organisation.code, "--year", str(YEAR), "--by", by,
            "--format", kind, "--out", str(out),
        )  # fmt: skip
        return out.read_bytes()

    text = squeezed("".join(pages(made("pdf"))))
    assert "๑,๐๐๕,๖๐๐.๕๐" in text
    assert "เทศบัญญัติงบประมาณรายจ่าย" in text
    with zipfile.ZipFile(io.BytesIO(made("xlsx"))) as book:
        assert b"<v>1005600.50<" in book.read("xl/worksheets/sheet1.xml")
    assert json.loads(made("json"))["parts"][0]["rows"]


def test_it_is_thai_whoever_prints_it_and_costs_the_same_for_4_lines_and_24(ordinance):
    def cost():
        with count_queries() as counted, translation.override("en"):
            assert ordinance_sheet(ordinance).columns[1].label == "รายการ"
        return counted.number

    few = cost()
    for place in range(20):
        make.an_ordinance_line(ordinance, name=f"ถนน {place}")
    assert cost() == few
    assert as_bytes(ordinance_sheet(ordinance), "json")


def test_an_ordinance_that_is_not_there_is_refused(ordinance, tmp_path, capsys):
    for more in (["--year", "2569"], ["--year", str(YEAR), "--number", "1"]):
        with pytest.raises(SystemExit):
            call_command("print", "ordinance", "--organisation", ordinance.organisation.code, *more, "--format", "json")
        assert capsys.readouterr().err
