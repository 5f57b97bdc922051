"""One budget line: read with what became of it, entered and changed in a plain form, removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from localplan.organisations.views.organisations import acting
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.problems import Problem, Refused, Stale

from .. import actions
from ..facts import LineRow
from ..findings import judge
from ..forms import LineForm
from ..grid import Offer
from ..models import BudgetLine, LineEntry
from .opened import OpenedOrdinance, insist, open_budget, open_ordinance

KEPT = ("development", "work_id", "category_id")


@dataclass(frozen=True)
class Standing:
    """A line as it stands now, for the form."""

    values: Mapping[str, Any]
    version: int


def the_line(request: HttpRequest, pk: int) -> BudgetLine:
    """A line in reach, of any source, else 404; one that was removed can still be read."""
    rows = BudgetLine.objects.visible_to(acting(request)).for_listing()
    found: BudgetLine = get_object_or_404(rows.select_related("project", "by__user"), pk=pk)
    return found


def standing(line: BudgetLine) -> Standing:
    moved = actions.transferred_of([line.pk])
    return Standing(actions.values_of(line, moved[line.pk]) if moved else actions.values_of(line), line.version)


def _form(offer: Offer, data: Any = None, now: Standing | None = None, **more: Any) -> LineForm:
    return LineForm(
        data,
        works=offer.works,
        categories=offer.categories,
        projects=offer.projects.values(),
        values=now.values if now else None,
        version=now.version if now else 0,
        **more,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_line(request: HttpRequest, pk: int, year: int, number: int = 0) -> HttpResponse:
    """A new line; "save and add another" keeps nature and classification."""
    opened = open_ordinance(request, pk, year, number)
    insist(opened.may_write)
    offer = Offer.of(pk, year, opened.ordinance)
    kept = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
    form = _form(offer, request.POST or None, initial=kept)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                ordinance = opened.ordinance or actions.begin_ordinance(opened.organisation, year, by=opened.by)
                (saved,) = actions.save_lines(ordinance, [LineRow(form.yours())], by=opened.by)
            except Refused as refused:
                put_problems_on(form, refused)
            else:
                messages.success(request, _("“%(name)s” is saved.") % {"name": form.cleaned_data["name"]})
                if "again" in request.POST:
                    return redirect(f"{request.path}?{_kept(form)}")
                return redirect("budget-line", pk=saved.line)
    return render(request, "budgeting/line.html", opened.context(form=form), status=status)


def _kept(form: LineForm) -> str:
    said = {name: form.cleaned_data.get(name) for name in KEPT}
    return urlencode({name: 1 if value is True else value for name, value in said.items() if value})


@require_http_methods(["GET", "HEAD", "POST"])
def budget_line(request: HttpRequest, pk: int) -> HttpResponse:
    """A line with its balances and entries; a form where it is of an ordinance and may be written."""
    line = the_line(request, pk)
    opened = _ordinance_of(request, line)
    if opened is None or not opened.may_write or line.removed_at is not None:
        insist(request.method != "POST")
        budget = open_budget(request, line.organisation_id, line.year_id)
        return render(request, "budgeting/line_read.html", budget.context(**_told(request, opened, line)))
    assert opened.ordinance is not None
    offer = Offer.of(line.organisation_id, line.year_id, opened.ordinance)
    form = _form(offer, request.POST or None, standing(line))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            row = LineRow(form.yours(), line.pk, form.cleaned_data["v"], form.before())
            try:
                actions.save_lines(opened.ordinance, [row], by=opened.by)
            except Stale:
                line = the_line(request, pk)
                form.show_conflicts(standing(line), line.by.user.full_name)
                status = 409
            except Refused as refused:
                put_problems_on(form, refused)
            else:
                messages.success(request, _("“%(name)s” is saved.") % {"name": form.cleaned_data["name"]})
                return redirect("budget-line", pk=line.pk)
    return render(
        request, "budgeting/line.html", {**opened.context(form=form), **_told(request, opened, line)}, status=status
    )


def _ordinance_of(request: HttpRequest, line: BudgetLine) -> OpenedOrdinance | None:
    if line.ordinance is None:
        return None
    return open_ordinance(request, line.organisation_id, line.year_id, line.ordinance.number)


def _told(request: HttpRequest, opened: OpenedOrdinance | None, line: BudgetLine) -> dict[str, Any]:
    """Entries of the line, oldest first, and what is found of it."""
    rows = LineEntry.objects.visible_to(acting(request)).filter(line=line)
    entries = rows.select_related("transfer", "project", "by__user").order_by("pk")
    found = judge(opened.ordinance).of_line(line.pk) if opened and opened.ordinance else []
    return {"line": line, "entries": list(entries), "findings": found, "closed": opened.closed if opened else []}


@require_http_methods(["GET", "HEAD", "POST"])
def remove_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line out of its ordinance, once it was said again that it is meant."""
    line = the_line(request, pk)
    opened = _ordinance_of(request, line)
    insist(opened is not None and opened.may_write and line.removed_at is None)
    assert opened is not None
    assert opened.ordinance is not None
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            actions.remove_lines(opened.ordinance, [line.pk], by=opened.by)
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(request, _("“%(name)s” is removed.") % {"name": line.name})
            return redirect("ordinance-grid", *opened.arguments)
    context = opened.context(line=line, problems=problems)
    return render(request, "budgeting/line_remove.html", context, status=422 if problems else 200)
