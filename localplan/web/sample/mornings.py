"""The last mornings of the sample: what the worker would have told people, so that reminders are there to be read."""

from __future__ import annotations

from localplan.support import actions as support

from .timeline import Timeline

MORNINGS = 5


def hold_the_last_mornings(time: Timeline) -> None:
    """Held in the course of the day, when other acts of it may have been done already: that is how mornings are."""
    for days in range(MORNINGS, 0, -1):
        time.on(time.ago(days), lambda _day: support.hold_morning())
