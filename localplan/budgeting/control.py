"""What the accounts said, quarter by quarter: the statements that count. What was entered is told by execution."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .facts import PartTotal
from .models import Classification, ControlStatement, ControlTotal


def parts_of(year: int) -> list[Classification]:
    """Every งบ of the year's list, in the order of the codes."""
    return list(Classification.objects.in_year(year).filter(tree="object", depth=0).order_by("code"))


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
