"""The accounts shown on the sign-in page while the sample is loaded: every kind of post, at every level.

No table marks the sample. It is loaded when the person `sample.admin` holds a post of DLA that the operator of
batch commands gave: nobody can make such a post through the pages, so the list cannot be conjured up from outside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.auth.hashers import get_hasher
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.organisations.models import Membership
from localplan.organisations.posts import DLA_ID, Post
from localplan.toolkit import clock

PASSWORD = "rice-and-rain"
MARK = "sample.admin"


@contextmanager
def passwords_in_a_moment() -> Iterator[None]:
    """A password that stands on the sign-in page needs no 0.4 s of hashing; Django does it at the first sign-in."""
    hasher = get_hasher()
    before = getattr(hasher, "iterations", None)
    if before is not None:
        hasher.iterations = 1
    try:
        yield
    finally:
        if before is not None:
            hasher.iterations = before


#: Username → why to sign in with it.
REASONS: dict[str, str | Promise] = {
    MARK: _("Keeps the register and appoints the heads of provincial offices."),
    "sample.director": _("Sees the whole nation; appoints within the Department."),
    "sample.group": _("Heads the group at the Department that follows the provinces."),
    "sample.dla": _("Works at the Department and sees every province."),
    "sample.audit": _("Audits the nation by a letter with an end; every page opened is recorded."),
    "sample.viewer": _("Sees the nation and changes nothing."),
    "sample.head": _("Heads the largest province: 100 LAOs, analysts whose contracts end."),
    "sample.province": _("Appoints clerks and enters for an LAO that has delegated it."),
    "sample.analyst": _("A contracted analyst whose contract ends within 60 days."),
    "sample.auditor": _("Holds two letters: one for a province, one for an LAO. Switch between them."),
    "sample.observer": _("Looks on at three levels: province, district, LAO."),
    "sample.district": _("Appoints clerks in one district and sees its LAOs."),
    "sample.executive": _("Approves; has delegated entry to the provincial office."),
    "sample.clerk": _("Appoints the staff of a municipality that was an SAO before."),
    "sample.planner": _("Enters the plan."),
    "sample.finance": _("Enters the spending."),
}


@dataclass(frozen=True)
class Account:
    """One line of the list. `post` and `organisation` name all the posts held today, in words."""

    username: str
    password: str
    full_name: str
    post: str
    organisation: str
    why: str | Promise


def is_loaded() -> bool:
    """Whether this database holds the sample: one look at an index, no memory, so never out of date."""
    return (
        Membership.objects.filter(
            user__username=MARK, organisation_id=DLA_ID, appointed_by__post=Post.OPERATOR
        ).exists()
    )  # fmt: skip


def accounts() -> list[Account]:
    """The accounts that can sign in today, in the order of REASONS; none while the sample is not loaded."""
    if not is_loaded():
        return []
    held: dict[str, list[Membership]] = defaultdict(list)
    posts = Membership.objects.for_acting().in_force(clock.today())
    for post in posts.filter(user__username__in=REASONS).order_by("from_on", "id"):
        held[post.user.username].append(post)
    return [
        Account(
            username,
            PASSWORD,
            held[username][0].user.full_name,
            ", ".join(dict.fromkeys(str(Post(post.post).label) for post in held[username])),
            " · ".join(post.organisation.short_name for post in held[username]),
            why,
        )
        for username, why in REASONS.items()
        if held[username]
    ]
