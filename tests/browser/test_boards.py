"""Boards in a real browser: a province's, the nation's with its map, the reasons, the governor's page; one tap."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse

from localplan.calendar.tests import make as steps
from localplan.monitoring import outlines
from localplan.organisations.models import Post
from localplan.organisations.tests import make
from localplan.support.models import LateReason
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year, format_short
from localplan.web.tests.looking import SCREENS, faults_of, sign_in, walk

pytestmark = pytest.mark.django_db(transaction=True)
NPM = settings.BASE_DIR / "node_modules" / "@svg-maps" / "thailand" / "index.js"


@pytest.fixture
def late(settings, tmp_path):
    """Two late LAOs in one province, one in another; the map as set-up makes it."""
    settings.BUILD_DIR = tmp_path
    outlines.make(NPM, tmp_path / outlines.NAME)
    year = fiscal_year(clock.today())
    elsewhere = make.a_district(make.a_province(50))
    laos = [make.an_lao(name="ห้วยน้ำใส"), make.an_lao(name="ดอนแก้ว"), make.an_lao(elsewhere, name="ไกล")]
    return [steps.a_submission(lao, year=year, when=steps.dates(-60, -17, 30)) for lao in laos]


def test_boards_reasons_and_the_governors_page_are_without_fault_on_both_screens(page, late):
    head = make.a_post(Post.HEAD, at=make.a_province())
    sign_in(page, head)
    area = make.a_province().pk
    yesterday = format_short(make.days(-1))
    paths = [
        reverse("board", args=[area]),
        reverse("board", args=[area]) + f"?day={yesterday}",
        reverse("barriers", args=[area]) + "?all=1",
        reverse("governor", args=[area]),
    ]
    assert walk(page, paths, opened=True, seen=True) == []


def test_the_map_leads_to_a_province_and_the_money_follows_by_itself(page, late):
    sign_in(page, make.a_post(Post.DIRECTOR, at=make.the_department()))
    nation = reverse("board", args=[make.the_department().pk])
    assert walk(page, [nation, reverse("barriers", args=[1])], opened=False, seen=True) == []
    page.set_viewport_size(SCREENS["desk"])
    page.goto(nation)
    page.locator(".fun").wait_for()
    assert faults_of(page) == []
    assert page.locator(".map path").count() == 78
    page.locator(".map a").first.click()
    page.wait_for_url(lambda url: url.endswith("/board") and not url.endswith("/1/board"))


def test_one_tap_says_why_without_leaving_the_page(page, late):
    sign_in(page, make.a_post(Post.CLERK, at=late[0].organisation))
    page.goto("/")
    assert faults_of(page) == []
    page.locator(".whylate .chip").first.click()
    page.locator(".whylate [role=status]").wait_for()
    assert LateReason.objects.get().submission == late[0]
    assert page.locator(".whylate [aria-pressed=true]").count() == 1
    page.locator(".whylate summary").click()
    page.locator(".whylate details button").click()
    page.locator(".whylate .err").wait_for()
    assert faults_of(page) == []


def test_the_officer_taps_beside_the_cell_of_the_matrix(page, late):
    sign_in(page, make.a_post(Post.OFFICER, at=make.a_province()))
    page.goto(reverse("matrix"))
    page.locator("a.c--over").first.click()
    pop = page.locator("#cellpop")
    pop.locator(".whylate summary").first.click()
    pop.locator(".chip").nth(1).click()
    pop.locator(".whylate [role=status]").wait_for()
    assert page.url.endswith(reverse("matrix"))
    assert LateReason.objects.get().barrier == "council"
    assert faults_of(page) == []
