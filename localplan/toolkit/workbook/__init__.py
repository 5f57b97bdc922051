"""Rows as Excel workbooks, both ways: one `Sheet` declares template, export, import and preview."""

from .kinds import Desk, Kind, register_kind
from .preview import Chosen, Outcome, Preview, PreviewRow, Ticks, compare
from .reading import read_workbook
from .sheet import Field, Header, Parse, Reading, ReadRow, Sheet, StoredRow
from .writing import export, problems_workbook, template

__all__ = [
    "Chosen",
    "Desk",
    "Field",
    "Header",
    "Kind",
    "Outcome",
    "Parse",
    "Preview",
    "PreviewRow",
    "ReadRow",
    "Reading",
    "Sheet",
    "StoredRow",
    "Ticks",
    "compare",
    "export",
    "problems_workbook",
    "read_workbook",
    "register_kind",
    "template",
]
