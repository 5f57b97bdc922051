"""A commitment entered, with the payment that settles it where it is paid at once; a payment with its deductions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from localplan.budgeting.models import BudgetLine
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.money import format_baht
from localplan.toolkit.problems import Problem, Reasons, Refused

from .. import actions, register
from ..forms import ContractForm, PaymentForm
from ..models import Commitment
from .opened import Opened, insist, open_commitment, open_money

#: Counterparties offered while one types.
MOST_PARTIES = 300
#: Fields of a contract that the form calls otherwise.
NAMED = {"line": "line_0", "amount": "amount_0"}


def lines_of(opened: Opened) -> list[BudgetLine]:
    """Development lines one may commit from: of the year first, then those of later years, each with money left."""
    rows = BudgetLine.objects.visible_to(opened.by).standing().developing().filter(organisation=opened.organisation)
    found = rows.filter(year_id__gte=opened.year).order_by("year_id", "number")
    return [line for line in found if line.available > 0]


def named(refused: Refused) -> list[Problem]:
    """The problems at the fields of the form; a single contract has no row to name."""
    return [replace(problem, row=None, field=NAMED.get(problem.field, problem.field)) for problem in refused]


@require_http_methods(["GET", "HEAD", "POST"])
def add_commitment(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The form; "save and add another" stays with it."""
    opened = open_money(request, pk, year)
    insist(opened.may_record)
    lines = lines_of(opened)
    kept = {"line_0": request.GET.get("line"), "kind": request.GET.get("kind") or "contract"}
    form = ContractForm(request.POST or None, lines=lines, year=year, initial=kept)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = _commit(form, opened)
        except Refused as refused:
            problems = named(refused)
            put_problems_on(form, problems)
        else:
            words = _("“%(name)s” is committed: %(amount)s baht.")
            amount = sum((part.amount for part in form.contract().parts), register.ZERO)
            messages.success(request, words % {"name": made, "amount": format_baht(amount)})
            if "again" in request.POST:
                return redirect(f"{request.path}?kind={made.kind}")
            return redirect(f"{reverse('spending', args=[pk, year, opened.quarter])}#reg")
    rows = Commitment.objects.visible_to(opened.by).filter(organisation=opened.organisation)
    parties = sorted(set(rows.order_by().values_list("counterparty", flat=True).distinct()[:MOST_PARTIES]))
    context = opened.context(
        form=form,
        lines=lines,
        parties=parties,
        excusable=[problem for problem in problems if problem.excusable],
    )
    status = 422 if request.method == "POST" else 200
    return render(request, "execution/contract.html", context, status=status)


def reasons_of(form: ContractForm) -> Reasons:
    """The reason typed for the one finding of a contract that may stand with one."""
    reason = form.cleaned_data["reason"]
    return {(1, "commitment_signed_in_year"): reason} if reason else {}


@transaction.atomic
def _commit(form: ContractForm, opened: Opened) -> Commitment:
    """The contract and its payment, both or neither."""
    contract, reasons = form.contract(), reasons_of(form)
    [made] = actions.commit(opened.organisation, [contract], by=opened.by, reasons=reasons)
    payment = form.payment(made.pk)
    if payment is not None:
        actions.disburse(opened.organisation, [payment], by=opened.by)
    return made


@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """One payment of one commitment, gross, with what was deducted from it."""
    commitment, opened = open_commitment(request, pk)
    insist(opened.may_record)
    row = the_row(opened, commitment)
    form = PaymentForm(request.POST or None, row=row, year=opened.year, initial=_suggested(row))
    if request.method == "POST" and form.is_valid():
        try:
            actions.disburse(opened.organisation, [form.payment()], by=opened.by)
        except Refused as refused:
            put_problems_on(form, named(refused))
        else:
            told = {"amount": format_baht(form.cleaned_data["gross"]), "voucher": form.cleaned_data["voucher"]}
            messages.success(request, _("%(amount)s baht are paid, voucher %(voucher)s.") % told)
            return redirect("commitment", pk=pk)
    context = opened.context(commitment=commitment, row=row, form=form)
    return render(request, "execution/pay.html", context, status=422 if request.method == "POST" else 200)


def the_row(opened: Opened, commitment: Commitment) -> register.Row:
    """A commitment as the register shows it, of the year it is opened in."""
    rows = register.commitments_of(opened.organisation, opened.year).filter(pk=commitment.pk)
    [row] = register.rows_of(list(rows), opened.year, opened.quarter)
    return row


def _suggested(row: register.Row) -> dict[str, Any]:
    due = row.due
    return {"gross": row.suggested, "instalment": due["no"] if due else None} if due else {}
