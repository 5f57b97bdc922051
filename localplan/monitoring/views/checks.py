"""The check of a province: verdicts, chases in one act, the signature; the same read-only for DLA, and on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from localplan.calendar import actions
from localplan.calendar.models import Submission
from localplan.calendar.states import Life
from localplan.calendar.steps import STEPS
from localplan.organisations.access import Do, may
from localplan.organisations.models import Level, Organisation
from localplan.organisations.posts import Post
from localplan.organisations.views.organisations import acting
from localplan.toolkit import clock
from localplan.toolkit.downloads import PRINTS, print_as_file
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.problems import Refused

from ..check_report import sheet_of
from ..checks import KINDS, Check, check_of, checks_of, heads_of
from ..forms import ReasonForm
from .steps import cell_of, is_actor, is_checker


def _row(request: HttpRequest, office: int, year: int, step: str) -> Submission:
    """The check's submission, seen by its province and by DLA; else there is no such page."""
    if step not in STEPS or not STEPS[step].checks:
        raise Http404
    rows = Submission.objects.visible_to(acting(request)).filter(organisation_id=office, deadline__step=step)
    found: Submission = get_object_or_404(rows.filter(deadline__year_id=year).with_all())
    return found


@require_safe
def checks(request: HttpRequest, pk: int) -> HttpResponse:
    """All the checks of one province in the year, with their dates and where they stand."""
    by = acting(request)
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    office = get_object_or_404(Organisation.objects.visible_to(by).filter(level=Level.PROVINCE), pk=pk)
    if by.organisation.level not in (Level.PROVINCE, Level.DLA):
        raise Http404
    context = {"office": office, "year": year, "checks": checks_of(by, office, year)}
    return render(request, "monitoring/checks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, office: int, year: int, step: str) -> HttpResponse:
    """Every LAO with its verdict and what is missing; ?show= narrows to one verdict."""
    row, by = _row(request, office, year, step), acting(request)
    form = ReasonForm(request.POST or None)
    works = is_actor(by, row) and may(by, Do.VERIFY)
    if request.method == "POST":
        if not works:
            raise Http404
        try:
            messages.success(request, _do(request, row, form))
            return redirect("check", office, year, step)
        except Refused as refused:
            form.is_valid()
            put_problems_on(form, refused)
        row.refresh_from_db()
    found = check_of(row)
    show = request.GET.get("show", "")
    context = {
        "row": row,
        "check": found,
        "cell": cell_of(by, row),
        "step": STEPS[step],
        "checked": STEPS[STEPS[step].checks],
        "year": year,
        "form": form,
        "show": show,
        "shown": _shown(found, show),
        "works": works and not found.is_signed,
        "signs": works and by.post == Post.HEAD,
        "heads": heads_of(row.organisation),
        "is_checker": is_checker(by, row),
        "ticked": request.POST.getlist("lao"),
        "may_take_back": works and by.post == Post.HEAD and row.life == Life.SUBMITTED,
        "now": clock.now(),
    }
    return render(request, "monitoring/check.html", context, status=422 if form.errors else 200)


def _shown(found: Check, show: str) -> Any:
    """The lines with the verdict asked for, those without one first."""
    order = list(KINDS)
    kept = [line for line in found.lines if show in ("", line.kind or "none")]
    return sorted(kept, key=lambda line: (order.index(line.kind), not line.waits))


def _do(request: HttpRequest, row: Submission, form: ReasonForm) -> str:
    """Chase those ticked (or all that remain), sign, or take back; what to say afterwards. Raises Refused."""
    by, verb = acting(request), request.POST.get("verb", "")
    if verb == "sign":
        actions.sign_check(row, by=by)
        return _("Signed. DLA has received the check as a report.")
    if verb == "undo":
        actions.undo(row, by=by)
        return _("Taken back. The verdicts noted so far are kept.")
    if verb not in ("chase", "chase_all"):
        raise Http404
    if verb == "chase_all":
        chosen = [line.organisation.pk for line in check_of(row).remaining]
    else:
        chosen = [int(id) for id in request.POST.getlist("lao") if id.isascii() and id.isdigit() and len(id) < 10]
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    number = actions.chase_in_check(row, chosen, reason=reason, by=by)
    words = ngettext("%(number)s LAO noted as chased.", "%(number)s LAOs noted as chased.", number)
    return words % {"number": number}


@require_safe
def check_print(request: HttpRequest, office: int, year: int, step: str, kind: str) -> HttpResponseBase:
    """The report as PDF or Excel."""
    if kind not in PRINTS:
        raise Http404
    row = _row(request, office, year, step)
    sheet = sheet_of(check_of(row))
    name = f"{STEPS[step].name} {row.organisation.name} {year}"
    return print_as_file(request, sheet, kind, name=name, back=("check", office, year, step))
