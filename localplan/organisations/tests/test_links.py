"""One-time links: made one level up, used once, by whoever holds them."""

import datetime as dt
import logging

import pytest
from django.conf import settings
from django.urls import reverse

from localplan.organisations import actions
from localplan.organisations.logs import HideTokens
from localplan.organisations.models import Post, ResetLink
from localplan.toolkit import clock

from . import make
from .make import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "กล้วยน้ำว้า-สามหวี"


def words(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def lao(db):
    return make.an_lao()


@pytest.fixture
def clerk(lao):
    return make.a_post(Post.CLERK, at=lao)


@pytest.fixture
def planner(lao):
    return make.a_post(Post.PLANNER, at=lao, user=make.a_person("wanna.jaingam", "วรรณา ใจงาม"))


@pytest.fixture
def token(clerk, planner):
    return actions.make_link(planner, by=clerk)


def setting(client, token, first=NEW, second=None):
    return client.post(
        reverse("set-password", args=[token]), {"password1": first, "password2": first if second is None else second}
    )


class TestMaking:
    def test_it_is_asked_first_and_made_on_a_post(self, client, clerk, planner):
        url = reverse("make-link", args=[planner.pk])
        make.signed_in(client, clerk)
        assert client.get(url).status_code == 200
        assert not ResetLink.objects.exists()
        answer = client.post(url)
        assert answer.context["link"] in words(answer)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "wanna.jaingam" in words(answer)

    def test_the_second_link_withdraws_the_first(self, client, clerk, planner, token):
        newer = actions.make_link(planner, by=clerk)
        assert client.get(reverse("set-password", args=[token])).status_code == 410
        assert client.get(reverse("set-password", args=[newer])).status_code == 200

    def test_someone_with_a_higher_post_cannot_be_reset_from_below(self, client, clerk, planner):
        make.a_post(Post.HEAD, at=make.a_province(), user=planner.user)
        answer = make.signed_in(client, clerk).post(reverse("make-link", args=[planner.pk]), follow=True)
        assert "link" not in answer.context
        assert not ResetLink.objects.exists()
        assert len(answer.context["messages"]) == 1

    def test_only_one_level_down(self, client, clerk, planner):
        head = make.a_post(Post.HEAD, at=make.a_province())
        make.signed_in(client, head)
        assert client.post(reverse("make-link", args=[planner.pk])).status_code == 404
        assert client.post(reverse("make-link", args=[clerk.pk])).status_code == 200
        make.signed_in(client, planner)
        assert client.post(reverse("make-link", args=[clerk.pk])).status_code == 404


class TestUsing:
    def test_the_password_is_set_and_the_person_is_told_the_username(self, client, planner, token):
        answer = setting(client, token)
        assert answer.status_code == 200
        assert answer.context["done"]
        assert "wanna.jaingam" in words(answer)
        planner.user.refresh_from_db()
        assert planner.user.check_password(NEW)

    def test_the_page_tells_no_other_site_and_stays_in_no_cache(self, client, token):
        for answer in (client.get(reverse("set-password", args=[token])), setting(client, token)):
            assert answer.headers["Referrer-Policy"] == "strict-origin"
            assert "no-store" in answer.headers["Cache-Control"]

    def test_it_works_once(self, client, planner, token):
        setting(client, token)
        again = setting(client, token, "another-one-altogether")
        assert again.status_code == 410
        assert len(again.context["problems"]) == 1
        planner.user.refresh_from_db()
        assert planner.user.check_password(NEW)

    def test_a_late_link_says_so(self, client, planner, token):
        with clock.at(clock.now() + dt.timedelta(hours=24)):
            late = setting(client, token)
        assert late.status_code == 410
        planner.user.refresh_from_db()
        assert planner.user.check_password(PASSWORD)

    def test_just_before_its_hour_it_works(self, client, token):
        with clock.at(clock.now() + dt.timedelta(hours=23, minutes=59)):
            assert setting(client, token).status_code == 200

    def test_used_late_superseded_and_unknown_are_told_apart(self, client, clerk, planner):
        said = set()
        used = actions.make_link(planner, by=clerk)
        setting(client, used)
        superseded = actions.make_link(planner, by=clerk)
        late = actions.make_link(planner, by=clerk)
        for token, hours in [(used, 0), (superseded, 0), (late, 25), ("nonsense", 0)]:
            with clock.at(clock.now() + dt.timedelta(hours=hours)):
                answer = client.get(reverse("set-password", args=[token]))
            assert answer.status_code == 410
            said.add(answer.context["problems"][0].text)
        assert len(said) == 4

    @pytest.mark.parametrize("weak", ["xq7short", "1234567890123", "password123", "wanna.jaingam1"])
    def test_a_weak_password_is_refused_at_its_field_and_the_link_lives_on(self, client, token, weak):
        answer = setting(client, token, weak)
        assert answer.status_code == 422
        assert "password1" in answer.context["form"].errors
        assert weak not in words(answer)
        assert setting(client, token).status_code == 200

    def test_the_token_stands_in_no_log(self, token):
        said = logging.LogRecord(
            "django.request", 30, "", 0, "Unprocessable Entity: %s", (f"/set-password/{token}",), None
        )
        assert HideTokens().filter(said)
        assert said.getMessage() == "Unprocessable Entity: /set-password/–"
        for handler in settings.LOGGING["handlers"].values():
            assert "hide_tokens" in handler["filters"]

    def test_two_different_passwords_are_refused(self, client, token):
        answer = setting(client, token, NEW, NEW + "x")
        assert list(answer.context["form"].errors) == ["password2"]

    def test_earlier_sessions_of_the_owner_end(self, client, planner, token):
        from django.test import Client

        elsewhere = make.signed_in(Client(), planner)
        assert elsewhere.get(reverse("me")).status_code == 200
        setting(client, token)
        assert elsewhere.get(reverse("me")).status_code == 302

    def test_whoever_was_signed_in_in_that_browser_is_signed_out(self, client, clerk, token):
        make.signed_in(client, clerk)
        setting(client, token)
        assert client.get(reverse("me")).status_code == 302
