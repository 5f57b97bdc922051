"""The check report of a province: what DLA receives, as PDF, Excel and data. Thai, whoever prints it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from localplan.calendar.checking import check_steps
from localplan.calendar.models import Submission
from localplan.calendar.steps import STEPS
from localplan.organisations.access import Do
from localplan.organisations.batch import membership_of
from localplan.toolkit import clock
from localplan.toolkit.printing import PrintForm
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.sheet import Part, Row, Sheet, SheetColumn
from localplan.toolkit.thai_dates import format_medium

from . import wording
from .checks import Check, Line, check_of


def sheet_of(check: Check) -> Sheet:
    """Every LAO of the expected set with its verdict and why; counts and the signature below."""
    row = check.row
    with translation.override("th"):
        columns = [
            SheetColumn(pgettext("calendar", "No."), 1.2, fixed=True),
            SheetColumn(_("LAO"), 5.0),
            SheetColumn(_("District"), 3.2, fixed=True),
            SheetColumn(_("Verdict"), 4.2, fixed=True),
            SheetColumn(_("Reason, and what is missing"), 9.0),
            SheetColumn(_("State of the step"), 4.0, fixed=True),
        ]
        parts = [Part([_row(number, line) for number, line in enumerate(check.lines, start=1)])]
        step = STEPS[row.deadline.step]
        return Sheet(
            title=_("%(step)s, fiscal year %(year)s") % {"step": step.name, "year": row.deadline.year_id},
            columns=columns,
            parts=parts,
            organisation=row.organisation.full_name,
            subtitles=[_("Step that was checked: %(step)s") % {"step": STEPS[step.checks].name}],
            notes=[_counted(check), _signed(check)],
            printed_at=_("as of %(day)s") % {"day": format_medium(clock.today())},
        )


def _row(number: int, line: Line) -> Row:
    missing = " · ".join(f"{item.label}" + (f" ({item.detail})" if item.detail else "") for item in line.missing)
    if line.cell.only_unsent:
        missing = _("Full, not sent yet")
    why = "\n".join(part for part in (line.found.reason, missing) if part)
    lao = line.organisation
    district = lao.parent.name if lao.parent and lao.parent.level == "district" else ""
    return Row((str(number), lao.short_name, district, line.verdict, why, wording.tag(line.cell)))


def _counted(check: Check) -> str:
    told = [f"{words} {number:,}" for _kind, words, number in check.counts if number]
    return _("%(number)s LAOs in all: %(counts)s") % {"number": f"{len(check.lines):,}", "counts": ", ".join(told)}


def _signed(check: Check) -> str:
    row = check.row
    if not check.is_signed or row.submitted_by is None or row.submitted_at is None:
        return _("Not signed by the head of the provincial office yet.")
    day = format_medium(clock.day_of(row.submitted_at))
    words = _("Signed by %(name)s, %(post)s, on %(day)s")
    return words % {"name": row.submitted_by.user.full_name, "post": row.submitted_by.post_name, "day": day}


class CheckReport:
    """A province's check of one step."""

    help = "the check report of a province: every LAO with its verdict"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--province", required=True, type=int, metavar="NUMBER", help="e.g. 55")
        parser.add_argument("--year", required=True, type=int, metavar="FY", help="fiscal year (BE)")
        parser.add_argument("--step", required=True, choices=check_steps(), help="which check")

    def prepare(self, *, username: str | None, **options: Any) -> Sheet:
        by = membership_of(username, Do.VERIFY)
        rows = Submission.objects.visible_to(by).filter(organisation_id=options["province"] * 100_000).with_all()
        row = rows.filter(deadline__step=options["step"], deadline__year_id=options["year"]).first()
        if row is None:
            raise Refused(Problem("check_is_there", gettext_lazy("There is no such check to be seen.")))
        return sheet_of(check_of(row))


FORMS: dict[str, PrintForm] = {"check-report": CheckReport()}
