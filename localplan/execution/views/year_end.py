"""The end of the year on one page: what each line has left, the lawful act on it, and what became of each project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from localplan.budgeting.models import BudgetLine
from localplan.calendar.actions import governing_submission, what_closes
from localplan.calendar.models import Submission
from localplan.organisations.views.organisations import acting
from localplan.toolkit import clock
from localplan.toolkit.money import format_baht, parse_money
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.thai_text import InputError

from .. import actions
from ..facts import Ending, YearEnd
from ..forms import DecisionForm, ReversalForm
from ..models import CarryOver, FinalStatus
from ..year_end import Left, propose
from .opened import Opened, insist, open_money

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class LeftRow:
    """Money that is left, as the page shows it and as it was typed."""

    left: Left
    act: str
    amount: str
    ticked: bool
    error: str = ""

    @property
    def key(self) -> str:
        share = self.left.share
        return f"{self.left.line.pk}-{share.commitment_id if share else 0}"

    @property
    def authority(self) -> str:
        return next((one.authority for one in self.left.acts if one.act == self.act), "")


@dataclass(frozen=True)
class StatusRow:
    """A development line with its final status, or the one its money suggests."""

    line: BudgetLine
    given: str
    proposed: str
    note: str
    error: str = ""

    @property
    def shown(self) -> str:
        return self.given or self.proposed


@require_http_methods(["GET", "HEAD", "POST"])
def year_end(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Ticked rows are carried over or lapse, all of them or none."""
    opened = open_money(request, pk, year)
    rows = [_left_row(left, request) for left in propose(opened.organisation, year)]
    form = DecisionForm(request.POST or None, initial={"decided_on": min(clock.today(), opened.last)})
    status = 200
    if request.method == "POST":
        insist(opened.may_record)
        status = 422
        if form.is_valid():
            ticked = [row for row in rows if row.ticked]
            wrong = _carry_over(opened, ticked, form.cleaned_data)
            if not wrong and ticked:
                words = ngettext("%(number)s row is settled.", "%(number)s rows are settled.", len(ticked))
                messages.success(request, words % {"number": len(ticked)})
                return redirect("year-end", pk=pk, year=year)
            if not ticked:
                form.add_error(None, _("Tick the rows this decision is about."))
            rows = [_with_error(row, wrong) for row in rows]
            for problem in wrong.get("", ()):
                form.add_error(None, problem)
    return _page(request, opened, rows=rows, form=form, status=status)


def _page(request: HttpRequest, opened: Opened, *, status: int = 200, **more: Any) -> HttpResponse:
    by, lao, year = opened.by, opened.organisation, opened.year
    acts = CarryOver.objects.visible_to(by).filter(organisation=lao, line__year_id=year)
    done = acts.select_related("line", "share__commitment", "into", "reverses").order_by("-pk")
    if "rows" not in more:
        more["rows"] = [_left_row(left, None) for left in propose(lao, year)]
    more.setdefault("form", DecisionForm(initial={"decided_on": min(clock.today(), opened.last)}))
    more.setdefault("statuses", _statuses(opened))
    lines = BudgetLine.objects.visible_to(by).of(lao, year)
    submission = Submission.objects.visible_to(by).of_steps(["year_close"])
    listed = list(done)
    reversed_ones = {act.reverses_id for act in listed if act.reverses_id}
    context = opened.context(
        has_ended=clock.today() > opened.last,
        last=opened.last,
        today=clock.today(),
        lines=lines.count(),
        left=sum((row.left.amount for row in more["rows"]), ZERO),
        done=[(act, act.pk in reversed_ones) for act in listed],
        closed=what_closes(governing_submission(lao.pk, "year_close", [year])),
        choices=FinalStatus.Status.choices,
        given=sum(bool(row.given) for row in more["statuses"]),
        submission=submission.filter(organisation_id=lao.pk, deadline__year=year).first(),
        **more,
    )
    return render(request, "execution/year_end.html", context, status=status)


def _left_row(left: Left, request: HttpRequest | None) -> LeftRow:
    row = LeftRow(left, left.proposed.act, format_baht(left.amount), ticked=False)
    if request is None or request.method != "POST":
        return row
    data = request.POST
    act, amount = data.get(f"act-{row.key}", row.act), data.get(f"amount-{row.key}", row.amount)
    return LeftRow(left, act[:10], amount[:40], ticked=f"do-{row.key}" in data)


def _with_error(row: LeftRow, wrong: Mapping[str, Sequence[str]]) -> LeftRow:
    return LeftRow(row.left, row.act, row.amount, row.ticked, " ".join(wrong.get(row.key, ())))


def _carry_over(opened: Opened, rows: Sequence[LeftRow], told: Mapping[str, Any]) -> dict[str, list[str]]:
    """Do it; what is wrong by the key of the row, and under "" what concerns all of it."""
    wrong: dict[str, list[str]] = {}
    acts = []
    for place, row in enumerate(rows, start=1):
        share = row.left.share
        try:
            amount = parse_money(row.amount) or ZERO
        except InputError as unreadable:
            wrong.setdefault(row.key, []).append(unreadable.text)
            continue
        acts.append(
            YearEnd(
                row.left.line.pk,
                row.act,
                amount,
                told["decided_on"],
                commitment=share.commitment_id if share else None,
                authority=row.authority,
                until_on=told["until_on"] if row.act != CarryOver.Act.LAPSED else None,
                paper=told["paper"],
                row=place,
            )
        )
    if wrong or not acts:
        return wrong
    try:
        actions.carry_over(opened.organisation, acts, by=opened.by)
    except Refused as refused:
        for problem in refused:
            key = rows[problem.row - 1].key if problem.row is not None and problem.row <= len(rows) else ""
            wrong.setdefault(key, []).append(problem.text)
    return wrong


@require_POST
def reverse_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one act back, with the reason."""
    acts = CarryOver.objects.visible_to(acting(request)).select_related("organisation", "line", "share")
    act = get_object_or_404(acts, pk=pk)
    opened = open_money(request, act.organisation_id, act.line.year_id)
    insist(opened.may_record)
    form = ReversalForm({**request.POST.dict(), "on": request.POST.get("on") or clock.today()})
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        actions.reverse_carry_over(act, reason=reason, by=opened.by)
    except Refused as refused:
        return _page(request, opened, problems=refused.problems, reversing=act.pk, status=422)
    messages.success(request, _("The act on “%(name)s” is taken back.") % {"name": act.line})
    return redirect("year-end", pk=act.organisation_id, year=act.line.year_id)


def _statuses(opened: Opened) -> list[StatusRow]:
    """Two statements."""
    lines = BudgetLine.objects.visible_to(opened.by).of(opened.organisation, opened.year).developing().for_listing()
    listed = list(lines)
    rows = FinalStatus.objects.visible_to(opened.by).filter(line__in=listed)
    given = {row.line_id: row for row in rows.order_by("line_id", "-pk").distinct("line_id")}
    return [_status_row(line, given.get(line.pk)) for line in listed]


def _status_row(line: BudgetLine, given: FinalStatus | None) -> StatusRow:
    goes_on = line.committed - line.paid + line.reserved
    if goes_on > 0:
        proposed = FinalStatus.Status.CONTINUING
    else:
        proposed = FinalStatus.Status.COMPLETED if line.paid else FinalStatus.Status.CANCELLED
    return StatusRow(line, given.status if given else "", proposed, given.note if given else "")


@require_POST
def final_statuses(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The final status of each line that was sent, all of them or none."""
    opened = open_money(request, pk, year)
    insist(opened.may_record)
    rows, endings, reasons = _statuses(opened), [], {}
    for row in rows:
        status, note = request.POST.get(f"status-{row.line.pk}", ""), request.POST.get(f"note-{row.line.pk}", "")
        if status:
            endings.append(Ending(row.line.pk, status[:10], note.strip()[:300], row=row.line.number))
            reasons[row.line.number, "status_fits_the_money"] = note.strip()
    try:
        number = actions.give_status(opened.organisation, endings, by=opened.by, reasons=reasons)
    except Refused as refused:
        typed = {ending.line: ending for ending in endings}
        wrong = _by_row(refused.problems)
        shown = [
            StatusRow(
                row.line,
                typed[row.line.pk].status,
                row.proposed,
                typed[row.line.pk].note,
                wrong.get(row.line.number, ""),
            )
            if row.line.pk in typed
            else row
            for row in rows
        ]
        others = [problem for problem in refused if problem.row is None]
        return _page(request, opened, statuses=shown, problems=others, status=422)
    words = ngettext("%(number)s final status is saved.", "%(number)s final statuses are saved.", number)
    messages.success(request, words % {"number": number})
    return redirect("year-end", pk=pk, year=year)


def _by_row(problems: Sequence[Problem]) -> dict[int, str]:
    found: dict[int, str] = {}
    for problem in problems:
        if problem.row is not None:
            found[problem.row] = f"{found.get(problem.row, '')} {problem.text}".strip()
    return found
