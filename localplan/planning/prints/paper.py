"""What the prints of a plan have in common: whose plan, which edition, confirmed or a draft."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from localplan.strategy.models import Programme, Strategy
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import format_medium, format_moment

from ..models import Edition


def marks_of(edition: Edition, made_at: dt.datetime | None = None) -> dict[str, Any]:
    """Subtitles and feet of a Sheet. A draft says so under the title and at the foot of every page."""
    plan = edition.plan
    span = _("Local development plan (B.E. %(first)s–%(last)s)") % {"first": plan.first_year, "last": plan.last_year}
    subtitles = [span if not edition.sequence else f"{span} {edition}", edition.organisation.full_name]
    if edition.is_open:
        subtitles.append(_("DRAFT, not confirmed"))
        foot = _("DRAFT, not confirmed")
    elif edition.withdrawn_at is not None:
        foot = _("Given up")
        subtitles.append(foot)
    else:
        day = format_medium(edition.promulgated_on) if edition.promulgated_on else "–"
        foot = _("Promulgated %(day)s") % {"day": day}
    return {
        "organisation": edition.organisation.full_name,
        "subtitles": subtitles,
        "foot": foot,
        "printed_at": pgettext("print", "Printed %(moment)s") % {"moment": format_moment(made_at or clock.now())},
    }


def strategy_words(strategy: Strategy | None) -> str:
    if strategy is None:
        return _("No strategy")
    return _("Strategy %(number)s %(name)s") % {"number": strategy.number, "name": strategy.name}


def programme_words(programme: Programme | None) -> str:
    """Names mostly begin with แผนงาน already."""
    if programme is None:
        return _("No programme")
    name, word = programme.name, pgettext("print", "Programme")
    return name if name.startswith(word) else f"{word}{name}"
