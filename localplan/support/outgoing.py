"""The register of outgoing letters: an office's numbers of one calendar year, typed by its officers, with the gaps.

A number ends in its running figures: "นน 0023.3/318"; "นน 0023.3/ว 12" counts in the series ว where an office keeps
circulars by themselves. Circulars sent with a calendar stand in the same register.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from localplan.calendar.models import Circular
from localplan.toolkit.thai_text import arabic_digits

from .models import Letter

_FIGURES = re.compile(r"^(?P<before>.*?)(?P<series>ว?)\.?\s*(?P<serial>\d{1,6})$")


@dataclass(frozen=True)
class Entry:
    """One line: the number, its day, what it is about, to how many; the letter behind it, or the circular."""

    number: str
    series: str
    serial: int | None
    dated_on: dt.date
    subject: str
    to: str
    letter: Letter | None = None
    circular: Circular | None = None


@dataclass
class Series:
    """The numbers that count together, with those missing up to the last."""

    name: str
    entries: list[Entry] = field(default_factory=list)

    @property
    def serials(self) -> list[int]:
        return [one.serial for one in self.entries if one.serial]

    @property
    def gaps(self) -> list[tuple[int, int]]:
        """First and last of each run of missing numbers, counted from 1."""
        found, wanted = [], 1
        for serial in sorted(set(self.serials)):
            if serial > wanted:
                found.append((wanted, serial - 1))
            wanted = serial + 1
        return found

    @property
    def twice(self) -> list[int]:
        """Numbers that two entries bear: a letter and a circular typed by different hands."""
        return sorted({serial for serial in self.serials if self.serials.count(serial) > 1})


def serial_of(number: str) -> tuple[str, int | None]:
    """Series ("" or "ว") and running figures; None when the number does not end in figures."""
    found = _FIGURES.match(arabic_digits(number).strip())
    if not found or not int(found["serial"]):
        return "", None
    return found["series"], int(found["serial"])


def register_of(office: int, year: int, *, letters: Iterable[Letter], circulars: Iterable[Circular]) -> list[Series]:
    """The register of a calendar year (Gregorian) in the order of its numbers; without series first."""
    entries = [*(_of_letter(one) for one in letters), *(_of_circular(one) for one in circulars)]
    kept: dict[str, Series] = {}
    for entry in sorted(entries, key=lambda one: (one.series, one.serial or 0, one.dated_on)):
        kept.setdefault(entry.series, Series(entry.series)).entries.append(entry)
    return list(kept.values())


def _of_letter(letter: Letter) -> Entry:
    assert letter.dated_on is not None
    return Entry(
        letter.number, letter.series, letter.serial, letter.dated_on, letter.subject, letter.addressed_to, letter=letter
    )


def _of_circular(circular: Circular) -> Entry:
    assert circular.dated_on is not None
    series, serial = serial_of(circular.number)
    return Entry(circular.number, series, serial, circular.dated_on, circular.subject, "", circular=circular)


def numbered_circulars(office: int, year: int) -> list[Circular]:
    """Circulars the office sent in a calendar year under a number."""
    rows = Circular.objects.filter(organisation_id=office, sent_at__isnull=False, dated_on__year=year)
    return list(rows.exclude(number="").order_by("dated_on", "id"))


def uses(office: int, year: int, series: str) -> dict[int, str]:
    """Running figure → subject of what bears it, of one series of a calendar year."""
    found = {}
    for circular in numbered_circulars(office, year):
        of, serial = serial_of(circular.number)
        if of == series and serial:
            found[serial] = circular.subject
    rows = Letter.objects.filter(organisation_id=office, series=series).numbered_in(year)
    found.update(rows.values_list("serial", "subject"))
    return found


def next_number(office: int, year: int, *, like: str = "") -> str:
    """The number after the last of the year, written as `like` or as the office's last letter; "" when none is known.

    A proposal: it is checked when the letter is sent, since a colleague may take it first.
    """
    pattern = like or _last_number(office)
    found = _FIGURES.match(arabic_digits(pattern).strip())
    if not found:
        return ""
    used = uses(office, year, found["series"])
    return f"{pattern.strip()[: found.start('serial')]}{max(used, default=0) + 1}"


def _last_number(office: int) -> str:
    rows = Letter.objects.filter(organisation_id=office).exclude(number="").order_by("-dated_on", "-id")
    letter = rows.values_list("number", flat=True).first()
    if letter:
        return str(letter)
    circulars = Circular.objects.filter(organisation_id=office, sent_at__isnull=False).exclude(number="")
    return str(circulars.order_by("-dated_on", "-id").values_list("number", flat=True).first() or "")
