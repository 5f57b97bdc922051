"""The checker's side: what waits, one review, and accepting many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from localplan.calendar import actions
from localplan.calendar.duties import Completeness, duty_of
from localplan.calendar.models import Submission
from localplan.calendar.states import Life
from localplan.organisations.access import Do, may
from localplan.organisations.models import Level, Membership
from localplan.organisations.views.organisations import acting
from localplan.toolkit import clock
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.lists import ListWords
from localplan.toolkit.problems import Problem, Refused

from .. import office
from ..forms import ExtendForm, ReasonForm, ReviewForm
from ..history import Told
from ..since import differences_of
from ..standing import cells, lines
from .steps import details_of, is_checker

#: So many are accepted in one act.
MOST_AT_ONCE = 500
VERBS = ("accept", "return", "extend", "reopen", "decline_time")


@require_http_methods(["GET", "HEAD", "POST"])
def reviews(request: HttpRequest) -> HttpResponse:
    """What waits for the check of one's office, the oldest first; ticked ones are accepted together."""
    by = acting(request)
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    if not may(by, Do.VERIFY):
        raise Http404
    waiting = office.waiting_for(by, year)
    problems: list[Problem] = []
    if request.method == "POST":
        chosen = {int(number): int(version) for number, version in _ticked(request)}
        asked = Submission.objects.visible_to(by).filter(pk__in=chosen).with_all()
        try:
            done = actions.accept(list(asked), by=by, seen=chosen)
        except Refused as refused:
            problems = list(refused)
        else:
            text = ngettext("%(number)s submission accepted.", "%(number)s submissions accepted.", len(done))
            messages.success(request, text % {"number": len(done)})
            return redirect("reviews")
    words = ListWords.of(request.GET, sorts={"sent": ("submitted_at", "id")}, default="sent")
    page = words.page_of(waiting)
    context = {
        "page": page,
        "ready": _ready(waiting[:MOST_AT_ONCE]),
        "lines": _queue(by, page.object_list, year),
        "problems": problems,
        "year": year,
        "time_requests": office.asking_for_time(by, year),
        "today": clock.today(),
    }
    return render(request, "monitoring/reviews.html", context, status=409 if problems else 200)


def _ready(rows: Any) -> list[Submission]:
    """Of all that waits, on this page or the next: what is complete, and reconciled where figures are asked for."""
    listed = list(rows)
    counted = _counted(listed)
    return [row for row in listed if not row.nothing and is_ready(counted.get(row.pk))]


def is_ready(content: Completeness | None) -> bool:
    """Full; and nothing of it differs from the accounts, where the step has figures that could."""
    return content is not None and content.is_full and content.reconciled is not False


def _ticked(request: HttpRequest) -> list[tuple[str, str]]:
    """(id, version seen) of the ticked rows, or of all that were ready; anything else is left aside."""
    name = "ready" if request.POST.get("verb") == "accept_ready" else "take"
    pairs = [str(value).partition(":") for value in request.POST.getlist(name)]
    return [(number, version) for number, _colon, version in pairs if number.isdecimal() and version.isdecimal()]


def _queue(by: Membership, rows: Any, year: int) -> list[dict[str, Any]]:
    """The rows of a page with their cells; what is full can be accepted from the list."""
    ids = {row.organisation_id for row in rows}
    own = Submission.objects.visible_to(by).filter(organisation_id__in=ids).of_year(year)
    cell_of = {cell.line.id: cell for cell in cells(lines(own))}
    counted = _counted(rows)
    return [
        {"row": row, "cell": cell_of[row.pk], "days": office.days_waiting(row), "content": counted.get(row.pk)}
        for row in rows
    ]


def _counted(rows: Any) -> dict[int, Any]:
    """n of m of what waits, as it is now: one question for each step."""
    by_step: dict[tuple[str, int], list[Any]] = {}
    for row in rows:
        by_step.setdefault((row.deadline.step, row.deadline.year_id), []).append(row)
    found = {}
    for (step, year), listed in by_step.items():
        duty = duty_of(step)
        counted = duty.count([row.organisation_id for row in listed], year) if duty else {}
        found.update({row.pk: counted.get(row.organisation_id) for row in listed})
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked for and what is there, a verdict on each item, the history; accept, return, extend, reopen."""
    by = acting(request)
    row = get_object_or_404(Submission.objects.visible_to(by).with_all(), pk=pk)
    if not is_checker(by, row):
        raise Http404
    verb = request.POST.get("verb", "")
    if request.method == "POST":
        return _decide(request, row, verb, by)
    actions.open_review(row, by=by)
    return _page(request, row, by)


def _decide(request: HttpRequest, row: Submission, verb: str, by: Membership) -> HttpResponse:
    if verb not in VERBS:
        raise Http404
    form = ReviewForm(request.POST, items=_items(row), version=row.version)
    extend = ExtendForm(request.POST if verb == "extend" else None, latest=row.check_due_on, prefix="extend")
    reopen = ReasonForm(request.POST if verb == "reopen" else None, prefix="reopen")
    decline = ReasonForm(request.POST if verb == "decline_time" else None, prefix="decline")
    asked = {"accept": form, "return": form, "extend": extend, "reopen": reopen, "decline_time": decline}[verb]
    status = 422
    if asked.is_valid():
        try:
            said = _do(row, verb, asked, by)
        except Refused as refused:
            if any(problem.rule in ("review_is_of_what_was_seen", "move_is_in_the_table") for problem in refused):
                status = 409
            put_problems_on(asked, refused)
        else:
            messages.success(request, said)
            return redirect(_after(by, row, verb))
    row.refresh_from_db()
    if status == 409:
        form = _shown_anew(form, row)
    return _page(
        request,
        row,
        by,
        forms={"form": form, "extend": extend, "reopen": reopen, "decline": decline, "asked": asked},
        status=status,
    )


def _shown_anew(form: ReviewForm, row: Submission) -> ReviewForm:
    """What was typed, beside what has changed meanwhile: the next decision is on what is seen now."""
    data = form.data.copy()
    data["seen"] = str(row.version)
    fresh = ReviewForm(data, items=_items(row), version=row.version)
    fresh._errors = form.errors
    return fresh


def _do(row: Submission, verb: str, form: Any, by: Membership) -> str:
    given, name = form.cleaned_data, row.organisation.short_name
    if verb == "extend":
        actions.extend(row, due_on=given["due_on"], reason=given["reason"], by=by)
        return _("%(lao)s has more time.") % {"lao": name}
    if verb == "decline_time":
        actions.decline_more_time(row, reason=given["reason"], by=by)
        return _("Declined. %(lao)s sees your reason.") % {"lao": name}
    if verb == "reopen":
        actions.reopen(row, reason=given["reason"], by=by)
        return _("Reopened for %(lao)s. What was sent stays in the history.") % {"lao": name}
    if verb == "accept":
        actions.accept([row], by=by, seen={row.pk: given["seen"]}, review=form.review())
        return _("Accepted: %(lao)s.") % {"lao": name}
    actions.return_(row, form.review(), by=by, seen=given["seen"])
    return _("Returned to %(lao)s with your reasons.") % {"lao": name}


def _after(by: Membership, row: Submission, verb: str) -> str:
    """After a verdict the next in the queue; after more time the same page."""
    if verb in ("extend", "reopen", "decline_time"):
        return reverse("review", args=[row.pk])
    following = office.waiting_for(by, row.deadline.year_id).first()
    return reverse("review", args=[following.pk]) if following else reverse("reviews")


def _items(row: Submission) -> list[tuple[str, str]]:
    """What a verdict is given on: the items of the room that owns the content; else the step as a whole."""
    duty = duty_of(row.deadline.step)
    content = duty.items_of(row.organisation_id, row.deadline.year_id) if duty else None
    if content is None or not content.items:
        return [("whole", _("The submission as a whole"))]
    return [(item.code, str(item.label)) for item in content.items]


def _fresh_forms(row: Submission, asked: Told | None) -> dict[str, Any]:
    """The forms as they stand at first; the day that was asked for is filled in where the office may give it."""
    day = asked.move.until_on if asked else None
    return {
        "form": ReviewForm(items=_items(row), version=row.version),
        "extend": ExtendForm(latest=row.check_due_on, prefix="extend", initial={"due_on": day}),
        "reopen": ReasonForm(prefix="reopen"),
        "decline": ReasonForm(prefix="decline"),
        "asked": None,
    }


def _page(
    request: HttpRequest,
    row: Submission,
    by: Membership,
    *,
    forms: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    details = details_of(by, row)
    content = details["content"]
    forms = forms or _fresh_forms(row, details["time_asked"])
    queue = list(office.waiting_for(by, row.deadline.year_id))
    place = next((n for n, one in enumerate(queue, start=1) if one.pk == row.pk), 0)
    there = {item.code: item for item in content.items} if content else {}
    context = {
        **details,
        **forms,
        "verdicts": [{**line, "item": there.get(line["code"])} for line in forms["form"].lines()],
        "may_decide": row.life == Life.SUBMITTED,
        "may_return": row.life in (Life.SUBMITTED, Life.ACCEPTED),
        "may_extend": row.life in (Life.DRAFT, Life.RETURNED),
        "place": place,
        "queue": len(queue),
        "following": queue[place] if place and place < len(queue) else None,
        "days": office.days_waiting(row),
        "differences": differences_of(by, row, duty_of(row.deadline.step)),
        "is_dla": by.organisation.level == Level.DLA,
    }
    return render(request, "monitoring/review.html", context, status=status)
