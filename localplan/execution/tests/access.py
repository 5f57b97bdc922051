"""The room's part of the access matrix: who reads, who writes, what is only posted to, and the records behind it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from localplan.budgeting.models import BudgetLine
from localplan.execution import actions
from localplan.execution.facts import ProgressReport
from localplan.execution.models import CarryOver, Commitment, Progress
from localplan.organisations.models import Membership
from localplan.toolkit import clock
from localplan.toolkit.models import StoredFile

from . import make

#: Seen by the LAO and those who follow it.
READ = (
    "spending",
    "spending-q1",
    "spending-q2",
    "spending-q3",
    "spending-q4",
    "recurrent",
    "commitments",
    "commitment",
    "money-print",
    "money-workbook",
    "progress-photo",
    "year-end",
)
#: Lead to the quarter that is worked on.
LEAD = ("spending-year", "spending-today")
WRITE = (
    "add-commitment",
    "pay",
    "amend-commitment",
    "cancel-commitment",
    "correct-commitment",
    "report-progress",
    "import-money",
)
#: Of a commitment that stands there is nothing to sign again.
NOBODY = ("sign-again",)
POSTED = ("spending-save", "no-movement", "final-statuses", "reverse-year-end", "reverse-payment")
#: Without a workbook handed in, one is led to handing it in.
LEAD_WRITERS = ("preview-money",)


def arguments(line: BudgetLine, by: Membership, photo: StoredFile) -> dict[str, list[Any]]:
    """Of a commitment of the line, with a payment and a report of progress."""
    lao, year = line.organisation_id, line.year_id
    commitment: Commitment = make.a_commitment(line, by=by, amount="1000.00")
    [payment] = actions.disburse(line.organisation, [make.a_payment(commitment, "10.00")], by=by)
    actions.report_progress(
        line.organisation, [ProgressReport(commitment.pk, clock.today(), Decimal(5), photo=photo)], by=by
    )
    act = CarryOver.objects.create(
        organisation_id=lao,
        line=line,
        act="lapsed",
        amount=1,
        decided_on=clock.today(),
        by=by,
        recorded_at=clock.now(),
    )
    of_the_commitment = (*WRITE[1:6], "commitment", "sign-again")
    return {
        **{name: [commitment.pk] for name in of_the_commitment},
        **{name: [lao, year, 1] for name in ("spending", "spending-save", "no-movement", "recurrent")},
        **{
            name: [lao, year]
            for name in ("commitments", "add-commitment", "year-end", "final-statuses", "spending-year")
        },
        **{f"spending-q{quarter}": [lao, year] for quarter in (1, 2, 3, 4)},
        **{name: [lao, "payments", year] for name in ("money-workbook", "import-money", "preview-money")},
        "spending-today": [lao],
        "money-print": [lao, year, "payments", "xlsx"],
        "progress-photo": [Progress.objects.get(commitment=commitment).pk],
        "reverse-payment": [payment],
        "reverse-year-end": [act.pk],
    }
