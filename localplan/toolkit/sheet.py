"""A print made of tables, as plain data: one description, from which come the PDF, the Excel file and the JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .columns import Kind
from .money import format_baht
from .pdf.render import render

TEMPLATE = Path(__file__).parent / "prints" / "sheet.typ"
#: Width of A4 landscape between the margins, in cm.
PAGE_WIDTH = 27.5
FIGURE_SIZE = 8.0
#: Letters of 8.5 pt on one cm, and lines on one page below the heads: both on the safe side.
_LETTERS_PER_CM, _LINES_PER_PAGE = 5.5, 30


@dataclass(frozen=True)
class SheetColumn:
    """One column. Text columns share the width left over, in proportion to `width` (cm); the others are that wide."""

    label: str | Promise
    width: float = 3.0
    kind: Kind = Kind.TEXT
    #: Heading shared with the neighbouring columns that name the same one.
    under: str | Promise = ""
    #: A text column that keeps its width.
    fixed: bool = False

    @property
    def grows(self) -> bool:
        return self.kind == Kind.TEXT and not self.fixed


@dataclass(frozen=True)
class Heading:
    """A line over the rows that follow, repeated with the head on each page they reach. Level 1 stands above 2."""

    text: str | Promise
    level: int = 1


@dataclass(frozen=True)
class Row:
    """One row: its cells in the order of the columns; None is a blank, 0 shows "-" in money columns."""

    cells: Sequence[Any]


@dataclass(frozen=True)
class Total:
    """A sum, made by whoever counts the rows: the label takes the columns before the first figure."""

    label: str | Promise
    cells: Sequence[Any]


@dataclass(frozen=True)
class Part:
    """One table under its headings (ยุทธศาสตร์, กลยุทธ์)."""

    lines: Sequence[Heading | Row | Total]
    headings: Sequence[str | Promise] = ()
    new_page: bool = True
    #: Its own stamp, from its first page on, where a print holds several forms.
    form: str = ""


@dataclass(frozen=True)
class Sheet:
    """A whole print. `form` is its stamp ("แบบ ผ.02"); `official` papers show Thai digits."""

    title: str | Promise
    columns: Sequence[SheetColumn]
    parts: Sequence[Part]
    organisation: str = ""
    form: str = ""
    subtitles: Sequence[str | Promise] = ()
    foot: str | Promise = ""
    printed_at: str | Promise = ""
    notes: Sequence[str | Promise] = ()
    official: bool = True
    extra: dict[str, Any] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """Mappings, lists and plain values only."""
        columns, figure_size, total_size = self._fitted()
        return {
            "form": self.form,
            "title": self.title,
            "subtitles": list(self.subtitles),
            "organisation": self.organisation,
            "foot": self.foot,
            "printed_at": self.printed_at,
            "official": self.official,
            "columns": [{**asdict(column), "kind": str(column.kind), "grows": column.grows} for column in columns],
            "figure_size": figure_size,
            "total_size": total_size,
            "parts": [
                {
                    "headings": list(part.headings),
                    "new_page": part.new_page,
                    "form": part.form,
                    "rows": [self._line(line) for line in part.lines],
                    "empty": _("No rows."),
                }
                for part in self.parts
            ],
            "notes": list(self.notes),
            **self.extra,
        }

    def as_pdf(self, *, made_at: dt.datetime | None = None) -> bytes:
        return render(TEMPLATE, self.as_data(), made_at=made_at)

    def as_xlsx(self) -> bytes:
        from .sheet_print import write_sheet

        return write_sheet(self)

    def _fitted(self) -> tuple[list[SheetColumn], float, float]:
        """The columns, those of money wide enough; the size of figures in rows and in totals, in pt.

        Amounts of rows come first, totals take what is then left of the page; text keeps most of the width
        it was given. What does not fit is set smaller.
        """
        money = [place for place, column in enumerate(self.columns) if column.kind == Kind.MONEY]
        rows = {place: self.columns[place].width for place in money}
        totals = dict(rows)
        for line in self.counted():
            need = totals if isinstance(line, Total) else rows
            for place in money:
                need[place] = max(need[place], _figures_width(format_baht(line.cells[place])))
        others = sum(c.width * (0.85 if c.grows else 1) for c in self.columns if c.kind != Kind.MONEY)
        room = max(PAGE_WIDTH - others, 1)
        row_scale = min(1.0, room / max(sum(rows.values()), 0.1))
        wide = {place: width * row_scale for place, width in rows.items()}
        lacking = {place: max(totals[place] - wide[place], 0) for place in money}
        share = min(1.0, max(room - sum(wide.values()), 0) / (sum(lacking.values()) or 1))
        wide = {place: width + lacking[place] * share for place, width in wide.items()}
        total_scale = min([1.0, *(wide[place] / totals[place] for place in money)])
        columns = [replace(c, width=wide.get(place, c.width)) for place, c in enumerate(self.columns)]
        return columns, round(FIGURE_SIZE * row_scale, 2), round(FIGURE_SIZE * total_scale, 2)

    def counted(self) -> Iterator[Row | Total]:
        """The lines that carry cells, of all parts."""
        for part in self.parts:
            for line in part.lines:
                if isinstance(line, Heading):
                    continue
                if len(line.cells) != len(self.columns):
                    raise ValueError(f"{len(line.cells)} cells for {len(self.columns)} columns: {line}")
                yield line

    def _line(self, line: Heading | Row | Total) -> dict[str, Any]:
        if isinstance(line, Heading):
            return {"kind": "heading", "text": line.text, "level": line.level}
        if isinstance(line, Total):
            return {"kind": "total", "label": line.label, "cells": list(line.cells)}
        return {"kind": "row", "cells": list(line.cells), "long": self._is_long(line)}

    def _is_long(self, row: Row) -> bool:
        """Whether a cell may need more lines than a page has: such a row has to be split after all."""
        return any(
            isinstance(cell, str) and _lines(cell, width) > _LINES_PER_PAGE
            for cell, width in zip(row.cells, widths(self.columns), strict=True)
        )


def _figures_width(figures: str) -> float:
    """Width in cm of an amount in Thai digits and bold, the cell's edges included: measured on Sarabun."""
    narrow = sum(figures.count(sign) for sign in ",.-")
    return 0.26 + (0.195 * (len(figures) - narrow) + 0.09 * narrow) * FIGURE_SIZE / 8


def _lines(text: str, width: float) -> float:
    per_line = max(width * _LETTERS_PER_CM, 1)
    return sum(len(line) // per_line + 1 for line in text.split("\n"))


def widths(columns: Iterable[SheetColumn]) -> list[float]:
    """What each column gets of the page, in cm."""
    columns = list(columns)
    left = PAGE_WIDTH - sum(column.width for column in columns if not column.grows)
    shares = sum(column.width for column in columns if column.grows) or 1
    return [column.width / shares * max(left, 1) if column.grows else column.width for column in columns]
