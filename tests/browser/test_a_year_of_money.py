"""A year's money from the confirmed plan to the closed year, walked in a real browser by the person of every step.

Organisations, posts, the calendar and the confirmed plan are put into the tables; all money is typed on pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from localplan.budgeting.models import BudgetLine, Classification
from localplan.calendar.models import FiscalYear, Submission, SubmissionMove
from localplan.calendar.tests import make as calendars
from localplan.execution.models import Commitment
from localplan.organisations.models import Membership, Organisation, Post
from localplan.organisations.tests import make
from localplan.planning.tests import make as plans
from localplan.strategy.tests import make as strategies
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year
from localplan.web.tests.looking import faults_of, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: The fiscal year that has ended: all its days are past, whatever today is.
YEAR = fiscal_year(clock.today()) - 1
STEPS = ("ordinance", "spending_q1", "spending_q2", "spending_q3", "spending_q4", "grants_m12", "year_close")
PDF = {"name": "ข้อบัญญัติ.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n1 0 obj\nendobj\n"}
ROAD, BRIDGE, MATERIALS = "ก่อสร้างถนน คสล. หมู่ที่ 4 บ้านดอน", "ซ่อมสะพานไม้ หมู่ที่ 2", "ค่าวัสดุสำนักงาน"
WATER = "ปรับปรุงระบบประปา"
#: What the accounts say to the end of each quarter: outstanding and disbursed of capital, disbursed of operations.
ACCOUNTS = {
    1: ("-", "-", "20,000"),
    2: ("200,000", "140,000", "45,000"),
    3: ("100,000", "240,000", "70,000"),
    4: ("100,000", "240,000", "95,000"),
}


@dataclass
class Office:
    """The people of the story and how each of them opens a browser."""

    lao: Organisation
    people: dict[str, Membership]
    browser: Any
    url: str
    scripts: bool

    def open(self, who: str) -> Page:
        """A browser of their own, signed in."""
        context = self.browser.new_context(
            base_url=self.url,
            java_script_enabled=self.scripts,
            locale="th-TH",
            timezone_id="Asia/Bangkok",
            viewport={"width": 1366, "height": 768},
        )
        context.set_default_timeout(10_000)
        page: Page = context.new_page()
        sign_in(page, self.people[who])
        return page

    def at(self, page: Page, end: str) -> None:
        """Go to a page of the LAO."""
        page.goto(f"/organisation/{self.lao.pk}/{end}")

    def looked_at(self, page: Page) -> None:
        """Nothing that axe finds; it needs scripts itself."""
        if self.scripts:
            assert faults_of(page) == []

    def duty(self, step: str) -> Submission:
        return Submission.objects.get(organisation=self.lao, deadline__step=step, deadline__year=YEAR)

    def line(self, name: str, year: int = YEAR) -> BudgetLine:
        return BudgetLine.objects.get(organisation=self.lao, year_id=year, name=name)


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def office(request, chromium, live):
    """An LAO whose plan of the year is confirmed and accepted, and the calendar of its money."""
    province = make.a_province()
    lao = make.an_lao(name="ห้วยน้ำใส")
    people = {
        "planner": make.a_post(Post.PLANNER, at=lao),
        "finance": make.a_post(Post.FINANCE, at=lao),
        "officer": make.a_post(Post.OFFICER, at=province),
    }
    FiscalYear.objects.get_or_create(number=YEAR + 1)
    direction = strategies.a_full_direction(lao, first_year=YEAR - 1, last_year=YEAR + 3)
    plan = plans.a_plan(direction=direction)
    for name, amount in ((ROAD, "350000.00"), (BRIDGE, "150000.00")):
        plans.a_project(plan, name, by=people["planner"], amounts={YEAR: amount})
    plans.confirmed(plans.draft_of(plan), make.days(-800), by=people["planner"])
    for step in ("lao_strategy", "plan_confirm"):
        done = calendars.a_submission(lao, step, year=YEAR, life="accepted", submitted_by=people["planner"])
        moment, by = done.submitted_at, people["officer"]
        SubmissionMove.objects.create(
            submission=done, verb="accept", before="submitted", after="accepted", by=by, at=moment
        )
    for step in STEPS:
        calendars.a_submission(lao, step, year=YEAR)
    yield Office(lao, people, chromium, live.url, request.param)
    for context in chromium.contexts:
        context.close()


def fill(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        page.fill(f"#id_{name}", text)


def code(word: str) -> str:
    """The value of a code in a list to choose from."""
    return str(Classification.objects.get(code=word).pk)


def send(page: Page, office: Office, step: str) -> None:
    """On the page of the step: everything is there, and it is handed in."""
    page.goto(f"/step/{office.duty(step).pk}")
    expect(page.locator("main .checks .bad")).to_have_count(0)
    page.locator("button[value=submit]").click()
    expect(page.locator("button[value=undo]")).to_be_visible()
    assert office.duty(step).life == "submitted"


# The planner: the ordinance


def enter_the_ordinance(office: Office) -> None:
    planner = office.open("planner")
    office.at(planner, f"ordinance/{YEAR}")
    fill(planner, passed_on=f"20/8/{YEAR - 1}", approved_on=f"10/9/{YEAR - 1}", promulgated_on=f"25/9/{YEAR - 1}")
    fill(planner, effective_on=f"1/10/{YEAR - 1}", approver="นายอำเภอ", stated_total="600,000")
    fill(planner, **{f"revenue_{code('431000')}": "650,000"})
    planner.set_input_files("#id_document", PDF)
    planner.locator("main form[data-draft] .btn--p").first.click()
    expect(planner.locator(".messages")).to_be_visible()
    office.looked_at(planner)


def draw_the_lines(office: Office) -> None:
    """Two from the plan, which are classified one by one, and a recurrent one that is typed."""
    planner = office.open("planner")
    office.at(planner, f"ordinance/{YEAR}/draw")
    expect(planner.locator("main tbody input:checked")).to_have_count(2)
    planner.locator("main form .btn--p").click()
    expect(planner.locator(".messages")).to_be_visible()
    for name in (ROAD, BRIDGE):
        planner.goto(f"/budget-line/{office.line(name).pk}")
        planner.select_option("#id_work_id", code("00312"))
        planner.select_option("#id_category_id", code("542000"))
        planner.locator("main form .btn--p").click()
        expect(planner.locator(".messages")).to_be_visible()
    office.at(planner, f"ordinance/{YEAR}/grid")
    planner.goto(planner.locator("main a[data-add]").get_attribute("href") or "")  # the grid adds a row in place
    fill(planner, name=MATERIALS, amount="100,000")
    planner.locator("input[name=development][value='0']").check()
    planner.select_option("#id_work_id", code("00111"))
    planner.select_option("#id_category_id", code("533000"))
    planner.locator("main form .btn--p").click()
    expect(planner.locator(".messages")).to_be_visible()
    send(planner, office, "ordinance")


# The finance officer: contracts, payments, figures


class Keys:
    """A keyboard that counts its strokes."""

    def __init__(self, page: Page) -> None:
        self.page, self.strokes = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.strokes += 1

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.strokes += len(text)

    def tab_to(self, field: str) -> None:
        """Press Tab until the cursor stands in the field; each press counts."""
        for _press in range(12):
            if self.page.evaluate("document.activeElement.name") == field:
                return
            self.press("Tab")
        raise AssertionError(f"{field} is not within reach of the Tab key")


def keys_in_a_spreadsheet(*sheets: tuple[str, ...]) -> int:
    """The same facts typed into rows of two sheets, contracts and payments: every character, one key to leave each
    cell, and one chord to save. Nothing is counted for finding the sheet, nor for the balance that nobody computes.
    """
    return sum(len(cell) + 1 for sheet in sheets for cell in sheet) + 1


def sign_and_pay(office: Office) -> None:
    """A contract with its first payment, by keyboard alone where scripts run."""
    finance = office.open("finance")
    office.at(finance, f"commitments/{YEAR}/add")
    office.looked_at(finance)
    typed = {
        "amount_0": "340000",
        "number": "1/69",
        "counterparty": "หจก. น่านการโยธา",
        "signed_on": "15/1",
        "voucher": "ฎ 12",
        "paid_on": "15/2",
        "gross": "140000",
    }
    line = office.line(ROAD)
    if office.scripts:
        keys = Keys(finance)
        expect(finance.locator("#id_line_0")).to_be_focused()
        keys.write(str(line.number))
        for field, text in typed.items():
            keys.tab_to(field)
            keys.write(text)
        keys.press("Enter")
        contract = (str(line.number), typed["number"], ROAD, typed["counterparty"], f"15/1/{YEAR}", typed["amount_0"])
        payment = (typed["number"], typed["voucher"], f"15/2/{YEAR}", typed["gross"])
        sheet = keys_in_a_spreadsheet(contract, payment)
        assert keys.strokes < sheet, (keys.strokes, sheet)
    else:
        finance.select_option("#id_line_0", str(line.pk))
        fill(finance, **typed)
        finance.locator("main form .btn--p").click()
    expect(finance.locator(".messages")).to_be_visible()
    made = Commitment.objects.get(organisation=office.lao)
    assert (made.title, made.signed_on.day, made.disbursements.get().gross) == (ROAD, 15, Decimal("140000.00"))


def pay_in_the_register(office: Office) -> None:
    """Too much is refused with what is left; then the second instalment."""
    finance = office.open("finance")
    office.at(finance, f"spending/{YEAR}/3")
    pk = Commitment.objects.get(organisation=office.lao).pk
    row = finance.locator(f"tr[data-id='{pk}']")
    if office.scripts:
        row.locator("[data-f=date]").focus()
        for text in ("20/5", "ฎ 40", "200000.01"):
            finance.keyboard.type(text)
            finance.keyboard.press("Enter")
        expect(finance.locator(f"[data-msg='{pk}']")).to_contain_text("200,000")
        row.locator("[data-f=amount]").fill("100000")
        row.locator("[data-f=amount]").press("Enter")
        expect(row.locator("[data-shows=paid]")).to_have_text("240,000")
        expect(finance.locator("#savest")).to_have_attribute("data-s", "ok")
    else:
        for name, text in (("date", "20/5"), ("voucher", "ฎ 40"), ("amount", "200000.01")):
            finance.fill(f"[name={name}-{pk}]", text)
        finance.locator("#register .btn--p").click()
        expect(finance.locator(f"[data-msg='{pk}']")).to_contain_text("200,000")
        finance.fill(f"[name=amount-{pk}]", "100000")
        finance.locator("#register .btn--p").click()
    office.at(finance, f"spending/{YEAR}/3")
    expect(row.locator("[data-shows=left]")).to_have_text("100,000")
    office.looked_at(finance)
    assert office.line(ROAD).paid == Decimal("240000.00")


def take_a_grant(office: Office) -> None:
    """Registered, spent through a contract of its own line, and told of at the end of September."""
    finance = office.open("finance")
    office.at(finance, f"grants/add?fy={YEAR}")
    fill(finance, letter="มท 0810.8/ว 501", letter_on=f"1/6/{YEAR}", purpose=WATER, amount="100,000")
    finance.locator("main form .btn--p").first.click()
    expect(finance).to_have_url(re.compile(r"/grant/\d+$"))
    office.looked_at(finance)
    office.at(finance, f"commitments/{YEAR}/add")
    finance.select_option("#id_line_0", str(office.line(WATER).pk))
    fill(finance, amount_0="100,000", number="2/69", counterparty="ร้านรุ่งเรือง", signed_on="20/6", voucher="ฎ 51")
    fill(finance, paid_on="28/6")
    finance.locator("main form .btn--p").click()
    expect(finance.locator(".messages")).to_be_visible()
    office.at(finance, f"grants/{YEAR}/12")
    finance.locator("section.next form .btn--p").click()
    office.looked_at(finance)
    send(finance, office, "grants_m12")


def state_the_quarters(office: Office) -> None:
    """Figures of the recurrent line, the rest without movement, the accounts, and each quarter is handed in."""
    finance = office.open("finance")
    line = office.line(MATERIALS)
    capital, operations = code("54"), code("53")
    for quarter, (outstanding, disbursed, spent) in ACCOUNTS.items():
        office.at(finance, f"recurrent/{YEAR}/{quarter}")
        finance.fill(f"[name=f-{line.pk}]", spent)
        finance.locator("main form[data-figures] .btn--p").click()
        office.looked_at(finance)
        office.at(finance, f"spending/{YEAR}/{quarter}")
        still = finance.locator("button[form=still]:not([name])")
        if quarter == 4:
            still.click()
        expect(still).to_have_count(0)
        office.at(finance, f"control-totals/{YEAR}/{quarter}")
        told = {"budget": "500,000", "outstanding": outstanding, "disbursed": disbursed}
        fill(finance, **{f"{name}_{capital}": text for name, text in told.items()})
        told = {"budget": "100,000", "outstanding": "-", "disbursed": spent}
        fill(finance, **{f"{name}_{operations}": text for name, text in told.items()})
        finance.locator("button[name=keep]").click()
        expect(finance.locator(".messages")).to_be_visible()
        expect(finance.locator("main .diff")).to_have_count(0)
        office.looked_at(finance)
        send(finance, office, f"spending_q{quarter}")


def close_the_year(office: Office) -> None:
    """What is left is carried over or lapses, as the law proposes; the projects have their statuses."""
    finance = office.open("finance")
    office.at(finance, f"year-end/{YEAR}")
    office.looked_at(finance)
    fill(finance, decided_on=f"25/9/{YEAR}", paper="บันทึก 77", until_on=f"31/3/{YEAR + 1}")
    for box in finance.locator("form[data-yearend] input[type=checkbox]").all():
        box.check()
    finance.locator("form[data-yearend] .btn--p").click()
    expect(finance.locator(".messages")).to_be_visible()
    finance.locator("form[action$='/statuses'] .btn--p").click()
    expect(finance.locator("main .sticky .bad")).to_have_count(0)
    office.looked_at(finance)
    send(finance, office, "year_close")


# The province, and what came of it


def accept_everything(office: Office) -> None:
    officer = office.open("officer")
    for _step in STEPS:
        officer.goto(f"/reviews?fy={YEAR}")
        officer.locator("main tbody tr th a").first.click()
        officer.locator("button[value=accept]").click()
        officer.wait_for_url(re.compile("/review"))
    assert {office.duty(step).life for step in STEPS} == {"accepted"}


def see_where_the_money_is(office: Office) -> None:
    """What was not paid stands in the next year, only there; nothing in the tables contradicts itself."""
    carried = office.line(ROAD, YEAR + 1)
    assert (carried.source, carried.budget, carried.committed) == ("carried", Decimal(100_000), Decimal(100_000))
    assert (office.line(ROAD).lapsed, office.line(BRIDGE).lapsed) == (Decimal(10_000), Decimal(150_000))
    assert office.line(MATERIALS).lapsed == Decimal(5_000)
    planner = office.open("planner")
    office.at(planner, f"budget/{YEAR + 1}")
    expect(planner.locator("main")).to_contain_text(ROAD)
    office.looked_at(planner)
    call_command("check_data")  # ends the program where something differs


def test_from_the_confirmed_plan_to_the_closed_year(office):
    enter_the_ordinance(office)
    draw_the_lines(office)
    sign_and_pay(office)
    pay_in_the_register(office)
    take_a_grant(office)
    state_the_quarters(office)
    close_the_year(office)
    accept_everything(office)
    see_where_the_money_is(office)
