"""What happens to a commitment after it is signed: amended, cancelled, signed again, corrected, its progress told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from localplan.organisations.models import Change
from localplan.toolkit import clock, files
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.problems import Refused, Stale

from .. import actions
from ..facts import Particulars, ProgressReport
from ..forms import AmendmentForm, CancellationForm, ContractForm, CorrectionForm, ProgressForm, in_year
from ..models import Commitment
from .entering import lines_of, named, reasons_of, the_row
from .opened import Opened, insist, open_commitment

#: Photographs of the work: scans of papers are not among them.
PHOTOS = {name: endings for name, endings in files.SCANS.items() if name.startswith("image/")}
#: Findings about progress that may stand with a reason.
OF_PROGRESS = ("finished_work_is_paid", "paid_work_is_finished")


def _done(request: HttpRequest, form: forms.Form, act: Callable[[], Any], said: str) -> bool:
    """Whether the act was done; refused, the form says why and keeps what was typed."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        put_problems_on(form, named(refused))
        return False
    messages.success(request, said)
    return True


def _page(
    request: HttpRequest, opened: Opened, commitment: Commitment, form: forms.Form, heading: str | Promise, **more: Any
) -> HttpResponse:
    row = the_row(opened, commitment)
    context = opened.context(commitment=commitment, row=row, form=form, heading=heading, **more)
    status = 422 if request.method == "POST" else 200
    return render(request, "execution/change.html", context, status=more.get("status", status))


@require_http_methods(["GET", "HEAD", "POST"])
def amend_commitment(request: HttpRequest, pk: int) -> HttpResponse:
    """New amounts, an end, a counterparty, by the paper of an amendment."""
    commitment, opened = open_commitment(request, pk)
    insist(opened.may_record and commitment.cancelled_on is None)
    shares = list(commitment.shares.select_related("line").order_by("line__year_id", "line__number"))
    form = AmendmentForm(request.POST or None, commitment=commitment, shares=shares, year=opened.year)
    said = _("“%(name)s” is amended.") % {"name": commitment}
    if request.method == "POST" and _done(
        request, form, lambda: actions.amend(commitment, form.amendment(), by=opened.by), said
    ):
        return redirect("commitment", pk=pk)
    return _page(request, opened, commitment, form, gettext_lazy("Amend the commitment"), parts=form.parts)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel_commitment(request: HttpRequest, pk: int) -> HttpResponse:
    """Ended before it is paid: what is left goes back to its lines."""
    commitment, opened = open_commitment(request, pk)
    insist(opened.may_record and commitment.cancelled_on is None)
    form = CancellationForm(request.POST or None, initial={"on": clock.today()})
    in_year(form, opened.year)
    said = _("“%(name)s” is cancelled. What was left is back in its lines.") % {"name": commitment}
    if request.method == "POST" and _done(
        request, form, lambda: actions.cancel(commitment, form.cancellation(), by=opened.by), said
    ):
        return redirect("commitment", pk=pk)
    return _page(request, opened, commitment, form, gettext_lazy("Cancel the commitment"), danger=True)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_commitment(request: HttpRequest, pk: int) -> HttpResponse:
    """What was typed wrong beside the money."""
    commitment, opened = open_commitment(request, pk)
    insist(opened.may_record)
    form = CorrectionForm(request.POST or None, row=commitment)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_particulars(commitment, Particulars(form.yours(), form.before()), by=opened.by)
        except Stale:
            now, _opened = open_commitment(request, pk)
            last = Change.objects.visible_to(opened.by).of("commitment", pk).for_listing().first()
            form.show_conflicts(now, last.by.user.full_name if last and last.by else "")
            status = 409
        except Refused as refused:
            put_problems_on(form, named(refused))
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": form.cleaned_data["title"]})
            return redirect("commitment", pk=pk)
    heading = gettext_lazy("Correct the particulars")
    return _page(request, opened, commitment, form, heading, status=status, versioned=True)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_again(request: HttpRequest, pk: int) -> HttpResponse:
    """A cancelled commitment signed with whoever won the new announcement: the same commitment, another contract."""
    commitment, opened = open_commitment(request, pk)
    insist(opened.may_record and commitment.cancelled_on is not None)
    lines = lines_of(opened)
    first = commitment.shares.order_by("line_id").first()
    shown = {"title": commitment.title, "kind": commitment.kind, "line_0": first.line_id if first else None}
    form = ContractForm(request.POST or None, lines=lines, year=opened.year, initial=shown)
    said = _("“%(name)s” is signed again.") % {"name": commitment}
    if request.method == "POST" and _done(
        request,
        form,
        lambda: actions.reannounce(commitment, form.contract(), by=opened.by, reasons=reasons_of(form)),
        said,
    ):
        return redirect("commitment", pk=pk)
    context = opened.context(form=form, lines=lines, commitment=commitment, parties=[])
    return render(request, "execution/contract.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def report_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the work is, with a photograph if there is one."""
    commitment, opened = open_commitment(request, pk)
    insist(opened.may_record)
    form = ProgressForm(request.POST or None, request.FILES or None, initial={"on": clock.today()})
    in_year(form, opened.year)
    said = _("Progress is reported.")
    if request.method == "POST" and _done(request, form, lambda: _report(form, commitment, opened), said):
        return redirect("commitment", pk=pk)
    return _page(request, opened, commitment, form, gettext_lazy("Report progress"), with_files=True)


def _report(form: ProgressForm, commitment: Commitment, opened: Opened) -> None:
    told, reason = form.cleaned_data, form.cleaned_data["reason"]
    photo = files.keep(told["photo"], kinds=PHOTOS, field="photo") if told["photo"] else None
    report = ProgressReport(commitment.pk, told["on"], told["percent"], told["note"], photo)
    reasons = {(1, rule): reason for rule in OF_PROGRESS} if reason else {}
    actions.report_progress(opened.organisation, [report], by=opened.by, reasons=reasons)
