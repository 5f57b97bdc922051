"""The law of transfers: balanced to the satang, within what is left, decided by who may, told in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem


def transfer_balances(*, gains: Decimal, gives: Decimal) -> Iterator[Problem]:
    """What a round adds equals what it takes, to the satang."""
    if gains != gives:
        yield Problem(
            "transfer_balances",
            _("Increases are %(gains)s, decreases %(gives)s: the round is %(gap)s out of balance."),
            params={"gains": gains, "gives": gives, "gap": abs(gains - gives)},
        )


def transfer_moves_something(amounts: Sequence[Decimal]) -> Iterator[Problem]:
    """A round has a line that gives and one that gains, and no row of zero."""
    if not any(amount > 0 for amount in amounts) or not any(amount < 0 for amount in amounts):
        yield Problem("transfer_moves_something", _("A round needs a line that gives and a line that gains."))
    elif any(amount == 0 for amount in amounts):
        yield Problem("transfer_moves_something", _("A row of zero moves nothing. Take it out."))


def transfer_within_what_is_left(amount: Decimal, *, left: Decimal) -> Iterator[Problem]:
    """A line gives no more than what is not committed, paid, carried over or lapsed."""
    if -amount > left:
        yield Problem(
            "transfer_within_what_is_left",
            _("The line has %(left)s left to give; %(amount)s is too much."),
            params={"left": left, "amount": -amount},
            field="amount",
        )


def new_item_belongs_to_the_ordinance(*, annual: bool) -> Iterator[Problem]:
    """A new item is made in the annual ordinance, which has to be there."""
    if not annual:
        yield Problem("new_item_belongs_to_the_ordinance", _("Enter the annual ordinance of the year first."))


def transfer_stays_within_its_money(by_pot: Mapping[Any, Decimal]) -> Iterator[Problem]:
    """Money of one source is not turned into another's: each balances by itself. Ordinances are one source."""
    if sum(by_pot.values()) == 0 and any(by_pot.values()):
        yield Problem(
            "transfer_stays_within_its_money",
            _("Money of the ordinance, a grant, the surplus or another agency is not transferred into one another."),
        )


def transfer_is_decided_by_who_may(authority: str, *, needed: str, regulation: str, clause: str) -> Iterator[Problem]:
    """Capital items that are new or change in nature, quantity or quality: the council; all else: the executive."""
    if authority not in ("executive", "council"):
        yield Problem("transfer_is_decided_by_who_may", _("Say who decided: executive or council."), field="authority")
    elif needed == "council" and authority != "council":
        yield Problem(
            "transfer_is_decided_by_who_may",
            _(
                "A capital item that is new or changes in nature, quantity or quality is decided by the council "
                "(%(regulation)s, clause %(clause)s)."
            ),
            params={"regulation": regulation, "clause": clause},
            field="authority",
        )


def transfer_number_is_free(number: int, *, taken: Collection[int]) -> Iterator[Problem]:
    """Rounds are numbered within the year, each number once."""
    if number < 1 or number > 9999:
        yield Problem("transfer_number_is_free", _("Give the number of the round, 1 or more."), field="number")
    elif number in taken:
        yield Problem("transfer_number_is_free", _("This number is already used in this year."), field="number")


def transfer_days_follow_each_other(
    *, decided_on: dt.date, notice_on: dt.date | None, reported_on: dt.date | None, today: dt.date
) -> Iterator[Problem]:
    """Decided, made public, reported, in this order; none of it ahead of today."""
    steps: list[tuple[str, str | Promise, dt.date | None]] = [
        ("decided_on", _("The decision"), decided_on),
        ("notice_on", _("The public notice"), notice_on),
        ("reported_on", _("The report"), reported_on),
    ]
    before: tuple[str | Promise, dt.date] | None = None
    for field, label, day in steps:
        if day is None:
            continue
        if day > today:
            yield Problem(
                "transfer_days_follow_each_other",
                _("%(label)s may not be after today."),
                params={"label": label},
                field=field,
            )
        elif before is not None and day < before[1]:
            yield Problem(
                "transfer_days_follow_each_other",
                _("%(label)s may not be before %(earlier)s."),
                params={"label": label, "earlier": before[0]},
                field=field,
            )
        before = (label, day)


def transfer_is_reported_in_time(reported_on: dt.date | None, *, due_on: dt.date, days: int) -> Iterator[Problem]:
    """The governor or district chief is told within the days the regulation gives (15), from the notice."""
    if reported_on is not None and reported_on > due_on:
        yield Problem(
            "transfer_is_reported_in_time",
            _("Reported %(late)s days late: it was due within %(days)s days, by %(due)s."),
            params={"late": (reported_on - due_on).days, "days": days, "due": due_on},
            field="reported_on",
            excusable=True,
        )


def transfer_is_reversed_once(*, reversed_by: int | None, is_reversal: bool) -> Iterator[Problem]:
    """A round is taken back by another round, once; a round that took one back is not taken back itself."""
    if reversed_by is not None:
        yield Problem(
            "transfer_is_reversed_once",
            _("This round was taken back by round %(number)s already."),
            params={"number": reversed_by},
        )
    elif is_reversal:
        yield Problem(
            "transfer_is_reversed_once",
            _("This round takes another one back. Enter a new round instead."),
        )


def reversal_follows_the_round(decided_on: dt.date, *, round_on: dt.date) -> Iterator[Problem]:
    """A round is taken back on its own day or later."""
    if decided_on < round_on:
        yield Problem(
            "reversal_follows_the_round",
            _("The round was decided on %(day)s; it is not taken back before that."),
            params={"day": round_on},
            field="decided_on",
        )


def decision_lies_in_its_year(
    decided_on: dt.date, *, first: dt.date, last: dt.date, field: str = "decided_on"
) -> Iterator[Problem]:
    """What is decided about the money of a year is decided within that fiscal year."""
    if not first <= decided_on <= last:
        yield Problem(
            "decision_lies_in_its_year",
            _("Choose a day of the fiscal year, %(first)s to %(last)s."),
            params={"first": first, "last": last},
            field=field,
        )
