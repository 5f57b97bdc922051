"""Why steps are late, on the pages of earlier rooms: the control of one tap, the words beside an LAO, the summary."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from localplan.monitoring.board import Help
from localplan.monitoring.standing import Cell
from localplan.organisations.access import Do, may
from localplan.organisations.models import Level, Membership, Organisation

from ..models import LateReason
from ..why_late import Table, control_of, latest_reasons, table_of

register = template.Library()
#: Reasons that a summary names.
FIRST = 4


def _by(context: Any) -> Membership | None:
    request: HttpRequest = context["request"]
    return getattr(request, "by", None)


@register.inclusion_tag("support/_why_late.html", takes_context=True)
def why_late(context: Any, cell: Cell, organisation: Organisation, to: str = "", brief: bool = False) -> dict[str, Any]:
    """The reasons to tap while a step of an LAO is overdue, and the one told last; nothing for steps of others.

    `to`: "home" comes back there without JavaScript; `brief`: folded, where there is little room.
    """
    by = _by(context)
    if by is None or not cell.is_late or organisation.level != Level.LAO:
        return {"shown": False}
    own = by.organisation_id == organisation.pk
    return {
        **control_of(by, cell.line.id, may_tell=may(by, Do.SUBMIT if own else Do.CHASE)),
        "to": to,
        "brief": brief,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def late_reasons(context: Any, helps: Iterable[Help]) -> dict[int, LateReason]:
    """What was told of the longest overdue step of each, for `late_reason`."""
    by = _by(context)
    return latest_reasons(by, [one.submission_id for one in helps]) if by else {}


@register.simple_tag
def late_reason(told: dict[int, LateReason], one: Help) -> SafeString:
    """The reason in words, with the note; a dash when none was told."""
    found = told.get(one.submission_id)
    if found is None:
        return format_html('<span class="muted">{}</span>', "–")
    return format_html("{}<small>{}</small>", found.get_barrier_display(), found.note)


def _table(context: Any, area: Organisation) -> Table | None:
    """Added up once for a page, however many of its parts show it."""
    by = _by(context)
    if by is None:
        return None
    kept = context.render_context.setdefault("why_late", {})
    year: int = context["request"].fiscal_year
    if area.pk not in kept:
        kept[area.pk] = table_of(by, area, year)
    found: Table = kept[area.pk]
    return found


@register.inclusion_tag("support/_barriers_tile.html", takes_context=True)
def barriers_tile(context: Any, area: Organisation) -> dict[str, Any]:
    """How many have not said why they are late."""
    return {"area": area, "table": _table(context, area)}


@register.inclusion_tag("support/_barriers_brief.html", takes_context=True)
def barriers_brief(context: Any, area: Organisation) -> dict[str, Any]:
    """The most frequent reasons, and the way to the table."""
    table = _table(context, area)
    return {"area": area, "table": table, "most": table.most[:FIRST] if table else []}
