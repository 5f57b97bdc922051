"""Published dates moved, and the holidays they move off."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from localplan.organisations.history import tell
from localplan.organisations.models import Change, Level, Membership
from localplan.toolkit import clock
from localplan.toolkit.problems import Problem, Refused

from .. import actions
from ..forms.letters import HolidayFileForm, MoveForm
from ..holidays import read_holidays
from ..models import Deadline, DeadlineDate, Holiday, Submission
from ..steps import STEPS, Actor
from .drafts import refuse_on
from .opened import keeper


@require_http_methods(["GET", "HEAD", "POST"])
def move_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a published deadline with a reason: first its effect is shown, then it is done."""
    by = keeper(request)
    rows = Deadline.objects.published_to(by)
    deadline = get_object_or_404(rows, pk=pk)
    step, is_dla = STEPS[deadline.step], by.organisation.level == Level.DLA
    if not is_dla and step.actor != Actor.LAO:
        raise Http404
    national, present = _dates(by, deadline)
    form = MoveForm(request.POST or None, present=present, national=national, only_due=not is_dla, auto_id="id_%s")
    effect = None
    if request.method == "POST" and form.is_valid():
        if form.was_looked_at:
            reason, dates = form.cleaned_data["reason"], form.dates()
            moved = refuse_on(form, lambda: actions.set_dates(deadline, by.organisation, dates, reason=reason, by=by))
            if moved is not None:
                messages.success(request, _("Moved for %(number)s organisations.") % {"number": f"{moved:,}"})
                return redirect("move-deadline", pk=pk)
        else:
            effect = _effect(by, deadline, form.dates().due_on)
            form.data = {**form.data.dict(), "looked": str(form.dates().due_on)}
    dates = DeadlineDate.objects.visible_to(by).filter(deadline=deadline).select_related("organisation", "by__user")
    changes = Change.objects.visible_to(by).of("deadline", deadline.pk).filter(verb="dates_set").for_listing()[:20]
    context = {
        "deadline": deadline,
        "step": step,
        "national": national,
        "present": present,
        "form": form,
        "effect": effect,
        "is_dla": is_dla,
        "dates": dates.filter(organisation__level__in=["dla", "province"]).order_by("-id")[:20],
        "acts": tell(changes),
    }
    return render(request, "calendar/move.html", context, status=200 if effect or request.method != "POST" else 422)


def _dates(by: Membership, deadline: Deadline) -> tuple[DeadlineDate, DeadlineDate]:
    """DLA's date in force, and the one that holds for one's own office's people."""
    rows = DeadlineDate.objects.published_to(by).filter(deadline=deadline).select_related("organisation").in_force()
    national = next(date for date in rows if date.organisation.level == "dla")
    return national, next((date for date in rows if date.organisation_id == by.organisation_id), national)


def _effect(by: Membership, deadline: Deadline, due: dt.date) -> dict[str, int]:
    """Of those in scope who have not handed in: how many would be late tomorrow that are not now, and the reverse."""
    waiting = Submission.objects.visible_to(by).filter(deadline=deadline, life="draft", extended=False)
    today = clock.today()
    return {
        "waiting": waiting.count(),
        "late": waiting.filter(due_on__gt=today).count() if due <= today else 0,
        "freed": waiting.filter(due_on__lt=today).count() if due >= today else 0,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def holidays(request: HttpRequest) -> HttpResponse:
    """The list of public holidays; DLA hands one in as a file, or strikes a day that was a mistake."""
    by = keeper(request, dla=True)
    form = HolidayFileForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and "strike" in request.POST:
        try:
            actions.remove_holiday(dt.date.fromisoformat(request.POST["strike"]), by=by)
        except ValueError:
            raise Http404 from None
        return redirect("holidays")
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.import_holidays(read_holidays(form.cleaned_data["file"]), by=by)
        except Refused as refused:
            problems = refused.problems
        else:
            words = _("%(new)s new, %(unchanged)s known before. Due dates moved off a holiday: %(moved)s.")
            messages.success(request, words % {"new": done.new, "unchanged": done.unchanged, "moved": done.moved})
            return redirect("holidays")
    known = Holiday.objects.visible_to(by).order_by("on")
    context = {
        "form": form,
        "problems": problems,
        "holidays": known.filter(on__gte=clock.today() - dt.timedelta(days=400)),
    }
    return render(request, "calendar/holidays.html", context, status=422 if request.method == "POST" else 200)
