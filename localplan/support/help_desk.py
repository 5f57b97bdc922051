"""Of requests for help what belongs on a home page: what waits with its clock, or the answers not read yet."""

from __future__ import annotations

from typing import Any

from localplan.organisations.access import Do, may
from localplan.organisations.models import Level, Membership
from localplan.toolkit import clock

from .models import HelpRequest, SeeingAs

#: Rows on a home page; the rest is one click away and counted.
SHOWN = 5


def on_the_home_page(by: Membership) -> dict[str, Any]:
    """Context of support/_home_help.html: `help_rows`, `help_number`, `help_now`, `help_consents`."""
    now = clock.now()
    rows = HelpRequest.objects.visible_to(by)
    if by.organisation.level == Level.LAO:
        rows = rows.exclude(state="closed").order_by("state", "-at", "-id")  # answered stands before waiting
    else:
        rows = rows.waiting().order_by("answer_by", "id")
        if by.organisation.level == Level.DLA:
            rows = rows.filter(office=by.organisation)
    helps = may(by, Do.HELP)
    consents = SeeingAs.objects.visible_to(by).filter(officer=by).in_force(now).for_listing() if helps else []
    return {
        "help_rows": list(rows.for_listing()[:SHOWN]),
        "help_number": rows.count(),
        "help_now": now,
        "help_consents": list(consents),
        "may_ask_help": may(by, Do.ASK_HELP),
    }
