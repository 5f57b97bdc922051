"""The only source of today and now (Asia/Bangkok).

The day can be moved in development (`manage.py today 2553-03-01`, kept in the database) and for the
length of a block (`with clock.at(moment)`), so that sample data is written at its own past moments.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
_fixed: ContextVar[dt.datetime | None] = ContextVar("fixed", default=None)
_shift: ContextVar[dt.timedelta] = ContextVar("shift", default=dt.timedelta(0))


def now() -> dt.datetime:
    """The present moment, aware, in Bangkok time."""
    fixed = _fixed.get()
    return fixed if fixed is not None else dt.datetime.now(BANGKOK) + _shift.get()


def today() -> dt.date:
    """The day in Bangkok: due means until 23:59:59 of it."""
    return now().date()


def day_of(moment: dt.datetime) -> dt.date:
    """The day in Bangkok on which something happened: what the database tells is in UTC."""
    return moment.astimezone(BANGKOK).date()


def real_today() -> dt.date:
    """The day outside, however the product's day is moved."""
    return dt.datetime.now(BANGKOK).date()


@contextmanager
def at(moment: dt.datetime | dt.date) -> Iterator[None]:
    """Hold the clock at a moment (a bare date means 09:00 of it) while the block runs."""
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time(9))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=BANGKOK)
    token = _fixed.set(moment.astimezone(BANGKOK))
    try:
        yield
    finally:
        _fixed.reset(token)


def shift_by(shift: dt.timedelta) -> None:
    """Move the clock of this request or job (development only; see toolkit.middleware and the worker)."""
    _shift.set(shift)
