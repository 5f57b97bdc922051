"""Commitments: shares of budget lines bound to contracts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.budgeting.actions import OpenYears, lock_lines
from localplan.budgeting.models import BudgetLine
from localplan.budgeting.rules import line_is_known
from localplan.calendar.rules import fact_date_is_open
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.problems import NO_REASONS, Findings, Problem, Reasons
from localplan.toolkit.thai_dates import fiscal_year_dates

from .. import rules
from ..facts import Contract
from ..models import Commitment, CommitmentEvent
from .shares import Growth, Happening, write_events, write_growth

ZERO = Decimal("0.00")
#: Kinds that come out of procurement and so carry a number.
NUMBERED = (Commitment.Kind.CONTRACT, Commitment.Kind.ORDER)
LABELS: dict[str, str | Promise] = {
    "title": _("What for"),
    "counterparty": _("Counterparty"),
    "number": _("Contract no."),
}


@dataclass
class Taken:
    """Numbers that stand on commitments of the organisation already; grows with the rows of one sheet."""

    egp: dict[str, str]
    numbers: set[tuple[int, str, str]]


def taken_by(owner: Organisation, contracts: Iterable[Contract], *, beside: int | None = None) -> Taken:
    """Two statements, however many contracts; only the numbers these name. `beside`: a commitment not counted."""
    listed = list(contracts)
    of_owner = Commitment.objects.filter(organisation=owner).exclude(pk=beside)
    egp = [c.egp for c in listed if c.egp]
    numbers = [c.number for c in listed if c.number]
    return Taken(
        dict(of_owner.filter(egp__in=egp, cancelled_on=None).values_list("egp", "title")) if egp else {},
        set(of_owner.filter(number__in=numbers).values_list("year_id", "kind", "number")) if numbers else set(),
    )


@transaction.atomic
def commit(
    owner: Organisation, contracts: Sequence[Contract], *, by: Membership, reasons: Reasons = NO_REASONS
) -> list[Commitment]:
    """Bind shares of budget lines to signed contracts: all of them, or none.

    `reasons` maps (row, rule) to the written excuse for an excusable rule. Raises Refused with every problem.
    """
    under = require(by, Do.RECORD, owner)
    books = lock_lines(owner, (part.line for contract in contracts for part in contract.parts))
    taken = taken_by(owner, contracts)
    findings = Findings()
    for row, contract in enumerate(contracts, start=1):
        findings.add(check_contract(contract, books, taken), row=contract.row or row)
        for part in contract.parts:
            line = books.lines.get(part.line)
            findings.add(line_is_known(asked=part.line, found=line is not None), row=contract.row or row)
            if line is None:
                continue
            found = [
                *rules.commitment_is_of_development(development=line.development),
                *rules.commitment_within_budget(part.amount, available=line.available),
            ]
            findings.add(found, row=contract.row or row)
            line.committed += part.amount
    excuses = findings.settle(reasons)
    for part in (part for contract in contracts for part in contract.parts):
        books.lines[part.line].committed -= part.amount  # it grows with the entry that says so
    made = _write(owner, contracts, books.lines, by)
    done = [Did(one, owner.pk, after=_told(contract)) for one, contract in zip(made, contracts, strict=True)]
    record(by, "committed", done, under=under, excuses=excuses)
    return made


def check_contract(contract: Contract, books: OpenYears, taken: Taken) -> list[Problem]:
    """Everything the rules say of one contract beside what its lines have left."""
    total = sum((part.amount for part in contract.parts), ZERO)
    texts = {"title": contract.title, "counterparty": contract.counterparty, "number": contract.number}
    found = [
        *rules.commitment_says_who_and_what(texts, needs_number=contract.kind in NUMBERED, labels=LABELS),
        *rules.commitment_takes_from_a_line([(part.line, part.amount) for part in contract.parts]),
        *rules.shares_add_up(contract.amount, parts=total),
        *rules.fact_is_not_ahead(contract.signed_on, today=clock.today(), field="signed_on"),
        *rules.commitment_ends_after_it_is_signed(contract.signed_on, ends_on=contract.ends_on),
        *rules.instalments_add_up([amount for amount, _day in contract.instalments], amount=total),
        *rules.egp_has_eleven_digits(contract.egp),
        *rules.egp_is_used_once(contract.egp, taken=taken.egp),
    ]
    by_year = _by_year(contract, books.lines)
    found += rules.commitment_over_years_is_permitted(
        by_year, council_on=contract.council_on, ceilings=contract.ceilings
    )
    for year in by_year:
        closed = books.closed_until[year]
        # Signed after the year counts as its last day: a year that is closed takes nothing more.
        day = min(contract.signed_on, fiscal_year_dates(year)[1])
        found += fact_date_is_open(day, closed_until=closed, field="signed_on")
    if by_year:
        year = min(by_year)
        first, last = fiscal_year_dates(year)
        found += rules.commitment_signed_in_year(contract.signed_on, first=first, last=last)
        mine = (year, contract.kind, contract.number)
        found += rules.commitment_number_is_one(
            contract.number, taken={contract.number} if mine in taken.numbers else set()
        )
        taken.numbers.add(mine)
    if contract.egp:
        taken.egp[contract.egp] = contract.title
    return found


def instalments_as_kept(told: Sequence[tuple[Decimal, dt.date | None]]) -> list[dict[str, Any]]:
    """As the table keeps them: [{no, amount, due_on}]."""
    return [
        {"no": no, "amount": str(amount), "due_on": day.isoformat() if day else None}
        for no, (amount, day) in enumerate(told, start=1)
    ]


def ceilings_as_kept(told: Mapping[int, Decimal]) -> dict[str, str]:
    """As the table keeps them: fiscal year → baht."""
    return {str(year): str(amount) for year, amount in told.items()}


def _by_year(contract: Contract, lines: Mapping[int, BudgetLine]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = defaultdict(Decimal)
    for part in contract.parts:
        if part.line in lines:
            found[lines[part.line].year_id] += part.amount
    return dict(found)


def _told(contract: Contract) -> dict[str, object]:
    parts = {str(part.line): str(part.amount) for part in contract.parts}
    return {"signed_on": contract.signed_on, "counterparty": contract.counterparty, "shares": parts}


def _write(
    owner: Organisation, contracts: Sequence[Contract], lines: Mapping[int, BudgetLine], by: Membership
) -> list[Commitment]:
    """The commitments, their first events, shares, entries and balances: nine statements, however many."""
    moment = clock.now()
    made = Commitment.objects.bulk_create(
        Commitment(
            organisation=owner,
            year_id=min(lines[part.line].year_id for part in contract.parts),
            kind=contract.kind,
            number=contract.number,
            title=contract.title,
            counterparty=contract.counterparty,
            method=contract.method,
            egp=contract.egp,
            signed_on=contract.signed_on,
            ends_on=contract.ends_on,
            instalments=instalments_as_kept(contract.instalments),
            council_on=contract.council_on,
            ceilings=ceilings_as_kept(contract.ceilings),
            by=by,
            recorded_at=moment,
        )
        for contract in contracts
    )
    events = write_events(
        owner, [Happening(c.pk, CommitmentEvent.Kind.SIGNED, c.signed_on, c.number) for c in made], by=by
    )
    growth = [
        Growth(one.pk, lines[part.line], part.amount, event, one.signed_on)
        for one, event, contract in zip(made, events, contracts, strict=True)
        for part in contract.parts
    ]
    write_growth(owner, growth)
    return made
