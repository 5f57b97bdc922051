"""What became of the project behind each development line when its year closed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from localplan.budgeting.actions import lock_lines
from localplan.budgeting.models import BudgetLine
from localplan.budgeting.rules import line_is_known, line_stands_once
from localplan.calendar.actions import require_step_open
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.bulk import copy_in
from localplan.toolkit.problems import NO_REASONS, Findings, Reasons

from .. import rules
from ..facts import Ending
from ..models import FinalStatus

STEP = "year_close"


@transaction.atomic
def give_status(
    owner: Organisation, endings: Sequence[Ending], *, by: Membership, reasons: Reasons = NO_REASONS
) -> int:
    """Say what became of development lines: all of them, or none; how many statuses are new."""
    under = require(by, Do.RECORD, owner)
    wanted = [ending.line for ending in endings]
    of_lines = BudgetLine.objects.filter(organisation=owner, pk__in=wanted).values_list("year_id", flat=True)
    for year in sorted(set(of_lines)):
        require_step_open(owner, STEP, year)
    books = lock_lines(owner, wanted)
    rows = FinalStatus.objects.filter(line__in=books.lines).order_by("line_id", "-id").distinct("line_id")
    present = {row.line_id: (row.status, row.note) for row in rows}
    findings = Findings()
    findings.add(line_stands_once(wanted))
    for place, ending in enumerate(endings, start=1):
        row, line = ending.row or place, books.lines.get(ending.line)
        findings.add(line_is_known(asked=ending.line, found=line is not None), row=row)
        if line is not None:
            found = [
                *rules.status_is_of_a_development_line(development=line.development),
                *rules.status_is_one_of_the_list(ending.status, known=FinalStatus.Status.values),
                *rules.status_fits_the_money(
                    ending.status, paid=line.paid, carried=line.committed - line.paid + line.reserved
                ),
            ]
            findings.add(found, row=row)
    excuses = findings.settle(reasons)
    new = [one for one in endings if present.get(one.line) != (one.status, one.note)]
    moment = clock.now()
    copy_in(
        FinalStatus,
        ("organisation", "line", "status", "note", "by", "recorded_at"),
        ((owner.pk, one.line, one.status, one.note, by.pk, moment) for one in new),
    )
    done = [Did(books.lines[one.line], owner.pk, after={"status": one.status}) for one in new]
    record(by, "status_given", done, under=under, excuses=excuses)
    return len(new)
