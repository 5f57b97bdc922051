"""Signing in, again in place, out; switching posts."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from localplan.toolkit import clock

from ..actions.signing_in import Tried, failures_since_last, sign_out, try_to_sign_in
from ..forms.session import SignInForm
from ..middleware import ACTING


def _address(request: HttpRequest) -> str | None:
    return request.META.get("REMOTE_ADDR") or None


def _browser(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if allowed else reverse("home")


def _try(request: HttpRequest, username: str, password: str) -> Tried:
    return try_to_sign_in(username, password, address=_address(request), browser=_browser(request))


def _enter(request: HttpRequest, tried: Tried) -> None:
    assert tried.user is not None
    failures = failures_since_last(tried.user)
    login(request, tried.user, backend="django.contrib.auth.backends.ModelBackend")
    request.session[ACTING] = tried.posts[0].pk
    if failures:
        with translation.override(tried.user.language):
            messages.warning(
                request,
                ngettext(
                    "%(count)s wrong try to sign in with your name since your last visit. See My page.",
                    "%(count)s wrong tries to sign in with your name since your last visit. See My page.",
                    failures,
                )
                % {"count": failures},
            )


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page. A refused try comes back with the name filled in and the reason in words."""
    if request.user.is_authenticated and request.method != "POST":
        return redirect(_next(request))
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        tried = _try(request, form.cleaned_data["username"], form.cleaned_data["password"])
        if tried.problem is None:
            _enter(request, tried)
            return redirect(_next(request))
        form.add_error(None, tried.problem.text)
    if request.method == "POST":
        status = 422
    return render(request, "web/sign_in.html", {"form": form, "next": _next(request)}, status=status)


@login_not_required
@sensitive_post_parameters("password")
@require_POST
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Sign in from the dialog of a page whose session ended. JSON: ok, csrf token, or the reason."""
    tried = _try(request, request.POST.get("username", ""), request.POST.get("password", ""))
    if tried.problem is not None:
        return JsonResponse({"ok": False, "message": tried.problem.text}, status=422)
    wanted = request.POST.get("acting", "")
    _enter(request, tried)
    for post in tried.posts:
        if str(post.pk) == wanted:
            request.session[ACTING] = post.pk
    return JsonResponse({"ok": True, "csrf": request.META.get("CSRF_COOKIE", "")})


@require_POST
def extend_session(request: HttpRequest) -> HttpResponse:
    """One click that keeps the session: it slides from now. JSON: seconds left."""
    request.session["renewed"] = clock.now().timestamp()
    return JsonResponse({"ok": True, "seconds": request.session.get_expiry_age()})


@login_not_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out; harmless when already out."""
    if request.user.is_authenticated:
        sign_out(request.user, address=_address(request), browser=_browser(request))  # type: ignore[arg-type]
        logout(request)
        messages.info(request, _("You have signed out."))
    return redirect("sign-in")


@require_POST
def switch_post(request: HttpRequest) -> HttpResponse:
    """Act in another of one's posts; one not held any more is said so."""
    wanted = request.POST.get("post", "")
    for post in request.posts:  # type: ignore[attr-defined]
        if str(post.pk) == wanted:
            request.session[ACTING] = post.pk
            messages.info(
                request,
                _("You now act as %(post)s of %(organisation)s.")
                % {"post": post.post_name, "organisation": post.organisation.short_name},
            )
            return redirect("home")
    messages.warning(request, _("You do not hold that post today."))
    return redirect("home")
