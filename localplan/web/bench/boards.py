"""Boards of a province and of the nation, the reasons and the governor's page, beside the bare SQL they ask."""

from __future__ import annotations

import datetime as dt

from django.test.utils import override_settings

from localplan.budgeting.models import BudgetLine
from localplan.organisations.models import Membership, Post
from localplan.organisations.posts import DLA_ID
from localplan.support.governor import page_for
from localplan.support.prints.governor import GovernorPaper
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year

from .duties import a_province
from .generated import carry_out
from .generated_money import fill_with_money
from .measuring import Section, median_ms
from .pages import PageBench, administrator, client_of

#: Every second of what is overdue has told why.
_REASONS = """
INSERT INTO support_latereason (organisation_id, submission_id, barrier, note, by_id, recorded_at)
SELECT s.organisation_id, s.id, (ARRAY['staff', 'council', 'papers', 'line'])[1 + s.id %% 4], '', %(by)s, %(now)s
FROM calendar_submission s WHERE s.life = 'draft' AND s.due_on < %(today)s AND s.id %% 2 = 0;
"""
#: The year was published long ago, so that yesterday has something to show.
_LONG_AGO = """
UPDATE calendar_deadline SET published_at = published_at - interval '40 days';
UPDATE calendar_deadlinedate SET recorded_at = recorded_at - interval '40 days';
"""


@override_settings(ROOT_URLCONF="localplan.web.bench.pages")
def measure(number: int) -> Section:
    """After duties and money: what an office looks at in the morning, and the Department at any time."""
    section = Section(
        "Boards",
        f"{number:,} LAOs with every step of a year, a plan, an ordinance of ten lines and contracts each; every "
        "second overdue step has told why. “Bare SQL”: the page's own SELECTs alone, fetched and thrown away.",
    )
    year = fiscal_year(clock.today())
    if not BudgetLine.objects.filter(year_id=year).exists():
        fill_with_money(year, clock.now())
    dla = administrator()
    by = Membership.objects.for_acting().get(user__username="bench.dla")
    carry_out(_REASONS, {"by": by.pk, "now": clock.now(), "today": clock.today()})
    carry_out(_LONG_AGO, {})
    office, size = a_province()
    officer = Membership.objects.for_acting().get(organisation=office, post=Post.OFFICER)
    province = client_of(officer)
    pages = PageBench(section)
    here, yesterday = f"/organisation/{office.pk}", clock.today() - dt.timedelta(days=1)
    pages.add(f"home of a province of {size} LAOs", province, "/", "≤ 50 ms")
    pages.add("its matrix", province, "/following", "≤ 50 ms")
    money = "Half of it is the funnel, added up from every line of the province."
    pages.add("its board, with the funnel", province, f"{here}/board", "≤ 50 ms", money)
    past = "Every duty is put back to the moves and dates of that evening; the bench’s money is of today."
    pages.add("its board of yesterday", province, f"{here}/board?day={yesterday}", "", past)
    pages.add("its reasons by step", province, f"{here}/why-late", "≤ 50 ms")
    pages.add("the page for its governor", province, f"{here}/governor", "")
    paper = median_ms(lambda: GovernorPaper(page_for(officer, office, year)).as_pdf(), times=3)
    section.add("the same as PDF", f"{paper:.0f} ms", "", "one A4")
    nation = f"/organisation/{DLA_ID}"
    pages.add(
        f"board of the nation, {number:,} LAOs", dla, f"{nation}/board", "≤ 150 ms", "Added up anew for every look."
    )
    pages.add("the same of yesterday", dla, f"{nation}/board?day={yesterday}", "", past)
    pages.add("its money, which follows by itself", dla, f"{nation}/board/money", "", "Every line of the nation.")
    pages.add("reasons of the nation by province", dla, f"{nation}/why-late", "≤ 150 ms")
    pages.weigh(f"board of {size} LAOs", province, f"{here}/board", "≤ 20 kB")
    pages.weigh("board of the nation with its map", dla, f"{nation}/board", "≤ 20 kB")
    return section
