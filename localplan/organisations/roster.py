"""Who holds which post: the lines of the people page, with what each post may do and what to watch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .access import Do, may, seats_appointed_by
from .models import Level, Membership, Organisation, Post
from .posts import POSTS_AT
from .queries import MembershipQuerySet
from .staffing import NEEDED, WARN_DAYS

_READS = _("reads")
_AUDITS = _("reads everything; each page opened is recorded")
#: What a post may do, in words.
RIGHTS: dict[tuple[Level, Post], str | Promise] = {
    (Level.LAO, Post.EXECUTIVE): _("agrees, confirms, lets the province enter on behalf"),
    (Level.LAO, Post.CLERK): _("appoints people, checks, sends"),
    (Level.LAO, Post.PLANNER): _("enters and sends plan and ordinance"),
    (Level.LAO, Post.FINANCE): _("enters and sends payments and grants"),
    (Level.LAO, Post.AUDITOR): _AUDITS,
    (Level.LAO, Post.VIEWER): _READS,
    (Level.DISTRICT, Post.OFFICER): _("follows up the LAOs of the district, appoints their clerks"),
    (Level.DISTRICT, Post.VIEWER): _READS,
    (Level.PROVINCE, Post.HEAD): _("appoints the office's people and the LAOs' clerks, signs what was checked"),
    (Level.PROVINCE, Post.OFFICER): _("follows up and checks, appoints the LAOs' clerks"),
    (Level.PROVINCE, Post.ANALYST): _("enters on behalf under a letter, sends nothing"),
    (Level.PROVINCE, Post.AUDITOR): _AUDITS,
    (Level.PROVINCE, Post.VIEWER): _READS,
    (Level.DLA, Post.ADMINISTRATOR): _("keeps the register, appoints at the Department and in the provinces"),
    (Level.DLA, Post.DIRECTOR): _("appoints heads of office and the Department's officers"),
    (Level.DLA, Post.GROUP_HEAD): _("follows up the whole country"),
    (Level.DLA, Post.OFFICER): _("follows up the whole country"),
    (Level.DLA, Post.AUDITOR): _AUDITS,
    (Level.DLA, Post.VIEWER): _READS,
}
#: Who makes the link for a new password, by the level the person works at.
LINK_MAKERS: dict[Level, tuple[str | Promise, ...]] = {
    Level.LAO: (
        _("for the LAO's people: its clerk"),
        _("for the clerk: the district or provincial office"),
        _("for an auditor: the Department"),
    ),
    Level.DISTRICT: (_("for the district's officers: the provincial office"),),
    Level.PROVINCE: (
        _("for the office's people: the head of office"),
        _("for the head of office: the Department"),
    ),
    Level.DLA: (
        _("for the Department's people: a system administrator or the director"),
        _("for a system administrator: another one, or whoever runs the commands of the machine"),
    ),
}


@dataclass(frozen=True)
class Line:
    """One post as the page shows it on a day."""

    post: Membership
    day: dt.date
    is_stood_in_for: bool = False
    may_change: bool = False

    @property
    def rights(self) -> str:
        """What the post may do, in words."""
        return str(RIGHTS.get((self.post.level, Post(self.post.post)), ""))

    @property
    def days_to_end(self) -> int | None:
        """Days until the last day, when that is within the warning time; else None."""
        if self.post.until_on is None or not 0 <= (self.post.until_on - self.day).days <= WARN_DAYS:
            return None
        return (self.post.until_on - self.day).days

    @property
    def is_contract(self) -> bool:
        return bool(self.post.contract_number)


def posts_of(by: Membership, organisation: Organisation) -> MembershipQuerySet:
    """The posts of one organisation in reach, without the operator of batch commands."""
    found: MembershipQuerySet = (
        Membership.objects.visible_to(by).filter(organisation=organisation).exclude(post=Post.OPERATOR).for_listing()
    )
    return found


def lines(posts: Iterable[Membership], *, by: Membership, organisation: Organisation, day: dt.date) -> list[Line]:
    """The posts in the order of the level's own list, an acting holder after the true one."""
    held = list(posts)
    given = seats_given(by, organisation)
    stood_in = {post.post for post in held if post.acting and post.is_in_force(day)}
    order = {post: rank for rank, post in enumerate(POSTS_AT[Level(organisation.level)])}
    held.sort(key=lambda post: (order.get(Post(post.post), 99), post.acting, post.from_on, post.pk))
    return [
        Line(
            post,
            day,
            is_stood_in_for=not post.acting and post.post in stood_in and post.is_in_force(day),
            may_change=Post(post.post) in given,
        )
        for post in held
    ]


def seats_given(by: Membership, organisation: Organisation) -> list[Post]:
    """The posts of the organisation that this post gives, ends and makes links for; none where it may not appoint."""
    return seats_appointed_by(by, organisation) if may(by, Do.APPOINT) else []


def unheld(held: Iterable[Membership], organisation: Organisation) -> list[Post]:
    """The posts the organisation needs that nobody holds."""
    there = {post.post for post in held}
    return [post for post in NEEDED[Level(organisation.level)] if post not in there]


def supervisors_in(by: Membership, organisation: Organisation, day: dt.date) -> list[Membership]:
    """Who may supervise a contracted analyst: head and officers of the office."""
    posts = posts_of(by, organisation).in_force(day).filter(post__in=(Post.HEAD, Post.OFFICER))
    return list(posts)


def just_given(
    by: Membership, organisation: Organisation, *, username: str, post: Post, from_on: dt.date, since: dt.datetime
) -> Membership | None:
    """The same post given to the same person by the same giver moments ago: the form was sent twice."""
    found: Membership | None = (
        posts_of(by, organisation)
        .filter(appointed_by=by, user__username=username, post=post, from_on=from_on, recorded_at__gte=since)
        .first()
    )
    return found
