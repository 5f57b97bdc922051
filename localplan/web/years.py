"""The fiscal years a person may switch between, around today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.toolkit.thai_dates import fiscal_year

#: Fiscal years before and after the one of today that the switch offers.
OFFERED = ((1, _("not open yet")), (0, _("current year")), (-1, _("previous year")))


@dataclass(frozen=True)
class OfferedYear:
    """One line of the switch: the fiscal year (พ.ศ.) and what it is today."""

    number: int
    words: str | Promise


def offered_years(today: dt.date) -> list[OfferedYear]:
    """The years of the switch, next year first."""
    now = fiscal_year(today)
    return [OfferedYear(now + step, words) for step, words in OFFERED]
