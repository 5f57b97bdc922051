"""The law of the register, at its edges."""

import datetime as dt
from decimal import Decimal

from localplan.organisations import rules
from localplan.organisations.posts import Kind

DAY = dt.date(2026, 10, 1)
BEFORE, AFTER = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)


def broken(found):
    return [problem.rule for problem in found]


def test_code_has_seven_digits():
    assert not broken(rules.code_has_seven_digits("6570101"))
    for code in ("", "657010", "65701011", "65701O1", "๖๕๗๐๑๐๑"):
        assert broken(rules.code_has_seven_digits(code)) == ["code_has_seven_digits"], code


def test_code_stands_once():
    assert not broken(rules.code_stands_once("6570101", first_row=None))
    assert broken(rules.code_stands_once("6570101", first_row=7)) == ["code_stands_once"]


def test_code_lies_in_its_province():
    assert not broken(rules.code_lies_in_its_province("6570101", province_code="57"))
    assert broken(rules.code_lies_in_its_province("6570101", province_code="55")) == ["code_lies_in_its_province"]


def test_code_is_free():
    assert not broken(rules.code_is_free("6570101", holder=""))
    assert broken(rules.code_is_free("6570101", holder="อบต.แม่ยาว")) == ["code_is_free"]


def test_kind_is_known():
    assert not broken(rules.kind_is_known("SPECIAL"))
    for kind in ("", "sao", "BMA", "PROVINCE", "DLA"):
        assert broken(rules.kind_is_known(kind)) == ["kind_is_known"], kind


def test_province_is_known():
    assert not broken(rules.province_is_known("57", "เชียงราย"))
    for code, name in (("10", "กรุงเทพมหานคร"), ("99", "เชียงราย"), ("", ""), ("57", "เชียงใหม่"), ("28", "บึงกาฬ")):
        assert broken(rules.province_is_known(code, name)) == ["province_is_known"], code


def test_district_lies_in_its_province():
    assert not broken(rules.district_lies_in_its_province("5701", province_code="57"))
    for code in ("5501", "570", "57011", "5700", "57O1", ""):
        assert broken(rules.district_lies_in_its_province(code, province_code="57")), code


def test_subdistrict_lies_in_its_province():
    assert not broken(rules.subdistrict_lies_in_its_province("570101", "57"))
    for code in ("550101", "57010", "5701011"):
        assert broken(rules.subdistrict_lies_in_its_province(code, "57")), code


def test_district_has_one_name():
    assert not broken(rules.district_has_one_name("เทิง", first_name="เทิง", first_row=2))
    assert broken(rules.district_has_one_name("เถิน", first_name="เทิง", first_row=2)) == ["district_has_one_name"]


def test_name_is_given():
    assert not broken(rules.name_is_given("ก" * 200, longest=200))
    assert broken(rules.name_is_given("ก" * 201, longest=200)) == ["name_is_given"]
    assert broken(rules.name_is_given("", longest=200)) == ["name_is_given"]


def test_name_fits_the_type():
    assert not broken(rules.name_fits_the_type(Kind.SAO, name="แม่ยาว", full_name="องค์การบริหารส่วนตำบลแม่ยาว"))
    assert not broken(rules.name_fits_the_type(Kind.SPECIAL, name="เมืองพัทยา", full_name="เมืองพัทยา"))
    assert broken(rules.name_fits_the_type(Kind.SAO, name="แม่ยาว", full_name="เทศบาลตำบลแม่ยาว"))
    assert broken(rules.name_fits_the_type(Kind.SAO, name="แม่ยาว", full_name="องค์การบริหารส่วนตำบลแม่เย็น"))


def test_position_lies_in_thailand():
    for inside in (("5", "97"), ("21", "106"), ("19.9", "99.8")):
        assert not broken(rules.position_lies_in_thailand(*map(Decimal, inside)))
    assert not broken(rules.position_lies_in_thailand(None, None))
    for outside in (("4.9", "100"), ("21.1", "100"), ("15", "96.9"), ("15", "106.1")):
        assert broken(rules.position_lies_in_thailand(*map(Decimal, outside))), outside
    assert broken(rules.position_lies_in_thailand(Decimal("15"), None)) == ["position_lies_in_thailand"]


def test_register_file_is_whole():
    assert not broken(rules.register_file_is_whole("น่าน", closing=2, open_now=3))
    assert not broken(rules.register_file_is_whole("น่าน", closing=10, open_now=100))
    assert broken(rules.register_file_is_whole("น่าน", closing=11, open_now=100)) == ["register_file_is_whole"]
    assert broken(rules.register_file_is_whole("น่าน", closing=3, open_now=29)) == ["register_file_is_whole"]
    assert not broken(rules.register_file_is_whole("น่าน", closing=3, open_now=30))


def test_row_is_answered():
    assert not broken(rules.row_is_answered("ก", is_answered=True, is_choice=True))
    assert broken(rules.row_is_answered("ก", is_answered=False, is_choice=False)) == ["row_is_answered"]
    assert broken(rules.row_is_answered("ก", is_answered=True, is_choice=False)) == ["row_is_answered"]


def test_one_row_for_each_lao():
    assert not broken(rules.one_row_for_each_lao("ก", other_row=None))
    assert broken(rules.one_row_for_each_lao("ก", other_row=4)) == ["one_row_for_each_lao"]


def test_change_is_dated_after_the_last():
    for last_on in (None, BEFORE, DAY):
        assert not broken(rules.change_is_dated_after_the_last(DAY, last_on=last_on, name="ก"))
    assert broken(rules.change_is_dated_after_the_last(DAY, last_on=AFTER, name="ก"))


def test_closing_follows_the_last_change():
    for last_on in (None, BEFORE):
        assert not broken(rules.closing_follows_the_last_change(DAY, last_on=last_on, name="ก"))
    for last_on in (DAY, AFTER):
        assert broken(rules.closing_follows_the_last_change(DAY, last_on=last_on, name="ก"))


def test_change_is_not_far_ahead():
    assert not broken(rules.change_is_not_far_ahead(DAY + dt.timedelta(days=731), today=DAY))
    assert broken(rules.change_is_not_far_ahead(DAY + dt.timedelta(days=732), today=DAY))
    assert not broken(rules.change_is_not_far_ahead(DAY - dt.timedelta(days=40 * 366), today=DAY))
    assert broken(rules.change_is_not_far_ahead(DAY - dt.timedelta(days=40 * 366 + 1), today=DAY))


def test_organisation_is_open():
    assert not broken(rules.organisation_is_open("ก", closed_on=None))
    assert broken(rules.organisation_is_open("ก", closed_on=AFTER)) == ["organisation_is_open"]


def test_merger_joins_others():
    assert not broken(rules.merger_joins_others(into=1, merged=[2, 3], provinces=[57, 57, 57]))
    assert broken(rules.merger_joins_others(into=1, merged=[], provinces=[57]))
    assert broken(rules.merger_joins_others(into=1, merged=[1, 2], provinces=[57, 57]))
    assert broken(rules.merger_joins_others(into=1, merged=[2], provinces=[57, 55]))
