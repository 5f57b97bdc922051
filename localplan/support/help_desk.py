"""Of requests for help what belongs on a home page: what waits with its clock, or the answers not read yet."""

from __future__ import annotations

from typing import Any

from localplan.organisations.access import Do, may
from localplan.organisations.models import Level, Membership, Organisation
from localplan.organisations.posts import DLA_ID, province_of
from localplan.toolkit import clock

from .models import HelpRequest, SeeingAs

#: Rows on a home page; the rest is one click away and counted.
SHOWN = 5
#: Officers offered to be let in; the whole department would be a list of hundreds.
MOST_OFFICERS = 200


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


def who_may_see(lao: Organisation) -> list[Membership]:
    """The officers an LAO may let see: those who answer requests for help, of its province first, then of DLA."""
    rows = Membership.objects.for_acting().in_force(clock.today())
    rows = rows.filter(organisation_id__in=(province_of(lao.pk), DLA_ID)).order_by("-organisation_id", "id")
    return [one for one in rows[:MOST_OFFICERS] if may(one, Do.HELP)]
