"""One cell to one value: numbers, Thai digits, dates of both eras, choices by their words. Blank is None."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from .. import clock
from ..money import LIMIT, SATANG, parse_money
from ..thai_dates import BE, parse_date
from ..thai_text import InputError, arabic_digits, norm
from .sheet import Field, Parse, like

Cell = str | float | bool | dt.date | None


def reader_of(field: Field) -> Callable[[Cell], Any]:
    """The function that reads the cells of a column; it raises InputError. Texts that repeat are read once."""
    read = _READERS[field.parse]
    known: dict[str, Any] = {}

    def parse(cell: Cell) -> Any:
        if cell is None:
            return None
        if type(cell) is not str:
            return read(field, cell)
        if cell in known:
            return known[cell]
        value = known[cell] = read(field, cell)
        return value

    return parse


def _number_as_text(cell: float) -> str:
    """A number as Excel shows it: 15 significant digits, no exponent."""
    return f"{Decimal(f'{cell:.15g}'):f}"


def _as_text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return _number_as_text(cell)
    if isinstance(cell, dt.date):
        raise InputError(
            _("Excel turned this into the date %(date)s. Format the cell as text and type it again."),
            {"date": _shown(cell)},
        )
    return str(cell)


def _fitting(field: Field, text: str) -> str:
    if field.max_length is not None and len(text) > field.max_length:
        raise InputError(
            _("The text has %(length)s characters; at most %(limit)s are kept."),
            {"length": f"{len(text):,}", "limit": f"{field.max_length:,}"},
            code="too_long",
        )
    return text


def _text(field: Field, cell: Cell) -> str | None:
    text = norm(_as_text(cell), newlines=field.multiline)
    if not text:
        return None
    return _fitting(field, text)


def _money(field: Field, cell: Cell) -> Decimal | None:
    if isinstance(cell, (bool, dt.date)):
        raise _not_an_amount(cell)
    if isinstance(cell, (int, float)):
        if 0 <= cell < LIMIT and cell == int(cell):
            return Decimal(int(cell)).quantize(SATANG)  # most amounts there are
        cell = _number_as_text(cell)
    return parse_money(cell or "")


def _not_an_amount(cell: Cell) -> InputError:
    shown = _shown(cell) if isinstance(cell, dt.date) else "TRUE" if cell else "FALSE"
    return InputError(_("This is not an amount: %(typed)s"), {"typed": shown})


def _integer(field: Field, cell: Cell) -> int | None:
    text = arabic_digits(norm(_as_text(cell), newlines=False)).replace(",", "")
    if not text:
        return None
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
        raise InputError(_("This is not a whole number: %(typed)s"), {"typed": text[:30]})
    number = int(text)
    least = 0 if field.minimum is None else field.minimum
    if number < least:
        raise InputError(_("The number must be %(least)s or more."), {"least": f"{least:,}"})
    if field.maximum is not None and number > field.maximum:
        raise InputError(_("The number must be %(most)s or less."), {"most": f"{field.maximum:,}"})
    return number


def _shown(day: dt.date) -> str:
    """Excel knows only ค.ศ.: a พ.ศ. year typed into a date cell is shown as it was typed."""
    return f"{day.day:02d}/{day.month:02d}/{day.year if day.year > 2400 else day.year + BE}"


def _date(field: Field, cell: Cell) -> dt.date | None:
    if isinstance(cell, dt.date):
        # Read like text: the day may not exist in the year meant (29/2), nor the year be sane.
        cell = f"{cell.day}/{cell.month}/{cell.year}"
    elif isinstance(cell, (bool, int, float)):
        cell = _as_text(cell)
    today = clock.today()
    return parse_date(cell or "", near=today, today=today)


def _code(field: Field, cell: Cell) -> str | None:
    text = arabic_digits(norm(_as_text(cell), newlines=False)).replace(" ", "")
    if not text:
        return None
    if field.digits is not None and not (text.isascii() and text.isdigit() and len(text) == field.digits):
        raise InputError(
            _("A code of %(digits)s digits is needed here, not “%(typed)s”. Excel drops leading zeros of numbers."),
            {"digits": field.digits, "typed": text[:30]},
        )
    return _fitting(field, text)


def _choice(field: Field, cell: Cell) -> Any:
    text = norm(_as_text(cell), newlines=False)
    if not text:
        return None
    found = field.by_label.get(like(text))
    if found is not None:
        return found
    names = [str(label) for _value, label in field.offered]
    near = difflib.get_close_matches(text, names, n=1, cutoff=0.6)
    if near:
        raise InputError(
            _("“%(typed)s” is not in the list. Is “%(near)s” meant?"), {"typed": text[:80], "near": near[0]}
        )
    raise InputError(_("“%(typed)s” is not in the list of choices."), {"typed": text[:80]})


_READERS: dict[Parse, Callable[[Field, Any], Any]] = {
    Parse.TEXT: _text,
    Parse.MONEY: _money,
    Parse.INTEGER: _integer,
    Parse.DATE: _date,
    Parse.CHOICE: _choice,
    Parse.CODE: _code,
}
