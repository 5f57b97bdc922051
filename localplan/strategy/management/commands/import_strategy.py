"""Take over an LAO's strategies, tactics and programmes from a list."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from localplan.organisations.access import Do
from localplan.organisations.batch import membership_of
from localplan.organisations.models import Membership, Organisation
from localplan.strategy.actions import take_over_list
from localplan.strategy.facts import Span
from localplan.strategy.reading import read_paths
from localplan.toolkit.batch import BatchCommand, Tally
from localplan.toolkit.problems import Problem, Refused


class Command(BatchCommand):
    help = (
        "Take over strategies, tactics and programmes from a CSV file with the columns strategy_no, strategy, "
        "serves_no, tactic_no, tactic, programme. The same file twice changes nothing; nothing is removed."
    )
    membership_of = staticmethod(lambda username: membership_of(username, Do.RECORD))

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--organisation", required=True, metavar="CODE", help="the LAO's code in DLA's register")
        parser.add_argument("--first-year", required=True, type=int, metavar="FY", help="the span's first year, BE")
        parser.add_argument("--last-year", required=True, type=int, metavar="FY", help="its last year, included")
        super().add_arguments(parser)

    def work(self, by: Membership, **options: Any) -> Tally:
        lao = Organisation.objects.visible_to(by).laos().filter(code=options["organisation"], closed_on=None).first()
        if lao is None:
            raise Refused(
                Problem(
                    "organisation_is_known",
                    _("No LAO in reach has the code %(code)s."),
                    params={"code": options["organisation"]},
                )
            )
        file, paths = read_paths(options["file"])
        counts = take_over_list(lao, Span(options["first_year"], options["last_year"]), paths, by=by)
        return Tally(
            rows=len(paths),
            created=counts.created,
            changed=counts.changed,
            unchanged=counts.unchanged,
            notes=list(file.notes),
        )
