"""Public holidays handed in by DLA, and the published due dates that fall on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings

from .. import rules
from ..facts import HolidayFact, StepDates
from ..models import DeadlineDate, Holiday
from ..steps import STEPS
from ..working_days import days_off
from .publishing import on_working_day, write_dates


@dataclass(frozen=True)
class Holidays:
    """What came of a list: days new, renamed, already known; and how many published dates moved off them."""

    new: int
    renamed: int
    unchanged: int
    moved: int


@transaction.atomic
def import_holidays(told: Sequence[HolidayFact], *, by: Membership) -> Holidays:
    """Take a list over: days are added or renamed, none is removed. Due dates ahead on a new holiday move on."""
    require(by, Do.CALENDAR, by.organisation)
    findings = Findings()
    findings.add(rules.dla_keeps_the_holidays(level=by.organisation.level))
    seen: set[dt.date] = set()
    for fact in told:
        findings.add(rules.holiday_is_named_once(fact.on, seen=seen), row=fact.row)
        seen.add(fact.on)
    findings.settle()
    known = {holiday.on: holiday.name for holiday in Holiday.objects.all()}
    new = [fact for fact in told if fact.on not in known]
    renamed = [fact for fact in told if known.get(fact.on, fact.name) != fact.name]
    Holiday.objects.bulk_create(Holiday(on=fact.on, name=fact.name) for fact in new)
    for fact in renamed:
        Holiday.objects.filter(on=fact.on).update(name=fact.name)
    moved = _move_off(new, by)
    if new or renamed:
        after = {"holidays": ", ".join(f"{fact.on} {fact.name}" for fact in [*new, *renamed])}
        record(by, "holidays_kept", [Did(by.organisation, by.organisation_id, after=after)])
    return Holidays(len(new), len(renamed), len(told) - len(new) - len(renamed), moved)


@transaction.atomic
def remove_holiday(on: dt.date, *, by: Membership) -> None:
    """Strike a day off the list, for one entered by mistake. Dates that moved off it stay where they are."""
    require(by, Do.CALENDAR, by.organisation)
    findings = Findings()
    findings.add(rules.dla_keeps_the_holidays(level=by.organisation.level))
    findings.settle()
    found = Holiday.objects.filter(on=on).first()
    if found is None:
        return
    before = {"holidays": f"{found.on} {found.name}"}
    Holiday.objects.filter(on=on).delete()
    record(by, "holidays_kept", [Did(by.organisation, by.organisation_id, before=before)])


def _move_off(new: Sequence[HolidayFact], by: Membership) -> int:
    """Append a row for every date in force that is due on one of the days, today or later."""
    names = {fact.on: fact.name for fact in new if fact.on >= clock.today()}
    if not names:
        return 0
    holidays, moved, acts = days_off(), 0, []
    dates = [date for date in DeadlineDate.objects.in_force().with_deadline() if date.due_on in names]
    for date in sorted(dates, key=lambda date: date.organisation_id):  # DLA's first, narrower ones after it
        present = StepDates(date.opens_on, date.due_on, date.check_due_on, date.closes_on, date.due_written)
        wanted = on_working_day(present, holidays)
        write_dates(date.deadline, date.organisation, wanted, reason=names[date.due_on], by=by)
        label = f"{STEPS[date.deadline.step].name} {date.deadline.year_id}"
        acts.append(
            Did(date.deadline, date.organisation_id, {"due_on": date.due_on}, {"due_on": wanted.due_on}, label=label)
        )
        moved += 1
    if acts:
        record(by, "dates_set", acts, reason=", ".join(dict.fromkeys(names[date.due_on] for date in dates)))
    return moved
