"""Words for asking about classification, ordinances and lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Q

from localplan.organisations.queries import Scoped


class DatedQuerySet(models.QuerySet[Any]):
    def in_year(self, year: int) -> Self:
        """What is in force in a fiscal year (พ.ศ.)."""
        return self.filter(Q(last_year=None) | Q(last_year__gte=year), first_year__lte=year)


class ClassificationQuerySet(DatedQuerySet):
    def for_search(self) -> Self:
        """With the names above, in the order of the codes."""
        return self.select_related("parent__parent").order_by("tree", "code")


class OrdinanceQuerySet(Scoped):
    def lock(self, pk: int) -> Any:
        """The ordinance's row, locked until the transaction ends. Lock the year book first."""
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def for_listing(self) -> Self:
        return self.select_related("organisation", "document", "by__user").order_by("year_id", "number")


class BudgetLineQuerySet(Scoped):
    def standing(self) -> Self:
        """Not removed."""
        return self.filter(removed_at=None)

    def of(self, organisation: Any, year: int) -> Self:
        return self.standing().filter(organisation=organisation, year_id=year)

    def locked(self, ids: Iterable[int]) -> dict[int, Any]:
        """These lines by id, locked in ascending order without blocking rows that point at them."""
        rows = self.filter(pk__in=sorted(set(ids))).order_by("pk").select_for_update(no_key=True, of=("self",))
        return {row.pk: row for row in rows}

    def developing(self) -> Self:
        return self.filter(development=True)

    def recurrent(self) -> Self:
        return self.filter(development=False)

    def in_order(self) -> Self:
        return self.order_by("number")

    def for_listing(self) -> Self:
        """With classification, project and ordinance, in the order of the numbers."""
        related = self.select_related("work__parent__parent", "category__parent", "ordinance", "revision", "origin")
        return related.in_order()


class EntryQuerySet(Scoped):
    def recorded_by(self, moment: dt.datetime) -> Self:
        """What the system held at a moment: rows are never changed, so this answers for any past day."""
        return self.filter(recorded_at__lte=moment)


class TransferQuerySet(Scoped):
    def for_listing(self) -> Self:
        return self.select_related("document", "by__user", "reverses").order_by("-number")


class ControlStatementQuerySet(Scoped):
    def latest_of(self, organisations: Iterable[int], year: int) -> Self:
        """One statement for each organisation and quarter: the last recorded."""
        rows = self.filter(organisation_id__in=list(organisations), year_id=year)
        return rows.order_by("organisation_id", "quarter", "-id").distinct("organisation_id", "quarter")
