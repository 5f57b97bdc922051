"""What stands around a page: seeing as an LAO by its consent, and the last trouble a person saw."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from django.contrib import messages
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from psycopg.errors import ReadOnlySqlTransaction

from localplan.toolkit import clock

from .actions import note_seen
from .models import SeeingAs

Answer = Callable[[HttpRequest], HttpResponseBase]
#: Session keys: the consent one sees by; the last refusal that was shown.
SEEING, TROUBLE = "seeing_as", "last_trouble"
SAFE = ("GET", "HEAD", "OPTIONS")
#: What may be posted while seeing as another: leaving, and staying signed in.
MAY_BE_POSTED = ("stop-seeing", "sign-out", "extend-session")


class SeeAs:
    """While an officer sees as an LAO, `request.by` is the post that consented and `request.seeing` the consent.

    Read-only twice over: everything but reading is refused before its view, and what a page does while it is read
    runs in a transaction in which PostgreSQL itself refuses to write. Every page opened is kept under the officer's
    own post. The consent is asked for again at every page, so it ends at once.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.seeing = None  # type: ignore[attr-defined]
        asked = request.session.get(SEEING) if getattr(request, "by", None) else None
        if asked is None:
            return self.answer(request)
        by = request.by  # type: ignore[attr-defined]
        rows = SeeingAs.objects.filter(pk=asked, officer=by).in_force(clock.now())
        consent = rows.select_related("officer__organisation", "officer__user", "organisation").first()
        if consent is None:
            return _back_to_own_post(request)
        if request.method not in SAFE:
            if request.path in [reverse(name) for name in MAY_BE_POSTED]:
                return self.answer(request)
            return _refused(request, consent)
        request.seeing, request.posts = consent, ()  # type: ignore[attr-defined]
        request.by = type(by).objects.for_acting().get(pk=consent.given_by_id)  # type: ignore[attr-defined]
        note_seen(consent, request.get_full_path())
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
            response = self.answer(request)
        return _refused(request, consent) if getattr(request, "tried_to_write", False) else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page that would write while it is read is refused like a form; not our bug, so no page 500."""
        if getattr(request, "seeing", None) is None or not isinstance(exception.__cause__, ReadOnlySqlTransaction):
            return None
        request.tried_to_write = True  # type: ignore[attr-defined]
        transaction.set_rollback(True)
        return HttpResponse(status=403)  # the words follow outside of the transaction that failed


def _back_to_own_post(request: HttpRequest) -> HttpResponse:
    """The consent has ended: say so, on the home page of one's own post."""
    del request.session[SEEING]
    messages.warning(
        request, _("The LAO's consent has ended. You are back in your own post; nothing of what you sent was kept.")
    )
    return redirect("home")


def _refused(request: HttpRequest, consent: SeeingAs) -> HttpResponse:
    """403 in words. The page is that of the officer's own post."""
    request.seeing = consent  # type: ignore[attr-defined]
    return render(request, "support/only_reading.html", {"consent": consent}, status=403)


class LastTrouble:
    """Remember in the session the last refusal that was shown, so that a request for help can take it along.

    Read from the answer itself (role="alert" and the errors beside fields): these are the very words the person saw.
    """

    _LISTED = re.compile(r'id="problems"[^>]*>(.*?)</ul>', re.DOTALL)
    _BESIDE = re.compile(r'<p class="err[^"]*"[^>]*>(.*?)</p>', re.DOTALL)
    _TAG = re.compile(r"<svg.*?</svg>|<[^>]+>", re.DOTALL)

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        if response.status_code not in (409, 422) or not request.user.is_authenticated:
            return response
        words = self.words_of(response)
        if words:
            request.session[TROUBLE] = {"page": request.path[:300], "words": words[:500]}
        return response

    @classmethod
    def words_of(cls, response: HttpResponseBase) -> str:
        """The refusals on a page as one line of text; empty when it shows none."""
        if not isinstance(response, HttpResponse):
            return ""
        page = response.content.decode(response.charset, "replace")
        listed = cls._LISTED.search(page)
        found = re.findall(r"<li>(.*?)</li>", listed[1], re.DOTALL) if listed else cls._BESIDE.findall(page)
        plain = (" ".join(html.unescape(cls._TAG.sub(" ", one)).split()) for one in found)
        return " · ".join(dict.fromkeys(words for words in plain if words))
