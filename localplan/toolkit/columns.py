"""One declaration of a list's columns, used by the CSV and the Excel export alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from . import clock
from .thai_dates import format_short


class Kind(StrEnum):
    """What a column holds; decides its format in Excel and its side of the page."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"


@dataclass(frozen=True)
class Column:
    """One column: heading, where the value comes from (an attribute path or a callable), width in characters."""

    label: str | Promise
    value: str | Callable[[Any], Any]
    width: int = 20
    kind: Kind = Kind.TEXT

    def of(self, row: Any) -> Any:
        """The row's value, None when a step of the path is None. Lookups accept attributes and mapping keys."""
        if not isinstance(self.value, str):
            return self.value(row)
        found = row
        for step in self.value.split("."):
            if found is None:
                return None
            found = found[step] if isinstance(found, dict) else getattr(found, step)
            if callable(found):
                found = found()
        return found


def as_plain_text(value: Any) -> str:
    """A cell as a text file holds it: dates in พ.ศ., decimals with a point, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        local = value.astimezone(clock.BANGKOK) if value.tzinfo else value
        return f"{format_short(local.date())} {local:%H:%M}"
    if isinstance(value, dt.date):
        return format_short(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)
