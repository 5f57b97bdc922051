"""Putting an allotment right: what was typed otherwise than its letter says."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from localplan.budgeting.plans import edition_for, planned_for
from localplan.organisations.models import Change
from localplan.organisations.views.organisations import acting
from localplan.toolkit import clock
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.problems import Problem, Refused, Stale

from .. import actions
from ..forms import CorrectionForm
from ..thread import name_of_project
from .grants import may_correct, the_grant

#: Fields that the rules of a budget line call otherwise.
_NAMED = {"name": "purpose", "project_id": "project", "decided_on": "letter_on", "agency": "grantor_name"}


@require_http_methods(["GET", "HEAD", "POST"])
def correct_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """The particulars as they stand, to be put right."""
    by, row = acting(request), the_grant(request, pk)
    if not may_correct(row, by):
        raise Http404
    planned = planned_for(edition_for(row.organisation_id, row.year_id, clock.today()), row.year_id)
    projects = {one.project: one.name for one in planned.values()}
    if row.project_id is not None:
        projects.setdefault(row.project_id, name_of_project(row.project_id))
    form = CorrectionForm(request.POST or None, row=row, projects=list(projects.items()))
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_grant(row, form.correction(), by=by)
        except Stale:
            last = Change.objects.visible_to(by).of("grant", pk).for_listing().first()
            form.show_conflicts(the_grant(request, pk), last.by.user.full_name if last and last.by else "")
            status = 409
        except Refused as refused:
            put_problems_on(form, _named(refused))
        else:
            messages.success(request, _("The grant is put right."))
            return redirect("grant", pk=pk)
    context = {"organisation": row.organisation, "grant": row, "form": form, "year": row.year_id}
    return render(request, "grants/correct.html", context, status=status)


def _named(refused: Refused) -> list[Problem]:
    return [replace(problem, row=None, field=_NAMED.get(problem.field, problem.field)) for problem in refused]
