"""A draft corrected by hand: its words, rows and deadlines; begun by hand, copied to another year."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from localplan.organisations.models import Level
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.problems import Refused
from localplan.toolkit.thai_dates import fiscal_year_dates, format_medium

from .. import actions
from ..facts import CalendarFact, DraftDeadline
from ..forms.drafts import BeginForm, DeadlineForm, NewDeadlineForm, RowForm, WordingForm, YearForm
from ..models import Calendar
from ..steps import STEPS, Actor
from .drafts import refuse_on
from .opened import keeper, own_calendar


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200


@require_http_methods(["GET", "HEAD", "POST"])
def begin_calendar(request: HttpRequest) -> HttpResponse:
    """A calendar typed by hand: its year, its title, its first row."""
    by = keeper(request, dla=True)
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = CalendarFact(form.cleaned_data["year"], form.cleaned_data["title"], (form.fact(),))
        if Calendar.objects.visible_to(by).filter(organisation_id=by.organisation_id, year_id=told.year).exists():
            form.add_error("year", _("There is a calendar of this year already. Change that one."))
        elif made := refuse_on(form, lambda: actions.draft_calendar(by.organisation, told, by=by)):
            return redirect("calendar-draft", pk=made.pk)
    return render(request, "calendar/begin.html", {"form": form}, status=_status(request))


@require_http_methods(["GET", "HEAD", "POST"])
def word_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The title and the note."""
    by = keeper(request)
    calendar = own_calendar(by, pk, draft=True)
    form = WordingForm(request.POST or None, initial={"title": calendar.title, "note": calendar.note})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if refuse_on(form, lambda: actions.word_calendar(calendar, title=told["title"], note=told["note"], by=by)):
            return redirect("calendar-draft", pk=pk)
    return render(request, "calendar/wording.html", {"calendar": calendar, "form": form}, status=_status(request))


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_row(request: HttpRequest, pk: int, number: int | None = None) -> HttpResponse:
    """Add a row, change it, or take it out."""
    by = keeper(request)
    calendar = own_calendar(by, pk, draft=True)
    row = calendar.rows.filter(number=number).first() if number is not None else None
    if number is not None and row is None:
        raise Http404
    if request.method == "POST" and "remove" in request.POST and row is not None:
        actions.remove_row(calendar, row.number, by=by)
        messages.success(request, _("Row %(number)s is taken out.") % {"number": row.number})
        return redirect("calendar-draft", pk=pk)
    if request.method == "POST":
        form = RowForm(request.POST)
        if form.is_valid():
            done = refuse_on(form, lambda: actions.write_row(calendar, form.fact(), replacing=number, by=by))
            if done:
                return redirect("calendar-draft", pk=pk)
    elif row is not None:
        form = RowForm.of(row)
    else:
        first, last = fiscal_year_dates(calendar.year_id)
        form = RowForm(initial={"number": len(calendar.rows.all()) + 1, "from_on": first, "until_on": last})
    context = {"calendar": calendar, "row": row, "form": form}
    return render(request, "calendar/row.html", context, status=_status(request))


@require_http_methods(["GET", "HEAD", "POST"])
def draft_deadline(request: HttpRequest, pk: int, step: str, year: int) -> HttpResponse:
    """The dates of one deadline of a draft; DLA may leave it out, or take it in again."""
    by = keeper(request)
    calendar = own_calendar(by, pk, draft=True)
    draft = next((one for one in calendar.draft_deadlines if (one.step, one.year) == (step, year)), None)
    is_dla = by.organisation.level == Level.DLA
    if draft is None or (not is_dla and STEPS[step].actor != Actor.LAO):
        raise Http404
    form = DeadlineForm(request.POST or None, draft=draft, only_due=not is_dla)
    if request.method == "POST" and is_dla and "out" in request.POST:
        actions.leave_out(calendar, step, year, out=request.POST["out"] == "1", by=by)
        return redirect("calendar-draft", pk=pk)
    if request.method == "POST" and form.is_valid():
        done = refuse_on(form, lambda: actions.set_draft_deadline(calendar, form.fact(), by=by))
        if done:
            _tell_of_holiday(request, done, draft)
            return redirect("calendar-draft", pk=pk)
    context = {"calendar": calendar, "draft": draft, "step": STEPS[step], "form": form, "is_dla": is_dla}
    return render(request, "calendar/deadline.html", context, status=_status(request))


def _tell_of_holiday(request: HttpRequest, calendar: Calendar, told: DraftDeadline) -> None:
    now = next(one for one in calendar.draft_deadlines if one.tie == told.tie)
    if now.moved and now.due_on != told.due_on and now.due_on and now.due_written:
        words = _("%(written)s is a holiday. It is due on the next working day, %(due)s.")
        messages.info(request, words % {"written": format_medium(now.due_written), "due": format_medium(now.due_on)})


@require_http_methods(["GET", "HEAD", "POST"])
def add_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    """A deadline that no sentence of the document gave."""
    by = keeper(request, dla=True)
    calendar = own_calendar(by, pk, draft=True)
    form = NewDeadlineForm(request.POST or None, calendar=calendar)
    if request.method == "POST" and form.is_valid():
        told = form.fact()
        done = refuse_on(form, lambda: actions.set_draft_deadline(calendar, told, by=by))
        if done:
            _tell_of_holiday(request, done, told)
            return redirect("calendar-draft", pk=pk)
    context = {"calendar": calendar, "form": form, "is_dla": True}
    return render(request, "calendar/deadline.html", context, status=_status(request))


@require_http_methods(["GET", "HEAD", "POST"])
def copy_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Another year's calendar begun from this one: dates, years in the text and plan spans moved on."""
    by = keeper(request, dla=True)
    calendar = own_calendar(by, pk)
    form = YearForm(request.POST or None, initial={"year": calendar.year_id + 1})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.copy_forward(calendar, form.cleaned_data["year"], by=by)
        except Refused as refused:
            put_problems_on(form, refused)
        else:
            messages.success(request, _("This is the draft of fiscal year %(year)s.") % {"year": made.year_id})
            return redirect("calendar-draft", pk=made.pk)
    return render(request, "calendar/copy.html", {"calendar": calendar, "form": form}, status=_status(request))
