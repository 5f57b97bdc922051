"""The main menu as data: what leads where, and who sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.organisations.models import Level, Membership

EVERY_LEVEL = frozenset(Level)
OFFICES = frozenset({Level.DLA, Level.PROVINCE, Level.DISTRICT})
CHECKERS = frozenset({Level.DLA, Level.PROVINCE})


@dataclass(frozen=True)
class Item:
    """One entry: the URL it leads to, its words and icon, the levels that see it, the pages that light it up."""

    url_name: str
    label: str | Promise
    icon: str
    levels: frozenset[Level] = EVERY_LEVEL
    of_own_organisation: bool = False
    pages: frozenset[str] = frozenset()

    def href(self, by: Membership) -> str:
        """Its address for the post one acts in."""
        return reverse(self.url_name, args=[by.organisation_id] if self.of_own_organisation else [])


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

#: In the order of the work.
MENU = (
    Item("home", _("Home"), "home"),
    Item("matrix", _("Follow up"), "list", levels=OFFICES, pages=frozenset({"cell", "step", "remind"})),
    Item("reviews", _("To be checked"), "sent", levels=CHECKERS, pages=frozenset({"review"})),
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
    Item("calendar", _("Calendar"), "cal", pages=OF_THE_CALENDAR),
    Item("help", _("Help"), "help", pages=frozenset({"ask-help", "help-request", "seeing"})),
    Item("people", _("People and posts"), "people", of_own_organisation=True),
)


def navigation(request: HttpRequest, by: Membership) -> list[dict[str, Any]]:
    """The entries the post sees: href, label, icon, and `current` ("page", "true" or nothing) as for aria-current."""
    match = request.resolver_match
    here = match.url_name if match else ""
    shown = []
    for item in MENU:
        if by.organisation.level not in item.levels:
            continue
        href = item.href(by)
        current = "page" if href == request.path else "true" if here in {item.url_name, *item.pages} else ""
        shown.append({"href": href, "label": item.label, "icon": item.icon, "current": current})
    return shown
