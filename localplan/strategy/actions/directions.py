"""An LAO's vision and mission, its strategies, tactics and programmes over one span."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from localplan.calendar.actions import require_step_open
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, difference, record
from localplan.organisations.models import Delegation, Membership, Organisation
from localplan.toolkit.problems import Findings
from localplan.toolkit.versions import merge

from .. import rules
from ..facts import DirectionFact, ProgrammeFact, Span, StrategyFact, TacticFact
from ..models import Direction, Programme, Strategy, Tactic
from ..queries import offered_issues, uses_of
from .provincial import check_span
from .rows import Planned, Saved, plan_rows, record_rows, renumbered, write_rows

STEP = "lao_strategy"
Row = Strategy | Tactic | Programme


def span_of(direction: Direction) -> Span:
    return Span(direction.first_year, direction.last_year)


def _open(direction: Direction, by: Membership) -> tuple[Direction, Delegation | None]:
    """Right, step, lock; with the letter it rests on, if on behalf."""
    under = require(by, Do.RECORD, direction.organisation)
    require_step_open(direction.organisation, STEP, span_of(direction).years)
    return Direction.objects.locked(direction.pk), under


def _begin(lao: Organisation, span: Span, by: Membership) -> Delegation | None:
    under = require(by, Do.RECORD, lao)
    require_step_open(lao, STEP, span.years)
    Organisation.objects.locked([lao.pk]).get()
    findings = Findings()
    check_span(lao, span, Direction, findings)
    findings.settle()
    return under


@transaction.atomic
def begin_direction(lao: Organisation, span: Span, told: DirectionFact, *, by: Membership) -> Direction:
    """Begin a span of an LAO with its vision and mission, as far as they are known."""
    under = _begin(lao, span, by)
    _check_texts(told)
    made: Direction = Direction.objects.create(
        organisation=lao,
        first_year=span.first_year,
        last_year=span.last_year,
        vision=told.vision,
        missions=told.missions,
    )
    after = {"first_year": made.first_year, "last_year": made.last_year, "vision": made.vision}
    record(by, "strategy_saved", [Did(made, lao.pk, after=after)], under=under)
    return made


def _check_texts(told: DirectionFact) -> None:
    findings = Findings()
    findings.add(rules.text_fits(told.vision, longest=2000, field="vision"))
    findings.add(rules.text_fits(told.missions, longest=4000, field="missions"))
    findings.settle()


@transaction.atomic
def save_direction(direction: Direction, told: DirectionFact, *, by: Membership) -> Direction:
    """Write vision and missions (one a line). Two people at once: other fields merge, the same one raises Stale."""
    row, under = _open(direction, by)
    _check_texts(told)
    wanted = {"vision": told.vision, "missions": told.missions}
    labels = {field.name: field.verbose_name for field in row._meta.fields}
    theirs = {"vision": row.vision, "missions": row.missions}
    merged = merge(told.seen, wanted, theirs, labels) if told.seen is not None else wanted
    before, after = difference(row, merged)
    if after:
        Direction.objects.filter(pk=row.pk).update(**after, version=row.version + 1)
        record(by, "strategy_saved", [Did(row, row.organisation_id, before, after)], under=under)
        row.refresh_from_db()
    return row


@transaction.atomic
def save_strategies(direction: Direction, told: Sequence[StrategyFact], *, by: Membership) -> Saved:
    """Make and change strategies of a span: all of them, or none."""
    row, under = _open(direction, by)
    findings = Findings()
    planned = plan_rows(
        told,
        row.strategies.all(),
        values_of=lambda s: {"number": s.number, "name": s.name, "serves": s.serves_id, "together": s.together},
        group_of=lambda _: row.pk,
        group_told=lambda _: row.pk,
        findings=findings,
    )
    issues = {issue.pk: issue for issue in offered_issues(row.organisation, span_of(row))}
    for plan in planned:
        if "serves" in plan.differs:
            findings.add(rules.strategy_serves_the_province(plan.values["serves"], offered=issues), row=plan.fact.row)
        findings.add(rules.text_fits(plan.values["together"], longest=300, field="together"), row=plan.fact.row)
    findings.settle()
    saved = write_rows(
        Strategy,
        planned,
        columns={"number": "number", "name": "name", "serves": "serves_id", "together": "together"},
        make=lambda plan: Strategy(
            organisation_id=row.organisation_id,
            direction=row,
            number=plan.values["number"],
            name=plan.values["name"],
            serves_id=plan.values["serves"],
            together=plan.values["together"],
        ),
    )

    def words(values: dict[str, Any]) -> dict[str, Any]:
        issue = issues.get(values.get("serves") or 0)
        return {**values, "serves": str(issue)} if issue is not None else values

    record_rows(by, "strategy_saved", planned, row.organisation_id, under=under, words=words)
    return saved


@transaction.atomic
def save_tactics(direction: Direction, told: Sequence[TacticFact], *, by: Membership) -> Saved:
    """Make and change tactics of a span's strategies: all of them, or none."""
    row, under = _open(direction, by)
    strategies = set(row.strategies.values_list("pk", flat=True))
    findings = Findings()
    for fact in told:
        findings.add(rules.row_is_of_this_span([fact.strategy], there=strategies, field="strategy"), row=fact.row)
    planned = plan_rows(
        told,
        Tactic.objects.filter(strategy__direction=row),
        values_of=lambda tactic: {"number": tactic.number, "name": tactic.name},
        group_of=lambda tactic: tactic.strategy_id,
        group_told=lambda fact: fact.strategy,
        findings=findings,
    )
    findings.settle()
    saved = write_rows(
        Tactic,
        planned,
        columns={"number": "number", "name": "name"},
        make=lambda plan: Tactic(
            organisation_id=row.organisation_id,
            strategy_id=plan.fact.strategy,
            number=plan.values["number"],
            name=plan.values["name"],
        ),
    )
    record_rows(by, "strategy_saved", planned, row.organisation_id, under=under)
    return saved


@transaction.atomic
def save_programmes(direction: Direction, told: Sequence[ProgrammeFact], *, by: Membership) -> Saved:
    """Make and change programmes of a span and the tactics they stand under: all of them, or none."""
    row, under = _open(direction, by)
    tactics = {t.pk: t for t in Tactic.objects.filter(strategy__direction=row).select_related("strategy")}
    findings = Findings()
    for fact in told:
        findings.add(rules.row_is_of_this_span(fact.tactics or (), there=tactics, field="tactics"), row=fact.row)
    planned = plan_rows(
        told,
        row.programmes.prefetch_related("tactics"),
        values_of=lambda p: {
            "number": p.number,
            "name": p.name,
            "tactics": tuple(sorted(tactic.pk for tactic in p.tactics.all())),
        },
        group_of=lambda _: row.pk,
        group_told=lambda _: row.pk,
        findings=findings,
    )
    findings.settle()
    saved = write_rows(
        Programme,
        planned,
        columns={"number": "number", "name": "name"},
        make=lambda plan: Programme(
            organisation_id=row.organisation_id,
            direction=row,
            number=plan.values["number"],
            name=plan.values["name"],
        ),
    )
    _tie([plan for plan in planned if "tactics" in plan.differs])

    def words(values: dict[str, Any]) -> dict[str, Any]:
        if "tactics" not in values:
            return values
        return {**values, "tactics": ", ".join(tactics[pk].code for pk in values["tactics"] if pk in tactics)}

    record_rows(by, "strategy_saved", planned, row.organisation_id, under=under, words=words)
    return saved


def _tie(planned: Sequence[Planned]) -> None:
    """Write which tactics the programmes stand under."""
    through = Programme.tactics.through
    through.objects.filter(programme__in=[plan.row for plan in planned]).delete()
    through.objects.bulk_create(
        through(programme_id=plan.row.pk, tactic_id=pk) for plan in planned for pk in plan.values["tactics"]
    )


@transaction.atomic
def renumber(direction: Direction, model: type[Row], numbers: Mapping[int, int], *, by: Membership) -> None:
    """Give strategies, the tactics of one strategy, or programmes other numbers; `numbers`: id → number."""
    row, under = _open(direction, by)
    there: list[Any]
    if model is Tactic:
        there = list(Tactic.objects.filter(strategy__direction=row, strategy__tactics__in=list(numbers)).distinct())
    else:
        there = list(model.objects.filter(direction=row))
    findings = Findings()
    planned = renumbered(there, numbers, findings)
    findings.settle()
    write_rows(model, planned, columns={"number": "number"}, make=_no_new_row)
    record_rows(by, "strategy_saved", planned, row.organisation_id, under=under)


def _no_new_row(plan: Planned) -> Any:
    raise AssertionError(plan)


@transaction.atomic
def remove(record_: Row, *, by: Membership) -> None:
    """Take a strategy, tactic or programme out while nothing uses it; a tactic lets its programmes go."""
    direction = record_.strategy.direction if isinstance(record_, Tactic) else record_.direction
    row, under = _open(direction, by)
    findings = Findings()
    findings.add(rules.nothing_hangs_on_it(record_.name, uses=uses_of(type(record_), [record_.pk])))
    findings.settle()
    before = {"number": record_.number, "name": record_.name}
    record(by, "strategy_removed", [Did(record_, row.organisation_id, before=before)], under=under)
    record_.delete()


@transaction.atomic
def remove_direction(direction: Direction, *, by: Membership) -> None:
    """Take a whole span out while no plan and no project stands on any of it."""
    row, under = _open(direction, by)
    tactics = Tactic.objects.filter(strategy__direction=row)
    parts: list[tuple[Any, Any, tuple[type, ...]]] = [
        (Direction, [row.pk], (Strategy, Programme)),
        (Strategy, row.strategies.values_list("pk", flat=True), (Tactic,)),
        (Tactic, tactics.values_list("pk", flat=True), ()),
        (Programme, row.programmes.values_list("pk", flat=True), ()),
    ]
    findings = Findings()
    uses: dict[str, int] = {}
    for model, ids, besides in parts:
        uses |= uses_of(model, list(ids), besides=besides)
    findings.add(rules.nothing_hangs_on_it(str(row), uses=uses))
    findings.settle()
    before = {"first_year": row.first_year, "last_year": row.last_year, "vision": row.vision}
    record(by, "strategy_removed", [Did(row, row.organisation_id, before=before)], under=under)
    row.programmes.all().delete()
    tactics.delete()
    row.strategies.all().delete()
    row.delete()


@transaction.atomic
def copy_forward(direction: Direction, span: Span, *, by: Membership) -> Direction:
    """Begin another span from this one: vision, missions, strategies, tactics, programmes and their ties.

    A strategy goes on serving its issue where that still holds for the new years, else the issue of the same name in
    the province's newer strategy; where there is none the officer chooses anew.
    """
    lao = direction.organisation
    under = _begin(lao, span, by)
    made: Direction = Direction.objects.create(
        organisation=lao,
        first_year=span.first_year,
        last_year=span.last_year,
        vision=direction.vision,
        missions=direction.missions,
    )
    offered = offered_issues(lao, span)
    by_name = {issue.name: issue.pk for issue in reversed(offered)}
    there = {issue.pk for issue in offered}
    earlier = list(direction.strategies.select_related("serves"))

    def serves(old: Strategy) -> int | None:
        if old.serves is None or old.serves.pk in there:
            return old.serves_id
        return by_name.get(old.serves.name)

    own = {"organisation_id": lao.pk}
    strategies = _copied(
        Strategy,
        earlier,
        lambda old: Strategy(
            **own, direction=made, number=old.number, name=old.name, serves_id=serves(old), together=old.together
        ),
    )
    tactics = _copied(
        Tactic,
        list(Tactic.objects.filter(strategy__direction=direction)),
        lambda old: Tactic(**own, strategy=strategies[old.strategy_id], number=old.number, name=old.name),
    )
    programmes = _copied(
        Programme,
        list(direction.programmes.all()),
        lambda old: Programme(**own, direction=made, number=old.number, name=old.name),
    )
    through = Programme.tactics.through
    ties = through.objects.filter(programme__direction=direction).values_list("programme_id", "tactic_id")
    through.objects.bulk_create(
        through(programme_id=programmes[programme].pk, tactic_id=tactics[tactic].pk) for programme, tactic in ties
    )
    after = {"first_year": made.first_year, "last_year": made.last_year, "vision": made.vision}
    record(by, "strategy_copied", [Did(made, lao.pk, after=after)], under=under, reason=str(direction))
    return made


def _copied(model: Any, earlier: Sequence[Any], anew: Any) -> dict[int, Any]:
    """The new rows by the ids of the old ones, in one statement."""
    made = model.objects.bulk_create([anew(old) for old in earlier])
    return {old.pk: new for old, new in zip(earlier, made, strict=True)}
