"""The law of the room: spans, numbers, names, what a strategy serves, what may go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem

FIRST_YEAR, LAST_YEAR = 2540, 2640
LENGTHS = (3, 4, 5)


def span_is_three_to_five_years(first_year: int, last_year: int) -> Iterator[Problem]:
    """A plan's span is 3, 4 or 5 fiscal years of the Buddhist era; the law has had all three."""
    if not FIRST_YEAR <= first_year <= LAST_YEAR:
        yield Problem(
            "span_is_three_to_five_years",
            _("Write the first fiscal year in the Buddhist era, such as 2571."),
            field="first_year",
        )
    elif last_year - first_year + 1 not in LENGTHS:
        yield Problem(
            "span_is_three_to_five_years",
            _("%(first)s–%(last)s is no span of 3, 4 or 5 fiscal years."),
            params={"first": first_year, "last": last_year},
            field="last_year",
        )


def span_begins_once(first_year: int, *, others: Mapping[int, int]) -> Iterator[Problem]:
    """Two spans may overlap (rolling plans), but not begin in the same year. `others`: first year → last year."""
    if first_year in others:
        yield Problem(
            "span_begins_once",
            _("There is a span that begins in %(first)s already: %(first)s–%(last)s."),
            params={"first": first_year, "last": others[first_year]},
            field="first_year",
        )


def number_is_free(number: int, name: str, *, taken: Mapping[int, str]) -> Iterator[Problem]:
    """Brothers and sisters have different numbers, from 1 to 999."""
    if not 1 <= number <= 999:
        yield Problem("number_is_free", _("Write a number from 1 to 999."), field="number")
    elif number in taken:
        yield Problem(
            "number_is_free",
            _("Number %(number)s is taken by “%(taken)s”. Choose another, or move the rows up and down."),
            params={"number": number, "taken": taken[number]},
            field="number",
        )


def name_is_given_once(name: str, *, taken: Collection[str]) -> Iterator[Problem]:
    """A row has a name of at most 300 characters, and no brother or sister has the same."""
    if not name.strip():
        yield Problem("name_is_given_once", _("Write the name."), field="name")
    elif len(name) > 300:
        yield Problem(
            "name_is_given_once",
            _("The name has %(length)s characters; at most 300 fit."),
            params={"length": len(name)},
            field="name",
        )
    elif name in taken:
        yield Problem("name_is_given_once", _("“%(name)s” is there already."), params={"name": name}, field="name")


def text_fits(text: str, *, longest: int, field: str) -> Iterator[Problem]:
    """What is written fits where it is kept and printed."""
    if len(text) > longest:
        yield Problem(
            "text_fits",
            _("The text has %(length)s characters; at most %(longest)s fit."),
            params={"length": len(text), "longest": longest},
            field=field,
        )


def strategy_serves_the_province(issue: int | None, *, offered: Collection[int]) -> Iterator[Problem]:
    """What a strategy serves is an issue of its own province's adopted strategy. Serving none yet is a draft."""
    if issue is not None and issue not in offered:
        yield Problem(
            "strategy_serves_the_province",
            _("Choose an issue of the strategy that your province has adopted for these years."),
            field="serves",
        )


def row_is_of_this_span(wanted: Collection[int], *, there: Collection[int], field: str) -> Iterator[Problem]:
    """A tactic hangs on a strategy of its own span, a programme on tactics of its own span."""
    if not set(wanted) <= set(there):
        yield Problem("row_is_of_this_span", _("That row is not there any more. Look again."), field=field)


def nothing_hangs_on_it(name: str, *, uses: Mapping[str, int]) -> Iterator[Problem]:
    """Only what nothing uses is removed. `uses`: what uses it, in words → how many."""
    if uses:
        yield Problem(
            "nothing_hangs_on_it",
            _("“%(name)s” is used: %(uses)s. Move or remove these first."),
            params={"name": name, "uses": ", ".join(f"{what} {number:,}" for what, number in uses.items())},
        )


def adopted_strategy_has_an_issue(goals_of_issues: Collection[int]) -> Iterator[Problem]:
    """A provincial strategy is adopted with at least one issue that has a goal. Given: goals of each issue."""
    if not any(goals_of_issues):
        yield Problem("adopted_strategy_has_an_issue", _("Write at least one issue with a goal first."))


def adoption_has_happened(adopted_on: dt.date, *, today: dt.date) -> Iterator[Problem]:
    """The day of adoption is on paper: not ahead of today."""
    if adopted_on > today:
        yield Problem("adoption_has_happened", _("The day of adoption has not come yet."), field="adopted_on")


def revision_has_a_reason(reason: str, *, adopted: bool) -> Iterator[Problem]:
    """An adopted strategy is revised with a written reason: LAOs stand on it."""
    if adopted and len(reason.strip()) < 3:
        yield Problem(
            "revision_has_a_reason",
            _("The strategy is adopted and LAOs stand on it. Give the reason for changing it in a few words."),
            field="reason",
        )


def one_name_for_one_number(name: str, *, before: str, number: str) -> Iterator[Problem]:
    """In a list the same number always carries the same name."""
    if name and before and name != before:
        yield Problem(
            "one_name_for_one_number",
            _("Number %(number)s was called “%(before)s” in an earlier row."),
            params={"number": number, "before": before},
        )


def tactic_has_a_number(tactic_no: int | None, tactic: str, programme: str) -> Iterator[Problem]:
    """In a list a tactic has its number, and a programme stands under a tactic."""
    if tactic_no is None and tactic:
        yield Problem("tactic_has_a_number", _("The tactic has no number."), field="tactic_no")
    elif tactic_no is None and programme:
        yield Problem("tactic_has_a_number", _("The programme stands under no tactic."), field="tactic_no")


def issue_is_known(serves_no: int | None, *, numbers: Collection[int]) -> Iterator[Problem]:
    """In a list, what is served is named by the number of an issue that the province has adopted."""
    if serves_no is not None and serves_no not in numbers:
        yield Problem(
            "issue_is_known",
            _("The province has adopted no issue number %(number)s for these years."),
            params={"number": serves_no},
            field="serves_no",
        )
