"""What happens by itself every day."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .actions import forget_old_keys


@app.periodic(cron="10 17 * * *")  # 00:10 in Bangkok; procrastinate reckons in UTC
@app.task(queueing_lock="forget_old_keys")
def forget_keys(timestamp: int) -> None:
    """Answers kept for retries of the entry grid are thrown away after a week."""
    forget_old_keys()
