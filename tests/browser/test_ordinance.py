"""The ordinance in a real browser: lines classified by keyboard alone, sums that follow, all without a script too."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from localplan.budgeting.models import BudgetLine
from localplan.budgeting.tests import make as budgets
from localplan.organisations.models import Post
from localplan.organisations.tests import make
from localplan.planning.tests import make as plans
from localplan.web.tests.looking import faults_of, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = 2569
SAVED = "#savest[data-s=ok]"


@pytest.fixture
def ordinance():
    return budgets.an_ordinance(make.an_lao(name="ห้วยน้ำใส"), year=YEAR, stated_total="456000.00")


@pytest.fixture
def project(ordinance):
    return plans.a_project(plans.a_plan(ordinance.organisation), "จัดซื้อเครื่องสูบน้ำ", number=7, amounts={YEAR: "96000"})


@pytest.fixture
def officer(ordinance):
    return make.a_post(Post.FINANCE, at=ordinance.organisation)


def at(ordinance, page="grid"):
    return f"/organisation/{ordinance.organisation_id}/ordinance/{YEAR}/{page}"


@pytest.fixture
def opened(page, ordinance, project, officer):
    """The grid of one recurrent line."""
    budgets.an_ordinance_line(
        ordinance,
        name="ค่าไฟฟ้า สำนักงาน",
        amount="360000",
        development=False,
        work=budgets.the_code("00111"),
        category=budgets.the_code("534000"),
    )
    sign_in(page, officer)
    page.goto(at(ordinance))
    return page


def row_of(page, name):
    return page.locator("tr[data-id]", has_text=name)


def test_a_line_is_entered_linked_and_classified_with_the_keyboard_alone(opened, project):
    keys = opened.keyboard
    opened.locator("[data-add]").click()
    keys.insert_text("จัดซื้อเครื่องสูบน้ำ")
    keys.press("Tab")
    expect(opened.locator("select.cell")).to_be_focused()
    opened.locator("select.cell").select_option(str(project.project_id))
    keys.press("Tab")
    expect(opened.locator("#picker")).to_be_visible()
    expect(opened.locator("#picker-q")).to_be_focused()
    keys.insert_text("เกษตร 541")
    expect(opened.locator("#picker .pick li:visible")).to_have_count(4)
    assert faults_of(opened) == []
    keys.press("Enter")
    expect(opened.locator("#picker")).to_be_hidden()
    expect(row_of(opened, "จัดซื้อเครื่องสูบน้ำ").locator("[data-f=amount] input")).to_be_focused()
    keys.type("100000")
    keys.press("Enter")
    keys.press("Control+s")
    expect(opened.locator(SAVED)).to_contain_text("บันทึกครบแล้ว")
    row = row_of(opened, "จัดซื้อเครื่องสูบน้ำ")
    expect(row.locator("[data-show=planned]")).to_have_text("96,000")
    expect(row.locator("[data-show=note]")).to_contain_text("4,000.00")
    expect(row.locator("[data-f=source]")).to_contain_text("7")
    line = BudgetLine.objects.get(name="จัดซื้อเครื่องสูบน้ำ")
    assert (line.project_id, line.work.code, line.category.code) == (project.project_id, "00321", "541000")
    expect(opened.locator("tfoot [data-tot=sum]")).to_have_text("460,000.00")
    expect(opened.locator(".money [data-tot=missing]")).to_have_text("4,000.00")
    assert faults_of(opened) == []


def test_the_money_strip_turns_right_when_the_lines_equal_the_paper(opened):
    strip = opened.locator(".money div", has=opened.locator("[data-tot=missing]"))
    expect(strip).to_have_class("is-bad")
    opened.locator("tr[data-id] [data-f=amount]").first.click()
    opened.keyboard.type("456000")
    opened.keyboard.press("Enter")
    opened.keyboard.press("Control+s")
    expect(strip).to_have_class("is-ok")


def test_the_classification_of_the_row_above_and_of_last_year_is_one_key_away(opened, ordinance):
    before = budgets.an_ordinance(ordinance.organisation, year=YEAR - 1)
    budgets.an_ordinance_line(
        before,
        name="ค่าวัสดุสำนักงาน",
        development=False,
        work=budgets.the_code("00113"),
        category=budgets.the_code("533000"),
    )
    opened.locator("[data-add]").click()
    opened.keyboard.insert_text("ค่าวัสดุสำนักงาน")
    opened.keyboard.press("Enter")
    cell = row_of(opened, "ค่าวัสดุสำนักงาน").locator("[data-f=classification]")
    cell.click()
    opened.keyboard.press("Control+d")
    expect(cell).to_contain_text("00111")
    opened.keyboard.press("Enter")
    opened.locator("#picker [data-again] button").click()
    expect(cell).to_contain_text("00113")
    opened.keyboard.press("Control+s")
    expect(opened.locator(SAVED)).to_contain_text("บันทึกครบแล้ว")
    line = BudgetLine.objects.get(name="ค่าวัสดุสำนักงาน", year=YEAR)
    assert (line.work.code, line.category.code) == ("00113", "533000")


def test_escape_leaves_a_line_as_it_was_classified(opened):
    cell = opened.locator("tr[data-id] [data-f=classification]").first
    cell.click()
    opened.keyboard.press("Enter")
    opened.keyboard.insert_text("541")
    opened.keyboard.press("Escape")
    expect(opened.locator("#picker")).to_be_hidden()
    expect(cell).to_be_focused()
    expect(cell).to_contain_text("534000")


def test_without_a_script_a_line_is_entered_in_its_form(chromium, live, ordinance, project, officer):
    context = chromium.new_context(base_url=live.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, officer)
    page.goto(at(ordinance))
    page.locator("[data-add]").click()
    page.fill("#id_name", "จัดซื้อเครื่องสูบน้ำ")
    page.fill("#id_amount", "96,000")
    page.check("input[name=development][value='1']")
    page.select_option("#id_project_id", str(project.project_id))
    page.select_option("#id_work_id", str(budgets.the_code("00321").pk))
    page.select_option("#id_category_id", str(budgets.the_code("541000").pk))
    page.locator("form.form .btn--p").click()
    expect(page.locator(".messages")).to_contain_text("จัดซื้อเครื่องสูบน้ำ")
    line = BudgetLine.objects.get()
    assert (line.budget, line.project_id, line.category.code) == (96_000, project.project_id, "541000")
    page.goto(at(ordinance))
    expect(page.locator("a[data-go]").first).to_have_attribute("href", f"/budget-line/{line.pk}")
    context.close()
