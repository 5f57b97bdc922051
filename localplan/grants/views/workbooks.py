"""Grants by workbook, for offices that allot: the template, the office's own rows, handing in, looking, saving."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from localplan.organisations.access import Do, may
from localplan.organisations.models import Level
from localplan.organisations.views.organisations import acting
from localplan.toolkit import excel, files
from localplan.toolkit.downloads import as_download
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.workbook import Ticks
from localplan.toolkit.workbook.preview import context_of

from ..forms import WorkbookForm
from ..workbooks import GrantsDesk

#: Session key of the workbook that was handed in and not yet saved: year, hash, name.
WAITING = "grants_workbook"
OPEN_PROBLEMS = 8


@dataclass(frozen=True)
class Waiting:
    """A workbook handed in and not saved yet."""

    year: int
    sha256: str
    name: str

    @classmethod
    def of(cls, request: HttpRequest) -> Waiting | None:
        kept = request.session.get(WAITING)
        found = cls(*kept) if kept else None
        return found if found and files.path_of(found.sha256).is_file() else None


def _desk(request: HttpRequest, year: int | None = None) -> GrantsDesk:
    """The office's own desk; 404 for posts that do not allot."""
    by = acting(request)
    if by.organisation.level == Level.LAO or not may(by, Do.ALLOT):
        raise Http404
    return GrantsDesk(by.organisation, year or request.fiscal_year, by)  # type: ignore[attr-defined]


def _answer(content: bytes, name: str) -> HttpResponseBase:
    return as_download(HttpResponse(content, content_type=excel.MEDIA_TYPE), name)


@require_safe
def grants_workbook(request: HttpRequest) -> HttpResponseBase:
    """What the office registered in the year as a workbook; ?empty=1 the bare template."""
    desk = _desk(request)
    if request.GET.get("empty"):
        return _answer(desk.template(), f"grants-{desk.year}-template.xlsx")
    return _answer(desk.export(), f"grants-{desk.year}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def import_grants(request: HttpRequest) -> HttpResponse:
    """Hand a workbook in. What concerns the whole file is refused here; rows are looked through next."""
    desk = _desk(request)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        uploaded = form.cleaned_data["file"]
        try:
            desk.preview(uploaded, name=uploaded.name)
            kept = files.keep(uploaded, kinds=files.WORKBOOKS)
        except Refused as refused:
            problems = refused.problems
        else:
            request.session[WAITING] = [desk.year, kept.sha256, kept.name]
            return redirect("preview-grants")
    context = {"office": desk.office, "year": desk.year, "form": form, "problems": problems[:OPEN_PROBLEMS]}
    return render(request, "grants/import.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def preview_grants(request: HttpRequest) -> HttpResponseBase:
    """What the workbook would do, row by row; what is ticked is saved whole or not at all."""
    waiting = Waiting.of(request)
    desk = _desk(request, waiting.year if waiting else None)
    if waiting is None:
        return redirect("import-grants")
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
            words = ngettext("%(number)s grant is registered.", "%(number)s grants are registered.", len(chosen))
            messages.success(request, words % {"number": f"{len(chosen):,}"})
            return redirect("all-grants")
    told = {"office": desk.office, "year": desk.year, "waiting": waiting, "problems": problems}
    context = told | context_of(preview, ticks, request.POST)
    return render(request, "grants/import_preview.html", context, status=422 if problems else 200)
