"""Writing rows of a plan: one, a grid's, or a workbook's, in the same few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.functional import Promise

from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership
from localplan.strategy.models import Programme, Tactic
from localplan.toolkit import clock
from localplan.toolkit.bulk import set_each
from localplan.toolkit.problems import Conflict, Findings, Problem, Refused, Stale
from localplan.toolkit.versions import conflicts_between

from .. import rules
from ..facts import FIELDS, ProjectRow
from ..models import Edition, Plan, PlannedAmount, Project, ProjectRevision

LABELS: dict[str, str | Promise] = {
    name: ProjectRevision._meta.get_field(name.removesuffix("_id")).verbose_name  # type: ignore[union-attr]
    for name in FIELDS
}


@dataclass(frozen=True)
class Saved:
    """One row as it stands now."""

    project: int
    version: int
    is_new: bool
    changed: bool


@dataclass
class _Draft:
    """A row on its way: what it was, what it becomes."""

    told: ProjectRow
    revision: ProjectRevision | None  # the latest up to this edition; of it, or of an earlier one
    before: dict[str, Any]
    after: dict[str, Any]


def values_of(revision: ProjectRevision, years: Sequence[int]) -> dict[str, Any]:
    """A revision as rows speak of it: FIELDS and y<year>, a blank amount as None. Needs amounts prefetched."""
    amounts = {amount.year: amount.amount for amount in revision.amounts.all()}
    return {name: getattr(revision, name) for name in FIELDS} | {f"y{year}": amounts.get(year) for year in years}


def lock_edition(edition: Edition) -> tuple[Plan, Edition]:
    """The plan's row first, then the edition as it is now."""
    plan = Plan.objects.lock(edition.plan_id)
    return plan, Edition.objects.select_related("plan", "organisation").get(pk=edition.pk)


def _present(edition: Edition, wanted: Sequence[ProjectRow]) -> dict[int, ProjectRevision]:
    ids = [told.project for told in wanted if told.project is not None]
    if not ids:
        return {}
    rows = ProjectRevision.objects.as_of_edition(edition).filter(project_id__in=ids).prefetch_related("amounts")
    return {row.project_id: row for row in rows}


def _amounts(values: Mapping[str, Any]) -> dict[int, Decimal | None]:
    return {int(name[1:]): value for name, value in values.items() if name[0] == "y" and name[1:].isdigit()}


def check_row(
    values: Mapping[str, Any], *, years: Sequence[int], tactics: set[int], programmes: set[int]
) -> list[Problem]:
    """Everything the rules say of one row's content; missing content never refuses a draft row."""
    return [
        *rules.project_is_named(values["name"]),
        *rules.project_text_fits(values),
        *rules.amounts_are_of_the_plan(_amounts(values), years=years),
        *rules.row_points_into_the_strategy(
            tactic=values["tactic_id"], programme=values["programme_id"], tactics=tactics, programmes=programmes
        ),
    ]


def _draft(told: ProjectRow, present: dict[int, ProjectRevision], years: Sequence[int]) -> _Draft:
    revision = present.get(told.project) if told.project is not None else None
    before = values_of(revision, years) if revision else dict(FIELDS) | {f"y{year}": None for year in years}
    return _Draft(told, revision, before, before | dict(told.set))


def _conflicts(draft: _Draft) -> list[Conflict]:
    """Fields that somebody else changed meanwhile to another value; fields nobody else touched merge silently."""
    told, revision = draft.told, draft.revision
    if revision is None or told.version is None or told.version == revision.version:
        return []
    return conflicts_between(told.base, told.set, draft.before, LABELS)


@transaction.atomic
def save_projects(edition: Edition, told: Sequence[ProjectRow], *, by: Membership, reason: str = "") -> list[Saved]:
    """Write rows into an open edition: all of them, or none. 1, 300 and 20,000 cost the same statements.

    A row of an amendment begins as a copy of what the plan has; only its changes are new. Raises Refused with every
    problem of every row, Stale where a colleague changed the same field.
    """
    under = require(by, Do.RECORD, edition.organisation)
    plan, edition = lock_edition(edition)
    findings = Findings()
    findings.add(rules.edition_is_open(is_open=edition.is_open))
    findings.settle()
    years = plan.years
    tactics = set(Tactic.objects.filter(strategy__direction_id=plan.direction_id).values_list("pk", flat=True))
    programmes = set(Programme.objects.filter(direction_id=plan.direction_id).values_list("pk", flat=True))
    present = _present(edition, told)
    drafts, conflicts, stale = [], [], []
    for row in told:
        draft = _draft(row, present, years)
        findings.add(rules.project_is_known(asked=row.project, found=draft.revision is not None), row=row.row)
        findings.add(check_row(draft.after, years=years, tactics=tactics, programmes=programmes), row=row.row)
        if found := _conflicts(draft):
            conflicts += found
            stale.append(row.row)
        drafts.append(draft)
    findings.settle()
    if conflicts:
        raise Stale([Problem("nobody_changed_it_meanwhile", "", row=row) for row in stale], conflicts)
    saved = _write(plan, edition, drafts, by)
    done = [
        Did(
            edition,
            edition.organisation_id,
            before={k: v for k, v in draft.before.items() if draft.after[k] != v} if draft.revision else {},
            after={k: v for k, v in draft.after.items() if draft.before.get(k) != v} | {"project": row.project},
            label=str(draft.after["name"]),
        )
        for draft, row in zip(drafts, saved, strict=True)
        if row.changed
    ]
    record(by, "projects_saved", done, under=under, reason=reason)
    return saved


def _write(plan: Plan, edition: Edition, drafts: list[_Draft], by: Membership) -> list[Saved]:
    moment = clock.now()
    new = [draft for draft in drafts if draft.revision is None]
    projects = Project.objects.bulk_create(
        (Project(organisation_id=edition.organisation_id, plan=plan) for _ in new), batch_size=5000
    )
    project_of = {id(draft): project.pk for draft, project in zip(new, projects, strict=True)}
    to_make, to_change, untouched = [], [], []
    for draft in drafts:
        if draft.revision is None or draft.revision.edition_id != edition.pk:
            if draft.revision is not None and draft.after == draft.before:
                untouched.append(draft)
            else:
                to_make.append(draft)
        elif draft.after != draft.before:
            to_change.append(draft)
        else:
            untouched.append(draft)
    made = ProjectRevision.objects.bulk_create(
        (
            ProjectRevision(
                organisation_id=edition.organisation_id,
                project_id=project_of.get(id(draft)) or draft.revision.project_id,  # type: ignore[union-attr]
                edition=edition,
                by=by,
                recorded_at=moment,
                version=(draft.revision.version + 1) if draft.revision else 1,
                **{name: draft.after[name] for name in FIELDS},
            )
            for draft in to_make
        ),
        batch_size=2000,
    )
    set_each(
        ProjectRevision,
        [*(name.removesuffix("_id") for name in FIELDS), "version", "recorded_at"],
        (
            (d.revision.pk, *(d.after[name] for name in FIELDS), d.revision.version + 1, moment)  # type: ignore[union-attr]
            for d in to_change
        ),
    )
    _write_amounts(to_make, made, to_change)
    results = {
        id(d): Saved(row.project_id, row.version, d.revision is None, True)
        for d, row in zip(to_make, made, strict=True)
    }
    for d in to_change:
        assert d.revision is not None
        results[id(d)] = Saved(d.revision.project_id, d.revision.version + 1, False, True)
    for d in untouched:
        assert d.revision is not None
        results[id(d)] = Saved(d.revision.project_id, d.revision.version, False, False)
    return [results[id(draft)] for draft in drafts]


def _write_amounts(to_make: list[_Draft], made: Sequence[ProjectRevision], to_change: list[_Draft]) -> None:
    rows = [
        PlannedAmount(revision_id=row.pk, year=year, amount=amount)
        for draft, row in zip(to_make, made, strict=True)
        for year, amount in _amounts(draft.after).items()
        if amount is not None
    ]
    touched = [d for d in to_change if _amounts(d.after) != _amounts(d.before)]
    PlannedAmount.objects.filter(revision_id__in=[d.revision.pk for d in touched if d.revision]).delete()
    rows += [
        PlannedAmount(revision_id=d.revision.pk, year=year, amount=amount)  # type: ignore[union-attr]
        for d in touched
        for year, amount in _amounts(d.after).items()
        if amount is not None
    ]
    PlannedAmount.objects.bulk_create(rows, batch_size=10_000)


@transaction.atomic
def withdraw_projects(edition: Edition, projects: Sequence[int], *, by: Membership, restore: bool = False) -> int:
    """Take projects out of an edition, or put them back: the row stays, with its history, and can be restored."""
    under = require(by, Do.RECORD, edition.organisation)
    _plan, edition = lock_edition(edition)
    findings = Findings()
    findings.add(rules.edition_is_open(is_open=edition.is_open))
    latest = ProjectRevision.objects.latest_of(edition, projects).prefetch_related("amounts")
    rows = {row.project_id: row for row in latest}
    for project in projects:
        findings.add(rules.project_is_known(asked=project, found=project in rows))
    findings.settle()
    here = [row for row in rows.values() if row.edition_id == edition.pk]
    ProjectRevision.objects.filter(pk__in=[row.pk for row in here]).update(
        withdrawn=not restore, recorded_at=clock.now()
    )
    elsewhere = [row for row in rows.values() if row.edition_id != edition.pk]
    made = ProjectRevision.objects.bulk_create(
        ProjectRevision(
            organisation_id=row.organisation_id,
            project_id=row.project_id,
            edition=edition,
            withdrawn=not restore,
            by=by,
            recorded_at=clock.now(),
            version=row.version + 1,
            **{name: getattr(row, name) for name in FIELDS},
        )
        for row in elsewhere
    )
    PlannedAmount.objects.bulk_create(
        PlannedAmount(revision=new, year=amount.year, amount=amount.amount)
        for old, new in zip(elsewhere, made, strict=True)
        for amount in old.amounts.all()
    )
    after = {"withdrawn": not restore}
    record(
        by,
        "project_withdrawn",
        [
            Did(edition, edition.organisation_id, after=after | {"project": r.project_id}, label=r.name)
            for r in rows.values()
        ],
        under=under,
    )
    return len(rows)


def refuse_stale(conflicts: list[Conflict]) -> Refused:
    """For doors that cannot show both values side by side: the conflicts as plain problems."""
    return Refused(
        [Problem("nobody_changed_it_meanwhile", "%(label)s", {"label": c.label}, field=c.field) for c in conflicts]
    )
