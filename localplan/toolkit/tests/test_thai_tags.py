import datetime as dt
from decimal import Decimal

import pytest
from django.template import engines
from django.utils import translation

from localplan.toolkit import clock
from localplan.toolkit.templatetags.thai import ago, be_moment, be_range, be_year, days_left, initials, shown, time_left

NOON = dt.datetime(2027, 3, 15, 12, 0, tzinfo=clock.BANGKOK)


def html(template, **context):
    return engines["django"].from_string("{% load thai %}" + template).render(context)


@pytest.fixture(autouse=True)
def _noon_in_thai():
    with clock.at(NOON), translation.override("th"):
        yield


@pytest.mark.parametrize(
    ("back", "words"),
    [
        (dt.timedelta(seconds=59), "เมื่อครู่นี้"),
        (dt.timedelta(minutes=1), "1 นาทีที่แล้ว"),
        (dt.timedelta(hours=2), "2 ชั่วโมงที่แล้ว"),
        (dt.timedelta(hours=11), "11 ชั่วโมงที่แล้ว"),
        (dt.timedelta(hours=13), "เมื่อวานนี้"),
        (dt.timedelta(days=30), "30 วันที่แล้ว"),
        (dt.timedelta(days=31), "12 ก.พ. 2570"),
    ],
)
def test_how_long_ago_is_said_in_the_nearest_unit(back, words):
    assert ago(NOON - back) == words


@pytest.mark.parametrize(("days", "words"), [(5, "เหลือ 5 วัน"), (0, "ครบกำหนดวันนี้"), (-17, "เกิน 17 วัน")])
def test_days_left_and_days_over(days, words):
    assert days_left(NOON.date() + dt.timedelta(days)) == words


def test_english_counts_in_its_own_plural():
    with translation.override("en"):
        assert days_left(dt.date(2027, 3, 16)) == "1 day left"
        assert days_left(dt.date(2027, 3, 17)) == "2 days left"


def test_dates_in_templates():
    assert html("{{ d|be_date }}", d=dt.date(2026, 10, 1)) == "1 ต.ค. 2569"
    assert html("{{ d|be_date_long }}", d=dt.date(2027, 3, 15)) == "วันจันทร์ที่ 15 มีนาคม พ.ศ. 2570"
    assert html('{{ d|be_date:"tight"|nb }}', d=dt.date(2026, 11, 30)) == "30\u00a0พ.ย.\u00a069"
    assert html("{{ d|be_date }}", d=None) == ""
    assert be_moment(NOON) == "15 มี.ค. 2570 12:00 น."
    assert be_range(dt.date(2027, 3, 10), None) == "ตั้งแต่ 10 มี.ค. 2570"
    assert be_range(None, dt.date(2027, 3, 10)) == "ถึง 10 มี.ค. 2570"
    assert be_year(dt.datetime(2026, 9, 30, 18, 0, tzinfo=dt.UTC)) == "2570"


def test_amounts_in_templates():
    assert html("{{ a|baht }}|{{ a|baht:2 }}|{{ n|baht }}|{{ z|baht }}", a=Decimal("350000"), n=None, z=0) == (
        "350,000|350,000.00||-"
    )
    assert html("{{ a|baht_words }}", a=Decimal("21.25")) == "ยี่สิบเอ็ดบาทยี่สิบห้าสตางค์"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("นางสาวสายใจ อินต๊ะ", "สอ"),
        ("วรรณา ใจงาม", "วจ"),
        ("ว่าที่ร้อยตรีหญิง พิมพ์ใจ แสนดี", "พส"),
        ("John Smith", "JS"),
        ("สมชาย", "ส"),
        ("", ""),
    ],
)
def test_initials_leave_titles_and_leading_vowels_out(name, letters):
    assert initials(name) == letters


def test_icons_are_silent_unless_they_mean_something():
    assert html('{% icon "check" %}') == (
        '<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><use href="#i-check"/></svg>'
    )
    assert 'role="img" aria-label="&lt;b&gt;"' in html('{% icon "check" label %}', label="<b>")


def test_any_value_is_shown_as_a_reader_would_like_it():
    assert [shown(value) for value in (None, "", True, False, dt.date(2026, 10, 1), Decimal("5"))] == [
        "–", "–", "ใช่", "ไม่ใช่", "1 ต.ค. 2569", "5",
    ]  # fmt: skip
    assert html("{{ v|shown }}", v="<b>\nx") == "&lt;b&gt;<br>x"


def test_time_left_counts_whole_minutes_then_whole_hours():
    until = NOON
    ahead = [dt.timedelta(seconds=59), dt.timedelta(minutes=59, seconds=59), dt.timedelta(minutes=119)]
    assert [time_left(until + one) for one in ahead] == ["เหลือ 0 นาที", "เหลือ 59 นาที", "เหลือ 1 ชั่วโมง"]
    assert time_left(until - dt.timedelta(seconds=1)) == ""
    assert time_left(None) == ""
