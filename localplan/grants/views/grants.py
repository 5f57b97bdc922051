"""Grants of an LAO, or of all LAOs in reach; one grant with its story; registering, confirming, events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from localplan.budgeting.plans import edition_for, planned_for
from localplan.organisations.access import Do, may, may_here
from localplan.organisations.models import Level, Membership, Organisation
from localplan.organisations.views.organisations import acting, page_or_part, the_organisation
from localplan.toolkit import clock
from localplan.toolkit.downloads import list_as_file
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.problems import Refused

from .. import actions, listing
from ..facts import Allotment, Event
from ..forms import AllotmentForm, BackForm, CloseForm, DisputeForm, EventForm
from ..models import Grant, GrantEvent
from ..months import step_of
from ..standing import standing_of
from ..thread import name_of_project, thread_of


def the_lao(request: HttpRequest, pk: int) -> Organisation:
    """The LAO in reach, else 404."""
    lao = the_organisation(request, pk)
    if lao.level != Level.LAO:
        raise Http404
    return lao


def the_grant(request: HttpRequest, pk: int) -> Grant:
    """The grant in reach, else 404."""
    rows = Grant.objects.visible_to(acting(request)).select_related(
        "organisation", "project", "confirmed_by__user", "registered_by__organisation"
    )
    found: Grant = get_object_or_404(rows, pk=pk)
    the_organisation(request, found.organisation_id)  # an auditor's look is kept
    return found


def may_correct(row: Grant, by: Membership) -> bool:
    """Whether the page offers it: an open grant, to the LAO once confirmed, before that to the office."""
    if row.closed_on is not None:
        return False
    if row.confirmed_at is None:
        return actions.corrects_as_office(row, by)
    return may_here(by, Do.RECORD, row.organisation)


def _year(request: HttpRequest) -> int:
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    return year


@require_safe
def grants_of(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The grants of one LAO in the fiscal year chosen, and what is still open of earlier years."""
    return _list(request, the_lao(request, pk))


@require_safe
def all_grants(request: HttpRequest) -> HttpResponseBase:
    """The grants of every LAO in reach, for offices."""
    if acting(request).organisation.level == Level.LAO:
        raise Http404
    return _list(request, None)


def _list(request: HttpRequest, lao: Organisation | None) -> HttpResponseBase:
    by, year, kind = acting(request), _year(request), request.GET.get("as", "")
    owner = lao.pk if lao else None
    found = listing.find(by, request.GET, year, owner)
    if kind in ("csv", "xlsx"):
        rows = listing.narrowed(listing.of_year(by, year, owner), found.words)
        name = _("Specific-purpose grants %(year)s") % {"year": year}
        return list_as_file(kind, listing.columns(), listing.lines(rows), name=name)
    context = {
        "organisation": lao,
        "year": year,
        "found": found,
        "words": found.words,
        "page": found.page,
        "states": listing.STATES,
        "may_record": lao is not None and may_here(by, Do.RECORD, lao),
        "may_allot": by.organisation.level != Level.LAO and may(by, Do.ALLOT),
        "month": _month(year),
    }
    return page_or_part(request, "grants/grants.html", "grants/_grants.html", context)


def _month(year: int) -> int:
    """The month of the fiscal year that the round button leads to: the present one, else the last."""
    present, step = step_of(clock.today())
    return int(step[-2:]) if present == year else 12


@require_http_methods(["GET", "HEAD", "POST"])
def add_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """An LAO registers an allotment letter it received."""
    by, lao, year = acting(request), the_lao(request, pk), _year(request)
    if not may_here(by, Do.RECORD, lao):
        raise Http404
    planned = planned_for(edition_for(lao.pk, year, clock.today()), year)
    form = AllotmentForm(request.POST or None, projects=[(p.project, p.name) for p in planned.values()])
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data | {"contribution": form.cleaned_data["contribution"] or Decimal("0.00")}
        try:
            [made] = actions.register_grants([Allotment(organisation=lao.pk, year=year, **told)], by=by)
        except Refused as refused:
            put_problems_on(form, _without_rows(refused))
        else:
            messages.success(request, _("The grant is registered."))
            return redirect("grant", pk=made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "grants/add.html", {"organisation": lao, "year": year, "form": form}, status=status)


def _without_rows(refused: Refused) -> list[Any]:
    """A form is one row: its problems stand at its fields."""
    return [replace(problem, row=None) for problem in refused]


FORMS: dict[str, type[forms.Form]] = {"event": EventForm, "back": BackForm, "dispute": DisputeForm, "close": CloseForm}


@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """One grant: its money line, its story, and the form for what happened."""
    by, row = acting(request), the_grant(request, pk)
    may_record = may_here(by, Do.RECORD, row.organisation)
    act = request.POST.get("act", "")
    bound = {name: kind(request.POST if act == name else None) for name, kind in FORMS.items()}
    status = 200
    if request.method == "POST":
        if not may_record:
            raise Http404
        status = 422
        form = bound.get(act)
        if form is None or form.is_valid():
            try:
                words = _ACTS[act](request, row)
            except KeyError as unknown:
                raise Http404 from unknown
            except Refused as refused:
                if form is None:
                    for problem in refused:
                        messages.error(request, problem.text)
                    return redirect("grant", pk=row.pk)
                put_problems_on(form, _without_rows(refused))
            else:
                messages.success(request, words)
                return redirect("grant", pk=row.pk)
    context = {
        "organisation": row.organisation,
        "grant": row,
        "stand": standing_of([row])[row.pk],
        "thread": thread_of(row),
        "lines": row.lines.select_related("line"),
        "project_name": name_of_project(row.project_id),
        "may_record": may_record,
        "may_correct": may_correct(row, by),
        "today": clock.today(),
        "act": act,
        **{f"{name}_form": form for name, form in bound.items()},
    }
    return render(request, "grants/grant.html", context, status=status)


def _told(request: HttpRequest, kind: type[forms.Form]) -> dict[str, Any]:
    form = kind(request.POST)
    form.is_valid()
    return form.cleaned_data


def _event(request: HttpRequest, row: Grant) -> str:
    told = _told(request, EventForm)
    told["amount"] = told["amount"] or Decimal("0.00")
    actions.record_events(row.organisation, [Event(grant=row.pk, **told)], by=acting(request))
    return _("The event is recorded.")


def _back(request: HttpRequest, row: Grant) -> str:
    told = _told(request, BackForm)
    events = GrantEvent.objects.visible_to(acting(request)).filter(grant=row, reverses=None)
    number = request.POST.get("event", "")
    event = get_object_or_404(events, pk=int(number) if number.isdecimal() else 0)
    actions.reverse_event(event, on=told["on"], reason=told["reason"], by=acting(request))
    return _("The event is taken back by a counter-entry.")


def _confirm(request: HttpRequest, row: Grant) -> str:
    actions.confirm_grants([row], by=acting(request))
    return _("The grant is confirmed; its budget line is open.")


def _dispute(request: HttpRequest, row: Grant) -> str:
    actions.dispute_grant(row, reason=_told(request, DisputeForm)["reason"], by=acting(request))
    return _("The office that registered it sees that it is not yours.")


def _close(request: HttpRequest, row: Grant) -> str:
    actions.close_grant(row, on=_told(request, CloseForm)["on"], by=acting(request))
    return _("The grant is closed.")


_ACTS: dict[str, Callable[[HttpRequest, Grant], str]] = {
    "event": _event,
    "back": _back,
    "confirm": _confirm,
    "dispute": _dispute,
    "close": _close,
}


@require_POST
def confirm_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm from the monthly page, and come back to it."""
    row = the_grant(request, pk)
    if not may_here(acting(request), Do.RECORD, row.organisation):
        raise Http404
    try:
        messages.success(request, _confirm(request, row))
    except Refused as refused:
        for problem in refused:
            messages.error(request, problem.text)
    year, month = request.POST.get("year", ""), request.POST.get("month", "")
    if year.isdecimal() and month.isdecimal():
        return redirect("grants-month", pk=row.organisation_id, year=int(year), month=int(month))
    return redirect("grant", pk=row.pk)
