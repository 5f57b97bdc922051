"""Making lines from what is there: the plan's projects, last year's recurrent lines; and linking lines later."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from localplan.toolkit.problems import Problem, Refused

from .. import actions, grid
from ..forms import projects_offered
from ..models import BudgetLine, Ordinance
from ..plans import Offered, not_drawn
from .frame import frame, judged
from .opened import OpenedOrdinance, insist, open_ordinance

OPEN_PROBLEMS = 8


def _begun(opened: OpenedOrdinance) -> Ordinance:
    """The ordinance, begun where nothing of it was entered yet. Raises Refused."""
    return opened.ordinance or actions.begin_ordinance(opened.organisation, opened.year, by=opened.by)


def _offered(opened: OpenedOrdinance) -> Offered:
    return not_drawn(opened.ordinance or Ordinance(organisation=opened.organisation, year_id=opened.year))


@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest, pk: int, year: int, number: int = 0) -> HttpResponse:
    """Projects of the plan with money in the year that have no line yet: tick, and each becomes one."""
    opened = open_ordinance(request, pk, year, number)
    insist(opened.may_write)
    offered, problems = _offered(opened), list[Problem]()
    if request.method == "POST":
        ticked = {int(one) for one in request.POST.getlist("project") if one.isascii() and one.isdigit()}
        chosen = None if "all" in request.POST else ticked
        try:
            made = actions.draw_from_plan(_begun(opened), chosen, by=opened.by) if chosen is None or chosen else []
        except Refused as refused:
            problems = refused.problems[:OPEN_PROBLEMS]
        else:
            words = ngettext("%(number)s line made from the plan.", "%(number)s lines made from the plan.", len(made))
            messages.success(request, words % {"number": f"{len(made):,}"})
            return redirect("ordinance-grid", *opened.arguments)
    context = frame(opened, judged(opened), offered=offered, problems=problems)
    return render(request, "budgeting/draw.html", context, status=422 if problems else 200)


@require_POST
def copy_recurrent(request: HttpRequest, pk: int, year: int, number: int = 0) -> HttpResponse:
    """Copy last year's recurrent lines."""
    opened = open_ordinance(request, pk, year, number)
    insist(opened.may_write)
    try:
        made = actions.copy_recurrent(_begun(opened), by=opened.by)
    except Refused as refused:
        messages.error(request, " ".join(str(problem) for problem in refused))
    else:
        words = ngettext("%(number)s recurrent line copied.", "%(number)s recurrent lines copied.", len(made))
        messages.success(request, words % {"number": f"{len(made):,}"})
    return redirect("ordinance-grid", *opened.arguments)


@require_http_methods(["GET", "HEAD", "POST"])
def link_lines(request: HttpRequest, pk: int, year: int, number: int = 0) -> HttpResponse:
    """The lines to be linked, each with a choice of projects; one of the same name is offered first."""
    opened = open_ordinance(request, pk, year, number)
    insist(opened.may_write)
    rows = BudgetLine.objects.visible_to(opened.by).of(pk, year).developing().filter(project=None)
    rows = rows.filter(ordinance=opened.ordinance).for_listing() if opened.ordinance else rows.none()
    lines, problems = list(rows[: grid.PAGE_ROWS]), list[Problem]()
    offer = grid.Offer.of(pk, year, opened.ordinance)
    if request.method == "POST":
        chosen = {line.pk: request.POST.get(f"line_{line.pk}", "") for line in lines}
        links = {line: int(said) for line, said in chosen.items() if said.isascii() and said.isdigit()}
        try:
            number_of = actions.link_lines(opened.organisation, year, links, by=opened.by)
        except Refused as refused:
            problems = refused.problems[:OPEN_PROBLEMS]
        else:
            words = ngettext("%(number)s line linked.", "%(number)s lines linked.", number_of)
            messages.success(request, words % {"number": f"{number_of:,}"})
            return redirect("link-lines", *opened.arguments)
    by_name = {one.name: one.project for one in offer.projects.values()}
    listed = [(line, by_name.get(line.name)) for line in lines]
    context = frame(opened, judged(opened), listed=listed, choices=projects_offered(offer.projects.values()))
    context |= {"left": rows.count() - len(lines), "problems": problems}
    return render(request, "budgeting/link.html", context, status=422 if problems else 200)
