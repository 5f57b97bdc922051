"""Money without an ordinance: surplus, last year's budget meanwhile, another agency."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.problems import Refused

from .. import actions
from ..classification import choices_of
from ..forms_money import OpenLineForm
from ..models import BudgetLine
from ..sources import OPENED_BY_HAND, Source
from .opened import OpenedBudget, insist, open_budget

EMERGENCY = "surplus_by_the_executive_is_an_emergency"


@require_http_methods(["GET", "HEAD", "POST"])
def open_line(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """One line to open, beside those opened already; one opened by mistake is taken back here."""
    opened = open_budget(request, pk, year)
    if request.method == "POST":
        insist(opened.may_record)
        if "take_back" in request.POST:
            return _take_back(request, opened)
    rows = BudgetLine.objects.visible_to(opened.by).of(opened.organisation, year)
    listed = rows.filter(source__in=OPENED_BY_HAND).for_listing()
    previous = BudgetLine.objects.visible_to(opened.by).of(opened.organisation, year - 1)
    last_year = previous.filter(source__in=(Source.ORDINANCE, Source.SUPPLEMENTARY)).in_order()
    form = OpenLineForm(
        request.POST or None,
        year=year,
        works=choices_of("function", year),
        categories=choices_of("object", year),
        last_year={line.number: line for line in last_year},
        initial={"source": request.GET.get("source") or Source.SURPLUS.value},
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            reasons = {(None, EMERGENCY): form.cleaned_data["emergency"]}
            try:
                (made,) = actions.open_line(opened.organisation, year, [form.fact()], by=opened.by, reasons=reasons)
            except Refused as refused:
                put_problems_on(form, refused)
            else:
                messages.success(request, _("Line %(number)s is open.") % {"number": made.number})
                return redirect("open-line", pk=pk, year=year)
    since = actions.ordinance_since(pk, year)
    context = opened.context(form=form, listed=listed, last_year=last_year, ordinance_since=since)
    return render(request, "budgeting/open_line.html", context, status=status)


def _take_back(request: HttpRequest, opened: OpenedBudget) -> HttpResponse:
    asked = request.POST["take_back"]
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else 0
    try:
        actions.close_line(opened.organisation, opened.year, [number], by=opened.by)
    except Refused as refused:
        messages.error(request, refused.problems[0].text)
    else:
        messages.success(request, _("The line is taken back."))
    return redirect("open-line", pk=opened.organisation.pk, year=opened.year)
