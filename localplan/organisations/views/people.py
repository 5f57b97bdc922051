"""The people of an organisation: who holds what, giving a post, handing it over, ending it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from localplan.toolkit import clock, files
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.lists import ListWords
from localplan.toolkit.problems import Refused
from localplan.toolkit.thai_dates import format_medium, parse_date
from localplan.toolkit.thai_text import InputError

from .. import actions, listing, roster, staffing
from ..access import Do, may
from ..forms.people import AppointForm, EndForm, HandOverForm
from ..models import Delegation, Level, Membership, Organisation, Post
from .links import link_made
from .organisations import acting, the_organisation

PAST_ON_A_PAGE = 20
#: The same form sent again within this time is a second click, not a second appointment.
SENT_TWICE = dt.timedelta(minutes=10)


@require_safe
def people(request: HttpRequest, organisation: int) -> HttpResponse:
    """Posts of today (or of ?on=DAY), coming ones, past holders with their orders."""
    by, today = acting(request), clock.today()
    found = the_organisation(request, organisation)
    asked, day, unreadable = _asked_day(request, today)
    posts = roster.posts_of(by, found)
    held = list(posts.in_force(day))
    is_today = day == today
    past = posts.ended_before(day).order_by("-until_on", "-id")
    words = ListWords.of(request.GET, sorts={"until": ("until_on", "id")}, default="-until", size=PAST_ON_A_PAGE)
    seats = roster.seats_given(by, found) if is_today and found.is_open(today) else []
    context = {
        **_frame(found),
        "asked": asked,
        "unreadable": unreadable,
        "day": day,
        "is_today": is_today,
        "lines": roster.lines(held, by=by, organisation=found, day=day),
        "coming": roster.lines(posts.coming_after(day), by=by, organisation=found, day=day) if is_today else [],
        "past": words.page_of(past),
        "unheld": [(post, post in seats) for post in roster.unheld(held, found)],
        "ending": list(staffing.ending_soon(by, today).filter(organisation=found)) if is_today else [],
        "seats": seats,
        "helpers": staffing.who_helps(by, found, today),
        "link_makers": roster.LINK_MAKERS[Level(found.level)],
        "delegations": _delegations(by, found, day),
        "may_delegate": may(by, Do.DELEGATE) and by.organisation_id == found.pk,
    }
    return render(request, "organisations/people.html", context)


def _asked_day(request: HttpRequest, today: dt.date) -> tuple[str, dt.date, str]:
    """What was typed, the day it means (else today), and why it cannot be answered."""
    typed = request.GET.get("on", "").strip()[:40]
    if not typed:
        return "", today, ""
    try:
        day = parse_date(typed, near=today, today=today)
    except InputError as error:
        return typed, today, error.text
    if day is None or day > today:
        return typed, today, _("Choose a day that has come.")
    return typed, day, ""


def _delegations(by: Membership, organisation: Organisation, day: dt.date) -> list[Delegation]:
    if organisation.level != Level.LAO:
        return []
    rows = Delegation.objects.visible_to(by).in_force(day).filter(giver=organisation)
    return list(rows.select_related("taker").order_by("until_on"))


def _frame(organisation: Organisation) -> dict[str, Any]:
    return {"organisation": organisation, "place": listing.place_of(organisation)}


@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: HttpRequest, organisation: int) -> HttpResponse:
    """Give a post. A new person's one-time link is the answer itself: it is never stored, sent on or logged."""
    by, today = acting(request), clock.today()
    found = the_organisation(request, organisation)
    seats = roster.seats_given(by, found)
    if not seats or not found.is_open(today):
        raise Http404
    form = AppointForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        posts=seats,
        supervisors=roster.supervisors_in(by, found, today),
        initial={"post": request.GET.get("post") or _first_missing(by, found, seats, today)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            [made] = actions.appoint(found, [(form.person(), form.given())], by=by)
        except Refused as refused:
            again = _sent_twice(request, by, found, form, Post(form.cleaned_data["post"]))
            if again is not None:
                return again
            put_problems_on(form, refused)
        else:
            return _given(request, made)
    status = 422 if request.method == "POST" else 200
    return render(request, "organisations/appoint.html", {**_frame(found), "form": form}, status=status)


def _first_missing(by: Membership, organisation: Organisation, seats: list[Post], day: dt.date) -> str:
    """The post most likely meant: one the organisation needs and nobody holds."""
    missing = roster.unheld(roster.posts_of(by, organisation).in_force(day), organisation)
    return next((post.value for post in missing if post in seats), seats[0].value)


def _given(request: HttpRequest, made: actions.Appointed) -> HttpResponse:
    """The link, when the account is new; else the people page says it is done."""
    if made.link is not None:
        return link_made(request, made.membership, made.link, first=True)
    messages.success(
        request,
        _("%(name)s is %(post)s from %(day)s. The account is the one the person already has.")
        % {
            "name": made.membership.user.full_name,
            "post": made.membership.post_name,
            "day": format_medium(made.membership.from_on),
        },
    )
    return redirect("people", organisation=made.membership.organisation_id)


def _sent_twice(
    request: HttpRequest, by: Membership, organisation: Organisation, form: AppointForm | HandOverForm, post: Post
) -> HttpResponse | None:
    """A second click on the button is told what the first one did."""
    there = roster.just_given(
        by,
        organisation,
        username=form.cleaned_data["username"],
        post=post,
        from_on=form.cleaned_data["from_on"],
        since=clock.now() - SENT_TWICE,
    )
    if there is None:
        return None
    messages.info(
        request,
        _("That was already done: %(name)s is %(post)s. If you did not see the link, make a new one.")
        % {"name": there.user.full_name, "post": there.post_name},
    )
    return redirect("people", organisation=organisation.pk)


def the_post(request: HttpRequest, pk: int) -> Membership:
    """A post that this person gives, else 404."""
    by = acting(request)
    found: Membership = get_object_or_404(Membership.objects.visible_to(by).for_acting(), pk=pk)
    if Post(found.post) not in roster.seats_given(by, found.organisation):
        raise Http404
    return found


def has_ended(request: HttpRequest, post: Membership) -> HttpResponse | None:
    """Where an ended post leads: back, with the day it ended on."""
    if post.until_on is None or post.until_on >= clock.today():
        return None
    messages.info(
        request,
        _("%(name)s is no longer %(post)s: the post ended on %(day)s.")
        % {"name": post.user.full_name, "post": post.post_name, "day": format_medium(post.until_on)},
    )
    return redirect("people", organisation=post.organisation_id)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """The successor in one form, with everything that goes along."""
    by, today = acting(request), clock.today()
    post = the_post(request, pk)
    tomorrow = max(today, post.from_on) + dt.timedelta(days=1)
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        holder=post,
        supervisors=[one for one in roster.supervisors_in(by, post.organisation, today) if one.pk != post.pk],
        initial={
            "from_on": post.until_on + dt.timedelta(days=1) if post.until_on else tomorrow,
            "supervisor": str(post.supervisor_id or ""),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.hand_over(post, form.person(), form.given(), by=by)
        except Refused as refused:
            again = _sent_twice(request, by, post.organisation, form, Post(post.post)) or has_ended(request, post)
            if again is not None:
                return again
            put_problems_on(form, refused)
        else:
            return _given(request, made)
    elif ended := has_ended(request, post):
        return ended
    context = {**_frame(post.organisation), "form": form, "post": post, **_goes_along(by, post, today)}
    return render(request, "organisations/hand_over.html", context, status=422 if request.method == "POST" else 200)


def _goes_along(by: Membership, post: Membership, today: dt.date) -> dict[str, Any]:
    """What the successor takes over, in figures where the tables know them."""
    supervised = Membership.objects.visible_to(by).filter(supervisor=post).ending_on_or_after(today)
    letters = Delegation.objects.visible_to(by).in_force(today).filter(taker=post.organisation)
    return {
        "supervised": list(supervised.select_related("user").order_by("until_on")),
        "letters": letters.count() if post.level in (Level.PROVINCE, Level.DISTRICT) else 0,
        "rights": roster.Line(post, today).rights,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def end_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a post end on a day, with the reason."""
    post = the_post(request, pk)
    ended = has_ended(request, post)
    if ended is not None:
        return ended
    form = EndForm(
        request.POST if request.method == "POST" else None,
        initial={"last_day": max(clock.today(), post.from_on)},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.end_post(post, last_day=said["last_day"], reason=said["reason"], by=acting(request))
        except Refused as refused:
            for problem in refused:  # the rule speaks of the post's last day, which this form calls by its own name
                form.add_error("last_day" if problem.field == "until_on" else None, problem.text)
        else:
            messages.success(
                request,
                _("The post of %(name)s ends on %(day)s.")
                % {"name": post.user.full_name, "day": format_medium(said["last_day"])},
            )
            return redirect("people", organisation=post.organisation_id)
    status = 422 if request.method == "POST" else 200
    context = {**_frame(post.organisation), "form": form, "post": post}
    return render(request, "organisations/end_post.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def make_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked first, because an earlier link stops working; then made and shown."""
    post = the_post(request, pk)
    ended = has_ended(request, post)
    if ended is not None:
        return ended
    if request.method == "POST":
        first = not post.user.has_usable_password()
        try:
            token = actions.make_link(post, by=acting(request))
        except Refused as refused:
            for problem in refused:
                messages.error(request, problem.text)
            return redirect("people", organisation=post.organisation_id)
        return link_made(request, post, token, first=first)
    return render(request, "organisations/make_link.html", {**_frame(post.organisation), "post": post})


@require_safe
def order_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The scanned order a post rests on, for those who may see the post."""
    rows = Membership.objects.visible_to(acting(request)).select_related("order_file", "organisation")
    post = get_object_or_404(rows.exclude(order_file=None), pk=pk)
    the_organisation(request, post.organisation_id)  # an auditor's look is recorded
    return files.serve(post.order_file)
