"""The room's part of the access matrix, with the pages of how far the money came: who reads, writes, allots."""

from __future__ import annotations

from typing import Any

from localplan.grants.models import Grant

#: Seen by the LAO and those who follow it.
READ = ("grants", "grant", "grants-month", "grants-print", "funnel", "funnel-rows", "project-money")
WRITE = ("add-grant", "correct-grant")
#: For the offices that register grants of LAOs in their reach.
ALLOT = ("import-grants", "grants-workbook")
#: Without a workbook handed in, one is led to handing it in.
LEAD_ALLOTTERS = ("preview-grants",)
POSTED = ("confirm-grant",)


def arguments(grant: Grant, project: int) -> dict[str, list[Any]]:
    """Of a confirmed grant, and of a project of the LAO's plan."""
    lao = grant.organisation_id
    return {
        **{name: [grant.pk] for name in ("grant", "correct-grant", "confirm-grant")},
        "grants-month": [lao, grant.year_id, 1],
        "grants-print": [lao, "xlsx"],
        "funnel-rows": [lao, "paid"],
        "project-money": [project],
    }
