import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localplan.toolkit.money import format_baht, format_millions, parse_money
from localplan.toolkit.thai_text import InputError

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf8"))["money"]
amounts = st.decimals(min_value=0, max_value=Decimal("99999999999999.99"), places=2)


@pytest.mark.parametrize(("typed", "meant"), VECTORS)
def test_amounts_are_read_as_officers_type_them(typed, meant):
    """null in the vectors is a refusal, "" a blank."""
    if meant is None:
        with pytest.raises(InputError):
            parse_money(typed)
    else:
        assert parse_money(typed) == (Decimal(meant) if meant else None)


def test_a_blank_stays_blank_and_an_explicit_zero_shows_a_dash():
    assert parse_money("") is None
    assert format_baht(None) == ""
    assert format_baht(parse_money("0")) == "-"
    assert parse_money("-") == Decimal("0.00")


@given(amounts)
def test_no_satang_is_lost_between_typing_and_showing(amount):
    assert parse_money(format_baht(amount)) == amount
    assert parse_money(format_baht(amount, satang=True)) == amount


def test_satang_show_when_there_are_any():
    assert format_baht(Decimal("350000.00")) == "350,000"
    assert format_baht(Decimal("350000.50")) == "350,000.50"
    assert format_baht(350000, satang=True) == "350,000.00"
    assert format_millions(Decimal("1250000")) == "1.2"


@given(st.text(max_size=20))
def test_whatever_is_typed_is_an_amount_nothing_or_a_plain_refusal(typed):
    try:
        parse_money(typed)
    except InputError as error:
        words = error.text
    else:
        words = "read"
    assert words


def test_a_letter_among_digits_is_pointed_out():
    with pytest.raises(InputError, match="350,000"):
        parse_money("35O,000")
