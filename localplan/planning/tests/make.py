"""Makers for tests of plans: rows put straight into the tables. Only tests may do so."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from localplan.organisations.models import Membership, Organisation, Post
from localplan.organisations.tests import make
from localplan.planning.facts import FIELDS, ProjectRow, Promulgation
from localplan.planning.models import Edition, Plan, PlannedAmount, Project, ProjectRevision
from localplan.strategy.models import Direction, Programme
from localplan.strategy.tests import make as strategies
from localplan.toolkit import clock
from localplan.toolkit.models import StoredFile

YEARS = (2566, 2567, 2568, 2569, 2570)


def a_plan(lao: Organisation | None = None, *, direction: Direction | None = None, **values: Any) -> Plan:
    """A plan of the direction's span (2566–2570), with its draft edition."""
    direction = direction or strategies.a_full_direction(lao)
    plan = Plan.objects.create(
        **{
            "organisation": direction.organisation,
            "direction": direction,
            "first_year": direction.first_year,
            "last_year": direction.last_year,
            **values,
        }
    )
    an_edition(plan, 0, kind="original")
    return plan


def an_edition(plan: Plan, sequence: int = 1, **values: Any) -> Edition:
    values = {"kind": "correction", "number": max(1, sequence), "year": 2568, **values}
    return Edition.objects.create(
        organisation=plan.organisation, plan=plan, sequence=sequence, recorded_at=clock.now(), **values
    )


def draft_of(plan: Plan) -> Edition:
    """The open edition of a plan."""
    return Edition.objects.open().select_related("plan", "organisation").get(plan=plan)


def a_planner(plan: Plan, post: Post = Post.PLANNER) -> Membership:
    return make.a_post(post, at=plan.organisation)


def a_programme_of(plan: Plan) -> Programme:
    """The first programme of the plan's direction, one that a tactic uses."""
    return Programme.objects.filter(direction=plan.direction).order_by("number")[0]


def a_project(
    plan: Plan,
    name: str = "ก่อสร้างถนน",
    *,
    edition: Edition | None = None,
    by: Membership | None = None,
    project: Project | None = None,
    amounts: dict[int, str] | None = None,
    **values: Any,
) -> ProjectRevision:
    """A complete project: programme, its tactic, unit, and 100,000 baht in the first year unless said otherwise."""
    programme = a_programme_of(plan)
    if "programme" not in values:
        values["programme"] = programme
    if "tactic" not in values:
        values["tactic"] = programme.tactics.first()
    revision = ProjectRevision.objects.create(
        organisation=plan.organisation,
        project=project or Project.objects.create(organisation=plan.organisation, plan=plan),
        edition=edition or Edition.objects.open().get(plan=plan),
        by=by or a_planner(plan),
        recorded_at=clock.now(),
        **{"name": name, "unit": "กองช่าง", **values},
    )
    for year, amount in ({plan.first_year: "100000.00"} if amounts is None else amounts).items():
        PlannedAmount.objects.create(revision=revision, year=year, amount=Decimal(amount))
    return revision


def a_row(name: str = "ก่อสร้างถนน", **values: Any) -> ProjectRow:
    """A new row as a person sends it."""
    return ProjectRow({"name": name, **values})


def a_notice() -> StoredFile:
    return StoredFile.objects.create(
        sha256="0" * 64, size=1, media_type="application/pdf", name="ประกาศ.pdf", stored_at=clock.now()
    )


def promulgated(day: dt.date | None = None, **values: Any) -> Promulgation:
    """Promulgated ten days ago with a signed notice, unless said otherwise."""
    return Promulgation(**{"promulgated_on": day or make.days(-10), "notice": a_notice(), **values})


def confirmed(edition: Edition, day: dt.date | None = None, by: Membership | None = None) -> Edition:
    """The edition as if confirmed, promulgated on the day; no files are made."""
    Edition.objects.filter(pk=edition.pk).update(
        confirmed_at=clock.now(), promulgated_on=day or make.days(-10), confirmed_by=by
    )
    edition.refresh_from_db()
    return edition


def blank_row(**values: Any) -> dict[str, Any]:
    """The content of a row as rules are told of it."""
    return {**FIELDS, "name": "ก่อสร้างถนน", **{f"y{year}": None for year in YEARS}, **values}
