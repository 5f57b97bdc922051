"""What the mechanics do by themselves every night."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from .actions import check_data

log = logging.getLogger(__name__)


@app.periodic(cron="30 19 * * *")  # 02:30 in Bangkok; procrastinate reckons in UTC
@app.task(queueing_lock="check_data")
def check_every_figure(timestamp: int) -> None:
    """Every kept figure against its rows; the administrator's page shows the result."""
    found = check_data()
    if found.number:
        log.error("check_data: %s kept figures differ from their rows", found.number)
