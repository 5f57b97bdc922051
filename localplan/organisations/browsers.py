"""What a browser calls itself, in words its owner recognises."""

from __future__ import annotations

import re

#: The first that is found counts: Edge and Opera also say Chrome, Chrome also says Safari.
_BROWSERS = (
    (r"Edg[A-Z]*/(\d+)", "Edge"),
    (r"OPR/(\d+)", "Opera"),
    (r"SamsungBrowser/(\d+)", "Samsung Internet"),
    (r"Line/(\d+)", "LINE"),
    (r"(?:Firefox|FxiOS)/(\d+)", "Firefox"),
    (r"(?:Chrome|CriOS)/(\d+)", "Chrome"),
    (r"Version/(\d+)[.\d]* (?:Mobile/\S+ )?Safari", "Safari"),
)
_MACHINES = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows NT 6\.1", "Windows 7"),
    (r"Windows", "Windows"),
    (r"Mac OS X", "Mac"),
    (r"CrOS", "Chromebook"),
    (r"Linux", "Linux"),
)


def browser_words(agent: str) -> str:
    """ "Chrome 109 · Windows 7"; the first words of what it says when it is none we know, empty for nothing."""
    browser = next((f"{name} {found[1]}" for like, name in _BROWSERS if (found := re.search(like, agent))), "")
    machine = next((name for like, name in _MACHINES if re.search(like, agent)), "")
    return " · ".join(part for part in (browser, machine) if part) or agent[:40]
