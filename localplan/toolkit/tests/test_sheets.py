import datetime as dt
import io
import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from localplan.toolkit import printing
from localplan.toolkit.columns import Kind
from localplan.toolkit.letters import StampedLetter
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.sheet import PAGE_WIDTH, Heading, Part, Row, Sheet, SheetColumn, Total, widths
from localplan.toolkit.tests.read_pdf import pages, squeezed

COLUMNS = [
    SheetColumn("ที่", 0.9, Kind.NUMBER),
    SheetColumn("โครงการ", 6),
    SheetColumn("2569", 1.95, Kind.MONEY, under="งบประมาณ (บาท)"),
    SheetColumn("2570", 1.95, Kind.MONEY, under="งบประมาณ (บาท)"),
    SheetColumn("หน่วยงาน\nรับผิดชอบ", 2.15, fixed=True),
]


def a_sheet(rows=60, *, name="โครงการก่อสร้างถนน สายที่ {} Phase 2", official=True, amount="1234567.50", columns=COLUMNS):
    lines = [Row([n, name.format(n), Decimal(amount), 0, "กองช่าง"]) for n in range(1, rows + 1)]
    total = Total("รวม", [None, None, Decimal(amount) * rows, 0, None])
    part = Part([Heading("แผนงานอุตสาหกรรมและการโยธา"), *lines, total], headings=["ก. ยุทธศาสตร์ที่ 1"])
    return Sheet(
        "บัญชีโครงการ", columns, [part], organisation="เทศบาลตำบลหนองแวง", form="แบบ ผ.02", official=official,
        printed_at="พิมพ์เมื่อ 1 ต.ค. 2569",
    )  # fmt: skip


@pytest.fixture(scope="module")
def printed():
    return pages(a_sheet().as_pdf())


def test_every_page_bears_the_form_the_head_and_its_group(printed):
    assert len(printed) > 1
    for number, page in enumerate(printed, start=1):
        for words in (
            "แบบ ผ.๐๒",
            "โครงการ",
            "งบประมาณ (บาท)",
            "๒๕๗๐",
            "แผนงานอุตสาหกรรมและการโยธา",
            "เทศบาลตำบลหนองแวง",
        ):
            assert squeezed(words) in page, (number, words)
        thai = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
        assert f"หน้า{number}/{len(printed)}".translate(thai) in page


def test_every_row_is_printed_once_and_whole_on_one_page(printed):
    text = "".join(printed)
    thai = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    for number in range(1, 61):
        row = squeezed(f"โครงการก่อสร้างถนน สายที่ {number} ".translate(thai) + "Phase 2 ๑,๒๓๔,๕๖๗.๕๐ - กองช่าง")
        assert sum(row in page for page in printed) == 1, number
    assert "รวม๗๔,๐๗๔,๐๕๐-" in text


def test_a_paper_that_is_not_official_keeps_its_digits():
    [page] = pages(a_sheet(2, official=False).as_pdf())
    assert "1,234,567.50" in page
    assert "แบบผ.02" in page


def test_a_row_longer_than_a_page_is_printed_to_its_end():
    long = " ".join(f"ข้อความที่ {n}" for n in range(1, 900)) + " จบ{}"
    text = "".join(pages(a_sheet(1, name=long).as_pdf()))
    assert "ข้อความที่๘๙๙จบ๑" in text


def test_columns_fill_the_page_whatever_the_amounts():
    for amount in ("1", "99999999.99", "99999999999999.99"):
        data = a_sheet(2, amount=amount).as_data()
        fixed = sum(column["width"] for column in data["columns"] if not column["grows"])
        assert fixed < PAGE_WIDTH - 3
        assert 3 < data["total_size"] <= data["figure_size"] <= 8 or amount == "1"
    assert sum(widths(COLUMNS)) == pytest.approx(PAGE_WIDTH)


def test_a_row_must_have_a_cell_for_every_column():
    with pytest.raises(ValueError, match="1 cells for 5 columns"):
        Sheet("x", COLUMNS, [Part([Row([1])])]).as_data()


def test_a_part_without_rows_says_so():
    [page] = pages(Sheet("x", COLUMNS, [Part([])]).as_pdf())
    assert "ไม่มีรายการ" in page


@pytest.fixture(scope="module")
def workbook():
    with zipfile.ZipFile(io.BytesIO(a_sheet(3, name="=1+1 สาย {}").as_xlsx())) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def test_the_excel_prints_like_the_paper(workbook):
    page = workbook["xl/worksheets/sheet1.xml"]
    assert re.search(r'<pageSetup paperSize="9"[^>]*fitToHeight="0"[^>]*orientation="landscape"', page)
    assert "$2:$3</definedName>" in workbook["xl/workbook.xml"]
    assert '<mergeCell ref="A1:E1"/>' in page
    assert '<mergeCell ref="C2:D2"/>' in page
    assert '<mergeCell ref="A2:A3"/>' in page
    assert "แบบ ผ.๐๒" in page  # in the header of every page


def test_the_excel_keeps_numbers_numbers_and_shows_thai_digits(workbook):
    page, texts = workbook["xl/worksheets/sheet1.xml"], workbook["xl/sharedStrings.xml"]
    assert re.search(r"<v>1234567\.50?</v>", page)
    assert "[$-D00041E]#,##0.00" in workbook["xl/styles.xml"]
    assert "๒๕๗๐" in texts
    assert "=๑+๑ สาย ๑" in texts
    assert "<f>" not in page


LETTER = StampedLetter(
    number="มท 0810.2/ว 1234",
    to="สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดทุกจังหวัด",
    subject="ซักซ้อมปฏิทินการปฏิบัติงาน",
    paragraphs=["ด้วยกรมส่งเสริมการปกครองท้องถิ่นได้จัดทำปฏิทิน", ("1.", "แจ้งเวียน")],
    office="กรมส่งเสริมการปกครองท้องถิ่น",
    on=dt.date(2008, 1, 25),
    initials=["เจ้าหน้าที่", "หัวหน้ากลุ่มงาน", "ผู้อำนวยการ"],
)


def test_a_sealed_letter_names_the_office_and_nobody_signs():
    [page] = pages(LETTER.as_pdf())
    for words in ("ถึง", LETTER.to, "๒๕ มกราคม ๒๕๕๑", "ที่ มท ๐๘๑๐.๒/ว ๑๒๓๔", "๑. แจ้งเวียน"):
        assert squeezed(words) in page
    for words in ("ลงชื่อ", "เจ้าหน้าที่", "ผู้อำนวยการ", "สำเนาคู่ฉบับ"):
        assert words not in page


def test_only_the_file_copy_has_places_for_initials():
    from dataclasses import replace

    [page] = pages(replace(LETTER, file_copy=True).as_pdf())
    for words in ("สำเนาคู่ฉบับ", "เจ้าหน้าที่", "หัวหน้ากลุ่มงาน", "ผู้อำนวยการ"):
        assert words in page


def test_a_letter_is_not_made_as_excel():
    with pytest.raises(Refused):
        LETTER.as_xlsx()


class Trial:
    help = "a trial"

    def add_arguments(self, parser):
        parser.add_argument("--rows", type=int, default=2)

    def prepare(self, *, username, rows, **options):
        if username == "nobody":
            raise Refused(Problem(rule="may", message="ไม่มีสิทธิ"))
        return a_sheet(rows)


@pytest.fixture
def trial(monkeypatch):
    monkeypatch.setattr(printing, "_forms", {})
    printing.register_print("trial", Trial())


def test_the_command_makes_each_kind_of_file(trial, tmp_path, capsys):
    for kind, start in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("json", b"{")):
        out = tmp_path / f"x.{kind}"
        call_command("print", "trial", "--rows", "3", "--format", kind, "--out", str(out))
        assert out.read_bytes().startswith(start)
    data = json.loads((tmp_path / "x.json").read_text("utf-8"))
    assert len(data["parts"][0]["rows"]) == 5
    assert data["parts"][0]["rows"][1]["cells"][:3] == [1, "โครงการก่อสร้างถนน สายที่ 1 Phase 2", "1234567.50"]


def test_the_command_tells_a_refusal_and_ends_with_1(trial, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("print", "trial", "--as", "nobody", "--format", "json")
    assert ended.value.code == 1
    assert "ไม่มีสิทธิ" in capsys.readouterr().err


def test_the_command_wants_a_file_and_says_why_it_cannot_write(trial, tmp_path):
    with pytest.raises(CommandError, match="--out"):
        call_command("print", "trial")
    with pytest.raises(CommandError, match="No such file"):
        call_command("print", "trial", "--format", "json", "--out", str(Path(tmp_path) / "no" / "x"))


def test_a_name_has_one_form(trial):
    with pytest.raises(ValueError, match="trial"):
        printing.register_print("trial", Trial())
