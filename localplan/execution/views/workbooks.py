"""Commitments and payments by workbook: the template, one's own rows, handing in, looking through, saving."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from localplan.toolkit import excel, files
from localplan.toolkit.downloads import as_download
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.workbook import Ticks
from localplan.toolkit.workbook.preview import context_of

from ..forms import WorkbookForm
from ..workbooks import DESKS, desk_of
from .opened import Opened, insist, open_money

#: Session key of the workbook that was handed in and not yet saved: kind, organisation, year, hash, name.
WAITING = "money_workbook"
OPEN_PROBLEMS = 8
TITLES = {"commitments": _("Commitments by workbook"), "payments": _("Payments by workbook")}


@dataclass(frozen=True)
class Waiting:
    kind: str
    organisation: int
    year: int
    sha256: str
    name: str

    @classmethod
    def of(cls, request: HttpRequest, kind: str, opened: Opened) -> Waiting | None:
        kept = request.session.get(WAITING)
        found = cls(*kept) if kept else None
        mine = (kind, opened.organisation.pk, opened.year)
        if found is None or (found.kind, found.organisation, found.year) != mine:
            return None
        return found if files.path_of(found.sha256).is_file() else None


def _opened(request: HttpRequest, pk: int, kind: str, year: int, *, writing: bool) -> Opened:
    if kind not in DESKS:
        raise Http404
    opened = open_money(request, pk, year)
    insist(opened.may_record or not writing)
    return opened


def _answer(content: bytes, name: str) -> HttpResponseBase:
    return as_download(HttpResponse(content, content_type=excel.MEDIA_TYPE), name)


@require_safe
def money_workbook(request: HttpRequest, pk: int, kind: str, year: int) -> HttpResponseBase:
    """The rows of the year as a workbook; ?empty=1 the bare template."""
    opened = _opened(request, pk, kind, year, writing=False)
    desk = desk_of(kind, opened.organisation, year, opened.by)
    name = f"{kind}-{opened.organisation.code}-{year}"
    if request.GET.get("empty"):
        return _answer(desk.template(), f"{name}-template.xlsx")
    return _answer(desk.export(), f"{name}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def import_money(request: HttpRequest, pk: int, kind: str, year: int) -> HttpResponse:
    """Hand a workbook in. What concerns the whole file is refused here; rows are looked through next."""
    opened = _opened(request, pk, kind, year, writing=True)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        uploaded = form.cleaned_data["file"]
        try:
            desk_of(kind, opened.organisation, year, opened.by).preview(uploaded, name=uploaded.name)
            kept = files.keep(uploaded, kinds=files.WORKBOOKS)
        except Refused as refused:
            problems = refused.problems
        else:
            request.session[WAITING] = [kind, pk, year, kept.sha256, kept.name]
            return redirect("preview-money", pk=pk, kind=kind, year=year)
    context = opened.context(form=form, problems=problems[:OPEN_PROBLEMS], kind=kind, title=TITLES[kind])
    return render(request, "execution/import.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def preview_money(request: HttpRequest, pk: int, kind: str, year: int) -> HttpResponseBase:
    """What the workbook would do, row by row; what is ticked is saved whole or not at all."""
    opened = _opened(request, pk, kind, year, writing=True)
    waiting = Waiting.of(request, kind, opened)
    if waiting is None:
        return redirect("import-money", pk=pk, kind=kind, year=year)
    desk = desk_of(kind, opened.organisation, year, opened.by)
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
            return redirect("commitments", pk=pk, year=year)
    told = {"waiting": waiting, "problems": problems, "kind": kind, "title": TITLES[kind]}
    context = opened.context(**told, **context_of(preview, ticks, request.POST))
    return render(request, "execution/import_preview.html", context, status=422 if problems else 200)
