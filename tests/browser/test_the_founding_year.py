"""FY2553 by the founding document, month by month: for each of its six rows and the note a provincial head, an analyst
and the LAOs find from home the page that does what the row asks, and the year ends with every LAO verified.

The day is moved as in development. What is tedious and proved elsewhere is put in by the verbs; all moves are clicks.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from founding_year import (
    PDF,
    YEAR,
    Office,
    a_project_in_the_draft,
    an_ordinance,
    duty,
    is_gone,
    pay,
    pay_the_grant,
    publish,
    said,
    sign_a_contract,
    state_the_quarter,
    type_in,
)
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from localplan.calendar.models import CalendarRow, Submission
from localplan.grants.tests import make as allotments
from localplan.organisations.models import Post
from localplan.organisations.tests import make
from localplan.planning.tests import make as plans
from localplan.strategy.tests import make as strategies
from localplan.support import actions as support
from localplan.support.models import Contact, LateReason, Letter, SeeingAs
from localplan.toolkit import clock

pytestmark = pytest.mark.django_db(transaction=True)

READY, LATE = "ห้วยน้ำใส", "ดอนแก้ว"


@pytest.fixture
def office(chromium, settings, transactional_db):
    """DLA, one province with a head and an analyst, two LAOs with their clerks, on the first working day of row 1."""
    settings.DEBUG = True  # the day moves in development only
    server = LiveServer("localhost")
    office = Office({}, chromium, server.url)
    office.on("2552-08-03")
    province = make.a_province()
    head = make.a_post(Post.HEAD, at=province, user=make.a_person(full_name="วิชัย ท้องถิ่น"))
    office.people |= {
        "dla": make.a_post(Post.OFFICER, at=make.the_department()),
        "head": head,
        "analyst": make.a_post(Post.ANALYST, at=province, supervisor=head, until_on=dt.date(2010, 12, 31)),
    }
    for who, name in (("ready", READY), ("late", LATE)):
        office.people[who] = make.a_post(Post.CLERK, at=make.an_lao(name=name, phone="053-777123"))
    yield office
    for page in office.pages.values():
        page.context.close()
    server.stop()
    clock.shift_by(dt.timedelta(0))


@pytest.fixture
def laos(office):
    return {name: office.people[name].organisation for name in ("ready", "late")}


# What all months have in common


def the_row_is_at_home(office: Office, who: str, number: int) -> None:
    """Word for word with its remark and the note."""
    row = CalendarRow.objects.get(calendar__organisation=office.people["dla"].organisation, number=number)
    items = [item.text for item in row.items.all()]
    said(office.home(who), f"แถวที่ {number}", row.months, *items, row.remark, row.calendar.note)


def the_analyst_follows(office: Office, number: int, words: str) -> None:
    """From the row to the LAOs of whom it speaks."""
    the_row_is_at_home(office, "analyst", number)
    page = office.page("analyst")
    office.press(page.locator(f".calrow a:has-text('{words}')").first)
    said(page, READY, LATE)


def hand_in(office: Office, who: str, step: str, year: int = YEAR) -> None:
    """The list of steps at home says that it is full and leads to where it is sent."""
    there = f"/step/{duty(office.people[who].organisation, step, year).pk}"
    page = office.find(who, f"main a[href='{there}']:has-text('ตรวจดูแล้วส่ง')", year=year)
    office.press(page.locator("button[value=submit]"))
    expect(page.locator("button[value=undo]")).to_be_visible()


def accept_what_waits(office: Office, year: int = YEAR, *, at_home: bool = False) -> None:
    """The head: from home to the list, and all that are complete and agree at once."""
    page = office.find("head", "nav a[href='/reviews']", year=year, at_home=at_home)
    office.press(page.locator("button[value=accept_ready]"))


def sign(office: Office, step: str, year: int = YEAR) -> None:
    """The head finds the check from home, with a verdict on every LAO, and signs."""
    check = f"/check/{office.people['head'].organisation_id}/{year}/{step}"
    page = office.find("head", f"main a[href='{check}']")
    said(page, READY, LATE)
    is_gone(page.locator("#verdicts td .bad"))
    office.press(page.locator("button[value=sign]"))


def dla_reads(office: Office, step: str, year: int = YEAR) -> None:
    """DLA has received the report of the check, reads it and accepts it."""
    check = f"/check/{office.people['head'].organisation_id}/{year}/{step}"
    page = office.find("dla", "a[href='/reviews']", year=year)
    office.press(page.locator(f"a[href='{check}']"))
    said(page, READY, LATE)
    office.press(page.locator("a[href*='/review/']").first)
    office.press(page.locator("button[value=accept]"))
    assert duty(office.people["head"].organisation, step, year).life == "accepted"


def dla_accepts_what_waits(office: Office) -> None:
    page = office.find("dla", "a[href='/reviews']", year=YEAR)
    office.press(page.locator("button[value=accept_ready]"))


# Row 1: close 2552, brief the LAOs, the provincial strategy


def row_1_brief_and_set_the_frame(office: Office) -> None:
    publish(office.people["dla"])
    the_row_is_at_home(office, "head", 1)
    head = office.find("head", ".calrow a:has-text('ปฏิทินจังหวัด')", "a:has-text('เปิดข้อมูล')")
    office.press(head.locator("form[action$='/take-over'] button"))
    office.press(head.locator("main a[href$='/circulate']").first)
    type_in(head, number="ชร 0023.3/ว 1", subject="แจ้งซักซ้อมปฏิทินการปฏิบัติงาน ปี 2553")
    office.press(head.locator("main form.card .btn--p").first)
    head = office.find("head", ".calrow a:has-text('ยุทธศาสตร์จังหวัด')", "a:has-text('เปิดข้อมูล')")
    type_in(head, first_year="2553")
    head.select_option("#id_length", "4")
    office.press(head.locator("form.openform .btn--p"))
    office.press(head.locator("main a[href$='add=issue#add']").first)
    type_in(head, name="เมืองน่าอยู่", goals="น้ำสะอาดทุกหมู่บ้าน")
    office.press(head.locator("form.openform .btn--p"))
    office.press(head.locator("main a[href$='edit=adoption#adoption']").first)
    type_in(head, adopted_on="1/7/2552")
    office.press(head.locator("form.openform .btn--p"))
    for words in ("ปฏิทินจังหวัด", "ยุทธศาสตร์จังหวัด"):
        head = office.find("head", f".calrow a:has-text('{words}')")
        office.press(head.locator("button[value=submit]"))
    dla_accepts_what_waits(office)


def row_1_the_laos_know_and_close_2552(office: Office, laos: dict[str, Any]) -> None:
    for who, lao in laos.items():
        page = office.find(who, "section:has(#letters) a[href*='/circular/']")
        office.press(page.locator("form.receipt button"))
        an_ordinance(lao, office.people[who], year=2552)
    office.on("2552-09-30")
    the_analyst_follows(office, 1, "ต้องทำ 2")
    for who, lao in laos.items():
        state_the_quarter(lao, office.people[who], 4, "1000.00", year=2552)
        hand_in(office, who, "year_close", 2552)
    accept_what_waits(office, 2552)
    sign(office, "check_year", 2552)
    dla_reads(office, "check_year", 2552)


# The note: grants, every month


def a_month_of_grants(office: Office, month: int, day: str, *, row: int) -> None:
    """In the month after: the LAO with a grant says that it is unchanged; for the other the night has answered."""
    office.on(day)
    step = f"grants_m{month:02d}"
    if duty(office.people["ready"].organisation, step).life == "draft":
        page = office.find("ready", f"main a[href$='/grants/{YEAR}/{month}']", year=YEAR)
        unchanged = page.locator("section.next form .btn--p")
        if unchanged.count():  # but in October it was registered, in September paid
            office.press(unchanged)
        office.press(page.locator("section.next a[href*='/step/']"))
        office.press(page.locator("button[value=submit]"))
        if row:
            the_row_is_at_home(office, "head", row)
        accept_what_waits(office, at_home=bool(row))
    sign(office, f"check_{step}")
    if month % 4 == 0:
        dla_accepts_what_waits(office)


# Row 2: vision, strategy and the three-year plan; the analyst is supervised, problems are solved


def row_2_put_the_laos_in_care(office: Office) -> None:
    office.on("2552-10-05")
    the_row_is_at_home(office, "head", 2)
    head = office.find("head", "main a[href*='/keepers/assign']")
    head.select_option("#id_keeper", str(office.people["analyst"].pk))
    for box in head.locator("input[name=lao]").all():
        box.check()
    office.press(head.locator("main aside .btn--p"))
    said(head, READY, LATE)
    the_analyst_follows(office, 2, "ต้องทำ 2")


def the_plan_is_there(office: Office, who: str) -> None:
    """Strategy and projects as they are typed elsewhere; the strategy is sent, the plan promulgated and confirmed."""
    by = office.people[who]
    direction = strategies.a_full_direction(by.organisation, first_year=2553, last_year=2555)
    a_project_in_the_draft(plans.a_plan(direction=direction), by)
    hand_in(office, who, "lao_strategy")
    step = duty(by.organisation, "plan_confirm").pk
    page = office.find(who, f"main a[href='/step/{step}']", "main a[href$='/promulgation']")
    type_in(page, promulgated_on="15/7/2552")
    page.set_input_files("#id_notice", PDF)
    office.press(page.locator("main form.form .btn--p"))
    office.press(page.locator("main form .btn--p").first)
    expect(page).to_have_url(re.compile("/certificate$"))


def row_2_chase_who_is_late(office: Office) -> None:
    """Reminded by itself in the morning, rung by the analyst, written to by the head."""
    support.compose_day()
    support.tell_people()
    analyst = office.find("analyst", year=YEAR)
    calls = analyst.locator("table.chases tbody")
    calls.locator("tr", has_text=LATE).locator(".notebtn").click()
    form = calls.locator("form")
    form.locator("[name$=outcome]").select_option("promised")
    form.locator("[name$=promised_on]").fill("9/3/2553")
    form.locator("button.btn--p").click()
    calls.locator("[role=status]").wait_for()
    assert Contact.objects.get().promised_on == dt.date(2010, 3, 9)
    head = office.find("head", "a[href='/letters']", "a[href='/letters/new']")
    head.select_option("#step", "plan_confirm")
    office.press(head.locator("form.filters button"))
    said(head, LATE)
    office.press(head.locator("main form.card .btn--p"))
    type_in(head, number="ชร 0023.3/101")
    office.press(head.locator("form[action$='/send'] .btn--p"))
    assert [copy.organisation.name for copy in Letter.objects.get().copies.all()] == [LATE]


def row_2_help_who_is_stuck(office: Office) -> None:
    """The LAO says why, asks, and lets the analyst see; the analyst sees, answers; the LAO is done."""
    page = office.find("late", year=YEAR)
    expect(page.locator("#reminders")).to_be_visible()
    office.press(page.locator("section:has(#letters-in) form button").first)
    page = office.home("late")
    page.locator(".whylate button[value=staff]").click()
    page.locator(".whylate [role=status]").wait_for()
    page = office.find("late", ".top__tools a:has-text('ติดปัญหา')")
    type_in(page, subject="ยืนยันแผนไม่ได้", text="ไม่รู้ว่ายังขาดอะไร")
    office.press(page.locator("button:has-text('ส่งถึงจังหวัด')"))
    office.press(page.locator("a[href*='/seeing?request=']"))
    page.select_option("#id_officer", str(office.people["analyst"].pk))
    office.press(page.locator("main form .btn--p"))
    analyst = office.find("analyst", year=YEAR)
    office.press(analyst.locator("button:has-text('ดูในมุมของ')"))
    said(analyst, "วิสัยทัศน์")
    office.press(analyst.locator(".seeing button"))
    analyst = office.find("analyst", "section:has(#asked-help) li a")
    type_in(analyst, text="เหลือบันทึกยุทธศาสตร์ แล้วใส่วันประกาศใช้")
    office.press(analyst.locator("form:has(#id_text) .btn--p"))
    the_plan_is_there(office, "late")
    page = office.find("late", "section:has(#asked-help) li a")
    office.press(page.locator("form[action$='/close'] button"))
    accept_what_waits(office)
    is_gone(office.find("analyst", year=YEAR).locator("table.chases tr", has_text=LATE))
    assert LateReason.objects.count() == SeeingAs.objects.count() == 1


# Rows 3 to 6: ordinance and money, verified


def row_3_ordinance_and_quarter_2(office: Office, laos: dict[str, Any]) -> None:
    for who, lao in laos.items():
        by = office.people[who]
        an_ordinance(lao, by)
        sign_a_contract(lao, by, dt.date(2009, 12, 1))
        pay(lao, by, "40000.00", dt.date(2010, 2, 10))
        state_the_quarter(lao, by, 2, "400.00")
        hand_in(office, who, "ordinance")
        hand_in(office, who, "spending_q2")
    the_analyst_follows(office, 3, "รอตรวจ 2")
    accept_what_waits(office)


def row_4_verify_quarter_2(office: Office, laos: dict[str, Any]) -> None:
    the_analyst_follows(office, 4, "ตรวจ")
    sign(office, "check_q2")
    dla_reads(office, "check_q2")
    for who, lao in laos.items():
        page = office.find(who, f"main a[href='/step/{duty(lao, 'spending_q2').pk}']")
        said(page, "ก่อหนี้", "วิชัย ท้องถิ่น")


def row_5_quarter_3_and_the_analyst(office: Office, laos: dict[str, Any]) -> None:
    for who, lao in laos.items():
        pay(lao, office.people[who], "60000.00", dt.date(2010, 6, 10))
        state_the_quarter(lao, office.people[who], 3, "700.00")
        hand_in(office, who, "spending_q3")
    the_analyst_follows(office, 5, "รอตรวจ 2")
    accept_what_waits(office)
    analyst = office.find("analyst", "nav a[href='/work']", "a[href='?month=2010-06']")
    office.press(analyst.locator("a.btn--p[href*='/delivery-report/']"))
    office.press(analyst.locator("button[value=hand_in]"))
    head = office.find("head", "main a[href='/delivery-reports']", "main tbody a[href*='/delivery-report/']")
    office.press(head.locator("button[value=sign]"))
    head = office.find("head", "nav a[href$='/board']", "main a[href$='/governor']")
    with head.expect_download() as paper:
        head.locator("form[action$='/governor.pdf'] .btn--p").click()
    assert paper.value.path().read_bytes().startswith(b"%PDF")


def row_6_close_and_verify_the_year(office: Office, laos: dict[str, Any]) -> None:
    office.on("2553-09-30")
    the_row_is_at_home(office, "head", 6)
    for who, lao in laos.items():
        state_the_quarter(lao, office.people[who], 4, "1000.00")
        page = office.find(who, f"main a[href$='/year-end/{YEAR}']")
        office.press(page.locator("form[action$='/statuses'] .btn--p"))
        hand_in(office, who, "year_close")
    the_analyst_follows(office, 6, "รอตรวจ 2")
    accept_what_waits(office)
    sign(office, "check_year")
    dla_reads(office, "check_year")


def the_year_is_verified(office: Office) -> None:
    """Every duty of the year is accepted, and the boards of the province and of the nation say so."""
    assert set(Submission.objects.filter(deadline__year_id=YEAR).values_list("life", flat=True)) == {"accepted"}
    for who in ("head", "dla"):
        page = office.find(who, "nav a[href$='/board']", year=YEAR)
        said(page, "100")


def test_the_founding_year(office, laos):
    row_1_brief_and_set_the_frame(office)
    row_1_the_laos_know_and_close_2552(office, laos)
    row_2_put_the_laos_in_care(office)
    allotments.a_grant(laos["ready"], by=office.people["ready"], year=YEAR)
    a_month_of_grants(office, 1, "2552-11-05", row=2)
    a_month_of_grants(office, 2, "2552-12-07", row=2)
    the_plan_is_there(office, "ready")
    accept_what_waits(office)
    a_month_of_grants(office, 3, "2553-01-05", row=2)
    a_month_of_grants(office, 4, "2553-02-05", row=2)
    a_month_of_grants(office, 5, "2553-03-05", row=3)
    row_2_chase_who_is_late(office)
    row_2_help_who_is_stuck(office)
    a_month_of_grants(office, 6, "2553-04-05", row=3)
    row_3_ordinance_and_quarter_2(office, laos)
    a_month_of_grants(office, 7, "2553-05-06", row=4)
    row_4_verify_quarter_2(office, laos)
    a_month_of_grants(office, 8, "2553-06-07", row=4)
    a_month_of_grants(office, 9, "2553-07-06", row=5)
    row_5_quarter_3_and_the_analyst(office, laos)
    a_month_of_grants(office, 10, "2553-08-05", row=5)
    a_month_of_grants(office, 11, "2553-09-06", row=6)
    pay_the_grant(laos["ready"], office.people["ready"])
    row_6_close_and_verify_the_year(office, laos)
    a_month_of_grants(office, 12, "2553-10-06", row=0)
    the_year_is_verified(office)
