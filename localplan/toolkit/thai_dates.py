"""Dates in the Buddhist era (พ.ศ. = Gregorian year + 543), read as officers type them and shown as they read them.

The browser's date field reads the same grammar for early feedback; this decides. Both are tested with
tests/vectors.json.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from . import clock
from .thai_text import InputError, arabic_digits, norm

MONTHS = [
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
]  # fmt: skip
ABBR = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]
ENGLISH = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
WEEKDAYS = ["จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์"]
ENGLISH_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
BE = 543

_WEEKDAY = re.compile(rf"^({'|'.join(WEEKDAYS)}|พฤหัส|{'|'.join(ENGLISH_WEEKDAYS)})\s*(ที่)?\s*", re.I)
_OWN_ERA = re.compile(r"\s*\(BE \d{4}\)$")  # our English form says both eras
_CE = re.compile(r"ค\.\s*ศ\.|คริสต์ศักราช|\bA\.?D\.?\b", re.I)
# Thai (Kedmanee) keyboard left on while typing digits: 01/10/2569 comes out as จๅฝๅจฝ/ถุต
_KEDMANEE = str.maketrans("ๅ/-ภถุึคตจฝขใ", "1234567890/-.")
_KEDMANEE_ONLY = re.compile(r"[ๅ/\-ภถุึคตจฝขใ]+")
_EXAMPLES = {"numbers": "1/10/2569", "words": "1 ต.ค. 69"}


def parse_date(raw: str, *, near: dt.date, today: dt.date | None = None) -> dt.date | None:
    """Empty → None. Two-digit years are พ.ศ., in the century closest to `near`. Raises InputError."""
    try:
        return _parse(raw, near=near, today=today)
    except InputError:
        # Not through norm(): a vowel with no consonant under it is exactly what the wrong keyboard types.
        keys = str(raw).strip()
        if _KEDMANEE_ONLY.fullmatch(keys) and re.search("[ๅภถุึคตจ]", keys):
            try:
                return _parse(keys.translate(_KEDMANEE), near=near, today=today)
            except InputError:
                pass
        raise


def _parse(raw: str, *, near: dt.date, today: dt.date | None) -> dt.date | None:
    text = arabic_digits(norm(str(raw or ""), newlines=False))
    if not text:
        return None
    if (days := _days_from_today(text)) is not None:
        return (today or clock.today()) + dt.timedelta(days=days)
    text = _WEEKDAY.sub("", re.sub(r"^วัน", "", _OWN_ERA.sub("", text)))
    text = re.sub(r"^ที่\s*", "", text).replace("เดือน", " ")
    text = re.sub(r"พุทธศักราช|พ\.\s*ศ\.|ปี", " ", text).strip()
    common_era = bool(_CE.search(text))
    text = re.sub(r"\s+", " ", _CE.sub(" ", text)).strip()
    day, month, written_year = _parts(text)
    year = _year(written_year, common_era=common_era, near=near)
    if not 1 <= month <= 12:
        raise InputError(_("There is no month %(month)s (type day/month/year)."), {"month": month})
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        named = lazy(month_and_year, str)(year, month)  # read in the reader's language, so not yet text
        raise InputError(_("%(month)s has %(days)s days."), {"month": named, "days": last})
    return dt.date(year, month, day)


def _days_from_today(text: str) -> int | None:
    words = {"วันนี้": 0, "today": 0, "เมื่อวาน": -1, "เมื่อวานนี้": -1, "yesterday": -1, "พรุ่งนี้": 1, "tomorrow": 1}
    return words.get(text.lower())


def _parts(text: str) -> tuple[int, int, str]:
    """Day, month and the year as written; ISO, numbers with separators, eight or six digits, or a month's name."""
    if m := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", text):
        return int(m[3]), int(m[2]), m[1]
    if m := re.fullmatch(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})", text):
        return int(m[1]), int(m[2]), m[3]
    if m := re.fullmatch(r"(\d{2})(\d{2})(\d{4}|\d{2})", text):
        return int(m[1]), int(m[2]), m[3]
    if m := re.fullmatch(r"(\d{1,2})\s*[/\-]?\s*([A-Za-zก-๎.]+?)\.?\s*[/\-,]?\s*(\d{4}|\d{2})", text):
        month = _month(m[2])
        if not month:
            raise InputError(_("“%(month)s” is not the name of a month."), {"month": m[2][:30]})
        return int(m[1]), month, m[3]
    if re.fullmatch(r"\d{1,2}\s*[/.\-\s]\s*(\d{1,2}|[ก-๎.]+)", text):
        raise InputError(_("Add the year, for example %(numbers)s or %(words)s."), _EXAMPLES)
    raise InputError(_("This date cannot be read. Try %(numbers)s or %(words)s."), _EXAMPLES)


def _month(text: str) -> int | None:
    short = re.sub(r"[.\s]", "", text.lower())
    for i in range(12):
        if short in (MONTHS[i], ABBR[i].replace(".", ""), ENGLISH[i].lower(), ENGLISH[i][:3].lower()):
            return i + 1
    begins = [i for i, name in enumerate(MONTHS, start=1) if len(short) >= 3 and name.startswith(short)]
    return begins[0] if len(begins) == 1 else None


def _year(written: str, *, common_era: bool, near: dt.date) -> int:
    """The Gregorian year meant."""
    if len(written) == 2:
        base = near.year + (0 if common_era else BE)
        year = base // 100 * 100 + int(written)
        year -= 100 * (year - base > 50)
        year += 100 * (base - year >= 50)
        return year if common_era else year - BE
    year = int(written)
    if 2400 <= year < 2800 and not common_era:
        return year - BE
    if 1900 <= year < 2200:
        return year
    raise InputError(_("The year %(year)s cannot be right. Check it."), {"year": year})


def _in_thai() -> bool:
    return (get_language() or "th").startswith("th")


def short_month(month: int) -> str:
    """ต.ค. · Oct."""
    return ABBR[month - 1] if _in_thai() else ENGLISH[month - 1][:3]


def month_and_year(year: int, month: int) -> str:
    """กุมภาพันธ์ พ.ศ. 2570 · February 2027 (BE 2570). Takes the Gregorian year."""
    if _in_thai():
        return f"{MONTHS[month - 1]} พ.ศ. {year + BE}"
    return f"{ENGLISH[month - 1]} {year} (BE {year + BE})"


def format_short(day: dt.date) -> str:
    """01/10/2569, as fields hold it in both languages."""
    return f"{day.day:02d}/{day.month:02d}/{day.year + BE}"


def format_medium(day: dt.date) -> str:
    """1 ต.ค. 2569 · 1 Oct 2026 (BE 2569)."""
    if _in_thai():
        return f"{day.day} {ABBR[day.month - 1]} {day.year + BE}"
    return f"{day.day} {ENGLISH[day.month - 1][:3]} {day.year} (BE {day.year + BE})"


def format_long(day: dt.date) -> str:
    """วันจันทร์ที่ 15 มีนาคม พ.ศ. 2570 · Monday 15 March 2027 (BE 2570)."""
    if _in_thai():
        return f"วัน{WEEKDAYS[day.weekday()]}ที่ {day.day} {month_and_year(day.year, day.month)}"
    return f"{ENGLISH_WEEKDAYS[day.weekday()]} {day.day} {month_and_year(day.year, day.month)}"


def format_tight(day: dt.date) -> str:
    """30 พ.ย. 69, for cells; English keeps the full Gregorian year, as two digits would read as either era."""
    if _in_thai():
        return f"{day.day} {ABBR[day.month - 1]} {(day.year + BE) % 100:02d}"
    return f"{day.day} {ENGLISH[day.month - 1][:3]} {day.year}"


def format_moment(moment: dt.datetime) -> str:
    """15 มี.ค. 2570 10:42 น. · 15 Mar 2027 (BE 2570) 10:42, in Bangkok time."""
    local = moment.astimezone(clock.BANGKOK)
    return f"{format_medium(local.date())} {local:%H:%M}" + (" น." if _in_thai() else "")


def format_range(first: dt.date, last: dt.date) -> str:
    """10–31 มี.ค. 2570; what both days share is said once."""
    if first == last:
        return format_medium(first)
    month = short_month(first.month)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{format_medium(last)}"
    if first.year == last.year:
        return f"{first.day} {month} – {format_medium(last)}"
    return f"{format_medium(first)} – {format_medium(last)}"


def fiscal_year(day: dt.date) -> int:
    """Fiscal year n (พ.ศ.) runs from 1 October n−1 to 30 September n."""
    return day.year + BE + (day.month >= 10)


def fiscal_quarter(day: dt.date) -> int:
    """1 is October to December."""
    return (day.month - 10) % 12 // 3 + 1


def fiscal_year_dates(year: int) -> tuple[dt.date, dt.date]:
    """First and last day of fiscal year `year` (พ.ศ.)."""
    return dt.date(year - BE - 1, 10, 1), dt.date(year - BE, 9, 30)


def first_of_month(day: dt.date) -> dt.date:
    return day.replace(day=1)


def end_of_month(day: dt.date) -> dt.date:
    """The last day of its month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def month_after(day: dt.date) -> dt.date:
    """The first day of the month that follows."""
    return end_of_month(day) + dt.timedelta(days=1)


def month_before(day: dt.date) -> dt.date:
    """The first day of the month that came before."""
    return first_of_month(first_of_month(day) - dt.timedelta(days=1))
