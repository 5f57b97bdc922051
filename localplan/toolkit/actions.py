"""The verbs of the mechanics."""

from __future__ import annotations

import datetime as dt
import time

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from . import clock
from .models import DataCheck, MovedDay
from .problems import NotAllowed, Problem
from .truth import find_differences

#: More than these are one mistake many times over; the number tells how many.
KEPT_DIFFERENCES = 500


def move_the_day(day: dt.date | None, *, real: dt.date) -> None:
    """From now on it is `day` for everybody; None goes back to the real one. Refused outside development."""
    if not settings.DEBUG:
        raise NotAllowed(
            Problem(rule="day_moves_in_development_only", message=_("The day can be moved in development only."))
        )
    if day is None:
        MovedDay.objects.all().delete()
    else:
        MovedDay.objects.update_or_create(id=1, defaults={"days": (day - real).days})


def check_data() -> DataCheck:
    """Compare every kept figure with its rows, and keep what was found for the administrator's page."""
    moment, began = clock.now(), time.perf_counter()
    found = find_differences()
    return DataCheck.objects.create(
        at=moment,
        seconds=round(time.perf_counter() - began, 2),
        number=len(found),
        differences=[difference.as_json() for difference in found[:KEPT_DIFFERENCES]],
    )
