"""Plans: begun, and filled from the plan before."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from localplan.organisations.access import Do, reaches, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.strategy.models import Direction
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings, NotAllowed, Problem

from .. import rules
from ..facts import FIELDS, amount_field
from ..models import Edition, Plan, Project, ProjectRevision
from ..reading import values_of
from .saving import Draft, lock_edition, write_drafts


@transaction.atomic
def begin_plan(direction: Direction, *, first_year: int, last_year: int, by: Membership) -> Plan:
    """Begin the plan of a span, with its draft edition. The one already there is returned."""
    under = require(by, Do.RECORD, direction.organisation)
    Organisation.objects.locked([direction.organisation_id]).get()
    there: Plan | None = Plan.objects.filter(
        organisation_id=direction.organisation_id, first_year=first_year, last_year=last_year
    ).first()
    if there:
        return there
    findings = Findings()
    findings.add(rules.plan_spans_three_to_five_years(first_year, last_year))
    span = (direction.first_year, direction.last_year)
    findings.add(rules.plan_follows_its_direction(first_year, direction=span))
    findings.settle()
    plan = Plan.objects.create(
        organisation=direction.organisation, direction=direction, first_year=first_year, last_year=last_year
    )
    Edition.objects.create(
        organisation=direction.organisation,
        plan=plan,
        sequence=0,
        kind=Edition.Kind.ORIGINAL,
        number=1,
        year=first_year,
        recorded_at=clock.now(),
    )
    record(by, "plan_begun", [Did(plan, plan.organisation_id)], under=under)
    return plan


@transaction.atomic
def copy_projects_forward(source: Plan, target: Plan, projects: Sequence[int] | None = None, *, by: Membership) -> int:
    """Carry projects of one plan into another's draft: each remembers whom it continues, amounts of shared years stay.

    Tactic and programme are found by name in the new strategy, else left to be chosen. A project already carried
    over is left alone. Returns how many were carried.
    """
    under = require(by, Do.RECORD, target.organisation)
    if not reaches(by, source.organisation_id):
        raise NotAllowed(Problem("project_is_known", rules.UNKNOWN_PROJECT))
    _plan, draft = lock_edition(_latest(target))
    findings = Findings()
    findings.add(rules.edition_is_open(is_open=draft.is_open))
    findings.settle()
    latest = _latest(source)
    rows = ProjectRevision.objects.as_of_edition(latest).for_listing()
    if projects is not None:
        rows = rows.filter(project_id__in=projects)
    there = set(Project.objects.filter(plan=target, continues__plan=source).values_list("continues_id", flat=True))
    wanted = [row for row in rows if row.project_id not in there]
    strategies = target.direction.strategies.prefetch_related("tactics")
    tactics = {(strategy.name, tactic.name): tactic.pk for strategy in strategies for tactic in strategy.tactics.all()}
    programmes = dict(target.direction.programmes.values_list("name", "pk"))
    nothing = dict(FIELDS) | {amount_field(year): None for year in target.years}
    drafts = []
    for row in wanted:
        after = values_of(row, target.years) | {
            "tactic_id": tactics.get((row.tactic.strategy.name, row.tactic.name)) if row.tactic else None,
            "programme_id": programmes.get(row.programme.name) if row.programme else None,
        }
        drafts.append(Draft(None, nothing, after, continues=row.project_id))
    write_drafts(target, draft, drafts, by)
    after = {"carried": len(drafts), "from": str(source)}
    record(by, "projects_carried", [Did(target, target.organisation_id, after=after)], under=under)
    return len(drafts)


def _latest(plan: Plan) -> Edition:
    found: Edition = Edition.objects.standing().filter(plan=plan).select_related("organisation").latest("sequence")
    return found
