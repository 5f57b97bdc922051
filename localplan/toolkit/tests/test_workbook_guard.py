"""Workbooks from people who mean well, and from those who do not."""

import io
import re
import zipfile

import pytest

from localplan.toolkit.problems import Refused
from localplan.toolkit.workbook import guard, read_workbook, reading
from localplan.toolkit.workbook.package import CellFacts, column_letters, column_number

from .make_workbooks import HEADINGS, SHEET, a_row, a_workbook, parts_of, with_cells, with_parts, with_sheet_xml


def refusal(content, name="โครงการ.xlsx"):
    with pytest.raises(Refused) as refused:
        read_workbook(content, SHEET, name=name)
    return refused.value.problems[0]


def an_honest_one():
    return a_workbook([a_row()])


@pytest.fixture
def no_parser(monkeypatch):
    """Whatever gets past the guard fails the test."""

    def parsed(*_args):
        raise AssertionError("the parser saw it")

    monkeypatch.setattr(reading, "_parse", parsed)


def test_an_honest_workbook_passes():
    assert [row.values["name"] for row in read_workbook(an_honest_one(), SHEET, name="a.XLSX").rows] == ["ถนนสายหนึ่ง"]


@pytest.mark.parametrize(
    "cell",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        b'<row r="1048576"><c><v>1</v></c></row>',
        b'<row r="9"><c r="BA9" t="inlineStr"><is><t>x</t></is></c></row>',
        b'<row r="9"><c r="BA9"><f>1+1</f></c></row>',
        b'<row r="20101"><c r="A20101"><v>1</v></c></row>',
        b'<x:row xmlns:x="y" r="1048576"><x:c r="A1048576"><x:v>1</x:v></x:c></x:row>',
    ],
)
def test_a_small_workbook_with_one_far_away_cell_is_refused(cell, no_parser):
    content = with_cells(an_honest_one(), cell)
    assert len(content) < 10_000
    problem = refusal(content)
    assert problem.rule == "cells_are_near"
    assert problem.row in (9, 20_101, 1_048_576)


def test_a_far_away_cell_is_named_as_excel_names_it(no_parser):
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert "XFD1048576" in refusal(with_cells(an_honest_one(), cell)).text


def test_blank_formatted_cells_far_away_do_no_harm():
    formatted = b'<row r="200000" s="1"><c r="A200000" s="0"/><c r="XFD200000" s="0"></c></row>'
    assert len(read_workbook(with_cells(an_honest_one(), formatted), SHEET).rows) == 1


def test_a_lying_dimension_does_no_harm():
    def lie(xml):
        return xml.replace(b'<dimension ref="A1:G2"/>', b'<dimension ref="A1:XFD1048576"/>')

    content = with_sheet_xml(an_honest_one(), lie)
    assert b"XFD1048576" in parts_of(content)["xl/worksheets/sheet1.xml"]
    assert len(read_workbook(content, SHEET).rows) == 1


def test_cells_without_an_address_are_counted_along():
    places = rb' r="[A-Z]+\d+"'

    def without_places(xml):
        return re.sub(places, b"", xml)

    assert len(read_workbook(with_sheet_xml(an_honest_one(), without_places), SHEET).rows) == 1
    many = b'<row r="5">' + b"<c><v>1</v></c>" * 53 + b"</row>"
    assert refusal(with_cells(an_honest_one(), many)).column == "BA"


def test_a_zip_bomb_is_refused(no_parser):
    bomb = with_parts(an_honest_one(), **{"xl/media/image1.png": b"\0" * (260 << 20)})
    assert len(bomb) < 1 << 20
    assert refusal(bomb).rule == "workbook_unpacks_small"


def test_a_bomb_of_many_modest_parts_is_refused(no_parser, monkeypatch):
    monkeypatch.setattr(guard, "MAX_UNPACKED", 3 << 20)
    parts = {f"xl/media/image{number}.png": b"\0" * (900 << 10) for number in range(4)}
    assert refusal(with_parts(an_honest_one(), **parts)).rule == "workbook_unpacks_small"


def test_a_workbook_of_thousands_of_parts_is_refused(no_parser):
    parts = {f"xl/media/{number}.png": b"" for number in range(301)}
    assert refusal(with_parts(an_honest_one(), **parts)).rule == "workbook_has_few_parts"


def test_a_file_of_more_than_ten_megabytes_is_refused(no_parser):
    assert refusal(b"PK\x03\x04" + b"x" * guard.MAX_BYTES).rule == "file_is_not_too_big"
    assert refusal(b"").rule == "file_is_not_empty"


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/vbaProject.bin": b"x"},
        {"[Content_Types].xml": lambda xml: xml.replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")},
        {"xl/macrosheets/sheet1.xml": b"<x/>"},
    ],
)
def test_a_workbook_with_macros_is_refused_whatever_its_name(parts, no_parser):
    assert refusal(with_parts(an_honest_one(), **parts)).rule == "workbook_has_no_macros"


def test_a_workbook_named_as_a_macro_workbook_is_refused(no_parser):
    problem = refusal(an_honest_one(), name="แผน.xlsm")
    assert problem.rule == "workbook_is_xlsx"
    assert ".xlsm" in problem.text


@pytest.mark.parametrize(
    "path", ["xl/externalLinks/externalLink1.xml", "xl/embeddings/oleObject1.bin", "xl/activeX/activeX1.xml"]
)
def test_a_workbook_that_does_not_stand_alone_is_refused(path, no_parser):
    assert refusal(with_parts(an_honest_one(), **{path: b"<x/>"})).rule == "workbook_stands_alone"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("ชื่อโครงการ,หน่วยงาน\nก,ข\n".encode(), "แผน.xlsx"),
        (b"%PDF-1.7 ...", "แผน.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "แผน.xls"),
        (b"PK\x03\x04 but no more of it", "แผน.docx"),
    ],
)
def test_another_kind_of_file_is_refused_whatever_its_name(content, name, no_parser):
    assert refusal(content, name).rule == "workbook_is_xlsx"


def test_a_zip_that_is_no_workbook_is_refused(no_parser):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert refusal(out.getvalue()).rule == "workbook_is_xlsx"


def test_a_workbook_with_a_password_is_refused(no_parser):
    locked = b"\xd0\xcf\x11\xe0" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le")
    assert refusal(locked).rule == "workbook_is_not_locked"


@pytest.mark.parametrize(
    "xml",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><worksheet/>',
        b"<?xml version='1.0'?>" + b" " * 2_000_000 + b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><worksheet/>",
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><worksheet/>'.encode("utf-16"),
    ],
)
@pytest.mark.parametrize("path", ["xl/worksheets/sheet1.xml", "docProps/custom.xml", "xl/sharedStrings.xml"])
def test_a_workbook_that_defines_entities_is_refused(xml, path, no_parser):
    problem = refusal(with_parts(an_honest_one(), **{path: xml}))
    assert problem.rule in ("workbook_has_no_entities", "workbook_unpacks_small")


def test_a_damaged_workbook_is_refused():
    content = an_honest_one()
    assert refusal(content[: len(content) // 2]).rule == "workbook_is_whole"
    assert refusal(content[:300] + b"\xff" * 200 + content[500:]).rule == "workbook_is_whole"
    assert refusal(with_sheet_xml(content, b"<worksheet><row></worksheet>")).rule == "workbook_is_whole"
    assert refusal(with_parts(content, **{"xl/sharedStrings.xml": b"<nonsense"})).rule == "workbook_is_whole"


def test_a_parser_that_wants_too_much_memory_takes_only_its_own_process_along(monkeypatch):
    """The cell that makes the parser abort, as if the guard had not seen it."""
    monkeypatch.setattr(reading, "scan", lambda *_args, **_words: CellFacts())
    content = with_cells(an_honest_one(), b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    assert refusal(content).rule == "workbook_can_be_read"


def test_a_parser_that_takes_too_long_is_ended(monkeypatch, tmp_path):
    sleeper = tmp_path / "worker.py"
    sleeper.write_text("import sys\nsys.stdin.buffer.read()\nwhile True: pass\n")
    monkeypatch.setattr(reading.worker, "__file__", str(sleeper))
    monkeypatch.setattr(reading, "SECONDS", 0.5)
    assert refusal(an_honest_one()).rule == "workbook_can_be_read"


def test_one_text_named_a_million_times_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(reading, "MAX_TEXT", 10_000)
    assert refusal(a_workbook([a_row("ก" * 200)] * 100)).rule == "workbook_unpacks_small"


def test_a_file_that_cannot_be_opened_is_named(tmp_path):
    assert "ไม่มี.xlsx" in refusal(tmp_path / "ไม่มี.xlsx", name="").text


def test_more_rows_than_can_be_read_at_once_are_refused():
    rows = [[f"โครงการ {number}"] for number in range(20_001)]
    problem = refusal(a_workbook(rows, headings=[*HEADINGS[:6]]))
    assert problem.rule == "workbook_is_not_too_long"
    assert "20,001" in problem.text


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (16_384, "XFD")])
def test_columns_are_called_as_excel_calls_them(number, letters):
    assert column_letters(number) == letters
    assert column_number(letters) == number
