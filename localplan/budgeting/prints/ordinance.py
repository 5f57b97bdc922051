"""The ordinance as a table print: sums of programmes or works by งบ, or every line under its classification.

Amounts are what the council passed, before transfers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from localplan.organisations.models import Identity
from localplan.toolkit import clock
from localplan.toolkit.columns import Kind as Holds
from localplan.toolkit.money import format_baht
from localplan.toolkit.sheet import Heading, Part, Row, Sheet, SheetColumn, Total
from localplan.toolkit.thai_dates import fiscal_year_dates, format_medium, format_moment

from ..findings import DATES, ZERO, Line, lines_of
from ..models import Classification, Ordinance
from ..wording import wording_of

BY = ("area", "programme", "line")


@dataclass(frozen=True)
class Placed:
    """A line with what stands above its work and its category; None where it is not classified."""

    line: Line
    area: Classification | None
    programme: Classification | None
    work: Classification | None
    part: Classification | None
    category: Classification | None

    @property
    def place(self) -> tuple[Any, ...]:
        codes = [
            code.code if code is not None else "~" for code in (self.area, self.programme, self.work, self.category)
        ]
        return (*codes, self.line.number)


def ordinance_sheet(ordinance: Ordinance, by: str = "line") -> Sheet:
    """The print; needs the organisation with its parents. Five statements and those of the wording."""
    with override("th"):
        rows = _placed(lines_of([ordinance.pk])[ordinance.pk])
        if by == "line":
            columns, part, subtitle = _line_columns(), list(_by_line(rows)), _("Details of expenditure")
        else:
            parts = _parts(ordinance.year_id, rows)
            head = _("Area / programme") if by == "area" else _("Programme / work")
            columns, part = _sum_columns(parts, head), list(_sums(rows, parts, by))
            subtitle = _("Expenditure by area") if by == "area" else _("Expenditure by programme")
        return Sheet(
            title=wording_of(ordinance.organisation, ordinance.year_id).title(ordinance),
            columns=columns,
            parts=[Part(part)],
            notes=_notes(ordinance, rows),
            **_marks(ordinance, subtitle),
        )


def _placed(lines: Sequence[Line]) -> list[Placed]:
    codes = {row.pk: row for row in Classification.objects.all()}

    def up(pk: int | None, depth: int) -> Classification | None:
        found = codes.get(pk or 0)
        while found is not None and found.depth > depth:
            found = codes.get(found.parent_id or 0)
        return found if found is not None and found.depth == depth else None

    rows = [
        Placed(
            line,
            up(line.work, 0),
            up(line.work, 1),
            up(line.work, 2),
            up(line.category, 0),
            up(line.category, 1),
        )
        for line in lines
    ]
    return sorted(rows, key=lambda row: row.place)


def _marks(ordinance: Ordinance, subtitle: str) -> dict[str, Any]:
    lao = ordinance.organisation
    day = ordinance.passed_on or fiscal_year_dates(ordinance.year_id)[0]
    was = Identity.objects.on(day).filter(organisation=lao).first()
    name = (was or lao).full_name
    missing = [
        one
        for one in DATES
        if getattr(ordinance, one) is None and not (one == "approved_on" and ordinance.deemed_approved)
    ]
    foot = _("DRAFT, not all dates are there") if missing else ""
    if ordinance.promulgated_on is not None and not missing:
        foot = _("Promulgated %(day)s") % {"day": format_medium(ordinance.promulgated_on)}
    return {
        "organisation": name,
        "subtitles": [name, subtitle, *([foot] if missing else [])],
        "foot": foot,
        "printed_at": pgettext("print", "Printed %(moment)s") % {"moment": format_moment(clock.now())},
    }


def _notes(ordinance: Ordinance, rows: Sequence[Placed]) -> list[str]:
    """The days as on paper, who approved, and where the lines are not the paper's total."""
    labels = {
        "passed_on": _("Council passed %(day)s"),
        "approved_on": _("Approved %(day)s"),
        "promulgated_on": _("Promulgated %(day)s"),
        "effective_on": _("Effective from %(day)s"),
    }
    days = [
        words % {"day": format_medium(day)}
        for name, words in labels.items()
        if (day := getattr(ordinance, name)) is not None
    ]
    if ordinance.deemed_approved:
        days.insert(1, _("Deemed approved"))
    notes = [" · ".join(days)] if days else []
    if ordinance.approver:
        notes.append(_("Approver: %(name)s") % {"name": ordinance.approver})
    total, stated = sum((row.line.amount for row in rows), ZERO), ordinance.stated_total
    if stated is not None and stated != total:
        words = _("The paper says %(stated)s baht; the lines add up to %(total)s.")
        notes.append(words % {"stated": format_baht(stated), "total": format_baht(total)})
    return notes


def _words(code: Classification | None) -> str:
    """ด้าน…, แผนงาน…, งาน…; a category by its name alone."""
    if code is None:
        return _("Not classified yet")
    if code.tree != Classification.Tree.FUNCTION:
        return code.name
    words = (pgettext("print", "Area"), pgettext("print", "Programme"), pgettext("print", "Work"))
    return words[code.depth] + code.name


def _parts(year: int, rows: Sequence[Placed]) -> list[Classification]:
    """The งบ that stand as columns: those of the year's list, and any that a line has."""
    listed = {one.pk: one for one in Classification.objects.in_year(year).filter(tree="object", depth=0)}
    listed.update({row.part.pk: row.part for row in rows if row.part is not None})
    return sorted(listed.values(), key=lambda one: one.code)


def _sum_columns(parts: Sequence[Classification], head: str) -> list[SheetColumn]:
    return [
        SheetColumn(head, 7.0),
        *(SheetColumn(part.name, 2.4, Holds.MONEY, under=_("Expenditure (baht)")) for part in parts),
        SheetColumn(_("Total"), 2.7, Holds.MONEY),
    ]


def _sums(rows: Sequence[Placed], parts: Sequence[Classification], by: str) -> Iterator[Heading | Row | Total]:
    above: Callable[[Placed], Any] = (lambda row: row.area) if by == "area" else (lambda row: row.programme)
    below: Callable[[Placed], Any] = (lambda row: row.programme) if by == "area" else (lambda row: row.work)
    for head, grouped in groupby(rows, key=above):
        group = list(grouped)
        yield Heading(_words(head))
        for code, lines in groupby(group, key=below):
            yield Row([_words(code), *_figures(list(lines), parts)])
        yield Total(_("Total"), [None, *_figures(group, parts, whole=True)])
    if rows:
        yield Total(_("Grand total"), [None, *_figures(rows, parts, whole=True)])


def _figures(rows: Sequence[Placed], parts: Sequence[Classification], *, whole: bool = False) -> list[Decimal | None]:
    """Baht of each งบ and in all; where a row has nothing the cell stays blank. Without a งบ: in the total alone."""
    found: list[Decimal | None] = []
    for part in parts:
        amounts = [row.line.amount for row in rows if row.part is not None and row.part.pk == part.pk]
        found.append(sum(amounts, ZERO) if amounts or whole else None)
    return [*found, sum((row.line.amount for row in rows), ZERO)]


def _line_columns() -> list[SheetColumn]:
    return [
        SheetColumn(pgettext("budget line", "No."), 1.2, Holds.NUMBER),
        SheetColumn(_("Budget item"), 11.0),
        SheetColumn(_("Category"), 4.5),
        SheetColumn(_("Kind"), 2.2, fixed=True),
        SheetColumn(_("Amount in the ordinance (baht)"), 3.2, Holds.MONEY),
    ]


def _by_line(rows: Sequence[Placed]) -> Iterator[Heading | Row | Total]:
    for programme, grouped in groupby(rows, key=lambda row: row.programme):
        group = list(grouped)
        yield Heading(_words(programme))
        for work, lines in groupby(group, key=lambda row: row.work):
            listed = list(lines)
            if programme is not None:
                yield Heading(_words(work), 2)
            for row in listed:
                line = row.line
                kind = _("Development") if line.development else _("Recurrent")
                yield Row([line.number, line.name, _words(row.category), kind, line.amount])
            if programme is not None:
                yield _total(_("Total of the work"), listed)
        yield _total(_("Total of the programme"), group)
    if rows:
        yield _total(_("Grand total"), rows)


def _total(label: str, rows: Sequence[Placed]) -> Total:
    return Total(label, [None, None, None, None, sum((row.line.amount for row in rows), ZERO)])
