"""What the founding year needs: its document, a small province, the day that moves, and how people find their pages."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.urls import resolve
from playwright.sync_api import Locator, Page, expect

from localplan.budgeting import actions as budgeting
from localplan.budgeting.facts import PartTotal, Statement
from localplan.budgeting.tests import make as budgets
from localplan.calendar import actions as calendars
from localplan.calendar.models import Calendar, Submission
from localplan.calendar.steps import quarter_end
from localplan.calendar.tests.founding_texts import GOOD_LETTER, ROWS_2560, a_document
from localplan.execution import actions as execution
from localplan.execution.facts import Figure
from localplan.execution.models import Commitment
from localplan.execution.tests import make as contracts
from localplan.grants.actions import settle_months
from localplan.organisations.models import Membership, Organisation
from localplan.planning.models import ProjectRevision
from localplan.planning.tests import make as plans
from localplan.web.tests.looking import faults_of, sign_in

YEAR = 2553
SEED = Path(os.environ.get("FOUNDING_DOCUMENT", settings.BASE_DIR.parent / "shared/seed/operating-calendar-fy2553.txt"))
#: What DLA's officer answers where the document speaks of two years, or contradicts itself.
ANSWERS = {"row1.item2.year": "2553", "row1.item3.year": "2553", "row1.remark.contradiction": "opens:2009-09-01"}
PDF = {"name": "ประกาศ.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n1 0 obj\nendobj\n"}
#: Of each year's line that is contracted, and of its recurrent line, baht.
ROAD, MATERIALS = Decimal("100000.00"), Decimal("1000.00")


def the_document() -> str:
    """DLA's own words where they lie beside the project, else invented ones in the same layout and of the same year."""
    if SEED.exists():
        return SEED.read_text("utf-8")
    text = a_document(*ROWS_2560) + GOOD_LETTER
    for old, new in (("4 ปี (2560-2563)", "3 ปี (2553-2555)"), ("4 ปี", "3 ปี"), ("2560", "2553"), ("2559", "2552")):
        text = text.replace(old, new)
    return text


def publish(by: Membership) -> Calendar:
    """Read the document, answer what it leaves open, publish: the duties of the year are there."""
    [draft] = calendars.import_document(by.organisation, the_document(), by=by).calendars
    for code in draft.open_questions:
        draft = calendars.answer_import_question(draft, code, ANSWERS[code], by=by)
    return calendars.publish_calendar(draft, by=by)


def duty(organisation: Organisation, step: str, year: int = YEAR) -> Submission:
    return Submission.objects.get(organisation=organisation, deadline__step=step, deadline__year_id=year)


@dataclass
class Office:
    """The people of the year, each with a browser of their own, signed in once for all the months."""

    people: dict[str, Membership]
    browser: Any
    url: str
    pages: dict[str, Page] = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)

    def on(self, day: str) -> None:
        """The day is moved as `manage.py today` does it, and the night before it passes."""
        call_command("today", day, stdout=io.StringIO())
        settle_months()

    def page(self, who: str) -> Page:
        if who not in self.pages:
            context = self.browser.new_context(
                base_url=self.url,
                locale="th-TH",
                timezone_id="Asia/Bangkok",
                viewport={"width": 1366, "height": 768},
            )
            context.set_default_timeout(10_000)
            self.pages[who] = context.new_page()
            sign_in(self.pages[who], self.people[who])
        return self.pages[who]

    def home(self, who: str) -> Page:
        page = self.page(who)
        page.goto("/", wait_until="domcontentloaded")
        self.look(page)
        return page

    def find(self, who: str, *links: str, year: int = 0, at_home: bool = False) -> Page:
        """From home by at most two links of the page, each a selector; where `year` is not shown, by its link first.

        `at_home`: the person has just opened it.
        """
        page = self.page(who) if at_home else self.home(who)
        other = page.locator(f".page-head a[href='/?fy={year}']")
        if year and other.count():
            self.press(other)
            links = (*links, "")
        assert len(links) <= 2
        for link in filter(None, links):
            self.press(page.locator(link).first)
        return page

    def press(self, what: Locator) -> None:
        """Follow a link or press a button, and look at the page that comes."""
        with what.page.expect_navigation(wait_until="domcontentloaded"):
            what.click()
        self.look(what.page)

    def look(self, page: Page) -> None:
        """Each page once for each post by axe: it finds nothing."""
        who = next(name for name, own in self.pages.items() if own is page)
        kind = (resolve(urlsplit(page.url).path).url_name or "", str(self.people[who].post))
        if kind not in self.seen:
            self.seen.add(kind)
            page.evaluate("document.fonts.ready")
            assert faults_of(page) == [], page.url


def type_in(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        page.fill(f"#id_{name}", text)


def said(page: Page, *words: str) -> None:
    """The words stand on the page; blanks and new lines between them are not compared."""
    text = "".join(page.locator("main").inner_text().split())
    for one in words:
        assert "".join(one.split()) in text, f"{one!r} is not on {page.url}"


# What is typed and proved elsewhere: projects, ordinances, contracts, figures, accounts


def a_project_in_the_draft(plan: Any, by: Membership) -> ProjectRevision:
    return plans.a_project(plan, "ก่อสร้างถนน คสล. หมู่ที่ 4", amounts={YEAR: str(ROAD)}, by=by)


def an_ordinance(lao: Organisation, by: Membership, *, year: int = YEAR) -> None:
    """Passed in time and full: a line of the plan's project, if there is one, and a recurrent line."""
    project = ProjectRevision.objects.filter(organisation=lao).first() if year == YEAR else None
    total = MATERIALS + (ROAD if project else 0)
    made = budgets.an_ordinance(lao, year=year, by=by, document=plans.a_notice(), stated_total=total)
    if project:
        told = {"amount": str(ROAD), "project": project.project, "revision": project, "name": project.name}
        budgets.an_ordinance_line(made, by=by, **told)
    budgets.an_ordinance_line(made, by=by, amount=str(MATERIALS), development=False, name="ค่าวัสดุสำนักงาน")


def sign_a_contract(lao: Organisation, by: Membership, day: Any) -> None:
    line = lao.budget_lines.get(year_id=YEAR, development=True, source="ordinance")
    contracts.a_commitment(line, by=by, amount=str(ROAD), signed_on=day)


def pay(lao: Organisation, by: Membership, gross: str, day: Any) -> None:
    contract = Commitment.objects.get(organisation=lao)
    execution.disburse(lao, [contracts.a_payment(contract, gross, paid_on=day)], by=by)


def pay_the_grant(lao: Organisation, by: Membership) -> None:
    """The grant is contracted and paid in full today, so that nothing of it is left at the year's end."""
    line = lao.budget_lines.get(source="grant")
    made = contracts.a_commitment(line, by=by, amount=str(line.budget))
    execution.disburse(lao, [contracts.a_payment(made, str(line.budget))], by=by)


def state_the_quarter(lao: Organisation, by: Membership, quarter: int, materials: str, *, year: int = YEAR) -> None:
    """The recurrent line's figure to the quarter's end, and the same from the accounts with what the contract left."""
    lines = lao.budget_lines.filter(year_id=year, source="ordinance")
    [recurrent] = lines.filter(development=False)
    spent = Decimal(materials)
    execution.enter_figures(lao, [Figure(recurrent.pk, quarter_end(year, quarter), spent)], by=by)
    totals = [PartTotal(budgets.the_code("53").pk, MATERIALS, Decimal("0.00"), spent)]
    for line in lines.filter(development=True):
        line.refresh_from_db()
        totals.append(PartTotal(budgets.the_code("54").pk, line.budget, line.committed - line.paid, line.paid))
    budgeting.state_accounts(lao, year, Statement(quarter, totals), by=by)


def is_gone(what: Locator) -> None:
    expect(what).to_have_count(0)
