"""Reminders in a real browser on both screens: on the home, on their page, their mail, and what did not arrive."""

from __future__ import annotations

import pytest

from localplan.organisations.models import Post
from localplan.organisations.tests import make
from localplan.support import actions
from localplan.support.models import Mail
from localplan.support.tests.telling import a_morning, a_staffed_lao, due, promised, returned
from localplan.toolkit import clock
from localplan.web.tests.looking import sign_in, walk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world():
    found = a_staffed_lao(name="ห้วยน้ำใส")
    far = make.an_lao(make.a_district(make.a_province(50)), name="ไกลบ้าน")
    make.a_post(Post.PLANNER, at=far, user=found.planner.user)
    due(found.lao, -14)
    due(found.lao, 0, "plan_confirm")
    promised(found.lao, found.officer, clock.today(), submission=due(found.lao, -40, "ordinance"), person="ปลัดสมศรี")
    a_morning()
    returned(due(found.lao, 20, "spending_q1"), found.officer)
    actions.tell_returned()
    found.administrator = make.a_post(Post.ADMINISTRATOR, at=make.the_department())
    Mail.objects.filter(user=found.clerk.user).update(state="failed", tries=7, trouble="TimeoutError: timed out " * 5)
    Mail.objects.filter(user=found.planner.user).update(state="bounced", tries=1, trouble="550 5.1.1 no such user")
    make.User.objects.filter(pk=found.planner.user_id).update(refused_email=found.planner.user.email)
    return found


PAGES = {
    "planner": ["/", "/digests", "/messages", "/me"],
    "clerk": ["/", "/digests", "/people/{lao}"],
    "officer": ["/", "/digests"],
    "district": ["/", "/digests"],
    "administrator": ["/", "/mail", "/digests"],
}


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_on_a_page_of_reminders_keeps_anybody_out(page, world, kind):
    sign_in(page, getattr(world, kind))
    assert walk(page, [path.format(lao=world.lao.pk) for path in PAGES[kind]], opened=True, seen=True) == []


def test_a_planner_reads_the_reminders_and_they_leave_the_home(page, world):
    sign_in(page, world.planner)
    page.goto("/")
    card = page.locator("section:has(#reminders)")
    assert card.locator("li").count() == 3
    assert "ยอดไม่ตรง" in card.inner_text()
    card.locator("button").click()
    page.wait_for_load_state()
    assert page.locator("#reminders").count() == 0
    page.goto("/digests")
    assert page.locator("section h2").count() == 2


def test_the_administrator_has_a_mail_tried_again(page, world):
    sign_in(page, world.administrator)
    page.goto("/mail")
    page.locator("tbody tr", has_text="TimeoutError").locator("input").first.check()
    page.click("button:has-text('ส่งใหม่เฉพาะที่เลือก')")
    page.wait_for_load_state()
    assert "จะส่งใหม่ 1 ฉบับ" in page.inner_text(".messages")
