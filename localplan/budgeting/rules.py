"""The law of the room: what a line and an ordinance must hold, and how transfers balance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem

NAME_LENGTH = 300
LARGEST = Decimal(10) ** 14
SATANG = Decimal("0.01")


def line_is_named(name: str) -> Iterator[Problem]:
    """A line says what the money is for, in at most 300 characters."""
    if not name.strip():
        yield Problem("line_is_named", _("Say what the money is for."), field="name")
    elif len(name) > NAME_LENGTH:
        yield Problem(
            "line_is_named",
            _("The text has %(length)s characters; at most %(limit)s fit."),
            params={"length": len(name), "limit": NAME_LENGTH},
            field="name",
        )


def amount_is_money(amount: Decimal | None, *, zero: bool = True, field: str = "amount") -> Iterator[Problem]:
    """Baht with two decimals at most, not negative, below 100 trillion; where zero says nothing, more than zero."""
    if amount is None:
        return
    if amount < 0 or amount != amount.quantize(SATANG) or amount >= LARGEST:
        yield Problem(
            "amount_is_money",
            _("An amount is not negative, has two decimals at most, and stays below 100 trillion baht."),
            field=field,
        )
    elif not zero and amount == 0:
        yield Problem("amount_is_money", _("The amount must be more than zero."), field=field)


def line_is_classified_by_the_list(
    *, work: int | None, category: int | None, works: Collection[int], categories: Collection[int]
) -> Iterator[Problem]:
    """Work and category are of the list in force in the year."""
    if work is not None and work not in works:
        yield Problem("line_is_classified_by_the_list", _("This work is not in the list of the year."), field="work_id")
    if category is not None and category not in categories:
        yield Problem(
            "line_is_classified_by_the_list", _("This category is not in the list of the year."), field="category_id"
        )


def line_is_known(*, asked: int | None, found: bool) -> Iterator[Problem]:
    """A row that names a line names one of this budget."""
    if asked is not None and not found:
        yield Problem("line_is_known", _("This line is not in the budget, or was removed."))


def line_stands_once(lines: Sequence[int]) -> Iterator[Problem]:
    """One line is written once at a time: two rows of a sheet may not both be it."""
    if len(set(lines)) != len(lines):
        yield Problem("line_stands_once", _("The same line stands in two of the rows."))


def line_points_into_the_plan(*, project: int | None, projects: Collection[int]) -> Iterator[Problem]:
    """A line is linked to a project of the LAO's own plans."""
    if project is not None and project not in projects:
        yield Problem("line_points_into_the_plan", _("This project is not in the plan."), field="project_id")


def only_development_comes_from_a_project(*, development: bool, project: int | None) -> Iterator[Problem]:
    """A recurrent line needs no project, and has none."""
    if not development and project is not None:
        yield Problem(
            "only_development_comes_from_a_project",
            _("A recurrent line is not linked to a project. Make it a development line, or take the project away."),
            field="project_id",
        )


def budget_covers_what_is_used(budget: Decimal, *, used: Decimal, field: str = "amount") -> Iterator[Problem]:
    """A line is never cut below what is committed, paid, carried over or lapsed."""
    if budget < used:
        yield Problem(
            "budget_covers_what_is_used",
            _("%(used)s of this line is already used; the budget may not go below it."),
            params={"used": used},
            field=field,
        )


def used_line_keeps_its_nature(*, changes: bool, used: Decimal) -> Iterator[Problem]:
    """A line with commitments or payments does not turn from development to recurrent, or back."""
    if changes and used:
        yield Problem(
            "used_line_keeps_its_nature",
            _("%(used)s of this line is already used: it stays what it is."),
            params={"used": used},
            field="development",
        )


def used_line_is_not_removed(used: Decimal) -> Iterator[Problem]:
    """A line that something points to is not removed."""
    if used:
        yield Problem(
            "used_line_is_not_removed",
            _("%(used)s of this line is committed, paid or carried over: it cannot be removed."),
            params={"used": used},
        )


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


def line_comes_from_the_plan(*, development: bool, project: int | None) -> Iterator[Problem]:
    """A development line comes from a project of the plan; before that it is "to be linked" and counts as missing."""
    if development and project is None:
        yield Problem("line_comes_from_the_plan", _("To be linked with a project of the plan."), field="project_id")


def line_within_plan(amount: Decimal, *, planned: Decimal | None) -> Iterator[Problem]:
    """An amount above the plan's for that year may stand with a reason; nothing planned is another finding."""
    if planned is not None and planned > 0 and amount > planned:
        yield Problem(
            "line_within_plan",
            _("%(over)s above the %(planned)s planned for this year."),
            params={"over": amount - planned, "planned": planned},
            field="amount",
            excusable=True,
        )


def line_is_planned_for_the_year(amount: Decimal, *, project: int | None, planned: Decimal | None) -> Iterator[Problem]:
    """A line whose project has no money planned for the year may stand with a reason."""
    if project is not None and amount > 0 and not planned:
        yield Problem(
            "line_is_planned_for_the_year", _("Nothing is planned for this year."), field="amount", excusable=True
        )


def line_is_not_repeated(*, same_lines: Collection[int]) -> Iterator[Problem]:
    """Two lines of the same name and classification are told; they may stand with a reason."""
    if same_lines:
        yield Problem(
            "line_is_not_repeated",
            _("The same name and classification as line %(lines)s."),
            params={"lines": ", ".join(map(str, same_lines))},
            field="name",
            excusable=True,
        )


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
