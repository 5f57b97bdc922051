"""The first page after signing in: what to do next, at each level."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from localplan.calendar.models import Circular
from localplan.calendar.steps import STEPS, Actor
from localplan.monitoring import desk, matrix, national, office
from localplan.monitoring.columns import short_of
from localplan.organisations import staffing
from localplan.organisations.access import Do, may, seats_appointed_by
from localplan.organisations.models import OF_THE_REGISTER, Change, Level, Membership, Post, SignIn
from localplan.support.care import on_home as care_on_home
from localplan.support.chasing import chases
from localplan.support.digests import on_home
from localplan.support.help_desk import on_the_home_page
from localplan.support.letters_at_home import letters_on_home
from localplan.support.models import Mail, Message
from localplan.toolkit import clock
from localplan.toolkit.checks import state_of_checks

from ..years import offered_years

#: Rows that a home shows; the rest is one click away and counted.
A_MORNING = 7
#: Beside the LAO's steps: messages not read yet, and the latest letters.
MESSAGES, LETTERS = 2, 3
#: Of what waits for a check.
OLDEST = 5
#: Provinces that DLA's home shows, the worst first.
WORST = 10

#: The next thing to do when this post is held by nobody, in the order of staffing.NEEDED.
MISSING: dict[Post, str | Promise] = {
    Post.CLERK: gettext_lazy("The clerk has no account yet"),
    Post.PLANNER: gettext_lazy("Appoint a planner"),
    Post.FINANCE: gettext_lazy("Appoint a finance officer"),
    Post.EXECUTIVE: gettext_lazy("Register the executive"),
    Post.HEAD: gettext_lazy("The office has no head"),
    Post.OFFICER: gettext_lazy("Appoint an officer"),
    Post.DIRECTOR: gettext_lazy("The department has no director here"),
    Post.ADMINISTRATOR: gettext_lazy("Nobody administers the system"),
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the post one acts in."""
    by: Membership = request.by  # type: ignore[attr-defined]
    day = clock.today()
    level = Level(by.organisation.level)
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    context = {"day": day, "year": year, **_years(by, day, year), **_own_office(by, day)}
    context |= {**on_the_home_page(by), **letters_on_home(by), **on_home(by, day)}
    context |= _of_office(request, by) if level in (Level.PROVINCE, Level.DISTRICT) else _HOMES[level](by, day, year)
    name = "district" if level == Level.DISTRICT else str(level)
    return render(request, f"web/home_{name}.html", context)


def _years(by: Membership, day: dt.date, year: int) -> dict[str, Any]:
    """What is still open of the years one does not look at."""
    offered = [one.number for one in offered_years(day)]
    return {"other_years": desk.other_years(by, year, offered, checks=may(by, Do.VERIFY))}


def _own_office(by: Membership, day: dt.date) -> dict[str, Any]:
    """Own people, what is still missing, and the one thing to do first."""
    own = by.organisation
    holders = staffing.holders(by, own, day)
    gaps = staffing.gaps(own, holders)
    first = next((gap for gap in gaps if not gap.passed), None)
    return {
        "organisation": own,
        "holders": holders,
        "checks": [{"passed": gap.passed, "words": _words_of(gap)} for gap in gaps],
        "passed": sum(gap.passed for gap in gaps),
        "next": _next_of(by, first),
    }


def _words_of(gap: staffing.Gap) -> str:
    if gap.contact:
        return _("Telephone number and e-mail address")
    assert gap.post is not None
    return str(gap.post.label)


def _next_of(by: Membership, gap: staffing.Gap | None) -> dict[str, Any] | None:
    """What is to be done about the first gap, with the way there for those who may go it."""
    if gap is None:
        return None
    own = by.organisation_id
    if gap.contact:
        may_mend = may(by, Do.CORRECT_CONTACT)
        return {
            "title": _("Write down how to reach the office"),
            "url": reverse("correct-contact", args=[own]) if may_mend else "",
            "label": _("Fill in the contact details"),
        }
    assert gap.post is not None
    appoints = gap.post in seats_appointed_by(by, by.organisation)
    return {
        "title": str(MISSING[gap.post]),
        "url": f"{reverse('appoint', args=[own])}?post={gap.post}" if appoints else reverse("people", args=[own]),
        "label": _("Appoint somebody") if appoints else _("See who holds which post"),
        "from_above": not appoints,
    }


def _of_lao(by: Membership, day: dt.date, year: int) -> dict[str, Any]:
    """The year's desk, then messages and letters, then the people."""
    return {
        "desk": desk.lay_out(by, by.organisation, year, actor=Actor.LAO),
        "inherited": desk.inherited(by, year),
        "messages_unread": list(Message.objects.visible_to(by).received_by(by).unread().for_listing()[:MESSAGES]),
        "may_read": may(by, Do.READ_MESSAGES),
        "letters": _letters(by, year),
        "helpers": staffing.who_helps(by, by.organisation, day),
        "delegation": staffing.delegation_in_force(by, day),
        "ending": list(staffing.ending_soon(by, day)),
    }


def _letters(by: Membership, year: int) -> list[Circular]:
    """The year's latest from the offices above, and before them what still waits to be acknowledged here."""
    found = Circular.objects.published_to(by).received_by(by).filter(Q(waits=True) | Q(year_id=year))
    return list(found.order_by("-waits", "-sent_at")[:LETTERS])


def _of_office(request: HttpRequest, by: Membership) -> dict[str, Any]:
    """Provinces and districts: the year's work below, then whose post ends, how many of each type where."""
    day = clock.today()
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    areas = staffing.districts(by, day)
    whole = staffing.of_own_area(by, day)
    return {
        **_following(by, day, year, _in_care(request, by)),
        **care_on_home(by, day),
        "to_chase": [
            {"organisation": row, "may_appoint": Post.CLERK in seats_appointed_by(by, row)}
            for row in staffing.to_chase(by, day)[:A_MORNING]
        ],
        "areas": areas,
        "whole": staffing.whole([whole]),
        "whole_area": whole,
        "chase": {
            "no_clerk": whole.without_clerk,
            "no_planner": whole.laos - whole.with_planner,
            "no_phone": whole.laos - whole.with_phone,
        },
        "ending": list(staffing.ending_soon(by, day)[:A_MORNING]),
        "helpers": staffing.who_helps(by, by.organisation, day),
        "letters": _letters(by, year),
    }


def _in_care(request: HttpRequest, by: Membership) -> dict[str, Any]:
    """The LAOs in one's care, and whether the page is about these alone: an analyst's is, unless asked otherwise."""
    kept: frozenset[int] = request.kept_laos  # type: ignore[attr-defined]
    asked = request.GET.get("mine", "1" if by.post == Post.ANALYST else "")
    return {"kept": kept, "mine": bool(kept) and asked == "1"}


def _following(by: Membership, day: dt.date, year: int, care: dict[str, Any]) -> dict[str, Any]:
    """The calendar row that applies now, whom to ring, what waits for the check, and the office's own duties."""
    table = matrix.build(by, by.organisation, year, {})
    rows = [row for row in table.rows if row.organisation.pk in care["kept"]] if care["mine"] else table.rows
    found, pressing = chases(by, rows, day, year)
    context = {
        **care,
        "now_rows": office.calendars_now(by, year, day),
        "chases": found,
        "pressing": pressing,
        "laos": table.whole,
        "any_steps": bool(table.whole),
        "may_remind": may(by, Do.CHASE),
        "checks_below": may(by, Do.VERIFY),
    }
    if by.organisation.level == Level.PROVINCE:
        context["desk"] = desk.lay_out(by, by.organisation, year, actor=Actor.PROVINCE)
    return context | _waiting(by, year, care["kept"] if care["mine"] else None)


def _waiting(by: Membership, year: int, kept: frozenset[int] | None = None) -> dict[str, Any]:
    """The oldest that wait for a check, and how many there are; of the LAOs in one's care alone, if asked."""
    rows = office.waiting_for(by, year)
    rows = rows if kept is None else rows.filter(organisation_id__in=kept)
    oldest = [(row, short_of(STEPS[row.deadline.step]), office.days_waiting(row)) for row in rows[:OLDEST]]
    return {"waiting": oldest, "waiting_number": rows.count(), "time_requests": office.asking_for_time(by, year)}


def _of_department(by: Membership, day: dt.date, year: int) -> dict[str, Any]:
    """DLA: the provinces that need help first, the last import, and for the administrator failed sign-ins."""
    areas = staffing.provinces(by, day)
    imported = Change.objects.visible_to(by).filter(verb__in=OF_THE_REGISTER).for_listing().first()
    context: dict[str, Any] = {
        "table": national.build(by, year, {}),
        "checks_below": may(by, Do.VERIFY),
        **_waiting(by, year),
        "areas": staffing.worst_first(areas)[:WORST],
        "whole": staffing.whole(areas),
        "imported": imported,
        "may_register": may(by, Do.REGISTER),
        "ending_number": staffing.ending_soon(by, day).count(),
    }
    if may(by, Do.OPERATE):
        context["failed"] = _failed_sign_ins(by)
        context["checking"] = state_of_checks()
        context["mail_in_trouble"] = Mail.objects.visible_to(by).in_trouble().count()
    return context


def _failed_sign_ins(by: Membership) -> dict[str, int]:
    since = clock.now() - dt.timedelta(days=1)
    return (
        SignIn.objects.visible_to(by)
        .failed_since(since)
        .aggregate(tries=Count("pk"), names=Count("username", distinct=True), addresses=Count("address", distinct=True))
    )


_HOMES: dict[Level, Callable[[Membership, dt.date, int], dict[str, Any]]] = {
    Level.LAO: _of_lao,
    Level.DLA: _of_department,
}
