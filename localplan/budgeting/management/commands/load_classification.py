"""Take over the dated lists of classification from a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from localplan.budgeting.actions import load_classification
from localplan.budgeting.classification import COLUMNS, MORE_COLUMNS, read_list
from localplan.organisations.access import Do
from localplan.organisations.batch import membership_of
from localplan.organisations.models import Membership
from localplan.toolkit.batch import BatchCommand, Tally


class Command(BatchCommand):
    help = (
        f"Take over dated lists of classification from a CSV file with the columns {', '.join(COLUMNS)} (and "
        f"{', '.join(MORE_COLUMNS)}). Twice the same file changes nothing; none is removed, a code ends by last_year."
    )
    membership_of = staticmethod(lambda username: membership_of(username, Do.CALENDAR))

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        super().add_arguments(parser)

    def work(self, by: Membership, **options: Any) -> Tally:
        file, told = read_list(options["file"])
        done = load_classification(told, by=by)
        return Tally(
            rows=len(told),
            created=done.created,
            changed=done.changed,
            unchanged=done.unchanged,
            notes=list(file.notes),
        )
