"""Money that comes without an ordinance: surplus, last year's budget meanwhile, another agency; and, from the rooms
to the right, grants and what is carried over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from localplan.calendar import rules as calendar_rules
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.bulk import copy_in, next_ids, set_each
from localplan.toolkit.problems import NO_REASONS, Findings, Problem, Reasons
from localplan.toolkit.thai_dates import fiscal_year_dates

from .. import rules
from ..facts import OpenedLine
from ..models import BudgetLine, LineEntry, Ordinance
from ..plans import revisions_of
from ..sources import OPENED_BY_HAND, Source
from .balances import Posting, lock_lines, write_entries
from .lines import check_line, lists_of, next_number, transferred_of

ZERO = Decimal("0.00")
#: Sources whose decision falls into the fiscal year; letters of grants and others may come before it.
DECIDED_WITHIN_THE_YEAR = (Source.SURPLUS, Source.PREVIOUS)


@transaction.atomic
def open_line(
    organisation: Organisation,
    year: int,
    told: Sequence[OpenedLine],
    *,
    by: Membership,
    sources: Collection[str] = OPENED_BY_HAND,
    reasons: Reasons = NO_REASONS,
) -> list[BudgetLine]:
    """Open lines of a year: all of them, or none. They count from the decision, or from the year's first day.

    `sources`: what the caller stands for; a grant and what is carried over are opened by the rooms that know them.
    """
    under = require(by, Do.RECORD, organisation)
    origins = [line.origin for line in told if line.origin is not None]
    books = lock_lines(organisation, origins, years=[year])
    lists = lists_of(organisation.pk, year)
    since = ordinance_since(organisation.pk, year)
    left = _left_of(books.lines.values(), year)
    findings = Findings()
    for line in told:
        origin = books.lines.get(line.origin or 0)
        found = [
            *rules.source_may_be_opened(line.source, allowed=sources),
            *check_line(_values(line), lists),
            *rules.amount_is_money(line.amount, zero=False),
            *rules.surplus_is_decided(line.source, authority=line.authority),
            *rules.surplus_by_the_executive_is_an_emergency(line.source, authority=line.authority),
            *rules.money_of_others_names_its_owner(line.source, agency=line.agency),
            *rules.origin_is_of_this_organisation(asked=line.origin, found=origin is not None),
            *rules.previous_budget_only_meanwhile(line.source, decided_on=line.decided_on, ordinance_since=since),
            *_judge_previous(line, origin, year, left),
            *_judge_day(line, year, closed_until=books.closed_until[year]),
        ]
        findings.add(found, row=line.row)
    excuses = findings.settle(reasons)
    made = _write(organisation, year, told, by)
    done = [Did(line, organisation.pk, after=_plain(line)) for line in made]
    record(by, "line_opened", done, under=under, excuses=excuses)
    return made


def ordinance_since(organisation_id: int, year: int) -> dt.date | None:
    """The day from which the annual ordinance is both promulgated and in effect; None while it is not."""
    days = (
        Ordinance.objects.filter(organisation_id=organisation_id, year_id=year, kind=Ordinance.Kind.ANNUAL)
        .exclude(promulgated_on=None)
        .exclude(effective_on=None)
        .values_list("promulgated_on", "effective_on")
        .first()
    )
    return max(days) if days else None


def _values(line: OpenedLine) -> dict[str, Any]:
    """By the names of LINE_FIELDS."""
    return {
        "name": line.name,
        "development": line.development,
        "project_id": line.project,
        "work_id": line.work,
        "category_id": line.category,
        "amount": None,  # asked by itself: nothing opens no line
    }


def _left_of(origins: Iterable[BudgetLine], year: int) -> dict[int, Decimal]:
    """What last year's lines still allow to be used meanwhile: their budget less what goes on from them already."""
    listed = list(origins)
    used = dict(
        BudgetLine.objects.standing()
        .filter(origin__in=[line.pk for line in listed], source=Source.PREVIOUS, year_id=year)
        .values_list("origin_id")
        .annotate(used=Sum("entries__amount"))
    )
    # What the ordinance absorbed has gone from the line, but was used all the same.
    return {line.pk: line.budget - (used.get(line.pk) or ZERO) for line in listed}


def _judge_previous(
    line: OpenedLine, origin: BudgetLine | None, year: int, left: dict[int, Decimal]
) -> Iterable[Problem]:
    if line.source != Source.PREVIOUS:
        return []
    of_last_year = (
        origin is not None and origin.year_id == year - 1 and origin.source in (Source.ORDINANCE, Source.SUPPLEMENTARY)
    )
    found = list(rules.previous_budget_comes_from_last_year(line.source, origin_found=of_last_year))
    if origin is not None and not found:
        found += rules.previous_budget_within_last_year(line.amount, left=left[origin.pk])
        left[origin.pk] -= line.amount
    return found


def _judge_day(line: OpenedLine, year: int, *, closed_until: dt.date | None) -> list[Problem]:
    first, last = fiscal_year_dates(year)
    found = list(rules.decision_is_not_ahead(line.decided_on, today=clock.today()))
    if line.source in DECIDED_WITHIN_THE_YEAR or line.decided_on > last:
        found += rules.decision_lies_in_its_year(line.decided_on, first=first, last=last)
    found += calendar_rules.fact_date_is_open(
        max(line.decided_on, first), closed_until=closed_until, field="decided_on"
    )
    return found


def _write(organisation: Organisation, year: int, told: Sequence[OpenedLine], by: Membership) -> list[BudgetLine]:
    moment, first = clock.now(), fiscal_year_dates(year)[0]
    number = next_number(organisation.pk, year)
    revisions = revisions_of({line.project for line in told if line.project is not None})
    made = [
        BudgetLine(
            pk=pk,
            organisation=organisation,
            year_id=year,
            number=number + place,
            source=line.source,
            name=line.name.strip(),
            development=line.development,
            project_id=line.project,
            revision_id=revisions.get(line.project or 0),
            work_id=line.work,
            category_id=line.category,
            authority=line.authority,
            decided_on=line.decided_on,
            paper=line.paper.strip(),
            agency=line.agency.strip(),
            origin_id=line.origin,
            budget=line.amount,
            committed=ZERO,
            paid=ZERO,
            reserved=ZERO,
            lapsed=ZERO,
            by=by,
            recorded_at=moment,
        )
        for place, (line, pk) in enumerate(zip(told, next_ids(BudgetLine, len(told)), strict=True))
    ]
    fields = BudgetLine._meta.concrete_fields
    names, columns = [field.name for field in fields], [field.attname for field in fields]
    copy_in(BudgetLine, names, ([getattr(line, column) for column in columns] for line in made))
    entered = LineEntry.Kind.ENTERED
    postings = [Posting(x.pk, entered, x.budget, max(x.decided_on, first), x.project_id) for x in made if x.decided_on]
    write_entries(organisation, postings, by=by)
    return made


def _plain(line: BudgetLine) -> Mapping[str, Any]:
    told = {"number": line.number, "source": line.source, "budget": line.budget, "decided_on": line.decided_on}
    return told | {name: value for name in ("authority", "paper", "agency") if (value := getattr(line, name))}


@transaction.atomic
def close_line(
    organisation: Organisation,
    year: int,
    lines: Sequence[int],
    *,
    by: Membership,
    sources: Collection[str] = OPENED_BY_HAND,
) -> int:
    """Take back lines that were opened by mistake, while nothing uses them; how many. Their entries stay."""
    under = require(by, Do.RECORD, organisation)
    books = lock_lines(organisation, lines, years=[year])
    moved = transferred_of(list(books.lines))
    findings = Findings()
    for pk in lines:
        line = books.lines.get(pk)
        findings.add(rules.line_is_known(asked=pk, found=line is not None and line.year_id == year))
        if line is None:
            continue
        used = line.budget - line.available
        findings.add(rules.source_may_be_opened(line.source, allowed=sources), row=line.number)
        findings.add(rules.used_line_is_not_removed(used or abs(moved.get(pk, ZERO))), row=line.number)
        closed = books.closed_until[year]
        findings.add(calendar_rules.fact_date_is_open(_day_of(line), closed_until=closed), row=line.number)
    findings.settle()
    gone = list(books.lines.values())
    removed = LineEntry.Kind.REMOVED
    write_entries(organisation, [Posting(x.pk, removed, -x.budget, _day_of(x), x.project_id) for x in gone], by=by)
    moment = clock.now()
    set_each(BudgetLine, ["budget", "removed_at", "version"], ((x.pk, ZERO, moment, x.version + 1) for x in gone))
    record(by, "lines_removed", [Did(line, organisation.pk, before=_plain(line)) for line in gone], under=under)
    return len(gone)


def _day_of(line: BudgetLine) -> dt.date:
    """The day an opened line counts from."""
    first = fiscal_year_dates(line.year_id)[0]
    return max(line.decided_on or first, first)
