"""What happens by itself every night."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from localplan.toolkit.problems import Refused

from .actions import forget_old_keys, keep_official_pdf
from .models import Edition

log = logging.getLogger(__name__)


@app.periodic(cron="0 19 * * *")  # 02:00 in Bangkok; procrastinate reckons in UTC
@app.task(queueing_lock="print_confirmed_plans")
def print_confirmed_plans(timestamp: int) -> None:
    """The official prints nobody has asked for yet, so that each is kept by the next morning."""
    print_missing()


def print_missing() -> int:
    """How many prints were made; one that cannot be made is told in the log and tried again the next night."""
    made = 0
    for edition in Edition.objects.confirmed().filter(official_pdf=None).select_related("organisation", "plan"):
        try:
            made += keep_official_pdf(edition) is not None
        except Refused as refused:
            log.error("official print of edition %s: %s", edition.pk, refused)
    return made


@app.periodic(cron="10 17 * * *")  # 00:10 in Bangkok
@app.task(queueing_lock="forget_old_keys")
def forget_keys(timestamp: int) -> None:
    """Answers kept for retries of the entry grid are thrown away after a week."""
    forget_old_keys()
