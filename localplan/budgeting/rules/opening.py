"""The law of money that comes without an ordinance, and of how the ordinance takes it in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem


def source_may_be_opened(source: str, *, allowed: Collection[str]) -> Iterator[Problem]:
    """Lines of an ordinance, a grant or a year's end come with these, and are not opened by hand."""
    if source not in allowed:
        yield Problem(
            "source_may_be_opened", _("Lines of this source are not opened here: choose another."), field="source"
        )


def decision_is_not_ahead(decided_on: dt.date, *, today: dt.date, field: str = "decided_on") -> Iterator[Problem]:
    """Money is there once it was decided, not before."""
    if decided_on > today:
        yield Problem("decision_is_not_ahead", _("The day is after today."), field=field)


def surplus_is_decided(source: str, *, authority: str) -> Iterator[Problem]:
    """The accumulated surplus is drawn on by decision of the council; in an emergency, of the executive."""
    if source != "surplus":
        return
    if authority not in ("executive", "council"):
        yield Problem("surplus_is_decided", _("Say who decided: executive or council."), field="authority")


def surplus_by_the_executive_is_an_emergency(source: str, *, authority: str) -> Iterator[Problem]:
    """The executive draws on the surplus only in an emergency, which is written down."""
    if source == "surplus" and authority == "executive":
        yield Problem(
            "surplus_by_the_executive_is_an_emergency",
            _("The executive decides about the surplus only in an emergency. Write what it was."),
            field="authority",
            excusable=True,
        )


def money_of_others_names_its_owner(source: str, *, agency: str) -> Iterator[Problem]:
    """Money of another agency says whose it is."""
    if source == "other" and not agency.strip():
        yield Problem("money_of_others_names_its_owner", _("Say which agency the money is from."), field="agency")


def previous_budget_only_meanwhile(
    source: str, *, decided_on: dt.date, ordinance_since: dt.date | None
) -> Iterator[Problem]:
    """Last year's budget is used only while the new ordinance is not promulgated and in effect."""
    if source == "previous" and ordinance_since is not None and decided_on >= ordinance_since:
        yield Problem(
            "previous_budget_only_meanwhile",
            _("The annual ordinance is in effect since %(since)s; use its lines."),
            params={"since": ordinance_since},
            field="decided_on",
        )


def previous_budget_comes_from_last_year(source: str, *, origin_found: bool) -> Iterator[Problem]:
    """A line of last year's budget names the line of last year's ordinance it goes on from."""
    if source == "previous" and not origin_found:
        yield Problem(
            "previous_budget_comes_from_last_year", _("Choose a line of last year's ordinance."), field="origin"
        )


def previous_budget_within_last_year(amount: Decimal, *, left: Decimal) -> Iterator[Problem]:
    """No more than last year's line had, all that goes on from it together."""
    if amount > left:
        yield Problem(
            "previous_budget_within_last_year",
            _("Last year's line allows %(left)s more; %(amount)s is too much."),
            params={"left": left, "amount": amount},
            field="amount",
        )


def origin_is_of_this_organisation(*, asked: int | None, found: bool) -> Iterator[Problem]:
    """The line that money was carried from is one of the organisation's own."""
    if asked is not None and not found:
        yield Problem("origin_is_of_this_organisation", _("The line it comes from is not known here."), field="origin")


def absorbed_by_a_line_of_the_ordinance(
    *, source: str, into: str, same_owner: bool, same_year: bool, same_nature: bool
) -> Iterator[Problem]:
    """Last year's budget is absorbed by a line of the same year's ordinance and of the same nature."""
    if source != "previous" or into != "ordinance" or not (same_owner and same_year and same_nature):
        yield Problem(
            "absorbed_by_a_line_of_the_ordinance",
            _("Choose a line of this year's ordinance: development for development, recurrent for recurrent."),
            field="into",
        )


def absorbed_within_the_ordinance(used: Decimal, *, left: Decimal) -> Iterator[Problem]:
    """The ordinance's line has room for what was committed and paid meanwhile."""
    if used > left:
        yield Problem(
            "absorbed_within_the_ordinance",
            _("The line of the ordinance has %(left)s left; %(used)s was used meanwhile."),
            params={"left": left, "used": used},
            field="into",
        )
