"""The main menu as data: what leads where, and who sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from localplan.organisations.models import Level, Membership, Post

EVERY_LEVEL = frozenset(Level)
OFFICES = frozenset({Level.DLA, Level.PROVINCE, Level.DISTRICT})
CHECKERS = frozenset({Level.DLA, Level.PROVINCE})


@dataclass(frozen=True)
class Item:
    """One entry: the URL it leads to, its words and icon, who sees it (levels, posts), the pages that light it up."""

    url_name: str
    label: str | Promise
    icon: str
    levels: frozenset[Level] = EVERY_LEVEL
    posts: frozenset[Post] = frozenset(Post)
    of_own_organisation: bool = False
    of_the_year: bool = False
    pages: frozenset[str] = frozenset()

    def href(self, by: Membership, year: int) -> str:
        """Its address for the post one acts in, and the fiscal year one looks at."""
        arguments = [by.organisation_id] if self.of_own_organisation else []
        return reverse(self.url_name, args=[*arguments, *([year] if self.of_the_year else [])])


#: Pages about one organisation, below its entry or below the list.
OF_AN_ORGANISATION = frozenset({"organisation", "correct-contact", "organisation-history", "organisation-accesses"})

#: Pages about strategies, the province's and the LAOs'.
STRATEGY = frozenset({"direction", "directions", "provincial-strategy"})

#: Calendars, letters and dates, all under one entry.
OF_THE_CALENDAR = frozenset(
    {
        "calendars",
        "import-calendar",
        "begin-calendar",
        "calendar-draft",
        "word-calendar",
        "add-row",
        "calendar-row",
        "add-deadline",
        "draft-deadline",
        "publish-calendar",
        "calendar-published",
        "calendar-table",
        "circular-print",
        "copy-calendar",
        "circulate",
        "circulars",
        "circular",
        "move-deadline",
        "holidays",
    }
)

#: Plans, their editions and projects.
PLAN = frozenset(
    {
        "plan",
        "add-project",
        "project",
        "project-history",
        "promulgation",
        "plan-confirm",
        "editions",
        "edition",
        "edition-changes",
        "certificate",
        "plan-grid",
        "plan-grid-paste",
        "import-projects",
        "preview-projects",
    }
)

#: The budget of a year: ordinances, lines, transfers.
BUDGET = frozenset(
    {
        "budget",
        "ordinance-grid",
        "ordinance-findings",
        "add-line",
        "budget-line",
        "remove-line",
        "draw-from-plan",
        "link-lines",
        "import-lines",
        "preview-lines",
        "transfers",
        "add-transfer",
        "transfer",
        "open-line",
    }
)

#: Commitments, payments, and what closes the year.
SPENDING = frozenset(
    {
        "spending",
        "spending-today",
        "recurrent",
        "commitments",
        "add-commitment",
        "commitment",
        "pay",
        "amend-commitment",
        "cancel-commitment",
        "correct-commitment",
        "sign-again",
        "report-progress",
        "control-totals",
        "year-end",
        "final-statuses",
        "import-money",
        "preview-money",
    }
)

#: Grants, the LAO's round and the offices' workbooks.
GRANTS = frozenset(
    {
        "grants",
        "grant",
        "add-grant",
        "correct-grant",
        "grants-month",
        "confirm-grant",
        "import-grants",
        "preview-grants",
    }
)

#: How far the money came: the rows behind a figure, a project's thread.
OF_THE_FUNNEL = frozenset({"funnel-rows", "project-money"})

#: Boards, why steps are late, the page for the governor.
OF_THE_BOARD = frozenset({"board-money", "barriers", "governor"})

#: Who looks after which LAOs, and what they did.
CARE = frozenset({"assign-laos", "hand-over-care", "work-entry", "delivery-reports", "delivery-report"})

#: Letters of an office, and what has come.
LETTERS = frozenset(
    {"new-letter", "letter-register", "letter", "edit-letter", "letter-addressees", "letter-paper", "letter-copy"}
)

#: In the order of the work.
MENU = (
    Item("home", _("Home"), "home"),
    Item("matrix", _("Follow up"), "list", levels=OFFICES, pages=frozenset({"cell", "step", "remind"})),
    Item("board", _("Overview"), "eye", levels=OFFICES, of_own_organisation=True, pages=OF_THE_BOARD),
    Item("reviews", _("To be checked"), "sent", levels=CHECKERS, pages=frozenset({"review"})),
    Item(
        "keepers",
        _("Looked after by"),
        "user",
        levels=frozenset({Level.PROVINCE}),
        posts=frozenset(Post) - {Post.ANALYST},
        pages=CARE | {"my-work"},
    ),
    Item(
        "my-work",
        _("My work"),
        "user",
        levels=frozenset({Level.PROVINCE}),
        posts=frozenset({Post.ANALYST}),
        pages=CARE | {"keepers"},
    ),
    Item("provinces", _("Provinces"), "map", levels=frozenset({Level.DLA})),
    Item("organisations", _("Organisations"), "hall", levels=OFFICES, pages=OF_AN_ORGANISATION),
    Item(
        "organisation",
        _("Our organisation"),
        "hall",
        levels=frozenset({Level.LAO}),
        of_own_organisation=True,
        pages=OF_AN_ORGANISATION,
    ),
    Item(
        "direction",
        _("Strategy"),
        "flag",
        levels=frozenset({Level.LAO}),
        of_own_organisation=True,
        pages=STRATEGY,
    ),
    Item(
        "provincial-strategy",
        _("Strategy"),
        "flag",
        levels=frozenset({Level.PROVINCE}),
        of_own_organisation=True,
        pages=STRATEGY,
    ),
    Item("directions", _("Strategies"), "flag", levels=frozenset({Level.DLA, Level.DISTRICT}), pages=STRATEGY),
    Item(
        "plans",
        _("Development plans"),
        "doc",
        levels=frozenset({Level.LAO}),
        of_own_organisation=True,
        pages=PLAN,
    ),
    Item("lao-plans", _("Development plans"), "doc", levels=OFFICES, pages=PLAN | {"plans"}),
    Item(
        "ordinance",
        _("Ordinance"),
        "list",
        levels=frozenset({Level.LAO}),
        of_own_organisation=True,
        of_the_year=True,
        pages=BUDGET,
    ),
    Item(
        "spending-year",
        _("Contracts and payments"),
        "baht",
        levels=frozenset({Level.LAO}),
        of_own_organisation=True,
        of_the_year=True,
        pages=SPENDING,
    ),
    Item(
        "grants",
        pgettext_lazy("menu", "Grants"),
        "coin",
        levels=frozenset({Level.LAO}),
        of_own_organisation=True,
        pages=GRANTS,
    ),
    Item("all-grants", pgettext_lazy("menu", "Grants"), "coin", levels=OFFICES, pages=GRANTS),
    Item("funnel", _("How far the money came"), "chart", of_own_organisation=True, pages=OF_THE_FUNNEL),
    Item("calendar", _("Calendar"), "cal", pages=OF_THE_CALENDAR),
    Item("letters", pgettext_lazy("office", "Letters"), "mail", pages=LETTERS),
    Item("help", _("Help"), "help", pages=frozenset({"ask-help", "help-request", "seeing"})),
    Item("people", _("People and posts"), "people", of_own_organisation=True),
)


def navigation(request: HttpRequest, by: Membership) -> list[dict[str, Any]]:
    """The entries the post sees: href, label, icon, and `current` ("page", "true" or nothing) as for aria-current."""
    match = request.resolver_match
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    here = match.url_name if match else ""
    shown = []
    for item in MENU:
        if by.organisation.level not in item.levels or by.post not in item.posts:
            continue
        href = item.href(by, year)
        current = "page" if href == request.path else "true" if here in {item.url_name, *item.pages} else ""
        shown.append({"href": href, "label": item.label, "icon": item.icon, "current": current})
    return shown
