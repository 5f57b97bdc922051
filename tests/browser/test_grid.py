"""The entry grid in a real browser: nothing typed is lost, two people can work, and a keyboard is enough."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from localplan.organisations.models import Post
from localplan.organisations.tests import make
from localplan.planning import actions
from localplan.planning.facts import ProjectRow
from localplan.planning.models import Edition, Project, ProjectRevision
from localplan.planning.tests import make as plans
from localplan.toolkit import clock

pytestmark = pytest.mark.django_db(transaction=True)
AXE = Path("node_modules/axe-core/axe.min.js")
KEPT = "Object.keys(localStorage).filter(k => k.includes(':grid:')).length"
SAVED, ENDED = "#savest[data-s=ok]", "#session-again"


@pytest.fixture
def plan():
    return plans.a_plan()


@pytest.fixture
def rows(plan):
    """Three projects under the first tactic: 100,000 baht each in 2566."""
    return [plans.a_project(plan, name) for name in ("ก่อสร้างถนน", "ขุดลอกคลอง", "ซ่อมประปา")]


@pytest.fixture
def planner(plan):
    user = make.a_person("planner", "วรรณา ใจงาม")
    return make.a_post(Post.PLANNER, at=plan.organisation, user=user)


@pytest.fixture
def colleague(plan):
    return make.a_post(Post.CLERK, at=plan.organisation, user=make.a_person("clerk", "สมชาย ดีพร้อม"))


def grid(plan):
    return f"/edition/{plans.draft_of(plan).pk}/grid"


def sign_in(page, to):
    page.goto(f"/sign-in?next={to}")
    page.fill("#id_username", "planner")
    page.fill("#id_password", make.PASSWORD)
    page.click("#sign-in [type=submit]")
    page.wait_for_url(f"**{to}")


@pytest.fixture
def opened(page, plan, rows, planner):
    """The grid of the three rows, its clock in our hands."""
    page.clock.install()
    sign_in(page, grid(plan))
    return page


def cell(page, place, field):
    return page.locator("tr[data-id]").nth(place - 1).locator(f"[data-f={field}]")


def type_in(page, place, field, text, key="Enter"):
    cell(page, place, field).click()
    page.keyboard.press("F2")  # Playwright inserts Thai letters without a key press, so a cell must be open
    page.keyboard.type(text)
    page.keyboard.press(key)


def save(page):
    page.keyboard.press("Control+s")
    expect(page.locator(SAVED)).to_be_visible()


def by_name(name):
    return ProjectRevision.objects.get(name=name)


def amounts(name):
    return {amount.year: int(amount.amount) for amount in by_name(name).amounts.all()}


def change_elsewhere(plan, row, by, **values):
    """A colleague's save, from another computer."""
    actions.save_projects(plans.draft_of(plan), [ProjectRow(values, project=row.project_id)], by=by)


def complaints(page):
    """What axe finds, by the standards and best practice."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(rule["id"], [node["html"][:120] for node in rule["nodes"]][:3]) for rule in found["violations"]]


def is_sound(page):
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert complaints(page) == [], width
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    page.set_viewport_size({"width": 1366, "height": 768})


def test_rows_save_by_themselves_when_left_and_the_sums_follow(opened):
    type_in(opened, 1, "y2567", "350,000.50")  # Enter goes to the next row
    expect(opened.locator(SAVED)).to_contain_text("บันทึกครบแล้ว")
    expect(cell(opened, 1, "y2567")).to_have_text("350,000.5")
    expect(opened.locator("tfoot [data-tot=y2567]")).to_have_text("350,000.50")
    assert amounts("ก่อสร้างถนน") == {2566: 100000, 2567: 350000}
    assert opened.evaluate(KEPT) == 0


def test_a_row_saves_after_three_seconds_of_rest(opened):
    type_in(opened, 3, "unit", "กองคลัง", "Tab")
    expect(opened.locator("#savest[data-s=wait]")).to_be_visible()
    assert by_name("ซ่อมประปา").unit == "กองช่าง"
    opened.clock.run_for(3100)
    expect(opened.locator(SAVED)).to_be_visible()
    assert by_name("ซ่อมประปา").unit == "กองคลัง"


def test_the_keys_of_a_spreadsheet(opened):
    cell(opened, 1, "name").click()
    keys = opened.keyboard
    for press, place, field in (
        ("ArrowRight", 1, "programme_id"),
        ("ArrowDown", 2, "programme_id"),
        ("End", 2, "y2570"),
        ("ArrowRight", 3, "a"),
        ("Control+Home", 1, "a"),
        ("Control+End", 3, "y2570"),
        ("PageUp", 1, "y2570"),
    ):
        keys.press(press)
        place_of = opened.locator("tr[data-id]").nth(place - 1)
        expect(place_of.locator("a[data-go]" if field == "a" else f"[data-f={field}]")).to_be_focused()
    keys.type("7000")
    keys.press("ArrowDown")
    keys.press("Control+d")
    expect(cell(opened, 2, "y2570")).to_have_text("7,000")
    keys.press("Control+z")
    expect(cell(opened, 2, "y2570")).to_have_text("")
    cell(opened, 1, "y2566").click()
    keys.press("Delete")
    expect(cell(opened, 1, "y2566")).to_have_text("")
    keys.press("F2")
    keys.type("-")
    keys.press("Escape")
    expect(cell(opened, 1, "y2566")).to_have_text("")
    keys.type("0")
    keys.press("Tab")
    expect(cell(opened, 1, "y2567").locator("input")).to_be_focused()
    expect(cell(opened, 1, "y2566")).to_have_text("-")
    keys.press("Escape")
    assert opened.locator("#grid [tabindex='0']").count() == 1
    keys.press("Tab")
    expect(opened.locator("#grid :focus")).to_have_count(0)
    save(opened)
    cell(opened, 1, "y2566").click()
    save(opened)
    assert amounts("ก่อสร้างถนน") == {2566: 0, 2570: 7000}


def test_a_thai_keyboard_types_digits_into_a_cell_for_money(opened):
    cell(opened, 1, "y2568").click()
    opened.evaluate(
        """() => [['ภ', 'Digit4'], ['ถ', 'Digit5'], ['จ', 'Digit0']].forEach(([key, code]) => document.activeElement
            .dispatchEvent(new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true})))"""
    )
    expect(cell(opened, 1, "y2568").locator("input")).to_have_value("450")
    opened.keyboard.press("Enter")
    expect(cell(opened, 1, "y2568")).to_have_text("450")
    opened.evaluate(
        """() => document.activeElement.dispatchEvent(
            new KeyboardEvent('keydown', {key: 'ผ', code: 'KeyZ', ctrlKey: true, bubbles: true, cancelable: true}))"""
    )
    expect(cell(opened, 1, "y2568")).to_have_text("")


def test_an_amount_that_cannot_be_read_stays_in_the_cell_and_says_so(opened):
    type_in(opened, 1, "y2567", "12O")
    expect(opened.locator(".rowmsg")).to_contain_text("350000")
    expect(cell(opened, 1, "y2567").locator("input")).to_have_value("12O")
    is_sound(opened)
    opened.keyboard.press("Escape")
    expect(opened.locator(".rowmsg")).to_have_count(0)


def test_what_the_server_refuses_is_said_at_the_row_and_saved_once_mended(opened):
    type_in(opened, 1, "y2567", "999999999999999")
    expect(opened.locator(".rowmsg")).to_be_visible()
    expect(opened.locator("#savest[data-s=err]")).to_contain_text("ต้องตรวจ 1 แถว")
    is_sound(opened)
    type_in(opened, 1, "y2567", "5000")
    expect(opened.locator(SAVED)).to_be_visible()
    expect(opened.locator(".rowmsg")).to_have_count(0)
    assert amounts("ก่อสร้างถนน")[2567] == 5000


def test_two_people_in_different_fields_of_one_row_merge(opened, plan, rows, colleague):
    change_elsewhere(plan, rows[0], colleague, unit="สำนักปลัด")
    type_in(opened, 1, "y2567", "5000")
    expect(cell(opened, 1, "unit")).to_have_text("สำนักปลัด")
    assert by_name("ก่อสร้างถนน").unit == "สำนักปลัด"
    assert amounts("ก่อสร้างถนน")[2567] == 5000


@pytest.mark.parametrize(("choice", "kept"), [("ใช้ของฉัน", 420000), ("ใช้ของสมชาย ดีพร้อม", 480000)])
def test_two_people_in_the_same_cell_are_shown_both_values(opened, plan, rows, colleague, choice, kept):
    change_elsewhere(plan, rows[0], colleague, y2566=Decimal("480000.00"))
    type_in(opened, 1, "unit", "กองคลัง", "Tab")
    opened.keyboard.type("420000")
    opened.keyboard.press("Enter")
    panel = opened.locator(".rowmsg--conf")
    expect(panel).to_contain_text("สมชาย ดีพร้อม")
    for amount in ("100,000", "420,000", "480,000"):
        expect(panel.locator(".cmp")).to_contain_text(amount)
    is_sound(opened)
    panel.get_by_role("button", name=choice, exact=True).click()
    expect(opened.locator(SAVED)).to_be_visible()
    expect(panel).to_have_count(0)
    assert amounts("ก่อสร้างถนน") == {2566: kept}
    assert by_name("ก่อสร้างถนน").unit == "กองคลัง"


def test_after_a_lost_answer_the_new_row_is_there_once(opened, plan):
    lost = []

    def lose_the_first_answer(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)  # the server has it; the browser never hears
        route.abort()

    opened.route("**/grid/save", lose_the_first_answer)
    opened.locator("[data-add]").click()
    opened.keyboard.type("ก่อสร้างฝาย")
    opened.keyboard.press("Enter")
    opened.keyboard.press("Control+s")
    expect(opened.locator("#savest[data-s=off]")).to_contain_text("1 แถว")
    opened.clock.run_for(8100)
    expect(opened.locator(SAVED)).to_be_visible()
    assert lost == [200]
    made = Project.objects.exclude(plan__projects__isnull=True).get(revisions__name="ก่อสร้างฝาย")
    link = opened.locator(f"tr[data-id='{made.pk}'] a[data-go]")
    expect(link).to_have_attribute("href", f"/project/{made.pk}")


def test_after_a_lost_answer_and_a_reload_the_new_row_is_shown_once(opened):
    def lose_the_answer(route):
        route.fetch()
        route.abort()

    opened.route("**/grid/save", lose_the_answer)
    opened.locator("[data-add]").click()
    opened.keyboard.type("ก่อสร้างฝาย")
    opened.keyboard.press("Control+s")
    expect(opened.locator("#savest[data-s=off]")).to_be_visible()
    opened.unroute("**/grid/save")
    opened.reload()
    expect(opened.get_by_text("ก่อสร้างฝาย")).to_have_count(1)
    expect(opened.locator(SAVED)).to_be_visible()
    expect(opened.get_by_text("ก่อสร้างฝาย")).to_have_count(1)
    assert Project.objects.count() == 4


def test_offline_rows_wait_survive_a_reload_and_are_saved(opened):
    opened.route("**/grid/save", lambda route: route.abort())
    type_in(opened, 1, "y2567", "5000")
    expect(opened.locator("#savest[data-s=off]")).to_contain_text("ออฟไลน์")
    opened.reload()
    expect(cell(opened, 1, "y2567")).to_have_text("5,000")
    expect(opened.locator(".toast")).to_contain_text("1 แถว")
    is_sound(opened)
    opened.unroute("**/grid/save")
    opened.evaluate("dispatchEvent(new Event('online'))")
    expect(opened.locator(SAVED)).to_be_visible()
    assert amounts("ก่อสร้างถนน")[2567] == 5000
    assert opened.evaluate(KEPT) == 0


def test_a_new_row_that_was_never_sent_comes_back_after_a_reload(opened):
    opened.route("**/grid/save", lambda route: route.abort())
    opened.locator("[data-add]").click()
    opened.keyboard.type("ก่อสร้างฝาย")
    opened.keyboard.press("Tab")
    opened.keyboard.press("Escape")
    opened.unroute("**/grid/save")
    opened.reload()
    expect(opened.locator(SAVED)).to_be_visible()
    expect(opened.get_by_text("ก่อสร้างฝาย")).to_be_visible()
    assert by_name("ก่อสร้างฝาย").tactic is not None


def test_after_the_session_ended_one_signs_in_on_the_spot_and_the_row_is_saved(opened):
    opened.context.clear_cookies(name="sessionid")
    type_in(opened, 1, "y2567", "5000")
    dialog = opened.locator(ENDED)
    expect(dialog).to_be_visible()
    opened.fill("#session-password", make.PASSWORD)
    dialog.locator(".btn--p").click()
    expect(opened.locator(SAVED)).to_be_visible()
    assert amounts("ก่อสร้างถนน")[2567] == 5000


def test_when_the_plan_was_confirmed_meanwhile_the_grid_closes_and_keeps_what_was_typed(opened, plan):
    Edition.objects.filter(plan=plan).update(confirmed_at=clock.now(), promulgated_on=make.days(-1))
    type_in(opened, 1, "y2567", "5000")
    expect(opened.locator("#grid-locked")).to_be_visible()
    expect(cell(opened, 1, "y2567")).to_have_text("5,000")
    is_sound(opened)
    cell(opened, 2, "y2567").click()
    opened.keyboard.type("7")
    expect(cell(opened, 2, "y2567").locator("input")).to_have_count(0)
    assert opened.evaluate(KEPT) == 1


PASTED = (
    "ลำดับ\tชื่อโครงการ\tหน่วยงาน\t2566\t2568\n1\tถนน คสล.\tกองช่าง\t๓๕๐,๐๐๐\t-\n2\tประปา\t\t\t12O,000\nรวม\t\t\t350000\t"
)


def test_pasted_rows_are_looked_at_mended_and_added_whole(opened):
    cell(opened, 1, "name").click()
    opened.evaluate(
        """text => { const clipboardData = new DataTransfer(); clipboardData.setData('text/plain', text);
            document.activeElement.dispatchEvent(
                new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true})); }""",
        PASTED,
    )
    opened.wait_for_url("**/paste")
    expect(opened.locator("tbody tr")).to_have_count(2)
    bad = opened.locator("input[aria-invalid]")
    expect(bad).to_have_value("12O,000")
    is_sound(opened)
    tick = opened.locator("input[name=tick][value='3']")
    expect(tick).not_to_be_checked()
    tick.check()
    opened.locator("form.stack .btn--p").click()
    expect(opened.locator(".note--over[role=alert]")).to_be_visible()
    assert Project.objects.count() == 3
    bad.fill("120,000")
    opened.locator("form.stack .btn--p").click()
    opened.wait_for_url("**/grid")
    expect(opened.locator(".messages")).to_contain_text("2")
    assert amounts("ถนน คสล.") == {2566: 350000, 2568: 0}
    assert amounts("ประปา") == {2568: 120000}
    assert by_name("ประปา").tactic == by_name("ก่อสร้างถนน").tactic


def test_without_a_script_rows_lead_to_their_pages_and_are_pasted_into_a_box(chromium, live, plan, rows, planner):
    context = chromium.new_context(base_url=live.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, grid(plan))
    expect(page.locator("#savest")).to_be_hidden()
    expect(page.locator("a[data-go]").first).to_have_attribute("href", f"/project/{rows[0].project_id}")
    page.locator(f"a[href='{grid(plan)}/paste']").click()
    page.fill("#id_text", PASTED)
    page.locator("form.card .btn--p").click()
    page.locator("form.stack .btn--p").click()
    expect(page.locator(".messages")).to_contain_text("1")
    assert amounts("ถนน คสล.") == {2566: 350000, 2568: 0}
    context.close()


def test_the_grid_is_sound_at_rest_and_while_typing(opened):
    broken = []
    opened.on("console", lambda message: broken.append(message.text) if "Policy" in message.text else None)
    opened.on("pageerror", lambda error: broken.append(str(error)))
    opened.reload()
    is_sound(opened)
    cell(opened, 1, "programme_id").click()
    opened.keyboard.press("Enter")
    is_sound(opened)
    assert broken == []
