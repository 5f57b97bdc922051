"""Making lines from what is there: the plan's projects, last year's recurrent lines; and linking lines later."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction

from localplan.calendar.actions import require_step_open
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.planning.models import Project
from localplan.toolkit import clock
from localplan.toolkit.bulk import set_each
from localplan.toolkit.problems import Findings
from localplan.toolkit.thai_dates import fiscal_year_dates

from .. import rules
from ..classification import Used, used_before
from ..facts import LineRow
from ..findings import lines_of
from ..models import BudgetLine, LineEntry, Ordinance
from ..plans import not_drawn, revisions_of
from ..sources import OF_THE_ORDINANCE
from .balances import Posting, lock_lines, write_entries
from .lines import ZERO, Saved, lists_of, require_open, save_lines


@transaction.atomic
def draw_from_plan(ordinance: Ordinance, projects: Collection[int] | None = None, *, by: Membership) -> list[Saved]:
    """Make a development line of each of these projects, or of all with money in the year, not drawn yet.

    The amount is the plan's for the year; the classification, that of a line of the same name in an earlier year.
    A project that stands in a line already is passed over, so a second click makes nothing.
    """
    require(by, Do.RECORD, ordinance.organisation)
    require_open(ordinance)
    lock_lines(ordinance.organisation, [], years=[ordinance.year_id])
    offered = not_drawn(ordinance)
    wanted = {one.project: one for one in offered.waiting if projects is None or one.project in projects}
    findings = Findings()
    for project in sorted(set(projects or ()) - set(wanted) - offered.drawn):
        findings.add(rules.project_may_be_drawn(planned=False), row=offered.number_of(project))
    findings.settle()
    known = used_before(ordinance.organisation_id, ordinance.year_id, {one.name for one in wanted.values()})
    rows = [
        LineRow(
            {"name": one.name, "development": True, "project_id": one.project, "amount": one.amount}
            | _classified(known.get(one.name), development=True)
        )
        for one in wanted.values()
    ]
    return save_lines(ordinance, rows, by=by) if rows else []


def _classified(used: Used | None, *, development: bool) -> dict[str, int | None]:
    if used is None or used.development != development:
        return {}
    return {"work_id": used.work, "category_id": used.category}


@transaction.atomic
def copy_recurrent(ordinance: Ordinance, *, by: Membership) -> list[Saved]:
    """Copy the recurrent lines of last year's annual ordinance: names, classification, amounts as they were passed.

    Lines that stand here already (name and classification) are passed over; codes out of force are left blank.
    """
    owner, year = ordinance.organisation, ordinance.year_id
    require(by, Do.RECORD, owner)
    require_open(ordinance)
    lock_lines(owner, [], years=[year])
    before = Ordinance.objects.filter(organisation=owner, year_id=year - 1, kind=Ordinance.Kind.ANNUAL).first()
    ids = [one.pk for one in (ordinance, before) if one is not None]
    lines = lines_of(ids)
    source = [line for line in lines[before.pk] if not line.development] if before is not None else []
    findings = Findings()
    findings.add(rules.lines_can_be_copied(len(source), year=year - 1))
    findings.settle()
    lists = lists_of(owner.pk, year)
    there = {(line.name, line.work, line.category) for line in lines[ordinance.pk]}
    rows = []
    for line in source:
        work = line.work if line.work in lists.works else None
        category = line.category if line.category in lists.categories else None
        if (line.name, work, category) not in there:
            content = {"name": line.name, "work_id": work, "category_id": category, "amount": line.amount}
            rows.append(LineRow({**content, "development": False}))
    return save_lines(ordinance, rows, by=by) if rows else []


@transaction.atomic
def link_lines(organisation: Organisation, year: int, links: Mapping[int, int | None], *, by: Membership) -> int:
    """Say which project stands behind lines of any source ("to be linked"); None takes the link away. How many changed.

    `links`: line → project. Only development lines take one; lines of the annual ordinance while its step is open.
    """
    under = require(by, Do.RECORD, organisation)
    books = lock_lines(organisation, links, years=[year])
    present = {pk: line for pk, line in books.lines.items() if line.year_id == year}
    if any(line.source in OF_THE_ORDINANCE for line in present.values()):
        require_step_open(organisation, "ordinance", year)
    projects = set(Project.objects.filter(organisation=organisation).values_list("pk", flat=True))
    findings = Findings()
    for pk, project in links.items():
        line = present.get(pk)
        findings.add(rules.line_is_known(asked=pk, found=line is not None))
        findings.add(rules.line_points_into_the_plan(project=project, projects=projects))
        if line is not None:
            told = rules.only_development_comes_from_a_project(development=line.development, project=project)
            findings.add(told, row=line.number)
    findings.settle()
    changed = [line for pk, line in sorted(present.items()) if line.project_id != links[pk]]
    revisions = revisions_of({links[line.pk] for line in changed} - {None})  # type: ignore[arg-type]
    moment, first_last = clock.now(), fiscal_year_dates(year)
    on = min(max(clock.today(), first_last[0]), first_last[1])
    did = [
        Did(line, organisation.pk, before={"project_id": line.project_id}, after={"project_id": links[line.pk]})
        for line in changed
    ]
    set_each(
        BudgetLine,
        ["project", "revision", "by", "recorded_at", "version"],
        ((x.pk, links[x.pk], revisions.get(links[x.pk] or 0), by.pk, moment, x.version + 1) for x in changed),
    )
    postings = [Posting(x.pk, LineEntry.Kind.LINKED, ZERO, on, links[x.pk]) for x in changed]
    write_entries(organisation, postings, by=by)
    record(by, "lines_saved", did, under=under)
    return len(changed)
