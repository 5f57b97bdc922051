"""The table of reasons as a paper and as Excel: reasons × steps, for the nation also provinces × reasons. Thai."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from localplan.organisations.models import Level, Membership
from localplan.toolkit import clock
from localplan.toolkit.columns import Kind
from localplan.toolkit.sheet import Part, Row, Sheet, SheetColumn, Total
from localplan.toolkit.thai_dates import format_long, format_moment

from ..why_late import Of, Table, behind


def sheet_of(by: Membership, table: Table) -> Sheet:
    """One row a reason, its LAOs at each step and at any; below, whom it is about: the provinces, or the LAOs."""
    with translation.override("th"):
        columns = [
            SheetColumn(pgettext("late", "Why"), 6.0),
            *(SheetColumn(column.short, 1.9, Kind.NUMBER) for column in table.columns),
            SheetColumn(_("LAOs"), 2.0, Kind.NUMBER),
            SheetColumn(_("Share"), 1.8, fixed=True),
        ]
        lines: list[Row | Total] = [
            Row([row.words, *(cell.number for _c, cell in row.cells), row.laos.number, f"{row.laos.share}%"])
            for row in table.rows
        ]
        lines.append(Total(_("All"), [None, *(number for _c, number in table.totals), table.laos, ""]))
        of = _("overdue now") if table.of == Of.NOW else _("told in the whole year")
        day = format_long(clock.today())
        return Sheet(
            title=_("Why steps are late, fiscal year %(year)s") % {"year": table.year},
            columns=columns,
            parts=[Part(lines)],
            organisation=table.area.full_name,
            subtitles=[table.area.full_name, _("Counted: %(of)s; as of %(day)s") % {"of": of, "day": day}],
            notes=[_note(), *_whom(by, table)],
            printed_at=pgettext("print", "Printed %(moment)s") % {"moment": format_moment(clock.now())},
        )


def _note() -> str:
    return _(
        "An LAO counts once at each step, and once in every total; one that is late at two steps may stand in two rows."
    )


def _whom(by: Membership, table: Table) -> list[str]:
    """Of the nation its provinces, else the LAOs behind each reason; by name, in the order of the table."""
    if table.area.level == Level.DLA:
        told = []
        for place in table.places:
            parts = ", ".join(f"{words} {number:,}" for _barrier, words, number in place.cells if number)
            told.append(f"{place.office.name} {place.laos:,}: {parts}")
        return told
    of_barrier: dict[str, list[str]] = {}
    for one in behind(by, table.area, table.year, of=table.of):
        of_barrier.setdefault(one.words, []).append(f"{one.organisation.short_name} ({one.column.short})")
    return [f"{row.words}: {', '.join(of_barrier[row.words])}" for row in table.rows if row.words in of_barrier]
