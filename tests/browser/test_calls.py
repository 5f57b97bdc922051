"""A morning of calls: the contact is noted in the list itself, and the promise comes first on its day."""

from __future__ import annotations

import pytest

from localplan.calendar.tests import make as steps
from localplan.organisations.models import Post
from localplan.organisations.tests import make
from localplan.support.models import Contact
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year, format_short
from localplan.web.tests.looking import faults_of, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def late():
    """Two LAOs that are late; the first to be rung is the later one."""
    year = fiscal_year(clock.today())
    return [
        steps.a_submission(make.an_lao(name=name), year=year, when=steps.dates(-60, due, 30))
        for name, due in (("ห้วยน้ำใส", -5), ("ดอนแก้ว", -20))
    ]


def test_a_contact_is_noted_where_it_is_seen_and_its_promise_comes_first(page, late):
    officer = make.a_post(Post.OFFICER, at=make.a_province())
    sign_in(page, officer)
    page.goto("/")
    calls = page.locator("table.chases tbody")
    assert "ดอนแก้ว" in calls.locator("tr").first.inner_text()
    calls.locator("tr", has_text="ห้วยน้ำใส").locator(".notebtn").click()
    form = calls.locator("form")
    form.locator("[name$=outcome]").select_option("promised")
    form.locator("button.btn--p").click()
    form.locator(".err").wait_for()  # the day is missing: said beside the field, nothing is lost
    assert faults_of(page) == []
    form.locator("[name$=promised_on]").fill(format_short(clock.today()))
    form.locator("button.btn--p").click()
    calls.locator("[role=status]").wait_for()
    assert Contact.objects.get().submission == late[0]
    page.goto("/")
    assert "ห้วยน้ำใส" in calls.locator("tr").first.inner_text()
