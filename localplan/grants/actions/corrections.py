"""Putting an allotment right as its letter says: by the office until the LAO confirms it, by the LAO afterwards."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.budgeting.actions import correct_opened
from localplan.budgeting.facts import OpenedLine
from localplan.budgeting.sources import Source
from localplan.organisations.access import Do, may, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership
from localplan.planning.models import Project
from localplan.toolkit.problems import Findings
from localplan.toolkit.versions import merge

from .. import rules
from ..facts import PARTICULARS, Allotment, Correction
from ..models import Grant, GrantEvent
from ..standing import standing_of
from .allotments import check_allotment

LABELS: dict[str, str | Promise] = {
    "grantor": _("Grantor"),
    "grantor_name": _("Name of the grantor"),
    "letter": _("Allotment letter no."),
    "letter_on": _("Dated"),
    "item": _("Item in the letter"),
    "purpose": _("Purpose"),
    "project_id": _("Project of the plan"),
    "amount": _("Amount (baht)"),
    "contribution": _("Contribution of the LAO (baht)"),
    "commit_by": _("Commit by"),
    "lapses_on": _("Lapses"),
}


def particulars_of(grant: Grant) -> dict[str, Any]:
    """By the names of PARTICULARS."""
    return {name: getattr(grant, name) for name in PARTICULARS}


def corrects_as_office(grant: Grant, by: Membership) -> bool:
    """Until the LAO says a grant is its own, the office that registered it puts it right."""
    here = grant.registered_by.organisation_id == by.organisation_id
    return grant.confirmed_at is None and here and may(by, Do.ALLOT)


@transaction.atomic
def correct_grant(grant: Grant, told: Correction, *, by: Membership) -> Grant:
    """Put particulars right; a new amount is posted to the line the grant opened.

    An office's correction answers what the LAO disputed. Raises Refused, Stale where a colleague changed the same.
    """
    there: Grant = Grant.objects.lock(grant.pk)
    owner = there.organisation
    as_office = corrects_as_office(there, by)
    under = require(by, Do.ALLOT if as_office else Do.RECORD, owner)
    theirs = particulars_of(there)
    wanted = merge({name: told.seen.get(name, theirs[name]) for name in told.set}, told.set, theirs, LABELS)
    changed = {name: value for name, value in wanted.items() if value != theirs[name]}
    findings = Findings()
    if not as_office:
        findings.add(
            rules.grant_is_ours(confirmed=there.confirmed_at is not None, disputed=bool(there.disputed)),
        )
    findings.add(rules.grant_is_open(there.closed_on))
    findings.add(check_allotment(_allotment(there, wanted)))
    same = Grant.objects.filter(organisation=owner, **{name: wanted[name] for name in _KEY}).exclude(pk=there.pk)
    findings.add(rules.grant_is_registered_once(already=same.exists()))
    project = wanted["project_id"]
    known = project is None or Project.objects.filter(organisation=owner, pk=project).exists()
    findings.add(rules.grant_points_into_the_plan(known=known))
    received = standing_of([there])[there.pk].received
    findings.add(rules.allotment_covers_what_was_received(wanted["amount"], received=received))
    events = GrantEvent.objects.filter(grant=there).exclude(kind=GrantEvent.Kind.NOTIFIED)
    first = events.aggregate(first=Min("on"))["first"]
    findings.add(rules.letter_comes_before_its_events(wanted["letter_on"], first_on=first))
    findings.settle()
    if not changed:
        return there
    before = {name: theirs[name] for name in changed}
    for name, value in changed.items():
        setattr(there, name, value)
    if as_office:
        there.disputed = ""
    there.version += 1
    there.save(update_fields=[*changed, "disputed", "version"])
    for one in there.lines.all():
        correct_opened(owner, one.line_id, _line(there), by=by, sources=[Source.GRANT])
    record(by, "grant_corrected", [Did(there, owner.pk, before=before, after=changed)], under=under)
    return there


_KEY = ("letter", "letter_on", "item", "purpose")


def _allotment(grant: Grant, wanted: dict[str, Any]) -> Allotment:
    told = {name: value for name, value in wanted.items() if name != "project_id"}
    return Allotment(grant.organisation_id, grant.year_id, project=wanted["project_id"], **told)


def _line(grant: Grant) -> OpenedLine:
    """The line as this grant opens it."""
    return OpenedLine(
        source="grant",
        name=grant.purpose,
        amount=grant.amount,
        decided_on=grant.letter_on,
        project=grant.project_id,
        paper=grant.letter,
        agency=grant.grantor_name or str(grant.get_grantor_display()),
    )
