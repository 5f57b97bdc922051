"""The papers of the room by name, for `manage.py print`: calendar, circular."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext_lazy as _

from localplan.organisations.access import Do
from localplan.organisations.batch import membership_of
from localplan.organisations.posts import DLA_ID
from localplan.toolkit.letters import StampedLetter
from localplan.toolkit.printing import PrintForm
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.sheet import Sheet

from .models import Calendar, Circular
from .prints import letter_of, table_of


class CalendarTable:
    """The table of a fiscal year in DLA's form."""

    help = "the calendar of a fiscal year as a table (DLA's, or a province's)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", required=True, type=int, metavar="FY", help="fiscal year (BE)")
        parser.add_argument("--province", type=int, metavar="NUMBER", help="the province's own calendar, e.g. 55")

    def prepare(self, *, username: str | None, **options: Any) -> Sheet:
        year, province = options["year"], options["province"]
        by = membership_of(username, Do.CALENDAR)
        office = DLA_ID if province is None else province * 100_000
        found = Calendar.objects.published_to(by).of(office, year).with_rows().first()
        if found is None:
            told = _("There is no calendar for fiscal year %(year)s to be seen.")
            raise Refused(Problem("calendar_is_there", told, params={"year": year}))
        return table_of(found)


class CircularLetter:
    """The letter that carries a calendar."""

    help = "the letter that carries a calendar (PDF or JSON only)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--number", required=True, type=int, metavar="N", help="as in the address of its page")
        parser.add_argument("--file-copy", action="store_true", help="with the initials of those who made it")

    def prepare(self, *, username: str | None, **options: Any) -> StampedLetter:
        number, file_copy = options["number"], options["file_copy"]
        by = membership_of(username, Do.CALENDAR)
        rows = Circular.objects.published_to(by).select_related("organisation", "calendar")
        found = rows.filter(pk=number).first()
        if found is None:
            raise Refused(
                Problem("letter_is_there", _("There is no letter %(number)s to be seen."), params={"number": number})
            )
        return letter_of(found, file_copy=file_copy)


FORMS: dict[str, PrintForm] = {"calendar": CalendarTable(), "circular": CircularLetter()}
