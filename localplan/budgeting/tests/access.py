"""The room's part of the access matrix: the records behind its addresses, of the fiscal year of today."""

from __future__ import annotations

from typing import Any

from localplan.budgeting.models import BudgetLine, ControlStatement, Transfer

#: Addresses of an LAO and a year.
OF_A_YEAR = (
    "budget",
    "ordinance",
    "ordinance-document",
    "ordinance-findings",
    "ordinance-grid",
    "ordinance-grid-save",
    "ordinance-print",
    "classified-before",
    "lines-workbook",
    "import-lines",
    "preview-lines",
    "add-line",
    "draw-from-plan",
    "copy-recurrent",
    "link-lines",
    "add-supplementary",
    "transfers",
    "add-transfer",
    "open-line",
)


def arguments(line: BudgetLine, transfer: Transfer, statement: ControlStatement) -> dict[str, list[Any]]:
    """Of a line, a round of transfers and a control statement with their papers."""
    lao, year = line.organisation_id, transfer.year_id
    return {
        **{name: [lao, year] for name in OF_A_YEAR},
        **{name: [line.pk] for name in ("budget-line", "remove-line")},
        "control-totals": [lao, year, 1],
        "transfer": [transfer.pk],
        "transfer-document": [transfer.pk],
        "transfer-print": [transfer.pk, "xlsx"],
        "control-document": [statement.pk],
    }
