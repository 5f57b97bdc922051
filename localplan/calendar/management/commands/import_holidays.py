"""Take a list of public holidays over."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from localplan.calendar.actions import import_holidays
from localplan.calendar.holidays import read_holidays
from localplan.organisations.access import Do
from localplan.organisations.batch import membership_of
from localplan.organisations.models import Membership
from localplan.toolkit.batch import BatchCommand, Tally


class Command(BatchCommand):
    help = "Take public holidays over from a CSV file with the columns date and name; due dates on them move on."
    membership_of = staticmethod(lambda username: membership_of(username, Do.CALENDAR))

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        super().add_arguments(parser)

    def work(self, by: Membership, **options: Any) -> Tally:
        told = read_holidays(options["file"])
        done = import_holidays(told, by=by)
        return Tally(
            rows=len(told),
            created=done.new,
            changed=done.renamed,
            unchanged=done.unchanged,
            beside={"moved": done.moved},
        )
