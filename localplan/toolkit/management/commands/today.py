"""`manage.py today [2553-03-01 | real]`: show or move the day, in development."""

from __future__ import annotations

import datetime as dt
import io
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError

from localplan.toolkit import clock, moved_day
from localplan.toolkit.actions import move_the_day
from localplan.toolkit.problems import Refused

BUDDHIST_YEARS_BEGIN = 2400  # a year from here on is พ.ศ., 543 ahead of ค.ศ.


class Command(BaseCommand):
    help = "Show the day, or move it for web, worker and commands alike (development only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("day", nargs="?", help="2570-03-01 or 2027-03-01; 'real' goes back")

    def handle(self, *args: Any, day: str | None, **options: Any) -> None:
        if day is not None:
            clock.shift_by(dt.timedelta(0))
            try:
                move_the_day(None if day == "real" else read(day), real=clock.today())
            except Refused as refused:
                raise CommandError("; ".join(map(str, refused))) from None
            moved_day.load()
            if "start_of_day" in get_commands():  # what begins with a day begins with a moved one, too
                call_command("start_of_day", stdout=io.StringIO())
        today = clock.today()
        moved = "" if today == clock.real_today() else "  (moved; `today real` goes back)"
        self.stdout.write(f"{today.year + 543}-{today:%m-%d} = {today.isoformat()}{moved}")


def read(text: str) -> dt.date:
    """An ISO date whose year is พ.ศ. or ค.ศ."""
    try:
        year, month, day = (int(part) for part in text.split("-"))
        return dt.date(year - 543 if year >= BUDDHIST_YEARS_BEGIN else year, month, day)
    except ValueError:
        raise CommandError(f"{text} is no date: write it as 2570-03-01 or 2027-03-01") from None
