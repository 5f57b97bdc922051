"""The quarter on one page: money strip, register of commitments, recurrent lines, control totals, what is missing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from localplan.calendar.models import Submission
from localplan.calendar.steps import quarter_end
from localplan.organisations.models import Membership
from localplan.planning.actions import once
from localplan.toolkit import clock
from localplan.toolkit.lists import ListWords
from localplan.toolkit.money import format_baht
from localplan.toolkit.problems import NotAllowed, Refused

from .. import actions, listing, register, typed
from ..accounts import accounts_of
from ..register import Row
from .opened import Opened, insist, open_money

#: Recurrent lines on the page of the quarter; their own page has them all.
SHOWN_RECURRENT = 8
STATES = {
    "open": Q(cancelled_on=None, left__gt=0),
    "paid": Q(cancelled_on=None, left__lte=0),
    "cancelled": ~Q(cancelled_on=None),
}


@require_safe
def spending_today(request: HttpRequest, pk: int, year: int | None = None) -> HttpResponse:
    """Leads to the quarter that is worked on."""
    opened = open_money(request, pk, year)
    return redirect("spending", pk=pk, year=opened.year, quarter=opened.quarter)


@require_http_methods(["GET", "HEAD", "POST"])
def spending(request: HttpRequest, pk: int, year: int, quarter: int) -> HttpResponse:
    """The page; POST saves every row of the register that has something typed in it, each for itself."""
    if not 1 <= quarter <= 4:
        raise Http404
    opened = open_money(request, pk, year)
    refused: dict[int, tuple[Mapping[str, str], Mapping[str, str]]] = {}
    if request.method == "POST":
        insist(opened.may_write)
        saved, refused = _save_typed(request, opened)
        if saved:
            words = ngettext("%(number)s payment is saved.", "%(number)s payments are saved.", saved)
            messages.success(request, words % {"number": saved})
        if not refused:
            return redirect(request.get_full_path())
    context = _context(request, opened, quarter, refused)
    return render(request, "execution/spending.html", context, status=422 if refused else 200)


def _context(request: HttpRequest, opened: Opened, quarter: int, refused: Mapping[int, Any]) -> dict[str, Any]:
    year, lao = opened.year, opened.organisation
    all_rows = register.commitments_of(lao, year)
    words = ListWords.of(
        request.GET,
        sorts={"signed": ("signed_on", "pk"), "number": ("number", "pk"), "left": ("left", "pk")},
        default="signed",
        filters={"state": {*STATES, "all", "still"}},
        size=register.PAGE_ROWS,
    )
    state = words.filters.get("state", "open")
    told = register.said_of(lao.pk, year, quarter)
    still = all_rows.filter(pk__in=told.still)
    chosen = still if state == "still" else all_rows.filter(STATES[state]) if state in STATES else all_rows
    for word in words.search.split():
        found = Q(number__icontains=word) | Q(title__icontains=word) | Q(counterparty__icontains=word)
        chosen = chosen.filter(found | Q(egp=word))
    page = words.page_of(chosen.order_by(*words.order_by()))
    rows = [_with_typed(row, refused) for row in register.rows_of(page.object_list, year, quarter)]
    first, last = register.quarter_dates(year, quarter)
    counts = {name: all_rows.filter(condition).count() for name, condition in STATES.items()}
    recurrent = register.recurrent_of(lao, year, quarter)
    return opened.context(
        quarter=quarter,
        first=first,
        last=last,
        today=clock.today(),
        is_closed=opened.is_closed(last),
        strip=register.strip_of(lao.pk, year),
        accounts=accounts_of(lao, year, quarter),
        words=words,
        state=state,
        chips=_chips(counts, len(told.still), state),
        in_all=sum(counts.values()),
        page=page,
        rows=rows,
        foot={name: sum((getattr(row, name) for row in rows), register.ZERO) for name in ("amount", "paid", "left")},
        key=secrets.token_hex(12),
        asked=told.asked,
        said=told.said,
        unsaid=len(told.still),
        still=told.still,
        recurrent=_in_short(recurrent),
        more=_rest(recurrent),
        filled=sum(one.now is not None for one in recurrent),
        in_recurrent=len(recurrent),
        submission=_submission(opened.by, lao.pk, year, quarter),
        quarters=[(q, quarter_end(year, q)) for q in (1, 2, 3, 4)],
    )


def _chips(counts: Mapping[str, int], unsaid: int, state: str) -> list[tuple[str, str, int, bool]]:
    numbers = {**counts, "still": unsaid}
    listed = [
        (name, str(listing.STATES[name]), numbers[name], name == state)
        for name in ("open", "still", "paid", "cancelled")
    ]
    return [chip for chip in listed if chip[2] or chip[3]]


def _with_typed(row: Row, refused: Mapping[int, Any]) -> Row:
    if row.commitment.pk not in refused:
        return row
    cells, errors = refused[row.commitment.pk]
    shares = [replace(share, typed=cells.get(f"p{share.line}", "")) for share in row.shares]
    return replace(row, typed=cells, errors=errors, shares=shares)


def _in_short(rows: list[register.Recurrent]) -> list[register.Recurrent]:
    """Those without a figure first, then the largest: what is on the page is what needs a hand."""
    ranked = sorted(rows, key=lambda one: (one.now is not None, -one.budget))[:SHOWN_RECURRENT]
    return sorted(ranked, key=lambda one: one.line.number)


def _rest(rows: list[register.Recurrent]) -> dict[str, Any]:
    zero = register.ZERO
    shown = {one.line.pk for one in _in_short(rows)}
    rest = [one for one in rows if one.line.pk not in shown]

    def sums(of: list[register.Recurrent]) -> dict[str, Any]:
        return {
            "number": len(of),
            "budget": sum((one.budget for one in of), zero),
            "before": sum((one.before or zero for one in of), zero),
            "now": sum((one.now or zero for one in of), zero),
            "left": sum((one.left for one in of), zero),
        }

    return {"rest": sums(rest), "all": sums(rows)}


def _submission(by: Membership, lao: int, year: int, quarter: int) -> Submission | None:
    rows = Submission.objects.visible_to(by).of_steps([f"spending_q{quarter}"])
    found: Submission | None = rows.filter(organisation_id=lao, deadline__year=year).first()
    return found


def _save_typed(request: HttpRequest, opened: Opened) -> tuple[int, dict[int, tuple[Any, Any]]]:
    """The plain form: cells are named date-<commitment>, p<line>-<commitment> …; how many saved, and the refused."""
    cells: dict[int, dict[str, str]] = {}
    for name, value in request.POST.items():
        field, dash, number = name.partition("-")
        if dash and number.isdigit() and len(number) < 18:
            cells.setdefault(int(number), {})[field] = str(value)[:300]
    told = {pk: row for pk, row in cells.items() if any(row[name].strip() for name in row)}
    refused, saved = {}, 0
    for pk, row in told.items():
        answer = _pay(opened, typed.SentRow(pk, f"{request.POST.get('key', '')[:24]}-{pk}", row))
        if answer["status"] == "saved":
            saved += 1
        else:
            refused[pk] = (row, answer["errors"])
    return saved, refused


@require_POST
def spending_save(request: HttpRequest, pk: int, year: int, quarter: int) -> HttpResponse:
    """Save payments row by row: a row that is refused does not stop the others."""
    if not 1 <= quarter <= 4:
        raise Http404
    opened = open_money(request, pk, year)
    insist(opened.may_record)
    try:
        rows = typed.read_rows(request.body)
    except typed.Malformed:
        return HttpResponseBadRequest()
    results = [{"id": str(row.id), **_pay(opened, row)} for row in rows]
    saved = [int(result["id"]) for result in results if result["status"] == "saved"]
    for result in results:
        if int(result["id"]) in saved:
            result.update(_standing(opened, quarter, int(result["id"])))
    answer: dict[str, Any] = {"results": results}
    if saved:
        answer["totals"] = _totals(opened, quarter)
    return JsonResponse(answer)


def _pay(opened: Opened, row: typed.SentRow) -> dict[str, Any]:
    read = typed.read_payment(row.id, row.cells, year=opened.year)
    if read.payment is None:
        return {"status": "invalid", "errors": dict(read.errors)}
    payment = read.payment
    try:
        once(
            opened.organisation,
            row.key,
            lambda: actions.disburse(opened.organisation, [payment], by=opened.by),
            by=opened.by,
        )
    except Refused as refused:
        closed = isinstance(refused, NotAllowed)
        errors: dict[str, str] = {}
        for problem in refused:
            cell = typed.CELLS.get(problem.field, "amount")
            errors[cell] = f"{errors[cell]} {problem.text}" if cell in errors else problem.text
        return {"status": "gone" if closed else "invalid", "errors": errors}
    return {"status": "saved"}


def _standing(opened: Opened, quarter: int, pk: int) -> dict[str, Any]:
    """A row as it stands after its payment: what the page shows of it."""
    rows = register.commitments_of(opened.organisation, opened.year).filter(pk=pk)
    [row] = register.rows_of(list(rows), opened.year, quarter)
    return {
        "paid": str(row.paid),
        "left": str(row.left),
        "suggested": str(row.suggested),
        "shares": {str(share.line): [str(share.paid), str(share.left)] for share in row.shares},
        "said": row.said,
        "at": f"{clock.now().astimezone(clock.BANGKOK):%H:%M}",
    }


def _totals(opened: Opened, quarter: int) -> dict[str, str]:
    """The figures of the strip, the foot and the checks."""
    lao, year = opened.organisation, opened.year
    strip, accounts = register.strip_of(lao.pk, year), accounts_of(lao, year, quarter)
    told = register.said_of(lao.pk, year, quarter)
    figures = {"committed": strip.committed, "paid": strip.paid, "available": strip.available, "gap": accounts.gap}
    counts = {"said": str(told.said), "asked": str(told.asked), "unsaid": str(len(told.still))}
    return {name: format_baht(value) for name, value in figures.items()} | counts


@require_POST
def no_movement(request: HttpRequest, pk: int, year: int, quarter: int) -> HttpResponse:
    """Nothing happened to one commitment, or to all that nothing is recorded of."""
    if not 1 <= quarter <= 4:
        raise Http404
    opened = open_money(request, pk, year)
    insist(opened.may_record)
    one = request.POST.get("commitment", "")
    asked = [int(one)] if one.isdigit() and len(one) < 18 else None
    try:
        number = actions.say_no_movement(opened.organisation, year, quarter, asked, by=opened.by)
    except Refused as refused:
        for problem in refused:
            messages.error(request, str(problem))
    else:
        words = ngettext(
            "“No movement” is recorded for %(number)s commitment.",
            "“No movement” is recorded for %(number)s commitments.",
            number,
        )
        messages.success(request, words % {"number": number})
    return redirect("spending", pk=pk, year=year, quarter=quarter)
