"""Two fiscal years overlap: home shows the calendar rows that hold today, and what is left of the year not shown."""

from __future__ import annotations

import datetime as dt

import pytest

from localplan.calendar import actions, duties
from localplan.calendar.models import Calendar, CalendarRow, Submission
from localplan.calendar.tests.founding_texts import ROWS_2560, a_document
from localplan.calendar.tests.make import a_duty, a_submission, dates
from localplan.organisations.models import Membership, Post
from localplan.organisations.tests import make
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year

pytestmark = pytest.mark.django_db
ANSWERS = {"row1.item2.year": "2560", "row1.remark.contradiction": "opens:2016-09-01"}


@pytest.fixture
def head():
    """Of a province with one LAO; the calendar of 2560 is published at the end of fiscal year 2559."""
    with clock.at(dt.date(2016, 9, 12)):
        make.an_lao(name="ห้วยน้ำใส")
        dla = make.a_post(Post.OFFICER, at=make.the_department())
        text = a_document(*ROWS_2560)
        [draft] = actions.import_document(dla.organisation, text, answers=ANSWERS, by=dla).calendars
        actions.publish_calendar(draft, by=dla)
        return make.a_post(Post.HEAD, at=make.a_province())


def home(client, post, day, **asked):
    with clock.at(day):
        return make.signed_in(client, post).get("/", asked)


def test_in_september_the_row_of_the_coming_years_calendar_stands_beside_the_year_that_ends(client, head):
    page = home(client, head, dt.date(2016, 9, 12))
    [now] = page.context["now_rows"]
    assert (page.context["year"], now.calendar.year_id, now.row.number) == (2559, 2560, 1)
    row = CalendarRow.objects.get(number=1)
    assert row.remark.split()[0] in page.content.decode()
    assert "2560" in page.content.decode().split('class="calrow__m"')[1].split("</div>")[0]


def test_when_two_calendars_have_a_row_for_today_that_of_the_year_in_view_comes_first(client, head):
    with clock.at(dt.date(2017, 8, 1)):
        dla = Membership.objects.get(organisation=make.the_department(), post=Post.OFFICER)
        actions.publish_calendar(actions.copy_forward(Calendar.objects.get(), 2561, by=dla), by=dla)
    for year, rows in (("2560", [(2560, 6), (2561, 1)]), ("2561", [(2561, 1), (2560, 6)])):
        shown = home(client, head, dt.date(2017, 9, 12), fy=year).context["now_rows"]
        assert [(now.calendar.year_id, now.row.number) for now in shown] == rows


def test_a_row_that_speaks_of_the_provinces_check_leads_to_it_and_to_the_step_it_verifies(client, head):
    page = home(client, head, dt.date(2017, 5, 16))
    [now] = page.context["now_rows"]
    [item] = now.guidance
    check = f"/check/{head.organisation_id}/2560/check_q2"
    assert (now.row.number, [own.href for own in item.own]) == (4, [check])
    assert [line.deadline.step for line in item.lines] == ["spending_q2"]
    assert f'href="{check}"' in page.content.decode()


def test_the_note_leads_to_the_round_and_to_its_check(client, head):
    [now] = home(client, head, dt.date(2017, 1, 16)).context["now_rows"]
    assert now.note.deadline.step == "grants_m03"
    assert now.note_own.href.endswith("/2560/check_grants_m03")


def test_home_tells_what_is_left_of_the_years_it_does_not_show(client, head):
    lao = Submission.objects.filter(organisation__level="lao")
    lao.filter(deadline__step="year_close", deadline__year_id=2559).update(life="submitted", submitted_at=clock.now())
    page = home(client, head, dt.date(2017, 3, 20))
    told = {one.number: (one.steps, one.waiting, one.over) for one in page.context["other_years"]}
    assert (page.context["year"], told) == (2560, {2559: (1, 1, 0)})  # its check of the year, the close to be checked
    assert "?fy=2559" in page.content.decode()
    late = home(client, head, dt.date(2017, 3, 20), fy="2559").context["other_years"]
    assert late[0].over > 0  # strategy and plan of 2560


def test_a_full_step_leads_to_where_it_is_sent(client, monkeypatch):
    lao = make.an_lao()
    planner = make.a_post(Post.PLANNER, at=lao)
    monkeypatch.setitem(duties._DUTIES, "lao_strategy", a_duty("lao_strategy"))
    year = fiscal_year(clock.today())
    a_submission(lao, "grants_m01", year=year, when=dates(-5, 5, 9))
    step = a_submission(lao, "lao_strategy", year=year, when=dates(-5, 50, 90))
    text = make.signed_in(client, planner).get("/").content.decode()
    assert f'href="/step/{step.pk}">ตรวจดูแล้วส่ง' in text
