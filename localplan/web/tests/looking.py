"""How a page is looked at: on both screens by axe, for overflow, and for what the browser complains of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from localplan.organisations.models import Membership
from localplan.organisations.tests import make

SCREENS = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPEN_EVERYTHING = "document.querySelectorAll('details').forEach(part => part.open = true)"
#: The menus of the shell lie over the page, whose links they may half cover, and are the same on all pages: they are
#: unfolded and looked at by themselves, on the first page of a walk.
OPEN_THE_PAGE = OPEN_EVERYTHING.replace("'details'", "'details:not(.menu)'")
TOP_BAR = ".top"


def faults_of(page: Any, within: str = "html") -> list[str]:
    """What axe finds on the page as it stands, or in a part of it; the script goes in through the debugger, so the
    policy stays.
    """
    debugger = page.context.new_cdp_session(page)
    debugger.send("Runtime.evaluate", {"expression": AXE.read_text("utf-8")})
    found = page.evaluate(
        """([within, rules]) => axe.run(within, {runOnly: rules}).then(result => result.violations.map(
            v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(", ")))""",
        [within, RULES],
    )
    if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
        found.append("the page scrolls sideways")
    return list(found)


def sign_in(page: Any, post: Membership) -> None:
    page.goto("/sign-in")
    page.fill("#id_username", post.user.username)
    page.fill("#id_password", make.PASSWORD)
    page.click("#sign-in [type=submit]")
    page.wait_for_url(lambda url: "sign-in" not in url)


def walk(page: Any, paths: Iterable[str], *, opened: bool, seen: bool = False) -> list[str]:
    """Open each page on both screens, once as it is or with every folded part open. `seen`: each must be there."""
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(f"{page.url} {said.text}") if "Security Policy" in said.text else None)
    page.on("pageerror", lambda error: wrong.append(f"{page.url} {error}"))
    for screen, size in SCREENS.items():
        page.set_viewport_size(size)
        for place, path in enumerate(paths):
            answer = page.goto(path)
            if seen and answer.status != 200:
                wrong.append(f"{path} answered {answer.status}")
            page.evaluate("document.fonts.ready")
            if opened:
                page.evaluate(OPEN_THE_PAGE)
            wrong += [f"{screen} {path} {fault}" for fault in faults_of(page)]
            if opened and not place:
                page.evaluate(OPEN_EVERYTHING)
                wrong += [f"{screen} {path} menus {fault}" for fault in faults_of(page, TOP_BAR)]
    return wrong


def faults_of_dialogs(page: Any, paths: Iterable[str]) -> list[str]:
    """What is wrong with each dialog of the pages, opened one by one on both screens."""
    wrong = []
    for screen, size in SCREENS.items():
        page.set_viewport_size(size)
        for path in paths:
            page.goto(path)
            for name in page.eval_on_selector_all("dialog[id]", "all => all.map(one => one.id)"):
                page.evaluate("id => document.getElementById(id).showModal()", name)
                wrong += [f"{screen} {path} #{name} {fault}" for fault in faults_of(page)]
                page.evaluate("id => document.getElementById(id).close()", name)
    return wrong
