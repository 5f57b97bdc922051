"""What goes over the line: a first page with everything it needs, and later pages."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.test.utils import override_settings

from .measuring import Section
from .pages import administrator

LINKED = re.compile(r'(?:src|href)="/static/([^"]+\.(?:css|js|woff2|svg|png|ico))"')
IN_CSS = re.compile(r"url\(([^)]+)\)")


def weight_of(name: str) -> int:
    """Bytes of a static file as WhiteNoise sends it: brotli, except what is compressed already."""
    content = Path(str(finders.find(name))).read_bytes()
    return len(content) if name.endswith((".woff2", ".png")) else len(brotli.compress(content, quality=11))


def needed_by(html: str) -> set[str]:
    """The static files a page asks for, and the fonts its style sheet asks for."""
    files = set(LINKED.findall(html))
    for sheet in [name for name in files if name.endswith(".css")]:
        path = Path(str(finders.find(sheet)))
        for link in IN_CSS.findall(path.read_text("utf-8")):
            target = (Path(sheet).parent / link.strip("'\"")).as_posix()
            parts: list[str] = []
            for part in target.split("/"):
                parts = parts[:-1] if part == ".." else [*parts, part]
            files.add("/".join(parts))
    return files


@override_settings(
    STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
)
def measure(number: int) -> Section:
    """HTML by gzip, files by brotli, as the server sends them."""
    section = Section(
        "Weight", "HTML gzipped, files as served (brotli; fonts as they are). A first page with all files."
    )
    signed_out = Client(SERVER_NAME="localhost")
    people = administrator()
    html = signed_out.get("/sign-in").content.decode()
    files = sum(weight_of(name) for name in needed_by(html))
    first = files + len(gzip.compress(html.encode()))
    section.add("first page (sign-in), everything on it", f"{first / 1000:.1f} kB", "≤ 90 kB")
    for what, address in (("home", "/"), ("list of 50 LAOs", "/organisations"), ("provinces", "/provinces")):
        page = people.get(address).content
        section.add(f"later page: {what}", f"{len(gzip.compress(page)) / 1000:.1f} kB", "≤ 20 kB")
    return section
