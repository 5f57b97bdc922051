"""Amendments: the next edition of a plan is opened, or given up."""

from __future__ import annotations

from django.db import transaction

from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings

from .. import rules
from ..facts import Amendment
from ..models import Edition, Plan
from .saving import lock_edition

#: What an amendment may be; "original" is what the draft becomes.
AMENDMENTS = [kind.value for kind in Edition.Kind if kind != Edition.Kind.ORIGINAL]


@transaction.atomic
def open_edition(plan: Plan, told: Amendment, *, by: Membership) -> Edition:
    """Open an amendment: the next in the chain, numbered within its kind and calendar year."""
    under = require(by, Do.RECORD, plan.organisation)
    plan = Plan.objects.lock(plan.pk)
    standing = Edition.objects.standing().filter(plan=plan)
    latest = standing.latest("sequence")
    taken = set(standing.filter(kind=told.kind, year=told.year).values_list("number", flat=True))
    number = told.number or max(taken, default=0) + 1
    findings = Findings()
    findings.add(
        rules.one_edition_at_a_time(open_edition=latest.is_open and latest.sequence > 0, confirmed=not latest.is_open)
    )
    findings.add(rules.amendment_has_a_kind(told.kind, kinds=AMENDMENTS))
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
    record(by, "edition_opened", [Did(made, made.organisation_id)], under=under)
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
