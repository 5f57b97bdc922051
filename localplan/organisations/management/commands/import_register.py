"""Take over DLA's list of local administrative organisations."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from localplan.organisations.access import Do
from localplan.organisations.actions import import_register
from localplan.organisations.batch import day, membership_of
from localplan.organisations.models import Membership
from localplan.organisations.register import NEW, SKIP, Outcome, RegisterPlan, read_register
from localplan.toolkit import clock
from localplan.toolkit.batch import BatchCommand, Tally


def answer(text: str) -> tuple[int, str]:
    """ROW=CODE, ROW=new or ROW=skip."""
    row, _, said = text.partition("=")
    if not (row.isascii() and row.isdigit() and said):
        raise ArgumentTypeError(f"{text}: ROW=CODE, ROW={NEW} or ROW={SKIP}")
    return int(row), said.strip()


class Command(BatchCommand):
    help = "Take over DLA's list of LAOs from a CSV file: new, renamed, upgraded, moved and closed ones, dated."
    membership_of = staticmethod(lambda username: membership_of(username, Do.REGISTER))

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument(
            "--effective-on", type=day, metavar="DATE", help="the day from which the list holds (default today)"
        )
        parser.add_argument(
            "--answer",
            type=answer,
            action="append",
            default=[],
            metavar="ROW=CODE",
            help="which LAO a row is that was asked about: its code, new, or skip (leave the row out)",
        )
        parser.add_argument(
            "--leave-open",
            action="append",
            default=[],
            metavar="CODE",
            help="an LAO that stays open though the list does not have it",
        )
        super().add_arguments(parser)

    def work(self, by: Membership, **options: Any) -> Tally:
        file = read_register(options["file"])
        plan = import_register(
            file.rows,
            effective_on=options["effective_on"] or clock.today(),
            by=by,
            answers=dict(options["answer"]),
            left_open=options["leave_open"],
            reason=options["file"].name,
        )
        return tally_of(plan, rows=len(file.rows), notes=file.notes)


def tally_of(plan: RegisterPlan, *, rows: int, notes: list[Any]) -> Tally:
    """LAOs alone; the offices above follow from them."""
    counts = plan.counts
    changed = (Outcome.REOPENED, Outcome.UPGRADED, Outcome.MOVED, Outcome.RENAMED, Outcome.CORRECTED)
    return Tally(
        rows=rows,
        created=counts[Outcome.NEW],
        changed=sum(counts[outcome] for outcome in changed),
        unchanged=counts[Outcome.UNCHANGED] + counts[Outcome.LEFT_OPEN] + counts[Outcome.SKIPPED],
        removed=counts[Outcome.CLOSED],
        notes=list(notes),
    )
