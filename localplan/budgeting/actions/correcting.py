"""Putting right a line that was opened without an ordinance: what it is for, whose money, how much."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.db import transaction

from localplan.calendar import rules as calendar_rules
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, difference, record
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings
from localplan.toolkit.thai_dates import fiscal_year_dates

from .. import rules
from ..facts import OpenedLine
from ..models import BudgetLine, LineEntry
from ..plans import revisions_of
from ..sources import OPENED_BY_HAND
from .balances import Posting, lock_lines, save_balances, write_entries
from .lines import check_line, lists_of, transferred_of

ZERO = Decimal("0.00")


@transaction.atomic
def correct_opened(
    organisation: Organisation,
    pk: int,
    told: OpenedLine,
    *,
    by: Membership,
    sources: Collection[str] = OPENED_BY_HAND,
) -> BudgetLine | None:
    """Put a line right as it should have been opened. A new amount counts from today, never below what is used.

    Source, kind and classification stay. None: the line is not the organisation's, or was taken back.
    """
    under = require(by, Do.RECORD, organisation)
    books = lock_lines(organisation, [pk])
    line = books.lines.get(pk)
    if line is None:
        return None
    amount = told.amount + transferred_of([pk]).get(pk, ZERO)
    growth = amount - line.budget
    linked = told.project != line.project_id
    first, last = fiscal_year_dates(line.year_id)
    on = min(max(clock.today(), first), last)
    findings = Findings()
    content = {"name": told.name, "development": line.development, "project_id": told.project, "amount": None}
    content |= {"work_id": line.work_id, "category_id": line.category_id}
    findings.add(rules.source_may_be_opened(line.source, allowed=sources))
    findings.add(check_line(content, lists_of(organisation.pk, line.year_id)))
    findings.add(rules.amount_is_money(told.amount, zero=False))
    findings.add(rules.money_of_others_names_its_owner(line.source, agency=told.agency))
    findings.add(rules.budget_covers_what_is_used(amount, used=line.budget - line.available))
    if growth or linked:
        closed = books.closed_until[line.year_id]
        findings.add(calendar_rules.fact_date_is_open(on, closed_until=closed, field="amount"))
    findings.settle()
    wanted = {
        "name": told.name.strip(),
        "project_id": told.project,
        "decided_on": told.decided_on,
        "paper": told.paper.strip(),
        "agency": told.agency.strip(),
        "budget": amount,
    }
    before, after = difference(line, wanted)
    if not after:
        return line
    for name, value in after.items():
        setattr(line, name, value)
    if linked:
        line.revision_id = revisions_of({told.project}).get(told.project) if told.project else None
    line.version += 1
    line.save(update_fields=["name", "project", "revision", "decided_on", "paper", "agency", "version"])
    if growth:
        save_balances([line])
    if growth or linked:
        kind = LineEntry.Kind.CORRECTED if growth else LineEntry.Kind.LINKED
        write_entries(organisation, [Posting(pk, kind, growth, on, told.project)], by=by)
    record(by, "lines_saved", [Did(line, organisation.pk, before=before, after=after)], under=under)
    return line
