"""Recurrent lines: one cumulative figure of each to the end of the quarter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from localplan.calendar.steps import quarter_end
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.thai_text import InputError

from .. import actions, register
from ..facts import Figure
from ..typed import read_figure
from .opened import Opened, insist, open_money


@require_http_methods(["GET", "HEAD", "POST"])
def recurrent(request: HttpRequest, pk: int, year: int, quarter: int) -> HttpResponse:
    """All lines on one page. What can be saved is; a figure that cannot stands as typed, with the reason."""
    if not 1 <= quarter <= 4:
        raise Http404
    opened = open_money(request, pk, year)
    rows = register.recurrent_of(opened.organisation, year, quarter)
    last = quarter_end(year, quarter)
    refused: dict[int, tuple[str, bool]] = {}
    if request.method == "POST":
        insist(opened.may_write)
        saved, refused = _save(request, opened, rows, quarter)
        if saved:
            words = ngettext("%(number)s figure is saved.", "%(number)s figures are saved.", saved)
            messages.success(request, words % {"number": saved})
        if not refused:
            back = request.POST.get("next", "")
            safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
            return redirect(back if safe else request.path)
        rows = register.recurrent_of(opened.organisation, year, quarter)
        rows = [_refused(row, refused, request.POST) for row in rows]
    lacking = request.GET.get("lack") == "1"
    shown = [row for row in rows if row.now is None] if lacking else rows
    context = opened.context(
        quarter=quarter,
        rows=shown,
        in_all=len(rows),
        lacking=lacking,
        lacks=sum(row.now is None for row in rows),
        filled=sum(row.now is not None for row in rows),
        last=last,
        is_closed=opened.is_closed(last),
        sums={
            name: sum((getattr(row, name) or register.ZERO for row in rows), register.ZERO)
            for name in ("budget", "before", "now", "left")
        },
    )
    return render(request, "execution/recurrent.html", context, status=422 if refused else 200)


def _save(
    request: HttpRequest, opened: Opened, rows: list[register.Recurrent], quarter: int
) -> tuple[int, dict[int, tuple[str, bool]]]:
    """Save the figures that changed; how many, and what is wrong with the others (excusable or not), by line."""
    until = quarter_end(opened.year, quarter)
    told, refused = [], {}
    for row in rows:
        raw = request.POST.get(f"f-{row.line.pk}", "").strip()
        if not raw:
            if row.now is not None and f"f-{row.line.pk}" in request.POST:
                refused[row.line.pk] = (_("A figure is not taken away: type what it should be."), False)
            continue
        try:
            amount = read_figure(raw)
        except InputError as unreadable:
            refused[row.line.pk] = (unreadable.text, False)
            continue
        if amount is not None and amount != row.now:
            told.append(Figure(row.line.pk, until, amount, row=row.line.number))
    if not told:
        return 0, refused
    line_of = {row.line.number: row.line.pk for row in rows}
    reasons = {
        (figure.row, "figure_does_not_fall"): request.POST.get(f"r-{figure.line}", "").strip() for figure in told
    }
    try:
        return actions.enter_figures(opened.organisation, told, by=opened.by, reasons=reasons), refused
    except Refused as no:
        wrong = _by_line(no.problems, line_of)
    good = [figure for figure in told if figure.line not in wrong]
    if None in wrong:  # the whole sheet is refused: the year is handed in, or the post may not
        messages.error(request, wrong.pop(None)[0])
        good = []
    saved = actions.enter_figures(opened.organisation, good, by=opened.by, reasons=reasons) if good else 0
    return saved, {**refused, **{line: told for line, told in wrong.items() if line is not None}}


def _by_line(problems: list[Problem], line_of: Mapping[int, int]) -> dict[int | None, tuple[str, bool]]:
    found: dict[int | None, tuple[str, bool]] = {}
    for problem in problems:
        line = line_of.get(problem.row) if problem.row is not None else None
        text, excusable = found.get(line, ("", True))
        found[line] = (f"{text} {problem.text}".strip(), excusable and problem.excusable)
    return found


def _refused(row: register.Recurrent, refused: Mapping[int, tuple[str, bool]], data: Any) -> register.Recurrent:
    if row.line.pk not in refused:
        return row
    error, excusable = refused[row.line.pk]
    typed, reason = data.get(f"f-{row.line.pk}", "")[:40], data.get(f"r-{row.line.pk}", "")[:300]
    return replace(row, typed=typed, error=error, excusable=excusable, reason=reason)
