"""Who is there and who is missing: posts held, posts ending, LAOs nobody can sign in for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, F, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Delegation, Level, Membership, Organisation, Post
from .posts import LAO_KINDS, POSTS_AT, WHO_HELPS, Kind
from .queries import MembershipQuerySet, OrganisationQuerySet

#: A post that ends within so many days is chased.
WARN_DAYS = 60
#: The posts an organisation needs before its year can be worked through, in the order in which they are given.
NEEDED: dict[Level, tuple[Post, ...]] = {
    Level.LAO: (Post.CLERK, Post.PLANNER, Post.FINANCE, Post.EXECUTIVE),
    Level.PROVINCE: (Post.HEAD, Post.OFFICER),
    Level.DISTRICT: (Post.OFFICER,),
    Level.DLA: (Post.DIRECTOR, Post.OFFICER, Post.ADMINISTRATOR),
}


#: Types as officers say them: อบต., not the whole words.
SHORT: dict[Kind, str | Promise] = {
    Kind.PAO: _("PAO"),
    Kind.CITY: _("city"),
    Kind.TOWN: _("town"),
    Kind.SUBM: _("subdistrict mun."),
    Kind.SAO: _("SAO"),
    Kind.SPECIAL: _("special"),
}


@dataclass(frozen=True)
class KindCount:
    """A type of LAO and how many there are."""

    kind: Kind
    number: int

    @property
    def short(self) -> str:
        return str(SHORT[self.kind])


@dataclass
class Area:
    """A province or district and its open LAOs: how many of each type, how many can be worked with."""

    office: Organisation
    kinds: dict[str, int] = field(default_factory=dict)
    laos: int = 0
    with_clerk: int = 0
    with_planner: int = 0
    with_phone: int = 0
    heads: list[Membership] = field(default_factory=list)

    def add(self, group: Mapping[str, Any]) -> None:
        """Take in one row of the tally."""
        self.kinds[group["kind"]] = self.kinds.get(group["kind"], 0) + group["n"]
        self.laos += group["n"]
        self.with_clerk += group["clerks"]
        self.with_planner += group["planners"]
        self.with_phone += group["phones"]

    @property
    def in_register_order(self) -> list[KindCount]:
        """How many of each type, every type named."""
        return [KindCount(kind, self.kinds.get(kind, 0)) for kind in LAO_KINDS]

    @property
    def without_clerk(self) -> int:
        return self.laos - self.with_clerk

    @property
    def percent_with_clerk(self) -> int:
        """Whole percent, rounded down: 100 only when every LAO has one. 100 where there is none to have."""
        return self.with_clerk * 100 // self.laos if self.laos else 100


@dataclass(frozen=True)
class Gap:
    """One thing an organisation needs, and whether it is there."""

    passed: bool
    post: Post | None
    contact: bool = False


def provinces(by: Membership, day: dt.date) -> list[Area]:
    """Every province in reach, in dictionary order, with who runs its office: three statements."""
    offices = Organisation.objects.visible_to(by).offices().open_on(day)
    return _areas(by, offices, day, level=Level.PROVINCE)


def districts(by: Membership, day: dt.date, *, of: int | None = None) -> list[Area]:
    """Every district in reach, or those of the provincial office `of`, with who sits in its office: three statements.

    LAOs that belong to the province directly are not counted here.
    """
    offices = Organisation.objects.visible_to(by).filter(level=Level.DISTRICT).open_on(day)
    if of is not None:
        offices = offices.filter(parent_id=of)
    return _areas(by, offices, day, level=Level.DISTRICT)


def of_own_area(by: Membership, day: dt.date) -> Area:
    """The office one acts in and every open LAO in its reach: one statement."""
    area = Area(by.organisation)
    for group in _tally(by, day, area=Value(by.organisation_id)):
        area.add(group)
    return area


def _tally(by: Membership, day: dt.date, *, area: Any) -> Iterable[dict[str, Any]]:
    """Open LAOs in reach by area and type, and how many of them have a clerk, a planner, a telephone number."""
    standing = Organisation.objects.visible_to(by).laos().open_on(day).with_standing(day)
    grouped: Iterable[dict[str, Any]] = (
        standing.values("kind", area=area)
        .order_by()
        .annotate(
            n=Count("pk"),
            clerks=Count("pk", filter=Q(has_clerk=True)),
            planners=Count("pk", filter=Q(has_planner=True)),
            phones=Count("pk", filter=Q(has_phone=True)),
        )
    )
    return grouped


def _areas(by: Membership, offices: OrganisationQuerySet, day: dt.date, *, level: Level) -> list[Area]:
    areas = {office.pk: Area(office) for office in offices.order_by("name_key", "id")}
    within = F("parent_id")
    grouped = (
        Case(When(parent__level=Level.PROVINCE, then=within), default=F("parent__parent_id"))
        if level == Level.PROVINCE
        else Case(When(parent__level=Level.DISTRICT, then=within))
    )
    for group in _tally(by, day, area=grouped):
        if group["area"] in areas:
            areas[group["area"]].add(group)
    running = Post.HEAD if level == Level.PROVINCE else Post.OFFICER
    held = Membership.objects.visible_to(by).in_force(day).filter(post=running, organisation__level=level)
    for post in held.select_related("user").order_by("acting", "from_on", "id"):
        if post.organisation_id in areas:
            areas[post.organisation_id].heads.append(post)
    return list(areas.values())


def whole(areas: Iterable[Area]) -> dict[str, int]:
    """The sums of all areas: offices, offices with somebody in charge, LAOs, LAOs with a clerk and without."""
    listed = list(areas)
    return {
        "offices": len(listed),
        "with_head": sum(bool(area.heads) for area in listed),
        "laos": sum(area.laos for area in listed),
        "with_clerk": sum(area.with_clerk for area in listed),
        "without_clerk": sum(area.without_clerk for area in listed),
    }


def worst_first(areas: Iterable[Area]) -> list[Area]:
    """No head of office first, then the smallest share of LAOs with a clerk, then the most LAOs without."""
    return sorted(areas, key=lambda area: (bool(area.heads), area.percent_with_clerk, -area.without_clerk))


def ending_soon(by: Membership, day: dt.date) -> MembershipQuerySet:
    """Posts in reach that end within WARN_DAYS and that nobody holds longer, the nearest end first."""
    found: MembershipQuerySet = (
        Membership.objects.visible_to(by)
        .ending_within(WARN_DAYS, of=day)
        .without_successor()
        .select_related("user", "organisation__parent__parent")
        .order_by("until_on", "organisation__name_key", "id")
    )
    return found


def to_chase(by: Membership, day: dt.date) -> OrganisationQuerySet:
    """Open LAOs in reach without a clerk or a planner, those without a clerk first."""
    found: OrganisationQuerySet = (
        Organisation.objects.visible_to(by)
        .laos()
        .open_on(day)
        .with_standing(day)
        .filter(Q(has_clerk=False) | Q(has_planner=False))
        .for_listing()
        .order_by("has_clerk", "parent__name_key", "name_key", "id")
    )
    return found


def holders(by: Membership, organisation: Organisation, day: dt.date) -> list[Membership]:
    """The posts of one organisation held on `day`, heaviest first; of an office above only those who help."""
    held = Membership.objects.published_to(by).in_force(day).filter(organisation=organisation)
    return in_order(held.exclude(post=Post.OPERATOR).select_related("user", "organisation"))


def who_helps(by: Membership, organisation: Organisation, day: dt.date) -> list[Membership]:
    """Whom the organisation may ask: its district's and province's officers; DLA's where nobody sits in between."""
    above = []
    office = organisation.parent
    while office is not None:
        above.append(office.pk)
        office = office.parent
    held = Membership.objects.published_to(by).in_force(day).filter(organisation_id__in=above, post__in=WHO_HELPS)
    found = list(held.exclude(user_id=by.user_id).select_related("user", "organisation"))
    nearer = [post for post in found if post.organisation.level != Level.DLA]
    return in_order(nearer or found)


def in_order(posts: Iterable[Membership]) -> list[Membership]:
    """District before province before DLA; posts as in POSTS_AT, an acting holder after the true one."""

    def weight(held: Membership) -> tuple[int, int, bool, dt.date, int]:
        known = POSTS_AT[held.level]
        rank = known.index(Post(held.post)) if held.post in known else len(known)
        return -held.organisation_id, rank, held.acting, held.from_on, held.pk

    return sorted(posts, key=weight)


def gaps(organisation: Organisation, held: Iterable[Membership]) -> list[Gap]:
    """What the organisation needs to be ready: each needed post, and a telephone number with an e-mail address."""
    there = {Post(post.post) for post in held}
    found = [Gap(post in there, post) for post in NEEDED[Level(organisation.level)]]
    return [*found, Gap(bool(organisation.phone and organisation.email), None, contact=True)]


def delegation_in_force(by: Membership, day: dt.date) -> Delegation | None:
    """The letter that lets an office enter for this LAO today, the one that lasts longest."""
    found: Delegation | None = (
        Delegation.objects.visible_to(by)
        .in_force(day)
        .filter(giver_id=by.organisation_id)
        .select_related("taker")
        .order_by("-until_on")
        .first()
    )
    return found
