"""What holds for a whole request: the reader's language and letters, and the fiscal year in view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from localplan.support.chasing import laos_kept_by
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year

from .years import offered_years

LANGUAGES = ("th", "en")
TEXT_SIZE_COOKIE = "text_size"

Answer = Callable[[HttpRequest], HttpResponse]


class Preferences:
    """Read in the person's own language and letter size; before sign-in, in those of the browser's cookies.

    The browser's Accept-Language is not asked: in Thai offices it is often English by accident.
    Sets `request.text_size` (0, 1 or 2). Stands after authentication.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        size = request.COOKIES.get(TEXT_SIZE_COOKIE, "")
        request.text_size = int(size) if size in ("1", "2") else 0  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            language = request.user.language
            request.text_size = request.user.text_size  # type: ignore[attr-defined]
        if language not in LANGUAGES:
            language = settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.answer(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response


class FiscalYear:
    """Set `request.fiscal_year` (พ.ศ.): the one asked for by ?fy=, else the one chosen before, else today's.

    A year outside the switch is not an error; the page shows the current year. A page of an organisation that has its
    year in the address is of that year: the switch leads to the same page of another one.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        today = clock.today()
        request.fiscal_year = fiscal_year(today)  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            offered = {str(year.number): year.number for year in offered_years(today)}
            asked = request.GET.get("fy", "")
            if asked in offered and request.session.get("fiscal_year") != offered[asked]:
                request.session["fiscal_year"] = offered[asked]
            chosen = str(request.session.get("fiscal_year", ""))
            request.fiscal_year = offered.get(chosen, request.fiscal_year)  # type: ignore[attr-defined]
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, _view: Answer, _args: tuple[Any, ...], named: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not request.path.startswith("/organisation/") or "year" not in named:
            return None
        year: int = request.fiscal_year  # type: ignore[attr-defined]
        if request.method == "GET" and request.GET.get("fy") == str(year) and named["year"] != year:
            return redirect(match.view_name, **{**named, "year": year})
        request.fiscal_year = named["year"]  # type: ignore[attr-defined]
        return None


class KeptLaos:
    """Set `request.kept_laos`: the LAOs in the care of the post one acts in; asked of the database when it is used.

    Here, because earlier rooms narrow their lists by it and may not ask the room that knows. Stands after ActingPost.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def asked() -> frozenset[int]:
            by = getattr(request, "by", None)
            return laos_kept_by(by, clock.today()) if by is not None else frozenset()

        request.kept_laos = SimpleLazyObject(asked)  # type: ignore[attr-defined]
        return self.answer(request)
