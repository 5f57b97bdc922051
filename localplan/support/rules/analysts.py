"""The law of care: who keeps LAOs, what goes into a log, when a report is handed in and signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem


def keeper_works_there(*, is_staff: bool, in_force: bool) -> Iterator[Problem]:
    """LAOs are kept by the head, an officer or an analyst of the province's own office, in a post in force."""
    if not is_staff:
        yield Problem("keeper_works_there", _("Choose an officer or analyst of your own office."), field="keeper")
    elif not in_force:
        yield Problem("keeper_works_there", _("This post is not in force on that day."), field="keeper")


def care_does_not_outlast_a_contract(from_on: dt.date, *, until_on: dt.date | None) -> Iterator[Problem]:
    """Nothing is put into the care of somebody whose post ends before it begins."""
    if until_on is not None and until_on < from_on:
        yield Problem(
            "care_does_not_outlast_a_contract",
            _("The post ends on %(day)s, before that."),
            params={"day": until_on},
            field="from_on",
        )


def care_begins_after_the_last(from_on: dt.date, *, last_from: dt.date, name: str) -> Iterator[Problem]:
    """Who kept an LAO before kept it for a day at least."""
    if from_on <= last_from:
        yield Problem(
            "care_begins_after_the_last",
            _("%(lao)s is in its present care since %(day)s; choose a later day."),
            params={"lao": name, "day": last_from},
            field="from_on",
        )


def something_is_handed_over(number: int) -> Iterator[Problem]:
    """A hand-over moves at least one LAO."""
    if not number:
        yield Problem("something_is_handed_over", _("No LAO is in this care."))


def work_has_happened(on: dt.date, *, today: dt.date, text: str) -> Iterator[Problem]:
    """A line of the log says what was done, on a day that has come."""
    if on > today:
        yield Problem("work_has_happened", _("The day may not be in the future."), field="on")
    if not text.strip() or len(text) > 500:
        yield Problem("work_has_happened", _("Say what was done, in at most 500 characters."), field="text")


def hours_fit_a_day(hours: Decimal | None) -> Iterator[Problem]:
    """Hours, where told, are more than none and at most 24."""
    if hours is not None and not 0 < hours <= 24:
        yield Problem("hours_fit_a_day", _("Hours are more than 0 and at most 24."), field="hours")


def month_is_not_handed_in(*, handed_in: bool) -> Iterator[Problem]:
    """A month that was handed in takes no more lines, unless the supervisor sends it back."""
    if handed_in:
        yield Problem("month_is_not_handed_in", _("The report of this month was handed in."))


def month_has_ended(month: dt.date, *, today: dt.date) -> Iterator[Problem]:
    """A report is of a month that has ended."""
    if today < (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1):
        yield Problem("month_has_ended", _("The month has not ended yet."))


def report_is_of_an_analyst(*, is_analyst: bool) -> Iterator[Problem]:
    """Only analysts, who are paid by contract, hand in delivery reports."""
    if not is_analyst:
        yield Problem("report_is_of_an_analyst", _("Delivery reports are the analysts'."))


def report_waits_for_its_signature(*, handed_in: bool, signed: bool) -> Iterator[Problem]:
    """A report is signed once, after it was handed in."""
    if signed:
        yield Problem("report_waits_for_its_signature", _("The report is already signed."))
    elif not handed_in:
        yield Problem("report_waits_for_its_signature", _("The report has not been handed in."))


def supervisor_signs(*, may: bool) -> Iterator[Problem]:
    """The analyst's supervisor or the head of office signs."""
    if not may:
        yield Problem("supervisor_signs", _("The analyst's supervisor or the head of office signs."))


def sent_back_with_a_reason(*, accept: bool, remarks: str) -> Iterator[Problem]:
    """A report that is sent back says why."""
    if not accept and not remarks.strip():
        yield Problem("sent_back_with_a_reason", _("Say what is to be mended."), field="remarks")
