"""The moved day (development only): kept in the database, taken over by each request, job and command."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import ProgrammingError

from . import clock
from .models import MovedDay


def load() -> None:
    """Move the clock of this request, job or command as far as `manage.py today` says."""
    if not settings.DEBUG:
        return
    try:
        days = MovedDay.objects.values_list("days", flat=True).first() or 0
    except ProgrammingError:  # not migrated yet
        days = 0
    clock.shift_by(dt.timedelta(days=days))
