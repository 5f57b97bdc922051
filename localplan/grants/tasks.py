"""What happens by itself every night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .actions import settle_months


@app.periodic(cron="5 17 * * *")  # 00:05 in Bangkok; procrastinate reckons in UTC
@app.task(queueing_lock="settle_grant_months")
def settle_grant_months(timestamp: int) -> None:
    """LAOs that had no open grant at the end of a month have nothing to report for it."""
    settle_months()
