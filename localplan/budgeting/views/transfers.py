"""Rounds of transfers: listed, entered with both sides in sight, read, dated, taken back, printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from localplan.organisations.history import tell
from localplan.organisations.models import Change
from localplan.organisations.views.organisations import acting
from localplan.toolkit import clock, files
from localplan.toolkit.downloads import PRINTS, print_as_file
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.problems import Problem, Reasons, Refused, Stale

from .. import actions
from ..classification import choices_of
from ..facts import Shift, TransferRound
from ..forms_money import DatesForm, ItemForm, ReversalForm, RoundForm, SideForm
from ..models import BudgetLine, Transfer
from ..prints.transfer import transfer_sheet
from ..rounds import Round, read_round, rounds_of
from ..transfer_law import transfer_law
from .opened import OpenedBudget, insist, open_budget

LATE = "transfer_is_reported_in_time"
FEWEST_ROWS, MORE_ROWS, MOST_ROWS, NEW_ITEMS = 6, 6, 60, 2


@require_safe
def transfers(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The rounds of a year, the latest first."""
    opened = open_budget(request, pk, year)
    rows = Transfer.objects.visible_to(opened.by).filter(organisation_id=pk, year_id=year)
    found = rounds_of(rows.for_listing())
    context = opened.context(rounds=found, law=transfer_law(year), today=clock.today())
    return render(request, "budgeting/transfers.html", context)


@dataclass
class Entry:
    """A round being typed: its head, its rows, the new items; what the rows add up to."""

    head: RoundForm
    sides: list[SideForm]
    items: list[ItemForm]
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in (self.head, *self.sides, *self.items)]  # each fills in its errors
        return all(valid)

    def read_amounts(self) -> None:
        """So that balances and totals can be shown, whatever else is missing."""
        for form in (*self.sides, *self.items):
            form.is_valid()

    def _sum(self, sign: int) -> Decimal:
        amounts = [form.amount for form in (*self.sides, *self.items)]
        return sum((abs(amount) for amount in amounts if amount * sign > 0), Decimal(0))

    @property
    def gains(self) -> Decimal:
        return self._sum(1)

    @property
    def gives(self) -> Decimal:
        return self._sum(-1)

    @property
    def gap(self) -> Decimal:
        return self.gains - self.gives

    @property
    def has_new_items(self) -> bool:
        return any(form.has_changed() or form.errors for form in self.items if form.is_bound)

    def fact(self) -> TransferRound:
        told: dict[str, Any] = dict(self.head.cleaned_data)
        told.pop("late_reason")
        uploaded = told.pop("document")
        told["document"] = files.keep(uploaded, field="document") if uploaded else None
        shifts: list[Shift] = [shift for form in (*self.sides, *self.items) if (shift := form.shift()) is not None]
        return TransferRound(shifts=shifts, **told)

    def reasons(self) -> Reasons:
        return {(None, LATE): self.head.cleaned_data["late_reason"]}


def _entry(request: HttpRequest, opened: OpenedBudget, lines: dict[int, BudgetLine]) -> Entry:
    year, data = opened.year, request.POST or None
    asked = request.POST.get("rows", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else FEWEST_ROWS
    number = min(max(number, FEWEST_ROWS) + (MORE_ROWS if "add_rows" in request.POST else 0), MOST_ROWS)
    works, categories = choices_of("function", year), choices_of("object", year)
    return Entry(
        RoundForm(
            data, request.FILES or None, year=year, initial={"number": actions.next_round(opened.organisation.pk, year)}
        ),
        [SideForm(data, lines=lines, place=place) for place in range(1, number + 1)],
        [ItemForm(data, works=works, categories=categories, place=place) for place in range(1, NEW_ITEMS + 1)],
    )


def _lines(opened: OpenedBudget) -> dict[int, BudgetLine]:
    """The lines of the year by number."""
    rows = BudgetLine.objects.visible_to(opened.by).of(opened.organisation, opened.year).in_order()
    return {line.number: line for line in rows}


@require_http_methods(["GET", "HEAD", "POST"])
def add_transfer(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """A new round. "Add up" and "more rows" only show the form again; "save" keeps the round, whole or not at all."""
    opened = open_budget(request, pk, year)
    insist(opened.may_record)
    lines = _lines(opened)
    entry, status = _entry(request, opened, lines), 200
    if "save" in request.POST:
        status = 422
        if entry.is_valid:
            try:
                made = actions.transfer(opened.organisation, year, entry.fact(), by=opened.by, reasons=entry.reasons())
            except Refused as refused:
                entry.problems = [p for p in refused if p.row is not None or p.field not in entry.head.fields]
                put_problems_on(entry.head, [p for p in refused if p not in entry.problems])
            else:
                messages.success(request, _("Round %(number)s is saved.") % {"number": made.number})
                return redirect("transfer", pk=made.pk)
    elif request.method == "POST":
        entry.read_amounts()
    law = transfer_law(year)
    context = opened.context(entry=entry, lines=lines.values(), law=law, adding_up="save" not in request.POST)
    return render(request, "budgeting/add_transfer.html", context, status=status)


def _the_transfer(request: HttpRequest, pk: int) -> tuple[Round, OpenedBudget]:
    rows = Transfer.objects.visible_to(acting(request)).select_related(
        "document", "by__user", "reverses", "organisation"
    )
    found = get_object_or_404(rows, pk=pk)
    return read_round(found), open_budget(request, found.organisation_id, found.year_id)


@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: what moved, its dates with a form to fill them in later, a form to take it back."""
    found, opened = _the_transfer(request, pk)
    there = found.transfer
    dates, back, status = DatesForm(row=there), ReversalForm(year=opened.year, initial=_as(there)), 200
    if request.method == "POST":
        insist(opened.may_record)
        status = 422
        if "take_back" in request.POST:
            back = ReversalForm(request.POST, year=opened.year)
            made = _take_back(back, there, opened)
        else:
            dates = DatesForm(request.POST)
            made = _date(dates, there, opened)
            status = 409 if dates.conflicts else 422
        if made is not None:
            done = _("Round %(number)s is saved.") if made.pk != there.pk else _("The dates are saved.")
            messages.success(request, done % {"number": made.number} if made.pk != there.pk else done)
            return redirect("transfer", pk=made.pk)
    changes = Change.objects.visible_to(opened.by).of("transfer", pk).for_listing()
    context = opened.context(
        found=found,
        transfer=there,
        dates=dates,
        back=back,
        law=transfer_law(opened.year),
        today=clock.today(),
        acts=tell(changes),
        may_take_back=opened.may_record and there.reverses_id is None and found.reversed_by is None,
    )
    return render(request, "budgeting/transfer.html", context, status=status)


def _as(there: Transfer) -> dict[str, Any]:
    return {"authority": there.authority}


def _date(form: DatesForm, there: Transfer, opened: OpenedBudget) -> Transfer | None:
    if not form.is_valid():
        return None
    reasons = {(None, LATE): form.cleaned_data["late_reason"]}
    try:
        return actions.date_transfer(there, by=opened.by, seen=form.before(), reasons=reasons, **form.yours())
    except Stale:
        there.refresh_from_db()
        form.show_conflicts(there)
    except Refused as refused:
        put_problems_on(form, refused)
    return None


def _take_back(form: ReversalForm, there: Transfer, opened: OpenedBudget) -> Transfer | None:
    if not form.is_valid():
        return None
    try:
        return actions.reverse_transfer(there, by=opened.by, **form.cleaned_data)
    except Refused as refused:
        put_problems_on(form, refused)
    return None


@require_safe
def transfer_document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The signed order."""
    found, _opened = _the_transfer(request, pk)
    if found.transfer.document is None:
        raise Http404
    return files.serve(found.transfer.document)


@require_safe
def transfer_print(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The round as PDF or Excel."""
    found, opened = _the_transfer(request, pk)
    if kind not in PRINTS:
        raise Http404
    made = transfer_sheet(found)
    name = f"{_('Transfer')} {found.transfer.number}-{opened.year} {opened.organisation.short_name}"
    return print_as_file(request, made, kind, name=name, back=("transfer", pk))
