"""What an analyst did in a month: the acts the system recorded, contacts, and what was noted by hand."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from localplan.organisations.history import VERBS
from localplan.organisations.models import Change, Membership, Organisation
from localplan.toolkit import clock

from .models import Assignment, Contact, WorkEntry


@dataclass
class Log:
    """One analyst's month: in whose care which LAOs were, what was done by verb, contacts, lines noted by hand."""

    month: dt.date
    laos: list[str] = field(default_factory=list)
    acts: dict[str, int] = field(default_factory=dict)  # words of the history → how often
    helped: dict[str, int] = field(default_factory=dict)  # LAO → acts and contacts
    contacts: list[dict[str, Any]] = field(default_factory=list)
    noted: list[dict[str, Any]] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """Plain values, as kept with the report."""
        return {
            "laos": self.laos,
            "acts": self.acts,
            "helped": self.helped,
            "contacts": self.contacts,
            "noted": self.noted,
        }


def end_of_month(month: dt.date) -> dt.date:
    """The last day of the month."""
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def log_of(membership: Membership, month: dt.date) -> Log:
    """Five statements, however much was done."""
    first, last = month.replace(day=1), end_of_month(month)
    begins = dt.datetime.combine(first, dt.time.min, tzinfo=clock.BANGKOK)
    ends = dt.datetime.combine(last, dt.time.max, tzinfo=clock.BANGKOK)
    kept = Assignment.objects.filter(keeper=membership, from_on__lte=last).exclude(until_on__lt=first)
    log = Log(first, sorted({row.organisation.short_name for row in kept.select_related("organisation")}))
    acts = Change.objects.filter(by=membership, at__range=(begins, ends)).values_list("verb", "organisation_id")
    told = list(acts)
    log.acts = {str(VERBS[verb]): number for verb, number in Counter(verb for verb, _lao in told).most_common()}
    rows = Contact.objects.filter(by=membership, on__range=(first, last)).select_related("organisation")
    listed = list(rows.order_by("on", "pk"))
    log.contacts = [
        {
            "on": one.on.isoformat(),
            "lao": one.organisation.short_name,
            "way": one.way,
            "outcome": one.outcome,
            "note": one.note,
        }
        for one in listed
    ]
    touched = Counter(lao for _verb, lao in told if lao != membership.organisation_id)
    names = {one.pk: one.short_name for one in Organisation.objects.filter(pk__in=touched)}
    log.helped = {names[lao]: number for lao, number in touched.most_common() if lao in names}
    noted = WorkEntry.objects.filter(membership=membership, on__range=(first, last)).select_related("organisation")
    log.noted = [
        {
            "on": one.on.isoformat(),
            "lao": one.organisation.short_name if one.organisation else "",
            "text": one.text,
            "hours": str(one.hours) if one.hours is not None else "",
        }
        for one in noted.order_by("on", "pk")
    ]
    return log
