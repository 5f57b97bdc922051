"""Asking for more time, as the two sides see it."""

import pytest
from django.urls import reverse

from localplan.calendar import actions, duties
from localplan.calendar.tests import make
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year

pytestmark = pytest.mark.django_db
YEAR = fiscal_year(clock.today())
WHY = "น้ำท่วมสำนักงาน"


@pytest.fixture(autouse=True)
def empty(monkeypatch):
    monkeypatch.setitem(duties._DUTIES, "lao_strategy", make.a_duty("lao_strategy", there=0, missing="วิสัยทัศน์"))


@pytest.fixture
def row():
    return make.a_submission(people.an_lao(name="ห้วยน้ำใส"), year=YEAR, when=make.dates(-30, 5, 20))


@pytest.fixture
def planner(row):
    return people.a_post(Post.PLANNER, at=row.organisation)


@pytest.fixture
def officer():
    return people.a_post(Post.OFFICER, at=people.a_province())


def be(day):
    return f"{day:%d/%m}/{day.year + 543}"


def press(client, name, row, **data):
    return client.post(reverse(name, args=[row.pk]), data)


def page(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode()


def test_the_lao_asks_and_reads_that_it_waits(client, row, planner):
    client.force_login(planner.user)
    asked = {"verb": "ask_time", "time-until_on": be(people.days(15)), "time-reason": WHY}
    assert press(client, "step", row, **asked).status_code == 302
    shown = page(client, "step", row.pk)
    assert WHY in shown
    assert 'value="ask_time"' not in shown


def test_without_a_reason_or_with_a_day_that_is_none_the_form_comes_back(client, row, planner):
    client.force_login(planner.user)
    for until, reason in (("", ""), ("32/13/2570", WHY), (be(people.days(3)), WHY)):
        answer = press(client, "step", row, verb="ask_time", **{"time-until_on": until, "time-reason": reason})
        assert answer.status_code == 422
        assert 'class="err"' in answer.content.decode()
    row.refresh_from_db()
    assert row.time_asked_at is None


def test_the_province_sees_it_on_its_home_in_the_matrix_and_beside_its_reviews(client, row, planner, officer):
    actions.ask_more_time(row, reason=WHY, by=planner)
    client.force_login(officer.user)
    way = reverse("review", args=[row.pk])
    assert way in page(client, "home")
    assert way in page(client, "reviews")
    matrix = client.get(reverse("matrix"), {"only": "time"}).content.decode()
    assert reverse("step", args=[row.pk]) in matrix
    assert WHY in page(client, "review", row.pk)


def test_the_province_gives_it_on_the_day_that_was_asked_for(client, row, planner, officer):
    actions.ask_more_time(row, until_on=people.days(15), reason=WHY, by=planner)
    client.force_login(officer.user)
    assert be(people.days(15)) in page(client, "review", row.pk)
    given = {"verb": "extend", "extend-due_on": be(people.days(15)), "extend-reason": "ตามที่ขอ"}
    assert press(client, "review", row, **given).status_code == 302
    row.refresh_from_db()
    assert (row.due_on, row.time_asked_at) == (people.days(15), None)


def test_the_province_declines_with_a_word_that_the_lao_reads(client, row, planner, officer):
    actions.ask_more_time(row, reason=WHY, by=planner)
    client.force_login(officer.user)
    assert press(client, "review", row, verb="decline_time").status_code == 422
    assert press(client, "review", row, verb="decline_time", **{"decline-reason": "ยังทำทัน"}).status_code == 302
    client.force_login(planner.user)
    assert "ยังทำทัน" in page(client, "step", row.pk)
