"""One's own work of a month, the lines one adds; the delivery reports: handed in, signed, sent back, printed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from localplan.organisations.access import Do, may
from localplan.organisations.models import Membership, Organisation, Post
from localplan.toolkit import clock
from localplan.toolkit.downloads import PRINTS, print_as_file
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.problems import Refused
from localplan.toolkit.thai_dates import end_of_month, first_of_month, month_after, month_and_year, month_before

from .. import actions, delivery
from ..delivery_print import DeliveryPaper
from ..forms_analysts import SignForm, WorkForm
from ..models import DeliveryReport, WorkEntry
from ..work_log import log_of
from .care import of_the_province, tabs


def _month_of(request: HttpRequest, by: Membership) -> dt.date:
    """?month=2026-10, within the post and not ahead; else the running month."""
    today = first_of_month(clock.today())
    asked = delivery.read_month(request.GET.get("month", ""))
    return asked if asked is not None and first_of_month(by.from_on) <= asked <= today else today


def _laos(by: Membership) -> list[Organisation]:
    rows = Organisation.objects.visible_to(by).laos().open_on(clock.today())
    return list(rows.select_related("parent").order_by("name_key", "id"))


def _own_first(request: HttpRequest, laos: list[Organisation]) -> list[Organisation]:
    kept: frozenset[int] = request.kept_laos  # type: ignore[attr-defined]
    return sorted(laos, key=lambda lao: lao.pk not in kept)


@require_http_methods(["GET", "HEAD", "POST"])
def my_work(request: HttpRequest) -> HttpResponse:
    """What one did in a month, as the system knows it, and a form for what it cannot know."""
    by = of_the_province(request, Do.NOTE_WORK)
    posted, laos = request.method == "POST", _own_first(request, _laos(by))
    form = WorkForm(request.POST if posted else None, laos=laos, by=by)
    if posted and form.is_valid():
        try:
            actions.note_work(form.work(), by=by)
        except Refused as refused:
            put_problems_on(form, refused)
        else:
            messages.success(request, _("Noted."))
            return redirect(f"{reverse('my-work')}?month={form.day:%Y-%m}")
    month = _month_of(request, by)
    one = delivery.delivery_of(by, month)
    kept: frozenset[int] = request.kept_laos  # type: ignore[attr-defined]
    is_analyst = by.post == Post.ANALYST
    context: dict[str, Any] = {
        "one": one,
        "log": one.log if is_analyst else log_of(by, month),
        "form": form,
        "takes_lines": not (is_analyst and one.is_handed_in),
        "is_analyst": is_analyst,
        "kept": [lao for lao in laos if lao.pk in kept],
        "months": delivery.months_of(by) if is_analyst else [],
        **tabs(by),
        **_beside(by, month),
    }
    return render(request, "support/my_work.html", context, status=422 if posted else 200)


def _beside(by: Membership, month: dt.date) -> dict[str, str]:
    """The months before and after, where there are any, as in the address."""
    before, after = month_before(month), month_after(month)
    return {
        "earlier": f"{before:%Y-%m}" if end_of_month(before) >= by.from_on else "",
        "later": f"{after:%Y-%m}" if after <= clock.today() else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def work_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct or remove a line of one's own log."""
    by = of_the_province(request, Do.NOTE_WORK)
    entry = get_object_or_404(WorkEntry.objects.visible_to(by).filter(membership=by), pk=pk)
    posted, laos = request.method == "POST", _own_first(request, _laos(by))
    removes = posted and "remove" in request.POST
    form = WorkForm(request.POST if posted and not removes else None, laos=laos, by=by, entry=entry)
    problems: list[Any] = []
    if removes or (posted and form.is_valid()):
        try:
            if removes:
                actions.remove_work(entry, by=by)
                messages.success(request, _("The line is removed."))
            else:
                entry = actions.correct_work(entry, form.work(), by=by)
                messages.success(request, _("The line is corrected."))
        except Refused as refused:
            if form.is_bound:
                put_problems_on(form, refused)
            else:
                problems = list(refused)
        else:
            return redirect(f"{reverse('my-work')}?month={entry.on:%Y-%m}")
    context = {
        "form": form,
        "entry": entry,
        "problems": problems,
        "one": delivery.delivery_of(by, first_of_month(entry.on)),
    }
    return render(request, "support/work_entry.html", context, status=422 if posted else 200)


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The reports of a month of all analysts of the office; by default of the month that ended last."""
    by = of_the_province(request, Do.ASSIGN)
    today = clock.today()
    asked = delivery.read_month(request.GET.get("month", ""))
    month = asked if asked is not None and asked <= today else month_before(today)
    later = month_after(month)
    context = {
        "name": month_and_year(month.year, month.month),
        "listed": delivery.deliveries_of(by, month),
        "also": [one for one in delivery.waiting_for(by) if one.month != month],
        **tabs(by),
        "earlier": f"{month_before(month):%Y-%m}",
        "later": f"{later:%Y-%m}" if later <= today else "",
    }
    return render(request, "support/delivery_reports.html", context)


def _delivery(request: HttpRequest, pk: int, month: str) -> delivery.Delivery:
    """The report of an analyst of one's office, seen by the analyst and by who assigns; else there is no such page."""
    by = of_the_province(request)
    day = delivery.read_month(month)
    analysts = Membership.objects.visible_to(by).filter(organisation=by.organisation, post=Post.ANALYST)
    rows = analysts.select_related("user", "organisation", "supervisor__user")
    if not may(by, Do.ASSIGN):
        rows = rows.filter(pk=by.pk)
    post = get_object_or_404(rows, pk=pk)
    if day is None or not first_of_month(post.from_on) <= day <= min(clock.today(), post.until_on or clock.today()):
        raise Http404
    return delivery.delivery_of(post, day)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    """One report: the preview while it is the analyst's, what was handed in afterwards; remarks and signature."""
    one, by = _delivery(request, pk, month), of_the_province(request)
    posted = request.method == "POST"
    form = SignForm(request.POST if posted else None, initial={"seen": one.report.version if one.report else 0})
    problems: list[Any] = []
    if posted:
        try:
            messages.success(request, _do(request, one, form, by))
            return redirect("delivery-report", pk, month)
        except Refused as refused:
            problems = _placed(form, refused)
        one = _delivery(request, pk, month)
        form.data = form.data.copy()
        form.data["seen"] = str(one.report.version if one.report else 0)  # it is shown below: the next try knows of it
    signs = may(by, Do.ASSIGN) and (by.post == Post.HEAD or one.post.supervisor_id == by.pk)
    context = {
        "one": one,
        "log": one.log,
        "form": form,
        "problems": problems,
        "own": by.pk == one.post.pk,
        "signs": signs and one.stage == delivery.Stage.WAITING,
    }
    return render(request, "support/delivery_report.html", context, status=422 if posted else 200)


def _placed(form: SignForm, refused: Refused) -> list[Any]:
    """Refusals beside their field, the others to be shown above."""
    form.is_valid()
    here = [problem for problem in refused if problem.field in form.fields]
    put_problems_on(form, here)
    return [problem for problem in refused if problem not in here]


def _do(request: HttpRequest, one: delivery.Delivery, form: SignForm, by: Membership) -> str:
    """Hand in, sign or send back; what to say afterwards. Raises Refused."""
    verb = request.POST.get("verb", "")
    if verb == "hand_in" and by.pk == one.post.pk:
        actions.hand_in_report(one.month, by=by)
        return _("Handed in. Your supervisor has it to sign.")
    if verb not in ("sign", "return") or not may(by, Do.ASSIGN) or one.report is None:
        raise Http404
    form.is_valid()
    remarks, seen = form.cleaned_data.get("remarks", ""), form.cleaned_data.get("seen")
    row: DeliveryReport = one.report
    row.membership = one.post
    actions.sign_report(row, remarks=remarks, accept=verb == "sign", seen=seen, by=by)
    return _("Signed.") if verb == "sign" else _("Sent back to be handed in again.")


@require_safe
def report_print(request: HttpRequest, pk: int, month: str, kind: str) -> HttpResponseBase:
    """The report on paper, as PDF or Excel."""
    if kind not in PRINTS:
        raise Http404
    one = _delivery(request, pk, month)
    paper = DeliveryPaper(one)
    return print_as_file(request, paper, kind, name=paper.file_name, back=("delivery-report", pk, month))
