"""Behind every figure of a funnel: the projects it counts, with what each has at every stage."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from .funnel import By
from .money import Ranges, lines_sql, planned_sql

#: What a project must have to stand behind the figure of a stage.
STAGES: dict[str, str] = {
    "planned": "p.amount > 0",
    "approved": "m.approved > 0",
    "committed": "m.committed > 0",
    "paid": "m.paid > 0",
    "complete": "m.committed > 0 AND m.paid = m.committed",
}
#: What keeps a line outside the funnel.
APART: dict[str, str] = {
    "recurrent": "NOT l.development",
    "carried": "l.development AND l.source = 'carried'",
    "unlinked": "l.development AND l.source <> 'carried' AND l.project_id IS NULL",
    "unplanned": "l.development AND l.source <> 'carried' AND l.project_id IS NOT NULL AND p.project_id IS NULL",
}


@dataclass(frozen=True)
class Behind:
    """One project (or one line that stands apart) behind a figure, baht at every stage; None: not planned."""

    organisation: int
    project: int | None
    line: int | None
    name: str
    planned: Decimal | None
    approved: Decimal
    committed: Decimal
    paid: Decimal


def _groups(by: By, key: str) -> tuple[str, list[Any]]:
    if by == By.STRATEGY:
        return ("t.strategy_id IS NULL", []) if key == "none" else ("t.strategy_id = %s", [int(key)])
    if by == By.PROGRAMME:
        return ("p.programme_id IS NULL", []) if key == "none" else ("p.programme_id = %s", [int(key)])
    return "true", []


def projects_behind(
    ranges: Ranges, year: int, stage: str, *, by: By = By.WHOLE, key: str = "", day: dt.date | None = None
) -> list[Behind]:
    """The projects of one figure, the largest first. Raises KeyError for an unknown stage, ValueError for a bad key."""
    planned, planned_with = planned_sql(ranges, year, day)
    lines, lines_with = lines_sql(ranges, year, day)
    group, group_with = _groups(by, key)
    source, source_with = ("AND source = %s", [key]) if by == By.SOURCE else ("", [])
    sql = f"""
WITH p AS ({planned}), l AS ({lines}),
     m AS (SELECT project_id, sum(budget) approved, sum(committed) committed, sum(paid) paid
             FROM l WHERE development AND source <> 'carried' AND project_id IS NOT NULL {source} GROUP BY project_id)
SELECT p.organisation_id, p.project_id, NULL::bigint, p.name, p.amount, coalesce(m.approved, 0),
       coalesce(m.committed, 0), coalesce(m.paid, 0)
  FROM p LEFT JOIN m ON m.project_id = p.project_id LEFT JOIN strategy_tactic t ON t.id = p.tactic_id
 WHERE {STAGES[stage]} AND {group}
 ORDER BY greatest(p.amount, m.approved) DESC NULLS LAST, p.project_id"""
    return _rows(sql, [*planned_with, *lines_with, *source_with, *group_with])


def lines_behind(ranges: Ranges, year: int, code: str, *, day: dt.date | None = None) -> list[Behind]:
    """The lines that stand apart for one reason, the largest first. Raises KeyError for an unknown reason."""
    planned, planned_with = planned_sql(ranges, year, day)
    lines, lines_with = lines_sql(ranges, year, day)
    sql = f"""
WITH p AS ({planned}), l AS ({lines})
SELECT l.organisation_id, l.project_id, l.id, b.name, p.amount, l.budget, l.committed, l.paid
  FROM l JOIN budgeting_budgetline b ON b.id = l.id LEFT JOIN p ON p.project_id = l.project_id
 WHERE {APART[code]}
 ORDER BY l.budget DESC, l.id"""
    return _rows(sql, [*planned_with, *lines_with])


def _rows(sql: str, given: list[Any]) -> list[Behind]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [Behind(*values) for values in cursor.fetchall()]
