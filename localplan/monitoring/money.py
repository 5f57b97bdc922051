"""The money of many LAOs in a fiscal year, line by line, as SQL: today from the balances, a past day from the rows.

Two table expressions that the funnel, the thread and the boards share. Both answer for any set of organisations given
as ranges of ids, so their cost does not hang on how many LAOs there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from localplan.toolkit import clock

Ranges = Sequence[tuple[int, int]]


def within(column: str, ranges: Ranges) -> tuple[str, list[int]]:
    """`column BETWEEN … OR …` and its parameters; no ranges, no rows."""
    if not ranges:
        return "false", []
    words = " OR ".join(f"{column} BETWEEN %s AND %s" for _range in ranges)
    return f"({words})", [number for pair in ranges for number in pair]


def end_of(day: dt.date) -> dt.datetime:
    """The last moment of a day in Bangkok: what the system held then is what it showed in the evening."""
    return dt.datetime.combine(day, dt.time.max, tzinfo=clock.BANGKOK)


def lines_sql(ranges: Ranges, year: int, day: dt.date | None) -> tuple[str, list[Any]]:
    """Rows (id, organisation_id, source, development, project_id, work_id, category_id, budget, committed, paid).

    `day` None: the balances as they stand. Otherwise what the rows recorded by the end of that day add up to.
    """
    where, ids = within("l.organisation_id", ranges)
    if day is None:
        return (
            f"""SELECT l.id, l.organisation_id, l.source, l.development, l.project_id, l.work_id, l.category_id,
                       l.budget, l.committed, l.paid
                  FROM budgeting_budgetline l
                 WHERE {where} AND l.year_id = %s AND l.removed_at IS NULL""",
            [*ids, year],
        )
    moment = end_of(day)
    return (
        f"""SELECT l.id, l.organisation_id, l.source, l.development, e.project_id, l.work_id, l.category_id,
                   e.budget, coalesce(s.committed, 0.00) committed,
                   CASE WHEN l.development THEN coalesce(s.paid, 0.00) ELSE coalesce(f.amount, 0.00) END paid
              FROM budgeting_budgetline l
              JOIN LATERAL (
                   SELECT sum(amount) budget, (array_agg(project_id ORDER BY id DESC))[1] project_id
                     FROM budgeting_lineentry WHERE line_id = l.id AND recorded_at <= %s) e ON e.budget IS NOT NULL
              LEFT JOIN LATERAL (
                   SELECT (SELECT sum(n.amount) FROM execution_shareentry n JOIN execution_share x ON x.id = n.share_id
                            WHERE x.line_id = l.id AND n.recorded_at <= %s) committed,
                          (SELECT sum(p.amount) FROM execution_disbursementshare p
                             JOIN execution_share x ON x.id = p.share_id
                            WHERE x.line_id = l.id AND p.recorded_at <= %s) paid) s ON l.development
              LEFT JOIN LATERAL (
                   SELECT amount FROM execution_cumulativefigure
                    WHERE line_id = l.id AND recorded_at <= %s
                    ORDER BY until_on DESC, id DESC LIMIT 1) f ON NOT l.development
             WHERE {where} AND l.year_id = %s AND (l.removed_at IS NULL OR l.removed_at > %s)""",
        [moment, moment, moment, moment, *ids, year, moment],
    )


def planned_sql(ranges: Ranges, year: int, day: dt.date | None) -> tuple[str, list[Any]]:
    """Rows (organisation_id, project_id, revision_id, name, tactic_id, programme_id, amount): the plan in force.

    Of each LAO the edition in force for the year on the day (the plan that starts last, its latest edition promulgated
    and confirmed by then), its projects of the LAO's own money with the amount of the year (null: not planned).
    """
    where, ids = within("e.organisation_id", ranges)
    on = day or clock.today()
    moment = end_of(on)
    return (
        f"""SELECT r.organisation_id, r.project_id, r.id revision_id, r.name, r.tactic_id, r.programme_id, a.amount
              FROM (SELECT DISTINCT ON (e.organisation_id) e.id, e.organisation_id, e.plan_id, e.sequence
                      FROM planning_edition e JOIN planning_plan p ON p.id = e.plan_id
                     WHERE {where} AND p.first_year <= %s AND p.last_year >= %s
                       AND e.promulgated_on <= %s AND e.confirmed_at <= %s
                       AND (e.withdrawn_at IS NULL OR e.withdrawn_at > %s)
                     ORDER BY e.organisation_id, p.first_year DESC, e.sequence DESC) f
              JOIN LATERAL (
                   SELECT DISTINCT ON (v.project_id) v.*
                     FROM planning_projectrevision v JOIN planning_edition w ON w.id = v.edition_id
                    WHERE w.plan_id = f.plan_id AND w.sequence <= f.sequence AND w.confirmed_at <= %s
                      AND (w.withdrawn_at IS NULL OR w.withdrawn_at > %s)
                    ORDER BY v.project_id, w.sequence DESC) r ON NOT r.withdrawn
              LEFT JOIN planning_plannedamount a ON a.revision_id = r.id AND a.year = %s
             WHERE r.kind IN ('own', 'subsidy', 'equipment')""",
        [*ids, year, year, on, moment, moment, moment, moment, year],
    )
