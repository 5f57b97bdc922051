"""Projects by workbook: the template, one's own rows, handing in, looking through, saving what is ticked."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from localplan.toolkit import excel, files
from localplan.toolkit.downloads import as_download
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.workbook import Ticks
from localplan.toolkit.workbook.preview import context_of

from ..forms import WorkbookForm
from ..workbooks import ProjectsDesk
from .opened import Opened, insist, open_plan

#: Session key of the workbook that was handed in and not yet saved: plan, hash, name.
WAITING = "projects_workbook"
OPEN_PROBLEMS = 8


@dataclass(frozen=True)
class Waiting:
    plan: int
    sha256: str
    name: str

    @classmethod
    def of(cls, request: HttpRequest, opened: Opened) -> Waiting | None:
        kept = request.session.get(WAITING)
        found = cls(*kept) if kept else None
        return found if found and found.plan == opened.plan.pk and files.path_of(found.sha256).is_file() else None


def _answer(content: bytes, name: str) -> HttpResponseBase:
    return as_download(HttpResponse(content, content_type=excel.MEDIA_TYPE), name)


@require_safe
def plan_workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rows of the latest edition as a workbook to be changed and handed in; ?empty=1 the bare template."""
    opened = open_plan(request, pk)
    desk = ProjectsDesk(opened.edition, opened.by)
    name = f"po02-{opened.organisation.code}-{opened.plan.first_year}"
    if request.GET.get("empty"):
        return _answer(desk.template(), f"{name}-template.xlsx")
    return _answer(desk.export(), f"{name}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def import_projects(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a workbook in. What concerns the whole file is refused here; rows are looked through next."""
    opened = open_plan(request, pk)
    insist(opened.may_write)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        uploaded = form.cleaned_data["file"]
        try:
            ProjectsDesk(opened.edition, opened.by).preview(uploaded, name=uploaded.name)
            kept = files.keep(uploaded, kinds=files.WORKBOOKS)
        except Refused as refused:
            problems = refused.problems
        else:
            request.session[WAITING] = [opened.plan.pk, kept.sha256, kept.name]
            return redirect("preview-projects", pk=opened.plan.pk)
    context = opened.context(form=form, problems=problems[:OPEN_PROBLEMS])
    return render(request, "planning/import.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def preview_projects(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What the workbook would do, row by row; what is ticked is saved whole or not at all."""
    opened = open_plan(request, pk)
    insist(opened.may_write)
    waiting = Waiting.of(request, opened)
    if waiting is None:
        return redirect("import-projects", pk=opened.plan.pk)
    desk = ProjectsDesk(opened.edition, opened.by)
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
            return redirect("plan", pk=opened.plan.pk)
    context = opened.context(waiting=waiting, problems=problems, **context_of(preview, ticks, request.POST))
    return render(request, "planning/import_preview.html", context, status=422 if problems else 200)
