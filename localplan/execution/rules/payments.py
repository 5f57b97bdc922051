"""The law of payments: nothing is paid beyond the commitment, nor before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.money import is_in_satang
from localplan.toolkit.problems import Problem

from .commitments import LENGTHS, ZERO


def disbursement_within_commitment(amount: Decimal, *, left: Decimal, field: str = "gross") -> Iterator[Problem]:
    """A payment may not exceed what its share of the commitment has left."""
    if amount > left:
        yield Problem(
            "disbursement_within_commitment",
            _("The commitment has %(left)s left to pay; %(amount)s is too much."),
            params={"left": left, "amount": amount},
            field=field,
        )


def payment_not_before_contract(paid_on: dt.date, *, signed_on: dt.date) -> Iterator[Problem]:
    """Nothing is paid before the commitment is signed."""
    if paid_on < signed_on:
        yield Problem(
            "payment_not_before_contract",
            _("Signed on %(signed)s; a payment may not be before that."),
            params={"signed": signed_on},
            field="paid_on",
        )


def payment_is_positive(gross: Decimal) -> Iterator[Problem]:
    """A payment is more than zero, with two decimals at most; what was wrong is reversed, not paid negatively."""
    if not is_in_satang(gross) or gross <= 0:
        yield Problem(
            "payment_is_positive", _("Each amount is more than zero, with two decimals at most."), field="gross"
        )


def deductions_explain_the_net(
    gross: Decimal, *, deductions: Sequence[Decimal], net: Decimal | None
) -> Iterator[Problem]:
    """Tax, penalty and retention are not negative, stay within the gross, and leave the net that was told."""
    taken = sum(deductions, ZERO)
    if any(not is_in_satang(one) or one < 0 for one in deductions) or taken > gross:
        yield Problem(
            "deductions_explain_the_net",
            _("Deductions are not negative and no more than the gross amount."),
            field="tax",
        )
    elif net is not None and net != gross - taken:
        yield Problem(
            "deductions_explain_the_net",
            _("Gross less deductions is %(net)s; the net told is %(told)s."),
            params={"net": gross - taken, "told": net},
            field="net",
        )


def payment_is_in_the_lines_year(counts_on: dt.date, *, first: dt.date, last: dt.date) -> Iterator[Problem]:
    """Money of a fiscal year is paid within it; what is left afterwards is carried over first."""
    if not first <= counts_on <= last:
        yield Problem(
            "payment_is_in_the_lines_year",
            _("This money is of the fiscal year %(first)s to %(last)s. Carry it over before paying outside it."),
            params={"first": first, "last": last},
            field="paid_on",
        )


def voucher_is_new(voucher: str, *, taken: Collection[str]) -> Iterator[Problem]:
    """A voucher has a number, and pays one commitment once in a fiscal year."""
    if not voucher.strip():
        yield Problem("voucher_is_new", _("Give the number of the voucher."), field="voucher")
    elif len(voucher) > LENGTHS["voucher"]:
        yield Problem(
            "voucher_is_new",
            _("The text has %(length)s characters; at most %(limit)s fit."),
            params={"length": len(voucher), "limit": LENGTHS["voucher"]},
            field="voucher",
        )
    elif voucher in taken:
        yield Problem("voucher_is_new", _("This voucher already pays this commitment."), field="voucher")


def parts_are_of_the_commitment(lines: Collection[int], *, known: Collection[int]) -> Iterator[Problem]:
    """A payment is borne by lines the commitment takes from."""
    if set(lines) - set(known):
        yield Problem("parts_are_of_the_commitment", _("The commitment takes nothing from this line."), field="parts")


def payment_is_reversed_once(*, already: bool) -> Iterator[Problem]:
    """A payment is taken back once; the reversal itself stays."""
    if already:
        yield Problem("payment_is_reversed_once", _("This payment has already been reversed."))


def reversal_is_not_before(on: dt.date, *, paid_on: dt.date) -> Iterator[Problem]:
    """A counter-entry is dated on the day of what it reverses, or later."""
    if on < paid_on:
        yield Problem(
            "reversal_is_not_before",
            _("It was entered for %(day)s; the counter-entry may not be before that."),
            params={"day": paid_on},
            field="on",
        )
