"""A list of public holidays as a file: date,name."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from django.utils.translation import gettext_lazy as _

from localplan.toolkit import clock
from localplan.toolkit.csv_files import read_csv
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.thai_dates import parse_date
from localplan.toolkit.thai_text import InputError

from .facts import HolidayFact

NAME_LENGTH = 120


def read_holidays(source: bytes | Path | IO[bytes]) -> list[HolidayFact]:
    """CSV with the columns date (as officers write dates, or ISO) and name. Raises Refused with every bad row."""
    found, problems = [], []
    for row in read_csv(source, required=("date", "name"), ignore_unknown=True):
        try:
            on = parse_date(row["date"], near=clock.today())
        except InputError as error:
            problems.append(Problem("date_can_be_read", error.message, error.params, row=row.number, column="date"))
            continue
        if on is None or not row["name"]:
            problems.append(Problem("holiday_is_whole", _("Date and name are both needed."), row=row.number))
            continue
        found.append(HolidayFact(on, row["name"][:NAME_LENGTH], row.number))
    if problems:
        raise Refused(problems)
    return found
