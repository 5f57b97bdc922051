"""The plans of an LAO: begun, listed with their projects, filled from the plan before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from localplan.organisations.access import Do, may_here
from localplan.organisations.models import Level
from localplan.organisations.views.organisations import acting, page_or_part, the_organisation
from localplan.strategy.actions import begin_direction
from localplan.strategy.facts import DirectionFact, Span
from localplan.strategy.models import Direction
from localplan.toolkit.downloads import list_as_file
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.problems import Refused

from .. import actions, listing
from ..forms import BeginForm
from ..models import Edition, Plan, Project
from .opened import Opened, insist, open_edition, open_plan


@require_http_methods(["GET", "HEAD", "POST"])
def plans(request: HttpRequest, pk: int) -> HttpResponse:
    """The plans of one LAO, the newest first, with a form to begin another."""
    by = acting(request)
    lao = the_organisation(request, pk)
    if lao.level != Level.LAO:
        raise Http404
    may_record = may_here(by, Do.RECORD, lao)
    spans = list(Direction.objects.visible_to(by).of(lao.pk))
    listed = list(
        Plan.objects.visible_to(by).filter(organisation=lao).order_by("-first_year").prefetch_related("editions")
    )
    form = BeginForm(request.POST or None, spans=spans, begun=[plan.first_year for plan in listed])
    status = 200
    if request.method == "POST":
        insist(may_record)
        status = 422
        if form.is_valid():
            try:
                plan = _begin(form, spans, lao, by)
            except Refused as refused:
                put_problems_on(form, refused)
            else:
                messages.success(request, _("The plan %(span)s is begun.") % {"span": plan})
                return redirect("plan", pk=plan.pk)
    lines = [(plan, max(_standing(plan), key=lambda e: e.sequence), _confirmed(plan)) for plan in listed]
    context = {"organisation": lao, "lines": lines, "form": form, "may_record": may_record, "spans": spans}
    return render(request, "planning/plans.html", context, status=status)


def _standing(plan: Plan) -> list[Edition]:
    return [edition for edition in plan.editions.all() if edition.withdrawn_at is None]


def _confirmed(plan: Plan) -> int:
    return sum(edition.confirmed_at is not None for edition in _standing(plan))


def _begin(form: BeginForm, spans: list[Direction], lao: Any, by: Any) -> Plan:
    """The vision and strategies of the span are taken; where there are none yet, they are begun too."""
    first, length = form.cleaned_data["first_year"], form.cleaned_data["length"]
    last = first + length - 1
    direction = next((span for span in spans if span.first_year <= first <= span.last_year), None)
    if direction is None:
        direction = begin_direction(lao, Span(first, last), DirectionFact(), by=by)
    return actions.begin_plan(direction, first_year=first, last_year=last, by=by)


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The projects of the latest edition: searched, filtered, sorted; as a file with ?as=csv or xlsx."""
    return _show(request, open_plan(request, pk))


@require_safe
def edition(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Any edition as it was."""
    return _show(request, open_edition(request, pk))


def _show(request: HttpRequest, opened: Opened) -> HttpResponseBase:
    kind = request.GET.get("as", "")
    if kind in ("csv", "xlsx"):
        rows = listing.rows_for_file(opened.edition, request.GET)
        name = _("Projects of %(organisation)s %(span)s") % {
            "organisation": opened.organisation.short_name,
            "span": opened.plan,
        }
        return list_as_file(kind, listing.columns(opened.plan.years), rows, name=name)
    printing = kind == "print"
    found = listing.find(opened.edition, request.GET, everything=printing)
    context = opened.context(
        found=found,
        words=found.words,
        page=found.page,
        printing=printing,
        earlier=_earlier(opened),
        grouped=found.words.sort == "order" and not found.words.descending,
    )
    return page_or_part(request, "planning/plan.html", "planning/_projects.html", context)


def _earlier(opened: Opened) -> list[Plan]:
    """Plans whose projects may be carried over into this draft."""
    if not opened.may_write or opened.edition.sequence:
        return []
    rows = Plan.objects.visible_to(opened.by).filter(organisation=opened.organisation)
    return list(rows.exclude(pk=opened.plan.pk).filter(first_year__lte=opened.plan.first_year).order_by("-first_year"))


@require_POST
def carry(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry the projects of another plan over into this draft."""
    opened = open_plan(request, pk)
    insist(opened.may_record)
    rows = Plan.objects.visible_to(opened.by).filter(organisation=opened.organisation)
    number = request.POST.get("source", "")
    source = get_object_or_404(rows, pk=int(number) if number.isascii() and number.isdigit() else 0)
    try:
        carried = actions.copy_projects_forward(source, opened.plan, by=opened.by)
    except Refused as refused:
        messages.error(request, str(refused.problems[0]))
    else:
        words = ngettext(
            "%(number)s project carried over from %(span)s.", "%(number)s projects carried over from %(span)s.", carried
        )
        messages.success(request, words % {"number": f"{carried:,}", "span": source})
    return redirect("plan", pk=opened.plan.pk)


def the_project(request: HttpRequest, pk: int) -> tuple[Project, Opened]:
    """A project in reach, with its plan at the edition asked for by ?edition=."""
    found = get_object_or_404(Project.objects.visible_to(acting(request)), pk=pk)
    asked = request.GET.get("edition", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None
    return found, open_plan(request, found.plan_id, edition=number)
