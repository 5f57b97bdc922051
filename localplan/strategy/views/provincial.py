"""A province's strategy: issues with goals, adopted on a day."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from localplan.calendar.actions import governing_submission, what_closes
from localplan.organisations.access import Do, may_here, reaches
from localplan.organisations.models import Level, Organisation
from localplan.organisations.views.organisations import acting, the_organisation
from localplan.toolkit.downloads import list_as_file

from .. import actions, listing
from ..actions.rows import Saved
from ..facts import DirectionFact, IssueFact, Span
from ..forms import AdoptionForm, IssueForm, SpanForm, VisionForm
from ..models import ProvincialStrategy
from .directions import choose
from .opened import Opened, answer, asked, neighbours


@require_http_methods(["GET", "HEAD", "POST"])
def provincial_strategy(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One span of a province, read, or with one form standing open; as a file with ?as=csv or xlsx.

    LAOs of the province see what is adopted.
    """
    by, kind = acting(request), request.GET.get("as", "")
    province = the_organisation(request, pk, published=True)
    if province.level != Level.PROVINCE:
        raise Http404
    spans = list(ProvincialStrategy.objects.published_to(by).of(province.pk).with_issues())
    chosen = choose(request, spans)
    if kind in ("csv", "xlsx") and chosen is not None:
        name = _("Strategy of %(organisation)s %(span)s") % {"organisation": province.short_name, "span": chosen}
        return list_as_file(kind, listing.columns_of_goals(), listing.goal_lines(chosen), name=name)
    may_write = may_here(by, Do.STRATEGY, province)
    here = reverse("provincial-strategy", args=[province.pk])
    opened = _opened(request, province, chosen, spans) if may_write else None
    status = 200
    if request.method == "POST":
        if opened is None:
            raise Http404
        back = f"{here}?span={chosen.first_year}" if chosen else here
        done, status = answer(request, by, opened, back)
        if done is not None:
            return done
    years = range(chosen.first_year, chosen.last_year + 1) if chosen else []
    closed = what_closes(governing_submission(province.pk, "provincial_strategy", years))
    context = {
        "organisation": province,
        "spans": spans,
        "chosen": chosen,
        "chosen_year": str(chosen.first_year) if chosen else "",
        "here": here,
        "closed": closed,
        "may_write": may_write,
        "may_edit": may_write and not closed,
        "opened": opened,
        "in_reach": reaches(by, province.pk),
        "issues": list(chosen.issues.all()) if chosen else [],
    }
    return render(request, "strategy/provincial.html", context, status=status)


def _opened(request: HttpRequest, province: Organisation, chosen: Any, spans: list[Any]) -> Opened | None:
    mode, kind, number = asked(request)
    data = request.POST if request.method == "POST" else None
    if kind == "span" or chosen is None:
        return _new_span(request, province, spans, data)
    if (mode, kind) == ("edit", "vision"):
        return _vision(request, chosen, data)
    if (mode, kind) == ("edit", "adoption"):
        return _adoption(request, chosen, data)
    if kind == "issue" and (mode == "add" or number is not None):
        return _issue(request, chosen, number if mode == "edit" else None, data)
    return None


def _new_span(request: HttpRequest, province: Organisation, spans: list[Any], data: Any) -> Opened:
    by, last = acting(request), spans[0] if spans else None
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    form = SpanForm(data, initial={"first_year": last.last_year + 1 if last else year})

    def begin(like: ProvincialStrategy | None) -> str:
        first = form.cleaned_data["first_year"]
        span = Span(first, first + form.cleaned_data["length"] - 1)
        made = actions.begin_provincial_strategy(province, span, by=by, like=like)
        return f"{reverse('provincial-strategy', args=[province.pk])}?span={made.first_year}"

    verbs = {"save": lambda: begin(None)}
    if last is not None:
        verbs["copy"] = lambda: begin(last)
    return Opened("add", "span", _("A new span of years"), form, verbs, last)


def _vision(request: HttpRequest, chosen: ProvincialStrategy, data: Any) -> Opened:
    by, form = acting(request), VisionForm(data, row=chosen, adopted=chosen.adopted_on is not None)

    def save() -> None:
        told = DirectionFact(form.cleaned_data["vision"], seen=form.before())
        actions.save_provincial_strategy(chosen, told, by=by, reason=form.given_reason)

    def remove() -> str:
        actions.remove_provincial_strategy(chosen, by=by, reason=form.given_reason)
        return reverse("provincial-strategy", args=[chosen.organisation_id])

    return Opened("vision", "vision", _("Vision"), form, {"save": save, "remove": remove}, chosen)


def _adoption(request: HttpRequest, chosen: ProvincialStrategy, data: Any) -> Opened:
    by, form = acting(request), AdoptionForm(data, initial={"adopted_on": chosen.adopted_on})

    def save() -> None:
        actions.adopt_strategy(chosen, form.cleaned_data["adopted_on"], by=by)

    return Opened("adoption", "adoption", _("Adoption"), form, {"save": save}, chosen)


def _issue(request: HttpRequest, chosen: ProvincialStrategy, number: int | None, data: Any) -> Opened:
    by, rows = acting(request), list(chosen.issues.all())
    row = next((issue for issue in rows if issue.pk == number), None)
    if number is not None and row is None:
        raise Http404
    form = IssueForm(data, row=row, adopted=chosen.adopted_on is not None)

    def save() -> Saved:
        told = IssueFact(**form.yours(), id=row.pk if row else None, seen=form.before() if row else None)
        return actions.save_issues(chosen, [told], by=by, reason=form.given_reason)

    verbs: dict[str, Any] = {"save": save}
    if row is None:
        return Opened("add", "issue", _("A new issue"), form, verbs)
    for verb, numbers in neighbours(row, rows).items():
        verbs[verb] = lambda numbers=numbers: actions.renumber_issues(chosen, numbers, by=by, reason=form.given_reason)
    verbs["remove"] = lambda: actions.remove_issue(row, by=by, reason=form.given_reason)
    return Opened(f"issue-{row.pk}", f"issue-{row.pk}", str(row), form, verbs, row)
