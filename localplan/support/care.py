"""In whose care the LAOs of a province are, which are in nobody's, and whose contract ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from localplan.organisations.access import Do, may
from localplan.organisations.models import Level, Membership, Organisation, Post
from localplan.organisations.staffing import WARN_DAYS

from .delivery import Stage, months_of
from .models import Assignment, DeliveryReport

#: The posts LAOs may be in the care of, in the order in which they are shown.
KEEPERS = (Post.ANALYST, Post.OFFICER, Post.HEAD)


@dataclass
class Keeper:
    """One officer or analyst of the office and the LAOs in care; `heir`: a later post of the same person there."""

    post: Membership
    day: dt.date
    laos: list[Organisation] = field(default_factory=list)
    heir: Membership | None = None

    @property
    def has_ended(self) -> bool:
        return self.post.until_on is not None and self.post.until_on < self.day

    @property
    def ends_soon(self) -> bool:
        """Within the days in which ending posts are chased, and this person has no further post."""
        until = self.post.until_on
        near = until is not None and self.day <= until <= self.day + dt.timedelta(days=WARN_DAYS)
        return near and self.heir is None


@dataclass
class Place:
    """One LAO, in whose care it is today and in whose it will be."""

    lao: Organisation
    present: Assignment | None = None
    coming: Assignment | None = None

    @property
    def latest(self) -> Assignment | None:
        return self.coming or self.present

    @property
    def seen(self) -> int | str:
        """Whose care whoever looks at the page has seen it in; empty: nobody's."""
        return self.latest.keeper_id if self.latest else ""


@dataclass
class Care:
    """The whole of a province: its keepers, and its LAOs with theirs, by district."""

    keepers: list[Keeper]
    places: list[Place]

    @property
    def left(self) -> list[Keeper]:
        """Whose post has ended, with the LAOs still in their name: those nobody looks after."""
        return [one for one in self.keepers if one.has_ended]

    @property
    def ending(self) -> list[Keeper]:
        return [one for one in self.keepers if one.ends_soon and (one.laos or one.post.post == Post.ANALYST)]

    @property
    def without(self) -> list[Organisation]:
        """In nobody's care at all."""
        return [one.lao for one in self.places if one.present is None]


def staff_of(office: Organisation, day: dt.date) -> list[Membership]:
    """Those of the office in whose care LAOs may be, on the day or later: analysts, officers, the head."""
    held = Membership.objects.filter(organisation=office, post__in=KEEPERS).ending_on_or_after(day)
    found = held.select_related("user", "organisation", "supervisor__user").order_by("acting", "from_on", "id")
    return sorted(found, key=lambda post: KEEPERS.index(Post(post.post)))


def care_of(by: Membership, day: dt.date) -> Care:
    """Three statements, for however many LAOs."""
    office = by.organisation
    laos = Organisation.objects.visible_to(by).laos().open_on(day).select_related("parent")
    places = {lao.pk: Place(lao) for lao in laos.order_by("parent__name_key", "name_key", "id")}
    staff = staff_of(office, day)
    keepers = {post.pk: Keeper(post, day) for post in staff if post.from_on <= day}
    rows = Assignment.objects.visible_to(by).filter(organisation_id__in=places).ending_on_or_after(day)
    for row in rows.select_related("keeper__user", "keeper__organisation", "keeper__supervisor__user").order_by(
        "from_on"
    ):
        place = places[row.organisation_id]
        if row.from_on > day:
            place.coming = row
            continue
        place.present = row
        keeper = keepers.setdefault(row.keeper_id, Keeper(row.keeper, day))
        keeper.laos.append(place.lao)
    for keeper in keepers.values():
        later = [post for post in staff if post.user_id == keeper.post.user_id and post.pk != keeper.post.pk]
        keeper.heir = next((post for post in later if _outlasts(post, keeper.post)), None)
        keeper.laos.sort(key=lambda lao: (lao.parent.name if lao.parent else "", lao.name))
    ranked = sorted(
        keepers.values(), key=lambda one: (not one.has_ended, KEEPERS.index(Post(one.post.post)), -len(one.laos))
    )
    return Care(ranked, list(places.values()))


def _outlasts(post: Membership, other: Membership) -> bool:
    return other.until_on is not None and (post.until_on is None or post.until_on > other.until_on)


def on_home(by: Membership, day: dt.date) -> dict[str, Any]:
    """For who assigns: LAOs that lost their keeper, contracts that end, reports that wait for a signature.

    For an analyst: the months that are still to be handed in.
    """
    if by.organisation.level == Level.PROVINCE and by.post == Post.ANALYST:
        owed = (Stage.MISSING, Stage.RETURNED)
        return {"reports_owed": [one for one in months_of(by) if one.stage in owed]}
    if by.organisation.level != Level.PROVINCE or not may(by, Do.ASSIGN):
        return {}
    reports = DeliveryReport.objects.visible_to(by).filter(membership__organisation=by.organisation).waiting()
    if by.post != Post.HEAD:
        reports = reports.filter(membership__supervisor=by)
    return {"care": care_of(by, day), "reports_waiting": reports.count()}
