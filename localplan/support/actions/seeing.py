"""Seeing as an LAO: let by it for some hours, taken back at any moment, each page that was opened kept."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from localplan.organisations.access import Do, may, reaches, require
from localplan.organisations.history import Did, record, record_access
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings

from .. import rules
from ..models import HelpRequest, SeeingAs

#: Nobody sees as another for longer than a day.
LONGEST = dt.timedelta(hours=24)


@transaction.atomic
def let_see(
    organisation: Organisation,
    officer: Membership,
    until: dt.datetime,
    *,
    by: Membership,
    request: HelpRequest | None = None,
) -> SeeingAs:
    """Let one officer above see the pages as the LAO's giver does, read-only, until a moment."""
    require(by, Do.LET_SEE, organisation)
    moment = clock.now()
    findings = Findings()
    findings.add(rules.consent_is_short(until, now=moment, most=LONGEST))
    findings.add(
        rules.consent_is_to_who_helps(
            may(officer, Do.HELP), above=reaches(officer, organisation.pk), in_force=officer.is_in_force(clock.today())
        )
    )
    findings.settle()
    made = SeeingAs.objects.create(
        organisation=organisation, officer=officer, given_by=by, request=request, from_at=moment, until_at=until
    )
    after = {"officer": officer.pk, "until_at": until}
    record(by, "seeing_allowed", [Did(made, organisation.pk, after=after, label=officer.user.full_name)])
    return made


@transaction.atomic
def end_seeing(consent: SeeingAs, *, by: Membership) -> None:
    """Take a consent back: the LAO that gave it, or the officer who needs it no longer. From this moment on."""
    if by.pk != consent.officer_id:
        require(by, Do.LET_SEE, consent.organisation)
    if SeeingAs.objects.filter(pk=consent.pk).in_force(clock.now()).update(ended_at=clock.now()):
        record(by, "seeing_ended", [Did(consent, consent.organisation_id, label=consent.officer.user.full_name)])


def begin_seeing(consent: SeeingAs, *, by: Membership) -> SeeingAs:
    """Refuse unless the consent is this officer's and lasts; the session remembers it, nothing is written."""
    lasts = SeeingAs.objects.filter(pk=consent.pk).in_force(clock.now()).exists()
    findings = Findings()
    findings.add(rules.consent_is_used_by_its_officer(consent.officer_id == by.pk, in_force=lasts))
    findings.settle()
    return consent


def note_seen(consent: SeeingAs, path: str) -> None:
    """Keep that the officer opened a page as the LAO."""
    record_access(consent.officer, consent.organisation, path)
