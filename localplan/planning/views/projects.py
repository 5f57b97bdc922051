"""One project: entered and changed in a plain form, withdrawn and put back, its history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from localplan.organisations import history
from localplan.organisations.models import Change
from localplan.toolkit.downloads import list_as_file
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.lists import ListWords
from localplan.toolkit.problems import Refused, Stale

from .. import actions, telling
from ..facts import ProjectRow
from ..forms import ProjectForm
from ..models import ProjectRevision
from .opened import Opened, insist, open_plan
from .plans import the_project


def _form(opened: Opened, data: Any = None, row: ProjectRevision | None = None, **more: Any) -> ProjectForm:
    used = ProjectRevision.objects.visible_to(opened.by).filter(edition__plan=opened.plan).exclude(unit="")
    units = sorted(set(used.order_by().values_list("unit", flat=True).distinct()))
    return ProjectForm(data, direction=opened.plan.direction, years=opened.plan.years, units=units, row=row, **more)


@require_http_methods(["GET", "HEAD", "POST"])
def add_project(request: HttpRequest, pk: int) -> HttpResponse:
    """A new project; "save and add another" keeps tactic, programme and unit."""
    opened = open_plan(request, pk)
    insist(opened.may_write)
    kept = {name: request.GET[name] for name in ("tactic_id", "programme_id", "unit", "kind") if request.GET.get(name)}
    form = _form(opened, request.POST or None, initial=kept)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                (saved,) = actions.save_projects(opened.edition, [ProjectRow(form.yours())], by=opened.by)
            except Refused as refused:
                put_problems_on(form, refused)
            else:
                messages.success(request, _("“%(name)s” is saved.") % {"name": form.cleaned_data["name"]})
                if "again" in request.POST:
                    return redirect(f"{request.path}?{_kept(form)}")
                return redirect("project", pk=saved.project)
    return render(request, "planning/project.html", opened.context(form=form), status=status)


def _kept(form: ProjectForm) -> str:
    from urllib.parse import urlencode

    names = ("tactic_id", "programme_id", "unit", "kind")
    return urlencode({name: form.cleaned_data[name] for name in names if form.cleaned_data.get(name)})


@require_http_methods(["GET", "HEAD", "POST"])
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """A project as the latest edition has it, or the one asked for; a form where it may be written."""
    found, opened = the_project(request, pk)
    row = _row(opened, found.pk)
    can_write = opened.may_write and not row.withdrawn
    if not can_write:
        insist(request.method != "POST")
        context = opened.context(project=found, row=row, amounts=_amounts(row, opened))
        return render(request, "planning/project_read.html", context)
    form = _form(opened, request.POST or None, row)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            told = ProjectRow(form.yours(), found.pk, form.cleaned_data["v"], form.before())
            try:
                actions.save_projects(opened.edition, [told], by=opened.by)
            except Stale:
                form.show_conflicts(_row(opened, found.pk), _last_hand(opened, found.pk))
                status = 409
            except Refused as refused:
                put_problems_on(form, refused)
            else:
                messages.success(request, _("“%(name)s” is saved.") % {"name": form.cleaned_data["name"]})
                return redirect("project", pk=found.pk)
    return render(request, "planning/project.html", opened.context(form=form, project=found, row=row), status=status)


def _row(opened: Opened, pk: int) -> ProjectRevision:
    rows = ProjectRevision.objects.visible_to(opened.by).latest_of(opened.edition, [pk])
    found = rows.select_related("tactic__strategy", "programme", "by__user", "edition").prefetch_related("amounts")
    row: ProjectRevision | None = found.first()
    if row is None:
        raise Http404
    return row


def _amounts(row: ProjectRevision, opened: Opened) -> list[tuple[int, Any]]:
    by_year = {amount.year: amount.amount for amount in row.amounts.all()}
    return [(year, by_year.get(year)) for year in opened.plan.years]


def _last_hand(opened: Opened, pk: int) -> str:
    last = Change.objects.visible_to(opened.by).of("project", pk).for_listing().first()
    return last.by.user.full_name if last and last.by else ""


@require_POST
def withdraw_project(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a project out, or put it back (restore=1). The message leads back where one came from."""
    found, opened = the_project(request, pk)
    insist(opened.may_record)
    row = _row(opened, found.pk)
    restore = "restore" in request.POST
    try:
        actions.withdraw_projects(opened.edition, [found.pk], by=opened.by, restore=restore)
    except Refused as refused:
        messages.error(request, str(refused.problems[0]))
        return redirect("plan", pk=opened.plan.pk)
    if restore:
        messages.success(request, _("“%(name)s” is back in the plan.") % {"name": row.name})
        return redirect("project", pk=found.pk)
    words = _("“%(name)s” is withdrawn. It can be put back.") % {"name": row.name}
    link = format_html(' <a href="{}">{}</a>', request.path.removesuffix("/withdraw"), _("Open it"))
    messages.success(request, words + link)
    return redirect("plan", pk=opened.plan.pk)


@require_safe
def project_history(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everything that was done to a project, through all editions; as a file with ?as=csv or xlsx."""
    found, opened = the_project(request, pk)
    changes = Change.objects.visible_to(opened.by).of("project", found.pk).for_listing()
    kind = request.GET.get("as", "")
    row = _row(opened, found.pk)
    if kind in ("csv", "xlsx"):
        return list_as_file(kind, history.columns(), telling.tell(changes, opened.plan), name=_("History"))
    words = ListWords.of(request.GET, sorts={"at": ("-at", "-id")}, default="at")
    page = words.page_of(changes)
    context = opened.context(project=found, row=row, page=page, acts=telling.tell(page.object_list, opened.plan))
    return render(request, "planning/project_history.html", context)
