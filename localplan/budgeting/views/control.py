"""Control totals of a quarter: typed from the accounts or read from the e-LAAS report, beside what was entered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from localplan.calendar.actions import facts_closed_until
from localplan.calendar.steps import quarter_end
from localplan.organisations.views.organisations import acting
from localplan.toolkit import clock, excel, files
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.problems import Problem, Reasons, Refused
from localplan.toolkit.thai_dates import fiscal_year_dates

from .. import actions, control
from ..elaas import Remaining, read_remaining
from ..facts import PartTotal, Statement
from ..forms_money import AccountsForm, ReportForm
from ..models import Classification, ControlStatement
from .opened import OpenedBudget, insist, open_budget

#: Session key of the report that was handed in and not yet kept: organisation, year, quarter, hash, name.
WAITING = "elaas_report"
OVER = "accounts_stay_within_the_budget"
OPEN_PROBLEMS = 8


@dataclass(frozen=True)
class ControlRow:
    """One งบ on the page: its boxes, what is stated, what was entered of the budget."""

    part: Classification
    boxes: list[BoundField]
    stated: PartTotal | None


@dataclass(frozen=True)
class QuarterTab:
    """One quarter of the year: what was stated for it, whether it has begun and still takes figures."""

    number: int
    stated: control.Stated | None
    begun: bool
    closed: bool


@require_http_methods(["GET", "HEAD", "POST"])
def control_totals(request: HttpRequest, pk: int, year: int, quarter: int) -> HttpResponse:
    """Type what the accounts say, or hand the report in, look at what was read, and keep it."""
    opened = open_budget(request, pk, year)
    if quarter not in (1, 2, 3, 4):
        raise Http404
    tabs = _tabs(pk, year)
    tab = tabs[quarter - 1]
    parts = control.parts_of(year)
    stood = tab.stated.totals if tab.stated else {}
    form = AccountsForm(
        parts=parts, stated=stood, initial={"reason": tab.stated.statement.reason if tab.stated else ""}
    )
    report, read, problems, status = ReportForm(), None, [], 200
    if request.method == "POST":
        insist(opened.may_record)
        status = 422
        if "read" in request.POST:
            report = ReportForm(request.POST, request.FILES)
            read, problems = _read(request, report, opened, quarter)
            status = 200 if read else 422
        elif "keep_report" in request.POST:
            problems = _keep_report(request, opened, quarter)
        else:
            form = AccountsForm(request.POST, request.FILES, parts=parts, stated=stood)
            _keep(form, opened, quarter)
        if read is None and not problems and not form.errors and not report.errors:
            messages.success(request, _("The control totals of quarter %(quarter)s are kept.") % {"quarter": quarter})
            return redirect("control-totals", pk=pk, year=year, quarter=quarter)
    rows = [
        ControlRow(part, [form[f"{name}_{part.pk}"] for name, _label in form.FIGURES], stood.get(part.pk))
        for part in parts
    ]
    context = opened.context(
        quarter=quarter,
        tabs=tabs,
        tab=tab,
        until=quarter_end(year, quarter),
        form=form,
        rows=rows,
        report=report,
        read=read,
        problems=problems[:OPEN_PROBLEMS],
        more_problems=max(len(problems) - OPEN_PROBLEMS, 0),
        may_write=opened.may_record and tab.begun and not tab.closed,
    )
    return render(request, "budgeting/control.html", context, status=status)


def _tabs(pk: int, year: int) -> list[QuarterTab]:
    told = control.stated([pk], year).get(pk, {})
    closed = facts_closed_until(pk, year)
    begins = [fiscal_year_dates(year)[0], *(quarter_end(year, number) for number in (1, 2, 3))]
    today = clock.today()
    return [
        QuarterTab(
            number,
            told.get(number),
            begun=today > begins[number - 1] or (number == 1 and today == begins[0]),
            closed=closed is not None and quarter_end(year, number) <= closed,
        )
        for number in (1, 2, 3, 4)
    ]


def _keep(form: AccountsForm, opened: OpenedBudget, quarter: int) -> None:
    """Boxes come back as problems of the row; the row is the place of the งบ among those filled in."""
    if not form.is_valid():
        return
    totals = form.totals()
    reasons: Reasons = {(row, OVER): form.cleaned_data["over_reason"] for row in range(1, len(totals) + 1)}
    uploaded = form.cleaned_data.get("document")
    try:
        document = files.keep(uploaded, field="document") if uploaded else None
        told = Statement(quarter, totals, document=document, reason=form.cleaned_data["reason"])
        actions.state_accounts(opened.organisation, opened.year, told, by=opened.by, reasons=reasons)
    except Refused as refused:
        put_problems_on(form, [_at_its_box(problem, totals) for problem in refused])


def _at_its_box(problem: Problem, totals: list[PartTotal]) -> Problem:
    if problem.row is None:
        return problem
    return Problem(
        problem.rule, problem.message, problem.params, field=f"{problem.field}_{totals[problem.row - 1].part}"
    )


def _read(
    request: HttpRequest, form: ReportForm, opened: OpenedBudget, quarter: int
) -> tuple[Remaining | None, list[Problem]]:
    """Read the report and remember it until it is kept; nothing is saved yet."""
    if not form.is_valid():
        return None, []
    uploaded = form.cleaned_data["file"]
    try:
        read = read_remaining(uploaded, opened.organisation, opened.year, name=uploaded.name)
        kept = files.keep(uploaded, kinds=files.WORKBOOKS)
    except Refused as refused:
        return None, refused.problems
    request.session[WAITING] = [opened.organisation.pk, opened.year, quarter, kept.sha256, kept.name]
    return read, []


def _keep_report(request: HttpRequest, opened: OpenedBudget, quarter: int) -> list[Problem]:
    """Read the remembered report once more and keep its figures with the file."""
    waiting: list[Any] = request.session.get(WAITING) or []
    path = files.path_of(waiting[3]) if waiting[:3] == [opened.organisation.pk, opened.year, quarter] else None
    if path is None or not path.is_file():
        return [Problem("report_is_handed_in", _("Hand the report in once more."), field="file")]
    name = waiting[4]
    over = str(request.POST.get("over_reason", "")).strip()[:500]
    try:
        read = read_remaining(path, opened.organisation, opened.year, name=name)
        document = files.keep_bytes(path.read_bytes(), name=name, media_type=excel.MEDIA_TYPE)
        reason = str(request.POST.get("reason", "")).strip()[:2000]
        told = Statement(quarter, read.totals, origin="elaas", document=document, reason=reason)
        reasons: Reasons = {(row, OVER): over for row in range(1, len(read.totals) + 1)}
        actions.state_accounts(opened.organisation, opened.year, told, by=opened.by, reasons=reasons)
    except Refused as refused:
        return refused.problems
    del request.session[WAITING]
    return []


@require_safe
def control_document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The page of the accounts, or the report, behind a statement."""
    rows = ControlStatement.objects.visible_to(acting(request)).select_related("document")
    found = get_object_or_404(rows, pk=pk)
    if found.document is None:
        raise Http404
    return files.serve(found.document)
