"""One step of one organisation: what is asked for, what was done, and the moves its people make."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from localplan.calendar import actions
from localplan.calendar.duties import NOT_THERE, duty_of
from localplan.calendar.models import Submission
from localplan.calendar.states import Life, Side, Verb
from localplan.calendar.steps import Nothing
from localplan.organisations.models import Membership
from localplan.organisations.views.organisations import acting
from localplan.toolkit import clock
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.problems import Problem, Refused

from ..desk import content_of, page_of
from ..forms import AskTimeForm, ReasonForm
from ..history import Told, told
from ..standing import Cell, cells, lines


def cell_of(by: Membership, row: Submission) -> Cell:
    """The cell of one submission, seen beside the other steps of its year."""
    year = row.deadline.year_id
    own = Submission.objects.visible_to(by).filter(organisation_id=row.organisation_id).of_year(year)
    return next(cell for cell in cells(lines(own)) if cell.line.id == row.pk)


def is_checker(by: Membership, row: Submission) -> bool:
    """Whether the post decides on this submission: the level above the one whose duty it is."""
    return actions.may_take(by, row, Side.CHECKER)


def is_actor(by: Membership, row: Submission) -> bool:
    """Whether the post hands this submission in: of the organisation itself, or of its successor."""
    return actions.may_take(by, row, Side.ACTOR)


def details_of(by: Membership, row: Submission) -> dict[str, Any]:
    """What every page about one submission shows: its cell, dates, content, history, and whose turn it is."""
    cell = cell_of(by, row)
    content = content_of(cell)
    moves = told(row)
    returned = next((one for one in moves if one.move.after == Life.RETURNED), None)
    return {
        "row": row,
        "organisation": row.organisation,
        "cell": cell,
        "step": cell.step,
        "year": row.deadline.year_id,
        "content": content,
        "is_known": duty_of(row.deadline.step) is not None,
        "page": page_of(row.deadline.step, row.organisation_id, row.deadline.year_id),
        "moves": moves,
        "returned": returned if row.life == Life.RETURNED else None,
        "reopen_asked": next((one for one in moves[:1] if one.move.verb == Verb.ASK_REOPEN), None),
        "time_asked": _latest(moves, Verb.ASK_TIME) if row.time_asked_at else None,
        "time_declined": _latest(moves, Verb.DECLINE_TIME, Verb.ASK_TIME, Verb.SUBMIT, Verb.RETURN),
        "is_actor": is_actor(by, row),
        "is_checker": is_checker(by, row),
        "today": clock.today(),
    }


def _latest(moves: list[Told], verb: Verb, *later: Verb) -> Told | None:
    """The last move of this kind, unless one of `later` was made after it."""
    found = next((one for one in moves if one.move.verb in (verb, *later)), None)
    return found if found and found.move.verb == verb else None


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """n of m with the items, the dates and whose they are, the history; and to send, take back, or ask to reopen."""
    by = acting(request)
    row = get_object_or_404(Submission.objects.visible_to(by).with_all(), pk=pk)
    form, verb = ReasonForm(request.POST or None), request.POST.get("verb", "")
    time = AskTimeForm(request.POST if verb == Verb.ASK_TIME else None, present=row.due_on, prefix="time")
    problems: list[Problem] = []
    if request.method == "POST":
        if not is_actor(by, row):
            raise Http404
        try:
            done = _ask_time(row, time, by) if verb == Verb.ASK_TIME else _move(row, verb, form, by)
        except Refused as refused:
            problems = list(refused)
        else:
            if done:
                messages.success(request, done)
                return redirect("step", pk=row.pk)
    row.refresh_from_db()
    context = {**details_of(by, row), "form": form, "time": time, "problems": problems, "verb": verb}
    context |= _ways(context)
    return render(request, "monitoring/step.html", context, status=422 if problems or time.errors else 200)


def _ask_time(row: Submission, form: AskTimeForm, by: Membership) -> str:
    """Ask for more time; empty when what was typed cannot be taken, and the form says why. Raises Refused."""
    if not form.is_valid():
        return ""
    given = form.cleaned_data
    try:
        actions.ask_more_time(row, until_on=given["until_on"], reason=given["reason"], by=by)
    except Refused as refused:
        if any(problem.field not in form.fields for problem in refused):
            raise
        put_problems_on(form, refused)
        return ""
    return _("Asked. The dates stay as they are until the answer comes.")


def _move(row: Submission, verb: str, form: ReasonForm, by: Membership) -> str:
    """Make the move asked for; returns what to say afterwards. Raises Refused, and Http404 for no such move."""
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if verb == Verb.SUBMIT:
        actions.submit(row, by=by)
        return _("Sent. You can take it back for 7 days, until it is opened by the checker.")
    if verb == Verb.DECLARE_NOTHING:
        actions.declare_nothing(row, reason=reason, by=by)
        return _("Sent as unchanged. You can take it back for 7 days, until it is opened by the checker.")
    if verb == Verb.UNDO:
        actions.undo(row, by=by)
        return _("Taken back. Everything you entered is there, and you may change it.")
    if verb == Verb.ASK_REOPEN:
        actions.ask_reopen(row, reason=reason, by=by)
        return _("Asked. It stays as it was sent until the checker answers.")
    raise Http404


def _ways(context: dict[str, Any]) -> dict[str, Any]:
    """Which moves the page offers, and why sending is not possible yet."""
    row: Submission = context["row"]
    cell: Cell = context["cell"]
    content = context["content"] or NOT_THERE
    open_to_actor = context["is_actor"] and row.life in (Life.DRAFT, Life.RETURNED)
    opened = clock.today() >= row.opens_on
    waits = actions.missing_before(row) if open_to_actor else []
    return {
        "offers_sending": open_to_actor and context["is_known"] and opened and not cell.step.checks,
        "may_send": open_to_actor and content.is_full and not waits,
        "waits": waits,
        "missing": [item for item in content.items if not item.there],
        "offers_nothing": open_to_actor and opened and cell.step.nothing == Nothing.UNCHANGED,
        "offers_time": open_to_actor and context["is_known"] and not row.time_asked_at,
        "offers_undo": context["is_actor"] and row.life == Life.SUBMITTED and _undoable(row) and not cell.step.checks,
        "offers_asking": context["is_actor"]
        and (row.life == Life.ACCEPTED or (row.life == Life.SUBMITTED and not _undoable(row)))
        and not context["reopen_asked"],
    }


def _undoable(row: Submission) -> bool:
    """As far as the page can tell; the verb itself asks the rule again."""
    return (
        row.opened_by_checker_at is None
        and row.submitted_at is not None
        and ((clock.now() - row.submitted_at).days < 7)
    )
