"""Grants and how far the money came, on both screens, each for the person who works on it: axe finds nothing, nothing
overflows, with every folded part open, in English and in the largest letters too."""

from __future__ import annotations

import pytest

from localplan.grants.months import step_of
from localplan.organisations.models import Post
from localplan.organisations.tests import make
from localplan.support.tests.money import a_year_of_money
from localplan.toolkit import clock
from localplan.toolkit.actions import check_data
from localplan.web.tests.looking import sign_in, walk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house():
    """An LAO with a year of money, and the people who look at it."""
    province = make.a_province()
    lao = make.an_lao(name="ห้วยน้ำใส", phone="053-777123")
    make.an_lao(name="ดอนแก้ว")
    people = {
        "finance": make.a_post(Post.FINANCE, at=lao),
        "viewer": make.a_post(Post.VIEWER, at=lao),
        "officer": make.a_post(Post.OFFICER, at=province),
        "dla": make.a_post(Post.OFFICER, at=make.the_department()),
        "administrator": make.a_post(Post.ADMINISTRATOR, at=make.the_department()),
    }
    money = a_year_of_money(lao, dla=people["dla"], by=people["finance"])
    check_data()
    return {"people": people, "lao": lao.pk, "province": province.pk, "money": money}


def pages_of(kind, house):
    lao, money = house["lao"], house["money"]
    year, step = step_of(clock.today())
    of_grants = [
        f"/organisation/{lao}/grants",
        f"/organisation/{lao}/grants?state=closed&q=zz",
        f"/organisation/{lao}/grants/{year}/{int(step[-2:])}",
        *(f"/grant/{grant.pk}" for grant in (money.grant, money.waiting, money.disputed)),
    ]
    whole, rows = f"/organisation/{lao}/money", f"/organisation/{lao}/money/approved"
    of_the_funnel = [whole, f"{whole}?by=programme", f"{whole}?by=source", f"{whole}?day=1/10/2560", f"{whole}?day=x"]
    of_the_funnel += [rows, f"/organisation/{lao}/money/unlinked", f"/project/{money.nursery.pk}/money"]
    province = f"/organisation/{house['province']}/money"
    return {
        "finance": [*of_grants, f"/organisation/{lao}/grants/add", f"/grant/{money.grant.pk}/correct", *of_the_funnel],
        "viewer": [*of_grants, *of_the_funnel],
        "officer": ["/grants", "/grants/import", *of_grants, province, f"{province}/paid", whole],
        "dla": ["/grants?state=disputed", "/grants/import", f"/grant/{money.waiting.pk}/correct"],
        "administrator": ["/data-checks", "/organisation/1/money"],
    }[kind]


@pytest.mark.parametrize("kind", ["finance", "viewer", "officer", "dla", "administrator"])
def test_nothing_on_a_page_about_money_keeps_anybody_out(page, house, kind):
    sign_in(page, house["people"][kind])
    assert walk(page, pages_of(kind, house), opened=True, seen=True) == []


@pytest.mark.parametrize("kind", ["finance", "officer"])
def test_english_and_the_largest_letters_fit_too(page, house, kind):
    post = house["people"][kind]
    type(post.user).objects.filter(pk=post.user_id).update(language="en", text_size=2)
    sign_in(page, post)
    assert walk(page, pages_of(kind, house), opened=False, seen=True) == []
