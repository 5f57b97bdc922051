"""Language, letters and the fiscal year: kept for the person, and harmless when asked for nonsense."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from localplan.organisations.models import Post
from localplan.organisations.tests import make
from localplan.toolkit import clock
from localplan.web.years import offered_years

pytestmark = pytest.mark.django_db
GALLERY = "/gallery"


def a_clerk(client: Client) -> Client:
    return make.signed_in(client, make.a_post(Post.CLERK, at=make.an_lao()))


def test_thai_comes_first_whatever_the_browser_prefers(client):
    page = client.get(reverse("sign-in"), headers={"Accept-Language": "en-US,en"})
    assert 'lang="th"' in page.text
    assert page["Content-Language"] == "th"


def test_the_chosen_language_goes_with_the_person_to_another_browser(client):
    a_clerk(client).post(reverse("language"), {"language": "en", "next": GALLERY})
    user = make.User.objects.get(pk=client.session["_auth_user_id"])
    assert user.language == "en"
    other = Client()
    other.force_login(user)
    assert "Parts of the screens" in other.get(GALLERY).text


def test_the_language_can_be_chosen_before_signing_in(client):
    client.post(reverse("language"), {"language": "en"})
    assert "With your own account" in client.get(reverse("sign-in")).text


def test_an_unknown_language_changes_nothing(client):
    client.post(reverse("language"), {"language": "xx"})
    assert 'lang="th"' in client.get(reverse("sign-in")).text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_way_back_never_leads_to_another_site(client, elsewhere):
    answer = client.post(reverse("language"), {"language": "en", "next": elsewhere})
    assert answer["Location"] == reverse("home")


def test_large_letters_are_kept_for_the_person(client):
    answer = a_clerk(client).post(reverse("text-size"), {"text_size": "2", "next": GALLERY})
    assert answer["Location"] == GALLERY
    assert 'class="fs-2"' in client.get(GALLERY).text
    assert make.User.objects.get(pk=client.session["_auth_user_id"]).text_size == 2


def test_letters_of_an_unknown_size_change_nothing(client):
    a_clerk(client).post(reverse("text-size"), {"text_size": "9"})
    assert "fs-" not in client.get(GALLERY).text.split("<head>")[0]


def test_the_letter_button_names_the_size_in_use_and_offers_the_next(client):
    client.cookies["text_size"] = "1"
    page = client.get(reverse("sign-in")).text
    assert "ขนาดตัวอักษร: ใหญ่<" in page
    assert 'name="text_size" value="2"' in page


@pytest.mark.parametrize("name", ["language", "text-size"])
def test_preferences_are_only_posted_to(client, name):
    assert client.get(reverse(name)).status_code == 405


@pytest.mark.parametrize(
    ("day", "years"), [(dt.date(2026, 9, 30), [2570, 2569, 2568]), (dt.date(2026, 10, 1), [2571, 2570, 2569])]
)
def test_the_switch_offers_the_years_around_today(day, years):
    assert [year.number for year in offered_years(day)] == years


def the_year_shown(page) -> int:
    return page.context["fiscal_year"]


def test_a_chosen_fiscal_year_stays_until_another_is_chosen(client):
    with clock.at(dt.date(2027, 3, 15)):
        a_clerk(client)
        assert the_year_shown(client.get(GALLERY)) == 2570
        assert the_year_shown(client.get(GALLERY + "?fy=2569")) == 2569
        assert the_year_shown(client.get(GALLERY)) == 2569
        assert the_year_shown(client.get(GALLERY + "?fy=2570")) == 2570


@pytest.mark.parametrize("nonsense", ["", "2500", "abc", "2569'--", "9" * 400])
def test_a_year_that_is_not_offered_shows_the_current_one(client, nonsense):
    with clock.at(dt.date(2027, 3, 15)):
        assert the_year_shown(a_clerk(client).get(GALLERY, {"fy": nonsense})) == 2570


def test_a_year_chosen_long_ago_is_not_shown_for_ever(client):
    with clock.at(dt.date(2027, 10, 1)):
        a_clerk(client)
        session = client.session
        session["fiscal_year"] = 2568
        session.save()
        assert the_year_shown(client.get(GALLERY)) == 2571
