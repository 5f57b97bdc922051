import re
from decimal import Decimal
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localplan.toolkit import thai_text
from localplan.toolkit.thai_text import arabic_digits, baht, nb, norm, thai_digits, thai_key


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("เเม่น้ำ", "แม่น้ำ"),
        ("นํ้า", "น้ำ"),
        ("น้ํา", "น้ำ"),
        ("นำ้", "น้ำ"),
        ("ท่ี", "ที่"),
        ("ที่่", "ที่"),
        ("\ufeffอบต.\u200bนาน้อย", "อบต.นาน้อย"),
        ("ก\u00a0ข\u3000ค", "ก ข ค"),
        ("ป\uf70aา\uf700", "ป่าฐ"),
        ("ก\ue123ข", "กข"),
        ("a\x00b\u202ec", "abc"),
        ("  สอง   คำ  ", "สอง คำ"),
        ("บรรทัด \r\n สอง", "บรรทัด\nสอง"),
    ],
)
def test_what_looks_the_same_is_stored_the_same(typed, clean):
    assert norm(typed) == clean


@given(st.text(alphabet="กขเแโ่้์ัิีฺุํำาๆ  \n\t\u00a0\u2028\u0085abé\u0301\u200b\uf701", max_size=12), st.booleans())
def test_a_text_that_looks_clean_at_first_sight_is_clean(text, newlines):
    quick = norm(text, newlines=newlines)
    with mock.patch.object(thai_text, "_SUSPECT", re.compile("")):  # every text is looked through
        assert norm(text, newlines=newlines) == quick


def test_a_one_line_field_keeps_one_line():
    assert norm("หนึ่ง\nสอง", newlines=False) == "หนึ่ง สอง"


@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing_more(text):
    once = norm(norm(norm(text)))
    assert norm(once) == once


@pytest.mark.parametrize("word", ["น้ำ", "กตัญญู", "ปั๊มน้ำ", "ที่ปรึกษา", "เด็ก ๆ", "สิทธิ์", "Wi-Fi 6"])
def test_clean_words_stay_as_they_are(word):
    assert norm(word) == word


def test_digits_change_script_both_ways():
    assert thai_digits(2570) == "๒๕๗๐"
    assert arabic_digits("๒๕๗๐") == "2570"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "ศูนย์บาทถ้วน"),
        ("1", "หนึ่งบาทถ้วน"),
        ("11", "สิบเอ็ดบาทถ้วน"),
        ("21.25", "ยี่สิบเอ็ดบาทยี่สิบห้าสตางค์"),
        ("101", "หนึ่งร้อยเอ็ดบาทถ้วน"),
        ("1000001", "หนึ่งล้านเอ็ดบาทถ้วน"),
        ("0.50", "ห้าสิบสตางค์"),
        ("2500000000000", "สองล้านห้าแสนล้านบาทถ้วน"),
        ("-5", "ลบห้าบาทถ้วน"),
    ],
)
def test_amounts_are_written_out_as_on_a_cheque(amount, words):
    assert baht(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("loose", "tied"),
    [
        ("เหลือ 17 วัน", "เหลือ 17\u00a0วัน"),
        ("พ.ศ. 2570", "พ.ศ.\u00a02570"),
        ("หมู่ที่ 7 บ้านนา", "หมู่ที่\u00a07\u00a0บ้านนา"),
        ("1 ต.ค. 2569", "1\u00a0ต.ค.\u00a02569"),
    ],
)
def test_a_number_stays_with_its_unit(loose, tied):
    assert nb(loose) == tied


def test_names_sort_as_in_the_dictionary():
    order = ["กา", "ก่า", "ก้า", "เก่า", "เก้า", "เกาะ", "แก้ว", "ไก่", "ขาว", "คา", "โค", "ใคร", "นา", "เมือง"]
    assert sorted(set(order), key=thai_key) == order
