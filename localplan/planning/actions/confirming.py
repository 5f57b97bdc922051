"""Confirming a plan: what is asked, what it stores, and how it is taken back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from django.db import transaction
from django.db.models import Q

from localplan.calendar import actions as calendar
from localplan.calendar.models import Submission
from localplan.calendar.states import Life
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, difference, record
from localplan.organisations.models import Membership
from localplan.strategy.models import Strategy
from localplan.toolkit import clock, files
from localplan.toolkit.problems import NO_REASONS, Findings, Reasons
from localplan.toolkit.versions import merge

from .. import rules
from ..facts import PROMULGATION_DATES, Promulgation
from ..models import Edition, Plan, ProjectRevision
from ..reading import EditionReading, read_edition
from .papers import files_name
from .saving import lock_edition

#: The step of the calendar that confirming hands in.
STEP = "plan_confirm"
DATE_LABELS = {name: Edition._meta.get_field(name).verbose_name for name in PROMULGATION_DATES}  # type: ignore[union-attr]


def check_for_confirmation(edition: Edition, told: Promulgation, reading: EditionReading) -> Findings:
    """All that stands against confirming, at once, each with the row it is about (project id as `row`)."""
    findings = Findings()
    findings.add(rules.edition_is_open(is_open=edition.is_open))
    findings.add(rules.plan_has_projects(len(reading.rows)))
    without = Strategy.objects.filter(direction_id=edition.plan.direction_id, tactics=None).values_list(
        "name", flat=True
    )
    findings.add(rules.strategy_has_a_tactic(list(without)))
    steps = [(name, str(DATE_LABELS[name]), getattr(told, name)) for name in PROMULGATION_DATES]
    findings.add(rules.dates_follow_the_law(steps))
    findings.add(
        rules.plan_is_promulgated(
            promulgated_on=told.promulgated_on, has_notice=told.notice is not None, today=clock.today()
        )
    )
    for row in reading.rows:
        where = row.revision.project_id
        findings.add(
            rules.project_is_complete_for_confirmation(programme=row.revision.programme_id, unit=row.revision.unit),
            row=where,
        )
        findings.add(rules.project_has_money(list(row.amounts.values())), row=where)
        findings.add(rules.project_is_not_repeated(same_rows=row.same_as), row=where)
        findings.add(
            rules.programme_is_in_the_strategy(
                programme=row.revision.programme_id,
                tactic=row.revision.tactic_id,
                of_tactic=reading.programmes_of.get(row.revision.tactic_id or 0, set()),
            ),
            row=where,
        )
    return findings


@transaction.atomic
def keep_promulgation(
    edition: Edition, told: Promulgation, *, by: Membership, seen: Mapping[str, Any] | None = None
) -> Edition:
    """Keep the dates and the notice of an open edition as they become known, before confirming.

    `seen`: the dates the form showed; what a colleague changed meanwhile is merged, or raises Stale. A notice left
    out leaves the one that is there.
    """
    under = require(by, Do.RECORD, edition.organisation)
    _plan, edition = lock_edition(edition)
    findings = Findings()
    findings.add(rules.edition_is_open(is_open=edition.is_open))
    findings.settle()
    wanted = {name: getattr(told, name) for name in PROMULGATION_DATES}
    if seen is not None:
        theirs = {name: getattr(edition, name) for name in PROMULGATION_DATES}
        wanted = merge(seen, wanted, theirs, DATE_LABELS)
    if told.notice is not None:
        wanted["notice"] = told.notice
    before, after = difference(edition, wanted)
    if not after:
        return edition
    Edition.objects.filter(pk=edition.pk).update(**wanted, version=edition.version + 1)
    edition.refresh_from_db()
    record(by, "corrected", [Did(edition, edition.organisation_id, before=before, after=after)], under=under)
    return edition


@transaction.atomic
def confirm_plan(
    edition: Edition, told: Promulgation, *, by: Membership, reasons: Reasons = NO_REASONS, year: int | None = None
) -> Edition:
    """Attest that what was entered equals what was promulgated, and hand in the step of the fiscal year.

    `reasons`: (project id, rule) → the written excuse. Stores the canonical JSON with its SHA-256; the official
    ผ.02 (PDF) follows (papers.py). Confirming twice confirms once. Raises Refused with all that stands against it.
    """
    require(by, Do.CONFIRM, edition.organisation)
    plan, edition = lock_edition(edition)
    if edition.confirmed_at is not None and edition.confirmed_by_id == by.pk:
        return edition
    reading = read_edition(edition)
    excuses = check_for_confirmation(edition, told, reading).settle(reasons)
    moment = clock.now()
    entered = ProjectRevision.objects.filter(edition=edition, by__user_id=by.user_id).exists()
    kept = [{"rule": p.rule, "project": p.row, "reason": reason} for p, reason in excuses]
    values: dict[str, Any] = {name.name: getattr(told, name.name) for name in fields(told)} | {
        "confirmed_at": moment,
        "confirmed_by": by,
        "same_person": entered,
        "excuses": kept,
        "version": edition.version + 1,
    }
    for name, value in values.items():
        setattr(edition, name, value)
    values |= _stored(edition, replace(reading, edition=edition))
    Edition.objects.filter(pk=edition.pk).update(**values)
    edition.canonical, edition.sha256 = values["canonical"], values["sha256"]
    record(
        by,
        "plan_confirmed",
        [Did(edition, edition.organisation_id, after={"sha256": edition.sha256, "projects": len(reading.rows)})],
        excuses=excuses,
    )
    _hand_in(plan, edition, year, by)
    return edition


def canonical_json(reading: EditionReading) -> bytes:
    """The edition as data, in one fixed order and spelling: what its SHA-256 is taken of."""
    return json.dumps(reading.as_data(), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _stored(edition: Edition, reading: EditionReading) -> dict[str, Any]:
    """The canonical JSON as a kept file, and its hash."""
    data = canonical_json(reading)
    digest = hashlib.sha256(data).hexdigest()
    canonical = files.keep_bytes(data, name=f"{files_name(edition)}.json", media_type="application/json")
    return {"canonical": canonical, "sha256": digest}


def _duties(plan: Plan, years: list[int]) -> Any:
    """What the plan answers in the calendar, the earliest year first."""
    rows = Submission.objects.select_related("deadline", "organisation").of_steps([STEP])
    rows = rows.filter(organisation_id=plan.organisation_id)
    return rows.filter(deadline__year__in=years).order_by("deadline__year")


def duties_to_hand_in(plan: Plan) -> list[Submission]:
    """The duties of the span that are open today and not handed in, the earliest year first."""
    today = clock.today()
    rows = _duties(plan, plan.years).filter(life__in=(Life.DRAFT, Life.RETURNED))
    return list(rows.filter(Q(closes_on=None) | Q(closes_on__gte=today), opens_on__lte=today))


def duty_to_hand_in(plan: Plan, year: int | None = None) -> Submission | None:
    """The duty that confirming answers today: of the year asked for, else the earliest that is open."""
    return next((duty for duty in duties_to_hand_in(plan) if year in (None, duty.deadline.year_id)), None)


def _hand_in(plan: Plan, edition: Edition, year: int | None, by: Membership) -> None:
    """Confirming is handing in: the step of the year is submitted in the same act, where one is published and open."""
    duty = duty_to_hand_in(plan, year) if edition.sequence == 0 else None
    if duty is not None:
        calendar.submit(duty, by=by)


@transaction.atomic
def review_plan(plan: Plan, year: int, *, by: Membership) -> Submission | None:
    """Confirm the plan in force for one of its later years: hands in that year's step. None: nothing is asked now.

    Raises Refused with what is missing; a plan that is not confirmed is not full.
    """
    require(by, Do.CONFIRM, plan.organisation)
    plan = Plan.objects.lock(plan.pk)
    duty = duty_to_hand_in(plan, year)
    return calendar.submit(duty, by=by) if duty is not None else None


@transaction.atomic
def undo_confirmation(edition: Edition, *, by: Membership) -> Edition:
    """Take a confirmation back while the step may still be taken back: the edition is open again as it was."""
    require(by, Do.CONFIRM, edition.organisation)
    plan, edition = lock_edition(edition)
    later = Edition.objects.standing().filter(plan=plan, sequence__gt=edition.sequence).exists()
    built_on = _duties(plan, plan.years).filter(submitted_at__gte=edition.confirmed_at or clock.now())
    accepted = built_on.filter(life=Life.ACCEPTED).first()
    findings = Findings()
    findings.add(
        rules.confirmation_can_be_undone(
            confirmed=edition.confirmed_at is not None,
            is_latest=not later,
            accepted_for=accepted.deadline.year_id if accepted else None,
        )
    )
    findings.settle()
    for duty in built_on.filter(life=Life.SUBMITTED):
        calendar.undo(duty, by=by)
    before = {"confirmed_at": edition.confirmed_at, "sha256": edition.sha256}
    Edition.objects.filter(pk=edition.pk).update(
        confirmed_at=None,
        confirmed_by=None,
        same_person=False,
        official_pdf=None,
        canonical=None,
        sha256="",
        excuses=[],
        version=edition.version + 1,
    )
    edition.refresh_from_db()
    record(by, "plan_confirm_undone", [Did(edition, edition.organisation_id, before=before)])
    return edition
