"""Words for asking: who may see which rows, on which day, in which order."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from .access import Do, may, offices_above, scope_of
from .posts import LAO_KINDS, PREFIXES, WHO_HELPS, Kind, Post

if TYPE_CHECKING:
    from .models import Membership


def within(field: str, ranges: list[tuple[int, int]]) -> Q:
    """`field BETWEEN lo AND hi [OR …]`: the one shape of a person's scope, index-friendly. No ranges, no rows."""
    found = Q(pk__in=[])
    for low, high in ranges:
        found |= Q(**{f"{field}__gte": low, f"{field}__lte": high})  # a foreign key knows no `range`
    return found


_KIND_OF = {PREFIXES[kind][0].rstrip("."): kind for kind in LAO_KINDS if kind != Kind.SPECIAL}
_ABBREVIATION = re.compile(rf"({'|'.join(_KIND_OF)})(?:\.|$)")


class Scoped(models.QuerySet[Any]):
    """Rows that belong to an organisation: `visible_to` keeps those inside the scope of the post one acts in."""

    scope_field = "organisation_id"

    def visible_to(self, by: Membership) -> Self:
        return self.filter(within(self.scope_field, scope_of(by)))


class Dated(Scoped):
    """Rows that hold from a day, until a day that is included, or until further notice."""

    def in_force(self, day: dt.date) -> Self:
        return self.ending_on_or_after(day).filter(from_on__lte=day)

    def ending_on_or_after(self, day: dt.date) -> Self:
        """In force on the day, or from a later one on."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=day))


class OrganisationQuerySet(Scoped):
    scope_field = "id"

    def published_to(self, by: Membership) -> Self:
        """What everyone may know of: the scope itself, and the offices above it (name, telephone, who helps)."""
        return self.filter(within("id", scope_of(by)) | Q(id__in=offices_above(by)))

    def laos(self) -> Self:
        return self.filter(level="lao")

    def offices(self) -> Self:
        return self.filter(level="province")

    def open_on(self, day: dt.date) -> Self:
        """Organisations that exist on `day`."""
        return self.filter(Q(opened_on=None) | Q(opened_on__lte=day), Q(closed_on=None) | Q(closed_on__gt=day))

    def locked(self, ids: list[int]) -> Self:
        """Lock the rows in ascending id order, without blocking inserts that point at them."""
        return self.filter(id__in=ids).order_by("id").select_for_update(no_key=True)

    def search(self, words: str) -> Self:
        """Every word must occur in the full name, the English name or the code; อบต. and its like say the type."""
        found = self
        for word in words.split():
            abbreviation = _ABBREVIATION.match(word)
            if abbreviation:
                found = found.filter(kind=_KIND_OF[abbreviation[1]])
                word = word[abbreviation.end() :]
            if word:
                found = found.filter(
                    Q(full_name__contains=word) | Q(name_en__icontains=word) | Q(code__startswith=word)
                )
        return found

    def in_province(self, office_id: int) -> Self:
        return self.filter(Q(parent_id=office_id) | Q(parent__parent_id=office_id))

    def with_standing(self, day: dt.date) -> Self:
        """With `is_there`, `has_clerk`, `has_planner` and `has_phone` as of `day`, to filter and to count by."""
        from .models import Membership

        held = Membership.objects.in_force(day).filter(organisation_id=OuterRef("pk"))
        return self.annotate(
            is_there=Case(
                When(Q(opened_on__gt=day) | Q(closed_on__lte=day), then=Value(False)),
                default=Value(True),
            ),
            has_clerk=Exists(held.filter(post=Post.CLERK)),
            has_planner=Exists(held.filter(post=Post.PLANNER)),
            has_phone=Case(When(phone="", then=Value(False)), default=Value(True)),
        )

    def with_kind_rank(self) -> Self:
        """With `kind_rank`: the order of types in DLA's register, which is not that of the alphabet."""
        return self.annotate(
            kind_rank=Case(
                *(When(kind=kind, then=Value(rank)) for rank, kind in enumerate(LAO_KINDS)),
                default=Value(len(LAO_KINDS)),
            )
        )

    def for_listing(self) -> Self:
        """With the district and the province, in Thai dictionary order."""
        return self.select_related("parent", "parent__parent").order_by("name_key", "id")


class IdentityQuerySet(models.QuerySet[Any]):
    def on(self, day: dt.date) -> Self:
        """The identity in force on `day`, at most one for each organisation."""
        return self.filter(Q(from_on=None) | Q(from_on__lte=day), Q(until_on=None) | Q(until_on__gte=day))

    def newest_first(self) -> Self:
        return self.order_by(F("from_on").desc(nulls_last=True), "-id")


class MembershipQuerySet(Dated):
    def published_to(self, by: Membership) -> Self:
        """The scope, and the posts of the offices above whom one may ask for help."""
        return self.filter(
            within("organisation_id", scope_of(by)) | Q(organisation_id__in=offices_above(by), post__in=WHO_HELPS)
        )

    def without_successor(self) -> Self:
        """Ending, and nobody holds the same post longer; an analyst is followed only by a contract of their own."""
        longer = self.model.objects.filter(
            Q(until_on=None) | Q(until_on__gt=OuterRef("until_on")),
            Q(user_id=OuterRef("user_id")) | ~Q(post=Post.ANALYST),
            organisation_id=OuterRef("organisation_id"),
            post=OuterRef("post"),
        )
        return self.filter(~Q(until_on=None), ~Exists(longer))

    def ended_before(self, day: dt.date) -> Self:
        return self.filter(until_on__lt=day)

    def coming_after(self, day: dt.date) -> Self:
        return self.filter(from_on__gt=day)

    def ending_within(self, days: int, *, of: dt.date) -> Self:
        """In force on `of` and ending within so many days of it."""
        return self.in_force(of).filter(until_on__lte=of + dt.timedelta(days=days))

    def for_listing(self) -> Self:
        """With all that a line of the people page shows, in order of the post's weight."""
        return self.select_related("user", "organisation", "supervisor__user", "order_file").order_by(
            "organisation_id", "from_on", "id"
        )

    def for_acting(self) -> Self:
        """With all that every page needs of the post one acts in."""
        return self.select_related("user", "organisation", "organisation__parent", "organisation__parent__parent")


class DelegationQuerySet(models.QuerySet[Any]):
    def visible_to(self, by: Membership) -> Self:
        ranges = scope_of(by)
        return self.filter(within("giver_id", ranges) | within("taker_id", ranges))

    def in_force(self, day: dt.date) -> Self:
        return self.filter(Q(revoked_on=None) | Q(revoked_on__gt=day), from_on__lte=day, until_on__gte=day)

    def between(self, giver_id: int, taker_id: int) -> Self:
        return self.filter(giver_id=giver_id, taker_id=taker_id)


class ChangeQuerySet(Scoped):
    def of(self, object_type: str, object_id: int) -> Self:
        return self.filter(object_type=object_type, object_id=object_id)

    def for_listing(self) -> Self:
        return self.select_related("by__user", "by__organisation", "organisation", "on_behalf_of").order_by(
            "-at", "-id"
        )


class AccessQuerySet(Scoped):
    def for_listing(self) -> Self:
        return self.select_related("by__user", "by__organisation", "organisation").order_by("-at", "-id")


class SignInQuerySet(models.QuerySet[Any]):
    def visible_to(self, by: Membership) -> Self:
        """One's own tries; whoever operates the system sees everybody's."""
        return self if may(by, Do.OPERATE) else self.filter(user_id=by.user_id)

    def failed_since(self, moment: dt.datetime) -> Self:
        """Wrong passwords, and tries refused because there were too many."""
        return self.filter(outcome__in=("wrong", "throttled"), at__gte=moment)

    def wrong_since(self, moment: dt.datetime) -> Self:
        return self.filter(outcome="wrong", at__gte=moment)


class UserManager(BaseUserManager[Any]):
    def get_by_natural_key(self, username: str | None) -> Any:
        """Sign-in finds the person however the name was typed: spaces around it, capital letters."""
        return self.get(username=self.model.normalize_username(username or ""))
