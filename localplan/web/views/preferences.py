"""Language and text size: kept for the person, and before sign-in for the browser."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from localplan.organisations.actions import set_preferences
from localplan.organisations.views.organisations import acting

from ..middleware import LANGUAGES, TEXT_SIZE_COOKIE

YEAR = 365 * 24 * 3600


def _back(request: HttpRequest) -> HttpResponse:
    """To where the button was pressed; to the first page when that is not ours."""
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(target if ours else reverse("home"))


@require_POST
@login_not_required
def language(request: HttpRequest) -> HttpResponse:
    """Read in Thai or English from now on; an unknown language changes nothing."""
    response = _back(request)
    chosen = request.POST.get("language", "")
    if chosen in LANGUAGES:
        if request.user.is_authenticated:
            set_preferences(request.user, language=chosen)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, samesite="Lax")
    return response


@require_POST
@login_not_required
def text_size(request: HttpRequest) -> HttpResponse:
    """Read in normal (0), large (1) or very large (2) letters from now on."""
    response = _back(request)
    chosen = request.POST.get("text_size", "")
    if chosen in ("0", "1", "2"):
        if request.user.is_authenticated:
            set_preferences(request.user, text_size=int(chosen))
        response.set_cookie(TEXT_SIZE_COOKIE, chosen, max_age=YEAR, samesite="Lax")
    return response


@require_POST
def by_mail(request: HttpRequest) -> HttpResponse:
    """Reminders also by e-mail (1), or in the system only (0)."""
    chosen = request.POST.get("by_mail", "")
    if chosen in ("0", "1"):
        set_preferences(acting(request).user, by_mail=chosen == "1")
    return _back(request)
