"""A calendar for the whole nation is left to the worker; whoever asked watches how far it is."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse
from procrastinate.contrib.django import app

from localplan.calendar import actions
from localplan.calendar.actions import handing_over, publishing
from localplan.calendar.models import Calendar, Publication, Submission
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.toolkit import clock
from localplan.toolkit.database import worker_answers
from localplan.toolkit.problems import NotAllowed

from . import make

pytestmark = pytest.mark.django_db
STEPS = ("lao_strategy", "plan_confirm")


@pytest.fixture
def dla():
    return people.a_post(Post.OFFICER, at=people.the_department())


@pytest.fixture
def page(client, dla, draft):
    people.signed_in(client, dla)
    client.path = reverse("publish-calendar", args=[draft.pk])
    return client


@pytest.fixture
def draft(dla):
    for _ in range(3):
        people.an_lao()
    return actions.draft_calendar(dla.organisation, make.a_calendar_fact(steps=STEPS), by=dla)


@pytest.fixture
def nation(monkeypatch):
    """So many organisations that it is left to the worker, which answers."""
    monkeypatch.setattr(handing_over, "AT_ONCE", 2)
    monkeypatch.setattr(handing_over, "worker_answers", lambda: True)


def jobs():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (args->>'publication')::int, status FROM procrastinate_jobs WHERE task_name = %s",
            [handing_over.JOB],
        )
        return cursor.fetchall()


def later(**delta):
    return clock.at(clock.now() + dt.timedelta(**delta))


def in_a_thread(act):
    def run():
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()


def work():
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


class TestWhoPublishes:
    def test_for_few_organisations_the_request_does_it(self, page, monkeypatch):
        monkeypatch.setattr(handing_over, "worker_answers", lambda: True)
        assert page.post(page.path).url.endswith("/published")
        assert (Submission.objects.count(), jobs()) == (6, [])

    def test_where_no_worker_answers_the_request_does_it_for_all(self, page, nation, monkeypatch):
        monkeypatch.setattr(handing_over, "worker_answers", lambda: False)
        assert page.post(page.path).url.endswith("/published")
        assert Submission.objects.count() == 6

    def test_else_the_worker_does_it_once_however_often_it_is_pressed(self, page, nation, draft):
        for _ in range(3):
            assert page.post(page.path, {"seen": draft.version}).url == page.path
        assert jobs() == [(Publication.objects.get().pk, "todo")]
        assert (Calendar.objects.get().published_at, Submission.objects.count()) == (None, 0)

    def test_what_is_wrong_is_said_before_it_is_left_to_the_worker(self, page, nation, draft):
        assert page.post(page.path, {"seen": draft.version + 1}).status_code == 422
        assert jobs() == []

    def test_only_dla_leaves_it(self, nation, draft):
        with pytest.raises(NotAllowed):
            actions.publish_or_leave_it(draft, seen=None, by=people.a_post(Post.HEAD, at=people.a_province()))

    def test_a_worker_answers_while_its_heart_beats(self):
        assert not worker_answers()
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute')")
            assert not worker_answers()
            cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '9 seconds'")
        assert worker_answers()

    def test_the_job_is_one_the_worker_knows(self):
        app.perform_import_paths()
        assert handing_over.JOB in app.tasks

    def test_the_second_of_two_who_press_at_once_is_sent_to_what_the_first_published(self, page, dla, monkeypatch):
        real = actions.publish_or_leave_it

        def after_the_first(calendar, **given):
            actions.publish_calendar(calendar, by=dla)
            return real(calendar, **given)

        monkeypatch.setattr(actions, "publish_or_leave_it", after_the_first)
        assert page.post(page.path).url.endswith("/published")
        assert Submission.objects.count() == 6


class TestWatching:
    def test_the_page_waits_and_says_for_what(self, page, nation):
        said = page.post(page.path, follow=True).content.decode()
        assert 'hx-trigger="every 1s"' in said
        assert '<noscript><meta http-equiv="refresh"' in said
        assert 'name="at_once"' not in said

    def test_when_nobody_begins_it_offers_to_publish_from_here(self, page, nation):
        page.post(page.path)
        with later(seconds=11):
            said = page.get(page.path).content.decode()
            assert 'name="at_once"' in said
            assert "refresh" not in said  # a page that goes away under the hand cannot be pressed
            assert page.post(page.path, {"at_once": "1"}).url.endswith("/published")
        actions.publish_what_was_left(Publication.objects.get().pk)  # the worker comes after all
        assert Submission.objects.count() == 6

    def test_the_part_sends_the_page_on_as_soon_as_it_is_published(self, page, nation):
        page.post(page.path)
        part = page.get(page.path, headers={"HX-Request": "true"})
        assert part.content.decode().lstrip().startswith("<section")
        actions.publish_what_was_left(Publication.objects.get().pk)
        assert page.get(page.path, headers={"HX-Request": "true"})["HX-Redirect"].endswith("/published")
        said = page.get(page.get(page.path).url)
        assert (said.context["total"], said.context["organisations"]) == (6, 3)

    def test_a_draft_changed_while_it_waited_is_not_published_and_the_page_says_why(self, page, nation, draft, dla):
        page.post(page.path, {"seen": draft.version})
        actions.word_calendar(draft, title="ปฏิทินใหม่", note="", by=dla)
        actions.publish_what_was_left(Publication.objects.get().pk)
        assert "HX-Refresh" in page.get(page.path, headers={"HX-Request": "true"})
        said = page.get(page.path)
        assert [problem.rule for problem in said.context["problems"]] == ["draft_is_as_it_was_seen"]
        assert (said.status_code, Submission.objects.count()) == (422, 0)
        page.post(page.path, {"seen": draft.version + 1})
        assert len(jobs()) == 2

    def test_a_worker_that_died_on_the_way_is_noticed(self, page, nation):
        page.post(page.path)
        Publication.objects.update(done=1, of=2, told_at=clock.now())
        assert page.get(page.path).context["stands"] == "running"
        with later(seconds=91):
            assert page.get(page.path).context["stopped"] == Publication.objects.get()

    def test_what_fails_publishes_nothing_and_is_told_to_the_worker(self, page, nation, monkeypatch):
        page.post(page.path)
        monkeypatch.setattr(publishing, "_publish", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            actions.publish_what_was_left(Publication.objects.get().pk)
        assert page.get(page.path).context["stopped"]


@pytest.mark.django_db(transaction=True)
def test_the_worker_tells_how_far_it_is_before_anything_is_published(page, nation, monkeypatch):
    page.post(page.path)
    real, seen = publishing._publish, []

    def watched(*given):
        real(*given)
        seen.append(in_a_thread(lambda: (page.get(page.path).context["left"].done, Submission.objects.count())))

    monkeypatch.setattr(publishing, "_publish", watched)
    in_a_thread(work)
    assert seen == [(0, 0), (1, 0)]
    assert page.get(page.path).url.endswith("/published")
    assert (Submission.objects.count(), jobs()[0][1]) == (6, "succeeded")
