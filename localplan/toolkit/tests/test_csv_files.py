import datetime as dt
import io
from decimal import Decimal

import pytest

from localplan.toolkit.columns import Column, Kind
from localplan.toolkit.csv_files import MAX_BYTES, inert, read_csv, write_csv
from localplan.toolkit.problems import Refused

TWO_COLUMNS = ("code", "name")


def read(content, **words):
    return read_csv(content, required=TWO_COLUMNS, **words)


def refusal(content, **words):
    with pytest.raises(Refused) as refused:
        read(content, **words)
    return refused.value.problems


def test_rows_carry_the_number_that_excel_shows():
    file = read('code,name\n1,กา\n\n2,"สอง\nบรรทัด"\n3,ขา\n'.encode())
    assert [(row.number, row["code"]) for row in file] == [(2, "1"), (4, "2"), (5, "3")]
    assert file.rows[1]["name"] == "สอง\nบรรทัด"
    assert (file.encoding, file.notes) == ("utf-8", [])


def test_utf8_with_bom_is_read():
    file = read("\ufeffcode,name\n1,กา\n".encode())
    assert (file.encoding, file.rows[0]["code"]) == ("utf-8-sig", "1")


def test_windows_874_is_read_and_said_so():
    file = read("code,name\n1,นาน้อย\n".encode("cp874"))
    assert file.rows[0]["name"] == "นาน้อย"
    assert "windows-874" in file.notes[0].text


def test_the_unicode_text_of_excel_is_read_and_said_so():
    file = read("code\tname\n1\tนาน้อย\n".encode("utf-16"))
    assert file.rows[0]["name"] == "นาน้อย"
    assert "UTF-16" in file.notes[0].text


def test_semicolons_of_other_regional_settings_are_read():
    assert read(b"code;name\n1;a,b\n").rows[0]["name"] == "a,b"


def test_cells_are_cleaned_like_typed_text():
    assert read("code,name\n1,\u200bเเม่น้ํา \n".encode()).rows[0]["name"] == "แม่น้ำ"


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "file_has_rows"),
        (b"  \r\n \n", "file_has_rows"),
        (b"code,name\n", "file_has_rows"),
        (b"%PDF-1.7\n%\xe2\xe3", "file_is_text"),
        (b"PK\x03\x04\x14\x00", "file_is_text"),
        (b"code,name\n1,a\x00b\n", "file_is_text"),
        (b"\xff\xfe\x00", "file_is_text"),
        (b"code,name\n1,\xff\xdb\n", "file_is_text"),
        (b'code,name\n1,"open\n', "file_is_csv"),
        (b"code,name\n1," + b"x" * 20_000 + b"\n", "file_is_csv"),
    ],
)
def test_what_is_no_table_is_refused_in_plain_words(content, rule):
    (problem,) = refusal(content)
    assert problem.rule == rule
    assert problem.text


def test_a_pdf_named_csv_is_called_a_pdf():
    assert "PDF" in refusal(b"%PDF-1.4")[0].text


def test_missing_doubled_and_unknown_columns_are_all_named():
    problems = refusal(b"name,name,colour\na,b,c\n")
    assert [problem.rule for problem in problems] == [
        "columns_are_there",
        "columns_are_there_once",
        "columns_are_known",
    ]
    assert "code" in problems[0].text
    assert "name" in problems[1].text
    assert "colour" in problems[2].text
    assert all(problem.row == 1 for problem in problems)


def test_unknown_columns_may_be_left_unread_and_said_so():
    file = read(b"code,name,colour\n1,a,red\n", ignore_unknown=True)
    assert file.rows[0].cells == {"code": "1", "name": "a"}
    assert "colour" in file.notes[0].text


def test_every_row_with_the_wrong_number_of_cells_is_named():
    problems = refusal(b"code,name\n1,a\n2\n3,b\n4,c,d\n")
    assert [problem.row for problem in problems] == [3, 5]


def test_empty_cells_at_the_end_of_a_row_are_no_fault():
    assert len(read(b"code,name,,\n1,a,,\n")) == 1


def test_one_row_more_than_the_limit_is_refused_and_the_limit_is_not():
    def rows(number):
        return b"code,name\n" + b"1,a\n" * number

    assert len(read(rows(20_000))) == 20_000
    (problem,) = refusal(rows(20_001))
    assert problem.rule == "file_is_not_too_long"
    assert "20,001" in problem.text


def test_a_file_over_ten_megabytes_is_not_read():
    (problem,) = refusal(io.BytesIO(b"x" * (MAX_BYTES + 1)))
    assert problem.rule == "file_is_not_too_big"


def test_a_named_file_that_is_not_there_is_a_refusal(tmp_path):
    (problem,) = refusal(tmp_path / "none.csv")
    assert "none.csv" in problem.text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_starts_a_formula(start):
    assert inert(start + "HYPERLINK(1)") == f"'{start}HYPERLINK(1)"
    assert inert("a" + start) == "a" + start


def test_what_we_write_can_be_read_again():
    columns = [Column("code", "code"), Column("name", lambda row: row["name"]), Column("on", "on", kind=Kind.DATE)]
    rows = [
        {"code": Decimal("-5.00"), "name": "=1+1", "on": dt.date(2026, 10, 1)},
        {"code": None, "name": "ก,ข", "on": None},
    ]
    content = b"".join(write_csv(columns, rows))
    assert content.startswith(b"\xef\xbb\xbf")
    file = read(content, optional=("on",))
    assert [row.cells for row in file] == [
        {"code": "-5.00", "name": "'=1+1", "on": "01/10/2569"},
        {"code": "", "name": "ก,ข", "on": ""},
    ]
