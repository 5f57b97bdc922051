"""Words for asking about messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
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


class ContactQuerySet(Scoped):
    def latest_of(self, organisations: Iterable[int]) -> Self:
        """The last contact with each."""
        rows = self.filter(organisation_id__in=list(organisations))
        return rows.order_by("organisation_id", "-recorded_at", "-id").distinct("organisation_id")

    def for_listing(self) -> Self:
        return self.select_related("by__user", "submission__deadline", "organisation").order_by("-recorded_at", "-id")


class LateReasonQuerySet(Scoped):
    def latest(self) -> Self:  # type: ignore[override]
        """The last reason told for each submission."""
        return self.order_by("submission_id", "-recorded_at", "-id").distinct("submission_id")


class NudgeQuerySet(Scoped):
    pass


class MailQuerySet(Scoped):
    scope_field = "membership__organisation_id"

    def waiting_at(self, moment: dt.datetime) -> Self:
        """To be sent now: composed, not sent, and not put off."""
        return self.filter(Q(next_try_at=None) | Q(next_try_at__lte=moment), state="waiting")


class LetterQuerySet(Scoped):
    def for_listing(self) -> Self:
        return self.select_related("organisation", "by__user").order_by("-dated_on", "-id")


class LetterCopyQuerySet(Scoped):
    def received_by(self, by: Membership) -> Self:
        """Those to one's own organisation and to the merged ones it answers for, once sent."""
        own = [by.organisation_id, *by.organisation.absorbed]
        return self.filter(organisation_id__in=own, letter__sent_at__isnull=False)


class HelpRequestQuerySet(Scoped):
    def visible_to(self, by: Membership) -> Self:
        """Those of one's scope."""
        return self.filter(within("organisation_id", scope_of(by)))

    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def for_listing(self) -> Self:
        return self.select_related("organisation", "office", "owner__user", "by__user").order_by("answer_by", "id")


class SeeingAsQuerySet(Scoped):
    def in_force(self, moment: dt.datetime) -> Self:
        return self.filter(from_at__lte=moment, until_at__gt=moment, ended_at=None)


class AssignmentQuerySet(Scoped):
    def in_force(self, day: dt.date) -> Self:
        return self.filter(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day)


class WorkEntryQuerySet(Scoped):
    scope_field = "membership__organisation_id"


class DeliveryReportQuerySet(Scoped):
    scope_field = "membership__organisation_id"
