"""How the product writes dates, amounts, people, icons and form fields; the same on every page."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import forms, template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import clock, thai_dates, thai_text
from ..forms import BeDateInput
from ..lists import ListWords
from ..money import format_baht, format_millions

register = template.Library()

_TITLES = re.compile(r"^(นางสาว|นาง|นาย|น\.ส\.|ด\.ต\.|ดร\.|ว่าที่\s*(ร\.ต\.|ร้อยตรี)(หญิง)?|Mrs?\.|Ms\.)\s*")
_FIRST_LETTER = re.compile(r"[ก-ฮA-Za-z]")


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return (value.astimezone(clock.BANGKOK) if value.tzinfo else value).date()
    return value if isinstance(value, dt.date) else None


@register.filter
def be_date(value: Any, form: str = "medium") -> str:
    """1 ต.ค. 2569; `|be_date:"short"`, "long" and "tight" for the other forms. Empty for no date."""
    day = _day(value)
    if day is None:
        return ""
    forms_of = {
        "short": thai_dates.format_short,
        "medium": thai_dates.format_medium,
        "long": thai_dates.format_long,
        "tight": thai_dates.format_tight,
    }
    return forms_of[form](day)


@register.filter
def be_date_long(value: Any) -> str:
    """วันจันทร์ที่ 15 มีนาคม พ.ศ. 2570."""
    return be_date(value, "long")


@register.filter
def be_moment(value: dt.datetime | None) -> str:
    """15 มี.ค. 2570 10:42 น."""
    return thai_dates.format_moment(value) if value else ""


@register.filter
def be_range(first: dt.date | None, last: dt.date | None) -> str:
    """10–31 มี.ค. 2570; an open end says since or until."""
    if first and last:
        return thai_dates.format_range(first, last)
    if first:
        return _("since %(day)s") % {"day": thai_dates.format_medium(first)}
    if last:
        return _("until %(day)s") % {"day": thai_dates.format_medium(last)}
    return ""


@register.filter
def be_year(value: Any) -> str:
    """The fiscal year a date lies in, พ.ศ."""
    day = _day(value)
    return str(thai_dates.fiscal_year(day)) if day else ""


@register.filter
def baht(amount: Decimal | int | None, satang: int | None = None) -> str:
    """350,000 or 350,000.50; a blank stays blank, zero is "-". `|baht:2` always has satang, `|baht:0` never."""
    return format_baht(amount, satang=None if satang is None else bool(satang))


@register.filter
def baht_words(amount: Decimal | int | None) -> str:
    """หนึ่งร้อยบาทถ้วน."""
    return "" if amount is None else thai_text.baht(amount)


@register.filter
def millions(amount: Decimal | int | None) -> str:
    """Millions of baht with one decimal."""
    return format_millions(amount)


@register.filter
def thousands(number: int | None) -> str:
    """7,849."""
    return "" if number is None else f"{number:,}"


@register.filter
def thai_digits(value: object) -> str:
    """๒๕๗๐; for official letters only."""
    return thai_text.thai_digits(value)


@register.filter
def ago(moment: dt.datetime | None) -> str:
    """2 ชั่วโมงที่แล้ว; after a month the date says more than a count."""
    if moment is None:
        return ""
    seconds = int((clock.now() - moment).total_seconds())
    if seconds < 60:
        return _("just now")
    if seconds < 3600:
        number = seconds // 60
        return ngettext("%(number)s minute ago", "%(number)s minutes ago", number) % {"number": number}
    days = (clock.today() - clock.day_of(moment)).days
    if days < 1 or seconds < 6 * 3600:
        number = seconds // 3600
        return ngettext("%(number)s hour ago", "%(number)s hours ago", number) % {"number": number}
    if days == 1:
        return _("yesterday")
    if days <= 30:
        return ngettext("%(number)s day ago", "%(number)s days ago", days) % {"number": days}
    return thai_dates.format_medium(clock.day_of(moment))


@register.filter
def time_left(until: dt.datetime | None) -> str:
    """เหลือ 43 นาที, เหลือ 3 ชั่วโมง: begun minutes and hours are not counted; empty when it has passed."""
    minutes = int((until - clock.now()).total_seconds() // 60) if until else -1
    if minutes < 0:
        return ""
    if minutes < 60:
        return ngettext("%(number)s minute left", "%(number)s minutes left", minutes) % {"number": minutes}
    number = minutes // 60
    return ngettext("%(number)s hour left", "%(number)s hours left", number) % {"number": number}


@register.filter
def days_left(due: Any) -> str:
    """เหลือ 5 วัน · ครบกำหนดวันนี้ · เกิน 17 วัน."""
    day = _day(due)
    if day is None:
        return ""
    number = (day - clock.today()).days
    if number == 0:
        return _("due today")
    if number > 0:
        return ngettext("%(number)s day left", "%(number)s days left", number) % {"number": number}
    return ngettext("%(number)s day over", "%(number)s days over", -number) % {"number": -number}


@register.filter
def nb(value: object) -> str:
    """Keep a number on one line with its unit."""
    return thai_text.nb(str(value))


@register.filter
def initials(name: str | None) -> str:
    """สอ for นางสาวสายใจ อินต๊ะ: first consonants of the first and last name, without the title."""
    words = _TITLES.sub("", (name or "").strip()).split()
    chosen = words if len(words) < 2 else [words[0], words[-1]]
    letters = [found[0] for word in chosen if (found := _FIRST_LETTER.search(word))]
    return "".join(letters).upper()


@register.filter
def shown(value: Any) -> str:
    """Any stored value as a reader would like it: dates in พ.ศ., amounts with commas, yes or no, a dash for none."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return thai_dates.format_moment(value)
    if isinstance(value, dt.date):
        return thai_dates.format_medium(value)
    if isinstance(value, Decimal):
        return format_baht(value)
    return linebreaksbr(value) if isinstance(value, str) else str(value)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A symbol of the page's sprite. Decoration without a label; with one it is read out."""
    if label:
        return format_html(
            '<svg class="i" viewBox="0 0 24 24" role="img" aria-label="{}"><use href="#i-{}"/></svg>', label, name
        )
    return format_html('<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><use href="#i-{}"/></svg>', name)


def may_stay_blank(bound: forms.BoundField) -> bool:
    """Whether "(if any)" would be wrong beside the label: it is filled in later, or is no answer at all."""
    return getattr(bound.form, "blanks_may_wait", False) or getattr(bound.field, "unmarked", False)


@register.inclusion_tag("toolkit/field.html")
def field(bound: forms.BoundField) -> dict[str, Any]:
    """A form field with label, hint, control and error, tied together for screen readers."""
    widget = bound.field.widget
    is_checkbox = isinstance(widget, forms.CheckboxInput)
    attrs: dict[str, Any] = {}
    choices = isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))
    if not is_checkbox and not choices:
        classes = widget.attrs.get("class", "").split()
        attrs["class"] = " ".join(["in", *(name for name in classes if name != "in")])
    described_by = [
        f"{bound.auto_id}_{part}" for part, there in (("helptext", bound.help_text), ("error", bound.errors)) if there
    ]
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attrs) if not bound.is_hidden else bound.as_hidden(),
        "is_date": isinstance(widget, BeDateInput),
        "is_checkbox": is_checkbox,
        "optional": not (bound.field.required or is_checkbox or may_stay_blank(bound)),
        "described_by": " ".join(described_by),
    }


@register.inclusion_tag("toolkit/_sort.html", takes_context=True)
def sort_header(
    context: template.Context, words: ListWords, word: str, label: str, numeric: bool = False
) -> dict[str, Any]:
    """The head of a sortable column: a plain link that sorts by it, or turns the order round."""
    return {
        "request": context["request"],
        "label": label,
        "direction": words.direction_of(word),
        "next": words.turned(word),
        "numeric": numeric,
    }


@register.simple_tag(takes_context=True)
def without(context: dict[str, Any], *names: str) -> str:
    """The address of this list without a filter, from its first page: `{% without reason.without %}`."""
    left = context["request"].GET.copy()
    for name in (*names, "page", "as"):
        left.pop(name, None)
    return f"?{left.urlencode()}"
