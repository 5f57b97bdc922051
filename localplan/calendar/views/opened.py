"""What the pages of the room have in common: who may, and which calendar."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from localplan.organisations.access import Do, may
from localplan.organisations.models import Level, Membership

from ..models import Calendar, Circular


def acting(request: HttpRequest) -> Membership:
    """The post one acts in."""
    by: Membership = request.by  # type: ignore[attr-defined]
    return by


def keeps_calendars(by: Membership) -> bool:
    """DLA's and the provinces' officers make calendars; nobody below does."""
    return may(by, Do.CALENDAR) and by.organisation.level in (Level.DLA, Level.PROVINCE)


def keeper(request: HttpRequest, *, dla: bool = False) -> Membership:
    """The post, if it makes calendars (DLA's, when asked so); else there is no such page."""
    by = acting(request)
    if not keeps_calendars(by) or (dla and by.organisation.level != Level.DLA):
        raise Http404
    return by


def own_calendar(by: Membership, pk: int, *, draft: bool = False) -> Calendar:
    """A calendar of one's own office, else 404; a draft only, when asked so."""
    rows = Calendar.objects.visible_to(by).filter(organisation_id=by.organisation_id).with_rows()
    if draft:
        rows = rows.filter(published_at=None)
    found: Calendar = get_object_or_404(rows, pk=pk)
    return found


def the_circular(by: Membership, pk: int) -> Circular:
    """A letter one may read, else 404."""
    rows = Circular.objects.published_to(by).select_related("organisation", "calendar", "by__user")
    found: Circular = get_object_or_404(rows, pk=pk)
    return found
