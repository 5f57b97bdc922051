"""The province's own strategy: issues with goals, adopted on a day, revised with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from localplan.calendar.actions import require_step_open
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, difference, record
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings
from localplan.toolkit.versions import merge

from .. import rules
from ..facts import DirectionFact, IssueFact, Span
from ..models import ProvincialGoal, ProvincialIssue, ProvincialStrategy
from ..queries import uses_of
from .rows import Planned, Saved, plan_rows, record_rows, renumbered, write_rows

STEP = "provincial_strategy"


def _open(strategy: ProvincialStrategy, by: Membership, reason: str) -> ProvincialStrategy:
    """Right, step, lock, and the reason that an adopted strategy asks for."""
    require(by, Do.STRATEGY, strategy.organisation)
    require_step_open(strategy.organisation, STEP, range(strategy.first_year, strategy.last_year + 1))
    row: ProvincialStrategy = ProvincialStrategy.objects.locked(strategy.pk)
    findings = Findings()
    findings.add(rules.revision_has_a_reason(reason, adopted=row.adopted_on is not None))
    findings.settle()
    return row


def _verb(strategy: ProvincialStrategy) -> str:
    return "strategy_revised" if strategy.adopted_on else "strategy_saved"


def check_span(organisation: Organisation, span: Span, model: Any, findings: Findings) -> None:
    """A new span of an organisation whose row is locked."""
    others = dict(model.objects.of(organisation.pk).values_list("first_year", "last_year"))
    findings.add(rules.span_is_three_to_five_years(span.first_year, span.last_year))
    findings.add(rules.span_begins_once(span.first_year, others=others))


@transaction.atomic
def begin_provincial_strategy(
    province: Organisation, span: Span, *, by: Membership, like: ProvincialStrategy | None = None
) -> ProvincialStrategy:
    """Begin the strategy of a span: empty, or with the vision, issues and goals of an earlier one. Not adopted yet."""
    require(by, Do.STRATEGY, province)
    require_step_open(province, STEP, span.years)
    Organisation.objects.locked([province.pk]).get()
    findings = Findings()
    check_span(province, span, ProvincialStrategy, findings)
    findings.settle()
    made: ProvincialStrategy = ProvincialStrategy.objects.create(
        organisation=province,
        first_year=span.first_year,
        last_year=span.last_year,
        vision=like.vision if like else "",
    )
    if like is not None:
        assert like.organisation_id == province.pk
        earlier = list(like.issues.prefetch_related("goals"))
        issues = ProvincialIssue.objects.bulk_create(
            ProvincialIssue(strategy=made, number=issue.number, name=issue.name) for issue in earlier
        )
        ProvincialGoal.objects.bulk_create(
            ProvincialGoal(issue=new, number=goal.number, text=goal.text)
            for new, old in zip(issues, earlier, strict=True)
            for goal in old.goals.all()
        )
    after = {"first_year": made.first_year, "last_year": made.last_year}
    verb = "strategy_copied" if like else "strategy_saved"
    record(by, verb, [Did(made, province.pk, after=after)])
    return made


@transaction.atomic
def save_provincial_strategy(
    strategy: ProvincialStrategy, told: DirectionFact, *, by: Membership, reason: str = ""
) -> ProvincialStrategy:
    """Write the vision. An adopted strategy is revised with a reason."""
    row = _open(strategy, by, reason)
    findings = Findings()
    findings.add(rules.text_fits(told.vision, longest=2000, field="vision"))
    findings.settle()
    theirs = {"vision": row.vision}
    wanted = {"vision": told.vision}
    merged = merge(told.seen, wanted, theirs, _labels(row)) if told.seen is not None else wanted
    before, after = difference(row, merged)
    if after:
        ProvincialStrategy.objects.filter(pk=row.pk).update(**after, version=row.version + 1)
        record(by, _verb(row), [Did(row, row.organisation_id, before, after)], reason=reason)
        row.refresh_from_db()
    return row


def _labels(row: Any) -> dict[str, Any]:
    return {field.name: field.verbose_name for field in row._meta.fields}


@transaction.atomic
def save_issues(strategy: ProvincialStrategy, told: Sequence[IssueFact], *, by: Membership, reason: str = "") -> Saved:
    """Make and change issues with their goals: all of them, or none."""
    row = _open(strategy, by, reason)
    there = list(row.issues.prefetch_related("goals"))
    findings = Findings()
    planned = plan_rows(
        told,
        there,
        values_of=lambda issue: {"number": issue.number, "name": issue.name, "goals": issue.goals_as_lines},
        group_of=lambda _: row.pk,
        group_told=lambda _: row.pk,
        findings=findings,
    )
    for plan in planned:
        for goal in plan.values["goals"].split("\n"):
            findings.add(rules.text_fits(goal.strip(), longest=500, field="goals"), row=plan.fact.row)
    findings.settle()
    saved = write_rows(
        ProvincialIssue,
        planned,
        columns={"number": "number", "name": "name"},
        make=lambda plan: ProvincialIssue(strategy=row, number=plan.values["number"], name=plan.values["name"]),
    )
    _write_goals([plan for plan in planned if "goals" in plan.differs])
    record_rows(by, _verb(row), planned, row.organisation_id, reason=reason)
    return saved


def _write_goals(planned: Sequence[Planned]) -> None:
    ProvincialGoal.objects.filter(issue__in=[plan.row for plan in planned]).delete()
    ProvincialGoal.objects.bulk_create(
        ProvincialGoal(issue=plan.row, number=number, text=text)
        for plan in planned
        for number, text in enumerate((line.strip() for line in plan.values["goals"].split("\n") if line.strip()), 1)
    )


@transaction.atomic
def renumber_issues(
    strategy: ProvincialStrategy, numbers: Mapping[int, int], *, by: Membership, reason: str = ""
) -> None:
    """Give issues other numbers; `numbers`: id → number."""
    row = _open(strategy, by, reason)
    findings = Findings()
    planned = renumbered(list(row.issues.all()), numbers, findings)
    findings.settle()
    write_rows(ProvincialIssue, planned, columns={"number": "number"}, make=_no_new_row)
    record_rows(by, _verb(row), planned, row.organisation_id, reason=reason)


def _no_new_row(plan: Planned) -> Any:
    raise AssertionError(plan)


@transaction.atomic
def remove_issue(issue: ProvincialIssue, *, by: Membership, reason: str = "") -> None:
    """Take an issue and its goals out, while no LAO serves it."""
    row = _open(issue.strategy, by, reason)
    findings = Findings()
    findings.add(rules.nothing_hangs_on_it(issue.name, uses=uses_of(ProvincialIssue, [issue.pk])))
    findings.settle()
    done = Did(issue, row.organisation_id, before={"name": issue.name, "goals": issue.goals_as_lines})
    record(by, "strategy_removed", [done], reason=reason)
    issue.delete()


@transaction.atomic
def adopt_strategy(strategy: ProvincialStrategy, adopted_on: dt.date, *, by: Membership) -> ProvincialStrategy:
    """Say on which day the strategy was adopted; from then on the LAOs of the province see it and serve it."""
    require(by, Do.STRATEGY, strategy.organisation)
    require_step_open(strategy.organisation, STEP, range(strategy.first_year, strategy.last_year + 1))
    row: ProvincialStrategy = ProvincialStrategy.objects.locked(strategy.pk)
    findings = Findings()
    findings.add(
        rules.adopted_strategy_has_an_issue([len(i.goals.all()) for i in row.issues.prefetch_related("goals")])
    )
    findings.add(rules.adoption_has_happened(adopted_on, today=clock.today()))
    findings.settle()
    before, after = difference(row, {"adopted_on": adopted_on})
    if after:
        ProvincialStrategy.objects.filter(pk=row.pk).update(**after, version=row.version + 1)
        record(by, "strategy_adopted", [Did(row, row.organisation_id, before, after)])
        row.refresh_from_db()
    return row


@transaction.atomic
def remove_provincial_strategy(strategy: ProvincialStrategy, *, by: Membership, reason: str = "") -> None:
    """Take a whole span out, while no LAO serves any of it."""
    row = _open(strategy, by, reason)
    ids = list(row.issues.values_list("pk", flat=True))
    findings = Findings()
    findings.add(rules.nothing_hangs_on_it(str(row), uses=uses_of(ProvincialIssue, ids)))
    findings.settle()
    before = {"first_year": row.first_year, "last_year": row.last_year, "vision": row.vision}
    record(by, "strategy_removed", [Did(row, row.organisation_id, before=before)], reason=reason)
    row.delete()
