"""The law of seeing as an LAO: whose consent, to whom, for how long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem


def consent_is_short(until: dt.datetime, *, now: dt.datetime, most: dt.timedelta) -> Iterator[Problem]:
    """An officer sees as the organisation for some hours only, a day at most."""
    if until <= now or until - now > most:
        yield Problem(
            "consent_is_short",
            _("Allow it for some time from now, at most %(hours)s hours."),
            params={"hours": int(most.total_seconds() // 3600)},
            field="lasts",
        )


def consent_is_to_who_helps(helps: bool, *, above: bool, in_force: bool) -> Iterator[Problem]:
    """Only an officer in post who answers requests for help, of the own province or of DLA, may see as the LAO."""
    if not (helps and above and in_force):
        yield Problem(
            "consent_is_to_who_helps", _("Choose an officer of your province or of the department."), field="officer"
        )


def consent_is_used_by_its_officer(own: bool, *, in_force: bool) -> Iterator[Problem]:
    """A consent is for one officer, until it ends or is taken back."""
    if not own:
        yield Problem("consent_is_used_by_its_officer", _("This consent was given to another officer."))
    elif not in_force:
        yield Problem("consent_is_used_by_its_officer", _("The consent has ended. Ask the LAO for a new one."))
