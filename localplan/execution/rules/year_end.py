"""The law of the year's end: what is left is carried over by whoever may decide, or lapses; never in both years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem


def carry_over_is_of_a_commitment_of_the_line(*, found: bool) -> Iterator[Problem]:
    """An act on a commitment names one that takes from the line."""
    if not found:
        yield Problem(
            "carry_over_is_of_a_commitment_of_the_line",
            _("The commitment takes nothing from this line."),
            field="commitment",
        )


def carry_over_within_what_is_left(amount: Decimal, *, left: Decimal) -> Iterator[Problem]:
    """No more is carried over or lapses than the line, or the commitment, has left."""
    if amount > left:
        yield Problem(
            "carry_over_within_what_is_left",
            _("%(left)s is left; %(amount)s is too much."),
            params={"left": left, "amount": amount},
            field="amount",
        )


def carry_over_is_lawful(act: str, *, lawful: Collection[str]) -> Iterator[Problem]:
    """Committed money may be carried over, of the rest only capital; other money that is not committed lapses."""
    if act not in lawful:
        yield Problem(
            "carry_over_is_lawful",
            _("This act does not exist for this money: what is not committed and not capital lapses."),
            field="act",
        )


def carry_over_is_decided_by(authority: str, *, lawful: str | None, label: str | Promise) -> Iterator[Problem]:
    """Who decides is fixed by law: the executive on what is committed, the council on capital that is not."""
    if lawful is not None and authority != lawful:
        yield Problem(
            "carry_over_is_decided_by",
            _("This is decided by: %(authority)s."),
            params={"authority": label},
            field="authority",
        )


def carry_over_waits_for_the_years_end(*, today: dt.date, last: dt.date) -> Iterator[Problem]:
    """What is left of a year is known when it has ended: until then it may still be paid."""
    if today <= last:
        yield Problem(
            "carry_over_waits_for_the_years_end",
            _("The fiscal year ends on %(last)s. What is left is carried over, or lapses, after that."),
            params={"last": last},
        )


def carry_over_is_decided_after_the_year_began(decided_on: dt.date, *, first: dt.date) -> Iterator[Problem]:
    """The end of a year is decided on after that year began."""
    if decided_on < first:
        yield Problem(
            "carry_over_is_decided_after_the_year_began",
            _("The fiscal year began on %(first)s; the decision may not be before that."),
            params={"first": first},
            field="decided_on",
        )


def carry_over_lasts_beyond_the_year(until_on: dt.date | None, *, last: dt.date) -> Iterator[Problem]:
    """Money carried over may be paid until a day after the year's end."""
    if until_on is not None and until_on <= last:
        yield Problem(
            "carry_over_lasts_beyond_the_year",
            _("Choose a day after the end of the fiscal year, %(last)s."),
            params={"last": last},
            field="until_on",
        )


def carry_over_is_reversed_once(*, already: bool) -> Iterator[Problem]:
    """An act of the year's end is taken back once; the reversal itself stays."""
    if already:
        yield Problem("carry_over_is_reversed_once", _("This act has already been taken back."))


def carried_money_is_unused(amount: Decimal, *, left: Decimal) -> Iterator[Problem]:
    """An act is taken back while what it carried over is there untouched in the new year."""
    if amount > left:
        yield Problem(
            "carried_money_is_unused",
            _("Of the %(amount)s carried over only %(left)s is still unused in the new year."),
            params={"amount": amount, "left": left},
        )


def absorbing_comes_before_the_years_end(carried: Decimal) -> Iterator[Problem]:
    """An ordinance absorbs what was used meanwhile before anything of it was carried over or lapsed."""
    if carried > 0:
        yield Problem(
            "absorbing_comes_before_the_years_end",
            _("%(amount)s of the line is carried over or lapsed. Take that back first."),
            params={"amount": carried},
        )


def status_is_of_a_development_line(*, development: bool) -> Iterator[Problem]:
    """Only what comes from a project has a final status."""
    if not development:
        yield Problem("status_is_of_a_development_line", _("A recurrent line has no final status."), field="line")


def status_is_one_of_the_list(status: str, *, known: Collection[str]) -> Iterator[Problem]:
    """A final status is one of the list."""
    if status not in known:
        yield Problem("status_is_one_of_the_list", _("Choose a final status."), field="status")


def status_fits_the_money(status: str, *, paid: Decimal, carried: Decimal) -> Iterator[Problem]:
    """Completed, but money goes on; not carried out, but money was paid: this may stand with a reason."""
    if status == "completed" and carried > 0:
        yield Problem(
            "status_fits_the_money",
            _("%(amount)s of it is carried over or still to be paid. Say why it is completed."),
            params={"amount": carried},
            field="status",
            excusable=True,
        )
    elif status == "cancelled" and paid > 0:
        yield Problem(
            "status_fits_the_money",
            _("%(amount)s of it was paid. Say why it was not carried out."),
            params={"amount": paid},
            field="status",
            excusable=True,
        )
