"""The fiscal years the sample's work belongs to, and the days of each: counted from the day the sample is loaded.

Whatever the day, the year being worked on has its strategies due weeks ago and its plans due in days or weeks.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from localplan.toolkit.thai_dates import fiscal_year

from .names import NAN, RAYONG, Province

#: Days from the day of loading (or the same day in an earlier year): opens, due, check due.
DATES = {
    "provincial_calendar": (-130, -95, -80),
    "provincial_strategy": (-130, -95, -80),
    "lao_strategy": (-110, -40, -20),
    "plan_confirm": (-110, 35, 65),
}
PUBLISHED = -136
#: Earlier due dates that provinces set for their LAOs.
EARLIER = {(RAYONG, "lao_strategy"): -45, (RAYONG, "plan_confirm"): -10, (NAN, "plan_confirm"): 7}


def worked_on(today: dt.date) -> int:
    """The fiscal year whose plans are being made: from August on the coming one, as in the calendars."""
    return fiscal_year(today + dt.timedelta(days=60))


@dataclass(frozen=True)
class Season:
    """The work for one fiscal year; `today` is the day of loading in the season of that year."""

    year: int
    today: dt.date

    @classmethod
    def before(cls, today: dt.date, years: int) -> Season:
        """The season so many years back; for a leap day the 28th."""
        leap_day = (today.month, today.day) == (2, 29)
        day = today.replace(year=today.year - years, day=28 if leap_day and years else today.day)
        return cls(worked_on(today) - years, day)

    def day(self, offset: int) -> dt.date:
        return self.today + dt.timedelta(days=offset)

    def due(self, step: str, province: Province) -> dt.date:
        """When it is due in the province, but for weekends and holidays."""
        return self.day(EARLIER.get((province, step), DATES[step][1]))
