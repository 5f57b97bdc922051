"""Writing rows of a plan: one, a grid's, or a workbook's, in the same few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, Reference, record
from localplan.organisations.models import Membership
from localplan.strategy.models import Programme, Tactic
from localplan.toolkit import clock
from localplan.toolkit.bulk import copy_in, next_ids, set_each
from localplan.toolkit.problems import Conflict, Findings, Problem, Stale
from localplan.toolkit.versions import conflicts_between

from .. import rules
from ..facts import FIELDS, ProjectRow, amount_field, amounts_in
from ..models import Edition, Plan, PlannedAmount, Project, ProjectRevision
from ..reading import values_of

LABELS: dict[str, str | Promise] = {
    name: ProjectRevision._meta.get_field(name.removesuffix("_id")).verbose_name  # type: ignore[union-attr]
    for name in FIELDS
}
_COLUMNS = [name.removesuffix("_id") for name in FIELDS]
_AROUND = ("id", "organisation", "project", "edition", "by", "recorded_at", "version", "withdrawn")


@dataclass(frozen=True)
class Saved:
    """One row as it stands now."""

    project: int
    version: int
    is_new: bool
    changed: bool
    values: Mapping[str, Any] = field(default_factory=dict, compare=False)  # by the names of FIELDS and y<year>


@dataclass
class Draft:
    """A row on its way: what it was (None: it is new), what it becomes, and the ids it has or is given."""

    revision: ProjectRevision | None  # the latest up to this edition; of it, or of an earlier one
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    withdrawn: bool = False
    continues: int | None = None
    project: int = 0
    revision_id: int = 0

    @property
    def changed(self) -> bool:
        return self.revision is None or self.after != self.before or self.withdrawn != self.revision.withdrawn

    @property
    def version(self) -> int:
        """Counted on through all editions, so that a page opened before an amendment is told."""
        return (self.revision.version if self.revision else 0) + self.changed


def label_of(name: str) -> str | Promise:
    """The words of a field of a row, y<year> too."""
    if name in LABELS:
        return LABELS[name]
    return str(_("Budget %(year)s") % {"year": name[1:]})


def lock_edition(edition: Edition) -> tuple[Plan, Edition]:
    """The plan's row first, then the edition as it is now."""
    plan, present = Plan.objects.lock(edition.plan_id), Edition.objects.get(pk=edition.pk)
    present.plan, present.organisation = plan, edition.organisation
    return plan, present


def check_row(
    values: Mapping[str, Any], *, years: Sequence[int], tactics: set[int], programmes: set[int]
) -> list[Problem]:
    """Everything the rules say of one row's content; missing content never refuses a draft row."""
    return [
        *rules.project_is_named(values["name"]),
        *rules.project_text_fits(values),
        *rules.project_place_is_in_thailand(
            start=(values["latitude"], values["longitude"]), end=(values["latitude_end"], values["longitude_end"])
        ),
        *rules.amounts_are_of_the_plan(amounts_in(values), years=years),
        *rules.row_points_into_the_strategy(
            tactic=values["tactic_id"], programme=values["programme_id"], tactics=tactics, programmes=programmes
        ),
    ]


def _draft(told: ProjectRow, present: Mapping[int, ProjectRevision], years: Sequence[int]) -> Draft:
    """A field sent back as it was shown is nobody's change: it never undoes a colleague's."""
    revision = present.get(told.project) if told.project is not None else None
    before = values_of(revision, years) if revision else dict(FIELDS) | {amount_field(y): None for y in years}
    own = {name: value for name, value in told.set.items() if name not in told.base or told.base[name] != value}
    return Draft(revision, before, before | own, project=revision.project_id if revision else 0)


def _conflicts(told: ProjectRow, draft: Draft) -> list[Conflict]:
    """Fields that somebody else changed meanwhile to another value; fields nobody else touched merge silently."""
    if draft.revision is None or told.version is None or told.version == draft.revision.version:
        return []
    labels = {name: label_of(name) for name in told.set}
    return conflicts_between(told.base, told.set, draft.before, labels)


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
    drafts: list[Draft] = []
    conflicts: list[Conflict] = []
    stale: list[Problem] = []
    for row in told:
        draft = _draft(row, present, years)
        findings.add(rules.project_is_known(asked=row.project, found=draft.revision is not None), row=row.row)
        findings.add(check_row(draft.after, years=years, tactics=tactics, programmes=programmes), row=row.row)
        found = _conflicts(row, draft)
        conflicts += found
        stale += _as_problems(found, row.row)
        drafts.append(draft)
    findings.add(rules.project_stands_once([row.project for row in told if row.project is not None]))
    findings.settle()
    if conflicts:
        raise Stale(stale, conflicts)
    write_drafts(plan, edition, drafts, by)
    done = [_did(edition, draft) for draft in drafts if draft.changed]
    record(by, "projects_saved", done, under=under, reason=reason)
    return [Saved(d.project, d.version, d.revision is None, d.changed, d.after) for d in drafts]


def _present(edition: Edition, told: Sequence[ProjectRow]) -> dict[int, ProjectRevision]:
    ids = [row.project for row in told if row.project is not None]
    rows = ProjectRevision.objects.as_of_edition(edition).filter(project_id__in=ids).prefetch_related("amounts")
    return {row.project_id: row for row in rows}


def _as_problems(conflicts: Sequence[Conflict], row: int | None) -> list[Problem]:
    message = _("Somebody else changed “%(label)s” while you were typing. Choose which value is right.")
    return [
        Problem("nobody_changed_it_meanwhile", message, {"label": c.label}, field=c.field, row=row) for c in conflicts
    ]


def _did(edition: Edition, draft: Draft) -> Did:
    """Only what differs; the edition it was written in beside it."""
    after = {name: value for name, value in draft.after.items() if draft.before[name] != value}
    before = {name: draft.before[name] for name in after} if draft.revision else {}
    label = str(draft.after["name"])
    record_ = Reference(Project, draft.project)
    return Did(record_, edition.organisation_id, before=before, after=after | {"edition": edition.pk}, label=label)


def write_drafts(plan: Plan, edition: Edition, drafts: Sequence[Draft], by: Membership) -> None:
    """Make what is new or not yet of this edition, change what is; ids are drawn beforehand, rows go by COPY."""
    moment = clock.now()
    changed = [draft for draft in drafts if draft.changed]
    new = [draft for draft in changed if draft.revision is None]
    for draft, project in zip(new, next_ids(Project, len(new)), strict=True):
        draft.project = project
    to_make = [d for d in changed if d.revision is None or d.revision.edition_id != edition.pk]
    for draft, revision in zip(to_make, next_ids(ProjectRevision, len(to_make)), strict=True):
        draft.revision_id = revision
    to_change = [d for d in changed if d.revision is not None and d.revision.edition_id == edition.pk]
    for draft in to_change:
        assert draft.revision is not None
        draft.revision_id = draft.revision.pk
    owner = edition.organisation_id
    names = ["id", "organisation", "plan", "continues"]
    if new:
        copy_in(Project, names, ((draft.project, owner, plan.pk, draft.continues) for draft in new))
    if to_make:
        copy_in(
            ProjectRevision,
            [*_AROUND, *_COLUMNS],
            (
                (d.revision_id, owner, d.project, edition.pk, by.pk, moment, d.version, d.withdrawn, *_values(d))
                for d in to_make
            ),
        )
    set_each(
        ProjectRevision,
        ["by", "recorded_at", "version", "withdrawn", *_COLUMNS],
        ((d.revision_id, by.pk, moment, d.version, d.withdrawn, *_values(d)) for d in to_change),
    )
    _write_amounts(to_make, [d for d in to_change if amounts_in(d.after) != amounts_in(d.before)])


def _values(draft: Draft) -> list[Any]:
    return [draft.after[name] for name in FIELDS]


def _write_amounts(made: Sequence[Draft], changed: Sequence[Draft]) -> None:
    PlannedAmount.objects.filter(revision_id__in=[draft.revision_id for draft in changed]).delete()
    rows = (
        (draft.revision_id, year, amount)
        for draft in [*made, *changed]
        for year, amount in amounts_in(draft.after).items()
        if amount is not None
    )
    copy_in(PlannedAmount, ["revision", "year", "amount"], rows)


@transaction.atomic
def withdraw_projects(edition: Edition, projects: Sequence[int], *, by: Membership, restore: bool = False) -> int:
    """Take projects out of an edition, or put them back: the rows stay, with their history. How many that changed."""
    under = require(by, Do.RECORD, edition.organisation)
    plan, edition = lock_edition(edition)
    findings = Findings()
    findings.add(rules.edition_is_open(is_open=edition.is_open))
    latest = ProjectRevision.objects.latest_of(edition, projects).prefetch_related("amounts")
    rows = {row.project_id: row for row in latest}
    for project in projects:
        findings.add(rules.project_is_known(asked=project, found=project in rows))
    findings.settle()
    drafts = []
    for row in rows.values():
        values = values_of(row, plan.years)
        drafts.append(Draft(row, values, values, withdrawn=not restore, project=row.project_id))
    drafts = [draft for draft in drafts if draft.changed]
    write_drafts(plan, edition, drafts, by)
    verb = "project_restored" if restore else "project_withdrawn"
    record(by, verb, [_did(edition, draft) for draft in drafts], under=under)
    return len(drafts)
