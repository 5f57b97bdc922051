"""Asking the province for help, answering, and seeing as the LAO, in a real browser on both screens."""

from __future__ import annotations

import pytest

from localplan.organisations.models import Post
from localplan.organisations.tests import make
from localplan.support import actions
from localplan.support.facts import Offer
from localplan.support.models import HelpRequest
from localplan.support.tests.make_help import a_consent, a_request, an_answer
from localplan.toolkit import files
from localplan.web.tests.looking import faults_of, sign_in, walk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house():
    lao = make.an_lao(name="ห้วยน้ำใส", phone="053-777123")
    planner = make.a_post(Post.PLANNER, at=lao, user=make.a_person(full_name="ปิยะ สุขสันต์"))
    officer = make.a_post(Post.OFFICER, at=make.a_province(), user=make.a_person(full_name="ดวงใจ มั่นคง"))
    dla = make.a_post(Post.OFFICER, at=make.the_department())
    scan = files.keep(make.a_scan())
    words = {"page": f"/organisation/{lao.pk}/plans", "step": "plan_confirm", "trouble": "ยังไม่ครบ 3 รายการ"}
    waiting = a_request(planner, files=(scan,), **words)
    answered = an_answer(a_request(planner, "พิมพ์ข้อบัญญัติไม่ออก", step="ordinance"), officer)
    actions.offer_solution(answered, Offer("พิมพ์ไม่ออก", "กดปุ่มพิมพ์ที่มุมขวา"), by=officer)
    consent = a_consent(planner, officer)
    return {
        "lao": lao,
        "planner": planner,
        "officer": officer,
        "dla": dla,
        "waiting": waiting,
        "answered": answered,
        "consent": consent,
    }


@pytest.mark.parametrize("kind", ["planner", "officer", "dla"])
def test_nothing_on_a_page_of_help_keeps_anybody_out(page, house, kind):
    pages = ["/", "/help", "/help?state=all&of=all", "/help?state=closed", f"/help/{house['waiting'].pk}"]
    pages += [f"/help/{house['answered'].pk}", f"/organisation/{house['lao'].pk}/seeing"]
    if kind == "planner":
        pages += ["/help/ask?page=/calendar&step=ordinance"]
    sign_in(page, house[kind])
    assert walk(page, pages, opened=True, seen=True) == []


def test_an_lao_asks_the_province_answers_and_the_lao_closes_it(page, house):
    sign_in(page, house["planner"])
    page.goto("/calendar")
    page.click(".top__tools a:has-text('ติดปัญหา')")
    page.fill("#id_subject", "หาปุ่มส่งไม่พบ")
    page.fill("#id_text", "อยู่หน้าปฏิทินแล้วไม่รู้จะกดอะไร")
    page.set_input_files("#id_files", [{"name": "x.html", "mimeType": "text/html", "buffer": b"<script>1</script>"}])
    page.click("button:has-text('ส่งถึงจังหวัด')")
    assert page.input_value("#id_text") == "อยู่หน้าปฏิทินแล้วไม่รู้จะกดอะไร"
    assert page.locator("#problems").count() == 1
    assert faults_of(page) == []
    page.click("button:has-text('ส่งถึงจังหวัด')")
    page.wait_for_url("**/help/*")
    made = HelpRequest.objects.get(subject="หาปุ่มส่งไม่พบ")
    assert made.page == "/calendar"


def test_the_officer_sees_as_the_lao_and_can_change_nothing(page, house):
    sign_in(page, house["officer"])
    page.goto("/help")
    page.click("button:has-text('ดูในมุมของ')")
    assert page.locator(".seeing").count() == 1
    lao = house["lao"].pk
    read = [
        "/",
        f"/organisation/{lao}",
        "/help",
        f"/organisation/{lao}/contact",
        f"/organisation/{lao}/seeing",
        "/no-such-page",
    ]
    assert walk(page, read, opened=False) == []
    assert page.locator(".seeing").count() == 1
    page.goto(f"/organisation/{lao}/contact")
    page.locator("main form button.btn--p").first.click()
    assert page.locator("h1:has-text('ดูได้อย่างเดียว')").count() == 1
    assert faults_of(page) == []
    page.click(".seeing button")
    assert page.locator(".seeing").count() == 0
