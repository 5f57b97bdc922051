"""The law of ordinances: dates in order, sums that agree, limits of the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem

from .lines import SATANG


def ordinance_dates_follow_the_law(steps: Sequence[tuple[str, str | Promise, dt.date | None]]) -> Iterator[Problem]:
    """The council passes, the approver approves, the ordinance is promulgated, in this order.

    The day it takes effect is free: it may precede promulgation. `steps`: field, label, day.
    """
    before: tuple[str | Promise, dt.date] | None = None
    for field, label, day in steps:
        if day is None:
            continue
        if before is not None and day < before[1]:
            yield Problem(
                "ordinance_dates_follow_the_law",
                _("%(label)s may not be before %(earlier)s."),
                params={"label": label, "earlier": before[0]},
                field=field,
            )
        before = (label, day)


def ordinance_takes_effect_in_its_year(
    effective_on: dt.date | None, *, first: dt.date, last: dt.date
) -> Iterator[Problem]:
    """An ordinance takes effect within the fiscal year it is for; normally on 1 October."""
    if effective_on is not None and not first <= effective_on <= last:
        yield Problem(
            "ordinance_takes_effect_in_its_year",
            _("Choose a day of the fiscal year, %(first)s to %(last)s."),
            params={"first": first, "last": last},
            field="effective_on",
        )


def supplementary_follows_the_annual(
    *, kind: str, number: int, annual: bool, taken: Collection[int]
) -> Iterator[Problem]:
    """A supplementary ordinance is numbered within its year and follows an annual one."""
    if kind != "supplementary":
        return
    if not annual:
        yield Problem("supplementary_follows_the_annual", _("Enter the annual ordinance of the year first."))
    if number < 1:
        yield Problem("supplementary_follows_the_annual", _("Give its number, 1 or more."), field="number")
    elif number in taken:
        yield Problem(
            "supplementary_follows_the_annual", _("This number is already used in this year."), field="number"
        )


def expenditure_within_revenue(stated: Decimal | None, *, revenue: Decimal | None) -> Iterator[Problem]:
    """An ordinance does not spend more than it estimates to receive."""
    if stated is not None and revenue is not None and stated > revenue:
        yield Problem(
            "expenditure_within_revenue",
            _("The expenditure is %(over)s above the revenue estimate of %(revenue)s."),
            params={"over": stated - revenue, "revenue": revenue},
            field="stated_total",
        )


def lines_add_up_to_the_paper(stated: Decimal | None, *, lines: Decimal) -> Iterator[Problem]:
    """The lines add up to the total typed from the paper, to the satang."""
    if stated is None:
        yield Problem("lines_add_up_to_the_paper", _("Type the total as the paper has it."), field="stated_total")
    elif stated != lines:
        yield Problem(
            "lines_add_up_to_the_paper",
            _("The lines add up to %(lines)s; the paper says %(stated)s."),
            params={"lines": lines, "stated": stated},
            field="stated_total",
        )


def ordinance_is_dated(missing: Collection[str]) -> Iterator[Problem]:
    """Passed, approved (or deemed so), promulgated, in effect: the dates are all there when the step is handed in."""
    for field in missing:
        yield Problem("ordinance_is_dated", _("This date is still missing."), field=field)


def share_of_personnel_within_limit(
    personnel: Decimal, *, total: Decimal, percent: Decimal | None
) -> Iterator[Problem]:
    """Personnel takes at most the share of the expenditure that the law of the year allows (มาตรา 35: 40 %)."""
    if percent is not None and total > 0 and personnel * 100 > total * percent:
        yield Problem(
            "share_of_personnel_within_limit",
            _("Personnel takes %(share)s %% of the expenditure; the limit is %(limit)s %%."),
            params={"share": (personnel * 100 / total).quantize(SATANG), "limit": percent},
            field="stated_total",
            excusable=True,
        )


def subsidies_within_limit(subsidies: Decimal, *, revenue: Decimal, percent: Decimal | None) -> Iterator[Problem]:
    """Subsidies to other agencies stay below the ceiling for the type of LAO, per cent of the revenue estimate."""
    if percent is not None and revenue > 0 and subsidies * 100 > revenue * percent:
        yield Problem(
            "subsidies_within_limit",
            _("Subsidies take %(share)s %% of the revenue estimate; the limit is %(limit)s %%."),
            params={"share": (subsidies * 100 / revenue).quantize(SATANG), "limit": percent},
            field="stated_total",
            excusable=True,
        )


def ordinance_has_its_paper(*, document: int | None) -> Iterator[Problem]:
    """The signed ordinance is attached when the step is handed in."""
    if document is None:
        yield Problem("ordinance_has_its_paper", _("The signed ordinance is not attached yet."), field="document")


def ordinance_has_lines(number: int) -> Iterator[Problem]:
    """An ordinance without a single line says nothing of what the money is for."""
    if not number:
        yield Problem("ordinance_has_lines", _("There is no line yet."))
