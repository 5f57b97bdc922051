"""Publishing to the whole nation is watched in a real browser: by itself with scripts, and without any."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from localplan.calendar import actions
from localplan.calendar.actions import handing_over
from localplan.calendar.models import Publication
from localplan.calendar.tests import make
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.toolkit import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_whoever_publishes_sees_how_far_it_is_and_where_it_has_led(scripts, chromium, live, monkeypatch):
    monkeypatch.setattr(handing_over, "AT_ONCE", 0)
    monkeypatch.setattr(handing_over, "worker_answers", lambda: True)
    dla, _lao = people.a_post(Post.OFFICER, at=people.the_department()), people.an_lao()
    draft = actions.draft_calendar(dla.organisation, make.a_calendar_fact(), by=dla)
    signed_in = people.signed_in(Client(), dla)
    context = chromium.new_context(base_url=live.url, java_script_enabled=scripts, locale="th-TH")
    context.add_cookies([{"name": "sessionid", "value": signed_in.cookies["sessionid"].value, "url": live.url}])
    page = context.new_page()
    page.goto(f"/calendars/{draft.pk}/publish")
    page.locator("main form button").click()
    expect(page.locator("#how-far")).to_contain_text("รอตัวทำงานเบื้องหลัง", timeout=30_000)
    Publication.objects.update(done=1, of=2, told_at=clock.now())
    expect(page.locator("#how-far")).to_contain_text("1 จาก 2", timeout=30_000)
    actions.publish_what_was_left(Publication.objects.get().pk)
    page.wait_for_url("**/published", timeout=30_000)
    expect(page.locator("main")).to_contain_text("1 หน่วยงาน")
    context.close()
