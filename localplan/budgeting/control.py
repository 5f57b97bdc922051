"""Control totals beside what was entered: the part of the budget. What was spent is added by the room to the right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, F, Sum, When

from localplan.calendar.steps import quarter_end

from .facts import PartTotal
from .models import ControlStatement, ControlTotal, LineEntry

#: The งบ above a line's category, whether that is a หมวด or a ประเภท under it.
PART = Case(
    When(line__category__depth=0, then=F("line__category_id")),
    When(line__category__depth=1, then=F("line__category__parent_id")),
    default=F("line__category__parent__parent_id"),
)


@dataclass(frozen=True)
class Stated:
    """The statement that counts for a quarter: its figures by งบ (classification id)."""

    statement: ControlStatement
    totals: dict[int, PartTotal]


def stated(organisations: Iterable[int], year: int) -> dict[int, dict[int, Stated]]:
    """By organisation and quarter, what the accounts said last. Two statements, however many organisations."""
    latest = list(ControlStatement.objects.latest_of(organisations, year).select_related("by__user", "document"))
    totals: dict[int, dict[int, PartTotal]] = {}
    for row in ControlTotal.objects.filter(statement__in=latest).order_by("part__code"):
        of = totals.setdefault(row.statement_id, {})
        of[row.part_id] = PartTotal(row.part_id, row.budget, row.outstanding, row.disbursed)
    found: dict[int, dict[int, Stated]] = {}
    for statement in latest:
        told = Stated(statement, totals.get(statement.pk, {}))
        found.setdefault(statement.organisation_id, {})[statement.quarter] = told
    return found


def entered(organisations: Iterable[int], year: int, quarter: int) -> dict[int, dict[int | None, Decimal]]:
    """By organisation and งบ (None: not classified), the budget in force at the end of a quarter. One statement."""
    rows = (
        LineEntry.objects.filter(
            organisation_id__in=list(organisations), line__year_id=year, on__lte=quarter_end(year, quarter)
        )
        .values_list("organisation_id", PART)
        .annotate(budget=Sum("amount"))
        .order_by()
    )
    found: dict[int, dict[int | None, Decimal]] = {}
    for organisation, part, budget in rows:
        found.setdefault(organisation, {})[part] = budget
    return found
