"""The gap in words, as a reminder carries it: always Thai, since it is kept as it was told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from localplan.grants.models import Grant
from localplan.grants.standing import Standing
from localplan.monitoring.desk import contents_of
from localplan.monitoring.standing import Cell
from localplan.toolkit.money import format_baht
from localplan.toolkit.thai_dates import format_medium

from .models import Contact

#: Missing things named in a reminder; the rest is one click away.
NAMED = 3
#: Figures and the like stand beside the name of what is missing; a longer detail is on the page.
SHORT = 40


def gaps_of_steps(cells: Sequence[Cell], *, named: int = NAMED) -> dict[int, str]:
    """What exactly is missing, by submission, `named` things of it: each room is asked once for all its LAOs."""
    with translation.override("th"):
        contents = contents_of(cells)
        found = {}
        for cell in cells:
            content = contents.get(cell.line.id)
            missing = [item for item in content.items if not item.there] if content else []
            if missing:
                told = [_with_detail(str(item.label), str(item.detail)) for item in missing]
                words = _("missing: %(what)s") % {"what": _listed(told, named)}
            elif content is not None and content.is_full:
                words = _("complete, only not sent yet")
            else:
                words = _("not sent yet")
            found[cell.line.id] = f"{cell.step.name}: {words}"
        return found


def gap_of_return(step: str, items: Sequence[Mapping[str, Any]], reason: str) -> str:
    """What the checker wrote: the items sent back with their reasons, else the reason of the whole."""
    with translation.override("th"):
        told = [
            f"{item.get('label') or item.get('item', '')} ({item['reason']})" if item.get("reason") else ""
            for item in items
            if not item.get("accepted")
        ]
        words = _listed([one for one in told if one]) or reason.strip() or _("see the reasons on the page")
        return f"{step}: {words}"


def gap_of_grant(grant: Grant, standing: Standing, *, heard_on: dt.date, today: dt.date) -> str:
    """The grant, since when nobody said a word, and the money that still lies there."""
    with translation.override("th"):
        values = {
            "grant": grant.purpose,
            "days": (today - heard_on).days,
            "day": format_medium(heard_on),
            "balance": format_baht(standing.balance),
        }
        if grant.confirmed_at is None:
            return _("%(grant)s: allotted on %(day)s, not confirmed as yours for %(days)s days") % values
        return _("%(grant)s: no word for %(days)s days (last %(day)s); %(balance)s baht are left") % values


def gap_of_promise(contact: Contact, step: str) -> str:
    """What was promised, and by whom."""
    with translation.override("th"):
        who = contact.person or contact.organisation.short_name
        values = {"who": who, "day": format_medium(contact.on), "step": step or _("what was overdue")}
        return _("%(step)s: promised by %(who)s on %(day)s, not done yet") % values


def _with_detail(label: str, detail: str) -> str:
    return f"{label} ({detail})" if 0 < len(detail) <= SHORT else label


def _listed(words: Sequence[str], named: int = NAMED) -> str:
    found = ", ".join(words[:named])
    more = len(words) - named
    return found + " " + _("and %(number)s more") % {"number": more} if more > 0 else found
