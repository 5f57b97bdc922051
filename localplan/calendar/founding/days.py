"""Days and months as the documents write them, and working days."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass

from localplan.toolkit import clock
from localplan.toolkit.thai_dates import (
    ABBR,
    MONTHS,
    WEEKDAYS,
    end_of_month,
    fiscal_year,
    fiscal_year_dates,
    parse_date,
)
from localplan.toolkit.thai_text import InputError

from .lines import read

_SHORT = [r"\s*".join(re.escape(part) if part != "." else r"\." for part in name) + "?" for name in ABBR]
MONTH = "(?:" + "|".join([*MONTHS, *_SHORT]) + ")"
_ERA = r"(?:พ\.?\s*ศ\.?|ปี)?"
_END = re.compile(rf"(?:(?P<day>\d{{1,2}})\s*)?(?P<month>{MONTH})\s*{_ERA}\s*(?P<year>\d{{4}}|\d{{2}})?")
_WHOLE_YEAR = re.compile(r"(?:ตลอด|ทั้ง|ทุกเดือน(?:ของ|ใน)?)\s*ปี\s*งบประมาณ\s*(?:พ\.?\s*ศ\.?)?\s*(\d{4})")


def next_working_day(day: dt.date, holidays: Collection[dt.date] = ()) -> dt.date:
    """The day itself when it is a working day."""
    while not is_working_day(day, holidays):
        day += dt.timedelta(days=1)
    return day


def last_working_day(day: dt.date, holidays: Collection[dt.date] = ()) -> dt.date:
    """The day itself, or the nearest working day before it."""
    while not is_working_day(day, holidays):
        day -= dt.timedelta(days=1)
    return day


def is_working_day(day: dt.date, holidays: Collection[dt.date] = ()) -> bool:
    return day.weekday() < 5 and day not in holidays


@dataclass(frozen=True)
class Span:
    """First and last day of a row. `doubt`: "" certain; no_year: no year is written; turn: the year had to turn."""

    first: dt.date
    last: dt.date
    doubt: str = ""

    @property
    def fiscal_years(self) -> tuple[int, ...]:
        return tuple(range(fiscal_year(self.first), fiscal_year(self.last) + 1))

    def moved_by(self, years: int) -> Span:
        """The same months in another year."""
        first, last = (_same_day(day, day.year + years) for day in (self.first, self.last))
        return Span(first, end_of_month(last) if self.last == end_of_month(self.last) else last)


def _same_day(day: dt.date, year: int) -> dt.date:
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


def read_span(text: str, *, serves: int | None = None) -> Span | None:
    """ "ตุลาคม 2552-กุมภาพันธ์ 2553": first day of the first month to the last of the last; None if unreadable.

    A month without a year takes that of the other end. With no year at all, `serves` (a fiscal year) decides.
    """
    said = re.sub(r"เดือน|ระหว่าง|ตั้งแต่", " ", read(text)).strip()
    if (whole := _WHOLE_YEAR.search(said)) and whole[1] > "2400":
        return Span(*fiscal_year_dates(int(whole[1])))
    ends = list(_END.finditer(said))
    if not ends:
        return None
    before, between = said[: ends[0].start()].strip(), said[ends[0].end() : ends[-1].start()]
    rest = said[ends[-1].end() :].strip()
    days = re.fullmatch(r"(\d{1,2})\s*(?:[-–—]|ถึง)", before)  # "1-15 ตุลาคม 2559"
    joined = re.fullmatch(rf"\s*(?:(?:[-–—,]|ถึง|จนถึง|และ|{MONTH}|\d{{4}})\s*)*", between) is not None
    if rest or not joined or (before and not (days and len(ends) == 1)):
        return None
    start, end = ends[0], ends[-1]
    doubt = ""
    years = [start["year"] or end["year"], end["year"] or start["year"]]
    try:
        if not years[0]:
            if serves is None:
                return None
            doubt = "no_year"
            years = [_year_in(serves, start["month"]), _year_in(serves, end["month"])]
        first = _day(days[1] if days else start["day"] or "1", start["month"], years[0])
        last = _day(end["day"] or "1", end["month"], years[1])
        if not end["day"]:
            last = end_of_month(last)
        if last < first and not (start["year"] and end["year"]):
            doubt = "turn"
            if end["year"]:
                first = _same_day(first, first.year - 1)
            else:
                last = _same_day(last, last.year + 1)
    except InputError:
        return None
    return Span(first, last, doubt) if first <= last else None


def _year_in(serves: int, month: str) -> str:
    """The year in which a month falls within a fiscal year."""
    return str(serves - (_day("1", month, str(serves)).month >= 10))


def _day(day: str, month: str, year: str) -> dt.date:
    month = re.sub(r"\s", "", month)
    found = parse_date(f"{day} {month} {year}", near=clock.today())
    assert found is not None
    return found


_WEEKDAY_NAMES = "|".join([*WEEKDAYS, "พฤหัส"])
_MENTION = re.compile(
    rf"(?:วัน\s*(?P<weekday>{_WEEKDAY_NAMES})\s*(?:ที่)?\s*)?"
    rf"(?P<date>(?P<day>\d{{1,2}})\s*(?:{MONTH}|/\s*\d{{1,2}}\s*/)\s*(?:พ\.?\s*ศ\.?)?\s*(?P<year>\d{{4}}))(?!\d)"
    rf"|เดือน\s*(?P<month>{MONTH})\s*(?:พ\.?\s*ศ\.?)?\s*(?P<year_of_month>\d{{4}})(?!\d)"
)
_DUE = re.compile(r"(?:ภายใน|ไม่เกิน|ไม่ช้ากว่า|ก่อน)\s*(?:วันที่|วัน)?\s*$")
_OPENS = re.compile(r"(?:ตั้งแต่|เริ่ม)\s*(?:วันที่|วัน)?\s*$")
_CITED = re.compile(r"(?:ลงวันที่|ลงวัน|ลง|ลว\.?)\s*$")
_ONWARDS = re.compile(r"\s*เป็นต้นไป")


@dataclass(frozen=True)
class Mention:
    """A day (first = last) or a month that a sentence names. kind: opens, due, both (contradiction), cited, named.

    `says` is the weekday as written, 0 for Monday. `wrong`: there is no such day; `first` is then the month's last.
    """

    kind: str
    words: str
    start: int
    end: int
    first: dt.date
    last: dt.date
    says: int | None = None
    wrong: bool = False

    @property
    def weekday_is_wrong(self) -> bool:
        return self.says is not None and self.first.weekday() != self.says

    @property
    def day_of_that_weekday(self) -> dt.date:
        """The nearest day that has the weekday as written."""
        assert self.says is not None
        ahead = (self.says - self.first.weekday()) % 7
        return self.first + dt.timedelta(days=ahead if ahead <= 3 else ahead - 7)


def mentions(text: str) -> list[Mention]:
    """The days and months a text names, in order, with what the words around make of them."""
    said, found = read(text), []
    for match in _MENTION.finditer(said):
        day, wrong = _mentioned(match), False
        if day is None and match["date"]:
            day, wrong = _last_of_month(match["date"]), True
        if day is None:
            continue
        last = end_of_month(day) if match["month"] else day
        name = match["weekday"]
        says = None if not name else next(i for i, full in enumerate(WEEKDAYS) if full.startswith(name))
        before, after = said[: match.start()], said[match.end() :]
        due, onwards = _DUE.search(before), _ONWARDS.match(after)
        if _CITED.search(before):
            kind = "cited"
        elif due and onwards:
            kind = "both"
        elif due:
            kind = "due"
        elif onwards or _OPENS.search(before):
            kind = "opens"
        else:
            kind = "named"
        start = due.start() if kind == "both" and due else match.start()
        end = match.end() + (onwards.end() if kind == "both" and onwards else 0)
        found.append(Mention(kind, text[start:end].strip(), start, end, day, last, says, wrong))
    return found


def _mentioned(match: re.Match[str]) -> dt.date | None:
    """The day, or the first of the month; None when there is no such day or year."""
    try:
        if match["month"]:
            return _day("1", match["month"], match["year_of_month"])
        return parse_date(match["date"], near=clock.today())
    except InputError:
        return None


def _last_of_month(date: str) -> dt.date | None:
    """For "31 เมษายน 2553": the last day there is. None when not even the month can be read."""
    try:
        first = parse_date(re.sub(r"^\d{1,2}", "1", date), near=clock.today())
    except InputError:
        return None
    return end_of_month(first) if first else None
