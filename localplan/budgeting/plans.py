"""The plan as the budget reads it: which projects may be drawn from for a year, with what was planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from localplan.planning.models import Edition, Plan, PlannedAmount, ProjectRevision


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


def planned_for(edition: Edition | None, year: int, projects: Iterable[int] | None = None) -> dict[int, Planned]:
    """By project, what the edition plans for the year: own projects, equipment and subsidies. Two statements."""
    if edition is None:
        return {}
    rows = ProjectRevision.objects.as_of_edition(edition).filter(kind__in=("own", "subsidy", "equipment"))
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
