"""Publishing to the whole nation takes seconds: it is left to the worker, which tells how far it is."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app

from localplan.organisations.access import Do, require
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.database import beside, worker_answers
from localplan.toolkit.problems import Refused

from ..models import Calendar, Publication
from .calendars import lock_calendar
from .publishing import findings_of_publishing, publish_calendar

#: Up to so many organisations the request that asks for it publishes at once: well within a second.
AT_ONCE = 1_000
#: By name, because the job asks the verb below.
JOB = "localplan.calendar.tasks.publish_in_background"


def publish_or_leave_it(calendar: Calendar, *, seen: int | None, at_once: bool = False, by: Membership) -> Calendar:
    """Publish now where it is quick, where no worker answers, or when told so; else leave it to the worker.

    The answer is published or not yet; what keeps it from being published is said at once either way. A draft that
    the worker has already is not given to it again.
    """
    require(by, Do.CALENDAR, calendar.organisation)
    if at_once or _is_quick() or not worker_answers():
        return publish_calendar(calendar, seen=seen, by=by)
    before = Publication.objects.filter(calendar=calendar).first()
    if before is None or before.stands(clock.now()) == "stopped":
        _leave(calendar, seen, by)
    return calendar


def _is_quick() -> bool:
    expected = Organisation.objects.open_on(clock.today()).filter(level__in=("lao", "province"))
    return int(expected.count()) <= AT_ONCE


@transaction.atomic
def _leave(calendar: Calendar, seen: int | None, by: Membership) -> None:
    calendar = lock_calendar(calendar)
    findings_of_publishing(calendar, seen).settle()
    fresh = {"seen": seen, "by": by, "asked_at": clock.now(), "done": 0, "of": 0, "told_at": None, "stopped_at": None}
    kept, _ = Publication.objects.update_or_create(calendar=calendar, defaults=fresh)
    app.configure_task(JOB).defer(publication=kept.pk)


def publish_what_was_left(publication: int) -> None:
    """The worker's part. What was published meanwhile, or thrown away, is passed over."""
    asked = Publication.objects.select_related("calendar__organisation").filter(pk=publication).first()
    if asked is None or asked.calendar.published_at is not None:
        return
    by = Membership.objects.for_acting().get(pk=asked.by_id)
    finished = False
    try:
        with beside() as other:

            def tell(done: int, of: int) -> None:
                with other.cursor() as cursor:
                    cursor.execute(_HEARD, {"done": done, "of": of, "at": clock.now(), "pk": asked.pk})

            tell(0, len(asked.calendar.draft_deadlines))
            publish_calendar(asked.calendar, seen=asked.seen, by=by, progress=tell)
        finished = True
    except Refused:
        pass  # the page asks the rules again and says why, in the reader's language
    finally:
        if not finished:
            Publication.objects.filter(pk=asked.pk).update(stopped_at=clock.now())


_HEARD = "UPDATE calendar_publication SET done = %(done)s, of = %(of)s, told_at = %(at)s WHERE id = %(pk)s"
