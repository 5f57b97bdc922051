"""The shell in a real browser: nothing typed is lost, nothing is out of reach without a script."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from localplan.organisations.models import Post
from localplan.organisations.tests import make

pytestmark = pytest.mark.django_db(transaction=True)
VECTORS = json.loads(Path("localplan/toolkit/tests/vectors.json").read_text("utf-8"))
HOUR = 3_600_000


def sign_in(page, language: str = "th"):
    """Through the door, as a clerk; returns the person."""
    user = make.a_person("clerk", "สมบูรณ์ ดีพร้อม", language=language)
    make.a_post(Post.CLERK, at=make.an_lao(), user=user)
    page.goto("/sign-in?next=/gallery")
    page.fill("#id_username", "clerk")
    page.fill("#id_password", make.PASSWORD)
    page.click("#sign-in [type=submit]")
    page.wait_for_url("**/gallery")
    return user


def test_the_date_field_reads_what_the_server_reads(page):
    sign_in(page)
    page.wait_for_function("window.BEDate")
    page.evaluate("near => document.documentElement.dataset.today = near", VECTORS["near"])
    wrong = page.evaluate(
        """([dates, near]) => dates.filter(([typed, day]) => {
            const read = BEDate.parse(typed, near);
            return (read.iso || null) !== (/^\\d{4}-\\d\\d-\\d\\d$/.test(day || "") ? day : null);
        })""",
        [VECTORS["dates"], VECTORS["near"]],
    )
    assert wrong == []


def test_a_date_is_read_back_in_the_language_of_the_page(page):
    sign_in(page, language="en")
    page.fill("#id_signed_on", "1 ต.ค. 69")
    expect(page.locator("#id_signed_on-h")).to_contain_text(
        "Thursday 1 October 2026 (BE 2569) · fiscal year 2570, quarter 1"
    )


def test_the_calendar_is_worked_by_keys_and_gives_the_focus_back(page):
    sign_in(page)
    page.wait_for_function("window.BEDate")
    page.fill("#id_signed_on", "1/10/2569")
    page.focus("#id_signed_on")
    page.keyboard.press("F4")
    expect(page.locator(".bedp [data-d='2026-10-01']")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageDown")
    page.keyboard.press("Enter")
    expect(page.locator("#id_signed_on")).to_be_focused()
    assert page.input_value("#id_signed_on") == "02/11/2569"


def test_a_draft_comes_back_after_the_tab_was_closed(page):
    page.clock.install()
    sign_in(page)
    page.fill("#id_remark", "พิมพ์ค้างไว้")
    page.clock.run_for(2500)
    page.reload()
    page.locator(".draft button").first.click()
    assert page.input_value("#id_remark") == "พิมพ์ค้างไว้"


def test_drafts_are_gone_after_signing_out(page):
    page.clock.install()
    user = sign_in(page)
    page.fill("#id_remark", "พิมพ์ค้างไว้")
    page.clock.run_for(2500)
    kept = f"Object.keys(localStorage).filter(k => k.startsWith('draft:{user.pk}:')).length"
    assert page.evaluate(kept) == 1
    page.locator(".top__tools > details.menu").last.locator("summary").click()
    page.locator("[data-signout] button").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate(kept) == 0


def test_no_password_is_ever_kept_in_a_draft(page):
    page.clock.install()
    sign_in(page)
    page.fill("#id_remark", "x")
    page.evaluate("document.getElementById('id_name').type = 'password'")
    page.fill("#id_name", "open-sesame")
    page.clock.run_for(2500)
    assert "open-sesame" not in page.evaluate("JSON.stringify(localStorage)")


def test_one_click_keeps_the_session_before_it_ends(page):
    page.clock.install()
    sign_in(page)
    page.clock.fast_forward(8 * HOUR - 9 * 60_000)
    warning = page.locator("#session-warning")
    expect(warning).to_be_visible()
    warning.locator(".btn--p").click()
    expect(warning).to_be_hidden()
    expect(page.locator(".toast")).to_contain_text("ต่อเวลาแล้ว")


def test_after_the_session_ended_one_signs_in_on_the_spot_and_goes_on(page):
    page.clock.install()
    sign_in(page)
    page.fill("#id_remark", "ยังอยู่")
    page.context.clear_cookies(name="sessionid")
    page.clock.fast_forward(9 * HOUR)
    dialog = page.locator("#session-again")
    expect(dialog).to_be_visible()
    page.fill("#session-password", "wrong")
    dialog.locator(".btn--p").click()
    expect(dialog.locator(".err")).to_be_visible()
    page.fill("#session-password", make.PASSWORD)
    dialog.locator(".btn--p").click()
    expect(dialog).to_be_hidden()
    assert page.input_value("#id_remark") == "ยังอยู่"
    assert page.request.get("/gallery").url.endswith("/gallery")


def test_two_clicks_send_a_form_once(page):
    sign_in(page)
    sent = []

    def stay_on_the_page(route):
        sent.append(route.request.url)
        route.fulfill(status=204)

    page.route("**/gallery?**", stay_on_the_page)
    with page.expect_request("**/gallery?**"):
        page.evaluate("const f = document.querySelector('form[data-draft]'); f.requestSubmit(); f.requestSubmit()")
    expect(page.locator("form[data-draft] .btn--p")).to_have_attribute("aria-disabled", "true")
    assert len(sent) == 1


def test_large_letters_come_at_once_and_stay(page):
    sign_in(page)
    button = page.locator(".top [data-text-size] button").first
    with page.expect_response("**/text-size"):
        button.click()
    expect(page.locator("html")).to_have_class("fs-1")
    page.reload()
    expect(page.locator("html")).to_have_class("fs-1")


def test_the_password_can_be_looked_at(page):
    page.goto("/sign-in")
    eye = page.locator("[data-eye]")
    eye.click()
    expect(page.locator("#id_password")).to_have_attribute("type", "text")
    expect(eye).to_have_attribute("aria-label", "ซ่อนรหัสผ่าน")


def test_no_page_of_the_shell_breaks_the_policy_or_scrolls_sideways(page):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(page)
    for width in (1366, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.reload()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    assert complaints == []


def test_without_a_script_one_signs_in_reads_in_english_and_signs_out(chromium, live):
    user = make.a_person("clerk", "สมบูรณ์ ดีพร้อม")
    make.a_post(Post.CLERK, at=make.an_lao(), user=user)
    context = chromium.new_context(base_url=live.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in?next=/gallery")
    page.fill("#id_username", "clerk")
    page.fill("#id_password", make.PASSWORD)
    page.click("#sign-in [type=submit]")
    page.locator(".top__tools > .prefs [name=language]").click()
    expect(page.locator("h1")).to_have_text("Parts of the screens")
    page.locator(".top__tools > .prefs [name=text_size]").click()
    expect(page.locator("html")).to_have_class("fs-1")
    page.locator(".top__tools > details.menu").first.locator("summary").click()
    page.locator("a[href='?fy=2569']").or_(page.locator(".fy ~ .pop a")).first.click()
    assert "fy=" in page.url
    page.locator(".top__tools > details.menu").last.locator("summary").click()
    page.locator("[data-signout] button").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    context.close()
