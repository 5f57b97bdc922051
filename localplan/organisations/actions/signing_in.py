"""Signing in and out: throttled, recorded, shown to the owner of the account."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth import authenticate
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from localplan.toolkit import clock
from localplan.toolkit.problems import Problem

from .. import rules
from ..models import Membership, SignIn, User


@dataclass(frozen=True)
class Tried:
    """The answer to one try: the person and the posts in force, or the problem."""

    user: User | None = None
    posts: tuple[Membership, ...] = ()
    problem: Problem | None = None


def posts_in_force(user: User) -> tuple[Membership, ...]:
    """The posts the person may act in today, the oldest first."""
    today = clock.today()
    return tuple(
        Membership.objects.for_acting()
        .filter(Q(organisation__closed_on=None) | Q(organisation__closed_on__gt=today), user=user)
        .in_force(today)
        .order_by("from_on", "id")
    )


@transaction.atomic
def try_to_sign_in(username: str, password: str, *, address: str | None, browser: str) -> Tried:
    """Check one try. Answers instead of raising, so that the failed try itself is kept.

    Tries of one name wait for each other (advisory lock): thirty at once are counted as thirty.
    """
    username = User.normalize_username(username)[:40]
    wait_for_tries_of(username)
    now = clock.now()
    wrong = SignIn.objects.wrong_since(now - dt.timedelta(hours=1))
    of_name = wrong.filter(username=username)
    last = of_name.order_by("-at").values_list("at", flat=True).first()
    from_address = wrong.filter(address=address)
    blocked = next(
        rules.sign_in_may_be_tried(
            wrong_here=of_name.filter(address=address).count(),
            wrong_anywhere=of_name.count(),
            wrong_from_address=from_address.count(),
            last_wrong_at=last or from_address.order_by("-at").values_list("at", flat=True).first(),
            now=now,
        ),
        None,
    )
    if blocked is not None:
        _note(username, None, address, browser, SignIn.Outcome.THROTTLED)
        return Tried(problem=blocked)
    user = authenticate(username=username, password=password)
    if not isinstance(user, User):
        owner = User.objects.filter(username=username).first()
        _note(username, owner, address, browser, SignIn.Outcome.WRONG)
        return Tried(
            problem=Problem("password_is_right", _("The username or the password is not right. Nothing was locked."))
        )
    posts = posts_in_force(user)
    if not posts:
        _note(username, user, address, browser, SignIn.Outcome.NO_POST)
        return Tried(problem=_no_post(user))
    _note(username, user, address, browser, SignIn.Outcome.DONE)
    return Tried(user=user, posts=posts)


def wait_for_tries_of(username: str) -> None:
    """Hold the lock of this name until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"sign-in {username}"])


def sign_out(user: User, *, address: str | None, browser: str) -> None:
    """Note that the person left; the session itself is ended by the view."""
    _note(user.username, user, address, browser, SignIn.Outcome.OUT)


def _note(username: str, user: User | None, address: str | None, browser: str, outcome: SignIn.Outcome) -> None:
    SignIn.objects.create(
        username=username, user=user, address=address, browser=browser[:200], outcome=outcome, at=clock.now()
    )


def _no_post(user: User) -> Problem:
    last = Membership.objects.for_acting().filter(user=user).order_by("-until_on").first()
    if last is None or last.until_on is None or last.until_on >= clock.today():
        return Problem("post_is_in_force", _("You hold no post yet. Ask the one who appoints in your office."))
    return Problem(
        "post_is_in_force",
        _("Your post as %(post)s of %(organisation)s ended on %(day)s. Ask the one who appoints there."),
        params={"post": last.post_name, "organisation": last.organisation.short_name, "day": last.until_on},
    )


def failures_since_last(user: User) -> int:
    """Wrong tries between the sign-in before this one and now: what the owner is told."""
    done = SignIn.objects.filter(user=user, outcome=SignIn.Outcome.DONE).order_by("-at")
    moments = list(done.values_list("at", flat=True)[:2])
    wrong = SignIn.objects.filter(user=user, outcome=SignIn.Outcome.WRONG)
    return wrong.filter(at__gt=moments[1]).count() if len(moments) > 1 else wrong.count()
