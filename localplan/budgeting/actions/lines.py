"""Writing the lines of an ordinance: one, a grid's, or a workbook's, in the same few statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.calendar import rules as calendar_rules
from localplan.calendar.actions import lock_year, require_step_open
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, Reference, record
from localplan.organisations.models import Membership
from localplan.planning.models import Project
from localplan.toolkit import clock
from localplan.toolkit.bulk import copy_in, next_ids, set_each
from localplan.toolkit.problems import Conflict, Findings, Problem, Stale
from localplan.toolkit.thai_dates import fiscal_year_dates
from localplan.toolkit.versions import conflicts_between

from .. import rules
from ..facts import LINE_FIELDS, LineRow
from ..models import BudgetLine, Classification, LineEntry, Ordinance
from ..plans import revisions_of
from .balances import Posting, lock_lines, save_balances, write_entries

ZERO = Decimal("0.00")
LABELS: dict[str, str | Promise] = {
    "name": _("Budget item"),
    "development": _("Development"),
    "project_id": _("Project"),
    "work_id": _("Work"),
    "category_id": _("Category"),
    "amount": _("Amount"),
}
_COLUMNS = [name.removesuffix("_id") for name in LINE_FIELDS if name != "amount"]
_STORED = [name for name in LINE_FIELDS if name != "amount"]


@dataclass(frozen=True)
class Saved:
    """One line as it stands now."""

    line: int
    number: int
    version: int
    is_new: bool
    changed: bool
    values: Mapping[str, Any] = field(default_factory=dict, compare=False)  # by the names of LINE_FIELDS


@dataclass
class _Draft:
    """A line on its way: what it was (None: new), what its fields were and become."""

    line: BudgetLine | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    pk: int = 0
    number: int = 0
    revision: int | None = None

    @property
    def changed(self) -> bool:
        return self.line is None or self.after != self.before

    @property
    def amount(self) -> Decimal:
        return self.after["amount"] or ZERO

    @property
    def growth(self) -> Decimal:
        return self.amount - (self.before["amount"] or ZERO)

    @property
    def version(self) -> int:
        return (self.line.version if self.line else 0) + self.changed


@dataclass(frozen=True)
class Lists:
    """What a line may point at in its year: works, categories, projects, by id."""

    works: frozenset[int]
    categories: frozenset[int]
    projects: frozenset[int]


def lists_of(organisation_id: int, year: int) -> Lists:
    """Works and categories of the lists in force, projects of the LAO's plans. Two statements."""
    trees: dict[str, set[int]] = {"function": set(), "object": set(), "revenue": set()}
    listed = Classification.objects.in_year(year).filter(depth__gte=1).values_list("pk", "tree")
    for pk, tree in listed:
        trees[tree].add(pk)
    projects = Project.objects.filter(organisation_id=organisation_id).values_list("pk", flat=True)
    return Lists(frozenset(trees["function"]), frozenset(trees["object"]), frozenset(projects))


def check_line(values: Mapping[str, Any], lists: Lists) -> list[Problem]:
    """Everything the rules say of one line's content; missing content never refuses a draft row."""
    return [
        *rules.line_is_named(values["name"]),
        *rules.amount_is_money(values["amount"]),
        *rules.line_is_classified_by_the_list(
            work=values["work_id"], category=values["category_id"], works=lists.works, categories=lists.categories
        ),
        *rules.line_points_into_the_plan(project=values["project_id"], projects=lists.projects),
        *rules.only_development_comes_from_a_project(development=values["development"], project=values["project_id"]),
    ]


def values_of(line: BudgetLine, transferred: Decimal = ZERO) -> dict[str, Any]:
    """A line by the names of LINE_FIELDS; its amount is the budget before transfers."""
    return {name: getattr(line, name) for name in _STORED} | {"amount": line.budget - transferred}


def transferred_of(lines: Sequence[int]) -> dict[int, Decimal]:
    """What transfers, and the ordinance that absorbs a line, added to or took from these lines, signed."""
    rows = LineEntry.objects.filter(
        line_id__in=lines, kind__in=(LineEntry.Kind.TRANSFER, LineEntry.Kind.ABSORBED)
    ).values_list("line_id", "amount")
    found: dict[int, Decimal] = {}
    for line, amount in rows:
        found[line] = found.get(line, ZERO) + amount
    return found


@transaction.atomic
def save_lines(ordinance: Ordinance, told: Sequence[LineRow], *, by: Membership, reason: str = "") -> list[Saved]:
    """Write lines of an ordinance: all of them, or none. 1, 300 and 20,000 cost the same statements.

    Raises Refused with every problem of every row, Stale where a colleague changed the same field.
    """
    owner = ordinance.organisation
    under = require(by, Do.RECORD, owner)
    year = ordinance.year_id
    require_open(ordinance)
    books = lock_lines(owner, [row.line for row in told if row.line is not None], years=[year])
    present = {pk: line for pk, line in books.lines.items() if line.ordinance_id == ordinance.pk}
    lists = lists_of(owner.pk, year)
    moved = transferred_of(list(present))
    findings = Findings()
    drafts: list[_Draft] = []
    conflicts: list[Conflict] = []
    stale: list[Problem] = []
    for row in told:
        draft = _draft(row, present, moved)
        findings.add(rules.line_is_known(asked=row.line, found=draft.line is not None), row=row.row)
        findings.add(check_line(draft.after, lists), row=row.row)
        if draft.line is not None:
            findings.add(_what_is_used(draft, moved.get(draft.line.pk, ZERO)), row=row.row)
        found = _conflicts(row, draft)
        conflicts += found
        stale += _as_problems(found, row.row)
        drafts.append(draft)
    findings.add(rules.line_stands_once([row.line for row in told if row.line is not None]))
    findings.settle()
    if conflicts:
        raise Stale(stale, conflicts)
    write(ordinance, drafts, by)
    record(by, "lines_saved", [_did(ordinance, draft) for draft in drafts if draft.changed], under=under, reason=reason)
    return [Saved(d.pk, d.number, d.version, d.line is None, d.changed, d.after) for d in drafts]


def require_open(ordinance: Ordinance) -> None:
    """Lines of the annual ordinance are closed with their step; those of a supplementary one with their quarter."""
    if ordinance.kind == Ordinance.Kind.ANNUAL:
        require_step_open(ordinance.organisation, "ordinance", ordinance.year_id)
        return
    findings = Findings()
    closed = lock_year(ordinance.organisation, ordinance.year_id)
    findings.add(calendar_rules.fact_date_is_open(day_of(ordinance), closed_until=closed, field="promulgated_on"))
    findings.settle()


def day_of(ordinance: Ordinance) -> dt.date:
    """The day the lines of an ordinance count from: in effect, else promulgated, else today or the year's first day."""
    first, last = fiscal_year_dates(ordinance.year_id)
    day = ordinance.effective_on or ordinance.promulgated_on
    if day is None:
        return first if ordinance.kind == Ordinance.Kind.ANNUAL else min(max(clock.today(), first), last)
    return max(day, first)


def _draft(told: LineRow, present: Mapping[int, BudgetLine], moved: Mapping[int, Decimal]) -> _Draft:
    """A field sent back as it was shown is nobody's change: it never undoes a colleague's."""
    line = present.get(told.line) if told.line is not None else None
    before = values_of(line, moved.get(line.pk, ZERO)) if line else dict(LINE_FIELDS)
    own = {name: value for name, value in told.set.items() if name not in told.base or told.base[name] != value}
    return _Draft(line, before, before | own, pk=line.pk if line else 0, number=line.number if line else 0)


def _what_is_used(draft: _Draft, transferred: Decimal) -> list[Problem]:
    line = draft.line
    assert line is not None
    used = line.budget - line.available
    return [
        *rules.budget_covers_what_is_used(draft.amount + transferred, used=used),
        *rules.used_line_keeps_its_nature(changes=draft.after["development"] != line.development, used=used),
    ]


def _conflicts(told: LineRow, draft: _Draft) -> list[Conflict]:
    if draft.line is None or told.version is None or told.version == draft.line.version:
        return []
    return conflicts_between(told.base, told.set, draft.before, {name: LABELS[name] for name in told.set})


def _as_problems(conflicts: Sequence[Conflict], row: int | None) -> list[Problem]:
    message = _("Somebody else changed “%(label)s” while you were typing. Choose which value is right.")
    return [
        Problem("nobody_changed_it_meanwhile", message, {"label": c.label}, field=c.field, row=row) for c in conflicts
    ]


def _did(ordinance: Ordinance, draft: _Draft) -> Did:
    after = {name: value for name, value in draft.after.items() if draft.before[name] != value}
    before = {name: draft.before[name] for name in after} if draft.line else {}
    line = Reference(BudgetLine, draft.pk)
    return Did(line, ordinance.organisation_id, before=before, after=after, label=str(draft.after["name"]))


def next_number(organisation_id: int, year: int) -> int:
    """The number the next line of the year takes; the year book is locked."""
    rows = BudgetLine.objects.filter(organisation_id=organisation_id, year_id=year)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


def write(ordinance: Ordinance, drafts: Sequence[_Draft], by: Membership) -> None:
    """Make what is new, change what differs, add the entries, save the balances."""
    moment, on = clock.now(), day_of(ordinance)
    changed = [draft for draft in drafts if draft.changed]
    new = [draft for draft in changed if draft.line is None]
    first = next_number(ordinance.organisation_id, ordinance.year_id) if new else 0
    for place, (draft, pk) in enumerate(zip(new, next_ids(BudgetLine, len(new)), strict=True)):
        draft.pk, draft.number = pk, first + place
    revisions = revisions_of({d.after["project_id"] for d in changed if d.after["project_id"]})
    owner, year = ordinance.organisation_id, ordinance.year_id
    source = "ordinance" if ordinance.kind == Ordinance.Kind.ANNUAL else "supplementary"
    around = ("id", "organisation", "year", "number", "source", "ordinance", "budget", "committed", "paid", "reserved")
    copy_in(
        BudgetLine,
        [*around, "lapsed", "authority", "paper", "agency", "by", "recorded_at", "version", "revision", *_COLUMNS],
        (
            (
                *(d.pk, owner, year, d.number, source, ordinance.pk, d.amount, ZERO, ZERO, ZERO, ZERO),
                *("", "", "", by.pk, moment, 1, revisions.get(d.after["project_id"])),
                *(d.after[name] for name in _STORED),
            )
            for d in new
        ),
    )
    old = [draft for draft in changed if draft.line is not None]
    set_each(
        BudgetLine,
        ["by", "recorded_at", "version", "revision", *_COLUMNS],
        (
            (d.pk, by.pk, moment, d.version, _revision_of(d, revisions), *(d.after[name] for name in _STORED))
            for d in old
        ),
    )
    for draft in old:
        assert draft.line is not None
        draft.line.budget += draft.growth
    save_balances(draft.line for draft in old if draft.line is not None and draft.growth)
    write_entries(ordinance.organisation, [p for draft in changed for p in _postings(draft, on)], by=by)


def _revision_of(draft: _Draft, revisions: Mapping[int, int]) -> int | None:
    """The revision remembered when the line was linked; kept while the project stays."""
    assert draft.line is not None
    if draft.after["project_id"] == draft.before["project_id"]:
        return draft.line.revision_id
    return revisions.get(draft.after["project_id"])


def _postings(draft: _Draft, on: dt.date) -> list[Posting]:
    project = draft.after["project_id"]
    if draft.line is None:
        return [Posting(draft.pk, LineEntry.Kind.ENTERED, draft.amount, on, project)]
    if draft.growth:
        return [Posting(draft.pk, LineEntry.Kind.CORRECTED, draft.growth, on, project)]
    if project != draft.before["project_id"]:
        return [Posting(draft.pk, LineEntry.Kind.LINKED, ZERO, on, project)]
    return []


@transaction.atomic
def remove_lines(ordinance: Ordinance, lines: Sequence[int], *, by: Membership) -> int:
    """Take lines out of an ordinance while nothing points at them; how many. Their entries stay, balanced to zero."""
    owner = ordinance.organisation
    under = require(by, Do.RECORD, owner)
    require_open(ordinance)
    books = lock_lines(owner, lines, years=[ordinance.year_id])
    present = {pk: line for pk, line in books.lines.items() if line.ordinance_id == ordinance.pk}
    findings = Findings()
    moved = transferred_of(list(present))
    for pk in lines:
        line = present.get(pk)
        findings.add(rules.line_is_known(asked=pk, found=line is not None), row=line.number if line else None)
        if line is not None:
            used = line.budget - line.available
            findings.add(rules.used_line_is_not_removed(used or abs(moved.get(pk, ZERO))), row=line.number)
    findings.settle()
    moment, on = clock.now(), day_of(ordinance)
    gone = list(present.values())
    postings = [Posting(line.pk, LineEntry.Kind.REMOVED, -line.budget, on, line.project_id) for line in gone]
    write_entries(owner, postings, by=by)
    set_each(BudgetLine, ["budget", "removed_at", "version"], ((x.pk, ZERO, moment, x.version + 1) for x in gone))
    did = [Did(line, owner.pk, before=values_of(line)) for line in gone]
    record(by, "lines_removed", did, under=under)
    return len(gone)
