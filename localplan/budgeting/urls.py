"""Addresses of the room. Those of an ordinance end in its number; the annual one has none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from .views import (
    budget,
    classification,
    control,
    drawing,
    grid,
    lines,
    opened_lines,
    ordinances,
    transfers,
    workbooks,
)

_ORDINANCE = "organisation/<int:pk>/ordinance/<int:year>"


def of_an_ordinance(end: str, view: Callable[..., Any], name: str) -> list[URLPattern]:
    """The address for the annual ordinance, and for a supplementary one by its number."""
    return [
        path(f"{_ORDINANCE}{end}", view, name=name),
        path(f"{_ORDINANCE}/<int:number>{end}", view, name=name),
    ]


urlpatterns = [
    path("classification", classification.classification, name="classification"),
    path("organisation/<int:pk>/budget/<int:year>", budget.budget, name="budget"),
    path("budget-line/<int:pk>", lines.budget_line, name="budget-line"),
    path("budget-line/<int:pk>/remove", lines.remove_line, name="remove-line"),
    path(f"{_ORDINANCE}/supplementary", ordinances.add_supplementary, name="add-supplementary"),
    *of_an_ordinance("", ordinances.ordinance, "ordinance"),
    *of_an_ordinance("/document", ordinances.ordinance_document, "ordinance-document"),
    *of_an_ordinance("/findings", ordinances.ordinance_findings, "ordinance-findings"),
    *of_an_ordinance("/grid", grid.ordinance_grid, "ordinance-grid"),
    *of_an_ordinance("/grid/save", grid.ordinance_grid_save, "ordinance-grid-save"),
    *of_an_ordinance("/classified", grid.classified_before, "classified-before"),
    *of_an_ordinance("/add", lines.add_line, "add-line"),
    *of_an_ordinance("/draw", drawing.draw, "draw-from-plan"),
    *of_an_ordinance("/recurrent", drawing.copy_recurrent, "copy-recurrent"),
    *of_an_ordinance("/link", drawing.link_lines, "link-lines"),
    *of_an_ordinance("/workbook", workbooks.lines_workbook, "lines-workbook"),
    *of_an_ordinance("/import", workbooks.import_lines, "import-lines"),
    *of_an_ordinance("/import/preview", workbooks.preview_lines, "preview-lines"),
    *of_an_ordinance("/print", workbooks.ordinance_print, "ordinance-print"),
    path("organisation/<int:pk>/transfers/<int:year>", transfers.transfers, name="transfers"),
    path("organisation/<int:pk>/transfers/<int:year>/add", transfers.add_transfer, name="add-transfer"),
    path("transfer/<int:pk>", transfers.transfer, name="transfer"),
    path("transfer/<int:pk>/document", transfers.transfer_document, name="transfer-document"),
    path("transfer/<int:pk>/print.<str:kind>", transfers.transfer_print, name="transfer-print"),
    path("organisation/<int:pk>/open-line/<int:year>", opened_lines.open_line, name="open-line"),
    path(
        "organisation/<int:pk>/control-totals/<int:year>/<int:quarter>", control.control_totals, name="control-totals"
    ),
    path("control-statement/<int:pk>/document", control.control_document, name="control-document"),
]
