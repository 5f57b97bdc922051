"""Fixtures of all tests: the cloned database, a real web server, a real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test.testcases import TransactionTestCase

from localplan import postgres_for_tests

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Each process gets its own clone; tests that really commit get a fresh one afterwards, not an emptied one."""
    with django_db_blocker.unblock(), postgres_for_tests.running_cluster(), postgres_for_tests.cloned_database():
        flush = TransactionTestCase._fixture_teardown
        TransactionTestCase._fixture_teardown = lambda self: postgres_for_tests.put_back()
        yield
        TransactionTestCase._fixture_teardown = flush


@pytest.fixture
def live(live_server: Any) -> Any:
    """A real web server on a free port over the test database: `live.url`."""
    return live_server


def chromium_program() -> str | None:
    """The browser of the system; Playwright's own download is not used."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium, driven by Playwright."""
    program = chromium_program()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: `apt-get install chromium`")
        pytest.skip("Chromium is missing (as root, `make test` installs it; else `apt-get install chromium`)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any, live: Any) -> Iterator[Any]:
    """A page of 1366 × 768 in Thai; relative addresses go to the live server."""
    context = chromium.new_context(
        base_url=live.url, viewport={"width": 1366, "height": 768}, locale="th-TH", timezone_id="Asia/Bangkok"
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything under tests/browser carries the mark `browser`."""
    for item in items:
        if Path("tests/browser") in item.path.relative_to(item.config.rootpath).parents:
            item.add_marker(pytest.mark.browser)
