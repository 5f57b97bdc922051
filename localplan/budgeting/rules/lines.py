"""The law of lines: what a line must hold, and what is never cut, changed or removed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.money import is_in_satang
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
    if not is_in_satang(amount) or amount < 0:
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


def line_number_is_known(number: int | None, *, numbers: Collection[int], own: int | None) -> Iterator[Problem]:
    """A number in a workbook is that of a line of the ordinance; a row made from one line does not name another."""
    if number is None:
        return
    if number not in numbers:
        yield Problem(
            "line_number_is_known",
            _("The ordinance has no line %(number)s. Leave the number blank for a new line."),
            params={"number": number},
            field="number",
        )
    elif own is not None and number != own:
        yield Problem(
            "line_number_is_known",
            _("This row was made from line %(own)s; it cannot become line %(number)s."),
            params={"own": own, "number": number},
            field="number",
        )


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


def line_is_classified(*, work: int | None, category: int | None) -> Iterator[Problem]:
    """Every line has its work and its category when the step is handed in."""
    if work is None:
        yield Problem("line_is_classified", _("The work is not chosen yet."), field="work_id")
    if category is None:
        yield Problem("line_is_classified", _("The category is not chosen yet."), field="category_id")


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
