"""The analysts' work log, and the monthly report they are paid by."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Post
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings
from localplan.toolkit.thai_dates import first_of_month

from .. import rules
from ..facts import Work
from ..models import DeliveryReport, WorkEntry
from ..work_log import log_of


def _hold(membership: Membership) -> None:
    """Nobody writes into a log while its month is handed in: both hold the row of the post."""
    Membership.objects.select_for_update(no_key=True, of=("self",)).get(pk=membership.pk)


@transaction.atomic
def note_work(told: Work, *, by: Membership) -> WorkEntry:
    """Note what the system cannot know by itself: a visit, a training, a meeting. Into one's own log."""
    require(by, Do.NOTE_WORK, told.organisation or by.organisation)
    _hold(by)
    findings = Findings()
    _check_line(findings, told, by=by)
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


def _check_line(findings: Findings, told: Work, *, by: Membership) -> None:
    findings.add(rules.work_has_happened(told.on, today=clock.today(), text=told.text))
    findings.add(rules.hours_fit_a_day(told.hours))
    findings.add(rules.month_is_not_handed_in(handed_in=_is_handed_in(by, told.on)))


def _is_handed_in(membership: Membership, day: dt.date) -> bool:
    rows = DeliveryReport.objects.filter(membership=membership, month=first_of_month(day))
    return rows.exclude(handed_in_at=None).exists()


@transaction.atomic
def correct_work(entry: WorkEntry, told: Work, *, by: Membership) -> WorkEntry:
    """Correct a line of one's own, as long as neither its month nor the one it goes to was handed in."""
    require(by, Do.NOTE_WORK, told.organisation or by.organisation)
    _hold(by)
    there = WorkEntry.objects.get(pk=entry.pk)
    findings = Findings()
    findings.add(rules.work_is_ones_own(own=there.membership_id == by.pk))
    _check_line(findings, told, by=by)
    if first_of_month(there.on) != first_of_month(told.on):
        findings.add(rules.month_is_not_handed_in(handed_in=_is_handed_in(by, there.on)))
    findings.settle()
    before = {"on": there.on, "text": there.text, "hours": there.hours, "organisation": there.organisation_id}
    lao = told.organisation.pk if told.organisation else None
    after = {"on": told.on, "text": told.text.strip(), "hours": told.hours, "organisation": lao}
    there.on, there.text, there.hours, there.organisation = told.on, told.text.strip(), told.hours, told.organisation
    there.save(update_fields=["on", "text", "hours", "organisation"])
    changed = {name for name in before if before[name] != after[name]}
    did = Did(
        there,
        by.organisation_id,
        {name: before[name] for name in changed},
        {name: after[name] for name in changed},
        there.text[:60],
    )
    record(by, "work_corrected", [did])
    return there


@transaction.atomic
def remove_work(entry: WorkEntry, *, by: Membership) -> None:
    """Remove a line of one's own, as long as its month was not handed in; the history keeps it."""
    require(by, Do.NOTE_WORK, by.organisation)
    _hold(by)
    there = WorkEntry.objects.get(pk=entry.pk)
    findings = Findings()
    findings.add(rules.work_is_ones_own(own=there.membership_id == by.pk))
    findings.add(rules.month_is_not_handed_in(handed_in=_is_handed_in(by, there.on)))
    findings.settle()
    record(
        by, "work_removed", [Did(there, by.organisation_id, {"on": there.on, "text": there.text}, {}, there.text[:60])]
    )
    there.delete()


@transaction.atomic
def hand_in_report(month: dt.date, *, by: Membership) -> DeliveryReport:
    """Hand in the report of a month: the log as it stands is kept with it. Once, unless it is sent back."""
    require(by, Do.NOTE_WORK, by.organisation)
    first = first_of_month(month)
    _hold(by)
    findings = Findings()
    findings.add(rules.report_is_of_an_analyst(is_analyst=by.post == Post.ANALYST))
    findings.add(rules.report_is_of_the_contract(first, from_on=by.from_on, until_on=by.until_on))
    findings.add(rules.month_has_ended(first, today=clock.today(), until_on=by.until_on))
    findings.add(rules.month_is_not_handed_in(handed_in=_is_handed_in(by, first)))
    findings.settle()
    report: DeliveryReport
    report, _made = DeliveryReport.objects.get_or_create(membership=by, month=first)
    report.content = log_of(by, first).as_data()
    report.handed_in_at = clock.now()
    report.version += 1
    report.save(update_fields=["content", "handed_in_at", "version"])
    record(by, "report_handed_in", [Did(report, by.organisation_id, after={"month": first}, label=_label(report, by))])
    return report


def _label(report: DeliveryReport, analyst: Membership) -> str:
    return f"{analyst.user.full_name} {report.month:%Y-%m}"


@transaction.atomic
def sign_report(
    report: DeliveryReport, *, remarks: str, accept: bool, seen: int | None, by: Membership
) -> DeliveryReport:
    """The supervisor signs a report with remarks, or sends it back with them to be handed in again.

    `seen`: the version that was read; None signs nothing.
    """
    require(by, Do.ASSIGN, report.membership.organisation)
    there: DeliveryReport = (
        DeliveryReport.objects.select_for_update(no_key=True, of=("self",))
        .select_related("membership")
        .get(pk=report.pk)
    )
    findings = Findings()
    findings.add(rules.supervisor_signs(may=by.post == Post.HEAD or there.membership.supervisor_id == by.pk))
    findings.add(
        rules.report_waits_for_its_signature(
            handed_in=there.handed_in_at is not None, signed=there.signed_at is not None
        )
    )
    if not findings.problems:
        findings.add(rules.report_is_as_it_was_read(seen=seen, version=there.version))
    findings.add(rules.sent_back_with_a_reason(accept=accept, remarks=remarks))
    findings.settle()
    there.remarks = remarks.strip()
    there.version += 1
    if accept:
        there.signed_at, there.signed_by = clock.now(), by
    else:
        there.handed_in_at = None
    there.save(update_fields=["remarks", "version", "signed_at", "signed_by", "handed_in_at"])
    did = Did(
        there,
        there.membership.organisation_id,
        after={"month": there.month},
        label=_label(there, report.membership),
    )
    record(by, "report_signed" if accept else "report_sent_back", [did], reason=there.remarks)
    return there
