"""One-time links: made one level up, used by whoever holds the link, once."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from localplan.toolkit import clock
from localplan.toolkit.problems import Findings, Problem, Refused

from .. import rules
from ..history import Did, record
from ..models import Membership, ResetLink, User

FIRST_LINK = dt.timedelta(days=7)
RESET_LINK = dt.timedelta(hours=24)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _link(user: User, by: Membership | None, lasts: dt.timedelta) -> tuple[str, ResetLink]:
    """The token, and the link that keeps its hash, not yet written."""
    moment, token = clock.now(), secrets.token_urlsafe(24)
    link = ResetLink(user=user, by=by, token_hash=_hash(token), made_at=moment, expires_at=moment + lasts)
    return token, link


def new_link(user: User, *, by: Membership | None, first: bool) -> str:
    """Make a link and withdraw the earlier ones; called inside an action that has checked the right."""
    ResetLink.objects.filter(user=user, used_at=None, withdrawn_at=None).update(withdrawn_at=clock.now())
    token, link = _link(user, by, FIRST_LINK if first else RESET_LINK)
    link.save(force_insert=True)
    return token


def first_links(users: Sequence[User], *, by: Membership) -> list[str]:
    """A link for each new account, in the order given; called inside an action that has checked the right."""
    made = [_link(user, by, FIRST_LINK) for user in users]
    ResetLink.objects.bulk_create(link for _token, link in made)
    return [token for token, _made in made]


def _check(link: ResetLink | None) -> ResetLink:
    if link is None:
        raise Refused(Problem("link_is_fresh", _("This link is not one of ours. Check that it was copied whole.")))
    findings = Findings()
    findings.add(
        rules.link_is_fresh(
            used=link.used_at is not None,
            withdrawn=link.withdrawn_at is not None,
            expired=link.expires_at <= clock.now(),
        )
    )
    findings.settle()
    return link


def find_link(token: str) -> ResetLink:
    """The link behind a token, still good. Raises Refused with the reason when it is not."""
    return _check(ResetLink.objects.select_related("user").filter(token_hash=_hash(token)).first())


def check_password(password: str, user: User, *, field: str = "password1") -> None:
    """Django's validators, as Problems."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused([Problem("password_is_strong", message, field=field) for message in error.messages]) from error


def _change_password(user: User, password: str) -> None:
    user.set_password(password)  # also ends every session signed with the old one
    user.save(update_fields=["password"])
    posts = Membership.objects.filter(user=user).in_force(clock.today())
    record(None, "password_set", [Did(user, post.organisation_id) for post in posts[:1]])


@transaction.atomic
def use_link(token: str, password: str) -> User:
    """Set a password with a link; the link is used up. Two who use it at once: one succeeds."""
    link = _check(
        ResetLink.objects.select_for_update(of=("self",)).select_related("user").filter(token_hash=_hash(token)).first()
    )
    check_password(password, link.user)
    ResetLink.objects.filter(pk=link.pk).update(used_at=clock.now())
    _change_password(link.user, password)
    return link.user


@transaction.atomic
def change_password(user: User, *, old: str, new: str) -> None:
    """Set one's own password, knowing the old one. Other sessions of the person end."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not user.check_password(old):
        raise Refused(Problem("old_password_is_right", _("The present password is not right."), field="old"))
    check_password(new, user, field="new1")
    _change_password(user, new)


@transaction.atomic
def sign_out_elsewhere(user: User, *, password: str) -> None:
    """End every session of the person: they are signed with the stored hash, which is made anew.

    The caller keeps its own session with `update_session_auth_hash`.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not user.check_password(password):
        raise Refused(Problem("old_password_is_right", _("The password is not right."), field="password"))
    user.set_password(password)
    user.save(update_fields=["password"])
