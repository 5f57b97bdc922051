"""Makers for tests of reminders: an LAO with its people, the day held still. Only tests may do so."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from localplan.calendar.models import Submission, SubmissionMove
from localplan.calendar.tests import make as steps
from localplan.organisations.models import Organisation, Post
from localplan.organisations.tests import make
from localplan.support import actions
from localplan.support.models import Contact, Digest, Nudge
from localplan.toolkit import clock

#: A Wednesday with working days around it.
TODAY = dt.date(2026, 11, 25)


def a_staffed_lao(**values: Any) -> SimpleNamespace:
    """An LAO whose four posts are held, with mail addresses, and people in the offices above."""
    lao = make.an_lao(**values)
    seats = {
        "planner": (Post.PLANNER, lao),
        "finance": (Post.FINANCE, lao),
        "clerk": (Post.CLERK, lao),
        "executive": (Post.EXECUTIVE, lao),
        "district": (Post.OFFICER, lao.parent),
        "head": (Post.HEAD, lao.parent.parent),
        "officer": (Post.OFFICER, lao.parent.parent),
    }
    held = {name: make.a_post(post, at=at, user=a_person_with_mail(name)) for name, (post, at) in seats.items()}
    return SimpleNamespace(lao=lao, **held)


def a_person_with_mail(name: str = "person") -> Any:
    user = make.a_person()
    user.email = f"{name}.{user.pk}@example.go.th"
    user.save(update_fields=["email"])
    return user


def due(lao: Organisation, days: int, step: str = "lao_strategy", **values: Any) -> Submission:
    """A step of the LAO that is due so many days from today."""
    when = steps.StepDates(clock.today() - dt.timedelta(days=90), make.days(days), make.days(days + 30))
    return steps.a_submission(lao, step, when=when, **values)


def returned(submission: Submission, by: Any, reason: str = "ยอดไม่ตรง") -> SubmissionMove:
    """Sent back by the province, to be corrected within a week."""
    correct_by = make.days(7)
    Submission.objects.filter(pk=submission.pk).update(life="returned", correct_by=correct_by)
    items = [{"item": "vision", "label": "วิสัยทัศน์", "accepted": False, "reason": reason}]
    return SubmissionMove.objects.create(
        submission=submission,
        verb="return",
        before="submitted",
        after="returned",
        items=items,
        correct_by=correct_by,
        by=by,
        at=clock.now(),
    )


def promised(lao: Organisation, by: Any, on: dt.date, **values: Any) -> Contact:
    """A telephone call in which a day was promised."""
    return Contact.objects.create(
        organisation=lao,
        way="phone",
        outcome="promised",
        on=clock.today(),
        promised_on=on,
        by=by,
        recorded_at=clock.now(),
        **values,
    )


def a_morning() -> int:
    """Compose and tell, as at seven."""
    actions.compose_day()
    return actions.tell_people()


def told_to(person: Any, on: dt.date | None = None) -> list[Nudge]:
    """All that the digests of the person hold, in the order composed."""
    rows = Digest.objects.filter(user=person.user)
    rows = rows.filter(on=on) if on else rows
    return list(Nudge.objects.filter(digests__in=rows).order_by("pk"))
