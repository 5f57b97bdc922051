"""Who asks: the post one acts in, and the door for those who have not signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from localplan.toolkit import clock

from .actions.signing_in import posts_in_force
from .history import record_access
from .models import Membership, Post

Answer = Callable[[HttpRequest], HttpResponse]
#: Session key of the membership one acts in.
ACTING = "acting"
#: Renew the sliding session when this share of it has passed, not at every request.
RENEW_AFTER_SECONDS = 300


class SignInRequired(LoginRequiredMiddleware):
    """Pages are closed unless opened. A part asked for by htmx or JSON is answered 401, never a sign-in form."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:  # type: ignore[override]
        if is_part(request):
            return session_ended()
        return super().handle_no_permission(request, view_func)  # type: ignore[no-any-return]


def is_part(request: HttpRequest) -> bool:
    """Whether a script asked, for a part of a page or JSON."""
    return bool(getattr(request, "htmx", False)) or "application/json" in request.headers.get("Accept", "")


def session_ended() -> HttpResponse:
    """401 and the event that opens the sign-in dialog on the spot; a redirect would swap a form into a row."""
    return HttpResponse(status=401, headers={"HX-Trigger": "session-expired"})


class ActingPost:
    """Set `request.by` (the post one acts in, None before sign-in) and `request.posts` (all in force).

    A session ends when its post ends: with another post in force the person goes on in that one and is told;
    with none the session is closed. Every page an auditor opens is recorded.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.by, request.posts = None, ()  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            refused = self._find(request)
            if refused is not None:
                return refused
        return self.answer(request)

    def _find(self, request: HttpRequest) -> HttpResponse | None:
        posts = posts_in_force(request.user)  # type: ignore[arg-type]
        wanted = request.session.get(ACTING)
        by = next((post for post in posts if post.pk == wanted), None)
        if by is None and posts:
            by = posts[0]
            if wanted is not None:
                ended = Membership.objects.for_acting().filter(pk=wanted, user=request.user).first()
                if ended is not None:
                    messages.warning(
                        request,
                        _("Your post as %(old)s has ended. You now act as %(new)s.")
                        % {"old": ended.post_name, "new": by.post_name},
                    )
            request.session[ACTING] = by.pk
        if by is None:
            logout(request)
            if is_part(request):
                return session_ended()
            messages.warning(
                request, _("Your post has ended, so you were signed out. Your work stays with the office.")
            )
            return redirect(settings.LOGIN_URL)
        request.by, request.posts = by, posts  # type: ignore[attr-defined]
        self._renew(request)
        if by.post == Post.AUDITOR:
            record_access(by, by.organisation, request.get_full_path())
        return None

    @staticmethod
    def _renew(request: HttpRequest) -> None:
        """Slide the session on use, at most once in five minutes: a row is written, so not at every request."""
        now = clock.now().timestamp()
        if now - float(request.session.get("renewed", 0)) > RENEW_AFTER_SECONDS:
            request.session["renewed"] = now
