"""The law of care: who keeps LAOs, what goes into a log, when a report is handed in and signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem
from localplan.toolkit.thai_dates import first_of_month, month_after


def laos_are_chosen(number: int) -> Iterator[Problem]:
    """At least one LAO is put in somebody's care."""
    if not number:
        yield Problem("laos_are_chosen", _("Choose at least one LAO."))


def keeper_works_there(*, is_staff: bool, has_begun: bool) -> Iterator[Problem]:
    """LAOs are kept by the head, an officer or an analyst of the province's own office, in a post that has begun."""
    if not is_staff:
        yield Problem("keeper_works_there", _("Choose an officer or analyst of your own office."), field="keeper")
    elif not has_begun:
        yield Problem("keeper_works_there", _("This post begins later than that day."), field="keeper")


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
    """A new care begins no earlier than the present one did: what was is not rewritten, a slip of today is."""
    if from_on < last_from:
        yield Problem(
            "care_begins_after_the_last",
            _("%(lao)s is in its present care since %(day)s; choose that day or a later one."),
            params={"lao": name, "day": last_from},
            field="from_on",
        )


def care_moves_as_it_was_seen(now: int | None, *, seen: int | None, name: str, who: str) -> Iterator[Problem]:
    """Who hands an LAO on has seen in whose care it is: of two at once the second is told what the first one did."""
    if now != seen:
        yield Problem(
            "care_moves_as_it_was_seen",
            _("%(lao)s was given to %(who)s meanwhile. Look at the list again.")
            if who
            else _("%(lao)s is in nobody's care by now. Look at the list again."),
            params={"lao": name, "who": who},
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


def work_is_ones_own(*, own: bool) -> Iterator[Problem]:
    """A line of a log is changed and removed by who wrote it, nobody else."""
    if not own:
        yield Problem("work_is_ones_own", _("This line was written by somebody else."))


def month_is_not_handed_in(*, handed_in: bool) -> Iterator[Problem]:
    """A month that was handed in takes no more lines, unless the supervisor sends it back."""
    if handed_in:
        yield Problem("month_is_not_handed_in", _("The report of this month was handed in."))


def month_has_ended(month: dt.date, *, today: dt.date, until_on: dt.date | None) -> Iterator[Problem]:
    """A report is of a month that has ended; that of a contract's last month may come in the contract's last week.

    After the contract nobody can sign in to hand it in.
    """
    ends = month_after(month) if until_on is None else min(month_after(month), until_on - dt.timedelta(days=6))
    if today < ends:
        yield Problem("month_has_ended", _("It can be handed in from %(day)s."), params={"day": ends})


def report_is_of_the_contract(month: dt.date, *, from_on: dt.date, until_on: dt.date | None) -> Iterator[Problem]:
    """A report is of a month in which the contract ran, for a day at least."""
    if from_on >= month_after(month) or (until_on is not None and until_on < first_of_month(month)):
        yield Problem("report_is_of_the_contract", _("The contract did not run in this month."))


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


def report_is_as_it_was_read(*, seen: int | None, version: int) -> Iterator[Problem]:
    """Who signs has read what is signed: a report handed in anew a second ago is read first."""
    if seen != version:
        yield Problem("report_is_as_it_was_read", _("The report has changed since you opened it. Read it, then sign."))


def supervisor_signs(*, may: bool) -> Iterator[Problem]:
    """The analyst's supervisor or the head of office signs."""
    if not may:
        yield Problem("supervisor_signs", _("The analyst's supervisor or the head of office signs."))


def sent_back_with_a_reason(*, accept: bool, remarks: str) -> Iterator[Problem]:
    """A report that is sent back says why."""
    if not accept and not remarks.strip():
        yield Problem("sent_back_with_a_reason", _("Say what is to be mended."), field="remarks")
