"""Saving lines so that it may be tried again: after a lost answer the same key gets the same answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from localplan.organisations.models import Membership, Organisation
from localplan.planning.actions import once
from localplan.planning.sent import as_sent

from ..facts import LineRow, OrdinanceFacts
from ..models import Ordinance
from .lines import save_lines
from .ordinances import adopt_ordinance

_BLANK: dict[str, Any] = {
    "passed_on": None,
    "approved_on": None,
    "deemed_approved": False,
    "promulgated_on": None,
    "effective_on": None,
    "approver": "",
    "stated_total": None,
    "document": None,
    "revenues": {},
}


def begin_ordinance(organisation: Organisation, year: int, *, by: Membership) -> Ordinance:
    """The annual ordinance of the year, begun with nothing on its head where it is not there; else as it stands."""
    return adopt_ordinance(organisation, year, OrdinanceFacts(seen=_BLANK), by=by)


def save_lines_once(ordinance: Ordinance, told: Sequence[LineRow], *, key: str, by: Membership) -> list[dict[str, Any]]:
    """Save lines, all or none; for each its id, number, version and values as they travel.

    Raises what save_lines raises; only a save that succeeded is kept under its key.
    """

    def save() -> list[dict[str, Any]]:
        saved = save_lines(ordinance, told, by=by)
        return [
            {"line": row.line, "number": row.number, "version": row.version, "values": as_sent(row.values)}
            for row in saved
        ]

    answer: list[dict[str, Any]] = once(ordinance.organisation, key, save, by=by)
    return answer
