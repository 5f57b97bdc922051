"""แบบ ผ.01: how many projects and how much money each programme has in each year, under its strategy.

A project is counted in every year that has money for it (project-years); so the number of distinct projects stands
beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from localplan.toolkit.columns import Kind as Holds
from localplan.toolkit.sheet import Heading, Part, Sheet, SheetColumn, Total
from localplan.toolkit.sheet import Row as SheetRow

from ..reading import ZERO, EditionReading, Row
from .paper import marks_of, programme_words, strategy_words
from .po02 import OTHERS, OWN


@dataclass(frozen=True)
class Line:
    """One programme under one strategy: (project-years, baht) of each year that says anything; distinct projects."""

    strategy: str
    programme: str
    years: Mapping[int, tuple[int, Decimal]]
    projects: int

    @property
    def project_years(self) -> int:
        return sum(count for count, _baht in self.years.values())

    @property
    def baht(self) -> Decimal:
        return sum((baht for _count, baht in self.years.values()), ZERO)


def add_up(lines: Iterable[Line], *, strategy: str = "", label: str = "") -> Line:
    """The sum of lines, year by year: each year of each line is in it once."""
    years: dict[int, tuple[int, Decimal]] = {}
    projects = 0
    for line in lines:
        projects += line.projects
        for year, (count, baht) in line.years.items():
            before = years.get(year, (0, ZERO))
            years[year] = (before[0] + count, before[1] + baht)
    return Line(strategy, label, years, projects)


def lines_of(reading: EditionReading, rows: Iterable[Row]) -> list[Line]:
    """Rows of an edition by strategy and programme, in the order of the strategies and the programmes' numbers."""
    found: dict[tuple[Any, Any], list[Row]] = {}
    for row in rows:
        strategy = row.revision.tactic.strategy if row.revision.tactic is not None else None
        found.setdefault((strategy, row.revision.programme), []).append(row)
    last = 10**9

    def place(key: tuple[Any, Any]) -> tuple[int, int]:
        return tuple(part.number if part is not None else last for part in key)  # type: ignore[return-value]

    return [
        Line(strategy_words(key[0]), programme_words(key[1]), _by_year(reading, found[key]), len(found[key]))
        for key in sorted(found, key=place)
    ]


def _by_year(reading: EditionReading, rows: list[Row]) -> dict[int, tuple[int, Decimal]]:
    said = {year for row in rows for year in row.amounts}
    return {year: total for year, total in reading.totals(rows).items() if year in said}


def summary_of(reading: EditionReading) -> Sheet:
    """ผ.01 as a table print."""
    with override("th"):
        own = lines_of(reading, reading.own_rows)
        parts = [Part(list(_lines(own, reading.years)))]
        for form in OTHERS:
            rows = [row for row in reading.rows if row.revision.kind in form.kinds]
            if rows:
                lines = list(_lines(lines_of(reading, rows), reading.years))
                parts.append(Part(lines, headings=[f"{form.stamp} {form.title}"], new_page=False))
        whole = add_up(own)
        words = _("%(years)s project-years of %(projects)s projects: a project counts in every year that has money.")
        notes = [words % {"years": f"{whole.project_years:,}", "projects": f"{whole.projects:,}"}]
        if len(parts) > 1:
            notes.append(_("Only %(stamp)s is in the LAO's own totals.") % {"stamp": OWN.stamp})
        return Sheet(
            title=_("Summary of development projects"),
            form=_("Form PO.01"),
            columns=_columns(reading.years),
            parts=parts,
            notes=notes,
            **marks_of(reading.edition),
        )


def _columns(years: Sequence[int]) -> list[SheetColumn]:
    number, baht = _("No. of projects"), _("Budget (baht)")
    columns = [SheetColumn(_("Strategy / programme"), 6.0)]
    for year in years:
        under = _("Year %(year)s") % {"year": year}
        columns += [SheetColumn(number, 1.2, Holds.NUMBER, under), SheetColumn(baht, 1.9, Holds.MONEY, under)]
    under = _("%(number)s years together") % {"number": len(years)}
    columns += [SheetColumn(number, 1.3, Holds.NUMBER, under), SheetColumn(baht, 2.1, Holds.MONEY, under)]
    return [*columns, SheetColumn(_("Projects, each once"), 1.6, Holds.NUMBER)]


def _lines(lines: Sequence[Line], years: Sequence[int]) -> Iterator[Heading | SheetRow | Total]:
    for strategy, grouped in groupby(lines, key=lambda line: line.strategy):
        group = list(grouped)
        yield Heading(strategy)
        for line in group:
            yield SheetRow([line.programme, *_figures(line, years)])
        yield Total(_("Total"), [None, *_figures(add_up(group), years, whole=True)])
    if lines:
        yield Total(_("Grand total"), [None, *_figures(add_up(lines), years, whole=True)])


def _figures(line: Line, years: Sequence[int], *, whole: bool = False) -> Iterator[Any]:
    """Where nothing was planned a row stays blank, a total says so."""
    for year in years:
        count, baht = line.years.get(year, (0, ZERO if whole else None))
        yield count if whole else count or None
        yield baht
    yield line.project_years
    yield line.baht
    yield line.projects
