"""A year's duties from DLA's document to the accepted plan, walked in a real browser by the person of every step.

Nothing is put into the tables but organisations and posts: whatever a step needs, an earlier person did on a page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from localplan.calendar.models import Circular, Submission
from localplan.calendar.tests.founding_texts import ROWS_2560, a_document
from localplan.grants.actions import settle_months
from localplan.organisations.models import Membership, Organisation, Post
from localplan.organisations.tests import make
from localplan.planning.models import Edition, ProjectRevision
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year

pytestmark = pytest.mark.django_db(transaction=True)

YEAR = fiscal_year(clock.today())
#: Word for word as an officer would hand it in: row 2, strategy and plan, runs through the whole of this fiscal year.
DOCUMENT = (
    a_document(*ROWS_2560)
    .replace("กุมภาพันธ์\n2560", "กันยายน\n2560")
    .replace("2563", str(YEAR + 3))
    .replace("2560", str(YEAR))
    .replace("2559", str(YEAR - 1))
)
ANSWERS = {"row1.item2.year": str(YEAR), "row1.remark.contradiction": f"opens:{YEAR - 544}-09-01"}
PDF = {"name": "ประกาศ.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n1 0 obj\nendobj\n"}


def typed(number: int) -> str:
    """So many days from today, as officers type it."""
    day = make.days(number)
    return f"{day.day}/{day.month}/{day.year + 543}"


@dataclass
class Office:
    """The people of the story and how each of them opens a browser."""

    lao: Organisation
    neighbour: Organisation
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
        page.goto("/sign-in")
        page.fill("#id_username", self.people[who].user.username)
        page.fill("#id_password", make.PASSWORD)
        page.click("#sign-in [type=submit]")
        page.wait_for_url("**/")
        return page

    def duty(self, step: str) -> Submission:
        """The LAO's duty of this year, as it stands."""
        return Submission.objects.get(organisation=self.lao, deadline__step=step, deadline__year=YEAR)


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def office(request, chromium, live):
    """DLA, one province, an LAO and its neighbour, with one person in each post of the story."""
    province, lao, neighbour = make.a_province(), make.an_lao(name="ห้วยน้ำใส"), make.an_lao(name="ดอนแก้ว")
    people = {
        "dla": make.a_post(Post.OFFICER, at=make.the_department()),
        "head": make.a_post(Post.HEAD, at=province),
        "officer": make.a_post(Post.OFFICER, at=province),
        "planner": make.a_post(Post.PLANNER, at=lao),
    }
    yield Office(lao, neighbour, people, chromium, live.url, request.param)
    for context in chromium.contexts:
        context.close()


def send(page: Page, form: str = "main form") -> None:
    """Press the one button of a form that does what the form is for."""
    page.locator(form).locator(".btn--p").first.click()


def follow(page: Page, address: str) -> None:
    """Go where a link of the page leads; `address` is the end of it."""
    page.locator(f"main a[href$='{address}']").first.click()


def fill(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        page.fill(f"#id_{name}", text)


# DLA


def publish_the_calendar(office: Office) -> None:
    dla = office.open("dla")
    dla.goto("/calendar")
    follow(dla, "/calendars/import")
    file = {"name": "calendar.txt", "mimeType": "text/plain", "buffer": DOCUMENT.encode()}
    dla.set_input_files("#id_file", file)
    send(dla, "main form.card")
    expect(dla.locator("a[href$='/publish']")).to_have_count(0)
    for code, answer in ANSWERS.items():
        question = dla.locator(f"[id='q-{code}']")
        question.locator(f"input[value='{answer}']").check()
        question.locator("button").click()
        expect(question.locator("input:checked")).to_have_value(answer)
    follow(dla, "/publish")
    send(dla)
    expect(dla).to_have_url(re.compile("/published$"))
    expect(dla.locator("#duties")).to_be_visible()
    follow(dla, "/circulate")
    send(dla, "main form.card")
    expect(dla).to_have_url(re.compile(r"/circular/\d+$"))


# The province


def brief_the_laos(office: Office) -> None:
    head = office.open("head")
    head.goto(f"/calendar?fy={YEAR}")
    head.locator("main form[action$='/take-over'] button").click()
    expect(head).to_have_url(re.compile(r"/calendars/\d+$"))
    sooner = "/deadline/plan_confirm/" + str(YEAR)
    follow(head, sooner)
    fill(head, due_on=f"15/9/{YEAR}")
    send(head, "main form.card")
    follow(head, "/circulate")
    fill(head, number="ชร 0023.3/ว 1", subject=f"แจ้งซักซ้อมปฏิทินการปฏิบัติงาน ปี {YEAR}")
    send(head, "main form.card")
    expect(head.locator("#silent")).to_be_visible()
    assert (office.duty("plan_confirm").due_on.day, office.duty("plan_confirm").due_on.month) == (15, 9)


def adopt_a_provincial_strategy(office: Office) -> None:
    head = office.open("head")
    here = f"/organisation/{office.lao.province_id}/provincial-strategy"
    head.goto(here)
    fill(head, first_year=str(YEAR))
    head.select_option("#id_length", "5")
    send(head, "form.openform")
    follow(head, "add=issue#add")
    fill(head, name="เมืองน่าอยู่", goals="น้ำสะอาดทุกหมู่บ้าน\nถนนปลอดภัย")
    send(head, "form.openform")
    follow(head, "edit=adoption#adoption")
    fill(head, adopted_on=typed(-30))
    send(head, "form.openform")
    expect(head.locator("#adoption .tag--done")).to_be_visible()


# The LAO


def acknowledge_and_ask(office: Office) -> None:
    planner = office.open("planner")
    letter = Circular.objects.get(organisation_id=office.lao.province_id)
    planner.goto("/circulars")
    follow(planner, f"/circular/{letter.pk}")
    planner.fill("#id_receipt_number", "88/2570")
    send(planner, "form.receipt")
    expect(planner.locator("main .note--done.mb")).to_contain_text("88/2570")
    planner.fill("#id_text", "แผนเดิมใช้ต่อได้หรือไม่")
    planner.locator("form[action$='/ask'] button").click()
    expect(planner.locator(".qa")).to_have_count(1)
    officer = office.open("officer")
    officer.goto(f"/circular/{letter.pk}")
    expect(officer.locator("section[aria-labelledby=silent] li")).to_have_count(1)
    officer.locator("form[action$='/answer'] textarea").fill("ใช้ต่อได้ ให้ยืนยันแผนของปี")
    officer.locator("form[action$='/answer'] button").click()
    planner.reload()
    expect(planner.locator(".qa .note--info")).to_contain_text("ใช้ต่อได้")


def write_and_send_the_strategy(office: Office) -> None:
    planner = office.open("planner")
    planner.goto(f"/?fy={YEAR}")
    planner.locator(".next .btn--p").click()
    expect(planner).to_have_url(re.compile("/strategy"))
    fill(planner, first_year=str(YEAR))
    planner.select_option("#id_length", "4")
    send(planner, "form.openform")
    follow(planner, "edit=direction#direction")
    fill(planner, vision="ห้วยน้ำใส เมืองสะอาด คนมีสุข", missions="จัดการน้ำ\nซ่อมถนน")
    send(planner, "form.openform")
    follow(planner, "add=strategy#add")
    fill(planner, name="ยุทธศาสตร์ด้านโครงสร้างพื้นฐาน")
    planner.locator("#id_serves").select_option(index=1)
    send(planner, "form.openform")
    planner.locator("main a.edit[href*='add=tactic-']").click()
    fill(planner, name="ก่อสร้างและซ่อมแซมถนน")
    send(planner, "form.openform")
    planner.locator("main a.edit[href*='add=programme-']").click()
    fill(planner, name="แผนงานอุตสาหกรรมและการโยธา")
    send(planner, "form.openform")
    expect(planner.locator("section[aria-labelledby=content] .tag--done")).to_be_visible()
    planner.goto("/")
    planner.locator(".next .btn--p").click()
    planner.locator("button[value=submit]").click()
    expect(planner.locator("button[value=undo]")).to_be_visible()


def enter_the_projects(office: Office) -> None:
    """One through the plain form; one without money in any year, through the grid where scripts run."""
    planner = office.open("planner")
    planner.goto("/")
    expect(planner.locator(".next")).to_contain_text("แผน")
    planner.locator(".next .btn--p").click()
    expect(planner).to_have_url(re.compile(r"/plans"))
    planner.select_option("#id_first_year", str(YEAR))
    planner.select_option("#id_length", "4")
    send(planner, "main form.card")
    follow(planner, "/add")
    a_project(planner, "ก่อสร้างถนน คสล. หมู่ 4", "350,000")
    send(planner, "main form.form")
    planner.wait_for_url(re.compile(r"/project/\d+$"))
    planner.goto(f"/organisation/{office.lao.pk}/plans")
    planner.locator("main th a").first.click()
    if office.scripts:
        follow(planner, "/grid")
        planner.locator("[data-add]").click()
        for field, text in (("name", "ซ่อมสะพานไม้"), ("unit", "กองช่าง")):
            planner.locator(f"tr[data-id]:last-of-type [data-f={field}]").last.click()
            planner.keyboard.press("F2")
            planner.keyboard.type(text)
            planner.keyboard.press("Enter")
        planner.keyboard.press("Control+s")
        expect(planner.locator("#savest[data-s=ok]")).to_be_visible()
        mine = planner.locator("tr[data-id]", has_text="ซ่อมสะพานไม้")
        mine.locator("a[data-go]").click()
        planner.locator("#id_programme_id").select_option(index=1)
        send(planner, "main form.form")
        expect(planner.locator(".messages")).to_be_visible()
    else:
        follow(planner, "/add")
        a_project(planner, "ซ่อมสะพานไม้", "")
        send(planner, "main form.form")
        planner.wait_for_url(re.compile(r"/project/\d+$"))
    rows = ProjectRevision.objects.filter(organisation=office.lao).order_by("pk")
    assert [(row.name, row.amounts.count()) for row in rows] == [("ก่อสร้างถนน คสล. หมู่ 4", 1), ("ซ่อมสะพานไม้", 0)]


def a_project(page: Page, name: str, amount: str) -> None:
    fill(page, name=name, unit="กองช่าง", **{f"y{YEAR}": amount})
    page.locator("#id_tactic_id").select_option(index=1)
    page.locator("#id_programme_id").select_option(index=1)


def promulgate_and_confirm(office: Office) -> None:
    planner = office.open("planner")
    planner.goto("/")
    planner.locator(".next .btn--p").click()
    expect(planner).to_have_url(re.compile("/promulgation"))
    fill(planner, promulgated_on=typed(-20))
    planner.set_input_files("#id_notice", PDF)
    send(planner, "main form.form")
    confirm_with_a_reason(planner)


def confirm_with_a_reason(planner: Page) -> None:
    expect(planner).to_have_url(re.compile("/confirm$"))
    send(planner)
    expect(planner.locator("main .err")).to_have_count(1)
    planner.locator("input[name$=project_has_money]").fill("รอผลสำรวจของกองช่าง")
    send(planner)
    expect(planner).to_have_url(re.compile("/certificate$"))
    expect(planner.locator("main")).to_contain_text("รอผลสำรวจของกองช่าง")


# Checked, returned, corrected, accepted


def accept_the_strategy_and_return_the_plan(office: Office) -> None:
    officer = office.open("officer")
    officer.goto("/")
    follow(officer, "/reviews")
    expect(officer.locator("main tbody tr")).to_have_count(2)
    officer.locator("main tbody tr th a").first.click()
    officer.locator("button[value=accept]").click()
    expect(officer).to_have_url(re.compile(f"/review/{office.duty('plan_confirm').pk}$"))
    officer.locator("main form a").first.click()
    expect(officer.locator("h1")).to_be_visible()
    officer.go_back()
    line = officer.locator("#verdict tbody tr", has_text="ประกาศ").first
    line.locator("input[type=checkbox]").check()
    line.locator("textarea").fill("ประกาศที่แนบยังไม่มีลายมือชื่อนายก")
    officer.locator("button[value=return]").click()
    expect(officer).to_have_url(re.compile("/reviews$"))
    assert office.duty("plan_confirm").life == "returned"
    assert office.duty("lao_strategy").life == "accepted"


def correct_and_send_again(office: Office) -> None:
    planner = office.open("planner")
    planner.goto("/")
    expect(planner.locator(".next")).to_contain_text("ส่งกลับ")
    planner.locator(".next .btn--p").click()
    expect(planner.locator(".verdict")).to_contain_text("ยังไม่มีลายมือชื่อนายก")
    planner.locator(".verdict a").click()
    expect(planner).to_have_url(re.compile("/certificate$"))
    planner.locator("form[action$='/undo'] button").click()
    planner.goto("/")
    planner.locator(".next .btn--p").click()
    planner.locator(".verdict a").click()
    expect(planner).to_have_url(re.compile("/promulgation"))
    planner.set_input_files("#id_notice", {**PDF, "name": "ประกาศลงนามแล้ว.pdf", "buffer": PDF["buffer"] + b"2"})
    send(planner, "main form.form")
    confirm_with_a_reason(planner)
    assert office.duty("plan_confirm").life == "submitted"


def accept_the_plan(office: Office) -> None:
    officer = office.open("officer")
    officer.goto("/")
    follow(officer, "/reviews")
    officer.locator("main tbody tr th a").click()
    officer.locator("button[value=accept]").click()
    expect(officer.locator("main .empty")).to_be_visible()
    officer.goto(f"/following?fy={YEAR}")
    row = officer.locator("table.mx tbody tr", has_text="ห้วยน้ำใส")
    expect(row.locator("td.s .c--done")).to_have_count(2)
    beside = officer.locator("table.mx tbody tr", has_text="ดอนแก้ว")
    expect(beside.locator("td.s .c--done")).to_have_count(0)


def read_what_is_next(office: Office) -> None:
    planner = office.open("planner")
    planner.goto("/")
    expect(planner.locator("main .tag--done")).not_to_have_count(0)
    expect(planner.locator(".next h2")).to_be_visible()
    expect(planner.locator(".next")).not_to_contain_text("ส่งกลับ")
    edition = Edition.objects.get(organisation=office.lao)
    assert edition.confirmed_at is not None
    assert edition.notice is not None
    assert edition.notice.name == "ประกาศลงนามแล้ว.pdf"


def test_from_the_published_calendar_to_the_accepted_plan(office):
    publish_the_calendar(office)
    settle_months()  # the night passes
    brief_the_laos(office)
    adopt_a_provincial_strategy(office)
    acknowledge_and_ask(office)
    write_and_send_the_strategy(office)
    enter_the_projects(office)
    promulgate_and_confirm(office)
    accept_the_strategy_and_return_the_plan(office)
    correct_and_send_again(office)
    accept_the_plan(office)
    read_what_is_next(office)
