"""The ordinance itself: its head as on paper, and the written excuses for what its lines are found to be."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.calendar.actions import lock_year
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings, Problem
from localplan.toolkit.thai_dates import fiscal_year_dates
from localplan.toolkit.versions import merge

from .. import rules
from ..facts import OrdinanceFacts
from ..models import Classification, Ordinance, RevenueEstimate
from .lines import require_open

HEAD = (
    "passed_on",
    "approved_on",
    "deemed_approved",
    "promulgated_on",
    "effective_on",
    "approver",
    "stated_total",
    "document",
)
LABELS: dict[str, str | Promise] = {
    **{name: Ordinance._meta.get_field(name).verbose_name for name in HEAD},  # type: ignore[union-attr]
    "revenues": _("Revenue estimate"),
}


@transaction.atomic
def adopt_ordinance(organisation: Organisation, year: int, told: OrdinanceFacts, *, by: Membership) -> Ordinance:
    """Write the head of an ordinance: a new one, or the one of that kind and number as it is to stand.

    It is written as the paper has it: missing dates, and expenditure above revenue, are no obstacle until the step is
    handed in (findings). Raises Refused with all problems, Stale where a colleague
    changed the same field meanwhile.
    """
    under = require(by, Do.RECORD, organisation)
    lock_year(organisation, year)
    of_year = Ordinance.objects.filter(organisation=organisation, year_id=year)
    there = of_year.filter(kind=told.kind, number=told.number).first()
    if there is not None:
        require_open(there)
    theirs = _head_of(there) if there is not None else None
    wanted = {name: getattr(told, name) for name in HEAD} | {"revenues": dict(told.revenues)}
    if theirs is not None and told.seen is not None:
        wanted = merge(told.seen, wanted, theirs, LABELS)
    annual = of_year.filter(kind=Ordinance.Kind.ANNUAL).exists()
    taken = [told.number] if there is not None and told.seen is None else []
    findings = Findings()
    findings.add(rules.supplementary_follows_the_annual(kind=told.kind, number=told.number, annual=annual, taken=taken))
    findings.add(_judged(wanted, year))
    findings.settle()
    row: Ordinance = there or Ordinance(
        organisation=organisation, year_id=year, kind=told.kind, number=told.number, version=0
    )
    if theirs == wanted:
        return row
    for name in HEAD:
        setattr(row, name, wanted[name])
    row.version += 1
    row.by, row.recorded_at = by, clock.now()
    row.save()
    if there is None:
        require_open(row)  # a supplementary one dated in a quarter that was handed in
    _write_revenues(row, wanted["revenues"])
    before = {name: value for name, value in (theirs or {}).items() if wanted[name] != value}
    after = {name: value for name, value in wanted.items() if theirs is None or name in before}
    record(
        by, "ordinance_entered", [Did(row, organisation.pk, before=_plain(before), after=_plain(after))], under=under
    )
    return row


def _head_of(ordinance: Ordinance) -> dict[str, Any]:
    estimates = dict(ordinance.revenues.values_list("item_id", "amount"))
    return {name: getattr(ordinance, name) for name in HEAD} | {"revenues": estimates}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Revenues as JSON keeps them."""
    return {
        name: {str(item): str(amount) for item, amount in value.items()} if name == "revenues" else value
        for name, value in values.items()
    }


def _judged(head: Mapping[str, Any], year: int) -> list[Problem]:
    steps = [(name, str(LABELS[name]), head[name]) for name in ("passed_on", "approved_on", "promulgated_on")]
    first, last = fiscal_year_dates(year)
    found = [
        *rules.ordinance_dates_follow_the_law(steps),
        *rules.ordinance_takes_effect_in_its_year(head["effective_on"], first=first, last=last),
        *rules.amount_is_money(head["stated_total"], field="stated_total"),
    ]
    for amount in head["revenues"].values():
        found += rules.amount_is_money(amount, field="revenues")
    return found


def _write_revenues(ordinance: Ordinance, revenues: Mapping[int, Decimal]) -> None:
    known = set(Classification.objects.in_year(ordinance.year_id).filter(tree="revenue").values_list("pk", flat=True))
    ordinance.revenues.all().delete()
    RevenueEstimate.objects.bulk_create(
        RevenueEstimate(ordinance=ordinance, item_id=item, amount=amount)
        for item, amount in revenues.items()
        if item in known
    )


@transaction.atomic
def excuse_findings(ordinance: Ordinance, reasons: Mapping[tuple[int, str], str], *, by: Membership) -> Ordinance:
    """Keep the written reasons why excusable findings stand: (line number or 0, rule) → text, "" for none."""
    under = require(by, Do.RECORD, ordinance.organisation)
    require_open(ordinance)
    there: Ordinance = Ordinance.objects.lock(ordinance.pk)
    kept = {(one["line"], one["rule"]): one["reason"] for one in there.excuses}
    now = {key: text.strip() for key, text in {**kept, **reasons}.items() if text.strip()}
    if now == kept:
        return there
    before = {"excuses": there.excuses}
    there.excuses = [{"line": line, "rule": rule, "reason": text} for (line, rule), text in sorted(now.items())]
    there.save(update_fields=["excuses"])
    did = Did(there, there.organisation_id, before=before, after={"excuses": there.excuses})
    record(by, "findings_excused", [did], under=under)
    return there
