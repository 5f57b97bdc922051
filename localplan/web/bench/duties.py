"""Publishing to the whole nation, and the pages that show every duty, beside the bare SQL they ask."""

from __future__ import annotations

import datetime as dt
import time

from django.db.models import Count
from django.test.utils import override_settings

from localplan.calendar.actions import draft_calendar, publish_calendar
from localplan.calendar.facts import CalendarFact, DraftDeadline, GuidanceFact, RowFact
from localplan.calendar.models import Calendar, Submission
from localplan.calendar.steps import LAO_STEPS, STEPS
from localplan.organisations.actions import appoint
from localplan.organisations.facts import Appointment, Person
from localplan.organisations.models import Membership, Organisation, Post
from localplan.organisations.queries import within
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year

from .generated import fill_with_plans, move_on
from .measuring import Section
from .pages import PageBench, administrator, client_of

#: Rows of the matrix that is measured, as near as a province of the register comes to it.
OF_A_MATRIX = 100


def a_national_calendar(year: int, by: Membership) -> Calendar:
    """DLA's draft with every step of the year and the close of the year before, due every twelve days around today."""
    ties = [("year_close", year - 1), *((code, year) for code in STEPS)]
    today = clock.today()
    deadlines = []
    for place, (step, of) in enumerate(ties):
        due = today + dt.timedelta(days=12 * (place - 14))
        opens, check = due - dt.timedelta(days=40), due + dt.timedelta(days=20)
        deadlines.append(DraftDeadline(step, of, opens, due, check))
    row = RowFact(1, "ทั้งปี", today - dt.timedelta(days=180), today + dt.timedelta(days=180), (GuidanceFact(0, "ทำ"),))
    told = CalendarFact(year, f"ปฏิทินปี {year}", (row,), tuple(deadlines))
    return draft_calendar(by.organisation, told, by=by)


@override_settings(ROOT_URLCONF="localplan.web.bench.pages")
def measure(number: int) -> Section:
    """Publish, generate a year's work, then look at it from below and from above."""
    section = Section(
        "Duties",
        f"{number:,} LAOs × {len(LAO_STEPS)} steps (all there are; the aim was set for 23), a year’s work generated; "
        "twelve months of grants share a column. "
        "“Bare SQL”: the page's own SELECTs alone, fetched and thrown away.",
    )
    dla = administrator()
    year = fiscal_year(clock.today())
    _publish(section, year, Membership.objects.get(user__username="bench.dla"))
    fill_with_plans(year, clock.now())
    move_on(clock.today())
    office, size = _a_province()
    operator = Membership.objects.for_acting().get(post=Post.OPERATOR)
    [officer] = appoint(
        office, [(Person("bench.matrix", "จังหวัด"), Appointment(Post.OFFICER, clock.today()))], by=operator
    )
    province = client_of(officer.membership)
    lao = client_of(Membership.objects.get(user__username=f"bench.{_an_lao(office)}"))
    pages = PageBench(section)
    statements = "Nearly all of it is Django putting its statements together, a millisecond each, and filling the page."
    pages.add("home of an LAO", lao, "/", "≤ 50 ms", statements)
    cells = f"{size * len(LAO_STEPS):,} submissions are read, weighed against their content and put into words."
    pages.add(f"matrix of {size} LAOs", province, "/following", "≤ 50 ms", cells)
    calls = "It lays the matrix out to know whom to ring, and adds the row of the calendar, the queue and the posts."
    pages.add("home of that province", province, "/", "≤ 50 ms", calls)
    pages.add(f"table of the provinces over {number:,} LAOs", dla, "/following", "≤ 150 ms")
    both = "Both tables of the provinces, posts and steps, added up anew for every look."
    pages.add("home of DLA", dla, "/", "≤ 50 ms", both)
    pages.weigh(f"matrix of {size} LAOs", province, "/following", "≤ 20 kB")
    pages.weigh("home of an LAO", lao, "/", "≤ 20 kB")
    return section


def _publish(section: Section, year: int, by: Membership) -> None:
    calendar = a_national_calendar(year, by)
    told: list[tuple[int, int]] = []
    begun = time.perf_counter()
    publish_calendar(calendar, by=by, progress=lambda done, of: told.append((done, of)))
    taken = time.perf_counter() - begun
    made = Submission.objects.count()
    note = f"{made:,} submissions, {made / taken:,.0f} a second; progress told {len(told)} times"
    section.add("publishing a year's calendar to all", f"{taken:.2f} s", "≤ 10 s", note)


def _a_province() -> tuple[Organisation, int]:
    """The province whose number of LAOs comes nearest, and how many."""
    laos = Organisation.objects.laos().filter(closed_on=None).order_by()
    counted = {}
    for pk in laos.values_list("pk", flat=True):
        counted[pk // 100_000] = counted.get(pk // 100_000, 0) + 1
    code = min(counted, key=lambda code: (abs(counted[code] - OF_A_MATRIX), code))
    return Organisation.objects.get(pk=code * 100_000), counted[code]


def _an_lao(office: Organisation) -> int:
    """One with something overdue, so that its home has all it can have."""
    below = within("organisation_id", [(office.pk, office.pk + 99_999)])
    late = Submission.objects.late_on(clock.today()).filter(below, organisation__level="lao")
    most = late.values("organisation_id").annotate(number=Count("pk")).order_by("-number", "organisation_id")
    return int(most[0]["organisation_id"])
