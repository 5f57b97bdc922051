"""แบบ ผ.02: the projects of an edition under the headings ก–จ, a column for each fiscal year.

Rows that are not the LAO's own follow as parts of their own, under their own stamps and totals.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import pikepdf
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from localplan.toolkit.columns import Kind as Holds
from localplan.toolkit.pdf.render import ROWS_LIMIT
from localplan.toolkit.sheet import Heading, Part, Sheet, SheetColumn, Total
from localplan.toolkit.sheet import Row as SheetRow

from ..models import ProjectRevision
from ..reading import EditionReading, Row
from .paper import marks_of, programme_words

Kind = ProjectRevision.Kind
LONG_TEXTS = ("name", "objective", "target", "indicator", "result")
#: Shares of the page for long texts, in cm; and letters on one cm of width beyond which a row is split anyway.
EVEN, NARROWEST, WIDEST = 3.2, 2.2, 5.0
HIGHEST = 160.0


@dataclass(frozen=True)
class Form:
    """One form: its stamp, what it lists, and the kinds of projects on it."""

    stamp: str | Promise
    title: str | Promise
    kinds: tuple[str, ...]


OWN = Form(
    pgettext_lazy("print", "Form PO.02"), gettext_lazy("Details of development projects"), (Kind.OWN, Kind.SUBSIDY)
)
#: In the order they follow ผ.02; none of them enters the LAO's own totals.
OTHERS = (
    Form(pgettext_lazy("print", "Form PO.02/1"), gettext_lazy("Projects from the community plan"), (Kind.COMMUNITY,)),
    Form(pgettext_lazy("print", "Form PO.02/2"), gettext_lazy("Projects asked from the PAO"), (Kind.ASKED,)),
    Form(pgettext_lazy("print", "Form PO.03"), gettext_lazy("Equipment"), (Kind.EQUIPMENT,)),
    Form(pgettext_lazy("print", "Beyond capacity"), gettext_lazy("Projects beyond the LAO's capacity"), (Kind.BEYOND,)),
)


@dataclass(frozen=True)
class PlanPrint:
    """ผ.02 of one edition, to be had as PDF, Excel and plain data."""

    reading: EditionReading

    def as_data(self) -> dict[str, Any]:
        return projects_of(self.reading).as_data()

    def as_xlsx(self) -> bytes:
        return projects_of(self.reading).as_xlsx()

    def as_pdf(self, *, made_at: dt.datetime | None = None) -> bytes:
        """In one piece; beyond what one print may hold, in pieces put one behind the other, each with its totals."""
        pieces = list(_pieces(self.reading))
        if len(pieces) == 1:
            return projects_of(self.reading, made_at=made_at).as_pdf(made_at=made_at)
        pdf = pikepdf.new()
        for place, piece in enumerate(pieces, start=1):
            with override("th"):
                words = _("Part %(place)s of %(all)s; totals are of this part") % {"place": place, "all": len(pieces)}
            content = projects_of(piece, notes=[words], made_at=made_at).as_pdf(made_at=made_at)
            with pikepdf.open(io.BytesIO(content)) as part:
                pdf.pages.extend(part.pages)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def _pieces(reading: EditionReading) -> Iterator[EditionReading]:
    """The rows in the order of the forms, halved until each piece fits into one print."""
    lines = sum(len(part.lines) for part in projects_of(reading).parts)
    if lines <= ROWS_LIMIT or len(reading.rows) < 2:
        yield reading
        return
    rows = [row for form in (OWN, *OTHERS) for row in _rows_of(reading, form)]
    for half in (rows[: len(rows) // 2], rows[len(rows) // 2 :]):
        yield from _pieces(replace(reading, rows=half))


def official_pdf(reading: EditionReading) -> bytes:
    """The print that is kept when an edition is confirmed: the same bytes for the same confirmation."""
    return PlanPrint(reading).as_pdf(made_at=reading.edition.confirmed_at)


def projects_of(reading: EditionReading, *, notes: Sequence[str] = (), made_at: dt.datetime | None = None) -> Sheet:
    """ผ.02 as a table print."""
    with override("th"):
        parts = [_part(reading, OWN)]
        parts += [_part(reading, form) for form in OTHERS if _rows_of(reading, form)]
        return Sheet(
            title=str(OWN.title),
            form=str(OWN.stamp),
            columns=_columns(reading),
            parts=parts,
            notes=list(notes),
            **marks_of(reading.edition, made_at),
        )


def _columns(reading: EditionReading) -> list[SheetColumn]:
    budget = _("Budget (baht)")
    widths = _widths(reading.rows)
    return [
        SheetColumn(_("No."), 0.85, Holds.NUMBER),
        SheetColumn(_("Project"), widths["name"]),
        SheetColumn(_("Objective"), widths["objective"]),
        SheetColumn(_("Target (output of the project)"), widths["target"]),
        *(SheetColumn(str(year), 1.5, Holds.MONEY, under=budget) for year in reading.years),
        SheetColumn(_("Indicator (KPI)"), widths["indicator"]),
        SheetColumn(_("Result expected"), widths["result"]),
        SheetColumn(_("Main responsible unit"), 1.9, fixed=True),
    ]


def _widths(rows: Sequence[Row]) -> dict[str, float]:
    """Shares of the page for the long texts, so that the rows of this very plan get low: a row is as high as the
    text that needs the most lines. Step by step a little width goes from where it is needed least to where most.
    """
    some = rows[:: len(rows) // 200 + 1]
    lengths = [[len(getattr(row.revision, name)) for name in LONG_TEXTS] for row in some]
    widths = [EVEN] * len(LONG_TEXTS)
    best, lowest = widths, float("inf")
    for _step in range(30):
        needed = [0.0] * len(widths)
        for row in lengths:
            lines = [length / width for length, width in zip(row, widths, strict=True)]
            highest = max(lines)
            needed[lines.index(highest)] += min(highest, HIGHEST)
        if sum(needed) < lowest:
            best, lowest = widths, sum(needed)
        widths = list(widths)
        takes = needed.index(max(needed))
        gives = min((at for at, width in enumerate(widths) if width > NARROWEST), key=needed.__getitem__)
        if takes == gives or widths[takes] >= WIDEST:
            break
        widths[takes], widths[gives] = round(widths[takes] + 0.2, 1), round(widths[gives] - 0.2, 1)
    return dict(zip(LONG_TEXTS, best, strict=True))


def _rows_of(reading: EditionReading, form: Form) -> list[Row]:
    return [row for row in reading.rows if row.revision.kind in form.kinds]


def _part(reading: EditionReading, form: Form) -> Part:
    rows = _rows_of(reading, form)
    lines = list(_lines(reading, rows))
    if rows:
        words = _("Projects per year, %(number)s in all") % {"number": f"{len(rows):,}"}
        lines += _totals(reading, rows, words, _("Grand total (baht)"))
    headings = [] if form is OWN else [f"{form.stamp} {form.title}"]
    return Part(lines, headings=headings, form=str(form.stamp))


def _lines(reading: EditionReading, rows: Sequence[Row]) -> Iterator[Heading | SheetRow | Total]:
    above: list[str] = []
    for _key, grouped in groupby(rows, key=lambda row: (row.revision.tactic_id, row.revision.programme_id)):
        group = list(grouped)
        headings = _headings(group[0].revision)
        same = next((at for at, (old, new) in enumerate(zip(above, headings, strict=False)) if old != new), len(above))
        for level, text in enumerate(headings[same:], start=same + 1):
            yield Heading(text, level)
        above = headings
        following = max((row.revision.number or 0 for row in group), default=0)
        for row in group:
            number = row.revision.number
            if number is None:
                number = following = following + 1
            yield _row(row, number, reading.years)
        words = _("Projects of the programme per year, %(number)s in all") % {"number": f"{len(group):,}"}
        yield from _totals(reading, group, words, _("Total of the programme (baht)"))


def _row(row: Row, number: int, years: Sequence[int]) -> SheetRow:
    revision = row.revision
    return SheetRow(
        [
            number,
            revision.name,
            revision.objective,
            revision.target,
            *(row.amounts.get(year) for year in years),
            revision.indicator,
            revision.result,
            revision.unit,
        ]
    )


def _totals(reading: EditionReading, rows: list[Row], counted: str, summed: str) -> list[Total]:
    """Two lines: how many projects have money in each year, and baht."""
    totals = reading.totals(rows).values()
    blank = [None] * 4
    return [
        Total(counted, [*blank, *(count for count, _baht in totals), *blank[:3]]),
        Total(summed, [*blank, *(baht for _count, baht in totals), *blank[:3]]),
    ]


def _headings(revision: ProjectRevision) -> list[str]:
    """ก–จ of the form; a dash where the plan does not say."""
    tactic = revision.tactic
    strategy = tactic.strategy if tactic is not None else None
    issue = strategy.serves if strategy is not None else None
    return [
        _("A. Strategy of the province no. %(words)s") % {"words": _numbered(issue)},
        _("B. Strategy of the LAOs of the province no. %(words)s") % {"words": (strategy and strategy.together) or "–"},
        _("C. Strategy of the LAO no. %(words)s") % {"words": _numbered(strategy)},
        _("D. Tactic no. %(words)s") % {"words": f"{tactic.code} {tactic.name}" if tactic is not None else "–"},
        _("E. %(programme)s") % {"programme": programme_words(revision.programme)},
    ]


def _numbered(row: Any) -> str:
    return f"{row.number} {row.name}" if row is not None else "–"
