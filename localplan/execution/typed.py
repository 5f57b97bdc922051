"""What is typed into the registers, as it travels from a form or a script, and what is read from it.

Sent:     {rows: [{id, key, set: {date, voucher, amount, "p<line>": part, …}}]}; all values as typed.
Answered: {results: [{id, status, errors, …}], totals: {…}}; status saved, invalid or gone.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from localplan.toolkit import clock
from localplan.toolkit.money import parse_money
from localplan.toolkit.thai_dates import fiscal_year_dates, parse_date
from localplan.toolkit.thai_text import InputError, arabic_digits, norm

from .facts import Part, Payment

#: The most rows one request may carry.
MOST_ROWS = 100
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
_DAY_AND_MONTH = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})")
#: The number row of a Thai keyboard, as parse_date decodes it too.
_THAI_KEYS = str.maketrans("ๅ/-ภถุึคตจฝ", "1234567890/")


class Malformed(ValueError):
    """What came is not what our page sends."""


@dataclass(frozen=True)
class SentRow:
    """One row as it was sent: the record it belongs to, its key, and the cells as typed."""

    id: int
    key: str
    cells: Mapping[str, str]


def read_rows(body: bytes) -> list[SentRow]:
    """Take a request apart. Raises Malformed."""
    try:
        rows = json.loads(body)["rows"]
    except (ValueError, KeyError, TypeError) as wrong:
        raise Malformed from wrong
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        raise Malformed
    return [_read_row(row) for row in rows]


def _read_row(row: Any) -> SentRow:
    if not isinstance(row, dict):
        raise Malformed
    id, key, cells = str(row.get("id", "")), str(row.get("key", "")), row.get("set")
    if not re.fullmatch(r"[0-9]{1,18}", id) or not _KEY.fullmatch(key) or not isinstance(cells, dict):
        raise Malformed
    if not all(isinstance(value, str) and len(value) <= 300 for value in cells.values()):
        raise Malformed
    return SentRow(int(id), key, cells)


def read_day(raw: str, year: int) -> dt.date | None:
    """A day as officers type it; without its year (29/3) it lies in the fiscal year. Raises InputError."""
    text = arabic_digits(norm(raw, newlines=False))
    if text and not re.search(r"[0-9]", text):
        text = text.translate(_THAI_KEYS)
    first, last = fiscal_year_dates(year)
    short = _DAY_AND_MONTH.fullmatch(text)
    if short:
        month = int(short[2])
        text = f"{short[1]}/{short[2]}/{(first if month >= 10 else last).year + 543}"
    return parse_date(text, near=last, today=clock.today())


@dataclass(frozen=True)
class Read:
    """A payment read from a row; None with `errors` by cell where something cannot be read."""

    payment: Payment | None
    errors: Mapping[str, str]


def read_payment(commitment: int, cells: Mapping[str, str], *, year: int) -> Read:
    """Date, voucher and amount of one row, and what each line bears where it was told."""
    errors: dict[str, str] = {}

    def read(name: str, reader: Any) -> Any:
        try:
            return reader(cells.get(name, ""))
        except InputError as unreadable:
            errors[name] = unreadable.text
            return None

    day = read("date", lambda raw: read_day(raw, year))
    gross = read("amount", parse_money)
    voucher = norm(cells.get("voucher", ""), newlines=False)
    parts = []
    for name in cells:
        if re.fullmatch(r"p[0-9]{1,18}", name):
            amount = read(name, parse_money)
            if amount:
                parts.append(Part(int(name[1:]), amount))
    if day is None and "date" not in errors:
        errors["date"] = str(_("Give the day it was paid."))
    if gross is None and "amount" not in errors:
        errors["amount"] = str(_("Give the amount."))
    if errors or day is None or gross is None:
        return Read(None, errors)
    return Read(Payment(commitment, voucher, day, gross, parts), {})


def read_figure(raw: str) -> Decimal | None:
    """One cumulative figure as typed; blank is None. Raises InputError."""
    return parse_money(raw)


#: Where the register shows what a rule says of a field of the payment.
CELLS = {"paid_on": "date", "gross": "amount", "voucher": "voucher", "on": "date", "parts": "amount"}
