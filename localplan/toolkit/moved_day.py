"""The moved day (development only): kept in the database, taken over by each request, job and command."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import sync_to_async
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


async def for_a_job(go_on: Callable[[], Awaitable[Any]], job: Any, worker: Any) -> Any:
    """The worker's middleware: each job sees the day that is set when it begins."""
    await sync_to_async(load)()
    return await go_on()


def for_all_jobs(app: Any) -> None:
    """Called by procrastinate when its app is ready."""
    app.worker_defaults.setdefault("worker_middleware", []).append(for_a_job)
