"""The law of people, posts, links and sign-in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem

from ..posts import POSTS_AT, SINGLE_POSTS, Level, Post

CONTRACT_WARNING_DAYS = 60


def post_exists_at_level(post: Post, *, level: Level) -> Iterator[Problem]:
    """A post belongs to the levels named in POSTS_AT."""
    if post not in POSTS_AT[level]:
        yield Problem(
            "post_exists_at_level",
            _("There is no post %(post)s in an organisation of this level."),
            params={"post": post.label},
            field="post",
        )


def appointment_ends_after_it_begins(from_on: dt.date, until_on: dt.date | None) -> Iterator[Problem]:
    """The last day of a post is not before its first."""
    if until_on is not None and until_on < from_on:
        yield Problem(
            "appointment_ends_after_it_begins",
            _("The last day may not be before the first day."),
            field="until_on",
        )


def appointment_has_an_end(post: Post, *, acting: bool, until_on: dt.date | None) -> Iterator[Problem]:
    """Acting posts, contracted analysts and auditors always have a last day."""
    if until_on is None and (acting or post in (Post.ANALYST, Post.AUDITOR)):
        yield Problem(
            "appointment_has_an_end",
            _("Give the last day: acting posts, contracted analysts and auditors always have one."),
            field="until_on",
        )


def appointment_rests_on_an_order(
    post: Post, *, order_number: str, order_on: dt.date | None, has_scan: bool
) -> Iterator[Problem]:
    """A clerk is appointed on a scanned order; an auditor on an authorisation letter."""
    if post not in (Post.CLERK, Post.AUDITOR):
        return
    if not order_number:
        yield Problem(
            "appointment_rests_on_an_order", _("Give the number of the order or letter."), field="order_number"
        )
    if order_on is None:
        yield Problem("appointment_rests_on_an_order", _("Give the date of the order or letter."), field="order_on")
    if not has_scan:
        yield Problem(
            "appointment_rests_on_an_order", _("Attach the scanned order (PDF or picture)."), field="order_file"
        )


def analyst_has_a_contract(post: Post, *, contract_number: str, supervisor: int | None) -> Iterator[Problem]:
    """A contracted analyst has a contract number and a supervisor in the office."""
    if post != Post.ANALYST:
        return
    if not contract_number:
        yield Problem("analyst_has_a_contract", _("Give the number of the contract."), field="contract_number")
    if supervisor is None:
        yield Problem("analyst_has_a_contract", _("Name the supervisor of the analyst."), field="supervisor")


def one_holder_at_a_time(
    post: Post,
    *,
    acting: bool,
    from_on: dt.date,
    until_on: dt.date | None,
    others: Collection[tuple[str, dt.date, dt.date | None]],
) -> Iterator[Problem]:
    """Clerk, executive, head of office and director have one holder at a time, and one acting holder beside.

    `others`: name, first day, last day of those who hold the same post in the same way.
    """
    if post not in SINGLE_POSTS:
        return
    for name, first, last in others:
        if (until_on is None or first <= until_on) and (last is None or from_on <= last):
            yield Problem(
                "one_holder_at_a_time",
                _("%(name)s holds this post on these days. Hand it over, or choose other days."),
                params={"name": name},
                field="from_on",
            )


def person_holds_a_post_once(
    *, from_on: dt.date, until_on: dt.date | None, held: Collection[tuple[dt.date, dt.date | None]]
) -> Iterator[Problem]:
    """Nobody is given the same post of the same organisation twice for the same days."""
    if any((until_on is None or first <= until_on) and (last is None or from_on <= last) for first, last in held):
        yield Problem(
            "person_holds_a_post_once", _("This person already holds this post on these days."), field="username"
        )


def person_is_named(*, is_new: bool, full_name: str, username: str) -> Iterator[Problem]:
    """A new account needs a username and the person's name."""
    if not username:
        yield Problem("person_is_named", _("Give a username."), field="username")
    elif is_new and not full_name:
        yield Problem(
            "person_is_named",
            _("No account is called %(username)s yet. Give the name and surname to make it."),
            params={"username": username},
            field="full_name",
        )


def appointment_is_recent(from_on: dt.date, *, today: dt.date) -> Iterator[Problem]:
    """A first day more than forty years away from today is a mistyped year."""
    if abs((from_on - today).days) > 40 * 366:
        yield Problem(
            "appointment_is_recent", _("Check the year of the first day: it is far from today."), field="from_on"
        )


def post_can_still_end(*, last_day: dt.date, from_on: dt.date, until_on: dt.date | None) -> Iterator[Problem]:
    """A post ends on or after its first day and not after the end it already has."""
    if last_day < from_on:
        yield Problem("post_can_still_end", _("The last day may not be before the first day."), field="until_on")
    elif until_on is not None and last_day > until_on:
        yield Problem("post_can_still_end", _("The post already ends before that day."), field="until_on")


def hand_over_is_to_another(*, holder: int, successor: int | None) -> Iterator[Problem]:
    """A post is handed over to somebody else."""
    if successor == holder:
        yield Problem(
            "hand_over_is_to_another", _("The successor is the person who holds the post now."), field="username"
        )


def hand_over_begins_after_the_holder(*, from_on: dt.date, holder_from: dt.date) -> Iterator[Problem]:
    """The successor begins after the first day of the one who hands over."""
    if from_on <= holder_from:
        yield Problem(
            "hand_over_begins_after_the_holder",
            _("The successor must begin after the first day of the present holder."),
            field="from_on",
        )


def delegation_is_dated(from_on: dt.date, until_on: dt.date, *, today: dt.date) -> Iterator[Problem]:
    """A delegation has a first and a last day, ends in the future, and lasts two years at most."""
    if until_on < from_on:
        yield Problem("delegation_is_dated", _("The last day may not be before the first day."), field="until_on")
    elif until_on < today:
        yield Problem("delegation_is_dated", _("The last day has passed."), field="until_on")
    elif (until_on - from_on).days > 731:
        yield Problem("delegation_is_dated", _("A delegation lasts two years at most."), field="until_on")


def delegation_is_to_the_office_above(*, taker: int, offices: Collection[int]) -> Iterator[Problem]:
    """An LAO delegates entry to the provincial or district office above it."""
    if taker not in offices:
        yield Problem(
            "delegation_is_to_the_office_above",
            _("Entry can be delegated only to your own provincial or district office."),
            field="taker",
        )


def reset_reaches_no_higher_post(unreachable: Collection[str]) -> Iterator[Problem]:
    """A link is made only for someone all of whose posts the maker appoints: it may not open a higher post."""
    if unreachable:
        yield Problem(
            "reset_reaches_no_higher_post",
            _("This person also holds: %(posts)s. The one who appoints there must make the link."),
            params={"posts": ", ".join(unreachable)},
        )


def link_is_fresh(*, used: bool, withdrawn: bool, expired: bool) -> Iterator[Problem]:
    """A link to set a password works once, for 24 hours (a first one for 7 days)."""
    if used:
        yield Problem("link_is_fresh", _("This link has been used. Ask for a new one if you did not use it yourself."))
    elif withdrawn:
        yield Problem("link_is_fresh", _("A newer link was made. Use the newest one."))
    elif expired:
        yield Problem("link_is_fresh", _("This link has expired. Ask for a new one."))


def sign_in_may_be_tried(
    *,
    wrong_here: int,
    wrong_anywhere: int,
    wrong_from_address: int,
    last_wrong_at: dt.datetime | None,
    now: dt.datetime,
) -> Iterator[Problem]:
    """After 5 wrong tries of one name from one address the wait grows 1, 2, 4, 8 … 15 minutes.

    30 wrong tries of one name from anywhere, or 100 from one address, wait 15 minutes. Counts are of the last hour.
    """
    if last_wrong_at is None:
        return
    minutes = 0
    if wrong_here >= 5:
        minutes = min(2 ** (wrong_here - 5), 15)
    if wrong_anywhere >= 30 or wrong_from_address >= 100:
        minutes = 15
    left = last_wrong_at + dt.timedelta(minutes=minutes) - now
    if left > dt.timedelta(0):
        yield Problem(
            "sign_in_may_be_tried",
            _("Too many wrong tries. Try again in %(minutes)s minutes, or ask for a link to set a new password."),
            params={"minutes": -(-int(left.total_seconds()) // 60)},
        )
