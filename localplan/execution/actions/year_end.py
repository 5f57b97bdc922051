"""The year's end: what is left is set aside, extended, accrued, or lapses.

Money carried over stays in its year. In the next it stands only on a line of source carried over, opened here.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from localplan.budgeting.actions import (
    Posting,
    close_line,
    lock_lines,
    open_line,
    save_balances,
    write_entries,
)
from localplan.budgeting.facts import OpenedLine
from localplan.budgeting.models import BudgetLine, Classification, LineEntry
from localplan.budgeting.rules import amount_is_money, line_is_known
from localplan.budgeting.sources import Authority, Source
from localplan.calendar.actions import require_step_open
from localplan.calendar.rules import fact_date_is_open, reason_is_given
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings, Problem
from localplan.toolkit.thai_dates import fiscal_year_dates

from .. import rules
from ..facts import YearEnd
from ..models import CarryOver, CommitmentEvent, Share
from ..year_end import kind_of, lawful_acts
from .shares import Growth, Happening, Money, lock_commitments, save_shares, write_events, write_growth

ZERO = Decimal("0.00")
STEP = "year_close"
Act = CarryOver.Act


@dataclass
class Leaving:
    """One act on its way, with what it is about, locked."""

    told: YearEnd
    line: BudgetLine
    share: Share | None
    into: BudgetLine | None = None

    @property
    def carries(self) -> bool:
        return self.told.act != Act.LAPSED

    @property
    def key(self) -> tuple[int, str]:
        """One new line for each line and authority."""
        return self.line.pk, self.told.authority

    @property
    def on(self) -> dt.date:
        """The day it counts from in the next year."""
        return max(self.told.decided_on, fiscal_year_dates(self.line.year_id + 1)[0])


@transaction.atomic
def carry_over(owner: Organisation, told: Sequence[YearEnd], *, by: Membership) -> list[CarryOver]:
    """Set aside, extend, accrue or let lapse what lines have left: all of it, or none. Raises Refused with everything.

    The amount leaves what may still be used of its year at once and stands in the next, where it is carried over.
    """
    under = require(by, Do.RECORD, owner)
    lines = BudgetLine.objects.filter(organisation=owner, pk__in=[one.line for one in told])
    years = sorted(set(lines.values_list("year_id", flat=True)))
    for year in years:
        require_step_open(owner, STEP, year)
    carrying = {one.line for one in told if one.act != Act.LAPSED}
    next_years = {year + 1 for year in lines.filter(pk__in=carrying).values_list("year_id", flat=True)}
    # Before anything is read: two officers who carry from one line make one line of the next year.
    lock_lines(owner, carrying, years=next_years)
    there = _lines_already_carried(owner, carrying)
    commitments = [one.commitment for one in told if one.commitment is not None]
    money = lock_commitments(
        owner,
        commitments,
        lines=[*(one.line for one in told), *there.values()],
        years=next_years,
    )
    _with_categories(money)
    findings = Findings()
    leaving: list[Leaving] = []
    for place, one in enumerate(told, start=1):
        line = money.books.lines.get(one.line)
        findings.add(line_is_known(asked=one.line, found=line is not None), row=one.row or place)
        if line is None:
            continue
        share = money.share_of(one.commitment, one.line) if one.commitment is not None else None
        found = check_act(one, line, share, money)
        findings.add(found, row=one.row or place)
        if not found:
            leaving.append(Leaving(one, line, share))
            _take(leaving[-1])
    findings.settle()
    for act in leaving:
        if act.share is not None and not act.carries:
            act.line.committed += act.told.amount  # it falls with the entry that says so
            act.share.amount += act.told.amount
    _open_lines(owner, leaving, {key: money.books.lines[pk] for key, pk in there.items()}, by)
    _move_shares(owner, leaving, by)
    save_balances({one.line.pk: one.line for one in leaving}.values())
    save_shares({one.share.pk: one.share for one in leaving if one.share is not None}.values())
    made = _write(owner, leaving, by)
    done = [
        Did(row, owner.pk, after={"act": row.act, "amount": row.amount, "line": one.line.number}, label=one.line.name)
        for row, one in zip(made, leaving, strict=True)
    ]
    record(by, "carried_over", done, under=under)
    return made


def _lines_already_carried(owner: Organisation, lines: set[int]) -> dict[tuple[int, str], int]:
    """Line and authority → the line of the next year that what was carried over already stands on."""
    rows = BudgetLine.objects.standing().filter(organisation=owner, source=Source.CARRIED, origin__in=lines)
    return {(origin, authority): pk for origin, authority, pk in rows.values_list("origin_id", "authority", "pk")}


def _with_categories(money: Money) -> None:
    """Lines are locked alone; what the law asks about their category is read at once."""
    wanted = {line.category_id for line in money.books.lines.values()}
    named = Classification.objects.in_bulk([pk for pk in wanted if pk is not None])
    for line in money.books.lines.values():
        line.category = named.get(line.category_id or 0)


def check_act(told: YearEnd, line: BudgetLine, share: Share | None, money: Money) -> list[Problem]:
    """Everything the rules say of one act beside what is left now."""
    if told.commitment is not None and share is None:
        return list(rules.carry_over_is_of_a_commitment_of_the_line(found=False))
    acts = {act.act: act for act in lawful_acts(line.year_id, kind_of(line, committed=share is not None))}
    lawful = acts.get(Act(told.act)) if told.act in Act.values else None
    first, last = fiscal_year_dates(line.year_id)
    found = [
        *amount_is_money(told.amount, zero=False),
        *rules.carry_over_within_what_is_left(told.amount, left=line.available if share is None else share.left),
        *rules.carry_over_is_lawful(told.act, lawful=acts),
        *rules.carry_over_waits_for_the_years_end(today=clock.today(), last=last),
        *rules.fact_is_not_ahead(told.decided_on, today=clock.today(), field="decided_on"),
        *rules.carry_over_is_decided_after_the_year_began(told.decided_on, first=first),
        *rules.carry_over_lasts_beyond_the_year(told.until_on, last=last),
    ]
    if lawful is not None:
        label = Authority(lawful.authority).label if lawful.authority else ""
        found += rules.carry_over_is_decided_by(told.authority, lawful=lawful.authority or None, label=label)
    if told.act != Act.LAPSED:
        on = max(told.decided_on, fiscal_year_dates(line.year_id + 1)[0])
        closed = money.books.closed_until[line.year_id + 1]
        found += fact_date_is_open(on, closed_until=closed, field="decided_on")
    return found


def _take(one: Leaving) -> None:
    """Let the amount leave what the line, or the share, has left: the next row of the sheet sees it."""
    amount = one.told.amount
    if not one.carries:
        one.line.lapsed += amount
        if one.share is not None:
            one.share.amount -= amount
            one.line.committed -= amount
    elif one.share is not None:
        one.share.carried += amount
    else:
        one.line.reserved += amount


def _open_lines(
    owner: Organisation, leaving: Sequence[Leaving], there: Mapping[tuple[int, str], BudgetLine], by: Membership
) -> None:
    """The lines of the next year that the money carried over stands on: opened, or grown where there is one."""
    groups: dict[tuple[int, str], list[Leaving]] = defaultdict(list)
    for one in leaving:
        if one.carries:
            groups[one.key].append(one)
    grown, postings = [there[key] for key in sorted(groups.keys() & there.keys())], []
    for line in grown:
        for one in groups[line.origin_id or 0, line.authority]:
            one.into = line
            line.budget += one.told.amount
            postings.append(Posting(line.pk, LineEntry.Kind.CORRECTED, one.told.amount, one.on, line.project_id))
    write_entries(owner, postings, by=by)
    save_balances(grown)
    new = {key: group for key, group in groups.items() if key not in there}
    for year in sorted({group[0].line.year_id + 1 for group in new.values()}):
        mine = [group for group in new.values() if group[0].line.year_id + 1 == year]
        told = [_opened(group) for group in mine]
        made = open_line(owner, year, told, by=by, sources=(Source.CARRIED,))
        for group, line in zip(mine, made, strict=True):
            for one in group:
                one.into = line


def _opened(group: Sequence[Leaving]) -> OpenedLine:
    line, told = group[0].line, group[0].told
    return OpenedLine(
        Source.CARRIED,
        line.name,
        sum((one.told.amount for one in group), ZERO),
        min(one.told.decided_on for one in group),
        development=line.development,
        project=line.project_id,
        work=line.work_id,
        category=line.category_id,
        authority=told.authority,
        paper=told.paper,
        origin=line.pk,
    )


def _move_shares(owner: Organisation, leaving: Sequence[Leaving], by: Membership) -> None:
    """A commitment goes on with a share of the new line; what lapses of one leaves its share."""
    bound = [(one, one.share) for one in leaving if one.share is not None]
    kinds = {True: CommitmentEvent.Kind.CARRIED, False: CommitmentEvent.Kind.LAPSED}
    happened = [
        Happening(share.commitment_id, kinds[one.carries], one.told.decided_on, one.told.paper) for one, share in bound
    ]
    going_on = Share.objects.filter(
        commitment__in={share.commitment_id for _one, share in bound},
        line__in={one.into.pk for one, _share in bound if one.into is not None},
    )
    targets = {(share.commitment_id, share.line_id): share for share in going_on}
    growth = []
    for (one, share), event in zip(bound, write_events(owner, happened, by=by), strict=True):
        if one.into is not None:
            target = targets.get((share.commitment_id, one.into.pk))
            growth.append(Growth(share.commitment_id, one.into, one.told.amount, event, one.on, target))
        else:
            last = fiscal_year_dates(one.line.year_id)[1]
            day = min(one.told.decided_on, last)
            growth.append(Growth(share.commitment_id, one.line, -one.told.amount, event, day, share))
    write_growth(owner, growth)


def _write(owner: Organisation, leaving: Sequence[Leaving], by: Membership) -> list[CarryOver]:
    moment = clock.now()
    return CarryOver.objects.bulk_create(
        CarryOver(
            organisation=owner,
            line=one.line,
            share=one.share,
            act=one.told.act,
            amount=one.told.amount,
            authority=one.told.authority,
            decided_on=one.told.decided_on,
            until_on=one.told.until_on,
            paper=one.told.paper.strip(),
            into=one.into,
            by=by,
            recorded_at=moment,
        )
        for one in leaving
    )


@transaction.atomic
def reverse_carry_over(act: CarryOver, *, reason: str, by: Membership) -> CarryOver:
    """Take an act of the year's end back by a counter-entry, while what it carried over is untouched. Once only."""
    owner = act.organisation
    under = require(by, Do.RECORD, owner)
    require_step_open(owner, STEP, act.line.year_id)
    commitments = [act.share.commitment_id] if act.share is not None else []
    money = lock_commitments(owner, commitments, lines=[pk for pk in (act.line_id, act.into_id) if pk is not None])
    there = CarryOver.objects.select_related("share").get(pk=act.pk, organisation=owner)
    already = there.reverses_id is not None or CarryOver.objects.filter(reverses=there).exists()
    line = money.books.lines[there.line_id]
    into = money.books.lines.get(there.into_id or 0)
    share = money.share_of(there.share.commitment_id, line.pk) if there.share is not None else None
    target = money.share_of(share.commitment_id, into.pk) if share is not None and into is not None else None
    findings = Findings()
    findings.add(reason_is_given(reason))
    if share is not None:
        findings.add(rules.commitment_is_not_cancelled(money.commitments[share.commitment_id].cancelled_on))
    findings.add(rules.carry_over_is_reversed_once(already=already))
    on = max(there.decided_on, fiscal_year_dates(line.year_id + 1)[0])
    if there.act != Act.LAPSED:
        left = target.left if target is not None else into.available if into is not None and share is None else ZERO
        findings.add(rules.carried_money_is_unused(there.amount, left=left))
        closed = money.books.closed_until.get(line.year_id + 1)
        findings.add(fact_date_is_open(on, closed_until=closed))
    findings.settle()
    amount = there.amount
    if into is not None:
        into.budget -= amount
        write_entries(owner, [Posting(into.pk, LineEntry.Kind.CORRECTED, -amount, on, into.project_id)], by=by)
    if there.act == Act.LAPSED:
        line.lapsed -= amount
    elif share is None:
        line.reserved -= amount
    else:
        share.carried -= amount
        save_shares([share])
    if share is not None:
        kind = CommitmentEvent.Kind.LAPSED if there.act == Act.LAPSED else CommitmentEvent.Kind.CARRIED
        day = min(there.decided_on, fiscal_year_dates(line.year_id)[1])
        happened = Happening(share.commitment_id, kind, there.decided_on, there.paper, reason)
        [event] = write_events(owner, [happened], by=by)
        if there.act == Act.LAPSED:
            write_growth(owner, [Growth(share.commitment_id, line, amount, event, day, share)])
        elif into is not None:
            write_growth(owner, [Growth(share.commitment_id, into, -amount, event, on, target)])
    save_balances([one for one in (line, into) if one is not None])
    if into is not None and into.budget == 0:
        close_line(owner, into.year_id, [into.pk], by=by, sources=(Source.CARRIED,))
    counter = CarryOver.objects.create(
        organisation=owner,
        line=there.line,
        share=there.share,
        act=there.act,
        amount=-amount,
        authority=there.authority,
        decided_on=there.decided_on,
        until_on=there.until_on,
        paper=there.paper,
        into=there.into,
        reverses=there,
        by=by,
        recorded_at=clock.now(),
    )
    did = Did(counter, owner.pk, after={"reverses": there.pk, "amount": -amount}, label=line.name)
    record(by, "carry_over_reversed", [did], under=under, reason=reason)
    return counter
