"""Contacts with LAOs and their promises; why a step is late."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from localplan.calendar.models import Submission
from localplan.calendar.states import Life
from localplan.monitoring.standing import is_over
from localplan.organisations.access import Do, may_here, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings

from .. import rules
from ..facts import Barrier, Talk
from ..models import Contact, LateReason


@transaction.atomic
def note_contact(lao: Organisation, told: Talk, *, by: Membership) -> Contact:
    """Keep what came of talking to an LAO: the way, the outcome, the day promised."""
    require(by, Do.CHASE, lao)
    findings = Findings()
    findings.add(rules.contact_has_happened(told.on, today=clock.today()))
    findings.add(rules.promise_is_ahead(told.promised_on, outcome=told.outcome, on=told.on))
    findings.add(rules.promise_names_its_step(outcome=told.outcome, has_step=told.submission is not None))
    of_step = told.submission.organisation_id if told.submission else None
    findings.add(rules.contact_is_about_its_step(lao.pk, of_step=of_step))
    findings.settle()
    made = Contact.objects.create(
        organisation=lao,
        submission=told.submission,
        way=told.way,
        outcome=told.outcome,
        on=told.on,
        person=told.person,
        note=told.note,
        promised_on=told.promised_on,
        by=by,
        recorded_at=clock.now(),
    )
    after = {"way": made.way, "outcome": made.outcome, "promised_on": made.promised_on}
    record(by, "contact_noted", [Did(made, lao.pk, after=after, label=lao.short_name)])
    return made


@transaction.atomic
def tell_why_late(submission: Submission, told: Barrier, *, by: Membership) -> LateReason:
    """Keep why a step is late: told by the LAO itself, or by the officer who rang it."""
    own = by.organisation_id == submission.organisation_id
    require(by, Do.SUBMIT if own else Do.CHASE, submission.organisation)
    findings = Findings()
    findings.add(rules.only_a_late_step_has_a_reason(is_late=is_overdue(submission, today=clock.today())))
    findings.add(rules.something_else_is_explained(told.barrier, note=told.note))
    findings.settle()
    made = LateReason.objects.create(
        organisation=submission.organisation,
        submission=submission,
        barrier=told.barrier,
        note=told.note,
        by=by,
        recorded_at=clock.now(),
    )
    label = submission.organisation.short_name  # no ids: the sample is the same whenever it is loaded
    did = Did(made, submission.organisation_id, after={"barrier": made.barrier}, label=label)
    record(by, "late_reason_told", [did])
    return made


def is_overdue(submission: Submission, *, today: dt.date) -> bool:
    """Still to be handed in, and late."""
    return submission.life in (Life.DRAFT, Life.RETURNED) and is_over(submission, today)


def may_tell_why_late(submission: Submission, *, by: Membership) -> bool:
    """Whether the post says why this step is late: the LAO of its own, an office that chases on its behalf."""
    own = by.organisation_id == submission.organisation_id
    return may_here(by, Do.SUBMIT if own else Do.CHASE, submission.organisation)
