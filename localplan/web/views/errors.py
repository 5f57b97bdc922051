"""What is said when something fails: in words, with the way forward, and without a look at the database."""

from __future__ import annotations

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string


def _page(name: str, status: int, **words: Any) -> HttpResponse:
    return HttpResponse(render_to_string(f"web/{name}.html", words), status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, also for what the person may not see: other people's records do not exist for them."""
    seeing = getattr(request, "seeing", None)  # whoever sees as an LAO is told so here too, with the way back
    return _page("404", 404, seeing=seeing, csrf_token=get_token(request) if seeing else "")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent something no page of ours sends."""
    return _page("400", 400)


def failed(request: HttpRequest) -> HttpResponse:
    """500, or 503 while the database is out of reach, so that browsers and proxies try again."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = _page("503", 503)
        response["Retry-After"] = "30"
        return response
    return _page("500", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, the only one: the form was opened too long ago, or in a browser that keeps no cookies."""
    return _page("csrf", 403)
