"""The monthly round: which grants are open at the end of a month, and which of them somebody said a word about."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from localplan.calendar.steps import MONTHS

from .models import Grant, GrantEvent
from .standing import lines_of, read_on


def month_days(year: int, month: int) -> tuple[dt.date, dt.date]:
    """First and last day of a month of a fiscal year (พ.ศ.): month 1 is October."""
    number = MONTHS[month - 1]
    gregorian = year - (544 if number >= 10 else 543)
    return dt.date(gregorian, number, 1), dt.date(gregorian, number, calendar.monthrange(gregorian, number)[1])


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
    """By organisation, the grants open at the end of the month, each with or without a word. Five statements or so."""
    first, last = month_days(year, month)
    rows = list(Grant.objects.filter(organisation_id__in=list(organisations)).still_open(last).for_listing())
    ids = [grant.pk for grant in rows]
    typed = set(GrantEvent.objects.filter(grant_id__in=ids, on__range=(first, last)).values_list("grant_id", flat=True))
    of_line = lines_of(ids)
    read = {of_line[line] for line in read_on(of_line, first=first, last=last)}
    found: dict[int, list[Told]] = {}
    for grant in rows:
        there = grant.confirmed_at is not None and grant.pk in (typed | read)
        found.setdefault(grant.organisation_id, []).append(Told(grant, there))
    return found
