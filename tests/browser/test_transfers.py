"""Transfers, money without an ordinance and control totals in a browser: whole on both screens, sums that follow."""

import os
from decimal import Decimal

import pytest

from localplan.budgeting.models import Transfer
from localplan.budgeting.tests import make
from localplan.budgeting.tests.elaas_file import a_report
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import format_short
from localplan.web.tests.looking import SCREENS, faults_of, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lines():
    ordinance = make.an_ordinance()
    names = ["ก่อสร้างถนน คสล. หมู่ที่ 7 บ้านดอนมูล", "จัดซื้อครุภัณฑ์คอมพิวเตอร์ กองคลัง", "ค่าวัสดุสำนักงาน สำนักปลัด"]
    return [
        make.an_ordinance_line(ordinance, name=name, development=place < 2, amount="250000.00")
        for place, name in enumerate(names)
    ]


@pytest.fixture
def at(lines):
    lao, year = lines[0].organisation_id, lines[0].year_id
    return {
        "transfers": f"/organisation/{lao}/transfers/{year}",
        "add": f"/organisation/{lao}/transfers/{year}/add",
        "open": f"/organisation/{lao}/open-line/{year}",
        "control": f"/organisation/{lao}/control-totals/{year}/1",
    }


def test_the_pages_are_whole_on_both_screens(page, lines, at):
    lao = lines[0].organisation
    make.a_line(lao, name="ซ่อมฝายน้ำล้น หมู่ที่ 3", authority="council", decided_on=clock.today(), paper="สภา 1/2570")
    make.a_line(lao, source="other", name="ระบบสูบน้ำ", agency="กรมทรัพยากรน้ำ", decided_on=clock.today())
    round_ = make.a_transfer(lao, reason="ราคาวัสดุสูงขึ้น")
    sign_in(page, make.a_finance_officer(lao))
    at |= {"transfer": f"/transfer/{round_.pk}"}
    assert walk(page, at.values(), opened=False, seen=True) == []
    for name, path in at.items():
        page.goto(path)
        page.evaluate("document.querySelectorAll('main details').forEach(part => part.open = true)")
        assert faults_of(page) == []
        _look(page, name)


def test_balances_and_both_sides_follow_what_is_typed(page, lines, at):
    sign_in(page, make.a_finance_officer(lines[0].organisation))
    page.goto(at["add"])
    page.fill("#id_decided_on", format_short(clock.today()))
    page.fill("#id_r1-line", "1")
    page.fill("#id_r1-less", "๓๐,๐๐๐.๒๕")
    first = page.locator("[data-side]").first
    assert first.locator("[data-after]").inner_text() == "219,999.75"
    assert page.locator("[data-gap]").inner_text() == "30,000.25"
    page.fill("#id_r2-line", "2")
    page.fill("#id_r2-more", "30,000.25")
    assert page.locator("[data-even]").is_visible()
    assert not page.locator("[data-uneven]").is_visible()
    _look(page, "transfer-typed")
    page.click("[name=save]")
    page.wait_for_url("**/transfer/*")
    assert Transfer.objects.get().entries.get(line=lines[1]).amount == Decimal("30000.25")
    assert faults_of(page) == []
    _look(page, "transfer-saved")


def test_a_report_is_read_looked_at_and_kept(page, lines, at):
    sign_in(page, make.a_finance_officer(lines[0].organisation))
    page.goto(at["control"])
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("#id_file", {"name": "คงเหลือ.xlsx", "mimeType": media, "buffer": a_report()})
    page.click("[name=read]")
    assert "269,284.00" in page.inner_text("main")
    assert faults_of(page) == []
    _look(page, "report-read")
    page.click("[name=keep_report]")
    page.wait_for_selector("text=398,636.00")
    assert faults_of(page) == []
    _look(page, "control")


def _look(page, name):
    """A picture for the eye, where LOOK names a folder."""
    if folder := os.environ.get("LOOK"):
        for screen, size in SCREENS.items():
            page.set_viewport_size(size)
            page.screenshot(path=f"{folder}/{name}-{screen}.png", full_page=True)
        page.set_viewport_size(SCREENS["desk"])
