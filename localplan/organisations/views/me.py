"""One's own page: data, password, posts, how the screen looks, sign-ins."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from localplan.toolkit import clock
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.lists import ListWords
from localplan.toolkit.problems import Refused, Stale

from .. import actions
from ..browsers import browser_words
from ..forms.me import ChangePasswordForm, OwnDataForm, SignOutElsewhereForm
from ..models import User
from .organisations import acting

SIGN_INS_ON_A_PAGE = 15


def _page(request: HttpRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page with the forms as they stand; those not given are fresh."""
    user, today = _me(request), clock.today()
    posts = list(user.memberships.select_related("organisation").order_by("-from_on", "-id"))
    posts.sort(key=lambda post: not post.is_in_force(today))
    words = ListWords.of(request.GET, sorts={"at": ("at", "id")}, default="-at", size=SIGN_INS_ON_A_PAGE)
    page = words.page_of(user.sign_ins.order_by("-at", "-id"))
    context = {
        "data_form": OwnDataForm(row=user),
        "password_form": ChangePasswordForm(),
        "elsewhere_form": SignOutElsewhereForm(),
        "my_posts": [(post, post.is_in_force(today), post.from_on > today) for post in posts],
        "page": page,
        "sign_ins": [(row, browser_words(row.browser)) for row in page.object_list],
        "sizes": User.TextSize.choices,
        **forms,
    }
    return render(request, "organisations/me.html", context, status=status)


def _me(request: HttpRequest) -> User:
    user: User = acting(request).user
    return user


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """See everything; correct name, telephone, e-mail. Changed in another window meanwhile: answered 409."""
    if request.method != "POST":
        return _page(request)
    user = _me(request)
    form = OwnDataForm(request.POST, row=user)
    status = 422
    if form.is_valid():
        try:
            actions.correct_own_data(user, form.yours(), base=form.before(), by=acting(request))
        except Stale:
            user.refresh_from_db()
            form.show_conflicts(user)
            status = 409
        except Refused as refused:
            put_problems_on(form, refused)
        else:
            messages.success(request, _("Your data are saved."))
            return redirect("me")
    return _page(request, status=status, data_form=form)


@never_cache
@require_POST
@sensitive_post_parameters("old", "new1", "new2")
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password, knowing the old one; this session goes on, all others end."""
    form = ChangePasswordForm(request.POST)
    if form.is_valid():
        try:
            actions.change_password(_me(request), old=form.cleaned_data["old"], new=form.cleaned_data["new1"])
        except Refused as refused:
            put_problems_on(form, refused)
        else:
            _stay_signed_in(request)
            messages.success(request, _("Your password is changed. Everywhere else you were signed out."))
            return redirect("me")
    return _page(request, status=422, password_form=form)


@never_cache
@require_POST
@sensitive_post_parameters("password")
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End every other session of mine."""
    form = SignOutElsewhereForm(request.POST)
    if form.is_valid():
        try:
            actions.sign_out_elsewhere(_me(request), password=form.cleaned_data["password"])
        except Refused as refused:
            put_problems_on(form, refused)
        else:
            _stay_signed_in(request)
            messages.success(request, _("You were signed out everywhere else."))
            return redirect("me")
    return _page(request, status=422, elsewhere_form=form)


def _stay_signed_in(request: HttpRequest) -> None:
    request.user.refresh_from_db()
    update_session_auth_hash(request, request.user)  # type: ignore[arg-type]
