"""Why sample steps are late, as their LAOs and the officers who rang them told it in the last days."""

from __future__ import annotations

import datetime as dt

from localplan.calendar.models import Submission
from localplan.support import actions as support
from localplan.support.facts import Barrier
from localplan.toolkit.thai_dates import fiscal_year

from .desk import Desk
from .timeline import Timeline

#: In turn; None: nobody has said why.
REASONS = (
    ("staff", ""),
    ("council", ""),
    None,
    ("papers", ""),
    ("staff", ""),
    ("unclear", ""),
    None,
    ("council", ""),
    ("line", ""),
    ("other", "รอผลรังวัดแนวเขตทางหลวง"),
    ("papers", ""),
)
#: Days ago that they were told.
TOLD = 3
#: Every so many of the overdue tell why; the nation has thousands.
EVERY = 3


def tell_why(time: Timeline, desk: Desk) -> None:
    time.on(time.ago(TOLD), lambda day: _tell(time, desk, day))


def _tell(time: Timeline, desk: Desk, day: dt.date) -> None:
    """Those of offices that have somebody to tell: the LAO's clerk, else an officer of its province."""
    late = Submission.objects.late_on(day).of_year(fiscal_year(time.today)).expected().filter(life="draft")
    rows = late.filter(organisation__level="lao").select_related("organisation", "deadline")
    for place, row in enumerate(rows.order_by("organisation_id", "deadline__step")[::EVERY]):
        told = REASONS[place % len(REASONS)]
        office = row.organisation_id // 100_000 * 100_000
        by = desk.holders.get((row.organisation_id, "clerk")) or desk.holders.get((office, "officer"))
        if told is not None and by is not None and by.is_in_force(day):
            support.tell_why_late(row, Barrier(*told), by=by)
