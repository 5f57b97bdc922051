import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

from localplan.toolkit.columns import Column, Kind
from localplan.toolkit.downloads import list_as_file
from localplan.toolkit.excel import write_xlsx

COLUMNS = [
    Column("ชื่อ", "name", width=40),
    Column("วงเงิน", "amount", width=16, kind=Kind.MONEY),
    Column("วันที่", "on", width=14, kind=Kind.DATE),
]
ROWS = [
    {"name": '=HYPERLINK("http://x")', "amount": Decimal("350000.50"), "on": dt.date(2026, 10, 1)},
    {"name": "http://x.example\x0b", "amount": Decimal("0"), "on": None},
    {"name": "<script>", "amount": None, "on": None},
]


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def test_texts_stay_texts_whatever_they_start_with():
    sheet = parts(write_xlsx(COLUMNS, ROWS, sheet="รายชื่อ"))["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.lower().replace("=hyperlink(", "")
    assert "&lt;script&gt;" in sheet


def test_amounts_and_dates_are_numbers_and_a_blank_stays_blank():
    sheet = parts(write_xlsx(COLUMNS, ROWS, sheet="x"))["xl/worksheets/sheet1.xml"]
    assert re.search(r'<c r="B2" s="\d+"><v>350000\.50?</v>', sheet)
    assert re.search(r'<c r="C2" s="\d+"><v>46296</v>', sheet)
    assert '<c r="B4"' not in sheet


def test_the_header_stays_in_sight_and_filters():
    book = parts(write_xlsx(COLUMNS, ROWS, sheet="x"))
    assert 'state="frozen"' in book["xl/worksheets/sheet1.xml"]
    assert '<autoFilter ref="A1:C4"/>' in book["xl/worksheets/sheet1.xml"]
    assert "TH Sarabun New" in book["xl/styles.xml"]


def test_a_sheet_takes_any_name():
    assert 'name="แผน 2566 2570"' in parts(write_xlsx(COLUMNS, [], sheet="แผน 2566/2570"))["xl/workbook.xml"]


def test_a_thai_file_name_reaches_the_browser():
    answer = list_as_file("xlsx", COLUMNS, ROWS, name="รายชื่อ อปท.")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%E0%B8%A3")
    assert b"".join(list_as_file("csv", COLUMNS, ROWS, name="x")).startswith(b"\xef\xbb\xbf")
