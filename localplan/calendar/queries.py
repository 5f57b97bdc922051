"""Words for asking about calendars, deadlines and submissions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, F, Func, IntegerField, OuterRef, Q, Subquery, When

from localplan.organisations.access import offices_above, scope_of
from localplan.organisations.posts import DLA_ID
from localplan.organisations.queries import Scoped, within
from localplan.toolkit import clock

from .steps import LAO_STEPS

if TYPE_CHECKING:
    from localplan.organisations.models import Membership, Organisation


#: The level whose letters each level acknowledges.
WRITERS = {"lao": "province", "province": "dla"}


def answered_for(day: dt.date) -> models.QuerySet[Any, int]:
    """Ids of the merged organisations whose successor stands: its people act for them."""
    from localplan.organisations.models import Organisation

    former = Func(F("absorbed"), function="unnest", output_field=IntegerField())
    standing = Organisation.objects.exclude(absorbed=[]).filter(Q(closed_on=None) | Q(closed_on__gt=day))
    return standing.values_list(former, flat=True)


class YearBookQuerySet(Scoped):
    def lock(self, organisation: Organisation, year: int) -> None:
        """The year's book of one organisation, locked until the transaction ends; every writer of the year waits.

        The row is nearly always there: publishing makes it, and a first writer makes it otherwise.
        """
        rows = self.select_for_update(no_key=True).filter(organisation=organisation, year_id=year).values_list("pk")
        if not rows:
            made = self.model(organisation=organisation, year_id=year)
            self.model._default_manager.bulk_create([made], ignore_conflicts=True)
            rows.get()


def sent_back(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of the items of a review those that were not accepted, each with its label and reason."""
    return [item for item in items if not item.get("accepted")]


class MoveQuerySet(models.QuerySet[Any]):
    def last_sent_back(self) -> list[dict[str, Any]]:
        """Of a submission's moves: the items that the last return sent back; none when it was never returned."""
        returns = self.filter(after="returned").order_by("-id")
        return sent_back(returns.values_list("items", flat=True).first() or [])


class CalendarQuerySet(Scoped):
    def published_to(self, by: Membership) -> Self:
        """One's own and those of the offices above that are published; drafts only of one's own office."""
        return self.filter(
            Q(organisation_id=by.organisation_id)
            | Q(organisation_id__in=offices_above(by), published_at__isnull=False)
            | within("organisation_id", scope_of(by)) & Q(published_at__isnull=False)
        )

    def of(self, organisation_id: int, year: int) -> Self:
        return self.filter(organisation_id=organisation_id, year_id=year)

    def with_rows(self) -> Self:
        return self.select_related("organisation", "published_by__user").prefetch_related("rows__items")


class CircularQuerySet(Scoped):
    def published_to(self, by: Membership) -> Self:
        return self.filter(
            Q(organisation_id=by.organisation_id)
            | Q(organisation_id__in=offices_above(by), sent_at__isnull=False)
            | within("organisation_id", scope_of(by)) & Q(sent_at__isnull=False)
        )

    def received_by(self, by: Membership) -> Self:
        """Sent by the offices above, with `waits`: addressed to one's office and not acknowledged there yet."""
        from .models import Acknowledgement

        own = Acknowledgement.objects.filter(circular=OuterRef("pk"), organisation_id=by.organisation_id)
        waits = Q(organisation__level=WRITERS.get(by.organisation.level, "")) & ~Exists(own)
        rows = self.published_to(by).filter(sent_at__isnull=False).exclude(organisation_id=by.organisation_id)
        return rows.select_related("organisation").annotate(waits=Case(When(waits, then=True), default=False))


class AcknowledgementQuerySet(Scoped):
    pass


class QuestionQuerySet(Scoped):
    def visible_to(self, by: Membership) -> Self:
        """Those one's scope asked, and those asked of one's own office."""
        return self.filter(within("organisation_id", scope_of(by)) | Q(circular__organisation_id=by.organisation_id))


class DeadlineDateQuerySet(Scoped):
    def published_to(self, by: Membership) -> Self:
        """Those of one's scope, and of the offices above."""
        return self.filter(within("organisation_id", scope_of(by)) | Q(organisation_id__in=offices_above(by)))

    def in_force(self) -> Self:
        """The row that holds, for each deadline and organisation that has set one."""
        return self.order_by("deadline_id", "organisation_id", "-id").distinct("deadline_id", "organisation_id")

    def with_deadline(self) -> Self:
        return self.select_related("deadline")

    def of_dla(self) -> Self:
        """DLA's present date of each deadline."""
        return self.filter(organisation_id=DLA_ID).in_force()


class HolidayQuerySet(models.QuerySet[Any]):
    def visible_to(self, by: Membership) -> Self:
        """Days off are everybody's."""
        return self


class DeadlineQuerySet(models.QuerySet[Any]):
    def published_to(self, by: Membership) -> Self:
        """Deadlines are the whole country's."""
        return self

    def of_year(self, year: int) -> Self:
        return self.filter(year_id=year)

    def of_laos(self) -> Self:
        """Of the steps that LAOs hand in."""
        return self.filter(step__in=[step.code for step in LAO_STEPS])


class SubmissionQuerySet(Scoped):
    def of_year(self, year: int) -> Self:
        return self.filter(deadline__year_id=year)

    def of_steps(self, codes: list[str]) -> Self:
        return self.filter(deadline__step__in=codes)

    def expected(self) -> Self:
        """The stored expected set, less what nobody is left to hand in: duties of organisations that closed for good.

        A merged one stays: its successor's people answer for it, as long as there is one.
        """
        day = clock.today()
        unsettled = Q(life__in=["draft", "returned"])
        closes = Q(organisation__closed_on__lte=F("due_on"), organisation__merged_into=None)
        gone = Q(organisation__closed_on__lte=day) | closes
        return self.exclude(unsettled & gone & ~Q(organisation_id__in=Subquery(answered_for(day))))

    def waiting_for_check(self) -> Self:
        return self.filter(life="submitted")

    def asking_for_time(self) -> Self:
        """More time was asked for and neither given nor declined yet."""
        return self.exclude(time_asked_at=None)

    def returned(self) -> Self:
        return self.filter(life="returned")

    def late_on(self, day: dt.date) -> Self:
        """Past due and not submitted, or past the correction date."""
        return self.filter(Q(life="draft", due_on__lt=day) | Q(life="returned", correct_by__lt=day))

    def locked(self, ids: list[int]) -> Self:
        return self.filter(id__in=ids).order_by("id").select_for_update(no_key=True, of=("self",))

    def with_all(self) -> Self:
        return self.select_related("deadline", "organisation", "organisation__parent", "submitted_by__user")


class VerdictQuerySet(Scoped):
    def latest_of(self, submissions: Iterable[int]) -> Self:
        """The verdict that counts, of each LAO in each check."""
        rows = self.filter(submission_id__in=list(submissions))
        return rows.order_by("submission_id", "organisation_id", "-id").distinct("submission_id", "organisation_id")
