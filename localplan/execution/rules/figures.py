"""The law of what is told without a voucher: cumulative figures, progress, and that nothing moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.money import is_in_satang
from localplan.toolkit.problems import Problem


def figure_is_of_a_recurrent_line(*, development: bool) -> Iterator[Problem]:
    """Only a recurrent line takes one cumulative figure; a development line is paid commitment by commitment."""
    if development:
        yield Problem(
            "figure_is_of_a_recurrent_line",
            _("A development line takes no cumulative figure: enter its commitments and payments."),
            field="line",
        )


def figure_ends_a_month_of_the_year(until_on: dt.date, *, first: dt.date, last: dt.date) -> Iterator[Problem]:
    """A figure runs from 1 October to the last day of a month of the line's fiscal year."""
    if not first <= until_on <= last or (until_on + dt.timedelta(days=1)).day != 1:
        yield Problem(
            "figure_ends_a_month_of_the_year",
            _("Choose the last day of a month, %(first)s to %(last)s."),
            params={"first": first, "last": last},
            field="until_on",
        )


def figure_stands_once(*, again: bool) -> Iterator[Problem]:
    """A line has one figure for the end of a month: two rows of a sheet may not both be it."""
    if again:
        yield Problem("figure_stands_once", _("The same line and month stand in two of the rows."), field="line")


def figure_within_budget(amount: Decimal, *, budget: Decimal) -> Iterator[Problem]:
    """A cumulative figure may not exceed the line's budget, less what is carried over or lapsed."""
    if amount > budget:
        yield Problem(
            "figure_within_budget",
            _("The line has %(budget)s for the whole year; %(amount)s is too much."),
            params={"budget": budget, "amount": amount},
            field="amount",
        )


def figure_does_not_fall(amount: Decimal, *, earlier: Decimal, until: dt.date | None) -> Iterator[Problem]:
    """What is paid so far does not fall from month to month; where money came back, the reason is written."""
    if until is not None and amount < earlier:
        yield Problem(
            "figure_does_not_fall",
            _("To %(until)s it was %(earlier)s already. Say why it fell."),
            params={"until": until, "earlier": earlier},
            field="amount",
            excusable=True,
        )


def figure_not_above_a_later_one(amount: Decimal, *, later: Decimal, until: dt.date | None) -> Iterator[Problem]:
    """A figure that is raised may not pass the one of a later month: correct the later one first."""
    if until is not None and amount > later:
        yield Problem(
            "figure_not_above_a_later_one",
            _("To %(until)s it is %(later)s. Correct the later month first."),
            params={"until": until, "later": later},
            field="amount",
        )


def quarter_has_begun(first_day: dt.date, *, today: dt.date) -> Iterator[Problem]:
    """That nothing moved is said of a quarter that has begun."""
    if first_day > today:
        yield Problem("quarter_has_begun", _("The quarter begins on %(day)s."), params={"day": first_day})


def nothing_moved(moved: Collection[str]) -> Iterator[Problem]:
    """ "No movement" is said of open commitments without an event in the quarter."""
    for name in moved:
        yield Problem(
            "nothing_moved",
            _("“%(commitment)s” is not open in this quarter, or something happened to it."),
            params={"commitment": name},
        )


def progress_is_a_percentage(percent: Decimal) -> Iterator[Problem]:
    """Progress is 0 to 100 per cent, with two decimals at most."""
    if not is_in_satang(percent) or not 0 <= percent <= 100:
        yield Problem("progress_is_a_percentage", _("Type 0 to 100, with two decimals at most."), field="percent")


def progress_not_before_contract(on: dt.date, *, signed_on: dt.date) -> Iterator[Problem]:
    """No work is done under a commitment before it is signed."""
    if on < signed_on:
        yield Problem(
            "progress_not_before_contract",
            _("Signed on %(signed)s; its progress may not be before that."),
            params={"signed": signed_on},
            field="on",
        )


def finished_work_is_paid(percent: Decimal, *, left: Decimal) -> Iterator[Problem]:
    """Work that is 100 per cent done with money left to pay asks for a reason."""
    if percent == 100 and left > 0:
        yield Problem(
            "finished_work_is_paid",
            _("The work is done, but %(left)s is still to be paid. Say why."),
            params={"left": left},
            field="percent",
            excusable=True,
        )


def paid_work_is_finished(percent: Decimal, *, left: Decimal, paid: Decimal) -> Iterator[Problem]:
    """Work that is paid in full but not 100 per cent done asks for a reason."""
    if percent < 100 and left <= 0 < paid:
        yield Problem(
            "paid_work_is_finished",
            _("All of it is paid, but the work is not done. Say why."),
            field="percent",
            excusable=True,
        )
