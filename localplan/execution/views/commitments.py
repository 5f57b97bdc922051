"""The commitments of a year as a list, and one commitment with everything that happened to it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localplan.organisations.views.organisations import acting, page_or_part
from localplan.toolkit import clock, files
from localplan.toolkit.downloads import list_as_file
from localplan.toolkit.problems import Refused

from .. import actions, listing
from ..forms import ReversalForm
from ..models import CommitmentEvent, Disbursement, Progress
from .entering import the_row
from .opened import insist, open_commitment, open_money


@require_safe
def commitments(request: HttpRequest, pk: int, year: int) -> HttpResponseBase:
    """Every commitment that takes money of the year: searched, narrowed, sorted; as a file with ?as=csv or xlsx."""
    opened, kind = open_money(request, pk, year), request.GET.get("as", "")
    if kind in ("csv", "xlsx"):
        rows = listing.rows_for_file(opened.organisation, year, opened.quarter, request.GET)
        name = _("Commitments %(year)s %(organisation)s")
        told = {"year": year, "organisation": opened.organisation.short_name}
        return list_as_file(kind, listing.columns(), rows, name=name % told)
    found = listing.find(opened.organisation, year, opened.quarter, request.GET)
    context = opened.context(found=found, words=found.words, page=found.page)
    return page_or_part(request, "execution/commitments.html", "execution/_commitments.html", context)


@require_safe
def commitment(request: HttpRequest, pk: int) -> HttpResponse:
    """Money line, shares, events, payments with their deductions, progress."""
    found, opened = open_commitment(request, pk)
    return render(request, "execution/commitment.html", _page_of(request, found, opened))


def _page_of(request: HttpRequest, found: Any, opened: Any, **more: Any) -> dict[str, Any]:
    by = opened.by
    events = CommitmentEvent.objects.visible_to(by).filter(commitment=found).select_related("by__user")
    payments = Disbursement.objects.visible_to(by).filter(commitment=found).for_listing()
    progress = Progress.objects.visible_to(by).filter(commitment=found).select_related("photo", "by__user")
    paid = list(payments.select_related("reversed_by").order_by("counts_on", "pk"))
    shares = list(found.shares.select_related("line").order_by("line__year_id", "line__number"))
    return opened.context(
        commitment=found,
        row=the_row(opened, found),
        shares=shares,
        amount=sum((share.amount - share.carried for share in shares), listing.ZERO),  # carried money counts once
        paid=sum((share.paid for share in shares), listing.ZERO),
        carried=sum((share.carried for share in shares), listing.ZERO),
        left=sum((share.left for share in shares), listing.ZERO),
        instalments=[(one["no"], Decimal(one["amount"]), _day(one["due_on"])) for one in found.instalments],
        events=list(events.order_by("on", "pk").prefetch_related("entries__share__line")),
        payments=paid,
        net=sum((payment.net for payment in paid), listing.ZERO),
        progress=list(progress.order_by("-on", "-pk")),
        reversal=ReversalForm(initial={"on": clock.today()}),
        **more,
    )


def _day(kept: str | None) -> dt.date | None:
    return dt.date.fromisoformat(kept) if kept else None


@require_POST
def reverse_payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a payment back by a counter-entry, with the reason."""
    rows = Disbursement.objects.visible_to(acting(request)).select_related("organisation")
    payment = get_object_or_404(rows, pk=pk)
    found, opened = open_commitment(request, payment.commitment_id)
    insist(opened.may_record)
    form, problems = ReversalForm(request.POST), []
    if form.is_valid():
        try:
            actions.reverse(payment, on=form.cleaned_data["on"], reason=form.cleaned_data["reason"], by=opened.by)
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(request, _("Voucher %(voucher)s is reversed.") % {"voucher": payment.voucher})
            return redirect("commitment", pk=found.pk)
    context = _page_of(request, found, opened, reversing=payment.pk, problems=problems)
    return render(request, "execution/commitment.html", context | {"reversal": form}, status=422)


@require_safe
def progress_photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The photograph of a report of progress."""
    rows = Progress.objects.visible_to(acting(request)).select_related("photo")
    report = get_object_or_404(rows, pk=pk)
    if report.photo is None:
        raise Http404
    return files.serve(report.photo)
