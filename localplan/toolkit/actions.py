"""The verbs of the mechanics."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .models import MovedDay
from .problems import NotAllowed, Problem


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
