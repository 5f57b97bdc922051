"""More time for one organisation: asked for by it, given or declined by the level above."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings

from .. import rules
from ..models import DeadlineDate, Submission
from ..states import Life, Side, Verb
from ..steps import STEPS
from .moves import Locked, lock, require_side, write_move


@transaction.atomic
def ask_more_time(
    submission: Submission, *, until_on: dt.date | None = None, reason: str, by: Membership
) -> Submission:
    """Ask for more time, until a day if one is named. The dates stay until the checker extends or declines.

    One request waits at a time; handing in answers it too.
    """
    require_side(by, submission, Side.ACTOR)
    locked = lock(submission)
    row = locked.row
    findings = Findings()
    findings.add(rules.move_is_in_the_table(Verb.ASK_TIME, Life(row.life)))
    findings.add(rules.more_time_is_asked_once(waits=row.time_asked_at is not None))
    findings.add(rules.reason_is_given(reason))
    if until_on is not None:
        present = row.correct_by if row.life == Life.RETURNED and row.correct_by else row.due_on
        findings.add(rules.extension_is_ahead(until_on, present=present, today=clock.today()))
    findings.settle()
    return write_move(
        locked, Verb.ASK_TIME, Life(row.life), by, reason=reason, until_on=until_on, time_asked_at=clock.now()
    )


@transaction.atomic
def decline_more_time(submission: Submission, *, reason: str, by: Membership) -> Submission:
    """Answer a request for more time with no, and a word why; the dates stay."""
    require_side(by, submission, Side.CHECKER)
    locked = lock(submission)
    row = locked.row
    findings = Findings()
    findings.add(rules.move_is_in_the_table(Verb.DECLINE_TIME, Life(row.life)))
    findings.add(rules.request_waits_for_its_answer(waits=row.time_asked_at is not None))
    findings.add(rules.reason_is_given(reason))
    findings.settle()
    return write_move(locked, Verb.DECLINE_TIME, Life(row.life), by, reason=reason, time_asked_at=None)


@transaction.atomic
def extend(submission: Submission, *, due_on: dt.date, reason: str, by: Membership) -> Submission:
    """Give one organisation more time: the province up to its own check due date, DLA beyond it."""
    require_side(by, submission, Side.CHECKER)
    locked = lock(submission)
    row, is_dla = locked.row, by.organisation.level == "dla"
    if row.life == Life.RETURNED:
        return _more_time_to_correct(locked, due_on, reason, by)
    findings = Findings()
    findings.add(rules.extension_is_ahead(due_on, present=row.due_on, today=clock.today()))
    findings.add(rules.extension_within_check_due(due_on, check_due_on=row.check_due_on, is_dla=is_dla))
    findings.add(rules.reason_is_given(reason))
    findings.settle()
    check_due_on = max(row.check_due_on, due_on)
    closes_on = max(row.closes_on, due_on) if row.closes_on else None
    DeadlineDate.objects.create(
        deadline=row.deadline,
        organisation=row.organisation,
        opens_on=row.opens_on,
        due_on=due_on,
        check_due_on=check_due_on,
        closes_on=closes_on,
        reason=reason,
        by=by,
        recorded_at=clock.now(),
    )
    before = {"due_on": row.due_on}
    Submission.objects.filter(pk=row.pk).update(
        due_on=due_on,
        check_due_on=check_due_on,
        closes_on=closes_on,
        extended=True,
        time_asked_at=None,
        version=row.version + 1,
    )
    row.refresh_from_db()
    label = STEPS[locked.step_code].name
    record(by, "extended", [Did(row, row.organisation_id, before, {"due_on": due_on}, label)], reason=reason)
    return row


def _more_time_to_correct(locked: Locked, correct_by: dt.date, reason: str, by: Membership) -> Submission:
    """What was returned has its own date; the due date that timeliness counts from stays."""
    row = locked.row
    assert row.correct_by is not None
    findings = Findings()
    findings.add(rules.extension_is_ahead(correct_by, present=row.correct_by, today=clock.today()))
    findings.add(rules.reason_is_given(reason))
    findings.settle()
    before = {"correct_by": row.correct_by}
    Submission.objects.filter(pk=row.pk).update(correct_by=correct_by, time_asked_at=None, version=row.version + 1)
    row.refresh_from_db()
    label = STEPS[locked.step_code].name
    record(by, "extended", [Did(row, row.organisation_id, before, {"correct_by": correct_by}, label)], reason=reason)
    return row
