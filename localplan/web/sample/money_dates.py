"""When the money of a fiscal year is to be entered: by the days of the fiscal year, but never before the calendar."""

from __future__ import annotations

import datetime as dt

from localplan.calendar.steps import STEPS, quarter_end
from localplan.grants.months import month_days
from localplan.toolkit.thai_dates import fiscal_year_dates

from .years import PUBLISHED, Season

#: Days of the season: the ordinance opens and is due, after the plan that its lines come from.
ORDINANCE = (-105, 50)
QUARTERS = (1, 2, 3, 4)
Days = tuple[dt.date, dt.date, dt.date]  # opens, due, check due


def money_days(season: Season) -> dict[str, Days]:
    """By step. A calendar published in the middle of the year gives weeks for the quarters that are over already."""
    last = fiscal_year_dates(season.year)[1]
    known = season.day(PUBLISHED + 6)
    opens, due = (season.day(offset) for offset in ORDINANCE)
    found: dict[str, Days] = {"ordinance": (opens, due, _after(due, 25))}
    for quarter in QUARTERS:
        end = quarter_end(season.year, quarter)
        until = max(_after(end, 31), _after(due, 8 * quarter))
        found[f"spending_q{quarter}"] = (max(_after(end, 1), known), until, _after(until, 20))
    for month in range(1, 13):
        begins, ends = month_days(season.year, month)
        until = max(_after(ends, 10), _after(known, 34))
        found[f"grants_m{month:02d}"] = (max(begins, known), until, _after(until, 15))
    close = max(_after(last, 31), season.day(365 + PUBLISHED + 25), _after(found["spending_q4"][1], 5))
    found["year_close"] = (_after(last, 1), close, _after(close, 30))
    return found


def check_days(season: Season) -> dict[str, Days]:
    """The province's own checks: each opens when what it looks at is due; DLA reads it after that."""
    asked = money_days(season)
    found = {}
    for step in STEPS.values():
        if step.checks:
            _opens, due, check = asked[step.checks]
            found[step.code] = (_after(due, 1), _after(check, 5), _after(check, 20))
    return found


def _after(day: dt.date, days: int) -> dt.date:
    return day + dt.timedelta(days=days)
