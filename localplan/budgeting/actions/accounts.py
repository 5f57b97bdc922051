"""Control totals: what the accounts said at the end of a quarter. Every statement is kept; the latest counts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from localplan.calendar import rules as calendar_rules
from localplan.calendar.actions import lock_year
from localplan.calendar.steps import quarter_end
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.bulk import copy_in
from localplan.toolkit.problems import NO_REASONS, Findings, Problem, Reasons
from localplan.toolkit.thai_dates import fiscal_year_dates

from .. import rules
from ..facts import PartTotal, Statement
from ..models import Classification, ControlStatement, ControlTotal

ZERO = Decimal("0.00")


@transaction.atomic
def state_accounts(
    organisation: Organisation, year: int, told: Statement, *, by: Membership, reasons: Reasons = NO_REASONS
) -> ControlStatement:
    """Keep what the accounts say of a quarter, as typed or read. The same once more changes nothing.

    `reasons` may excuse a งบ whose accounts exceed its budget: (row, rule) → text; rows count from 1.
    """
    under = require(by, Do.RECORD, organisation)
    closed = lock_year(organisation, year)
    listed = Classification.objects.in_year(year).filter(tree="object", depth=0)
    parts: dict[int, str] = dict(listed.values_list("pk", "name"))
    findings = Findings()
    begun = None
    if told.quarter in (1, 2, 3, 4):
        first, end = fiscal_year_dates(year)[0], quarter_end(year, told.quarter)
        begun = quarter_end(year, told.quarter - 1) + dt.timedelta(days=1) if told.quarter > 1 else first
        findings.add(calendar_rules.fact_date_is_open(end, closed_until=closed, field="quarter"))
    findings.add(rules.statement_is_of_a_quarter(told.quarter, begun_on=begun, today=clock.today()))
    findings.add(rules.statement_names_each_part_once([total.part for total in told.totals], known=parts))
    for row, total in enumerate(told.totals, start=1):
        findings.add(_judged(total), row=row, column=parts.get(total.part, ""))
    excuses = findings.settle(reasons)
    rows = ControlStatement.objects.filter(organisation=organisation, year_id=year, quarter=told.quarter)
    latest: ControlStatement | None = rows.order_by("-pk").first()
    if latest is not None and _same(latest, told):
        return latest
    made: ControlStatement = ControlStatement.objects.create(
        organisation=organisation,
        year_id=year,
        quarter=told.quarter,
        origin=told.origin,
        document=told.document,
        reason=told.reason.strip(),
        by=by,
        recorded_at=clock.now(),
    )
    copy_in(
        ControlTotal,
        ("statement", "part", "budget", "outstanding", "disbursed"),
        ((made.pk, total.part, total.budget, total.outstanding, total.disbursed) for total in told.totals),
    )
    after = {"quarter": told.quarter, "origin": told.origin}
    did = Did(made, organisation.pk, after=after)
    record(by, "accounts_stated", [did], under=under, reason=told.reason.strip(), excuses=excuses)
    return made


def _judged(total: PartTotal) -> list[Problem]:
    found: list[Problem] = []
    for field in ("budget", "outstanding", "disbursed"):
        found += rules.amount_is_money(getattr(total, field), field=field)
    if not found:
        found += rules.accounts_stay_within_the_budget(
            budget=total.budget, outstanding=total.outstanding, disbursed=total.disbursed
        )
    return found


def _same(latest: ControlStatement, told: Statement) -> bool:
    stood = set(latest.totals.values_list("part_id", "budget", "outstanding", "disbursed"))
    now = {(total.part, total.budget, total.outstanding, total.disbursed) for total in told.totals}
    head = (latest.origin, latest.document_id, latest.reason)
    return stood == now and head == (told.origin, told.document.pk if told.document else None, told.reason.strip())
