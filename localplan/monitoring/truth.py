"""The boards answer from balances, the past from rows: both must say the same of today."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from localplan.calendar.models import FiscalYear
from localplan.organisations.posts import DLA_ID
from localplan.toolkit import clock
from localplan.toolkit.truth import Difference, register_check

from .money import lines_sql

_FIGURES = ("project", "budget", "committed", "paid")
_BOTH = """
WITH kept AS ({kept}), counted AS ({counted})
SELECT id, coalesce(k.organisation_id, c.organisation_id), k.project_id, c.project_id, k.budget, c.budget,
       k.committed, c.committed, k.paid, c.paid
  FROM kept k FULL JOIN counted c USING (id)
 WHERE (k.project_id, k.budget, k.committed, k.paid) IS DISTINCT FROM (c.project_id, c.budget, c.committed, c.paid)
"""


def differences_of_the_funnel() -> Iterable[Difference]:
    """Lines that the funnel of today and the funnel of the rows would show otherwise, year by year."""
    everywhere = [(DLA_ID, 9_999_999)]
    for year in FiscalYear.objects.order_by("number").values_list("number", flat=True):
        kept, kept_with = lines_sql(everywhere, year, None)
        counted, counted_with = lines_sql(everywhere, year, clock.today())
        with connection.cursor() as cursor:
            cursor.execute(_BOTH.format(kept=kept, counted=counted), [*kept_with, *counted_with])
            for pk, organisation, *values in cursor.fetchall():
                for place, figure in enumerate(_FIGURES):
                    shown, rows = values[2 * place], values[2 * place + 1]
                    if shown != rows:
                        yield Difference("funnel", organisation, f"budget line {pk}", figure, str(shown), str(rows))


def register() -> None:
    register_check("funnel", differences_of_the_funnel)
