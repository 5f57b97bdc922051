"""Every page on both screens: axe finds nothing, nothing overflows, no policy is broken, with dialogs open too."""

from __future__ import annotations

import pytest

from localplan.organisations.models import Post
from localplan.organisations.tests import make
from localplan.toolkit import files
from localplan.web.tests.looking import faults_of_dialogs, sign_in, walk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house():
    """A province with two LAOs, everybody in their places, one post about to end, one letter of delegation."""
    province = make.a_province()
    lao, other = make.an_lao(), make.an_lao()
    scan = files.keep(make.a_scan())
    people = {
        "clerk": make.a_post(Post.CLERK, at=lao, order_file=scan, order_number="1/2569"),
        "planner": make.a_post(Post.PLANNER, at=lao, until_on=make.days(17)),
        "officer": make.a_post(Post.OFFICER, at=province),
        "head": make.a_post(Post.HEAD, at=province),
        "administrator": make.a_post(Post.ADMINISTRATOR, at=make.the_department()),
        "auditor": make.a_post(Post.AUDITOR, at=lao),
    }
    make.a_post(Post.ANALYST, at=province, supervisor=people["officer"], until_on=make.days(40))
    make.a_post(Post.FINANCE, at=lao, acting=True)
    make.a_post_that_ended_yesterday(Post.EXECUTIVE, at=lao)
    letter = make.a_delegation(people["clerk"], province)
    return {"people": people, "lao": lao, "other": other, "province": province, "letter": letter}


def pages_of(kind: str, house: dict) -> list[str]:
    lao, province, people = house["lao"].pk, house["province"].pk, house["people"]
    common = [
        "/",
        "/me",
        "/gallery",
        f"/organisation/{lao}",
        f"/people/{lao}",
        f"/organisation/{lao}/history",
        "/nothing",
    ]
    return {
        "clerk": [
            *common,
            f"/organisation/{lao}/contact",
            f"/organisation/{lao}/visits",
            f"/people/{lao}/appoint",
            f"/people/{lao}/delegations",
            f"/post/{people['planner'].pk}/hand-over",
            f"/post/{people['planner'].pk}/end",
            f"/post/{people['planner'].pk}/link",
            f"/delegation/{house['letter'].pk}/revoke",
            f"/history/organisation/{lao}",
            f"/organisation/{province}",
        ],
        "planner": ["/"],
        "officer": [*common, "/organisations", "/organisations?without=clerk", "/posts-ending", f"/people/{province}"],
        "head": ["/", f"/people/{province}", f"/people/{province}/appoint"],
        "administrator": ["/", "/organisations", "/provinces", "/sign-ins/failed", "/register/import", "/people/1"],
        "auditor": ["/", f"/organisation/{lao}"],
    }[kind]


@pytest.mark.parametrize("kind", ["clerk", "planner", "officer", "head", "administrator", "auditor"])
def test_nothing_on_any_page_keeps_anybody_out(page, house, kind):
    sign_in(page, house["people"][kind])
    assert walk(page, pages_of(kind, house), opened=False) == []


@pytest.mark.parametrize("kind", ["clerk", "administrator"])
def test_nor_with_everything_unfolded(page, house, kind):
    sign_in(page, house["people"][kind])
    assert walk(page, pages_of(kind, house), opened=True) == []


def test_the_door_keeps_nobody_out(page, house):
    assert walk(page, ["/sign-in", "/set-password/wrong", "/nothing"], opened=True) == []


def test_english_and_the_largest_letters_fit_too(page, house):
    post = house["people"]["clerk"]
    type(post.user).objects.filter(pk=post.user_id).update(language="en", text_size=2)
    sign_in(page, post)
    assert walk(page, pages_of("clerk", house), opened=False) == []


def test_dialogs_are_as_open_as_the_pages(page, house):
    sign_in(page, house["people"]["clerk"])
    assert faults_of_dialogs(page, ["/gallery", "/"]) == []
