"""The lines of care and work in the access matrix: a provincial office's own pages, and the records behind them."""

from __future__ import annotations

from typing import Any

from localplan.organisations.models import Membership
from localplan.support.models import WorkEntry
from localplan.toolkit import clock

#: The office's table, for all of it; giving and the list of reports, for who assigns; each one's own log.
TABLE = ("keepers",)
ASSIGN = ("assign-laos", "delivery-reports")
OWN = ("my-work",)
HAND_OVER = ("hand-over-care",)
#: An analyst's report, and a line of its log.
REPORT = ("delivery-report", "delivery-report-print")
LINE = ("work-entry",)


def arguments(analyst: Membership) -> dict[str, list[Any]]:
    """Of the running month, and of a line in it."""
    today = clock.today()
    line = WorkEntry.objects.create(membership=analyst, on=today, text="ออกเยี่ยม", recorded_at=clock.now())
    month = [analyst.pk, f"{today:%Y-%m}"]
    return {
        "hand-over-care": [analyst.pk],
        "work-entry": [line.pk],
        "delivery-report": month,
        "delivery-report-print": [*month, "xlsx"],
    }
