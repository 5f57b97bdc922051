"""The frame around every page."""

import gzip
import re
from pathlib import Path

import pytest
from django.urls import reverse

from localplan.organisations.models import Post
from localplan.organisations.tests import make
from localplan.toolkit.middleware import POLICY
from localplan.web.views.gallery import ICONS, STATES

ROOMS = Path(__file__).resolve().parent.parent.parent
STATIC = ROOMS / "web/static/web"
SPRITE = (ROOMS / "web/templates/web/_icons.html").read_text("utf-8")
SYMBOLS = set(re.findall(r'<symbol id="i-([\w-]+)"', SPRITE))


@pytest.mark.django_db
def test_every_page_carries_the_policy_of_the_design(client):
    answer = client.get(reverse("sign-in"))
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_every_icon_a_template_asks_for_is_in_the_sprite():
    asked = {
        name
        for page in ROOMS.glob("*/templates/**/*.html")
        for name in re.findall(r'{% icon "([\w-]+)"', page.read_text("utf-8"))
    }
    assert asked - SYMBOLS == set()


def test_the_gallery_shows_every_icon_and_every_state_has_one():
    assert set(ICONS) == SYMBOLS
    assert {state[0] for state in STATES} <= SYMBOLS
    assert len(STATES) == 13


def shown_to(client, membership) -> str:
    return make.signed_in(client, membership).get("/gallery").text


@pytest.mark.django_db
def test_the_bar_says_as_whom_and_for_which_organisation_one_acts(client):
    lao = make.an_lao(name="ห้วยน้ำใส")
    user = make.a_person("wanna", "วรรณา ใจงาม")
    page = shown_to(client, make.a_post(Post.PLANNER, at=lao, user=user))
    assert "วรรณา ใจงาม" in page
    assert "อบต.ห้วยน้ำใส" in page
    assert "อำเภอเวียง1 จังหวัดเชียงราย" in page


@pytest.mark.django_db
def test_other_posts_can_be_switched_to_and_the_present_one_cannot(client):
    user, first, second = make.a_person(), make.an_lao(), make.an_lao()
    here = make.a_post(Post.PLANNER, at=first, user=user)
    there = make.a_post(Post.FINANCE, at=second, user=user)
    page = shown_to(client, here)
    assert f'name="post" value="{there.pk}"' in page
    assert f'name="post" value="{here.pk}"' not in page


@pytest.mark.django_db
def test_an_lao_finds_itself_in_the_menu_and_an_office_the_whole_list(client):
    lao = make.an_lao()
    page = shown_to(client, make.a_post(Post.CLERK, at=lao))
    assert f'href="{reverse("organisation", args=[lao.pk])}"' in page
    assert f'href="{reverse("organisations")}"' not in page
    page = shown_to(client, make.a_post(Post.HEAD, at=make.a_province()))
    assert f'href="{reverse("organisations")}"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["th", "en"])
def test_the_gallery_shows_all_states_in_both_languages(client, language):
    user = make.a_person(language=language)
    page = make.signed_in(client, make.a_post(Post.VIEWER, at=make.an_lao(), user=user)).get("/gallery").text
    for state, *_ in STATES:
        assert f"tag--{state}" in page
        assert f"c--{state}" in page
    assert ("Finished 4 days early" if language == "en" else "เสร็จก่อน 4 วัน") in page


@pytest.mark.django_db
def test_the_gallery_is_closed_to_those_outside(client):
    assert client.get("/gallery")["Location"].startswith(reverse("sign-in"))


@pytest.mark.django_db
def test_no_sample_band_and_no_accounts_without_sample_data(client):
    page = client.get(reverse("sign-in")).text
    assert 'class="sample"' not in page
    assert "data-username" not in page


@pytest.mark.django_db
def test_a_name_with_a_script_in_it_is_only_a_name(client):
    user = make.a_person(full_name="<script>alert(1)</script>")
    page = shown_to(client, make.a_post(Post.CLERK, at=make.an_lao(), user=user))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize(("names", "limit"), [(("shell.js", "session.js"), 6_144), (("bedate.js",), 6_144)])
def test_our_scripts_stay_small(names, limit):
    """Compressed bytes: what every page carries, and what pages with a date field add."""
    assert sum(len(gzip.compress((STATIC / name).read_bytes())) for name in names) <= limit


def test_our_scripts_write_no_html_and_run_no_text():
    for script in STATIC.glob("*.js"):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|\beval\(|new Function", script.read_text("utf-8"))
