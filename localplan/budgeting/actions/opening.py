"""Lines that come without an ordinance: surplus, last year's budget meanwhile, other agencies, grants, carried over."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from localplan.calendar.actions import lock_year
from localplan.calendar.rules import fact_date_is_open
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings
from localplan.toolkit.thai_dates import fiscal_year_dates

from .. import rules
from ..facts import OpenedLine
from ..models import BudgetLine, LineEntry
from ..plans import revisions_of
from .balances import Posting, write_entries
from .lines import lists_of, next_number

ZERO = Decimal("0.00")


@transaction.atomic
def open_line(organisation: Organisation, year: int, told: Sequence[OpenedLine], *, by: Membership) -> list[BudgetLine]:
    """Open lines of sources other than an ordinance: all of them, or none. Raises Refused with every problem."""
    under = require(by, Do.RECORD, organisation)
    closed = lock_year(organisation, year)
    lists = lists_of(organisation.pk, year)
    first, last = fiscal_year_dates(year)
    findings = Findings()
    for place, one in enumerate(told, start=1):
        row = one.row or place
        findings.add(rules.line_is_named(one.name), row=row)
        findings.add(rules.amount_is_money(one.amount, zero=False), row=row)
        findings.add(
            rules.line_is_classified_by_the_list(
                work=one.work, category=one.category, works=lists.works, categories=lists.categories
            ),
            row=row,
        )
        findings.add(rules.line_points_into_the_plan(project=one.project, projects=lists.projects), row=row)
        day = min(max(one.decided_on, first), last)
        findings.add(fact_date_is_open(day, closed_until=closed, field="decided_on"), row=row)
    findings.settle()
    moment, number = clock.now(), next_number(organisation.pk, year)
    revisions = revisions_of({one.project for one in told if one.project})
    made = BudgetLine.objects.bulk_create(
        BudgetLine(
            organisation=organisation,
            year_id=year,
            number=number + place,
            source=one.source,
            name=one.name,
            development=one.development,
            project_id=one.project,
            revision_id=revisions.get(one.project or 0),
            work_id=one.work,
            category_id=one.category,
            authority=one.authority,
            decided_on=one.decided_on,
            paper=one.paper,
            agency=one.agency,
            origin_id=one.origin,
            budget=one.amount,
            by=by,
            recorded_at=moment,
        )
        for place, one in enumerate(told)
    )
    postings = [
        Posting(line.pk, LineEntry.Kind.ENTERED, line.budget, min(max(one.decided_on, first), last), line.project_id)
        for line, one in zip(made, told, strict=True)
    ]
    write_entries(organisation, postings, by=by)
    done = [Did(line, organisation.pk, after={"source": line.source, "budget": line.budget}) for line in made]
    record(by, "line_opened", done, under=under)
    return made
