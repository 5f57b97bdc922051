"""How many LAOs a figure stands on: "from n of m that are full, as of a day"."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from localplan.toolkit import clock

from .money import Ranges, end_of, within


@dataclass(frozen=True)
class Coverage:
    """Of `expected` LAOs, `there` have handed their ordinance in; `day` None: as of now."""

    there: int
    expected: int
    day: dt.date | None


def coverage_of(ranges: Ranges, year: int, day: dt.date | None = None) -> Coverage:
    """Counted from the moves recorded by the end of the day. One statement."""
    where, ids = within("s.organisation_id", ranges)
    sql = f"""
SELECT count(*) FILTER (WHERE m.after IN ('submitted', 'accepted')), count(*)
  FROM calendar_submission s JOIN calendar_deadline d ON d.id = s.deadline_id
  LEFT JOIN LATERAL (SELECT after FROM calendar_submissionmove
                      WHERE submission_id = s.id AND at <= %s ORDER BY id DESC LIMIT 1) m ON true
 WHERE {where} AND d.year_id = %s AND d.step = 'ordinance'"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [end_of(day or clock.today()), *ids, year])
        there, expected = cursor.fetchone()
    return Coverage(there, expected, day)
