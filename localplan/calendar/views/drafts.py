"""A draft: handed in, looked through beside the document, corrected, published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from localplan.organisations.middleware import is_part
from localplan.organisations.models import Level
from localplan.toolkit import clock
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.problems import Problem, Refused

from .. import actions
from ..facts import DraftDeadline, Tie
from ..forms.drafts import DocumentForm
from ..founding import ParsedDocument, parse
from ..founding.files import read_text
from ..founding.marks import marked_lines
from ..impact import impact_of
from ..models import Calendar, Publication, Submission
from ..steps import STEPS, Step
from ..working_days import days_off
from .opened import keeper, own_calendar


@dataclass(frozen=True)
class DraftLine:
    """One deadline of the draft as the page shows it: where the document speaks of it, the step, the dates."""

    draft: DraftDeadline
    step: Step
    where: str

    @property
    def is_open(self) -> bool:
        return bool(self.draft.questions)


@require_http_methods(["GET", "HEAD", "POST"])
def import_calendar(request: HttpRequest) -> HttpResponse:
    """Hand the document in, as a file or pasted; it becomes DLA's draft, replacing the one there is."""
    by = keeper(request, dla=True)
    form = DocumentForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        try:
            told = form.cleaned_data
            text = read_text(told["file"] or told["words"].encode())
            done = actions.import_document(by.organisation, text, by=by)
        except Refused as refused:
            problems = refused.problems
        else:
            return redirect("calendar-draft", pk=done.calendars[0].pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "calendar/import.html", {"form": form, "problems": problems}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Look through a draft: questions first, the document beside the deadlines, and what publishing would do."""
    by = keeper(request)
    calendar = own_calendar(by, pk)
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            code, choice = request.POST.get("question", ""), request.POST.get("choice", "")
            calendar = actions.answer_import_question(calendar, code, choice, by=by)
        except Refused as refused:
            problems = refused.problems
        else:
            return redirect("calendar-draft", pk=calendar.pk)
    context = {**context_of(calendar), "problems": problems}
    return render(request, "calendar/draft.html", context, status=422 if problems else 200)


def context_of(calendar: Calendar) -> dict[str, Any]:
    """Everything the page of a draft shows."""
    document = read_again(calendar)
    lines = lines_of(calendar)
    monthly = [line for line in lines if line.step.column in ("grants", "check_grants")]
    is_draft = calendar.published_at is None
    is_dla = calendar.organisation.level == Level.DLA
    return {
        "calendar": calendar,
        "is_draft": is_draft,
        "is_dla": is_dla,
        "document": document,
        "marked": marked_lines(document) if document else [],
        "questions": document.questions if document else [],
        "open_number": len(document.open_questions) if document else 0,
        "lines": [line for line in lines if line not in monthly],
        "monthly": monthly,
        "steps_number": len(lines),
        "dates_number": len({day for line in lines for day in _days(line.draft)}),
        "missing_number": sum(bool(line.draft.missing) and not line.draft.left_out for line in lines),
        "skipped_number": len(document.skipped) if document else 0,
        "impact": impact_of(calendar, today=clock.today()) if is_draft and is_dla else None,
    }


def _days(draft: DraftDeadline) -> list[Any]:
    return [day for day in (draft.opens_on, draft.due_on, draft.check_due_on, draft.closes_on) if day]


def read_again(calendar: Calendar) -> ParsedDocument | None:
    """The document with the answers so far, in the reader's language; None when the calendar was typed or copied."""
    if not calendar.source_text:
        return None
    return parse(calendar.source_text, holidays=days_off(), answers=actions.answers_of(calendar))


def lines_of(calendar: Calendar) -> list[DraftLine]:
    """The deadlines in order, each with the rows that speak of it."""
    places: dict[Tie, list[str]] = {}

    def note(kept: list[dict[str, object]], place: str) -> None:
        for tie in map(Tie.from_json, kept):
            if place not in places.setdefault(tie, []):
                places[tie].append(place)

    for row in calendar.rows.all():
        for item in row.items.all():
            note(item.links, f"{row.number}.{item.number}" if item.number else str(row.number))
        note(row.remark_links, _("%(row)s remark") % {"row": row.number})
    note(calendar.note_steps, _("note"))
    found = []
    for draft in calendar.draft_deadlines:
        where = ", ".join(places.get(draft.tie, []))
        found.append(DraftLine(draft, STEPS[draft.step], where))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def publish_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what will happen, then do it; what is left to the worker is watched here until it is published."""
    by = keeper(request, dla=True)
    calendar = own_calendar(by, pk)
    problems: list[Problem] = []
    if request.method == "POST" and calendar.published_at is None:
        seen, at_once = _number(request.POST.get("seen", "")), "at_once" in request.POST
        try:
            calendar = actions.publish_or_leave_it(calendar, seen=seen, at_once=at_once, by=by)
        except Refused as refused:
            problems = refused.problems
            calendar.refresh_from_db(fields=["published_at"])  # by the one who pressed before
        else:
            if calendar.published_at is None:
                return redirect("publish-calendar", pk=pk)
            messages.success(request, _("The calendar is published. Every office sees it from now on."))
    if calendar.published_at is not None:
        return _go_to_published(request, pk)
    left: Publication | None = getattr(calendar, "publication", None)
    stands = left.stands(clock.now()) if left and not problems else ""
    if left and stands in ("waiting", "unheard", "running"):
        context = {"calendar": calendar, "left": left, "stands": stands}
        return render(request, "calendar/_publishing.html" if is_part(request) else "calendar/publishing.html", context)
    if left and stands == "stopped":
        if is_part(request):
            return HttpResponseClientRefresh()
        problems = actions.findings_of_publishing(calendar, left.seen).problems
    context = {**context_of(calendar), "problems": problems, "stopped": left if stands == "stopped" else None}
    return render(request, "calendar/publish.html", context, status=422 if problems else 200)


def _go_to_published(request: HttpRequest, pk: int) -> HttpResponse:
    """As soon as it is: also from the part that asks every second."""
    page = reverse("calendar-published", args=[pk])
    return HttpResponseClientRedirect(page) if is_part(request) else redirect(page)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@require_safe
def published(request: HttpRequest, pk: int) -> HttpResponse:
    """What publishing did: deadlines, organisations with duties, and what to do next."""
    by = keeper(request, dla=True)
    calendar = own_calendar(by, pk)
    if calendar.published_at is None:
        return redirect("calendar-draft", pk=pk)
    ties = {(draft.step, draft.year) for draft in calendar.draft_deadlines if not draft.left_out}
    rows = Submission.objects.visible_to(by).filter(deadline__year_id__in={year for _step, year in ties})
    counted = rows.values("deadline__step", "deadline__year_id").annotate(number=Count("pk"))
    counts = {(row["deadline__step"], row["deadline__year_id"]): row["number"] for row in counted}
    lines = [(line, counts.get((line.draft.step, line.draft.year), 0)) for line in lines_of(calendar)]
    context = {
        "calendar": calendar,
        "lines": [(line, number) for line, number in lines if not line.draft.left_out],
        "total": sum(number for line, number in lines if not line.draft.left_out),
        "organisations": rows.aggregate(number=Count("organisation", distinct=True))["number"],
        "sent": calendar.circulars.filter(sent_at__isnull=False).first(),
    }
    return render(request, "calendar/published.html", context)


@require_POST
def take_over_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """A province begins its own calendar from DLA's published one."""
    by = keeper(request)
    national = Calendar.objects.published_to(by).filter(pk=pk, organisation__level=Level.DLA).first()
    if national is None or by.organisation.level != Level.PROVINCE:
        raise Http404
    try:
        made = actions.take_over_calendar(national, by.organisation, by=by)
    except Refused as refused:
        for problem in refused:
            messages.error(request, str(problem))
        return redirect("calendar")
    messages.success(request, _("This is your calendar with DLA's dates. Set earlier ones, then circulate it."))
    return redirect("calendar-draft", pk=made.pk)


def refuse_on(form: Any, act: Any) -> Any:
    """Do it; a refusal goes onto the form. Returns what the act returned, None when refused."""
    try:
        return act()
    except Refused as refused:
        put_problems_on(form, refused)
        return None
