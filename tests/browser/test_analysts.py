"""Who looks after which LAOs, an analyst's month and its report, in a real browser on both screens."""

from __future__ import annotations

import pytest

from localplan.organisations.models import Membership
from localplan.organisations.tests import make
from localplan.support import actions
from localplan.support.facts import Talk, Work
from localplan.support.models import DeliveryReport, WorkEntry
from localplan.support.tests.make_analysts import a_report, an_office, last_month
from localplan.toolkit import clock
from localplan.web.tests.looking import faults_of, sign_in, walk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office():
    made = an_office()
    make.an_lao(serial=9, name="ยังไม่มีผู้ดูแล")
    Membership.objects.filter(pk=made.second.pk).update(until_on=make.days(20))
    actions.note_work(Work(clock.today(), "ออกเยี่ยม", made.lao), by=made.first)
    actions.note_contact(made.lao, Talk("visit", "helped", clock.today(), person="ปลัด"), by=made.first)
    return made


@pytest.mark.parametrize("kind", ["head", "first"])
def test_nothing_on_a_page_of_care_and_work_keeps_anybody_out(page, office, kind):
    a_report(office.second)
    month = f"{last_month():%Y-%m}"
    pages = ["/", "/keepers", "/work", f"/work?month={month}", f"/delivery-report/{office.first.pk}/{month}"]
    if kind == "head":
        pages += ["/keepers/assign", f"/keepers/{office.first.pk}/hand-over", "/delivery-reports"]
        pages += [f"/delivery-report/{office.second.pk}/{month}"]
    else:
        pages += [f"/work/{WorkEntry.objects.get().pk}"]
    sign_in(page, getattr(office, kind))
    assert walk(page, pages, opened=True, seen=True) == []


def test_a_month_is_handed_in_by_the_analyst_and_signed_by_the_head(page, office):
    month = f"{last_month():%Y-%m}"
    sign_in(page, office.first)
    page.goto(f"/work?month={month}")
    page.fill("#id_on", f"5/{last_month().month}/{last_month().year + 543}")
    page.fill("#id_text", "จัดอบรมการบันทึกแผน")
    page.click("button:has-text('เพิ่ม')")
    assert page.locator("td", has_text="จัดอบรมการบันทึกแผน").count() == 2  # the line, and its button
    page.click("a:has-text('ตรวจดูและส่ง')")
    page.click("button:has-text('ส่งใบส่งมอบงาน')")
    page.wait_for_selector("text=รอลงนาม")
    page.context.clear_cookies()
    sign_in(page, office.head)
    page.goto("/delivery-reports")
    page.click("a:has-text('มานะ ขยัน')")
    page.click("button:has-text('ส่งกลับแก้ไข')")
    assert page.locator("#problems").count() == 1
    assert faults_of(page) == []
    page.fill("#id_remarks", "ครบถ้วน")
    page.click("button:has-text('ลงนาม')")
    page.wait_for_selector("text=ลงนามแล้ว")
    assert DeliveryReport.objects.get().signed_by == office.head
