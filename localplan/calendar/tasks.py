"""What the worker does for the room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .actions import publish_what_was_left


@app.task
def publish_in_background(publication: int) -> None:
    """A calendar that was left to it: every office gets its duties, and the page that waits hears how far it is."""
    publish_what_was_left(publication)
