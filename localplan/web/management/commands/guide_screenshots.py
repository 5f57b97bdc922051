"""`manage.py guide_screenshots`: photograph the pages the user guide shows, on a running sample nation."""

from __future__ import annotations

import base64
import shutil
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from localplan.postgres import Trouble
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year
from localplan.web.sample import PASSWORD

DESK, PHONE = (1366, 768), (390, 844)
#: WebP: a page of text stays sharp and takes a third of what PNG takes.
QUALITY, MOST_BYTES = 76, 120_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@dataclass(frozen=True)
class Screen:
    """One picture: who is signed in, and the way there from home: an address, or the link with these words.

    Links are followed because rows have other numbers in every sample; `css:` names one that has no words of its own.
    """

    name: str
    account: str
    way: tuple[str, ...] = ("/",)
    size: tuple[int, int] = DESK
    #: What is scrolled to the top of the picture.
    at: str = ""


SCREENS = (
    Screen("sign-in", "", ("/sign-in",)),
    Screen("lao-home", "planner"),
    Screen("lao-home-phone", "planner", size=PHONE),
    Screen("strategy", "planner", ("ยุทธศาสตร์",)),
    Screen("plan", "planner", ("แผนพัฒนา", "css:main table a[href^='/plan/']")),
    Screen("plan-grid", "planner", ("แผนพัฒนา", "css:main table a[href^='/plan/']", "ตารางกรอกโครงการ")),
    Screen("plan-confirm", "planner", ("แผนพัฒนา", "css:main table a[href^='/plan/']", "ตรวจและยืนยันแผน")),
    Screen("step", "planner", ("css:main a[href^='/step/']",)),
    Screen("reminders", "planner", ("/digests",)),
    Screen("ask-help", "planner", ("ติดปัญหา แจ้งจังหวัด",)),
    Screen("calendar", "planner", ("/calendar",)),
    Screen("ordinance", "finance", ("ข้อบัญญัติ",)),
    Screen("ordinance-grid", "finance", ("ข้อบัญญัติ", "css:main a[href$='/grid']")),
    Screen("spending", "finance", ("สัญญาและเบิกจ่าย",)),
    Screen("control-totals", "finance", ("สัญญาและเบิกจ่าย", "css:main a[href*='/control-totals/']")),
    Screen("grants-month", "finance", ("เงินอุดหนุน", "css:a[href$='/grants'] >> nth=0", "รอบเดือนนี้")),
    Screen("year-end", "finance", ("สัญญาและเบิกจ่าย", "สิ้นปี")),
    Screen("people", "clerk", ("คนและตำแหน่ง",)),
    Screen("appoint", "clerk", ("คนและตำแหน่ง", "แต่งตั้ง")),
    Screen("seeing", "clerk", ("คนและตำแหน่ง", "css:main a[href$='/seeing']")),
    Screen("money", "executive", (f"/?fy={fiscal_year(clock.today()) - 1}", "เส้นทางเงิน")),  # the whole year before
    Screen("district-home", "district"),
    Screen("province-home", "head"),
    Screen("matrix", "head", ("/following",)),
    Screen("cell", "head", ("/following?state=over", "css:main a.c--over[href$='/why']")),
    Screen(
        "returned-step",
        "head",
        ("/following?step=plan_confirm&state=back", "css:main a.c--back[href$='/why']", "เปิดขั้นตอน"),
    ),
    Screen("review", "head", ("/reviews", "css:main table a[href^='/review/'], main li a[href^='/review/']")),
    Screen("reviews", "head", ("/reviews",)),
    Screen("contact", "head", ("/", "css:main a[href*='/contacts?about=']")),
    Screen("check", "head", ("/", "css:main a[href^='/check/']")),
    Screen("help-desk", "head", ("/help?state=all",)),
    Screen("help-request", "head", ("/help?state=closed", "css:main a[href^='/help/']:not([href*='ask'])")),
    Screen("board", "head", ("ภาพรวม",)),
    Screen("governor", "head", ("ภาพรวม", "หน้าเดียวสำหรับผู้ว่าฯ")),
    Screen("why-late", "head", ("ภาพรวม", "css:main a[href$='/why-late']")),
    Screen("letters", "head", ("/letters",)),
    Screen("new-letter", "head", ("/letters", "ออกหนังสือ")),
    Screen("letter-received", "clerk", ("/letters?box=received", "css:main a[href^='/letter-copy/']")),
    Screen("keepers", "head", ("/keepers",)),
    Screen("delivery-report", "head", ("/delivery-reports", "css:main a[href^='/delivery-report/']")),
    Screen("analyst-home", "analyst"),
    Screen("my-work", "analyst", ("/work",)),
    Screen("dla-home", "dla"),
    Screen("dla-board", "dla", ("ภาพรวม",)),
    Screen("dla-provinces", "dla", ("/following",)),
    Screen("register-import", "admin", ("/register/import",)),
    Screen("mail", "admin", ("/mail",)),
    Screen("failed-sign-ins", "admin", ("/sign-ins/failed",)),
)


class Command(BaseCommand):
    help = "Photograph the pages of docs/user-guide on a running sample nation (needs Chromium and Playwright)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", default=settings.PUBLIC_URL, help="where the sample nation answers")
        parser.add_argument("--to", type=Path, default=Path(settings.BASE_DIR) / "docs" / "user-guide" / "images")
        parser.add_argument("--only", nargs="*", default=[], help="names of pictures (default all)")

    def handle(self, *args: Any, url: str, to: Path, only: list[str], **options: Any) -> None:
        unknown = sorted(set(only) - {screen.name for screen in SCREENS})
        if unknown:
            raise Trouble(f"no picture is called {', '.join(unknown)}")
        to.mkdir(parents=True, exist_ok=True)
        chosen = [screen for screen in SCREENS if not only or screen.name in only]
        for screen, size in _taken(url, to, chosen):
            self.stdout.write(f"{screen.name}: {size / 1000:.0f} kB")


def _taken(url: str, to: Path, screens: list[Screen]) -> list[tuple[Screen, int]]:
    """Each picture with its bytes. One browser for everybody, a context for each account."""
    from playwright.sync_api import sync_playwright  # not needed to run the product

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise Trouble("Chromium is missing: `apt-get install chromium`")
    done, contexts = [], {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for screen in screens:
            if screen.account not in contexts:
                contexts[screen.account] = _signed_in(browser, url, screen.account)
            page = contexts[screen.account].new_page()
            picture = _photograph(page, screen)
            page.close()
            if len(picture) > MOST_BYTES:
                raise Trouble(f"{screen.name} takes {len(picture):,} bytes, more than {MOST_BYTES:,}")
            (to / f"{screen.name}.webp").write_bytes(picture)
            done.append((screen, len(picture)))
        browser.close()
    return done


def _signed_in(browser: Any, url: str, account: str) -> Any:
    """A context of the sample account; of nobody for ""."""
    context = browser.new_context(base_url=url, locale="th-TH", timezone_id="Asia/Bangkok")
    context.set_default_timeout(15_000)
    if account:
        page = context.new_page()
        page.goto("/sign-in")
        page.fill("#id_username", f"sample.{account}")
        page.fill("#id_password", PASSWORD)
        page.click("#sign-in [type=submit]")
        page.wait_for_url(lambda address: "sign-in" not in address)
        page.close()
    return context


def _photograph(page: Any, screen: Screen) -> bytes:
    """Walk there and look; a link that is not there is an error, so that no picture shows the wrong page."""
    width, height = screen.size
    page.set_viewport_size({"width": width, "height": height})
    if not screen.way[0].startswith("/"):
        page.goto("/")
    for stage in screen.way:
        if stage.startswith("/"):
            answer = page.goto(stage)
            if answer.status != 200:
                raise Trouble(f"{screen.name}: {stage} answered {answer.status}")
            continue
        link = page.locator(stage.removeprefix("css:")) if stage.startswith("css:") else _link(page, stage)
        page.goto(link.first.get_attribute("href"))
    page.wait_for_load_state("networkidle")  # some boards fetch a part of theirs afterwards
    page.evaluate("document.fonts.ready")
    if screen.at:
        page.locator(screen.at).first.evaluate("part => part.scrollIntoView()")
    session = page.context.new_cdp_session(page)
    taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    return base64.b64decode(taken["data"])


def _link(page: Any, words: str) -> Any:
    """In the menu or on the page, whole words first."""
    exact = page.get_by_role("link", name=words, exact=True)
    return exact if exact.count() else page.get_by_role("link", name=words)
