"""The way to a confirmed plan: dates and notice, the checks, confirming, its certificate, taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from localplan.calendar.models import Submission
from localplan.calendar.states import Life
from localplan.toolkit import files
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.problems import Problem, Reasons, Refused, Stale

from .. import actions
from ..facts import PROMULGATION_DATES, Promulgation
from ..forms import PromulgationForm
from ..models import Edition
from ..reading import EditionReading, Row, read_edition
from .opened import Opened, insist, open_edition, open_plan


@dataclass(frozen=True)
class Finding:
    """One thing against confirming: in words, the row it is about, the place where it is mended."""

    problem: Problem
    row: Row | None
    href: str
    reason: str = ""

    @property
    def key(self) -> str:
        return f"reason-{self.problem.row}-{self.problem.rule}"


@require_http_methods(["GET", "HEAD", "POST"])
def promulgation(request: HttpRequest, pk: int) -> HttpResponse:
    """The dates as on the paper, and the signed notice, as they become known; who only reads finds them beside the
    checks, or on the certificate, from where a returned plan is taken back."""
    opened = open_plan(request, pk)
    if request.method != "POST" and not opened.may_write:
        return redirect("plan-confirm", pk=pk)
    insist(opened.may_write)
    form = PromulgationForm(request.POST or None, request.FILES or None, row=opened.edition)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _keep(form, opened)
            except Stale:
                opened.edition.refresh_from_db()
                form.show_conflicts(opened.edition)
                status = 409
            except Refused as refused:
                put_problems_on(form, refused)
            else:
                messages.success(request, _("The dates are saved."))
                return redirect("plan-confirm", pk=opened.plan.pk)
    return render(request, "planning/promulgation.html", opened.context(form=form), status=status)


def _keep(form: PromulgationForm, opened: Opened) -> None:
    uploaded = form.cleaned_data.get("notice")
    notice = files.keep(uploaded, field="notice") if uploaded else None
    told = Promulgation(**form.yours(), notice=notice)
    actions.keep_promulgation(opened.edition, told, by=opened.by, seen=form.before())


def told_of(edition: Edition) -> Promulgation:
    """What has been kept of dates and notice."""
    return Promulgation(**{name: getattr(edition, name) for name in PROMULGATION_DATES}, notice=edition.notice)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """All checks at once, what confirming does, how it is taken back; the button."""
    opened = open_plan(request, pk)
    if not opened.edition.is_open:
        return redirect("certificate", pk=opened.edition.pk)
    duty = _duty(request, opened)
    reading = read_edition(opened.edition)
    findings = actions.check_for_confirmation(opened.edition, told_of(opened.edition), reading)
    asked: list[Problem] = findings.problems
    reasons = _reasons(request, asked)
    status, refused_at_last = 200, []
    if request.method == "POST":
        insist(opened.may_confirm)
        year = duty.deadline.year_id if duty else None
        try:
            actions.confirm_plan(opened.edition, told_of(opened.edition), by=opened.by, reasons=reasons, year=year)
        except Refused as refused:
            known = {(p.row, p.rule, p.field) for p in asked}
            refused_at_last = [p for p in refused if (p.row, p.rule, p.field) not in known]
            status = 422
        else:
            messages.success(request, _("The plan is confirmed."))
            return redirect("certificate", pk=opened.edition.pk)
    listed = list(_findings(asked, reading, opened, reasons))
    context = opened.context(
        reading=reading,
        totals=list(reading.totals().items()),
        blocking=[f for f in listed if not f.problem.excusable],
        excusable=[f for f in listed if f.problem.excusable],
        asked_again=status == 422,
        refused=refused_at_last,
        duty=duty,
    )
    return render(request, "planning/confirm.html", context, status=status)


def _duty(request: HttpRequest, opened: Opened) -> Submission | None:
    """The step confirming hands in: of the year one looks at, else the earliest that is open."""
    if opened.edition.sequence:
        return None
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    chosen = actions.duty_to_hand_in(opened.plan, year) if year in opened.plan.years else None
    return chosen or actions.duty_to_hand_in(opened.plan)


def _reasons(request: HttpRequest, problems: Iterable[Problem]) -> Reasons:
    """A reason at the row goes before the one given for all rows of the same finding."""
    found = {}
    for problem in problems:
        if problem.excusable:
            for_all = request.POST.get(f"reason-all-{problem.rule}", "")
            own = request.POST.get(f"reason-{problem.row}-{problem.rule}", "")
            found[(problem.row, problem.rule)] = (own.strip() or for_all.strip())[:500]
    return found


def _findings(
    problems: Iterable[Problem], reading: EditionReading, opened: Opened, reasons: Reasons
) -> Iterable[Finding]:
    rows = {row.revision.project_id: row for row in reading.rows}
    dates = reverse("promulgation", args=[opened.plan.pk])
    strategies = reverse("direction", args=[opened.organisation.pk])
    pages = {
        "plan_has_projects": reverse("plan", args=[opened.plan.pk]),
        "strategy_has_a_tactic": f"{strategies}?span={opened.plan.direction.first_year}",
    }
    for problem in problems:
        if problem.row in rows:
            place = "amounts" if problem.field == "amounts" else f"id_{problem.field}"
            href = f"{reverse('project', args=[problem.row])}#{place}"
        else:
            href = pages.get(problem.rule, f"{dates}#id_{problem.field}")
        yield Finding(problem, rows.get(problem.row or 0), href, reasons.get((problem.row, problem.rule), ""))


@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Who confirmed what, when, with which hash; what was excused; how it is taken back."""
    opened = open_edition(request, pk)
    insist(opened.edition.confirmed_at is not None)
    reading = read_edition(opened.edition)
    rows = {row.revision.project_id: row for row in reading.rows}
    excuses = [(rows.get(kept["project"]), kept["reason"]) for kept in opened.edition.excuses]
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    later = actions.duty_to_hand_in(opened.plan, year) if year in opened.plan.years else None
    context = opened.context(
        reading=reading,
        totals=list(reading.totals().items()),
        dates=[(label, getattr(opened.edition, name)) for name, label in _dates()],
        excuses=excuses,
        is_latest=opened.edition.pk == opened.latest.pk,
        duty=None if later and later.life == Life.RETURNED else later,
        returned=later if later and later.life == Life.RETURNED else None,
        why=_reasons_of_return(later) if later else [],
    )
    return render(request, "planning/certificate.html", context)


def _reasons_of_return(row: Submission) -> list[dict[str, Any]]:
    """The items of the last return, each with its label and reason."""
    move = row.moves.filter(after=Life.RETURNED).order_by("-id").first()
    return [item for item in move.items if not item.get("accepted")] if move else []


def _dates() -> list[tuple[str, Any]]:
    return [(name, Edition._meta.get_field(name).verbose_name) for name in PROMULGATION_DATES]  # type: ignore[union-attr]


@require_POST
def undo_confirmation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the confirmation back."""
    opened = open_edition(request, pk)
    insist(opened.may_confirm)
    try:
        actions.undo_confirmation(opened.edition, by=opened.by)
    except Refused as refused:
        messages.error(request, str(refused.problems[0]))
        return redirect("certificate", pk=pk) if opened.edition.confirmed_at else redirect("plan", pk=opened.plan.pk)
    messages.success(request, _("The confirmation is taken back. The plan is a draft again, as it was."))
    return redirect("plan", pk=opened.plan.pk)


@require_POST
def review_plan(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Confirm the plan in force for one more of its years."""
    opened = open_plan(request, pk)
    insist(opened.may_confirm and year in opened.plan.years)
    try:
        done = actions.review_plan(opened.plan, year, by=opened.by)
    except Refused as refused:
        messages.error(request, " ".join(str(problem) for problem in refused))
    else:
        if done is None:
            messages.info(request, _("Nothing is asked for fiscal year %(year)s now.") % {"year": year})
        else:
            messages.success(request, _("The plan in force is confirmed for fiscal year %(year)s.") % {"year": year})
    return redirect("editions", pk=opened.plan.pk)


@require_safe
def edition_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The stored official print, the data behind the hash, or the signed notice."""
    opened = open_edition(request, pk)
    edition = opened.edition
    stored = {"json": edition.canonical, "notice": edition.notice}.get(kind)
    if kind == "pdf":
        stored = actions.keep_official_pdf(edition)
    insist(stored is not None)
    assert stored is not None
    return files.serve(stored)
