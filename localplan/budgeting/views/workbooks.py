"""Lines by workbook: the template, one's own lines, handing in, looking through, saving what is ticked; the prints."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from localplan.toolkit import excel, files
from localplan.toolkit.downloads import PRINTS, as_download, print_as_file
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.workbook import Ticks
from localplan.toolkit.workbook.preview import context_of

from .. import actions
from ..forms import WorkbookForm
from ..models import Ordinance
from ..prints import BY, ordinance_sheet
from ..workbooks import LinesDesk
from .frame import frame, judged
from .opened import OpenedOrdinance, insist, open_ordinance

#: Session key of the workbook that was handed in and not yet saved: ordinance, hash, name.
WAITING = "lines_workbook"
OPEN_PROBLEMS = 8


@dataclass(frozen=True)
class Waiting:
    ordinance: int
    sha256: str
    name: str

    @classmethod
    def of(cls, request: HttpRequest, ordinance: Ordinance | None) -> Waiting | None:
        kept = request.session.get(WAITING)
        found = cls(*kept) if kept and ordinance is not None else None
        fits = found and ordinance and found.ordinance == ordinance.pk and files.path_of(found.sha256).is_file()
        return found if fits else None


def _answer(content: bytes, name: str) -> HttpResponseBase:
    return as_download(HttpResponse(content, content_type=excel.MEDIA_TYPE), name)


def _stem(opened: OpenedOrdinance) -> str:
    more = f"-{opened.number}" if opened.number else ""
    return f"ordinance-{opened.organisation.code}-{opened.year}{more}"


@require_safe
def lines_workbook(request: HttpRequest, pk: int, year: int, number: int = 0) -> HttpResponseBase:
    """The lines as a workbook to be changed and handed in; ?empty=1 the bare template."""
    opened = open_ordinance(request, pk, year, number)
    ordinance = opened.ordinance or Ordinance(organisation=opened.organisation, year_id=year)
    desk = LinesDesk(ordinance, opened.by)
    if request.GET.get("empty") or opened.ordinance is None:
        return _answer(desk.template(), f"{_stem(opened)}-template.xlsx")
    return _answer(desk.export(), f"{_stem(opened)}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def import_lines(request: HttpRequest, pk: int, year: int, number: int = 0) -> HttpResponse:
    """Hand a workbook in. What concerns the whole file is refused here; rows are looked through next."""
    opened = open_ordinance(request, pk, year, number)
    insist(opened.may_write)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        uploaded = form.cleaned_data["file"]
        try:
            ordinance = opened.ordinance or actions.begin_ordinance(opened.organisation, year, by=opened.by)
            LinesDesk(ordinance, opened.by).preview(uploaded, name=uploaded.name)
            kept = files.keep(uploaded, kinds=files.WORKBOOKS)
        except Refused as refused:
            problems = refused.problems
        else:
            request.session[WAITING] = [ordinance.pk, kept.sha256, kept.name]
            return redirect("preview-lines", *opened.arguments)
    context = frame(opened, judged(opened), form=form, problems=problems[:OPEN_PROBLEMS])
    return render(request, "budgeting/import.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def preview_lines(request: HttpRequest, pk: int, year: int, number: int = 0) -> HttpResponseBase:
    """What the workbook would do, row by row; what is ticked is saved whole or not at all."""
    opened = open_ordinance(request, pk, year, number)
    insist(opened.may_write)
    waiting = Waiting.of(request, opened.ordinance)
    if waiting is None or opened.ordinance is None:
        return redirect("import-lines", *opened.arguments)
    desk = LinesDesk(opened.ordinance, opened.by)
    source = files.path_of(waiting.sha256)
    if request.GET.get("problems"):
        return _answer(desk.with_problems(source), waiting.name.replace(".xlsx", "-problems.xlsx"))
    preview = desk.preview(source)
    ticks = Ticks.read(request.POST, preview) if request.method == "POST" else Ticks()
    problems: list[Problem] = []
    if "save" in request.POST:
        chosen = preview.chosen(ticks)
        try:
            desk.carry_out(chosen)
        except Refused as refused:
            problems = refused.problems[:OPEN_PROBLEMS]
        else:
            del request.session[WAITING]
            words = ngettext("%(number)s row is saved.", "%(number)s rows are saved.", len(chosen))
            messages.success(request, words % {"number": f"{len(chosen):,}"})
            return redirect("ordinance-grid", *opened.arguments)
    context = frame(opened, judged(opened), waiting=waiting, problems=problems)
    context |= context_of(preview, ticks, request.POST)
    return render(request, "budgeting/import_preview.html", context, status=422 if problems else 200)


@require_safe
def ordinance_print(request: HttpRequest, pk: int, year: int, number: int = 0) -> HttpResponseBase:
    """The ordinance to be saved as PDF or Excel: ?by=area, programme or line; ?as=pdf or xlsx."""
    opened = open_ordinance(request, pk, year, number)
    by, kind = request.GET.get("by", "line"), request.GET.get("as", "xlsx")
    if opened.ordinance is None or by not in BY or kind not in PRINTS:
        raise Http404
    sheet = ordinance_sheet(opened.ordinance, by)
    name = f"{sheet.title} {opened.organisation.short_name}"
    return print_as_file(request, sheet, kind, name=name, back=("ordinance", *opened.arguments))
