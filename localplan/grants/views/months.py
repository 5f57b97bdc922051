"""The monthly round: every open grant with its last word, "all unchanged" in one button, what waits to be confirmed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from localplan.calendar.actions import governing_submission, what_closes
from localplan.organisations.access import Do, may_here
from localplan.organisations.views.organisations import acting
from localplan.toolkit import clock
from localplan.toolkit.problems import Refused
from localplan.toolkit.thai_dates import month_and_year, short_month

from .. import actions
from ..facts import Event
from ..models import Grant
from ..months import month_days, open_grants
from ..standing import standing_of
from .grants import the_lao


@require_http_methods(["GET", "HEAD", "POST"])
def grants_month(request: HttpRequest, pk: int, year: int, month: int) -> HttpResponse:
    """One month of one LAO."""
    by, lao = acting(request), the_lao(request, pk)
    if not 1 <= month <= 12 or not 2540 <= year <= 2640:
        raise Http404
    may_record = may_here(by, Do.RECORD, lao)
    if request.method == "POST":
        if not may_record:
            raise Http404
        _say(request, lao, year, month)
        return redirect("grants-month", pk=lao.pk, year=year, month=month)
    first, last = month_days(year, month)
    told = open_grants([lao.pk], year, month).get(lao.pk, [])
    stands = standing_of(one.grant for one in told)
    submission = governing_submission(lao.pk, f"grants_m{month:02d}", [year])
    rows = [(one, stands[one.grant.pk], _age(stands[one.grant.pk].last_on)) for one in told]
    confirmed = [row for row in rows if row[0].grant.confirmed_at is not None]
    silent = [row for row in confirmed if not row[0].there]
    context = {
        "organisation": lao,
        "year": year,
        "month": month,
        "month_name": month_and_year(first.year, first.month),
        "last": last,
        "rows": confirmed,
        "waiting": [row[0].grant for row in rows if row[0].grant.confirmed_at is None],
        "silent": len(silent),
        "allotted": sum(row[0].grant.amount for row in confirmed),
        "balance": sum(row[1].balance for row in confirmed),
        "closed_number": Grant.objects.visible_to(by).filter(organisation=lao).exclude(closed_on=None).count(),
        "submission": submission,
        "closed": what_closes(submission),
        "may_record": may_record,
        "begun": first <= clock.today(),
        "months": _months(year),
        "days": (submission.due_on - clock.today()).days if submission else None,
    }
    return render(request, "grants/month.html", context)


def _age(day: dt.date | None) -> int | None:
    """Days since the last word."""
    return (clock.today() - day).days if day else None


def _months(year: int) -> list[dict[str, Any]]:
    """The twelve rounds of the year, October first."""
    days = [month_days(year, month)[0] for month in range(1, 13)]
    return [{"month": place, "name": short_month(day.month)} for place, day in enumerate(days, start=1)]


def _say(request: HttpRequest, lao: Any, year: int, month: int) -> None:
    """All unchanged, or one grant."""
    by, one = acting(request), request.POST.get("grant", "")
    try:
        if one:
            grant = Grant.objects.visible_to(by).filter(organisation=lao, pk=int(one) if one.isdecimal() else 0).first()
            if grant is None:
                raise Http404
            on = max(min(month_days(year, month)[1], clock.today()), grant.letter_on)
            actions.record_events(lao, [Event(grant.pk, "unchanged", on)], by=by)
            number = 1
        else:
            number = actions.say_unchanged(lao, year, month, by=by)
    except Refused as refused:
        for problem in refused:
            messages.error(request, problem.text)
        return
    words = ngettext("%(number)s grant is unchanged.", "%(number)s grants are unchanged.", number)
    messages.success(request, words % {"number": number} if number else _("Every open grant has a word already."))
