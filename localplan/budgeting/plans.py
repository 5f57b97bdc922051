"""The plan as the budget reads it: which projects may be drawn from for a year, with what was planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from localplan.planning.models import Edition, Plan, PlannedAmount, ProjectRevision
from localplan.toolkit import clock

from .models import BudgetLine, Ordinance

#: Kinds of projects that the LAO's own budget pays for.
OWN = ("own", "subsidy", "equipment")


@dataclass(frozen=True)
class Planned:
    """One project as the edition in force has it for a fiscal year. `amount` None: nothing planned that year."""

    project: int
    revision: int
    number: int | None
    name: str
    amount: Decimal | None


def edition_for(organisation_id: int, year: int, day: dt.date) -> Edition | None:
    """The edition an ordinance of the year is judged by: in force on `day`, else the plan's last one, draft too."""
    found: Edition | None = Edition.objects.filter(organisation_id=organisation_id).in_force(year, day).first()
    if found is not None:
        return found
    plan = Plan.objects.filter(organisation_id=organisation_id).covering(year).first()
    if plan is None:
        return None
    return Edition.objects.standing().filter(plan=plan).order_by("-sequence").first()


def judging_day(ordinance: Ordinance) -> dt.date:
    """The day whose plan an ordinance is judged by: when the council passed it; until that is typed, today."""
    return ordinance.passed_on or clock.today()


def judging_editions(ordinances: Iterable[Ordinance]) -> dict[int, Edition]:
    """`edition_for` of many ordinances, by their ids, in one statement; those without any plan are left out."""
    listed = list(ordinances)
    rows = Edition.objects.standing().filter(organisation_id__in={one.organisation_id for one in listed})
    chains: dict[int, list[Edition]] = {}
    for edition in rows.select_related("plan").order_by("-plan__first_year", "-sequence"):
        chains.setdefault(edition.organisation_id, []).append(edition)
    found = {}
    for one in listed:
        covering = [e for e in chains.get(one.organisation_id, []) if one.year_id in e.plan.years]
        day = judging_day(one)
        in_force = (e for e in covering if e.confirmed_at and e.promulgated_on and e.promulgated_on <= day)
        edition = next(in_force, covering[0] if covering else None)
        if edition is not None:
            found[one.pk] = edition
    return found


def planned_by(
    editions: Iterable[Edition], years: Collection[int], projects: Collection[int]
) -> dict[tuple[int, int], dict[int, Decimal]]:
    """By edition and year, what each of these projects is planned to cost; nothing planned is left out.

    Two statements. For one edition and all its projects with their names, see `planned_for`.
    """
    wanted = {edition.pk: edition for edition in editions}
    by_plan: dict[int, list[Edition]] = {}
    for edition in wanted.values():
        by_plan.setdefault(edition.plan_id, []).append(edition)
    rows = ProjectRevision.objects.filter(project_id__in=projects, edition__plan__in=by_plan)
    rows = rows.exclude(edition__withdrawn_at__isnull=False).order_by("project_id", "edition__sequence")
    shown: dict[int, dict[int, tuple[int, bool]]] = {pk: {} for pk in wanted}
    named = ("pk", "project_id", "edition__plan_id", "edition__sequence", "withdrawn", "kind")
    for pk, project, plan, sequence, withdrawn, kind in rows.values_list(*named):
        for edition in by_plan[plan]:
            if sequence <= edition.sequence:
                shown[edition.pk][project] = pk, withdrawn or kind not in OWN  # the latest up to the edition stays
    revisions = {pk for latest in shown.values() for pk, gone in latest.values() if not gone}
    amounts = {
        (revision, year): amount
        for revision, year, amount in PlannedAmount.objects.filter(
            revision__in=revisions, year__in=years, amount__gt=0
        ).values_list("revision_id", "year", "amount")
    }
    return {
        (edition, year): {
            project: amounts[revision, year]
            for project, (revision, gone) in latest.items()
            if not gone and (revision, year) in amounts
        }
        for edition, latest in shown.items()
        for year in years
    }


def planned_for(edition: Edition | None, year: int, projects: Iterable[int] | None = None) -> dict[int, Planned]:
    """By project, what the edition plans for the year: own projects, equipment and subsidies. Two statements."""
    if edition is None:
        return {}
    rows = ProjectRevision.objects.as_of_edition(edition).filter(kind__in=OWN)
    if projects is not None:
        rows = rows.filter(project_id__in=list(projects))
    listed = list(rows.in_order().values_list("project_id", "pk", "number", "name"))
    amounts = dict(
        PlannedAmount.objects.filter(revision__in=[row[1] for row in listed], year=year).values_list(
            "revision_id", "amount"
        )
    )
    return {p: Planned(p, revision, number, name, amounts.get(revision)) for p, revision, number, name in listed}


def revisions_of(projects: Collection[int]) -> dict[int, int]:
    """The latest revision of each project, to be remembered by what is drawn from it."""
    rows = ProjectRevision.objects.filter(project_id__in=projects).exclude(edition__withdrawn_at__isnull=False)
    return dict(rows.order_by("project_id", "edition__sequence").values_list("project_id", "pk"))


@dataclass(frozen=True)
class Offered:
    """What an ordinance may draw from the plan: projects with money in the year that no ordinance of it has a line of.

    `drawn`: those that have one already. `nothing`: how many projects the year has no money for.
    """

    edition: Edition | None
    waiting: tuple[Planned, ...]
    drawn: frozenset[int]
    nothing: int
    numbers: Mapping[int, int | None]

    def number_of(self, project: int) -> int | None:
        return self.numbers.get(project)


def not_drawn(ordinance: Ordinance) -> Offered:
    """The projects that wait, in the order of the plan; judged by the edition in force. Five statements."""
    edition = edition_for(ordinance.organisation_id, ordinance.year_id, judging_day(ordinance))
    planned = planned_for(edition, ordinance.year_id)
    lines = BudgetLine.objects.of(ordinance.organisation_id, ordinance.year_id).exclude(ordinance=None)
    drawn = frozenset(lines.exclude(project=None).values_list("project_id", flat=True))
    waiting = tuple(one for one in planned.values() if one.amount and one.project not in drawn)
    nothing = sum(not one.amount for one in planned.values())
    return Offered(edition, waiting, drawn, nothing, {one.project: one.number for one in planned.values()})
