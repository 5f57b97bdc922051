"""The page for the governor's monthly meeting: one A4 that says where the province stands and what is asked of him.

What it holds is cut to what fits: the calendar row's words, the steps that are open, as many late LAOs by name as there
is room for, the money with its coverage, the reasons told most often, and up to five lines of what is asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from localplan.monitoring import board as boards
from localplan.monitoring.coverage import Coverage, coverage_of
from localplan.monitoring.funnel import Row as Money
from localplan.monitoring.funnel import funnel
from localplan.monitoring.office import rows_now
from localplan.organisations.models import Membership, Organisation, Post, Supervision
from localplan.organisations.posts import ids_below
from localplan.toolkit import clock

from .models import LateReason
from .why_late import Table, table_of

#: Late LAOs that the page names if there is room; the paper names fewer where it is short.
NAMES = 24
#: Lines of what is asked, and letters of each.
ASKS, ASK_LENGTH = 5, 240
#: Letters of the calendar's own words that are quoted.
QUOTED = 420
REASONS = 3

_B = LateReason.Barrier
#: What is asked of the governor where many tell the same reason.
_ANSWERS: Mapping[str, str | Promise] = {
    _B.STAFF: gettext_lazy("Have a person named at once in the %(number)s LAOs that have no officer or a new one."),
    _B.COUNCIL: gettext_lazy(
        "Have the district chiefs see that the councils of %(number)s LAOs meet, and that approvals are given in time."
    ),
    _B.PAPERS: gettext_lazy(
        "Have the %(number)s LAOs whose papers or figures are not ready name the day they will be."
    ),
    _B.LINE: gettext_lazy("Have the %(number)s LAOs without a line or a computer use the district office's."),
    _B.DISASTER: gettext_lazy("Consider giving %(number)s LAOs with a disaster or urgent work more time."),
}


@dataclass
class GovernorPage:
    """What the page says, on screen and on paper."""

    office: Organisation
    year: int
    day: dt.date
    months: str
    quoted: list[str]
    board: boards.Board
    bars: list[boards.Bar]
    late: list[boards.Help]
    money: Money
    coverage: Coverage
    reasons: Table
    governed: frozenset[str]  # kinds of LAOs that stand under the governor alone
    asks: list[str] = field(default_factory=list)
    head: Membership | None = None

    @property
    def of_the_governor(self) -> list[boards.Help]:
        return [one for one in self.late if one.organisation.kind in self.governed]

    @property
    def finished(self) -> tuple[int, int]:
        """Submissions finished, of all that are asked for so far."""
        return sum(bar.tally.done for bar in self.bars), sum(bar.tally.expected for bar in self.bars)

    def share_of(self, stage: str) -> int | None:
        """Committed or paid in whole percent of what was approved."""
        approved = self.money.approved.baht
        return int(getattr(self.money, stage).baht * 100 / approved) if approved else None

    def with_asks(self, lines: Sequence[str]) -> GovernorPage:
        return replace(self, asks=clean(lines))


def clean(lines: Sequence[str]) -> list[str]:
    """What fits: five lines of 240 letters."""
    said = [" ".join(line.split())[:ASK_LENGTH] for line in lines if line.strip()]
    return said[:ASKS]


def page_for(by: Membership, office: Organisation, year: int) -> GovernorPage:
    """The page of a province as of now, with what its figures suggest to ask."""
    day = clock.today()
    ranges = [ids_below(office.level, office.pk)]
    found = boards.build(by, office, year, named=None)
    months, quoted = _calendar_row(by, year, day)
    page = GovernorPage(
        office,
        year,
        day,
        months,
        quoted,
        found,
        [bar for bar in found.bars if bar.tally.expected > bar.tally["shut"]],
        _late(found),
        funnel(ranges, year).whole,
        coverage_of(ranges, year),
        table_of(by, office, year),
        _governed(day),
        head=Membership.objects.visible_to(by).in_force(day).filter(organisation=office, post=Post.HEAD).first(),
    )
    with translation.override("th"):  # they go to the governor, whoever writes them
        return page.with_asks(suggested(page))


def _governed(day: dt.date) -> frozenset[str]:
    rows = Supervision.objects.filter(from_on__lte=day).exclude(until_on__lt=day)
    return frozenset(rows.filter(authority=Supervision.Authority.GOVERNOR).values_list("kind", flat=True))


def _calendar_row(by: Membership, year: int, day: dt.date) -> tuple[str, list[str]]:
    """The months of the row that applies and its words, cut where they grow too long."""
    held = rows_now(by, year, day)
    if not held:
        return "", []
    _calendar, row = held[0]
    left, quoted = QUOTED, []
    for item in row.items.all():
        text = " ".join(item.text.split())
        if left <= 0:
            break
        number = f"{item.number}. " if item.number else ""
        quoted.append(number + (text if len(text) <= left else text[:left].rstrip() + " …"))
        left -= len(text)
    return row.months, quoted


def _late(found: boards.Board) -> list[boards.Help]:
    """Every LAO with something overdue: most steps first, then the longest, then by name."""
    return sorted(found.helps, key=lambda one: (-len(one.columns), -one.days, one.organisation.name_key))


def suggested(page: GovernorPage) -> list[str]:
    """What the figures suggest: district chiefs, LAOs under the governor, the reasons told most, the money."""
    asks = []
    districts: dict[str, int] = {}
    for one in page.late:
        above = one.organisation.parent
        if one.organisation.kind not in page.governed and above is not None and above.level == "district":
            districts[above.name] = districts.get(above.name, 0) + 1
    if districts:
        first = sorted(districts, key=lambda name: -districts[name])[:3]
        told = ", ".join(f"{name} ({districts[name]:,})" for name in first)
        number = sum(districts.values())
        words = ngettext(
            "Urge the district chiefs about %(number)s LAO with something overdue, first of all %(districts)s.",
            "Urge the district chiefs about %(number)s LAOs with something overdue, first of all %(districts)s.",
            number,
        )
        asks.append(words % {"number": f"{number:,}", "districts": told})
    own = page.of_the_governor
    if own:
        names = ", ".join(one.organisation.short_name for one in own[:4])
        more = _(" and %(number)s LAOs more") % {"number": f"{len(own) - 4:,}"} if len(own) > 4 else ""
        asks.append(_("Urge those under the governor himself: %(names)s%(more)s.") % {"names": names, "more": more})
    for row in page.reasons.most[:REASONS]:
        if row.barrier in _ANSWERS:
            asks.append(str(_ANSWERS[row.barrier]) % {"number": f"{row.laos.number:,}"})
    missing = page.coverage.expected - page.coverage.there
    if missing and page.coverage.there:
        words = _("Bear in mind that the money is not whole: the ordinances of %(number)s LAOs are still to come.")
        asks.append(words % {"number": f"{missing:,}"})
    return asks or [_("Nothing: no LAO has anything overdue.")]
