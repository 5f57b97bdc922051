"""Plans and their editions: begun, confirmed, taken back, amended, copied to a new span."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from localplan.calendar import actions as calendar
from localplan.calendar.models import Submission
from localplan.calendar.states import Life
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.strategy.models import Direction, Strategy
from localplan.toolkit import clock, files
from localplan.toolkit.problems import NO_REASONS, Findings, Reasons

from .. import rules
from ..facts import FIELDS, Amendment, Promulgation
from ..models import Edition, Plan, PlannedAmount, Project, ProjectRevision
from ..reading import EditionReading, read_edition
from .saving import lock_edition

#: The dates of an edition in lawful order.
LAWFUL_ORDER = (
    "forum_on",
    "support_committee_on",
    "committee_on",
    "council_on",
    "approved_on",
    "promulgated_on",
    "posted_from",
    "posted_until",
)


@transaction.atomic
def begin_plan(direction: Direction, *, first_year: int, last_year: int, by: Membership) -> Plan:
    """Begin the plan of a span, with its draft edition. The one already there is returned."""
    under = require(by, Do.RECORD, direction.organisation)
    Organisation.objects.locked([direction.organisation_id]).get()
    there = Plan.objects.filter(
        organisation_id=direction.organisation_id, first_year=first_year, last_year=last_year
    ).first()
    if there:
        return there
    findings = Findings()
    findings.add(rules.plan_spans_three_to_five_years(first_year, last_year))
    findings.settle()
    plan = Plan.objects.create(
        organisation=direction.organisation, direction=direction, first_year=first_year, last_year=last_year
    )
    Edition.objects.create(
        organisation=direction.organisation,
        plan=plan,
        sequence=0,
        kind=Edition.Kind.ORIGINAL,
        number=1,
        year=first_year,
        recorded_at=clock.now(),
    )
    record(by, "plan_begun", [Did(plan, plan.organisation_id)], under=under)
    return plan


def check_for_confirmation(edition: Edition, told: Promulgation, reading: EditionReading) -> Findings:
    """All that stands against confirming, at once, each with the row it is about (project id as `row`)."""
    findings = Findings()
    findings.add(rules.edition_is_open(is_open=edition.is_open))
    findings.add(rules.plan_has_projects(len(reading.rows)))
    without = Strategy.objects.filter(direction_id=edition.plan.direction_id, tactics=None).values_list(
        "name", flat=True
    )
    findings.add(rules.strategy_has_a_tactic(list(without)))
    label = {name: str(Edition._meta.get_field(name).verbose_name) for name in LAWFUL_ORDER}  # type: ignore[union-attr]
    findings.add(rules.dates_follow_the_law([(name, label[name], getattr(told, name)) for name in LAWFUL_ORDER]))
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
def keep_promulgation(edition: Edition, told: Promulgation, *, by: Membership) -> Edition:
    """Keep the dates and the notice of an open edition as they become known, before confirming."""
    under = require(by, Do.RECORD, edition.organisation)
    _plan, edition = lock_edition(edition)
    findings = Findings()
    findings.add(rules.edition_is_open(is_open=edition.is_open))
    findings.settle()
    wanted = {name.name: getattr(told, name.name) for name in fields(told)}
    Edition.objects.filter(pk=edition.pk).update(**wanted, version=edition.version + 1)
    edition.refresh_from_db()
    after = {name: value for name, value in wanted.items() if value is not None}
    record(by, "corrected", [Did(edition, edition.organisation_id, after=after)], under=under)
    return edition


@transaction.atomic
def confirm_plan(
    edition: Edition, told: Promulgation, *, by: Membership, reasons: Reasons = NO_REASONS, year: int | None = None
) -> Edition:
    """Attest that what was entered equals what was promulgated, and hand in the step of the fiscal year.

    `reasons`: (project id, rule) → the written excuse. Stores the official ผ.02 (PDF) and the canonical JSON with its
    SHA-256. Confirming twice confirms once. Raises Refused with all that stands against it.
    """
    require(by, Do.CONFIRM, edition.organisation)
    plan, edition = lock_edition(edition)
    if edition.confirmed_at is not None and edition.confirmed_by_id == by.pk:
        return edition
    reading = read_edition(edition)
    excuses = check_for_confirmation(edition, told, reading).settle(reasons)
    moment = clock.now()
    entered_by = set(ProjectRevision.objects.filter(edition=edition).values_list("by__user_id", flat=True))
    kept = [{"rule": p.rule, "project": p.row, "reason": reason} for p, reason in excuses]
    values: dict[str, Any] = {name.name: getattr(told, name.name) for name in fields(told)}
    Edition.objects.filter(pk=edition.pk).update(
        **values,
        confirmed_at=moment,
        confirmed_by=by,
        same_person=by.user_id in entered_by,
        excuses=kept,
        version=edition.version + 1,
    )
    edition.refresh_from_db()
    _store_official(edition, read_edition(edition))
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


def _store_official(edition: Edition, reading: EditionReading) -> None:
    from ..prints import official_pdf

    data = canonical_json(reading)
    digest = hashlib.sha256(data).hexdigest()
    name = f"po02-{edition.organisation.code}-{edition.plan.first_year}-{edition.sequence}"
    canonical = files.keep_bytes(data, name=f"{name}.json", media_type="application/json")
    official = files.keep_bytes(official_pdf(reading), name=f"{name}.pdf", media_type="application/pdf")
    Edition.objects.filter(pk=edition.pk).update(canonical=canonical, official_pdf=official, sha256=digest)
    edition.refresh_from_db()


def _submission(plan: Plan, year: int | None) -> Submission | None:
    """The duty this confirmation answers: of the year asked for, else the earliest year of the span still open."""
    rows = Submission.objects.with_all().filter(organisation_id=plan.organisation_id, deadline__step="plan_confirm")
    wanted = [year] if year else plan.years
    open_rows = rows.filter(deadline__year_id__in=wanted, life__in=(Life.DRAFT, Life.RETURNED))
    return open_rows.order_by("deadline__year_id").first()


def _hand_in(plan: Plan, edition: Edition, year: int | None, by: Membership) -> None:
    """Confirming is handing in: the step of the year is submitted in the same act, where one is published and open."""
    duty = _submission(plan, year)
    if duty is not None and edition.sequence == 0 and duty.opens_on <= clock.today():
        calendar.submit(duty, by=by)


@transaction.atomic
def undo_confirmation(edition: Edition, *, by: Membership) -> Edition:
    """Take a confirmation back while the step may still be taken back: the edition is open again as it was."""
    require(by, Do.CONFIRM, edition.organisation)
    plan, edition = lock_edition(edition)
    later = Edition.objects.standing().filter(plan=plan, sequence__gt=edition.sequence).exists()
    findings = Findings()
    findings.add(rules.confirmation_can_be_undone(is_latest=not later and edition.confirmed_at is not None))
    findings.settle()
    duty = (
        Submission.objects.with_all()
        .filter(
            organisation_id=plan.organisation_id,
            deadline__step="plan_confirm",
            deadline__year_id__in=plan.years,
            life=Life.SUBMITTED,
            submitted_at__gte=edition.confirmed_at,
        )
        .first()
    )
    if duty is not None:
        calendar.undo(duty, by=by)
    before = {"confirmed_at": edition.confirmed_at, "sha256": edition.sha256}
    Edition.objects.filter(pk=edition.pk).update(
        confirmed_at=None,
        confirmed_by=None,
        official_pdf=None,
        canonical=None,
        sha256="",
        excuses=[],
        version=edition.version + 1,
    )
    edition.refresh_from_db()
    record(by, "plan_confirm_undone", [Did(edition, edition.organisation_id, before=before)])
    return edition


@transaction.atomic
def open_edition(plan: Plan, told: Amendment, *, by: Membership) -> Edition:
    """Open an amendment: the next in the chain, numbered within its kind and calendar year."""
    under = require(by, Do.RECORD, plan.organisation)
    plan = Plan.objects.lock(plan.pk)
    standing = Edition.objects.standing().filter(plan=plan)
    latest = standing.order_by("-sequence")[0]
    findings = Findings()
    findings.add(
        rules.one_edition_at_a_time(open_edition=latest.is_open and latest.sequence > 0, confirmed=not latest.is_open)
    )
    taken = set(standing.filter(kind=told.kind, year=told.year).values_list("number", flat=True))
    number = told.number or max(taken, default=0) + 1
    findings.add(rules.amendment_number_is_free(number, taken=taken))
    findings.settle()
    made = Edition.objects.create(
        organisation_id=plan.organisation_id,
        plan=plan,
        sequence=latest.sequence + 1,
        kind=told.kind,
        number=number,
        year=told.year,
        recorded_at=clock.now(),
    )
    record(by, "edition_opened", [Did(made, made.organisation_id, label=str(made))], under=under)
    return made


@transaction.atomic
def withdraw_edition(edition: Edition, *, reason: str, by: Membership) -> Edition:
    """Give up an amendment that is not confirmed; its rows stay in the history and count nowhere."""
    under = require(by, Do.RECORD, edition.organisation)
    _plan, edition = lock_edition(edition)
    findings = Findings()
    findings.add(rules.edition_is_open(is_open=edition.is_open and edition.sequence > 0))
    findings.settle()
    Edition.objects.filter(pk=edition.pk).update(withdrawn_at=clock.now(), version=edition.version + 1)
    edition.refresh_from_db()
    record(by, "edition_withdrawn", [Did(edition, edition.organisation_id)], under=under, reason=reason)
    return edition


@transaction.atomic
def copy_projects_forward(source: Plan, target: Plan, projects: list[int] | None = None, *, by: Membership) -> int:
    """Carry projects of one plan into another's draft: each keeps its identity, amounts of the years both cover.

    Tactic and programme are found by number and name in the new strategy, else left to be chosen. A project already
    carried over is left alone.
    """
    under = require(by, Do.RECORD, target.organisation)
    _plan, draft = lock_edition(Edition.objects.open().get(plan=target))
    latest = Edition.objects.standing().filter(plan=source).order_by("-sequence")[0]
    rows = ProjectRevision.objects.as_of_edition(latest).for_listing()
    if projects is not None:
        rows = rows.filter(project_id__in=projects)
    there = set(Project.objects.filter(plan=target, continues__plan=source).values_list("continues_id", flat=True))
    wanted = [row for row in rows if row.project_id not in there]
    tactics = {(t.strategy.name, t.name): t.pk for s in _strategies(target) for t in s.tactics.all()}
    programmes = dict(target.direction.programmes.values_list("name", "pk"))
    made = Project.objects.bulk_create(
        Project(organisation_id=target.organisation_id, plan=target, continues_id=row.project_id) for row in wanted
    )
    moment = clock.now()
    revisions = ProjectRevision.objects.bulk_create(
        ProjectRevision(
            organisation_id=target.organisation_id,
            project=project,
            edition=draft,
            by=by,
            recorded_at=moment,
            **{name: getattr(row, name) for name in FIELDS if name not in ("tactic_id", "programme_id")},
            tactic_id=tactics.get((row.tactic.strategy.name, row.tactic.name)) if row.tactic else None,
            programme_id=programmes.get(row.programme.name) if row.programme else None,
        )
        for project, row in zip(made, wanted, strict=True)
    )
    PlannedAmount.objects.bulk_create(
        PlannedAmount(revision=new, year=amount.year, amount=amount.amount)
        for old, new in zip(wanted, revisions, strict=True)
        for amount in old.amounts.all()
        if amount.year in target.years
    )
    record(
        by,
        "projects_saved",
        [Did(draft, target.organisation_id, after={"carried": len(made)}, label=_("carried over from another plan"))],
        under=under,
    )
    return len(made)


def _strategies(plan: Plan) -> list[Strategy]:
    return list(plan.direction.strategies.prefetch_related("tactics__strategy"))
