"""Allotments: registered by the grantor's office or the LAO, confirmed by the LAO, with the line they open."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from localplan.budgeting.actions import open_line
from localplan.budgeting.facts import OpenedLine
from localplan.budgeting.sources import Source
from localplan.calendar.models import FiscalYear
from localplan.calendar.rules import year_is_begun
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Delegation, Membership, Organisation
from localplan.planning.models import Project
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings, Problem, Refused

from .. import rules
from ..facts import Allotment, Event
from ..models import Grant, GrantLine
from .events import write_events


@transaction.atomic
def register_grants(told: Sequence[Allotment], *, by: Membership) -> list[Grant]:
    """Register items of allotment letters: all of them, or none.

    An LAO registers its own, which is thereby confirmed; an office registers in bulk for LAOs in its reach, and each
    LAO confirms. Raises Refused with the problems of every row.
    """
    findings, under = _judged(told, by)
    findings.settle()
    made = _made(told, by)
    done = [Did(grant, grant.organisation_id, after={"amount": grant.amount, "letter": grant.letter}) for grant in made]
    record(by, "grant_registered", done, under=under)
    own = [grant for grant in made if grant.organisation_id == by.organisation_id]
    if own:
        confirm_grants(own, by=by)
    return made


def _made(told: Sequence[Allotment], by: Membership) -> list[Grant]:
    """The rows; a colleague who registered the same item at the same instant was first."""
    moment = clock.now()
    try:
        with transaction.atomic():
            return Grant.objects.bulk_create(
                Grant(
                    organisation_id=one.organisation,
                    year_id=one.year,
                    grantor=one.grantor,
                    grantor_name=one.grantor_name,
                    letter=one.letter,
                    letter_on=one.letter_on,
                    item=one.item,
                    purpose=one.purpose,
                    project_id=one.project,
                    amount=one.amount,
                    contribution=one.contribution,
                    commit_by=one.commit_by,
                    lapses_on=one.lapses_on,
                    registered_by=by,
                    recorded_at=moment,
                )
                for one in told
            )
    except IntegrityError as error:
        if "grant_is_one" not in str(error):
            raise
        raise Refused(list(rules.grant_is_registered_once(already=True))) from error


def check_allotments(told: Sequence[Allotment], *, by: Membership) -> list[Problem]:
    """What registering these would be refused for, row by row. A few statements, however many; nothing is written."""
    findings, _under = _judged(told, by)
    return findings.problems


def _judged(told: Sequence[Allotment], by: Membership) -> tuple[Findings, Delegation | None]:
    owners = Organisation.objects.visible_to(by).laos().in_bulk({one.organisation for one in told})
    years = set(FiscalYear.objects.values_list("number", flat=True))
    projects = _projects(told)
    there = _registered(told)
    do = Do.RECORD if by.organisation.level == "lao" else Do.ALLOT
    findings = Findings()
    under = None
    for place, one in enumerate(told, start=1):
        owner, row = owners.get(one.organisation), one.row or place
        findings.add(rules.grant_is_for_an_lao(found=owner is not None), row=row)
        if owner is None:
            continue
        under = require(by, do, owner)
        findings.add(check_allotment(one), row=row)
        findings.add(year_is_begun(one.year, begun=one.year in years), row=row)
        findings.add(rules.grant_is_registered_once(already=_key(one) in there), row=row)
        known = one.project is None or (one.organisation, one.project) in projects
        findings.add(rules.grant_points_into_the_plan(known=known), row=row)
        there.add(_key(one))
    return findings, under


def _projects(told: Sequence[Allotment]) -> set[tuple[int, int]]:
    wanted = {one.project for one in told if one.project is not None}
    return set(Project.objects.filter(pk__in=wanted).values_list("organisation_id", "pk")) if wanted else set()


def check_allotment(one: Allotment) -> list[Problem]:
    """Everything the rules say of one item of a letter."""
    return [
        *rules.allotment_is_told(
            purpose=one.purpose, letter=one.letter, grantor=one.grantor, grantor_name=one.grantor_name
        ),
        *rules.allotment_has_an_amount(one.amount, contribution=one.contribution),
        *rules.allotment_dates_are_in_order(
            one.letter_on, commit_by=one.commit_by, lapses_on=one.lapses_on, today=clock.today()
        ),
    ]


Key = tuple[int, str, object, int, str]


def _key(one: Allotment) -> Key:
    return (one.organisation, one.letter, one.letter_on, one.item, one.purpose)


def _registered(told: Sequence[Allotment]) -> set[Key]:
    rows = Grant.objects.filter(letter__in={one.letter for one in told})
    return set(rows.values_list("organisation_id", "letter", "letter_on", "item", "purpose"))


@transaction.atomic
def confirm_grants(grants: Sequence[Grant], *, by: Membership) -> list[Grant]:
    """Say that grants are the LAO's own: each opens its budget line in its year and is noted as notified."""
    moment = clock.now()
    done = []
    for pk in sorted(grant.pk for grant in grants):
        grant: Grant = Grant.objects.lock(pk)
        under = require(by, Do.RECORD, grant.organisation)
        if grant.confirmed_at is not None:
            done.append(grant)
            continue
        findings = Findings()
        findings.add(rules.grant_is_open(grant.closed_on))
        findings.settle()
        fact = OpenedLine(
            source="grant",
            name=grant.purpose,
            amount=grant.amount,
            decided_on=grant.letter_on,
            project=grant.project_id,
            paper=grant.letter,
            agency=grant.grantor_name or str(grant.get_grantor_display()),
        )
        [line] = open_line(grant.organisation, grant.year_id, [fact], by=by, sources=[Source.GRANT])
        GrantLine.objects.create(organisation_id=grant.organisation_id, grant=grant, line=line)
        grant.confirmed_at, grant.confirmed_by, grant.disputed = moment, by, ""
        grant.version += 1
        grant.save(update_fields=["confirmed_at", "confirmed_by", "disputed", "version"])
        write_events(grant.organisation_id, [Event(pk, "notified", grant.letter_on, paper=grant.letter)], by=by)
        record(by, "grant_confirmed", [Did(grant, grant.organisation_id, after={"confirmed": True})], under=under)
        done.append(grant)
    return done


@transaction.atomic
def dispute_grant(grant: Grant, *, reason: str, by: Membership) -> Grant:
    """Say that a grant registered by an office is not the LAO's, and why; the office sees it."""
    under = require(by, Do.RECORD, grant.organisation)
    there: Grant = Grant.objects.lock(grant.pk)
    findings = Findings()
    findings.add(rules.dispute_has_a_reason(reason))
    findings.add(rules.grant_is_unconfirmed(confirmed=there.confirmed_at is not None))
    findings.settle()
    there.disputed = reason.strip()
    there.version += 1
    there.save(update_fields=["disputed", "version"])
    done = Did(there, there.organisation_id, after={"disputed": reason})
    record(by, "grant_disputed", [done], under=under, reason=reason)
    return there
