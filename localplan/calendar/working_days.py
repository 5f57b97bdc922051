"""Days off as the holidays table has them, and where a due date goes that falls on one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from .founding import next_working_day
from .models import Holiday


def days_off() -> frozenset[dt.date]:
    """The public holidays known; weekends are off without being listed."""
    return frozenset(Holiday.objects.values_list("on", flat=True))


def due_and_written(day: dt.date, holidays: Collection[dt.date]) -> tuple[dt.date, dt.date | None]:
    """The working day on which it is due, and the day as written when that is another."""
    due = next_working_day(day, holidays)
    return due, day if due != day else None
