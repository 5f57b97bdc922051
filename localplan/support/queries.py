"""Words for asking about messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Count, F, Q, Value, When

from localplan.organisations.access import Do, may, scope_of
from localplan.organisations.queries import Dated, Scoped, within
from localplan.toolkit import clock

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
    def pending(self, since: dt.date) -> Self:
        """Composed since that day and still to be told: what was handed in or closed meanwhile is left out, as is a
        date that moved, since its ladder begins anew.
        """
        draft = Q(submission__life="draft", submission__due_on=F("due_on"))
        returned = Q(submission__life="returned", submission__correct_by=F("due_on"))
        of_step = Q(contact=None, grant=None) & (draft | returned)
        of_grant = Q(grant__isnull=False, grant__closed_on=None)
        undone = Q(submission=None) | Q(submission__life__in=["draft", "returned"])
        return self.filter(of_step | of_grant | Q(contact__isnull=False) & undone, on__gte=since)


class DigestQuerySet(models.QuerySet[Any]):
    def visible_to(self, by: Membership) -> Self:
        """A person's own, in whichever post."""
        return self.filter(user_id=by.user_id)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class MailQuerySet(models.QuerySet[Any]):
    def visible_to(self, by: Membership, *, development: bool = False) -> Self:
        """One's own; whoever operates the system, and everybody in development, sees everybody's."""
        return self if development or may(by, Do.OPERATE) else self.filter(user_id=by.user_id)

    def waiting_at(self, moment: dt.datetime) -> Self:
        """To be sent now: composed, not sent, and not put off."""
        return self.filter(Q(next_try_at=None) | Q(next_try_at__lte=moment), state="waiting")

    def in_trouble(self) -> Self:
        """Given up, of an address that does not exist, or put off at least once."""
        return self.filter(Q(state__in=["failed", "bounced"]) | Q(state="waiting", tries__gt=0))


class RoundQuerySet(models.QuerySet[Any]):
    def visible_to(self, by: Membership) -> Self:
        """The system's own state."""
        return self if may(by, Do.OPERATE) else self.none()


class LetterQuerySet(Scoped):
    def drafts(self) -> Self:
        return self.filter(sent_at=None)

    def sent(self) -> Self:
        return self.filter(sent_at__isnull=False)

    def of_office(self, organisation_id: int) -> Self:
        return self.filter(organisation_id=organisation_id)

    def numbered_in(self, year: int) -> Self:
        """Those that bear a number of the register of a calendar year (Gregorian)."""
        return self.filter(dated_on__year=year, serial__isnull=False)

    def with_receipts(self) -> Self:
        """With `number_of_copies` and `number_received`."""
        received = Count("copies", filter=Q(copies__received_at__isnull=False))
        return self.annotate(number_of_copies=Count("copies"), number_received=received)

    def locked(self, pk: int) -> Any:
        """The row alone, held until the transaction ends."""
        return self.select_for_update(no_key=True, of=("self",)).select_related("organisation").get(pk=pk)

    def for_listing(self) -> Self:
        return self.select_related("organisation__parent", "by__user", "year").order_by("-dated_on", "-id")


class LetterCopyQuerySet(Scoped):
    def visible_to(self, by: Membership) -> Self:
        """Those to one's scope once sent, and those of the letters within it."""
        ranges = scope_of(by)
        sent = within("organisation_id", ranges) & Q(letter__sent_at__isnull=False)
        return self.filter(sent | within("letter__organisation_id", ranges))

    def received_by(self, by: Membership) -> Self:
        """Those to one's own organisation and to the merged ones it answers for, once sent."""
        own = [by.organisation_id, *by.organisation.absorbed]
        return self.filter(organisation_id__in=own, letter__sent_at__isnull=False)

    def below(self, by: Membership) -> Self:
        """Those that other offices sent to whoever lies below one's own: a district sees what passes through it."""
        below = within("organisation_id", scope_of(by)) & Q(letter__sent_at__isnull=False)
        return (
            self.filter(below)
            .exclude(Q(organisation_id=by.organisation_id))
            .exclude(letter__organisation_id=by.organisation_id)
        )

    def waiting(self) -> Self:
        """Not received in the system yet."""
        return self.filter(received_at=None)

    def for_listing(self) -> Self:
        """With the letter and its receiver, LAOs in the order of their districts."""
        return self.select_related(
            "letter__organisation__parent", "organisation__parent__parent", "received_by__user"
        ).order_by("organisation_id", "id")

    def newest_first(self) -> Self:
        return self.for_listing().order_by("-letter__sent_at", "-id")


class HelpRequestQuerySet(Scoped):
    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def overdue_at(self, moment: dt.datetime) -> Self:
        """Those nobody answered in time and that still lie with the province."""
        return self.waiting().filter(answer_by__lt=moment, climbed_at=None)

    def with_news(self) -> Self:
        """Answered, and nobody of those who asked has opened the answer."""
        return self.filter(state="answered", read_at=None)

    def published_to(self, by: Membership) -> Self:
        """What is offered to whoever asks: question and solution without names, of the whole country."""
        return self.filter(offered=True)

    def about(self, step: str) -> Self:
        """The step's own first, then by how many it helped."""
        own = Case(When(step=step, then=Value(0)), default=Value(1))
        return self.order_by(own, "-helped", "-id")

    def locked(self, pk: int) -> Any:
        """The row alone, held until the transaction ends."""
        return self.select_for_update(no_key=True, of=("self",)).select_related("organisation", "office").get(pk=pk)

    def for_listing(self) -> Self:
        return self.select_related("organisation__parent", "office", "owner__user", "owner__organisation", "by__user")


class HelpMessageQuerySet(Scoped):
    scope_field = "request__organisation_id"

    def for_listing(self) -> Self:
        """As it was said, with who said it and the files."""
        return self.select_related("by__user", "by__organisation").prefetch_related("files__file").order_by("id")


class HelpFileQuerySet(Scoped):
    scope_field = "message__request__organisation_id"


class SeeingAsQuerySet(Scoped):
    def in_force(self, moment: dt.datetime) -> Self:
        """Lasting at a moment, of a giver and to an officer whose posts have not ended."""
        today = clock.day_of(moment)
        lasts = Q(from_at__lte=moment, until_at__gt=moment, ended_at=None)
        return self.filter(lasts).exclude(Q(officer__until_on__lt=today) | Q(given_by__until_on__lt=today))

    def for_listing(self) -> Self:
        return self.select_related(
            "organisation", "officer__user", "officer__organisation", "given_by__user", "given_by__organisation"
        ).order_by("-from_at", "-id")


class AssignmentQuerySet(Dated):
    """Care is planned ahead: rows may begin on a day to come."""


class WorkEntryQuerySet(Scoped):
    scope_field = "membership__organisation_id"


class DeliveryReportQuerySet(Scoped):
    scope_field = "membership__organisation_id"

    def waiting(self) -> Self:
        """Handed in and not signed."""
        return self.filter(handed_in_at__isnull=False, signed_at=None)


class SavedViewQuerySet(Scoped):
    def visible_to(self, by: Membership) -> Self:
        """One's own alone."""
        return self.filter(user_id=by.user_id).order_by("name")
