"""A round of transfers as a table print: its lines with budget before, decrease, increase, budget after. Thai."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext

from localplan.organisations.access import Do
from localplan.organisations.batch import membership_of
from localplan.organisations.models import Organisation
from localplan.toolkit import clock
from localplan.toolkit.columns import Kind as Holds
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.sheet import Part, Row, Sheet, SheetColumn, Total
from localplan.toolkit.thai_dates import format_medium, format_moment

from ..models import Transfer
from ..rounds import Moved, Round, read_round
from ..transfer_law import transfer_law


def transfer_sheet(found: Round) -> Sheet:
    """The whole round."""
    with override("th"):
        there, law = found.transfer, transfer_law(found.transfer.year_id)
        authority = str(there.get_authority_display())
        decided = _("Decided on %(day)s by the %(authority)s, %(regulation)s, clause %(clause)s")
        words = {
            "day": format_medium(there.decided_on),
            "authority": authority,
            "regulation": law.name,
            "clause": found.clause,
        }
        notes = [str(decided) % words]
        if there.reason:
            notes.append(str(_("Reason: %(reason)s")) % {"reason": there.reason})
        for label, day in ((_("Public notice"), there.notice_on), (_("Reported"), there.reported_on)):
            notes.append(f"{label}: {format_medium(day) if day else '……………………'}")
        if there.reverses is not None:
            notes.append(str(_("Takes back round %(number)s.")) % {"number": there.reverses.number})
        lines: list[Row | Total] = [
            *map(_row, found.moved),
            Total(_("Total"), [None, None, None, None, found.gives, found.gains, None]),
        ]
        return Sheet(
            title=_("Transfer of budget, round %(number)s") % {"number": there.number},
            columns=[
                SheetColumn(_("Line"), 1.2, Holds.NUMBER),
                SheetColumn(_("Programme / work"), 4.5),
                SheetColumn(_("Budget item"), 7.0),
                SheetColumn(_("Before"), 2.4, Holds.MONEY),
                SheetColumn(_("Decrease"), 2.4, Holds.MONEY),
                SheetColumn(_("Increase"), 2.4, Holds.MONEY),
                SheetColumn(_("After"), 2.4, Holds.MONEY),
            ],
            parts=[Part(lines)],
            organisation=there.organisation.full_name,
            subtitles=[
                str(_("Fiscal year B.E. %(year)s")) % {"year": there.year_id},
                there.organisation.full_name,
            ],
            notes=notes,
            printed_at=pgettext("print", "Printed %(moment)s") % {"moment": format_moment(clock.now())},
        )


def _row(moved: Moved) -> Row:
    line = moved.line
    names = [line.work.parent.name if line.work.parent else "", line.work.name] if line.work else []
    place = " / ".join(name for name in names if name)
    category = f"{line.category.name}: " if line.category else ""
    return Row([line.number, place, f"{category}{line.name}", moved.before, moved.less, moved.more, moved.after])


class TransferPrint:
    """One round of an LAO and year by its number."""

    help = "a round of transfers of budget, with both sides and its dates"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", required=True, metavar="CODE", help="the LAO's code in DLA's register")
        parser.add_argument("--year", required=True, type=int, metavar="FY", help="fiscal year (BE)")
        parser.add_argument("--number", required=True, type=int, metavar="N", help="of the round")

    def prepare(self, *, username: str | None, **options: Any) -> Sheet:
        by = membership_of(username, Do.RECORD)
        lao = Organisation.objects.visible_to(by).laos().filter(code=options["organisation"]).first()
        if lao is None:
            told = _("No LAO in reach has the code %(code)s.")
            raise Refused(Problem("organisation_is_known", told, params={"code": options["organisation"]}))
        rows = Transfer.objects.visible_to(by).filter(organisation=lao, year_id=options["year"])
        found = rows.for_listing().filter(number=options["number"]).first()
        if found is None:
            told = _("%(organisation)s has no round %(number)s of transfers in %(year)s.")
            params = {"organisation": lao.full_name, "number": options["number"], "year": options["year"]}
            raise Refused(Problem("round_is_known", told, params=params))
        return transfer_sheet(read_round(found))
