"""In whose post the room's batch commands act."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import NotAllowed, Problem

from .access import Do, may
from .actions.signing_in import posts_in_force
from .models import Membership, Post, User


def membership_of(username: str | None, do: Do) -> Membership:
    """The post in force of `--as USERNAME` that may do this (else the first one); the operator's when none is named.

    Raises NotAllowed when the account is not there or holds no post today.
    """
    if username is None:
        operator: Membership = Membership.objects.for_acting().filter(post=Post.OPERATOR).earliest("id")
        return operator
    user = User.objects.filter(username=User.normalize_username(username)).first()
    posts = posts_in_force(user) if user is not None else ()
    if not posts:
        raise NotAllowed(
            Problem("post_is_in_force", _("%(username)s holds no post today."), params={"username": username})
        )
    return next((post for post in posts if may(post, do)), posts[0])
