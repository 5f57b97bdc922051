"""What the room's batch commands share: in whose post they act, how they read a day, how they tell a link."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentTypeError

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Problem
from localplan.toolkit.thai_dates import parse_date
from localplan.toolkit.thai_text import InputError

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


def day(text: str) -> dt.date:
    """2569-10-01, 1/10/2569 or 1 ต.ค. 2569."""
    try:
        found = parse_date(text, near=clock.today(), today=clock.today())
    except InputError as error:
        raise ArgumentTypeError(error.text) from error
    if found is None:
        raise ArgumentTypeError("DATE")
    return found


def address_of_link(token: str) -> str:
    """The whole address of a one-time link, as a browser of this system opens it."""
    host = settings.ALLOWED_HOSTS[0].lstrip(".") if settings.ALLOWED_HOSTS else "127.0.0.1"
    site = f"https://{host}" if settings.BEHIND_TLS else f"http://{host}:{settings.PORT}"
    return site + reverse("set-password", args=[token])
