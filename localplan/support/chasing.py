"""Whom to chase today: promises that came due first, then the most overdue; with the last contact of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from localplan.calendar.states import Life
from localplan.monitoring import office
from localplan.monitoring.matrix import Row
from localplan.organisations.models import Membership

from .models import Assignment, Contact


@dataclass
class Chase:
    """One LAO of the list: the step, what is missing, whom to ring; the last contact and the promise that stands."""

    call: office.Call
    last: Contact | None
    promise: Contact | None
    day: dt.date

    @property
    def _promised(self) -> dt.date | None:
        return self.promise.promised_on if self.promise else None

    @property
    def promise_is_broken(self) -> bool:
        return self._promised is not None and self._promised < self.day

    @property
    def promise_is_due(self) -> bool:
        """Today or before."""
        return self._promised is not None and self._promised <= self.day


def promises_of(organisations: Iterable[int], *, year: int | None = None) -> dict[int, Contact]:
    """The promise that stands of each organisation: the earliest of its steps (of the year) that are not handed in.

    One statement.
    A later promise about the same step takes the place of the earlier one; handing in keeps it, also when the step
    is returned afterwards. What the actor takes back is not kept.
    """
    rows = Contact.objects.filter(organisation_id__in=list(organisations), outcome=Contact.Outcome.PROMISED)
    if year is not None:
        rows = rows.filter(submission__deadline__year=year)
    undone = Q(submission__life=Life.DRAFT)
    undone |= Q(submission__life=Life.RETURNED) & (
        Q(submission__submitted_at=None) | Q(submission__submitted_at__lt=F("recorded_at"))
    )
    latest = rows.order_by("submission_id", "-recorded_at", "-id").distinct("submission_id").values("pk")
    standing = Contact.objects.filter(undone, pk__in=latest).select_related("submission__deadline", "by__user")
    found: dict[int, Contact] = {}
    for one in standing.order_by("promised_on", "id"):
        found.setdefault(one.organisation_id, one)
    return found


def last_contacts(organisations: Iterable[int]) -> dict[int, Contact]:
    """The last contact with each; one statement."""
    rows = Contact.objects.latest_of(organisations).select_related("by__user")
    return {one.organisation_id: one for one in rows}


def chases(by: Membership, rows: Iterable[Row], day: dt.date, year: int) -> tuple[list[Chase], int]:
    """The list of a morning, and how many have something overdue, returned or promised for today in all."""
    listed = list(rows)
    ids = [row.organisation.pk for row in listed]
    promises = promises_of(ids, year=year)
    promised = {id: (one.submission_id, one.promised_on) for id, one in promises.items()}
    calls, pressing = office.calls(by, listed, day, promised=promised)
    last = last_contacts(call.row.organisation.pk for call in calls)
    found = []
    for call in calls:
        lao = call.row.organisation.pk
        found.append(Chase(call, last.get(lao), promises.get(lao), day))
    return found, pressing


def laos_kept_by(by: Membership, day: dt.date) -> frozenset[int]:
    """The LAOs in the care of the post on a day; one statement."""
    rows = Assignment.objects.filter(keeper=by).in_force(day)
    return frozenset(rows.values_list("organisation_id", flat=True))
