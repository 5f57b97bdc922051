"""Taking DLA's list over by upload: hand in, look through, save all or nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from localplan.toolkit import clock, files
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.thai_dates import format_medium

from .. import actions
from ..access import Do, may
from ..forms.register import Looked, RegisterFileForm
from ..models import Membership
from ..posts import LAO_KINDS, PREFIXES
from ..register import Outcome, RegisterFile, RegisterPlan, read_register
from ..register.preview import OPEN_LINES, Preview

#: So many problems stand open; the form should not be pushed out of sight.
OPEN_PROBLEMS = 8
#: Session key of the list that was handed in and not yet saved.
WAITING = "register_list"


@dataclass(frozen=True)
class Waiting:
    """A list between its preview and the saving: content by hash, name, and the day from which it holds."""

    sha256: str
    name: str
    effective_on: dt.date

    def read(self) -> RegisterFile:
        return read_register(files.path_of(self.sha256))


def keeper(request: HttpRequest) -> Membership:
    """The post one acts in, if it keeps the register; else there is no such page."""
    by: Membership = request.by  # type: ignore[attr-defined]
    if not may(by, Do.REGISTER):
        raise Http404
    return by


@require_http_methods(["GET", "HEAD", "POST"])
def import_register(request: HttpRequest) -> HttpResponse:
    """Hand a list in. A bad one is refused here with every row that is wrong, and not kept."""
    by = keeper(request)
    form = RegisterFileForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        try:
            read_register(form.cleaned_data["file"])
            kept = actions.keep_register_file(form.cleaned_data["file"], by=by)
        except Refused as refused:
            problems = refused.problems
        else:
            request.session[WAITING] = [kept.sha256, kept.name, form.cleaned_data["effective_on"].isoformat()]
            return redirect("import-register-preview")
    status = 422 if request.method == "POST" else 200
    context = {
        "form": form,
        "problems": problems[:OPEN_PROBLEMS],
        "more_problems": problems[OPEN_PROBLEMS:],
        "heading": ngettext(
            "%(number)s problem, so nothing was changed. Mend the file and hand it in again.",
            "%(number)s problems, so nothing was changed. Mend the file and hand it in again.",
            len(problems),
        )
        % {"number": f"{len(problems):,}"},
    }
    return render(request, "organisations/register_import.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def import_register_preview(request: HttpRequest) -> HttpResponse:
    """What the list would do. Saved is only what was seen: other answers or another register are shown first."""
    by, waiting = keeper(request), _waiting(request)
    if waiting is None:
        messages.warning(request, _("No list is waiting. Hand one in first."))
        return redirect("import-register")
    looked = Looked.of(request.POST)
    try:
        file = waiting.read()
        plan = _plan(file, waiting, looked, by)
        notes = _what_is_new(request, plan, looked)
        if request.method == "POST" and not notes and not plan.problems:
            return _save(request, file, waiting, looked, by)
    except Refused as refused:
        return _back(request, refused)
    context = {
        "preview": Preview(plan, looked.answers),
        "waiting": waiting,
        "rows": len(file.rows),
        "notes": [*notes, *(note.text for note in file.notes)],
        "looked": looked,
        "kinds": [PREFIXES[kind][0] for kind in LAO_KINDS],
        "open_lines": OPEN_LINES,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "organisations/register_preview.html", context, status=status)


def _waiting(request: HttpRequest) -> Waiting | None:
    kept = request.session.get(WAITING)
    if not kept or not files.path_of(kept[0]).is_file():
        return None
    return Waiting(kept[0], kept[1], dt.date.fromisoformat(kept[2]))


def _plan(file: RegisterFile, waiting: Waiting, looked: Looked, by: Membership) -> RegisterPlan:
    return actions.plan_import(
        file.rows, effective_on=waiting.effective_on, by=by, answers=looked.answers, left_open=looked.left_open
    )


def _what_is_new(request: HttpRequest, plan: RegisterPlan, looked: Looked) -> list[str]:
    """Why what is on the page is not what the person pressed the button for."""
    if request.method != "POST" or looked.seen == plan.fingerprint:
        return []
    if looked.answers_told != looked.answers_shown:
        return [_("This is what your answers do. Look through it and save.")]
    return [_("Somebody changed the register meanwhile. This is what the list does now; look through it once more.")]


def _save(request: HttpRequest, file: RegisterFile, waiting: Waiting, looked: Looked, by: Membership) -> HttpResponse:
    done = actions.import_register(
        file.rows,
        effective_on=waiting.effective_on,
        by=by,
        answers=looked.answers,
        left_open=looked.left_open,
        seen=looked.seen,
        reason=waiting.name,
    )
    request.session.pop(WAITING, None)
    messages.success(request, _what_was_done(done, waiting))
    return redirect("import-register")


def _what_was_done(done: RegisterPlan, waiting: Waiting) -> str:
    counts = done.counts
    unchanged = (Outcome.UNCHANGED, Outcome.LEFT_OPEN, Outcome.SKIPPED)
    changed = len([line for line in done.changes if not line.is_office]) - counts[Outcome.NEW] - counts[Outcome.CLOSED]
    figures = {
        "name": waiting.name,
        "new": f"{counts[Outcome.NEW]:,}",
        "changed": f"{changed:,}",
        "closed": f"{counts[Outcome.CLOSED]:,}",
        "unchanged": f"{sum(counts[outcome] for outcome in unchanged):,}",
    }
    words = _("%(name)s is saved: %(new)s new, %(changed)s changed, %(closed)s closed, %(unchanged)s unchanged.")
    if done.changes and waiting.effective_on > clock.today():
        words += " " + _("The changes show from %(day)s.")
        figures["day"] = format_medium(waiting.effective_on)
    return words % figures


def _back(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Somebody was quicker between looking and saving, or the kept file is gone: begin again, with the reason."""
    for problem in refused:
        messages.error(request, str(problem))
    return redirect("import-register-preview" if request.method == "POST" else "import-register")
