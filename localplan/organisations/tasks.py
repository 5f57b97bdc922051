"""What happens by itself every day."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from procrastinate.contrib.django import app

from localplan.toolkit import clock, moved_day

from .actions import apply_due_identities


@app.periodic(cron="5 17 * * *")  # 00:05 in Bangkok; procrastinate reckons in UTC
@app.task(queueing_lock="start_of_day")
def start_of_day(timestamp: int) -> None:
    """The worker's call, shortly after midnight."""
    moved_day.load()
    begin_the_day()


def begin_the_day() -> int:
    """Names that come into force by today become the names; sessions that have run out are thrown away.

    Returns how many names changed. Harmless at any hour, so it also runs at each start and when the day is moved.
    """
    changed = apply_due_identities(clock.today())
    if settings.SESSION_ENGINE == "django.contrib.sessions.backends.db":
        call_command("clearsessions")
    return changed
