"""What the room prints by name: the ordinance by ด้าน, by แผนงาน, or line by line. Thai, whoever prints it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext_lazy as _

from localplan.organisations.access import Do
from localplan.organisations.batch import membership_of
from localplan.organisations.models import Organisation
from localplan.toolkit.printing import PrintForm
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.sheet import Sheet

from ..models import Ordinance
from .ordinance import BY, ordinance_sheet
from .transfer import TransferPrint, transfer_sheet


class OrdinancePrint:
    """One ordinance of an LAO and year: the annual one, or a supplementary one by its number."""

    help = "a budget ordinance, by area (ด้าน), by programme (แผนงาน) or line by line"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", required=True, metavar="CODE", help="the LAO's code in DLA's register")
        parser.add_argument("--year", required=True, type=int, metavar="FY", help="fiscal year (BE)")
        parser.add_argument(
            "--number", type=int, default=0, metavar="N", help="of a supplementary one; 0 the annual one"
        )
        parser.add_argument("--by", choices=BY, default="line", help="what its rows are")

    def prepare(self, *, username: str | None, **options: Any) -> Sheet:
        by = membership_of(username, Do.RECORD)
        lao = Organisation.objects.visible_to(by).laos().filter(code=options["organisation"]).first()
        if lao is None:
            told = _("No LAO in reach has the code %(code)s.")
            raise Refused(Problem("organisation_is_known", told, params={"code": options["organisation"]}))
        rows = Ordinance.objects.visible_to(by).filter(organisation=lao, year_id=options["year"])
        found = rows.filter(number=options.get("number") or 0).for_listing().first()
        if found is None:
            told = _("%(organisation)s has no such ordinance for %(year)s.")
            params = {"organisation": lao.full_name, "year": options["year"]}
            raise Refused(Problem("ordinance_is_entered", told, params=params))
        return ordinance_sheet(found, options.get("by") or "line")


FORMS: dict[str, PrintForm] = {"ordinance": OrdinancePrint(), "transfer": TransferPrint()}

__all__ = ["BY", "FORMS", "OrdinancePrint", "TransferPrint", "ordinance_sheet", "transfer_sheet"]
