"""What is told without a voucher: cumulative figures of recurrent lines, progress, and that nothing moved."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from localplan.budgeting.actions import lock_lines, save_balances
from localplan.budgeting.models import BudgetLine
from localplan.budgeting.rules import amount_is_money, line_is_known
from localplan.calendar.actions import lock_year
from localplan.calendar.rules import fact_date_is_open
from localplan.calendar.steps import quarter_end
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, Reference, record
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.bulk import copy_in
from localplan.toolkit.problems import NO_REASONS, Findings, Problem, Reasons
from localplan.toolkit.thai_dates import fiscal_year, fiscal_year_dates

from .. import rules
from ..facts import Figure, ProgressReport
from ..models import Commitment, CumulativeFigure, NoMovement, Progress
from ..standing import open_in_quarter, quarter_dates
from .shares import lock_commitments

ZERO = Decimal("0.00")
#: By line: the figure that counts at each month's end.
ByMonth = Mapping[int, Mapping[dt.date, Decimal]]


def figures_of(lines: Iterable[int]) -> dict[int, dict[dt.date, Decimal]]:
    """The figures that count, by line and month's end: the last recorded of each. One statement."""
    rows = CumulativeFigure.objects.filter(line_id__in=list(lines)).order_by("line_id", "until_on", "-id")
    found: dict[int, dict[dt.date, Decimal]] = defaultdict(dict)
    for line, until_on, amount in rows.distinct("line_id", "until_on").values_list("line_id", "until_on", "amount"):
        found[line][until_on] = amount
    return found


@transaction.atomic
def enter_figures(
    owner: Organisation, figures: Sequence[Figure], *, by: Membership, reasons: Reasons = NO_REASONS
) -> int:
    """Say what recurrent lines have paid to the end of months: all of it, or none; how many figures are new.

    A figure that stands already is left alone. Raises Refused with every problem of every row.
    """
    under = require(by, Do.RECORD, owner)
    books = lock_lines(owner, (figure.line for figure in figures))
    present = figures_of(books.lines)
    told: dict[tuple[int, dt.date], Decimal] = {}
    becoming = {line: {**present.get(line, {})} for line in books.lines}
    for figure in figures:
        if figure.line in becoming:
            becoming[figure.line][figure.until_on] = figure.amount
    findings = Findings()
    new: list[tuple[int, Figure]] = []
    for place, figure in enumerate(figures, start=1):
        row, line = figure.row or place, books.lines.get(figure.line)
        findings.add(line_is_known(asked=figure.line, found=line is not None), row=row)
        key = (figure.line, figure.until_on)
        findings.add(rules.figure_stands_once(again=key in told), row=row)
        told[key] = figure.amount
        if line is None or present.get(figure.line, {}).get(figure.until_on) == figure.amount:
            continue
        closed = books.closed_until[line.year_id]
        findings.add(check_figure(figure, line, becoming[figure.line], closed), row=row)
        new.append((row, figure))
    excuses = findings.settle(reasons)
    why = {problem.row: reason for problem, reason in excuses}
    moment = clock.now()
    copy_in(
        CumulativeFigure,
        ("organisation", "line", "until_on", "amount", "reason", "by", "recorded_at"),
        ((owner.pk, f.line, f.until_on, f.amount, why.get(row, "")[:300], by.pk, moment) for row, f in new),
    )
    touched = {figure.line for _row, figure in new}
    for pk in touched:
        books.lines[pk].paid = becoming[pk][max(becoming[pk])]
    save_balances(books.lines[pk] for pk in touched)
    done = [Did(books.lines[f.line], owner.pk, after={"paid": f.amount, "until_on": f.until_on}) for _row, f in new]
    record(by, "figures_entered", done, under=under, excuses=excuses)
    return len(new)


def check_figure(
    figure: Figure, line: BudgetLine, months: Mapping[dt.date, Decimal], closed_until: dt.date | None
) -> list[Problem]:
    """Everything the rules say of one figure. `months`: what its line has at each month's end, this one included."""
    first, last = fiscal_year_dates(line.year_id)
    before = max((day for day in months if day < figure.until_on), default=None)
    after = min((day for day in months if day > figure.until_on), default=None)
    return [
        *rules.figure_is_of_a_recurrent_line(development=line.development),
        *rules.figure_ends_a_month_of_the_year(figure.until_on, first=first, last=last),
        *rules.fact_is_not_ahead(figure.until_on, today=clock.today(), field="until_on"),
        *fact_date_is_open(figure.until_on, closed_until=closed_until, field="until_on"),
        *amount_is_money(figure.amount),
        *rules.figure_within_budget(figure.amount, budget=line.budget - line.reserved - line.lapsed),
        *rules.figure_does_not_fall(figure.amount, earlier=months[before] if before else ZERO, until=before),
        *rules.figure_not_above_a_later_one(figure.amount, later=months[after] if after else ZERO, until=after),
    ]


@transaction.atomic
def say_no_movement(
    owner: Organisation, year: int, quarter: int, commitments: Collection[int] | None = None, *, by: Membership
) -> int:
    """Say of open commitments that nothing happened to them in a quarter; None: of all that had no event yet.

    How many it was said of; saying it twice changes nothing.
    """
    under = require(by, Do.RECORD, owner)
    closed = lock_year(owner, year)
    findings = Findings()
    findings.add(rules.quarter_has_begun(quarter_dates(year, quarter)[0], today=clock.today()))
    findings.add(fact_date_is_open(quarter_end(year, quarter), closed_until=closed))
    standing = open_in_quarter([owner.pk], year, quarter)
    still = {one.commitment for one in standing if not one.moved}
    if commitments is not None:
        wrong = Commitment.objects.filter(organisation=owner, pk__in=set(commitments) - still)
        findings.add(rules.commitment_is_known(found=wrong.count() == len(set(commitments) - still)))
        findings.add(rules.nothing_moved([str(one) for one in wrong]))
    findings.settle()
    wanted = still if commitments is None else set(commitments)
    said = {one.commitment for one in standing if one.said_still}
    chosen = list(Commitment.objects.filter(pk__in=wanted - said).order_by("pk"))
    moment = clock.now()
    copy_in(
        NoMovement,
        ("organisation", "commitment", "year", "quarter", "by", "recorded_at"),
        ((owner.pk, one.pk, year, quarter, by.pk, moment) for one in chosen),
    )
    done = [Did(one, owner.pk, after={"quarter": f"{quarter}/{year}"}) for one in chosen]
    record(by, "no_movement_said", done, under=under)
    return len(chosen)


@transaction.atomic
def report_progress(
    owner: Organisation, reports: Sequence[ProgressReport], *, by: Membership, reasons: Reasons = NO_REASONS
) -> int:
    """Say how far the work under commitments was, per cent: all of it, or none; how many reports."""
    under = require(by, Do.RECORD, owner)
    money = lock_commitments(owner, (report.commitment for report in reports))
    findings = Findings()
    for row, report in enumerate(reports, start=1):
        commitment = money.commitments.get(report.commitment)
        findings.add(rules.commitment_is_known(found=commitment is not None), row=row)
        if commitment is None:
            continue
        shares = money.shares[commitment.pk]
        left = sum((share.left for share in shares), ZERO)
        paid = sum((share.paid for share in shares), ZERO)
        closed = money.books.closed_until.get(fiscal_year(report.on))
        found = [
            *rules.commitment_is_not_cancelled(commitment.cancelled_on),
            *rules.progress_is_a_percentage(report.percent),
            *rules.fact_is_not_ahead(report.on, today=clock.today()),
            *rules.progress_not_before_contract(report.on, signed_on=commitment.signed_on),
            *fact_date_is_open(report.on, closed_until=closed),
            *rules.finished_work_is_paid(report.percent, left=left),
            *rules.paid_work_is_finished(report.percent, left=left, paid=paid),
        ]
        findings.add(found, row=row)
    excuses = findings.settle(reasons)
    moment = clock.now()
    names = ("organisation", "commitment", "on", "percent", "note", "photo", "by", "recorded_at")
    copy_in(
        Progress,
        names,
        (
            (owner.pk, r.commitment, r.on, r.percent, r.note, r.photo.pk if r.photo else None, by.pk, moment)
            for r in reports
        ),
    )
    done = [
        Did(
            Reference(Commitment, r.commitment),
            owner.pk,
            after={"on": r.on, "percent": r.percent},
            label=str(money.commitments[r.commitment]),
        )
        for r in reports
    ]
    record(by, "progress_reported", done, under=under, excuses=excuses)
    return len(reports)
