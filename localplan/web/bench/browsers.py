"""What officers sit at and what answers them: a browser's share of HTTP, and the product's own server in processes."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

from localplan.web import children
from localplan.web.management.commands.run import wait_until_it_answers

#: The style sheets of the product, whatever settings the bench itself runs under.
_BUILD = "import django; django.setup(); from localplan.web.management.commands import run; run.build_static_files()"


class Browser:
    """One connection that is kept, and the cookies of one person."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.cookies = cookies if cookies is not None else {}
        self._server = HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, address: str) -> tuple[int, bytes]:
        """Status and body."""
        return self._ask("GET", address, None, {})

    def send(self, address: str, **fields: str) -> tuple[int, bytes]:
        """A form with the token of its page; a redirect is answered, not followed."""
        body = urlencode({"csrfmiddlewaretoken": self.cookies["csrftoken"], **fields}).encode()
        return self._ask("POST", address, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def send_json(self, address: str, text: str) -> tuple[int, bytes]:
        """As the grids save their rows."""
        headers = {"X-CSRFToken": self.cookies["csrftoken"], "Content-Type": "application/json"}
        return self._ask("POST", address, text.encode(), headers)

    def _ask(self, method: str, address: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        told = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._server.request(method, address, body, headers | ({"Cookie": told} if told else {}))
        answer = self._server.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _equals, rest = value.partition("=")
                self.cookies[cookie] = rest.partition(";")[0]
        return answer.status, content

    def close(self) -> None:
        self._server.close()


@contextmanager
def the_server() -> Iterator[tuple[int, int]]:
    """The web server as `make run` starts it, over the bench's database: its port and process."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    here = connection.settings_dict
    url = f"postgresql://{here['USER']}@:{here['PORT'] or 5432}/{here['NAME']}?host={here['HOST']}"
    ours = {"DATABASE_URL": url, "DEBUG": "0", "BEHIND_TLS": "0", "SECRET_KEY": settings.SECRET_KEY}
    ours["DJANGO_SETTINGS_MODULE"] = "localplan.settings"
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        subprocess.run([sys.executable, "-c", _BUILD], cwd=settings.BASE_DIR, check=True)
        server = children.web_server("127.0.0.1", port, settings.WEB_WORKERS)
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)
    try:
        assert wait_until_it_answers("127.0.0.1", port, server)
        yield port, server.process.pid
    finally:
        children.end([server])


def percentile(seconds: list[float], percent: int) -> float:
    """In the unit of what is given."""
    return statistics.quantiles(seconds, n=100)[percent - 1] if len(seconds) > 1 else sum(seconds)
