"""Words for asking about grants."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from localplan.organisations.queries import Scoped


class GrantQuerySet(Scoped):
    def lock(self, pk: int) -> Any:
        """The grant's row, locked until the transaction ends: whoever tells an event of it waits."""
        return self.select_for_update(no_key=True, of=("self",)).select_related("organisation").get(pk=pk)

    def ours(self) -> Self:
        """Not refused by the LAO."""
        return self.filter(disputed="")

    def still_open(self, day: dt.date) -> Self:
        """Allotted by `day` and not closed by then."""
        return self.open_between(day, day)

    def open_between(self, first: dt.date, last: dt.date) -> Self:
        """Open on some day of these."""
        return self.ours().filter(letter_on__lte=last).exclude(closed_on__lte=first)

    def for_listing(self) -> Self:
        return self.select_related("organisation", "registered_by__organisation", "project").order_by(
            "letter_on", "letter", "item", "pk"
        )


class GrantEventQuerySet(Scoped):
    def recorded_by(self, moment: dt.datetime) -> Self:
        """What the system held at a moment: rows are never changed, so this answers for any past day."""
        return self.filter(recorded_at__lte=moment)
