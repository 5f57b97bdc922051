"""Follow-up sheet of the open grants of an LAO or of an office's area, with where each stands, for paper and Excel."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from localplan.organisations.access import Do
from localplan.organisations.batch import membership_of
from localplan.organisations.models import Level, Membership, Organisation
from localplan.organisations.posts import ids_below
from localplan.toolkit import clock
from localplan.toolkit.columns import Kind as Holds
from localplan.toolkit.printing import Printable
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.sheet import Heading, Part, Row, Sheet, SheetColumn, Total
from localplan.toolkit.thai_dates import format_long, format_moment, format_tight

from .models import Grant
from .standing import Standing, standing_of

ZERO = Decimal("0.00")
_FIGURES = 6


def open_grants_of(area: Organisation, by: Membership) -> list[Grant]:
    """Open grants of the LAO, or of all LAOs below the office, by LAO and letter."""
    rows = Grant.objects.visible_to(by).still_open(clock.today()).for_listing()
    if area.level == Level.LAO:
        return list(rows.filter(organisation=area))
    if area.level != Level.DLA:
        low, high = ids_below(area.level, area.pk)
        rows = rows.filter(organisation_id__gte=low, organisation_id__lte=high)
    return list(rows.order_by("organisation_id", "letter_on", "letter", "item", "pk"))


def follow_up(area: Organisation, by: Membership, made_at: dt.datetime | None = None) -> Sheet:
    """One row a grant; under an office a heading and a sum for each LAO."""
    with override("th"):
        grants = open_grants_of(area, by)
        stands = standing_of(grants)
        lines: list[Heading | Row | Total] = []
        number = 0
        for _pk, group in groupby(grants, key=lambda grant: grant.organisation_id):
            listed = list(group)
            if area.level != Level.LAO:
                lines.append(Heading(listed[0].organisation.full_name))
            for grant in listed:
                number += 1
                lines.append(_row(number, grant, stands[grant.pk]))
            if area.level != Level.LAO:
                words = _("Total of %(number)s grants") % {"number": f"{len(listed):,}"}
                lines.append(Total(words, _sums(listed, stands)))
        if grants:
            lines.append(Total(_("All: %(number)s grants") % {"number": f"{number:,}"}, _sums(grants, stands)))
        moment = format_moment(made_at or clock.now())
        return Sheet(
            title=_("Open specific-purpose grants"),
            columns=[
                SheetColumn(_("No."), 1.0, fixed=True),
                SheetColumn(_("Purpose"), 6.2),
                SheetColumn(_("Grantor and letter"), 3.6),
                SheetColumn(_("Allotted"), 2.2, Holds.MONEY),
                SheetColumn(_("Received"), 2.2, Holds.MONEY),
                SheetColumn(_("Committed"), 2.2, Holds.MONEY),
                SheetColumn(_("Paid"), 2.2, Holds.MONEY),
                SheetColumn(_("Returned"), 1.9, Holds.MONEY),
                SheetColumn(_("Balance"), 2.2, Holds.MONEY),
                SheetColumn(_("Commit by"), 1.8, fixed=True),
                SheetColumn(_("Last word"), 1.8, fixed=True),
            ],
            parts=[Part(lines)],
            organisation=area.full_name,
            subtitles=[area.full_name, _("As of %(day)s") % {"day": format_long(clock.today())}],
            printed_at=pgettext("print", "Printed %(moment)s") % {"moment": moment},
            foot=_("Amounts in baht; balance: received, neither paid nor returned"),
        )


def _row(number: int, grant: Grant, stand: Standing) -> Row:
    giver = grant.grantor_name or str(grant.get_grantor_display())
    letter = f"{giver} {grant.letter} ({format_tight(grant.letter_on)})"
    purpose = grant.purpose if grant.confirmed_at else _("%(purpose)s (to be confirmed)") % {"purpose": grant.purpose}
    days = [format_tight(day) if day else "" for day in (grant.commit_by, stand.last_on)]
    return Row([str(number), purpose, letter, *_figures(stand), *days])


def _figures(stand: Standing) -> list[Decimal]:
    return [stand.allotted, stand.received, stand.committed, stand.paid, stand.returned, stand.balance]


def _sums(grants: list[Grant], stands: dict[int, Standing]) -> list[Any]:
    sums = [ZERO] * _FIGURES
    for grant in grants:
        sums = [total + figure for total, figure in zip(sums, _figures(stands[grant.pk]), strict=True)]
    return [None, None, None, *sums, None, None]


class FollowUpForm:
    """`manage.py print grants`: of an LAO by its code, or of the office one acts for."""

    help = "open grants of an LAO or of an office's area, with where each stands"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", metavar="CODE", help="the LAO's code; without it the office's whole area")

    def prepare(self, *, username: str | None, **options: Any) -> Printable:
        code = options["organisation"]
        by = membership_of(username, Do.RECORD if code else Do.ALLOT)
        if not code:
            return follow_up(by.organisation, by)
        lao = Organisation.objects.visible_to(by).laos().filter(code=code).first()
        if lao is None:
            told = _("No LAO in reach has the code %(code)s.")
            raise Refused(Problem("organisation_is_known", told, params={"code": code}))
        return follow_up(lao, by)
