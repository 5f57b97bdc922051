"""The forms of the room by name, for `manage.py print` and the pages: po01, po02."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from localplan.organisations.access import Do
from localplan.organisations.batch import membership_of
from localplan.organisations.models import Organisation
from localplan.toolkit.printing import Printable
from localplan.toolkit.problems import Problem, Refused

from ..models import Edition, Plan
from ..reading import EditionReading, read_edition
from .po01 import summary_of
from .po02 import PlanPrint


class PlanForm:
    """A form of one edition: the LAO's plan that covers the year, its latest edition unless another is asked for."""

    def __init__(self, help: str, made: Callable[[EditionReading], Printable]) -> None:
        self.help, self.made = help, made

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", required=True, metavar="CODE", help="the LAO's code in DLA's register")
        parser.add_argument("--year", required=True, type=int, metavar="FY", help="a fiscal year of the plan (BE)")
        parser.add_argument("--edition", type=int, metavar="N", help="place in the chain, 0 the original")

    def prepare(self, *, username: str | None, **options: Any) -> Printable:
        organisation, year, edition = options["organisation"], options["year"], options["edition"]
        by = membership_of(username, Do.RECORD)
        lao = Organisation.objects.visible_to(by).laos().filter(code=organisation).first()
        if lao is None:
            told = _("No LAO in reach has the code %(code)s.")
            raise Refused(Problem("organisation_is_known", told, params={"code": organisation}))
        plan = Plan.objects.visible_to(by).filter(organisation=lao).covering(year).first()
        if plan is None:
            told = _("%(organisation)s has no plan that covers %(year)s.")
            raise Refused(Problem("plan_is_there", told, params={"organisation": lao.full_name, "year": year}))
        chain = Edition.objects.visible_to(by).standing().filter(plan=plan)
        chain = chain.select_related("plan", "organisation").order_by("-sequence")
        found = (chain if edition is None else chain.filter(sequence=edition)).first()
        if found is None:
            told = _("The plan %(span)s has no edition %(number)s.")
            raise Refused(Problem("edition_is_there", told, params={"span": str(plan), "number": edition}))
        return self.of(found)

    def of(self, edition: Edition) -> Printable:
        """The form of an edition already found; needs its plan and organisation."""
        return self.made(read_edition(edition))


FORMS = {
    "po01": PlanForm("ผ.01, the summary of a plan by strategy and programme", summary_of),
    "po02": PlanForm("ผ.02, the projects of a plan (and ผ.02/1, ผ.02/2, ผ.03 where there are rows)", PlanPrint),
}
