"""The monthly round: which grants are open at the end of a month, and which of them somebody said a word about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from localplan.calendar.steps import MONTHS
from localplan.toolkit.thai_dates import end_of_month

from .models import Grant, GrantEvent
from .standing import days_read_on, lines_of


def month_days(year: int, month: int) -> tuple[dt.date, dt.date]:
    """First and last day of a month of a fiscal year (พ.ศ.): month 1 is October."""
    number = MONTHS[month - 1]
    gregorian = year - (544 if number >= 10 else 543)
    first = dt.date(gregorian, number, 1)
    return first, end_of_month(first)


def step_of(day: dt.date) -> tuple[int, str]:
    """The fiscal year and the step that a day's grant events belong to."""
    year = day.year + 543 + (day.month >= 10)
    return year, f"grants_m{MONTHS.index(day.month) + 1:02d}"


@dataclass(frozen=True)
class Told:
    """One open grant in a month: whether anything was told or read about it."""

    grant: Grant
    there: bool


def open_grants(organisations: Iterable[int], year: int, month: int) -> dict[int, list[Told]]:
    """By organisation, the grants open at the end of the month, each with or without a word. Six statements or so."""
    return open_grants_of_months({month: list(organisations)}, year)[month]


def open_grants_of_months(wanted: Mapping[int, Sequence[int]], year: int) -> dict[int, dict[int, list[Told]]]:
    """The same of several months, each with its own organisations, in the same number of statements: by month."""
    days = {month: month_days(year, month) for month in wanted}
    earliest, latest = min(last for _first, last in days.values()), max(last for _first, last in days.values())
    asked = {organisation for organisations in wanted.values() for organisation in organisations}
    about = Grant.objects.filter(organisation_id__in=asked).open_between(earliest, latest)
    rows = list(about.for_listing())
    begin = min(first for first, _last in days.values())
    told = _told([grant.pk for grant in rows], begin, latest)
    found: dict[int, dict[int, list[Told]]] = {}
    for month, organisations in wanted.items():
        own, (first, last) = set(organisations), days[month]
        of_month = found.setdefault(month, {})
        for grant in rows:
            if grant.organisation_id in own and grant.is_open_on(last):
                there = grant.confirmed_at is not None and (grant.pk, first) in told
                of_month.setdefault(grant.organisation_id, []).append(Told(grant, there))
    return found


def _told(grants: list[int], begin: dt.date, end: dt.date) -> set[tuple[int, dt.date]]:
    """Grant and first day of each month in which something of it was typed, or happened on a line of its."""
    typed = GrantEvent.objects.filter(grant_id__in=grants, on__range=(begin, end)).values_list("grant_id", "on")
    of_line = lines_of(grants)
    read = ((of_line[line], day) for line, day in days_read_on(of_line, first=begin, last=end))
    return {(grant, day.replace(day=1)) for grant, day in chain(typed, read)}
