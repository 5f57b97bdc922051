"""The governor's page on paper: one A4, whatever there is to say. Thai, whoever prints it."""

from __future__ import annotations

import datetime as dt
import io
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import pikepdf
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from localplan.monitoring.columns import MONTHLY
from localplan.organisations.access import Do
from localplan.organisations.batch import membership_of
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.money import format_millions
from localplan.toolkit.pdf.render import render
from localplan.toolkit.printing import PrintForm
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.thai_dates import format_long, format_moment, format_tight, month_and_year

from ..governor import NAMES, REASONS, GovernorPage, page_for

TEMPLATE = Path(__file__).parent / "governor.typ"
#: Letters on a line; lines of steps, calendar and requests beside which all NAMES have room.
LETTERS, QUIET = 125, 16


def data_of(page: GovernorPage, names: int) -> dict[str, Any]:
    """Plain values for the template, with so many of the late LAOs by name."""
    done, expected = page.finished
    shown = page.late[:names]
    return {
        "title": _("Following up what the LAOs enter, for the governor's monthly meeting"),
        "office": page.office.full_name,
        "meeting": _("%(month)s, fiscal year %(year)s")
        % {"month": month_and_year(page.day.year, page.day.month), "year": page.year},
        "as_of": _("As of %(day)s") % {"day": format_long(page.day)},
        "heads": {
            "calendar": _("What the calendar asks for now"),
            "steps": _("Where the LAOs stand"),
            "late": _("LAOs with something overdue"),
            "money": _("How far the money came (million baht)"),
            "reasons": _("Why they are late"),
            "asks": _("What the governor is asked to do"),
        },
        "months": page.months,
        "quoted": page.quoted or [_("No row of the calendar holds today.")],
        "steps": {
            "heads": [_("Step"), _("Due"), _("Finished"), _("To be checked"), _("Overdue"), _("All")],
            "lines": [
                [
                    bar.column.short,
                    _("every month") if bar.column.code in MONTHLY or bar.due_on is None else format_tight(bar.due_on),
                    f"{bar.tally.done:,}",
                    f"{bar.tally['sent']:,}",
                    f"{bar.tally.over:,}",
                    f"{bar.tally.expected:,}",
                ]
                for bar in page.bars
            ],
            "sum": _("Finished: %(done)s of %(all)s submissions asked for so far")
            % {"done": f"{done:,}", "all": f"{expected:,}"},
        },
        "late": {
            "number": _("%(late)s of %(all)s LAOs") % {"late": f"{page.board.late:,}", "all": f"{page.board.laos:,}"},
            "lines": [f"{one.organisation.short_name} ({one.days}) – {one.steps}" for one in shown],
            "key": _("in brackets the days since the first of these steps was due") if shown else "",
            "more": _("and %(number)s LAOs more") % {"number": f"{len(page.late) - len(shown):,}"}
            if 0 < len(shown) < len(page.late)
            else "",
        },
        "money": {"stages": _stages(page), "coverage": _coverage(page)},
        "reasons": _reasons(page),
        "asks": page.asks,
        "signed": [page.head.user.full_name, page.head.post_name] if page.head else ["", ""],
        "printed_at": pgettext("print", "Printed %(moment)s") % {"moment": format_moment(clock.now())},
    }


def _stages(page: GovernorPage) -> list[list[str]]:
    words = {"planned": _("Planned"), "approved": _("Approved"), "committed": _("Committed"), "paid": _("Paid")}
    found = []
    for code, label in words.items():
        share = page.share_of(code) if code in ("committed", "paid") else None
        of = _("%(share)s%% of approved") % {"share": share} if share is not None else ""
        found.append([label, format_millions(getattr(page.money, code).baht), of])
    return found


def _coverage(page: GovernorPage) -> str:
    if not page.coverage.expected:
        return _("The ordinance has not been asked for in this year yet.")
    given = {"there": f"{page.coverage.there:,}", "all": f"{page.coverage.expected:,}", "day": format_long(page.day)}
    return _("From %(there)s of %(all)s LAOs whose ordinance is handed in, as of %(day)s") % given


def _reasons(page: GovernorPage) -> str:
    told = [f"{row.words} {row.laos.number:,}" for row in page.reasons.most[:REASONS]]
    if page.reasons.not_told:
        told.append(_("have not said why: %(number)s") % {"number": f"{page.reasons.not_told:,}"})
    return " · ".join(told) or "-"


@dataclass(frozen=True)
class GovernorPaper:
    """The page as a print of one sheet: it names fewer LAOs until all of it fits."""

    page: GovernorPage

    def as_data(self, names: int = NAMES) -> dict[str, Any]:
        with translation.override("th"):
            return data_of(self.page, names)

    def as_pdf(self, *, made_at: dt.datetime | None = None) -> bytes:
        made = b""
        most = NAMES - self._taken()
        for names in dict.fromkeys((max(most, 0), max(most // 2, 0), 0)):
            made = render(TEMPLATE, self.as_data(names), made_at=made_at)
            with pikepdf.open(io.BytesIO(made)) as opened:
                if len(opened.pages) == 1:
                    break
        return made

    def _taken(self) -> int:
        """Names that must give way, two a line, to what else there is to say beyond a quiet month's lines."""
        written = len(self.page.bars) + sum(ceil(len(text) / LETTERS) for text in (*self.page.quoted, *self.page.asks))
        return 2 * max(0, written - QUIET)

    def as_xlsx(self) -> bytes:
        raise Refused(Problem("letter_is_no_table", gettext_lazy("This page is not made as Excel. Take it as PDF.")))


def paper_for(by: Membership, office: Organisation, year: int, asks: Sequence[str] | None = None) -> GovernorPaper:
    """In Thai, its suggestions too, unless `asks` were written."""
    with translation.override("th"):
        page = page_for(by, office, year)
    return GovernorPaper(page if asks is None else page.with_asks(asks))


class GovernorForm:
    """The page for the governor's monthly meeting of one province."""

    help = "the page for the governor's monthly meeting: one A4"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--province", required=True, type=int, metavar="NUMBER", help="e.g. 55")
        parser.add_argument("--year", required=True, type=int, metavar="FY", help="fiscal year (BE)")

    def prepare(self, *, username: str | None, **options: Any) -> GovernorPaper:
        by = membership_of(username, Do.VERIFY)
        offices = Organisation.objects.visible_to(by).filter(level="province")
        office = offices.filter(pk=options["province"] * 100_000).first()
        if office is None:
            raise Refused(Problem("province_is_there", gettext_lazy("There is no such province to be seen.")))
        return paper_for(by, office, options["year"])


FORMS: dict[str, PrintForm] = {"governor-page": GovernorForm()}
