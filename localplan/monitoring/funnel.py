"""The funnel: plan → approved money of all sources (the ordinance as one part) → committed → paid → complete.

Counts are projects, amounts baht. Only development money of the LAO's own plan stands in it; carried-over lines, lines
without a planned project and recurrent lines stand apart, each counted, so that nothing is lost silently.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import connection

from localplan.budgeting.sources import Source
from localplan.strategy.models import Programme, Strategy

from .money import Ranges, lines_sql, planned_sql

ZERO = Decimal("0.00")


class By(StrEnum):
    """What the rows of a funnel are."""

    WHOLE = "whole"
    STRATEGY = "strategy"
    PROGRAMME = "programme"
    SOURCE = "source"


@dataclass(frozen=True)
class Stage:
    """How many projects, and how much money, reached a stage."""

    projects: int = 0
    baht: Decimal = ZERO


@dataclass(frozen=True)
class Row:
    """One row of a funnel: its stages; `ordinance` is the part of `approved` that the annual ordinance gave."""

    key: int | str | None
    label: str
    planned: Stage
    approved: Stage
    ordinance: Stage
    committed: Stage
    paid: Stage
    complete: Stage


@dataclass(frozen=True)
class Apart:
    """Lines that stand outside the funnel: how many, their budget, what was committed and paid of it."""

    code: str  # carried, unplanned, unlinked, recurrent
    lines: int
    budget: Decimal
    committed: Decimal
    paid: Decimal


@dataclass(frozen=True)
class Funnel:
    """A funnel of some LAOs in a fiscal year, as it is or as it was at the end of a day."""

    year: int
    day: dt.date | None
    by: By
    rows: list[Row]
    whole: Row
    apart: dict[str, Apart] = field(default_factory=dict)


_GROUPS: Mapping[By, str] = {
    By.WHOLE: "0",
    By.STRATEGY: "t.strategy_id",
    By.PROGRAMME: "p.programme_id",
}

#: One row for each project of the plan in force with what all its lines of the year add up to.
_PROJECTS = """
WITH p AS ({planned}), l AS ({lines}),
     m AS (SELECT project_id, sum(budget) approved, sum(budget) FILTER (WHERE source = 'ordinance') ordinance,
                  sum(committed) committed, sum(paid) paid
             FROM l WHERE development AND source <> 'carried' AND project_id IS NOT NULL GROUP BY project_id)
"""

_BY_PROJECT = (
    _PROJECTS
    + """
SELECT {group} grp,
       count(*) FILTER (WHERE p.amount > 0), coalesce(sum(p.amount), 0),
       count(*) FILTER (WHERE m.approved > 0), coalesce(sum(m.approved), 0),
       count(*) FILTER (WHERE m.ordinance > 0), coalesce(sum(m.ordinance), 0),
       count(*) FILTER (WHERE m.committed > 0), coalesce(sum(m.committed), 0),
       count(*) FILTER (WHERE m.paid > 0), coalesce(sum(m.paid), 0),
       count(*) FILTER (WHERE m.committed > 0 AND m.paid = m.committed),
       coalesce(sum(m.paid) FILTER (WHERE m.committed > 0 AND m.paid = m.committed), 0)
  FROM p LEFT JOIN m ON m.project_id = p.project_id
  LEFT JOIN strategy_tactic t ON t.id = p.tactic_id
 WHERE p.amount > 0 OR m.project_id IS NOT NULL
 GROUP BY 1
"""
)

_BY_SOURCE = (
    _PROJECTS
    + """
SELECT s.source grp, 0, 0.00,
       count(*) FILTER (WHERE s.budget > 0), sum(s.budget),
       count(*) FILTER (WHERE s.budget > 0 AND s.source = 'ordinance'),
       coalesce(sum(s.budget) FILTER (WHERE s.source = 'ordinance'), 0),
       count(*) FILTER (WHERE s.committed > 0), sum(s.committed),
       count(*) FILTER (WHERE s.paid > 0), sum(s.paid),
       count(*) FILTER (WHERE s.committed > 0 AND s.paid = s.committed),
       coalesce(sum(s.paid) FILTER (WHERE s.committed > 0 AND s.paid = s.committed), 0)
  FROM (SELECT l.source, l.project_id, sum(l.budget) budget, sum(l.committed) committed, sum(l.paid) paid
          FROM l JOIN p ON p.project_id = l.project_id
         WHERE l.development AND l.source <> 'carried' GROUP BY 1, 2) s
 GROUP BY 1
"""
)

_APART = """
WITH p AS ({planned}), l AS ({lines})
SELECT CASE WHEN NOT l.development THEN 'recurrent' WHEN l.source = 'carried' THEN 'carried'
            WHEN l.project_id IS NULL THEN 'unlinked' ELSE 'unplanned' END,
       count(*), sum(l.budget), sum(l.committed), sum(l.paid)
  FROM l LEFT JOIN p ON p.project_id = l.project_id
 WHERE NOT l.development OR l.source = 'carried' OR p.project_id IS NULL
 GROUP BY 1
"""


def funnel(ranges: Ranges, year: int, *, by: By = By.WHOLE, day: dt.date | None = None) -> Funnel:
    """The funnel of the LAOs in these ranges of ids. `day`: as it was at the end of a day that has ended."""
    planned, planned_with = planned_sql(ranges, year, day)
    lines, lines_with = lines_sql(ranges, year, day)
    given = [*planned_with, *lines_with]
    with connection.cursor() as cursor:
        cursor.execute(_BY_PROJECT.format(planned=planned, lines=lines, group="0"), given)
        whole = _row(cursor.fetchone(), {}) or _empty()
        rows: list[Any] = []
        if by == By.SOURCE:
            cursor.execute(_BY_SOURCE.format(planned=planned, lines=lines), given)
            rows = cursor.fetchall()
        elif by != By.WHOLE:
            cursor.execute(_BY_PROJECT.format(planned=planned, lines=lines, group=_GROUPS[by]), given)
            rows = cursor.fetchall()
        cursor.execute(_APART.format(planned=planned, lines=lines), given)
        apart = {code: Apart(code, *values) for code, *values in cursor.fetchall()}
    labels = _labels(by, [row[0] for row in rows])
    listed = [found for row in rows if (found := _row(row, labels)) is not None]
    order = {key: place for place, key in enumerate(labels)}
    listed.sort(key=lambda row: order.get(row.key, len(order)))
    return Funnel(year, day, by, listed, whole, apart)


def _empty() -> Row:
    return Row(0, "", Stage(), Stage(), Stage(), Stage(), Stage(), Stage())


def _row(values: Any, labels: Mapping[Any, str]) -> Row | None:
    if values is None:
        return None
    key, *numbers = values
    stages = [Stage(numbers[place], numbers[place + 1]) for place in range(0, 12, 2)]
    return Row(key, labels.get(key, ""), *stages)


def _labels(by: By, keys: list[Any]) -> dict[Any, str]:
    """Names of the groups, in the order they are shown."""
    if by == By.SOURCE:
        return {source.value: str(source.label) for source in Source if source.value in keys}
    if by == By.STRATEGY:
        return {row.pk: str(row) for row in Strategy.objects.filter(pk__in=keys).order_by("number", "pk")}
    if by == By.PROGRAMME:
        return {row.pk: row.name for row in Programme.objects.filter(pk__in=keys).order_by("number", "pk")}
    return {}
