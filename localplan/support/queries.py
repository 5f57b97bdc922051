"""Words for asking about messages."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from localplan.organisations.access import scope_of
from localplan.organisations.queries import Scoped, within

if TYPE_CHECKING:
    from localplan.organisations.models import Membership


class MessageQuerySet(Scoped):
    def visible_to(self, by: Membership) -> Self:
        """Those to one's scope, and those sent from one's own office."""
        return self.filter(within("organisation_id", scope_of(by)) | Q(by__organisation_id=by.organisation_id))

    def received_by(self, by: Membership) -> Self:
        """Those to one's own organisation and to the merged ones it answers for."""
        return self.filter(organisation_id__in=[by.organisation_id, *by.organisation.absorbed])

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def sent_since(self, moment: dt.datetime) -> Self:
        return self.filter(sent_at__gte=moment)

    def for_listing(self) -> Self:
        """With the sender, the latest first."""
        return self.select_related("by__user", "by__organisation", "organisation", "read_by__user").order_by(
            "-sent_at", "-id"
        )
