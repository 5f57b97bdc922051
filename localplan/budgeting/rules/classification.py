"""The law of the lists of classification: each code once in a year, under one that is there as long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem

#: First and last year (พ.ศ., included); no last one: still in force.
Years = tuple[int, int | None]


def years_of_a_code_are_in_order(years: Years) -> Iterator[Problem]:
    """A code ends in the year it begins, or later."""
    first, last = years
    if last is not None and last < first:
        yield Problem("years_of_a_code_are_in_order", _("The last year is before the first."), column="last_year")


def code_stands_once_in_a_year(years: Years, *, others: Sequence[Years]) -> Iterator[Problem]:
    """In any year a code means one thing: its periods do not overlap."""
    for other in others:
        if _overlap(years, other):
            yield Problem(
                "code_stands_once_in_a_year",
                _("The code is already in force in these years, since %(year)s."),
                params={"year": other[0]},
                column="code",
            )
            return


def code_has_its_parent(
    depth: int, *, parent: str, parent_depth: int | None, years: Years, parent_years: Sequence[Years]
) -> Iterator[Problem]:
    """A code below the first level stands under one of the level above that is in force when it begins."""
    if depth == 0:
        if parent:
            yield Problem("code_has_its_parent", _("A code of the first level has nothing above it."), column="parent")
    elif parent_depth != depth - 1:
        yield Problem(
            "code_has_its_parent",
            _("“%(parent)s” is not a code of the level above."),
            params={"parent": parent},
            column="parent",
        )
    elif not any(first <= years[0] and (last is None or years[0] <= last) for first, last in parent_years):
        yield Problem(
            "code_has_its_parent",
            _("“%(parent)s” is not in force in %(year)s."),
            params={"parent": parent, "year": years[0]},
            column="parent",
        )


def _overlap(one: Years, other: Years) -> bool:
    return (other[1] is None or one[0] <= other[1]) and (one[1] is None or other[0] <= one[1])


def dla_keeps_the_lists(*, level: str) -> Iterator[Problem]:
    """The lists of classification are one for the nation: the department keeps them."""
    if level != "dla":
        yield Problem("dla_keeps_the_lists", _("The lists of classification are kept by the department."))
