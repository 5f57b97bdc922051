"""The law of commitments: nothing is committed beyond the budget, and every change of it is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.toolkit.money import is_in_satang
from localplan.toolkit.problems import Problem

ZERO = Decimal("0.00")
LENGTHS = {"title": 300, "counterparty": 200, "number": 60, "voucher": 60}


def commitment_within_budget(amount: Decimal, *, available: Decimal, field: str = "amount") -> Iterator[Problem]:
    """A commitment may not exceed what its budget line still has available."""
    if amount > available:
        yield Problem(
            "commitment_within_budget",
            _("The budget line has %(available)s left; %(amount)s is too much."),
            params={"available": available, "amount": amount},
            field=field,
        )


def commitment_is_of_development(*, development: bool) -> Iterator[Problem]:
    """Only development lines take commitments; a recurrent line takes one cumulative figure."""
    if not development:
        yield Problem(
            "commitment_is_of_development",
            _("A recurrent line takes no commitment: enter what it has paid so far as one figure."),
            field="line",
        )


def commitment_takes_from_a_line(parts: Sequence[tuple[int, Decimal]]) -> Iterator[Problem]:
    """A commitment takes more than nothing of at least one line, and of each line once."""
    if not parts:
        yield Problem("commitment_takes_from_a_line", _("Choose the budget line it takes from."), field="line")
    elif len({line for line, _amount in parts}) != len(parts):
        yield Problem("commitment_takes_from_a_line", _("The same budget line stands twice."), field="line")
    for _line, amount in parts:
        if not is_in_satang(amount) or amount <= 0:
            yield Problem(
                "commitment_takes_from_a_line",
                _("Each amount is more than zero, with two decimals at most."),
                field="amount",
            )
            break


def shares_add_up(amount: Decimal | None, *, parts: Decimal) -> Iterator[Problem]:
    """What the lines bear adds up to the amount of the contract, to the satang."""
    if amount is not None and amount != parts:
        yield Problem(
            "shares_add_up",
            _("The lines bear %(parts)s together; the amount is %(amount)s."),
            params={"parts": parts, "amount": amount},
            field="amount",
        )


def commitment_says_who_and_what(
    texts: Mapping[str, str], *, needs_number: bool, labels: Mapping[str, str | Promise]
) -> Iterator[Problem]:
    """A commitment names its purpose and its counterparty; a contract or an order has a number, others need none."""
    wanted = ["title", "counterparty", *(["number"] if needs_number else [])]
    for field in wanted:
        if not texts[field].strip():
            yield Problem(
                "commitment_says_who_and_what",
                _("%(label)s is missing."),
                params={"label": labels[field]},
                field=field,
            )
    for field, text in texts.items():
        if len(text) > LENGTHS[field]:
            yield Problem(
                "commitment_says_who_and_what",
                _("The text has %(length)s characters; at most %(limit)s fit."),
                params={"length": len(text), "limit": LENGTHS[field]},
                field=field,
            )


def commitment_signed_in_year(signed_on: dt.date, *, first: dt.date, last: dt.date) -> Iterator[Problem]:
    """A commitment is signed within the fiscal year of its money; one outside may stand with a reason."""
    if not first <= signed_on <= last:
        yield Problem(
            "commitment_signed_in_year",
            _("Signed outside the fiscal year of its money, %(first)s to %(last)s."),
            params={"first": first, "last": last},
            field="signed_on",
            excusable=True,
        )


def fact_is_not_ahead(on: dt.date, *, today: dt.date, field: str = "on") -> Iterator[Problem]:
    """What is entered has happened: its day is not in the future."""
    if on > today:
        yield Problem("fact_is_not_ahead", _("The day may not be in the future."), field=field)


def commitment_ends_after_it_is_signed(signed_on: dt.date, *, ends_on: dt.date | None) -> Iterator[Problem]:
    """A contract ends on the day it is signed, or later."""
    if ends_on is not None and ends_on < signed_on:
        yield Problem("commitment_ends_after_it_is_signed", _("It may not end before it is signed."), field="ends_on")


def instalments_add_up(instalments: Sequence[Decimal], *, amount: Decimal) -> Iterator[Problem]:
    """Instalments, where told, add up to the amount of the contract."""
    if instalments and sum(instalments, ZERO) != amount:
        yield Problem(
            "instalments_add_up",
            _("The instalments add up to %(sum)s; the amount is %(amount)s."),
            params={"sum": sum(instalments, ZERO), "amount": amount},
            field="instalments",
        )


def egp_has_eleven_digits(egp: str) -> Iterator[Problem]:
    """An e-GP project number has 11 digits; without procurement there is none."""
    if egp and not (len(egp) == 11 and egp.isascii() and egp.isdigit()):
        yield Problem("egp_has_eleven_digits", _("An e-GP project number has 11 digits."), field="egp")


def egp_is_used_once(egp: str, *, taken: Mapping[str, str]) -> Iterator[Problem]:
    """One e-GP project stands behind one commitment that is not cancelled. `taken`: number → whose it is."""
    if egp and egp in taken:
        yield Problem(
            "egp_is_used_once",
            _("This e-GP project number already stands on “%(other)s”."),
            params={"other": taken[egp]},
            field="egp",
        )


def commitment_number_is_one(number: str, *, taken: Collection[str]) -> Iterator[Problem]:
    """A number is given to one contract (or one order) a fiscal year."""
    if number and number in taken:
        yield Problem("commitment_number_is_one", _("Another commitment of this year has this number."), field="number")


def commitment_over_years_is_permitted(
    by_year: Mapping[int, Decimal], *, council_on: dt.date | None, ceilings: Mapping[int, Decimal]
) -> Iterator[Problem]:
    """Over several years a commitment needs the council's day and a ceiling for each year, which is not passed."""
    if len(by_year) < 2:
        return
    if council_on is None:
        yield Problem(
            "commitment_over_years_is_permitted",
            _("It takes from the budgets of several years: give the day the council passed it."),
            field="council_on",
        )
    for year, amount in sorted(by_year.items()):
        ceiling = ceilings.get(year)
        if ceiling is None or amount > ceiling:
            yield Problem(
                "commitment_over_years_is_permitted",
                _("For %(year)s the council permitted %(ceiling)s; %(amount)s is too much."),
                params={"year": year, "ceiling": ceiling or ZERO, "amount": amount},
                field="ceilings",
            )


def commitment_is_known(*, found: bool) -> Iterator[Problem]:
    """A payment, an amendment or a report names a commitment of the organisation."""
    if not found:
        yield Problem("commitment_is_known", _("This commitment is not known."), field="commitment")


def commitment_is_not_cancelled(cancelled_on: dt.date | None) -> Iterator[Problem]:
    """A cancelled commitment takes no payment and no change."""
    if cancelled_on is not None:
        yield Problem(
            "commitment_is_not_cancelled",
            _("The commitment was cancelled on %(day)s."),
            params={"day": cancelled_on},
        )


def amendment_amounts_are_money(parts: Sequence[tuple[int, Decimal]]) -> Iterator[Problem]:
    """An amendment gives a line's new amount, zero or more, and names each line once."""
    if len({line for line, _amount in parts}) != len(parts):
        yield Problem("amendment_amounts_are_money", _("The same budget line stands twice."), field="line")
    if any(not is_in_satang(amount) or amount < 0 for _line, amount in parts):
        yield Problem(
            "amendment_amounts_are_money",
            _("An amount is not negative and has two decimals at most."),
            field="amount",
        )


def amendment_covers_what_is_paid(amount: Decimal, *, used: Decimal) -> Iterator[Problem]:
    """A commitment is never cut below what is paid of it or carried over."""
    if amount < used:
        yield Problem(
            "amendment_covers_what_is_paid",
            _("%(used)s of it is already paid or carried over; it may not go below that."),
            params={"used": used},
            field="amount",
        )


def commitment_keeps_an_amount(amount: Decimal) -> Iterator[Problem]:
    """An amended commitment is more than zero; what is not wanted any more is cancelled."""
    if amount <= 0:
        yield Problem(
            "commitment_keeps_an_amount", _("Nothing would be left of it. Cancel it instead."), field="amount"
        )


def change_is_not_before_the_contract(on: dt.date, *, signed_on: dt.date) -> Iterator[Problem]:
    """A commitment is amended or cancelled on the day it is signed, or later."""
    if on < signed_on:
        yield Problem(
            "change_is_not_before_the_contract",
            _("Signed on %(signed)s; a change may not be before that."),
            params={"signed": signed_on},
            field="on",
        )


def change_is_not_after_the_lines_year(on: dt.date, *, last: dt.date) -> Iterator[Problem]:
    """Money of a fiscal year is bound or set free within it; what is left afterwards is carried over or lapses."""
    if on > last:
        yield Problem(
            "change_is_not_after_the_lines_year",
            _("This money is of the fiscal year that ended on %(last)s: carry it over or let it lapse."),
            params={"last": last},
            field="on",
        )


def something_is_left_to_cancel(left: Decimal) -> Iterator[Problem]:
    """What is paid stays paid: a commitment is cancelled while something of it is not."""
    if left <= 0:
        yield Problem("something_is_left_to_cancel", _("Nothing of it is left to pay: there is nothing to cancel."))


def only_a_cancelled_commitment_is_signed_again(
    cancelled_on: dt.date | None, *, signed_on: dt.date
) -> Iterator[Problem]:
    """A commitment is signed anew with another counterparty after it was cancelled."""
    if cancelled_on is None:
        yield Problem("only_a_cancelled_commitment_is_signed_again", _("It is in force. Cancel it first, or amend it."))
    elif signed_on < cancelled_on:
        yield Problem(
            "only_a_cancelled_commitment_is_signed_again",
            _("Cancelled on %(day)s; it may not be signed again before that."),
            params={"day": cancelled_on},
            field="signed_on",
        )
