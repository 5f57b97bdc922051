"""Transfers in numbered rounds: balanced to the satang, never below what is used, taken back only by another round."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.calendar import rules as calendar_rules
from localplan.calendar.actions import lock_year
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.bulk import copy_in, next_ids
from localplan.toolkit.problems import NO_REASONS, Findings, Problem, Reasons
from localplan.toolkit.thai_dates import fiscal_year_dates
from localplan.toolkit.versions import merge

from .. import rules
from ..facts import NewItem, Shift, TransferRound
from ..models import BudgetLine, Classification, LineEntry, Ordinance, Transfer
from ..plans import revisions_of
from ..sources import Source
from ..transfer_law import transfer_law
from .balances import OpenYears, Posting, lock_lines, save_balances, write_entries
from .lines import check_line, lists_of, next_number

ZERO = Decimal("0.00")
DATES = ("notice_on", "reported_on")
LABELS: dict[str, str | Promise] = {"notice_on": _("Public notice"), "reported_on": _("Reported")}


@dataclass
class _Side:
    """One side of a round with the line it moves. `is_new`: the round makes the line."""

    shift: Shift
    line: BudgetLine
    is_new: bool

    @property
    def pot(self) -> tuple[str, ...]:
        """What money may be mixed: the ordinances of a year, else one decision of one source."""
        if self.line.source in (Source.ORDINANCE, Source.SUPPLEMENTARY):
            return (Source.ORDINANCE.value,)
        return (self.line.source, self.line.paper, self.line.agency)


@transaction.atomic
def transfer(
    organisation: Organisation, year: int, told: TransferRound, *, by: Membership, reasons: Reasons = NO_REASONS
) -> Transfer:
    """Move budget between lines of a year, as decided: the whole round, or nothing of it.

    Raises Refused with every problem of every row. `reasons` may excuse a late report: (None, rule) → text.
    """
    under = require(by, Do.RECORD, organisation)
    books = lock_lines(organisation, [s.line for s in told.shifts if s.line is not None], years=[year])
    findings = Findings()
    sides = _sides(organisation, year, told.shifts, books, findings)
    findings.add(rules.line_stands_once([s.line for s in told.shifts if s.line is not None]))
    findings.add(_judge_amounts(told.shifts, sides))
    alters_capital = _makes_capital(sides) or (told.changes_nature and _touches_capital(sides))
    needed = transfer_law(year).authority_for(alters_capital=alters_capital)
    findings.add(_judge_authority(told.authority, needed, year))
    findings.add(_judge_days(told, year, closed_until=books.closed_until[year]))
    taken = _numbers(organisation, year)
    number = told.number if told.number is not None else max(taken, default=0) + 1
    findings.add(rules.transfer_number_is_free(number, taken=taken))
    excuses = findings.settle(reasons)
    made = _make(organisation, year, told, number, by)
    _move(organisation, year, made, sides, by)
    after = {"number": number, "authority": told.authority, "decided_on": told.decided_on}
    record(
        by, "transferred", [Did(made, organisation.pk, after=after)], under=under, reason=told.reason, excuses=excuses
    )
    return made


def _sides(
    organisation: Organisation, year: int, shifts: Iterable[Shift], books: OpenYears, findings: Findings
) -> list[_Side]:
    """Each shift with its line; a new item with a line not saved yet."""
    found, lists, ordinance = [], lists_of(organisation.pk, year), None
    for shift in shifts:
        findings.add(rules.amount_is_money(abs(shift.amount)), row=shift.row)
        if shift.new is not None:
            ordinance = ordinance or _annual(organisation, year)
            findings.add(rules.new_item_belongs_to_the_ordinance(annual=ordinance is not None), row=shift.row)
            findings.add(check_line(_values(shift.new), lists), row=shift.row)
            findings.add(rules.transfer_within_what_is_left(shift.amount, left=ZERO), row=shift.row)
            if ordinance is not None:
                found.append(_Side(shift, _line_of(shift.new, ordinance), True))
            continue
        line = books.lines.get(shift.line or 0)
        known = line is not None and line.year_id == year
        findings.add(rules.line_is_known(asked=shift.line or 0, found=known), row=shift.row)
        if line is not None and known:
            findings.add(rules.transfer_within_what_is_left(shift.amount, left=line.available), row=shift.row)
            found.append(_Side(shift, line, False))
    return found


def _annual(organisation: Organisation, year: int) -> Ordinance | None:
    found: Ordinance | None = Ordinance.objects.filter(
        organisation=organisation, year_id=year, kind=Ordinance.Kind.ANNUAL
    ).first()
    return found


def _values(new: NewItem) -> dict[str, Any]:
    """By the names of LINE_FIELDS."""
    return {
        "name": new.name,
        "development": new.development,
        "project_id": new.project,
        "work_id": new.work,
        "category_id": new.category,
        "amount": None,
    }


def _line_of(new: NewItem, ordinance: Ordinance) -> BudgetLine:
    values = {name: value for name, value in _values(new).items() if name != "amount"}
    return BudgetLine(
        organisation_id=ordinance.organisation_id,
        year_id=ordinance.year_id,
        source=Source.ORDINANCE,
        ordinance=ordinance,
        budget=ZERO,
        committed=ZERO,
        paid=ZERO,
        reserved=ZERO,
        lapsed=ZERO,
        version=1,
        **values,
    )


def _judge_amounts(shifts: Iterable[Shift], sides: Iterable[_Side]) -> list[Problem]:
    amounts = [shift.amount for shift in shifts]
    gains = sum((amount for amount in amounts if amount > 0), ZERO)
    gives = -sum((amount for amount in amounts if amount < 0), ZERO)
    by_pot: dict[tuple[str, ...], Decimal] = defaultdict(lambda: ZERO)
    for side in sides:
        by_pot[side.pot] += side.shift.amount
    return [
        *rules.transfer_moves_something(amounts),
        *rules.transfer_balances(gains=gains, gives=gives),
        *rules.transfer_stays_within_its_money(by_pot),
    ]


def _capital(sides: Iterable[_Side]) -> set[int]:
    asked = {side.line.category_id for side in sides if side.line.category_id is not None}
    return set(Classification.objects.filter(pk__in=asked, capital=True).values_list("pk", flat=True))


def _touches_capital(sides: list[_Side]) -> bool:
    return bool(_capital(sides))


def _makes_capital(sides: list[_Side]) -> bool:
    return bool(_capital(side for side in sides if side.is_new))


def _judge_authority(authority: str, needed: str, year: int) -> list[Problem]:
    law = transfer_law(year)
    return list(
        rules.transfer_is_decided_by_who_may(authority, needed=needed, regulation=law.name, clause=law.council_clause)
    )


def _judge_days(told: TransferRound, year: int, *, closed_until: dt.date | None) -> list[Problem]:
    first, last = fiscal_year_dates(year)
    return [
        *rules.decision_lies_in_its_year(told.decided_on, first=first, last=last),
        *calendar_rules.fact_date_is_open(told.decided_on, closed_until=closed_until, field="decided_on"),
        *_judge_reports(year, told.decided_on, told.notice_on, told.reported_on),
    ]


def _judge_reports(
    year: int, decided_on: dt.date, notice_on: dt.date | None, reported_on: dt.date | None
) -> list[Problem]:
    law = transfer_law(year)
    return [
        *rules.transfer_days_follow_each_other(
            decided_on=decided_on, notice_on=notice_on, reported_on=reported_on, today=clock.today()
        ),
        *rules.transfer_is_reported_in_time(
            reported_on, due_on=report_due(year, decided_on, notice_on), days=law.report_days
        ),
    ]


def report_due(year: int, decided_on: dt.date, notice_on: dt.date | None) -> dt.date:
    """The last day to tell the governor or the district chief: counted from the notice, else from the decision."""
    return (notice_on or decided_on) + dt.timedelta(days=transfer_law(year).report_days)


def _numbers(organisation: Organisation, year: int) -> set[int]:
    return set(Transfer.objects.filter(organisation=organisation, year_id=year).values_list("number", flat=True))


def _make(
    organisation: Organisation,
    year: int,
    told: TransferRound,
    number: int,
    by: Membership,
    reverses: Transfer | None = None,
) -> Transfer:
    made: Transfer = Transfer.objects.create(
        organisation=organisation,
        year_id=year,
        number=number,
        authority=told.authority,
        decided_on=told.decided_on,
        notice_on=told.notice_on,
        reported_on=told.reported_on,
        reason=told.reason.strip(),
        document=told.document,
        reverses=reverses,
        by=by,
        recorded_at=clock.now(),
    )
    return made


def _move(organisation: Organisation, year: int, made: Transfer, sides: list[_Side], by: Membership) -> None:
    _make_lines(organisation, year, [side.line for side in sides if side.is_new], by)
    for side in sides:
        side.line.budget += side.shift.amount
    save_balances(side.line for side in sides)
    kind, on = LineEntry.Kind.TRANSFER, made.decided_on
    postings = [Posting(s.line.pk, kind, s.shift.amount, on, s.line.project_id, made.pk) for s in sides]
    write_entries(organisation, postings, by=by)


def _make_lines(organisation: Organisation, year: int, lines: list[BudgetLine], by: Membership) -> None:
    """Lines a round makes: begun with nothing, filled by its entries."""
    if not lines:
        return
    moment, number = clock.now(), next_number(organisation.pk, year)
    revisions = revisions_of({line.project_id for line in lines if line.project_id})
    for place, (line, pk) in enumerate(zip(lines, next_ids(BudgetLine, len(lines)), strict=True)):
        line.pk, line.number, line.recorded_at, line.by = pk, number + place, moment, by
        line.revision_id = revisions.get(line.project_id or 0)
    names = [field.name for field in BudgetLine._meta.concrete_fields]
    columns = [field.attname for field in BudgetLine._meta.concrete_fields]
    copy_in(BudgetLine, names, ([getattr(line, column) for column in columns] for line in lines))


@transaction.atomic
def date_transfer(
    there: Transfer,
    *,
    notice_on: dt.date | None,
    reported_on: dt.date | None,
    by: Membership,
    seen: Mapping[str, Any] | None = None,
    reasons: Reasons = NO_REASONS,
) -> Transfer:
    """Fill in when the round was made public and reported. `seen`: what the form showed; Stale where both changed."""
    under = require(by, Do.RECORD, there.organisation)
    lock_year(there.organisation, there.year_id)
    row: Transfer = Transfer.objects.select_related("organisation").get(pk=there.pk)
    theirs = {name: getattr(row, name) for name in DATES}
    wanted: dict[str, Any] = {"notice_on": notice_on, "reported_on": reported_on}
    if seen is not None:
        wanted = merge(seen, wanted, theirs, LABELS)
    findings = Findings()
    findings.add(_judge_reports(row.year_id, row.decided_on, wanted["notice_on"], wanted["reported_on"]))
    excuses = findings.settle(reasons)
    if wanted == theirs:
        return row
    row.notice_on, row.reported_on, row.version = wanted["notice_on"], wanted["reported_on"], row.version + 1
    row.save(update_fields=[*DATES, "version"])
    before = {name: value for name, value in theirs.items() if wanted[name] != value}
    did = Did(row, row.organisation_id, before=before, after={name: wanted[name] for name in before})
    record(by, "transfer_dated", [did], under=under, excuses=excuses)
    return row


@transaction.atomic
def reverse_transfer(
    there: Transfer, *, authority: str, decided_on: dt.date, reason: str, by: Membership, number: int | None = None
) -> Transfer:
    """Take a round back by another one with the opposite entries, decided like any round; once."""
    owner, year = there.organisation, there.year_id
    under = require(by, Do.RECORD, owner)
    lock_year(owner, year)
    entries = list(there.entries.order_by("line_id"))
    books = lock_lines(owner, [entry.line_id for entry in entries], years=[year])
    findings = Findings()
    again = Transfer.objects.filter(reverses=there).values_list("number", flat=True).first()
    findings.add(rules.transfer_is_reversed_once(reversed_by=again, is_reversal=there.reverses_id is not None))
    sides = []
    for entry in entries:
        line = books.lines.get(entry.line_id)
        findings.add(rules.line_is_known(asked=entry.line_id, found=line is not None))
        if line is not None:
            problems = rules.transfer_within_what_is_left(-entry.amount, left=line.available)
            findings.add(problems, row=line.number)
            sides.append(_Side(Shift(line.pk, -entry.amount), line, False))
    told = TransferRound(authority, decided_on, [side.shift for side in sides], reason=reason)
    findings.add(_judge_authority(authority, there.authority, year))
    findings.add(_judge_days(told, year, closed_until=books.closed_until[year]))
    findings.add(rules.reversal_follows_the_round(decided_on, round_on=there.decided_on))
    taken = _numbers(owner, year)
    number = number if number is not None else max(taken, default=0) + 1
    findings.add(rules.transfer_number_is_free(number, taken=taken))
    findings.settle()
    made = _make(owner, year, told, number, by, reverses=there)
    _move(owner, year, made, sides, by)
    after = {"number": number, "reverses": there, "authority": authority, "decided_on": decided_on}
    record(by, "transfer_reversed", [Did(made, owner.pk, after=after)], under=under, reason=reason)
    return made


def next_round(organisation_id: int, year: int) -> int:
    """The number the next round of the year takes."""
    rows = Transfer.objects.filter(organisation_id=organisation_id, year_id=year)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1
