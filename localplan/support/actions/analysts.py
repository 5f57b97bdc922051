"""LAOs in the care of officers and analysts; the analysts' log and the monthly report they are paid by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation, Post
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings

from .. import rules
from ..facts import Work
from ..models import Assignment, DeliveryReport, WorkEntry
from ..work_log import log_of


@transaction.atomic
def assign(laos: Sequence[Organisation], keeper: Membership, *, from_on: dt.date, by: Membership) -> list[Assignment]:
    """Put LAOs in the care of one officer or analyst from a day on; who had them before has them until the day before.

    An LAO already in this care is left as it is.
    """
    for lao in laos:
        require(by, Do.ASSIGN, lao)
    locked = {lao.pk: lao for lao in Organisation.objects.locked([lao.pk for lao in laos])}
    present = Assignment.objects.filter(organisation_id__in=locked, until_on=None).select_related("keeper")
    standing = {row.organisation_id: row for row in present}
    findings = Findings()
    findings.add(rules.keeper_works_there(is_staff=_is_staff(keeper, by), in_force=keeper.is_in_force(from_on)))
    findings.add(rules.care_does_not_outlast_a_contract(from_on, until_on=keeper.until_on))
    for lao, row in standing.items():
        findings.add(rules.care_begins_after_the_last(from_on, last_from=row.from_on, name=locked[lao].short_name))
    findings.settle()
    moving = [lao for lao in locked if lao not in standing or standing[lao].keeper_id != keeper.pk]
    before = {lao: standing[lao].keeper_id for lao in moving if lao in standing}
    ending = [standing[lao].pk for lao in before]
    Assignment.objects.filter(pk__in=ending).update(until_on=from_on - dt.timedelta(days=1))
    moment = clock.now()
    made = Assignment.objects.bulk_create(
        Assignment(organisation_id=lao, keeper=keeper, from_on=from_on, by=by, recorded_at=moment) for lao in moving
    )
    done = [
        Did(
            one,
            one.organisation_id,
            {"keeper": before.get(one.organisation_id)},
            {"keeper": keeper.pk},
            locked[one.organisation_id].short_name,
        )
        for one in made
    ]
    record(by, "assigned", done)
    return made


def _is_staff(keeper: Membership, by: Membership) -> bool:
    """The keeper's post looks after LAOs, in the office of whoever assigns."""
    return keeper.organisation_id == by.organisation_id and keeper.post in (Post.HEAD, Post.OFFICER, Post.ANALYST)


@transaction.atomic
def hand_over_care(old: Membership, new: Membership, *, from_on: dt.date, by: Membership) -> list[Assignment]:
    """All LAOs of one keeper go to another, in one act: when a contract ends, or somebody moves."""
    kept = Assignment.objects.filter(keeper=old, until_on=None).values("organisation_id")
    laos = list(Organisation.objects.visible_to(by).filter(pk__in=kept))
    findings = Findings()
    findings.add(rules.something_is_handed_over(len(laos)))
    findings.settle()
    return assign(laos, new, from_on=from_on, by=by)


@transaction.atomic
def note_work(told: Work, *, by: Membership) -> WorkEntry:
    """Note what the system cannot know by itself: a visit, a training, a meeting. Into one's own log."""
    require(by, Do.NOTE_WORK, by.organisation)
    findings = Findings()
    findings.add(rules.work_has_happened(told.on, today=clock.today(), text=told.text))
    findings.add(rules.hours_fit_a_day(told.hours))
    findings.add(rules.month_is_not_handed_in(handed_in=_handed_in(by, told.on)))
    findings.settle()
    made = WorkEntry.objects.create(
        membership=by,
        on=told.on,
        organisation=told.organisation,
        text=told.text.strip(),
        hours=told.hours,
        recorded_at=clock.now(),
    )
    record(by, "work_noted", [Did(made, by.organisation_id, after={"on": made.on}, label=made.text[:60])])
    return made


def _handed_in(membership: Membership, day: dt.date) -> bool:
    rows = DeliveryReport.objects.filter(membership=membership, month=day.replace(day=1))
    return rows.exclude(handed_in_at=None).exists()


@transaction.atomic
def hand_in_report(month: dt.date, *, by: Membership) -> DeliveryReport:
    """Hand in the report of a month that has ended: the log as it stands is kept with it. Once, unless sent back."""
    require(by, Do.NOTE_WORK, by.organisation)
    first = month.replace(day=1)
    findings = Findings()
    findings.add(rules.month_has_ended(first, today=clock.today()))
    findings.add(rules.report_is_of_an_analyst(is_analyst=by.post == Post.ANALYST))
    findings.settle()
    report, _made = DeliveryReport.objects.select_for_update(no_key=True, of=("self",)).get_or_create(
        membership=by, month=first
    )
    findings.add(rules.month_is_not_handed_in(handed_in=report.handed_in_at is not None))
    findings.settle()
    report.content = log_of(by, first).as_data()
    report.handed_in_at = clock.now()
    report.version += 1
    report.save(update_fields=["content", "handed_in_at", "version"])
    record(by, "report_handed_in", [Did(report, by.organisation_id, after={"month": first}, label=by.user.full_name)])
    return report


@transaction.atomic
def sign_report(report: DeliveryReport, *, remarks: str, accept: bool, by: Membership) -> DeliveryReport:
    """The supervisor signs a report with remarks, or sends it back with them to be handed in again."""
    require(by, Do.ASSIGN, report.membership.organisation)
    there = DeliveryReport.objects.select_for_update(no_key=True, of=("self",)).get(pk=report.pk)
    findings = Findings()
    findings.add(
        rules.report_waits_for_its_signature(
            handed_in=there.handed_in_at is not None, signed=there.signed_at is not None
        )
    )
    findings.add(rules.supervisor_signs(may=by.post == Post.HEAD or there.membership.supervisor_id == by.pk))
    findings.add(rules.sent_back_with_a_reason(accept=accept, remarks=remarks))
    findings.settle()
    there.remarks = remarks.strip()
    there.version += 1
    if accept:
        there.signed_at, there.signed_by = clock.now(), by
    else:
        there.handed_in_at = None
    there.save(update_fields=["remarks", "version", "signed_at", "signed_by", "handed_in_at"])
    after = {"signed": accept, "month": there.month}
    record(by, "report_signed", [Did(there, there.membership.organisation_id, after=after)], reason=remarks)
    return there
