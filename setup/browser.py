"""Chromium for the browser tests: Debian's own, where root may install it."""

from __future__ import annotations

import os
import shutil
import subprocess

from words import say


def install() -> None:
    """Install Debian's chromium when it is missing and we may; the tests themselves say why they are skipped."""
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        say("Chromium is missing and cannot be installed by this user: browser tests will be skipped")
        return
    say("installing Chromium for the browser tests")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        done = subprocess.run(
            ["apt-get", "-qq", *words], env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        if done.returncode:
            say("Debian's chromium could not be installed: browser tests will be skipped")
            return
