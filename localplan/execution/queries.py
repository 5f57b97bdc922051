"""Words for asking about commitments and payments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Self

from django.db.models import F, Q, Sum

from localplan.organisations.queries import Scoped


class FactQuerySet(Scoped):
    def recorded_by(self, moment: dt.datetime) -> Self:
        """What the system held at a moment: rows are never changed, so this answers for any past day."""
        return self.filter(recorded_at__lte=moment)


class CommitmentQuerySet(Scoped):
    def of(self, organisation: Any, year: int) -> Self:
        """Commitments that take money of the year: signed in it, or carried into it."""
        return self.filter(organisation=organisation, shares__line__year_id=year).distinct()

    def locked(self, ids: Iterable[int]) -> dict[int, Any]:
        """These commitments by id, locked in ascending order. Lock the year book first, the lines after."""
        rows = self.filter(pk__in=sorted(set(ids))).order_by("pk").select_for_update(no_key=True, of=("self",))
        return {row.pk: row for row in rows}

    def with_balances(self) -> Self:
        """With `amount`, `paid` and `carried` over all its shares; money carried over counts once, where it is now."""
        amount = Sum(F("shares__amount") - F("shares__carried"))
        return self.annotate(amount=amount, paid=Sum("shares__paid"), carried=Sum("shares__carried"))

    def still_open(self) -> Self:
        """Something is left to pay in the year of a line, and it is not cancelled."""
        return self.filter(Q(shares__amount__gt=F("shares__paid") + F("shares__carried")), cancelled_on=None).distinct()


class ShareQuerySet(Scoped):
    def locked_of(self, commitments: Iterable[int]) -> list[Any]:
        """All shares of these commitments with their lines, in the order of the lines, then their own."""
        return list(self.filter(commitment_id__in=list(commitments)).order_by("line_id", "pk"))


class DisbursementQuerySet(FactQuerySet):
    def for_listing(self) -> Self:
        return self.select_related("commitment", "by__user", "reverses").order_by("-counts_on", "-pk")
