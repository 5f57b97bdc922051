"""Every page on both screens: axe finds nothing, nothing overflows, no policy is broken, with dialogs open too."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from localplan.organisations.models import Membership, Post
from localplan.organisations.tests import make
from localplan.toolkit import files

pytestmark = pytest.mark.django_db(transaction=True)
SCREENS = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPEN_EVERYTHING = "document.querySelectorAll('details').forEach(part => part.open = true)"


def faults_of(page) -> list[str]:
    """What axe finds on the page as it stands; the script goes in through the debugger, so the policy stays."""
    debugger = page.context.new_cdp_session(page)
    debugger.send("Runtime.evaluate", {"expression": AXE.read_text("utf-8")})
    found = page.evaluate(
        """rules => axe.run(document, {runOnly: rules}).then(result => result.violations.map(
            v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(", ")))""",
        RULES,
    )
    if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
        found.append("the page scrolls sideways")
    return list(found)


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


def sign_in(page, post: Membership) -> None:
    page.goto("/sign-in")
    page.fill("#id_username", post.user.username)
    page.fill("#id_password", make.PASSWORD)
    page.click("#sign-in [type=submit]")
    page.wait_for_url(lambda url: "sign-in" not in url)


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


def walk(page, paths: list[str], *, opened: bool) -> list[str]:
    """Open each page on both screens, once as it is and once with every folded part open."""
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(f"{page.url} {said.text}") if "Security Policy" in said.text else None)
    page.on("pageerror", lambda error: wrong.append(f"{page.url} {error}"))
    for screen, size in SCREENS.items():
        page.set_viewport_size(size)
        for path in paths:
            page.goto(path)
            page.evaluate("document.fonts.ready")
            if opened:
                page.evaluate(OPEN_EVERYTHING)
            wrong += [f"{screen} {path} {fault}" for fault in faults_of(page)]
    return wrong


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
    for size in SCREENS.values():
        page.set_viewport_size(size)
        for path in ("/gallery", "/"):
            page.goto(path)
            for name in page.eval_on_selector_all("dialog[id]", "all => all.map(one => one.id)"):
                page.evaluate("id => document.getElementById(id).showModal()", name)
                assert faults_of(page) == [], (path, name)
                page.evaluate("id => document.getElementById(id).close()", name)
