"""Words for asking about strategies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q

from localplan.organisations.access import offices_above, scope_of
from localplan.organisations.queries import Scoped, within

if TYPE_CHECKING:
    from localplan.organisations.models import Membership


class ProvincialStrategyQuerySet(Scoped):
    def published_to(self, by: Membership) -> Self:
        """Those of one's scope, and the adopted ones of the province above."""
        return self.filter(
            within("organisation_id", scope_of(by)) | Q(organisation_id__in=offices_above(by), adopted_on__isnull=False)
        )

    def covering(self, year: int) -> Self:
        return self.filter(first_year__lte=year, last_year__gte=year)


class DirectionQuerySet(Scoped):
    def covering(self, year: int) -> Self:
        """Directions whose span holds the fiscal year, the one that starts last first."""
        return self.filter(first_year__lte=year, last_year__gte=year).order_by("-first_year")

    def locked(self, pk: int) -> Any:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)


class StrategyQuerySet(Scoped):
    pass


class TacticQuerySet(Scoped):
    pass


class ProgrammeQuerySet(Scoped):
    pass
