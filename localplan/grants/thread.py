"""One grant's story: typed events, and what is read from its contracts and payments, in one line of time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.execution.models import CommitmentEvent, DisbursementShare, ShareEntry
from localplan.planning.models import ProjectRevision

from .models import Grant, GrantEvent
from .standing import lines_of

PAID, REVERSED = _("paid"), _("payment reversed")


@dataclass(frozen=True)
class Told:
    """One thing that happened: the day, in words, baht, the paper; `event` if typed, `commitment` if read."""

    on: dt.date
    what: str | Promise
    amount: Decimal
    paper: str = ""
    note: str = ""
    who: str = ""
    event: GrantEvent | None = None
    commitment: int | None = None


def name_of_project(project: int | None) -> str:
    """The project of the plan as its latest edition calls it; nothing for none."""
    if project is None:
        return ""
    rows = ProjectRevision.objects.filter(project_id=project).order_by("-edition__sequence")
    return rows.values_list("name", flat=True).first() or ""


def thread_of(grant: Grant) -> list[Told]:
    """The newest first. Four statements."""
    lines = list(lines_of([grant.pk]))
    events = grant.events.select_related("by__user", "reverses", "document").prefetch_related("reversed_by")
    told = [Told(e.on, e.get_kind_display(), e.amount, e.paper, e.note, e.by.user.full_name, event=e) for e in events]
    entries = ShareEntry.objects.filter(share__line_id__in=lines).select_related("event__commitment")
    told += [
        Told(
            entry.on,
            CommitmentEvent.Kind(entry.event.kind).label,
            entry.amount,
            str(entry.event.commitment),
            entry.event.commitment.counterparty,
            commitment=entry.event.commitment_id,
        )
        for entry in entries
    ]
    payments = DisbursementShare.objects.filter(share__line_id__in=lines).select_related("disbursement__commitment")
    told += [
        Told(
            paid.disbursement.counts_on,
            PAID if paid.amount > 0 else REVERSED,
            paid.amount,
            paid.disbursement.voucher,
            str(paid.disbursement.commitment),
            commitment=paid.disbursement.commitment_id,
        )
        for paid in payments
    ]
    return sorted(told, key=lambda one: (one.on, one.event.pk if one.event else 0), reverse=True)
