"""One-time links: shown once to whoever made one, and used to set a password."""

from __future__ import annotations

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from localplan.toolkit import clock
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.problems import Refused

from .. import actions, listing
from ..actions.links import FIRST_LINK, RESET_LINK
from ..forms.me import SetPasswordForm
from ..models import Membership

#: Where the link stands in the address, no page learns more than the site. Not "no-referrer": the browser would then
#: send "Origin: null" with the form, which the check against forged requests refuses.
PRIVATE = "strict-origin"


@sensitive_variables("token", "context")
def link_made(request: HttpRequest, post: Membership, token: str, *, first: bool) -> HttpResponse:
    """The page that shows the link, once: it is the answer to the POST and kept nowhere."""
    context = {
        "organisation": post.organisation,
        "place": listing.place_of(post.organisation),
        "post": post,
        "first": first,
        "link": request.build_absolute_uri(reverse("set-password", args=[token])),
        "expires_at": clock.now() + (FIRST_LINK if first else RESET_LINK),
    }
    response = render(request, "organisations/link_made.html", context)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = PRIVATE
    return response


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def set_password(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link sets the password, once. What is wrong with a link is said in words."""
    form = SetPasswordForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "owner": None, "done": False, "problems": []}
    status = 422 if request.method == "POST" else 200
    try:
        context["owner"] = actions.find_link(token).user
        if request.method == "POST" and form.is_valid():
            actions.use_link(token, form.cleaned_data["password1"])
            logout(request)  # whoever was signed in here: the browser now belongs to the owner of the link
            context["done"], status = True, 200
    except Refused as refused:
        at_fields = [problem for problem in refused if problem.field]
        put_problems_on(form, at_fields)
        if not at_fields:
            context["problems"], context["owner"], status = refused.problems, None, 410
    response = render(request, "organisations/set_password.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = PRIVATE
    return response
