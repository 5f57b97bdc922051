"""Rows pasted from Excel: a box to paste into, the preview, and one button that saves what is ticked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from localplan.organisations.access import Do, may_here
from localplan.organisations.views.organisations import acting
from localplan.strategy.models import Programme, Tactic
from localplan.toolkit.problems import Refused

from .. import actions, paste
from ..facts import amount_field
from ..grid import Malformed
from ..models import Edition
from ..reading import label_of
from .grid import the_edition, why_closed
from .opened import insist


@require_http_methods(["GET", "HEAD", "POST"])
def plan_grid_paste(request: HttpRequest, pk: int) -> HttpResponse:
    """The box; what is pasted comes back as a preview, and nothing is stored."""
    edition = _edition_to_write(request, pk)
    if request.method != "POST":
        return _box(request, edition)
    text = request.POST.get("text", "")
    tactic = _tactic(request, edition)
    try:
        rows = paste.read_paste(text, edition.plan.years)
    except Refused as refused:
        return _box(request, edition, text=text, problems=refused.problems)
    return _preview(request, edition, paste.check_rows(edition, rows, tactic=tactic), tactic)


@require_POST
def plan_grid_paste_save(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the ticked rows whole, or show the preview again with what is wrong."""
    by, edition = acting(request), _edition_to_write(request, pk)
    tactic, years = _tactic(request, edition), edition.plan.years
    mended = {name: value for name, value in request.POST.items() if name.startswith("cell-")}
    try:
        rows = paste.unpack(request.POST.get("rows", ""), mended, years)
    except Malformed:
        return HttpResponseBadRequest()
    checked = paste.check_rows(edition, rows, tactic=tactic)
    if "check" in request.POST:
        return _preview(request, edition, checked, tactic)
    ticks = set(request.POST.getlist("tick"))
    for row in checked:
        row.ticked = str(row.line) in ticks
    chosen = [row for row in checked if row.ticked]
    if not chosen or any(row.errors for row in chosen):
        return _preview(request, edition, checked, tactic, status=422)
    # The same rows from the same preview are saved once, however often the button is pressed; other rows are new.
    key = hashlib.sha256(f"{request.POST.get('key', '')} {paste.pack(chosen)} {tactic}".encode()).hexdigest()
    try:
        saved = actions.save_once(edition, paste.as_rows(chosen), key=key, by=by)
    except Refused as refused:
        return _preview(request, edition, checked, tactic, problems=refused.problems, status=422)
    told = ngettext("%(number)s project added.", "%(number)s projects added.", len(saved)) % {"number": len(saved)}
    messages.success(request, told)
    return redirect("plan-grid", edition.pk)


def _edition_to_write(request: HttpRequest, pk: int) -> Edition:
    """An edition of an LAO the post enters for; for readers there is no such page."""
    edition = the_edition(request, pk)
    insist(may_here(acting(request), Do.RECORD, edition.organisation))
    return edition


def _tactic(request: HttpRequest, edition: Edition) -> int | None:
    """The tactic for rows that name none; only one of the plan's own strategy counts."""
    asked = request.POST.get("tactic", "") or request.GET.get("tactic", "")
    return next((tactic.pk for tactic in _tactics(request, edition) if str(tactic.pk) == asked), None)


def _tactics(request: HttpRequest, edition: Edition) -> list[Tactic]:
    rows = Tactic.objects.visible_to(acting(request)).filter(strategy__direction_id=edition.plan.direction_id)
    return list(rows.select_related("strategy").order_by("strategy__number", "number"))


def _context(request: HttpRequest, edition: Edition, tactic: int | None) -> dict[str, Any]:
    return {
        "edition": edition,
        "plan": edition.plan,
        "organisation": edition.organisation,
        "tactics": _tactics(request, edition),
        "tactic": tactic,
        "closed": why_closed(edition, acting(request)),
        "back": reverse("plan-grid", args=[edition.pk]),
    }


def _box(request: HttpRequest, edition: Edition, *, text: str = "", problems: Sequence[Any] = ()) -> HttpResponse:
    context = _context(request, edition, _tactic(request, edition)) | {
        "text": text,
        "problems": problems,
        "limit": paste.MAX_ROWS,
    }
    return render(request, "planning/paste.html", context, status=422 if problems else 200)


def _preview(
    request: HttpRequest,
    edition: Edition,
    checked: list[paste.CheckedRow],
    tactic: int | None,
    *,
    problems: Sequence[Any] = (),
    status: int = 200,
) -> HttpResponse:
    present = {name for row in checked for name in [*row.cells, *row.errors]}
    order = ["tactic_id", "programme_id", *paste.TEXTS, *(amount_field(year) for year in edition.plan.years)]
    names = ["name", *(name for name in order if name in present and name != "name")]
    bad = [row for row in checked if row.errors]
    programmes = Programme.objects.visible_to(acting(request)).filter(direction_id=edition.plan.direction_id)
    context = _context(request, edition, tactic) | {
        "columns": [
            (name, name[1:] if name.startswith("y") else label_of(name), name.startswith("y")) for name in names
        ],
        "rows": [(row, [(name, row.shown(name), row.errors.get(name, "")) for name in names]) for row in checked],
        "good": len(checked) - len(bad),
        "bad": len(bad),
        "ticked": sum(row.ticked for row in checked),
        "packed": paste.pack(checked),
        "to_copy": paste.to_copy(bad, names) if bad else "",
        "programmes": programmes,
        "problems": problems,
        "nothing_ticked": status == 422 and not any(row.ticked for row in checked),
        "ticked_bad": status == 422 and any(row.ticked for row in bad),
        "key": request.POST.get("key", "")[:64] or secrets.token_urlsafe(16),
    }
    return render(request, "planning/paste_preview.html", context, status=status)
