"""The law of the room: what an allotment and its events must say, and that money is not returned twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem

#: Grantors that need no name of their own.
NAMED_BY_KIND = ("dla", "bureau")
#: Events that move money.
WITH_MONEY = ("received", "returned")
SATANG = Decimal("0.01")


def allotment_is_told(*, purpose: str, letter: str, grantor: str, grantor_name: str) -> Iterator[Problem]:
    """An allotment names its purpose and its letter; a PAO or another agency is named too."""
    if not purpose.strip() or len(purpose) > 300:
        yield Problem("allotment_is_told", _("Say what the grant is for, in at most 300 characters."), field="purpose")
    if not letter.strip() or len(letter) > 120:
        yield Problem("allotment_is_told", _("Give the number of the allotment letter."), field="letter")
    if grantor not in NAMED_BY_KIND and not grantor_name.strip():
        yield Problem("allotment_is_told", _("Name the agency that grants it."), field="grantor_name")


def allotment_has_an_amount(amount: Decimal, *, contribution: Decimal) -> Iterator[Problem]:
    """A grant is more than zero, a contribution not negative, both to the satang at most."""
    if amount <= 0 or amount != amount.quantize(SATANG) or amount >= Decimal(10) ** 14:
        yield Problem(
            "allotment_has_an_amount",
            _("The amount is more than zero, with two decimals at most, below 100 trillion baht."),
            field="amount",
        )
    if contribution < 0 or contribution != contribution.quantize(SATANG):
        yield Problem(
            "allotment_has_an_amount",
            _("A contribution is not negative and has two decimals at most."),
            field="contribution",
        )


def allotment_dates_are_in_order(
    letter_on: dt.date, *, commit_by: dt.date | None, lapses_on: dt.date | None, today: dt.date
) -> Iterator[Problem]:
    """Dated today at the latest; committed by a day not before the letter, and lapsing not before that."""
    if letter_on > today:
        yield Problem("allotment_dates_are_in_order", _("The day may not be in the future."), field="letter_on")
    if commit_by is not None and commit_by < letter_on:
        yield Problem(
            "allotment_dates_are_in_order", _("It may not be before the allotment letter."), field="commit_by"
        )
    if lapses_on is not None and lapses_on < (commit_by or letter_on):
        yield Problem(
            "allotment_dates_are_in_order", _("It may not lapse before the day to commit by."), field="lapses_on"
        )


def grant_is_registered_once(*, already: bool) -> Iterator[Problem]:
    """One item of one letter is registered once for an LAO."""
    if already:
        yield Problem("grant_is_registered_once", _("This item of the letter is already registered."), field="letter")


def allotment_is_of_the_year(year: int, *, asked: int) -> Iterator[Problem]:
    """A workbook of a fiscal year holds allotments of that year."""
    if year != asked:
        yield Problem(
            "allotment_is_of_the_year",
            _("This workbook is of fiscal year %(asked)s, not of %(year)s."),
            params={"asked": asked, "year": year},
            field="year",
        )


def registered_grant_stands(*, differs: str) -> Iterator[Problem]:
    """What is registered is never changed by a workbook: it is corrected on its page. `differs`: the field."""
    if differs:
        yield Problem(
            "registered_grant_stands",
            _("This item of the letter is registered otherwise. Correct it on the page of the grant."),
            field=differs,
        )


def allotment_covers_what_was_received(amount: Decimal, *, received: Decimal) -> Iterator[Problem]:
    """An allotment is never put right to less than what was received of it."""
    if amount < received:
        yield Problem(
            "allotment_covers_what_was_received",
            _("%(received)s was received; the allotment may not be less."),
            params={"received": received},
            field="amount",
        )


def letter_comes_before_its_events(letter_on: dt.date, *, first_on: dt.date | None) -> Iterator[Problem]:
    """A letter is never dated after the first thing that was told of its grant."""
    if first_on is not None and letter_on > first_on:
        yield Problem(
            "letter_comes_before_its_events",
            _("Something was told of this grant on %(day)s; the letter cannot be later."),
            params={"day": first_on},
            field="letter_on",
        )


def grant_is_known(*, found: bool) -> Iterator[Problem]:
    """An event names a grant of the organisation."""
    if not found:
        yield Problem("grant_is_known", _("This grant is not known."), field="grant")


def grant_is_ours(*, confirmed: bool, disputed: bool) -> Iterator[Problem]:
    """Events are told of a grant the LAO has confirmed as its own."""
    if disputed:
        yield Problem("grant_is_ours", _("The organisation said that this grant is not theirs."))
    elif not confirmed:
        yield Problem("grant_is_ours", _("Confirm first that the grant is yours."))


def grant_is_open(closed_on: dt.date | None) -> Iterator[Problem]:
    """A closed grant takes no event."""
    if closed_on is not None:
        yield Problem("grant_is_open", _("The grant was closed on %(day)s."), params={"day": closed_on})


def event_follows_the_letter(on: dt.date, *, letter_on: dt.date, today: dt.date) -> Iterator[Problem]:
    """An event is on the day of the letter or later, and has happened."""
    if on < letter_on:
        yield Problem(
            "event_follows_the_letter",
            _("The allotment letter is of %(day)s; nothing can be before it."),
            params={"day": letter_on},
            field="on",
        )
    elif on > today:
        yield Problem("event_follows_the_letter", _("The day may not be in the future."), field="on")


def event_has_its_amount(kind: str, amount: Decimal) -> Iterator[Problem]:
    """Money received or returned has an amount to the satang; other events have none."""
    if kind in WITH_MONEY and (amount <= 0 or amount != amount.quantize(SATANG)):
        yield Problem(
            "event_has_its_amount", _("Each amount is more than zero, with two decimals at most."), field="amount"
        )
    elif kind not in WITH_MONEY and amount:
        yield Problem("event_has_its_amount", _("This event moves no money."), field="amount")


def received_within_allotment(amount: Decimal, *, received: Decimal, allotted: Decimal) -> Iterator[Problem]:
    """No more is received than was allotted."""
    if received + amount > allotted:
        yield Problem(
            "received_within_allotment",
            _("%(left)s of the allotment is still to come; %(amount)s is too much."),
            params={"left": allotted - received, "amount": amount},
            field="amount",
        )


def grant_balance_not_negative(amount: Decimal, *, balance: Decimal) -> Iterator[Problem]:
    """No more is returned than was received and is not paid."""
    if amount > balance:
        yield Problem(
            "grant_balance_not_negative",
            _("%(balance)s is left of what was received; %(amount)s is too much."),
            params={"balance": balance, "amount": amount},
            field="amount",
        )


def extension_gives_more_time(
    *, commit_by: dt.date | None, lapses_on: dt.date | None, before: tuple[dt.date | None, dt.date | None]
) -> Iterator[Problem]:
    """An extension moves the day to commit by, or the day it lapses, to a later one."""
    later = [new for new, old in zip((commit_by, lapses_on), before, strict=True) if new and (not old or new > old)]
    if not later:
        yield Problem(
            "extension_gives_more_time",
            _("Give a later day to commit by, or a later day it lapses."),
            field="lapses_on",
        )


def event_is_reversed_once(*, already: bool) -> Iterator[Problem]:
    """An event is taken back once; the counter-entry itself stays."""
    if already:
        yield Problem("event_is_reversed_once", _("This event has already been taken back."))


def grant_closes_empty(*, balance: Decimal, unpaid: Decimal) -> Iterator[Problem]:
    """A grant is closed when what was received is spent or returned and nothing committed waits to be paid."""
    if balance:
        yield Problem(
            "grant_closes_empty",
            _("%(balance)s of what was received is neither paid nor returned."),
            params={"balance": balance},
        )
    if unpaid:
        yield Problem("grant_closes_empty", _("%(unpaid)s is committed and not paid."), params={"unpaid": unpaid})


def dispute_has_a_reason(reason: str) -> Iterator[Problem]:
    """Saying that a grant is not one's own takes a reason, for the grantor to read."""
    if not reason.strip() or len(reason) > 300:
        yield Problem(
            "dispute_has_a_reason", _("Say why it is not yours, in at most 300 characters."), field="disputed"
        )


def grant_is_unconfirmed(*, confirmed: bool) -> Iterator[Problem]:
    """A grant that was confirmed is not disputed any more: its line exists, and may carry commitments."""
    if confirmed:
        yield Problem("grant_is_unconfirmed", _("The grant is already confirmed as yours."))


def grant_is_for_an_lao(*, found: bool) -> Iterator[Problem]:
    """A grant goes to an LAO in the reach of who registers it."""
    if not found:
        yield Problem("grant_is_for_an_lao", _("No LAO in reach has this code."), field="organisation")


def grant_points_into_the_plan(*, known: bool) -> Iterator[Problem]:
    """The project of a grant is one of the LAO's own plans."""
    if not known:
        yield Problem("grant_points_into_the_plan", _("This project is not in the plan of the LAO."), field="project")


def month_has_begun(first: dt.date, *, today: dt.date) -> Iterator[Problem]:
    """Nothing is said of a month that has not begun."""
    if today < first:
        yield Problem("month_has_begun", _("The month begins on %(day)s."), params={"day": first})
