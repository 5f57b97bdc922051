"""Middleware without domain words: what every answer carries."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from . import moved_day

Answer = Callable[[HttpRequest], HttpResponse]

#: Nothing inline, nothing from elsewhere: every script, style, font and picture is a file of our own.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class ContentSecurityPolicy:
    """Tell the browser what our pages may load and do: only what comes from us, and no device of the person."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
        )
        return response


class MovedDayMiddleware:
    """Development only: the request sees the day that `manage.py today` has set."""

    def __init__(self, answer: Answer) -> None:
        if not settings.DEBUG:
            raise MiddlewareNotUsed
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        moved_day.load()
        return self.answer(request)
