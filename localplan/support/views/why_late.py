"""Why a step is late, told in one tap; the table of reasons of an area, on screen, as PDF and Excel."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localplan.calendar.models import Submission
from localplan.monitoring.views.boards import the_office
from localplan.organisations.models import Level
from localplan.organisations.views.organisations import acting
from localplan.toolkit import clock
from localplan.toolkit.downloads import PRINTS, print_as_file
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.problems import Refused

from .. import actions, why_late
from ..forms_contacts import BarrierForm
from ..models import LateReason
from ..prints.why_late import sheet_of
from ..why_late import NAMED, Of


@require_POST
def tell_why_late(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap by the LAO, or by the officer who rang it. The part itself for htmx, else back to where it was told."""
    by = acting(request)
    row = get_object_or_404(Submission.objects.visible_to(by).with_all(), pk=pk)
    if row.organisation.level != Level.LAO or not actions.may_tell_why_late(row, by=by):
        raise Http404
    form = BarrierForm(request.POST)
    made = _told(row, form, request) if form.is_valid() else None
    if request.htmx:  # type: ignore[attr-defined]
        context = {
            **why_late.control_of(by, row.pk, may_tell=True, told=made),
            "form": form,
            "to": request.POST.get("to", ""),
            "brief": "brief" in request.POST,
        }
        response = render(request, "support/_why_late.html", context, status=200 if made else 422)
        patch_vary_headers(response, ["HX-Request"])
        return response
    if made is not None:
        messages.success(request, _("Noted: %(why)s.") % {"why": made.get_barrier_display()})
    for problem in {str(error) for errors in form.errors.values() for error in errors}:
        messages.error(request, problem)
    return redirect("home") if request.POST.get("to") == "home" else redirect("step", pk=row.pk)


def _told(row: Submission, form: BarrierForm, request: HttpRequest) -> LateReason | None:
    try:
        return actions.tell_why_late(row, form.told(), by=acting(request))
    except Refused as refused:
        put_problems_on(form, refused)
        return None


@require_safe
def barriers(request: HttpRequest, pk: int) -> HttpResponse:
    """Reasons by step; ?of=year counts the whole year, ?step= and ?barrier= name the LAOs behind a number."""
    by, area = acting(request), the_office(request, pk)
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    of = Of.YEAR if request.GET.get("of") == Of.YEAR else Of.NOW
    table = why_late.table_of(by, area, year, of=of)
    step = request.GET.get("step", "")
    step = step if step in {column.code for column in table.columns} else ""
    asked = request.GET.get("barrier")
    barrier = asked if asked in why_late.WORDS else None
    names = area.level != Level.DLA and (step or barrier is not None or "all" in request.GET)
    listed = why_late.behind(by, area, year, of=of, step=step, barrier=barrier) if names else []
    context = {
        "area": area,
        "table": table,
        "year": year,
        "now": clock.now(),
        "listed": listed[:NAMED],
        "left_out": max(0, len(listed) - NAMED),
        "names": names,
        "of_step": next((column.short for column in table.columns if column.code == step), ""),
        "of_barrier": why_late.WORDS[barrier] if barrier is not None else "",
    }
    return render(request, "support/barriers.html", context)


@require_safe
def barriers_print(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The table as a paper to print, or as an Excel file."""
    if kind not in PRINTS:
        raise Http404
    by, area = acting(request), the_office(request, pk)
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    of = Of.YEAR if request.GET.get("of") == Of.YEAR else Of.NOW
    sheet = sheet_of(by, why_late.table_of(by, area, year, of=of))
    name = _("Why steps are late %(area)s %(year)s") % {"area": area.name, "year": year}
    return print_as_file(request, sheet, kind, name=name, back=("barriers", area.pk))
