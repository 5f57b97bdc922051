"""The clock of requests for help: it runs in office hours only, on working days.

Why these hours, and why the clock stands still at night: docs/decisions/0011.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from localplan.calendar.founding.days import is_working_day
from localplan.toolkit.clock import BANGKOK

#: Hours of duty of government offices (ประกาศสำนักนายกรัฐมนตรี).
OPENS, CLOSES = dt.time(8, 30), dt.time(16, 30)
#: Office hours in which an answer is owed: by the province, and by DLA once a request has climbed.
PROVINCE_HOURS, DLA_HOURS = 4, 8


def after_office_hours(start: dt.datetime, hours: int, holidays: Collection[dt.date]) -> dt.datetime:
    """The moment at which so many office hours have passed since `start`."""
    left = dt.timedelta(hours=hours)
    moment = start.astimezone(BANGKOK)
    while True:
        day = moment.date()
        opens, closes = (dt.datetime.combine(day, time, BANGKOK) for time in (OPENS, CLOSES))
        if is_working_day(day, holidays) and moment < closes:
            moment = max(moment, opens)
            if closes - moment >= left:
                return moment + left
            left -= closes - moment
        moment = dt.datetime.combine(day + dt.timedelta(days=1), OPENS, BANGKOK)
