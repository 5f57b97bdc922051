"""Makers for tests of calendars and steps: rows put straight into the tables. Only tests may do so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from localplan.calendar.duties import Completeness, Duty, Item
from localplan.calendar.facts import CalendarFact, DraftDeadline, GuidanceFact, RowFact, StepDates, Tie
from localplan.calendar.models import Deadline, DeadlineDate, FiscalYear, Submission, YearBook
from localplan.organisations.models import Membership, Organisation, Post
from localplan.organisations.posts import DLA_ID
from localplan.organisations.tests import make
from localplan.toolkit import clock

YEAR = 2570


def the_operator() -> Membership:
    """The post of batch commands, made by the migrations."""
    return Membership.objects.get(post=Post.OPERATOR)


def dates(opens: int = -30, due: int = 30, check: int = 60) -> StepDates:
    """Dates so many days from today."""
    return StepDates(make.days(opens), make.days(due), make.days(check))


def a_deadline(step: str, *, year: int = YEAR, when: StepDates | None = None) -> Deadline:
    """A published deadline with DLA's dates; the one already there if there is one."""
    FiscalYear.objects.get_or_create(number=year)
    there = Deadline.objects.filter(year_id=year, step=step).first()
    if there:
        return there
    when = when or dates()
    by = the_operator()
    made = Deadline.objects.create(year_id=year, step=step, published_at=clock.now(), published_by=by)
    DeadlineDate.objects.create(
        deadline=made,
        organisation_id=DLA_ID,
        opens_on=when.opens_on,
        due_on=when.due_on,
        check_due_on=when.check_due_on,
        by=by,
        recorded_at=clock.now(),
    )
    return made


def a_submission(
    organisation: Organisation,
    step: str = "lao_strategy",
    *,
    year: int = YEAR,
    when: StepDates | None = None,
    **values: Any,
) -> Submission:
    """A duty of one organisation, a draft unless said otherwise."""
    when = when or dates()
    deadline = a_deadline(step, year=year, when=when)
    YearBook.objects.get_or_create(organisation=organisation, year_id=year)
    if values.get("life") in ("submitted", "accepted"):
        values.setdefault("submitted_at", clock.now())
        values.setdefault("first_full_at", values["submitted_at"])
    if values.get("life") == "returned":
        values.setdefault("correct_by", make.days(7))
    return Submission.objects.create(
        **{
            "deadline": deadline,
            "organisation": organisation,
            "opens_on": when.opens_on,
            "due_on": when.due_on,
            "check_due_on": when.check_due_on,
            **values,
        }
    )


def a_calendar_fact(
    year: int = YEAR, steps: tuple[str, ...] = ("lao_strategy", "plan_confirm"), **values: Any
) -> CalendarFact:
    """A calendar of one row that names these steps."""
    ties = tuple(Tie(step, year) for step in steps)
    row = RowFact(1, "ตุลาคม", dt.date(year - 544, 10, 1), dt.date(year - 544, 10, 31), (GuidanceFact(0, "ทำ", ties),))
    deadlines = tuple(a_draft_deadline(step, year) for step in steps)
    told = {"year": year, "title": f"ปฏิทินปี {year}", "rows": (row,), "deadlines": deadlines, **values}
    return CalendarFact(**told)


def a_draft_deadline(step: str, year: int = YEAR, when: StepDates | None = None, **values: Any) -> DraftDeadline:
    """A deadline of a draft with all its dates."""
    when = when or dates()
    return DraftDeadline(step, year, when.opens_on, when.due_on, when.check_due_on, **values)


def a_duty(step: str, *, there: int = 1, expected: int = 1, missing: str = "") -> Duty:
    """A duty with fixed content, to be put in place with monkeypatch.setitem(duties._DUTIES, step, …)."""
    items = (Item("it", missing or "ครบ", there >= expected),)
    content = Completeness(there, expected, items)

    def told(ids: Iterable[int], year: int) -> dict[int, Completeness]:
        return dict.fromkeys(ids, content)

    return Duty(step, "tests", told, told, "home")
