"""Baht, exact to the satang. A blank stays blank; an explicit zero is a statement and shows as "-"."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from .thai_text import InputError, arabic_digits, norm

SATANG = Decimal("0.01")
#: The tables hold numeric(16,2).
LIMIT = Decimal(10) ** 14
_DASHES = ("-", "–", "—")
_SCALES = {"ล้าน": 1_000_000, "แสน": 100_000, "หมื่น": 10_000, "พัน": 1_000}


def parse_money(raw: str) -> Decimal | None:
    """Baht as typed: `350,000.50`, `๓๕๐,๐๐๐`, `฿`, `บาท`, `1.2 ล้าน`. Blank → None, a dash → 0. Raises InputError."""
    shown = norm(str(raw or ""), newlines=False)
    text = arabic_digits(shown).replace("฿", "")
    text = re.sub(r"บาท$", "", text).strip()
    if not text:
        return None
    if text in _DASHES:
        return Decimal("0.00")
    if text.startswith("("):
        raise InputError(_("An amount cannot be below zero."))
    scale = 1
    for word, times in _SCALES.items():
        if text.endswith(word):
            text, scale = text[: -len(word)].strip(), times
            break
    text = re.sub(r"(?<=\d) (?=\d{3}(\D|$))", "", text)
    if re.search(r"[OoIl]", text) and re.search(r"\d", text) and re.fullmatch(r"[\dOoIl,.]+", text):
        meant = text.translate(str.maketrans("OoIl", "0011"))
        raise InputError(_("There is a letter among the digits. Type %(meant)s"), {"meant": meant[:30]})
    if "," in text:
        if not re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text):
            raise InputError(_("The commas are in the wrong place: %(typed)s"), {"typed": shown[:30]})
        text = text.replace(",", "")
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        raise InputError(_("This is not an amount: %(typed)s"), {"typed": shown[:30]})
    value = Decimal(text) * scale
    if value < 0:
        raise InputError(_("An amount cannot be below zero."))
    if value >= LIMIT:
        raise InputError(_("This amount is too large."))
    if value != value.quantize(SATANG):
        raise InputError(_("Satang have at most 2 digits."))
    return value.quantize(SATANG)


def is_in_satang(amount: Decimal) -> bool:
    """A number the tables can hold: finite, below the limit either way, with two decimals at most."""
    return amount.is_finite() and abs(amount) < LIMIT and amount == amount.quantize(SATANG)


def format_baht(amount: Decimal | int | None, *, satang: bool | None = None) -> str:
    """350,000 or 350,000.50; None → "", zero → "-". `satang` True or False fixes the decimals of a column."""
    if amount is None:
        return ""
    exact = Decimal(amount)
    if exact == 0:
        return "-"
    if satang is None:
        satang = exact != exact.to_integral_value()
    return f"{exact:,.2f}" if satang else f"{exact:,.0f}"


def format_millions(amount: Decimal | int | None) -> str:
    """Millions of baht with one decimal, for pages from province level up: 1.2 (the unit stands in the heading)."""
    if amount is None:
        return ""
    exact = Decimal(amount)
    return "-" if exact == 0 else f"{exact / 1_000_000:,.1f}"
