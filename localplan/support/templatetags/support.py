"""Parts of the room that pages of earlier rooms show: the last contact with an LAO, a person's named views."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest

from localplan.organisations.access import Do, may
from localplan.organisations.models import Level, Organisation
from localplan.toolkit import clock

from ..chasing import last_contacts, promises_of
from ..models import SavedView

register = template.Library()


@register.inclusion_tag("support/_contact_brief.html", takes_context=True)
def contact_brief(context: Any, organisation: Organisation, submission: int | None = None) -> dict[str, Any]:
    """The last contact and the promise that stands, for the offices above; nothing for the LAO itself."""
    request: HttpRequest = context["request"]
    by = getattr(request, "by", None)
    if by is None or by.organisation.level == Level.LAO or organisation.level != Level.LAO:
        return {"shown": False}
    return {
        "shown": True,
        "organisation": organisation,
        "submission": submission,
        "last": last_contacts([organisation.pk]).get(organisation.pk),
        "promise": promises_of([organisation.pk]).get(organisation.pk),
        "today": clock.today(),
        "may_note": may(by, Do.CHASE),
    }


@register.inclusion_tag("support/_saved_views.html", takes_context=True)
def saved_views(context: Any) -> dict[str, Any]:
    """The person's views of the matrix, and the form that keeps the present one."""
    request: HttpRequest = context["request"]
    asked = request.GET.copy()
    for word in ("as", "fy", "page"):
        asked.pop(word, None)
    by = request.by  # type: ignore[attr-defined]
    views = list(SavedView.objects.visible_to(by))
    return {
        "views": views,
        "query": asked.urlencode(),
        "current": next((view for view in views if view.query == asked.urlencode()), None),
        "csrf_token": context.get("csrf_token"),
    }
