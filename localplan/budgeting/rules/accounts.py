"""The law of control totals: what the accounts of an LAO say at the end of a quarter, by งบ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem


def statement_is_of_a_quarter(quarter: int, *, begun_on: dt.date | None, today: dt.date) -> Iterator[Problem]:
    """Quarters are 1 to 4, and one that has not begun has no figures."""
    if quarter not in (1, 2, 3, 4):
        yield Problem("statement_is_of_a_quarter", _("Choose a quarter, 1 to 4."), field="quarter")
    elif begun_on is not None and today < begun_on:
        yield Problem("statement_is_of_a_quarter", _("This quarter has not begun."), field="quarter")


def statement_names_each_part_once(parts: Sequence[int], *, known: Collection[int]) -> Iterator[Problem]:
    """A statement has each งบ of the year's list at most once, and at least one of them."""
    if not parts:
        yield Problem("statement_names_each_part_once", _("Type the figures of at least one kind of budget."))
    elif len(set(parts)) != len(parts) or not set(parts) <= set(known):
        yield Problem("statement_names_each_part_once", _("Each kind of budget of the year's list stands there once."))


def accounts_stay_within_the_budget(*, budget: Decimal, outstanding: Decimal, disbursed: Decimal) -> Iterator[Problem]:
    """Outstanding obligations and disbursements do not exceed the budget of their งบ, unless it is explained."""
    over = outstanding + disbursed - budget
    if over > 0:
        yield Problem(
            "accounts_stay_within_the_budget",
            _("Outstanding and disbursed are %(over)s above the budget of %(budget)s."),
            params={"over": over, "budget": budget},
            field="disbursed",
            excusable=True,
        )


def elaas_row_adds_up(
    *, approved: Decimal, gained: Decimal, given: Decimal, obligated: Decimal, disbursed: Decimal, remaining: Decimal
) -> Iterator[Problem]:
    """Remaining = approved + transferred in − transferred out − obligated − disbursed, in every row, to the satang."""
    right = approved + gained - given - obligated - disbursed
    if right != remaining:
        yield Problem(
            "elaas_row_adds_up",
            _("Remaining is %(remaining)s here; the row's own figures leave %(right)s."),
            params={"remaining": remaining, "right": right},
            field="remaining",
        )


def elaas_part_is_known(text: str, *, found: bool) -> Iterator[Problem]:
    """Every row says its งบ by name or code, in the words of the year's list."""
    if not found:
        yield Problem(
            "elaas_part_is_known",
            _("This is not a kind of budget of the list: %(typed)s"),
            params={"typed": text[:60] or "–"},
            field="part",
        )


def elaas_headings_stand_in_their_row(row: int, *, expected: int) -> Iterator[Problem]:
    """The headings of the report stand in row 8: a file with them elsewhere was altered, or is another report."""
    if row != expected:
        yield Problem(
            "elaas_headings_stand_in_their_row",
            _("The headings stand in row %(row)s; in this report they stand in row %(expected)s."),
            params={"row": row, "expected": expected},
            field="file",
        )


def elaas_is_of_this_organisation(names: Sequence[str], *, found: bool, organisation: str) -> Iterator[Problem]:
    """Where the report names an LAO above its table, it is this one."""
    if names and not found:
        yield Problem(
            "elaas_is_of_this_organisation",
            _("The report is of “%(name)s”, not of %(organisation)s."),
            params={"name": names[0][:80], "organisation": organisation},
            field="file",
        )


def elaas_is_of_this_year(years: Collection[int], *, year: int) -> Iterator[Problem]:
    """Where the report names a fiscal year above its table, it is this one."""
    if years and year not in years:
        yield Problem(
            "elaas_is_of_this_year",
            _("The report is of fiscal year %(other)s, not %(year)s."),
            params={"other": min(years), "year": year},
            field="file",
        )
