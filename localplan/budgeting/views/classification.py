"""The dated lists of classification: read by everybody, loaded by the department from a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from localplan.organisations.access import Do, may
from localplan.organisations.models import Level
from localplan.organisations.views.organisations import acting
from localplan.toolkit.columns import Column, Kind
from localplan.toolkit.downloads import list_as_file
from localplan.toolkit.problems import Problem, Refused

from .. import actions
from ..classification import list_of, read_list
from ..forms import ListForm
from ..models import Classification
from .opened import insist

OPEN_PROBLEMS = 20


def columns() -> list[Column]:
    """As the file that is loaded has them."""
    return [
        Column("tree", "tree", 10),
        Column("depth", "depth", 8, Kind.NUMBER),
        Column("code", "code", 10),
        Column("name", "name", 50),
        Column("name_en", "name_en", 40),
        Column("parent", lambda row: row.parent.code if row.parent else "", 10),
        Column("develops", lambda row: int(row.develops), 10, Kind.NUMBER),
        Column("capital", lambda row: int(row.capital), 10, Kind.NUMBER),
        Column("first_year", "first_year", 10, Kind.NUMBER),
        Column("last_year", "last_year", 10, Kind.NUMBER),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def classification(request: HttpRequest) -> HttpResponseBase:
    """The lists in force in the year one looks at, ended codes too with ?ended=1; as a file with ?as=csv or xlsx."""
    by = acting(request)
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    may_load = by.organisation.level == Level.DLA and may(by, Do.CALENDAR)
    ended = request.GET.get("ended") == "1"
    form = ListForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST":
        insist(may_load)
        if form.is_valid():
            try:
                _file, told = read_list(form.cleaned_data["file"].read())
                loaded = actions.load_classification(told, by=by)
            except Refused as refused:
                problems = refused.problems
            else:
                words = _("%(created)s codes are new, %(changed)s changed, %(unchanged)s as they were.")
                counts = {"created": loaded.created, "changed": loaded.changed, "unchanged": loaded.unchanged}
                messages.success(request, words % counts)
                return redirect("classification")
    rows = list_of(None if ended else year)
    kind = request.GET.get("as", "")
    if kind in ("csv", "xlsx"):
        return list_as_file(kind, columns(), rows, name=_("Lists of classification"))
    trees = [
        (tree, label, [row for row in rows if row.tree == tree])
        for tree, label in (
            (Classification.Tree.FUNCTION.value, gettext_lazy("By function: area › programme › work")),
            (Classification.Tree.OBJECT.value, gettext_lazy("By object: part › category › item")),
            (Classification.Tree.REVENUE.value, gettext_lazy("Revenue")),
        )
    ]
    context = {"trees": trees, "year": year, "ended": ended, "may_load": may_load, "form": form}
    context |= {"problems": problems[:OPEN_PROBLEMS], "more_problems": max(0, len(problems) - OPEN_PROBLEMS)}
    return render(request, "budgeting/classification.html", context, status=422 if problems or form.errors else 200)
