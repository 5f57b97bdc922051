"""The monthly round by itself: LAOs without an open grant on the last day have answered."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from localplan.calendar.actions import settle_nothing
from localplan.calendar.models import Deadline, Submission
from localplan.toolkit import clock

from ..models import Grant
from ..months import month_days


@transaction.atomic
def settle_months() -> int:
    """For every month that has ended: "no open grant" for those who had none on its last day. How many were answered.

    Run every night; what was answered is not looked at again.
    """
    today = clock.today()
    answered = 0
    deadlines = Deadline.objects.filter(step__startswith="grants_m").order_by("year_id", "step")
    for year, step in deadlines.values_list("year_id", "step"):
        _first, last = month_days(year, int(step[-2:]))
        if last >= today:
            continue
        waiting = Submission.objects.of_steps([step]).filter(deadline__year_id=year, life="draft")
        with_grants = Grant.objects.still_open(last).values("organisation_id")
        idle = waiting.exclude(organisation_id__in=with_grants).values_list("organisation_id", flat=True)
        answered += settle_nothing(step, year, list(idle), reason=_("No open grant on the last day of the month"))
    return answered
