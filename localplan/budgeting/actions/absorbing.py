"""The ordinance takes in what was used of last year's budget meanwhile: the part of the budget.

Commitments and payments live in the room to the right; it locks, calls this, and moves its shares.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from localplan.calendar import rules as calendar_rules
from localplan.calendar.actions import facts_closed_until
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership
from localplan.toolkit.problems import Findings
from localplan.toolkit.thai_dates import fiscal_year_dates

from .. import rules
from ..models import BudgetLine, LineEntry
from .balances import Posting, save_balances, write_entries

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Absorbed:
    """What moves from one line to the other, and the day it counts from."""

    previous: BudgetLine
    into: BudgetLine
    on: dt.date
    committed: Decimal
    paid: Decimal


def absorb_line(
    previous: BudgetLine, into: BudgetLine, committed: Decimal, paid: Decimal, *, by: Membership
) -> Absorbed:
    """Write the entries and balances of both lines; the ordinance's budget already holds the money.

    Call inside the transaction with both lines locked by `lock_lines`; what was committed and paid comes from the
    caller's own rows. The whole of the line goes: what was not used of it is the ordinance's.
    """
    owner = previous.organisation
    under = require(by, Do.RECORD, owner)
    on = _day_of(into)
    used = committed if previous.development else paid
    findings = Findings()
    findings.add(
        rules.absorbed_by_a_line_of_the_ordinance(
            source=previous.source,
            into=into.source,
            same_owner=into.organisation_id == previous.organisation_id,
            same_year=into.year_id == previous.year_id,
            same_nature=into.development == previous.development,
        )
    )
    findings.add(rules.absorbed_within_the_ordinance(used, left=into.available))
    closed = facts_closed_until(owner.pk, previous.year_id)
    findings.add(calendar_rules.fact_date_is_open(on, closed_until=closed, field="into"))
    findings.settle()
    # An AssertionError here is our bug: the caller's sums are what the line itself holds.
    assert (committed, paid) == (previous.committed, previous.paid)
    budget, stood = previous.budget, [_balances(line) for line in (previous, into)]
    previous.budget = previous.committed = previous.paid = ZERO
    into.committed, into.paid = into.committed + committed, into.paid + paid
    save_balances([previous, into])
    kind = LineEntry.Kind.ABSORBED
    postings = [
        Posting(previous.pk, kind, -budget, on, previous.project_id),
        Posting(into.pk, kind, ZERO, on, into.project_id),
    ]
    write_entries(owner, postings, by=by)
    sides = zip((previous, into), stood, strict=True)
    done = [Did(line, owner.pk, before=before, after=_balances(line)) for line, before in sides]
    record(by, "line_absorbed", done, under=under)
    return Absorbed(previous, into, on, committed, paid)


def _balances(line: BudgetLine) -> dict[str, Decimal]:
    return {"budget": line.budget, "committed": line.committed, "paid": line.paid}


def _day_of(into: BudgetLine) -> dt.date:
    """The day the ordinance is there: promulgated and in effect."""
    first, _last = fiscal_year_dates(into.year_id)
    ordinance = into.ordinance
    days = [ordinance.promulgated_on, ordinance.effective_on] if ordinance is not None else []
    return max([first, *(day for day in days if day is not None)])
