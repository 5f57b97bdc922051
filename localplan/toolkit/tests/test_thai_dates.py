import datetime as dt
import json
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from localplan.toolkit import clock
from localplan.toolkit.thai_dates import (
    fiscal_quarter,
    fiscal_year,
    fiscal_year_dates,
    format_long,
    format_medium,
    format_moment,
    format_range,
    format_short,
    format_tight,
    parse_date,
)
from localplan.toolkit.thai_text import InputError

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf8"))
NEAR = dt.date.fromisoformat(VECTORS["near"])
days = st.dates(dt.date(1950, 1, 1), dt.date(2150, 12, 31))


@pytest.mark.parametrize(("typed", "meant"), VECTORS["dates"])
def test_dates_are_read_as_officers_type_them(typed, meant):
    if meant is None:
        with pytest.raises(InputError):
            parse_date(typed, near=NEAR, today=NEAR)
    else:
        assert parse_date(typed, near=NEAR, today=NEAR).isoformat() == meant


def test_an_empty_date_is_no_date():
    assert parse_date(" \u200b ", near=NEAR) is None


@given(days)
def test_what_we_show_can_be_typed_back(day):
    with translation.override("th"):
        for shown in (format_short(day), format_medium(day), format_long(day)):
            assert parse_date(shown, near=NEAR) == day
    with translation.override("en"):
        assert parse_date(format_medium(day), near=NEAR) == day
        assert parse_date(format_long(day), near=NEAR) == day


@given(st.dates(dt.date(1980, 1, 1), dt.date(2070, 1, 1)))
def test_two_digit_years_fall_in_the_century_nearest(day):
    typed = f"{day.day}/{day.month}/{(day.year + 543) % 100:02d}"
    assert parse_date(typed, near=day) == day


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_date_nothing_or_a_plain_refusal(typed):
    try:
        parse_date(typed, near=NEAR)
    except InputError as error:
        words = error.text
    else:
        words = "read"
    assert words


def test_today_comes_from_the_clock():
    with clock.at(dt.date(2027, 3, 15)):
        assert parse_date("เมื่อวาน", near=NEAR) == dt.date(2027, 3, 14)


def test_the_refusal_is_in_the_readers_language():
    with pytest.raises(InputError) as refused:
        parse_date("29/2/2570", near=NEAR)
    with translation.override("en"):
        assert refused.value.text == "February 2027 (BE 2570) has 28 days."
    with translation.override("th"):
        assert refused.value.text == "กุมภาพันธ์ พ.ศ. 2570 มี 28 วัน"


def test_dates_are_shown_in_the_buddhist_era():
    day = dt.date(2027, 3, 15)
    with translation.override("th"):
        assert format_short(dt.date(2026, 10, 1)) == "01/10/2569"
        assert format_medium(dt.date(2026, 10, 1)) == "1 ต.ค. 2569"
        assert format_long(day) == "วันจันทร์ที่ 15 มีนาคม พ.ศ. 2570"
        assert format_tight(dt.date(2026, 11, 30)) == "30 พ.ย. 69"
    with translation.override("en"):
        assert format_medium(dt.date(2026, 10, 1)) == "1 Oct 2026 (BE 2569)"
        assert format_long(day) == "Monday 15 March 2027 (BE 2570)"


def test_a_range_says_once_what_both_days_share():
    with translation.override("th"):
        assert format_range(dt.date(2027, 3, 10), dt.date(2027, 3, 31)) == "10–31 มี.ค. 2570"
        assert format_range(dt.date(2027, 3, 10), dt.date(2027, 4, 2)) == "10 มี.ค. – 2 เม.ย. 2570"
        assert format_range(dt.date(2026, 12, 30), dt.date(2027, 1, 2)) == "30 ธ.ค. 2569 – 2 ม.ค. 2570"
        assert format_range(dt.date(2027, 3, 10), dt.date(2027, 3, 10)) == "10 มี.ค. 2570"


def test_a_moment_is_told_in_bangkok_time():
    moment = dt.datetime(2027, 3, 14, 18, 42, tzinfo=dt.UTC)
    with translation.override("th"):
        assert format_moment(moment) == "15 มี.ค. 2570 01:42 น."


@pytest.mark.parametrize(
    ("day", "year", "quarter"),
    [("2026-09-30", 2569, 4), ("2026-10-01", 2570, 1), ("2027-01-01", 2570, 2), ("2027-04-30", 2570, 3)],
)
def test_the_fiscal_year_turns_on_the_first_of_october(day, year, quarter):
    date = dt.date.fromisoformat(day)
    assert (fiscal_year(date), fiscal_quarter(date)) == (year, quarter)


@given(days)
def test_every_day_lies_within_its_fiscal_year(day):
    first, last = fiscal_year_dates(fiscal_year(day))
    assert first <= day <= last
