"""What a digest says: its reminders in order with their words, on the page and in the mail that carries it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localplan.calendar.states import Life
from localplan.organisations.access import reaches
from localplan.organisations.models import Membership
from localplan.toolkit.thai_dates import format_long, format_medium

from .ladder import LATE_DAYS
from .models import Digest, Nudge

#: Reminders that a mail spells out; the rest is on the page.
IN_A_MAIL = 40
#: Reminders on the home; the rest is one click away.
ON_HOME = 4
_ORDER = {Nudge.Why.RETURNED: 0, Nudge.Why.PROMISE: 1, Nudge.Why.AFTER: 2, Nudge.Why.DUE: 3, Nudge.Why.BEFORE: 4}
#: The look of each on the page (DESIGN.md, State language).
TONES = {
    Nudge.Why.RETURNED: "back",
    Nudge.Why.PROMISE: "soon",
    Nudge.Why.AFTER: "over",
    Nudge.Why.DUE: "soon",
    Nudge.Why.BEFORE: "soon",
    Nudge.Why.STALE: "over",
}


@dataclass(frozen=True)
class Told:
    """One reminder as it is read: how it stands, what is missing, and where to go."""

    nudge: Nudge
    when: str
    href: str

    @property
    def is_done(self) -> bool:
        """Handed in, closed or moved since it was told."""
        nudge = self.nudge
        if nudge.grant is not None:
            return nudge.grant.closed_on is not None
        return nudge.submission is not None and nudge.submission.life not in (Life.DRAFT, Life.RETURNED)

    @property
    def tone(self) -> str:
        return TONES[Nudge.Why(self.nudge.why)]


def latest(nudges: Iterable[Nudge]) -> list[Nudge]:
    """Of several about one thing the last; what was returned first, then the longest overdue."""
    last = {nudge.subject: nudge for nudge in sorted(nudges, key=lambda nudge: nudge.pk)}
    return sorted(last.values(), key=lambda one: (_ORDER.get(Nudge.Why(one.why), 5), one.due_on, one.organisation_id))


def told(nudges: Iterable[Nudge], *, by: Membership | None = None) -> list[Told]:
    """The latest of each thing, in words of the reader's language around the Thai of the gap.

    Told to another post of the same person than `by` it has no address: its pages are not in sight from here.
    """
    return [
        Told(nudge, when(nudge), href_of(nudge) if by is None or reaches(by, nudge.organisation_id) else "")
        for nudge in latest(nudges)
    ]


def when(nudge: Nudge) -> str:
    """How the date stands to the day it was told."""
    day, days = format_medium(nudge.due_on), (nudge.on - nudge.due_on).days
    if nudge.why == Nudge.Why.RETURNED:
        return _("returned, to be corrected by %(day)s") % {"day": day}
    if nudge.why == Nudge.Why.PROMISE:
        return _("promised for %(day)s") % {"day": day}
    if nudge.why == Nudge.Why.STALE:
        return _("no word for long")
    if nudge.why == Nudge.Why.DUE:
        return _("due today, %(day)s") % {"day": day}
    if nudge.why == Nudge.Why.BEFORE:
        words = ngettext("due tomorrow, %(day)s", "due in %(days)s days, %(day)s", -days)
        return words % {"days": -days, "day": day}
    words = ngettext("%(days)s day overdue, was due %(day)s", "%(days)s days overdue, was due %(day)s", days)
    return words % {"days": days, "day": day}


def href_of(nudge: Nudge) -> str:
    """The page where it is done."""
    if nudge.grant_id:
        return reverse("grant", args=[nudge.grant_id])
    if nudge.submission_id:
        return reverse("step", args=[nudge.submission_id])
    return reverse("organisation", args=[nudge.organisation_id])


def address(path: str) -> str:
    """A path as a mail names it."""
    return f"{settings.PUBLIC_URL}{path}"


def written(nudges: Sequence[Nudge], names: Mapping[int, str], on: dt.date) -> dict[str, Any]:
    """Subject and body of the mail, plain and Thai."""
    with translation.override("th"):
        items = told(nudges)
        urgent = all(item.nudge.why == Nudge.Why.RETURNED for item in items)
        words = (
            ngettext("LocalPlan: %(number)s step returned", "LocalPlan: %(number)s steps returned", len(items))
            if urgent
            else ngettext("LocalPlan: %(number)s thing to do", "LocalPlan: %(number)s things to do", len(items))
        )
        subject = words % {"number": f"{len(items):,}"}
        lines = [_("To see to, as of %(day)s") % {"day": format_long(on)}, ""]
        for item in items[:IN_A_MAIL]:
            nudge = item.nudge
            lines += [
                f"- {names[nudge.organisation_id]} · {item.when}",
                f"  {nudge.text}",
                f"  {address(item.href)}",
                "",
            ]
        if len(items) > IN_A_MAIL:
            lines += [_("and %(number)s more") % {"number": f"{len(items) - IN_A_MAIL:,}"}, ""]
        lines += [
            _("All of them: %(address)s") % {"address": address(reverse("digests"))},
            "",
            _("This mail was sent by the system. What is handed in meanwhile is not mentioned again."),
            _("To read reminders in the system only, choose so on your own page: %(address)s")
            % {"address": address(reverse("me"))},
        ]
    return {"subject": subject, "body": "\n".join(lines)}


def nudges_of(digests: Iterable[Digest], *, by: Membership) -> dict[int, list[Told]]:
    """By digest, what it says, for the post one acts in; two statements for any number of them."""
    listed = [digest.pk for digest in digests]
    pairs = list(Digest.nudges.through.objects.filter(digest__in=listed).values_list("digest_id", "nudge_id"))
    rows = Nudge.objects.filter(pk__in={nudge for _digest, nudge in pairs}).select_related(
        "organisation", "submission", "grant"
    )
    by_pk = {nudge.pk: nudge for nudge in rows}
    found: dict[int, list[Nudge]] = {pk: [] for pk in listed}
    for digest, nudge in pairs:
        found[digest].append(by_pk[nudge])
    return {pk: told(nudges, by=by) for pk, nudges in found.items()}


def on_home(by: Membership, today: dt.date) -> dict[str, Any]:
    """What the unread digests of the last week still ask for, as one list; nothing when all is done."""
    rows = Digest.objects.visible_to(by).unread().filter(on__gt=today - dt.timedelta(days=LATE_DAYS))
    last = rows.order_by("-pk").first()
    if last is None:
        return {}
    found = Nudge.objects.filter(digests__in=rows).distinct().select_related("organisation", "submission", "grant")
    items = [item for item in told(found, by=by) if not item.is_done]
    if not items:
        return {}
    return {"digest": last, "digest_items": items[:ON_HOME], "digest_more": max(0, len(items) - ON_HOME)}
