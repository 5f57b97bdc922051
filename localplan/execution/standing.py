"""What was entered to a quarter's end beside what the accounts say, for many organisations at once.

Everything is read from the append-only rows, never from balances, so it answers for any quarter and any past moment.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from localplan.budgeting.models import ControlStatement, ControlTotal
from localplan.budgeting.sources import Source
from localplan.calendar.steps import quarter_end
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year_dates

ZERO = Decimal("0.00")
#: The control totals cover what the ordinance budgets; other money has books of its own.
OF_THE_ACCOUNTS = (Source.ORDINANCE, Source.SUPPLEMENTARY, Source.PREVIOUS)


def quarter_dates(year: int, quarter: int) -> tuple[dt.date, dt.date]:
    """First and last day of a quarter of a fiscal year (พ.ศ.)."""
    first = fiscal_year_dates(year)[0] if quarter == 1 else quarter_end(year, quarter - 1) + dt.timedelta(days=1)
    return first, quarter_end(year, quarter)


class Entered(NamedTuple):
    """Baht entered under one งบ, cumulative from 1 October."""

    budget: Decimal = ZERO
    committed: Decimal = ZERO
    paid: Decimal = ZERO  # of commitments
    figures: Decimal = ZERO  # cumulative figures of recurrent lines

    @property
    def outstanding(self) -> Decimal:
        """Committed and not paid yet, as the accounts mean it."""
        return self.committed - self.paid

    @property
    def disbursed(self) -> Decimal:
        return self.paid + self.figures

    def totals(self) -> tuple[Decimal, Decimal, Decimal]:
        """Budget in force, outstanding, disbursed: as a control statement has them."""
        return self.budget, self.outstanding, self.disbursed


class OpenCommitment(NamedTuple):
    """A commitment with money of the year left to pay at a quarter's end, and what was told of it in the quarter."""

    organisation: int
    commitment: int
    moved: bool
    said_still: bool

    @property
    def answered(self) -> bool:
        return self.moved or self.said_still


class RecurrentLine(NamedTuple):
    """A recurrent line with a budget at a quarter's end; whether its figure reaches that day."""

    organisation: int
    line: int
    has_figure: bool


@dataclass
class QuarterStanding:
    """All that decides whether one organisation's quarter is full."""

    statement: ControlStatement | None = None
    entered: dict[int | None, Entered] = field(default_factory=dict)  # by งบ; None: not classified
    stated: dict[int, tuple[Decimal, Decimal, Decimal]] = field(default_factory=dict)  # by งบ
    commitments: list[OpenCommitment] = field(default_factory=list)
    recurrent: list[RecurrentLine] = field(default_factory=list)

    @property
    def parts(self) -> list[int | None]:
        """The งบ that either side has money under."""
        some = {part for part, entered in self.entered.items() if any(entered)} | set(self.stated)
        return sorted(some, key=lambda part: (part is None, part or 0))

    def differs(self, part: int | None) -> bool:
        """Whether the figures entered are not those of the accounts."""
        stated = self.stated.get(part, (ZERO, ZERO, ZERO)) if part is not None else (ZERO, ZERO, ZERO)
        return self.entered.get(part, Entered()).totals() != stated

    @property
    def explained(self) -> bool:
        """A difference was given its reason."""
        return self.statement is not None and bool(self.statement.reason.strip())

    @property
    def agrees(self) -> bool:
        """The accounts were stated, and every figure is theirs."""
        return self.statement is not None and not any(self.differs(part) for part in self.parts)

    def counts(self) -> Iterator[tuple[int, int]]:
        """n of m of each thing asked for: totals stated, each งบ in agreement, commitments, recurrent lines."""
        yield int(self.statement is not None), 1
        if self.statement is not None:
            parts = self.parts
            yield sum(self.explained or not self.differs(part) for part in parts), len(parts)
        yield sum(one.answered for one in self.commitments), len(self.commitments)
        yield sum(one.has_figure for one in self.recurrent), len(self.recurrent)


def standings(ids: Iterable[int], year: int, quarter: int) -> dict[int, QuarterStanding]:
    """By organisation; five statements, however many."""
    listed = list(ids)
    found: dict[int, QuarterStanding] = {id: QuarterStanding() for id in listed}
    statements = ControlStatement.objects.latest_of(listed, year).filter(quarter=quarter)
    by_statement = {row.pk: row for row in statements}
    for row in by_statement.values():
        found[row.organisation_id].statement = row
    for total in ControlTotal.objects.filter(statement__in=by_statement):
        owner = by_statement[total.statement_id].organisation_id
        found[owner].stated[total.part_id] = (total.budget, total.outstanding, total.disbursed)
    for owner, parts in entered_by_part(listed, year, quarter_end(year, quarter)).items():
        found[owner].entered = parts
    for one in open_in_quarter(listed, year, quarter):
        found[one.organisation].commitments.append(one)
    for line in recurrent_lines(listed, year, quarter):
        found[line.organisation].recurrent.append(line)
    return found


_ENTERED = """
WITH mine AS (
  SELECT l.id, l.organisation_id, COALESCE(top.id, middle.id, own.id) AS part
  FROM budgeting_budgetline l
  LEFT JOIN budgeting_classification own ON own.id = l.category_id
  LEFT JOIN budgeting_classification middle ON middle.id = own.parent_id
  LEFT JOIN budgeting_classification top ON top.id = middle.parent_id
  WHERE l.organisation_id = ANY(%(ids)s) AND l.year_id = %(year)s AND l.source = ANY(%(sources)s)
), money AS (
  SELECT e.line_id, e.amount AS budget, 0 AS committed, 0 AS paid, 0 AS figures
  FROM mine JOIN budgeting_lineentry e ON e.line_id = mine.id
  WHERE e."on" <= %(day)s AND e.recorded_at <= %(moment)s
  UNION ALL
  SELECT s.line_id, 0, e.amount, 0, 0
  FROM mine JOIN execution_share s ON s.line_id = mine.id JOIN execution_shareentry e ON e.share_id = s.id
  WHERE e."on" <= %(day)s AND e.recorded_at <= %(moment)s
  UNION ALL
  SELECT s.line_id, 0, 0, p.amount, 0
  FROM mine JOIN execution_share s ON s.line_id = mine.id JOIN execution_disbursementshare p ON p.share_id = s.id
  JOIN execution_disbursement d ON d.id = p.disbursement_id
  WHERE d.counts_on <= %(day)s AND p.recorded_at <= %(moment)s
  UNION ALL
  SELECT * FROM (
    SELECT DISTINCT ON (f.line_id) f.line_id, 0, 0, 0, f.amount
    FROM mine JOIN execution_cumulativefigure f ON f.line_id = mine.id
    WHERE f.until_on <= %(day)s AND f.recorded_at <= %(moment)s
    ORDER BY f.line_id, f.until_on DESC, f.id DESC
  ) latest
)
SELECT mine.organisation_id, mine.part, SUM(budget), SUM(committed), SUM(paid), SUM(figures)
FROM money JOIN mine ON mine.id = money.line_id GROUP BY 1, 2
"""


def entered_by_part(
    ids: Iterable[int], year: int, day: dt.date, *, recorded_by: dt.datetime | None = None
) -> dict[int, dict[int | None, Entered]]:
    """By organisation and งบ, what is entered to `day`, as the system held it at a moment (now). One statement."""
    found: dict[int, dict[int | None, Entered]] = defaultdict(dict)
    told = {
        "ids": list(ids),
        "year": year,
        "sources": [str(source) for source in OF_THE_ACCOUNTS],
        "day": day,
        "moment": recorded_by or clock.now(),
    }
    for owner, part, *amounts in _rows(_ENTERED, told):
        found[owner][part] = Entered(*(amount.quantize(ZERO) for amount in amounts))
    return found


_OPEN = """
WITH mine AS (
  SELECT s.id, s.organisation_id, s.commitment_id
  FROM budgeting_budgetline l JOIN execution_share s ON s.line_id = l.id
  WHERE l.organisation_id = ANY(%(ids)s) AND l.year_id = %(year)s
), money AS (
  SELECT mine.commitment_id, e.amount FROM mine JOIN execution_shareentry e ON e.share_id = mine.id
  WHERE e."on" <= %(last)s
  UNION ALL
  SELECT mine.commitment_id, -p.amount FROM mine JOIN execution_disbursementshare p ON p.share_id = mine.id
  JOIN execution_disbursement d ON d.id = p.disbursement_id WHERE d.counts_on <= %(last)s
), unpaid AS (
  SELECT commitment_id AS id FROM money GROUP BY commitment_id HAVING SUM(amount) > 0
)
SELECT c.organisation_id, c.id,
  EXISTS (SELECT 1 FROM execution_commitmentevent e
          WHERE e.commitment_id = c.id AND e."on" BETWEEN %(first)s AND %(last)s)
  OR EXISTS (SELECT 1 FROM execution_disbursement d
             WHERE d.commitment_id = c.id AND d.counts_on BETWEEN %(first)s AND %(last)s)
  OR EXISTS (SELECT 1 FROM execution_progress p
             WHERE p.commitment_id = c.id AND p."on" BETWEEN %(first)s AND %(last)s),
  EXISTS (SELECT 1 FROM execution_nomovement n
          WHERE n.commitment_id = c.id AND n.year_id = %(year)s AND n.quarter = %(quarter)s)
FROM unpaid JOIN execution_commitment c ON c.id = unpaid.id ORDER BY c.id
"""


def open_in_quarter(ids: Iterable[int], year: int, quarter: int) -> list[OpenCommitment]:
    """Commitments with money of the year unpaid at the quarter's end, and whether anything was told. One statement."""
    first, last = quarter_dates(year, quarter)
    told = {"ids": list(ids), "year": year, "quarter": quarter, "first": first, "last": last}
    return [OpenCommitment(*row) for row in _rows(_OPEN, told)]


_RECURRENT = """
SELECT l.organisation_id, l.id,
  EXISTS (SELECT 1 FROM execution_cumulativefigure f WHERE f.line_id = l.id AND f.until_on = %(last)s)
FROM budgeting_budgetline l
WHERE l.organisation_id = ANY(%(ids)s) AND l.year_id = %(year)s AND NOT l.development AND l.removed_at IS NULL
  AND (SELECT SUM(e.amount) FROM budgeting_lineentry e WHERE e.line_id = l.id AND e."on" <= %(last)s) > 0
ORDER BY l.number
"""


def recurrent_lines(ids: Iterable[int], year: int, quarter: int) -> list[RecurrentLine]:
    """Recurrent lines that have a budget at the quarter's end. One statement."""
    told = {"ids": list(ids), "year": year, "last": quarter_end(year, quarter)}
    return [RecurrentLine(*row) for row in _rows(_RECURRENT, told)]


def _rows(sql: str, told: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        return list(cursor.fetchall())


@dataclass
class Closing:
    """How far one organisation's year is closed: lines with a budget, those settled, statuses, baht left."""

    lines: int = 0
    settled: int = 0
    developing: int = 0
    ended: int = 0
    left: Decimal = ZERO


_CLOSING = """
SELECT organisation_id, COUNT(*), COUNT(*) FILTER (WHERE "left" = 0), COUNT(*) FILTER (WHERE development),
  COUNT(*) FILTER (WHERE development AND ended), SUM("left")
FROM (
  SELECT l.organisation_id, l.development,
    l.budget - l.paid - l.reserved - l.lapsed
      - COALESCE((SELECT SUM(s.carried) FROM execution_share s WHERE s.line_id = l.id), 0) AS "left",
    EXISTS (SELECT 1 FROM execution_finalstatus f WHERE f.line_id = l.id) AS ended
  FROM budgeting_budgetline l
  WHERE l.organisation_id = ANY(%(ids)s) AND l.year_id = %(year)s AND l.removed_at IS NULL AND l.budget > 0
) line GROUP BY 1
"""


def closings(ids: Iterable[int], year: int) -> dict[int, Closing]:
    """By organisation, from the balances as they are now. One statement."""
    listed = list(ids)
    found = {id: Closing() for id in listed}
    for owner, *figures in _rows(_CLOSING, {"ids": listed, "year": year}):
        found[owner] = Closing(*figures)
    return found
