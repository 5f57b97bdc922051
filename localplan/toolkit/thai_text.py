"""Thai text as people type, paste and read it: cleaning, digits, amounts in words, spaces that must not break."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.functional import Promise

from .problems import Problem

THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
ARABIC_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
NBSP = "\u00a0"

# Old Thai fonts kept shifted marks in the private-use area; text pasted from their PDFs still carries them.
_OLD_FONT_GLYPHS = dict(zip(range(0xF700, 0xF71B), "ฐิีึื่้๊๋์่้๊๋์ญัํ็่้๊๋์ฺุู", strict=True))
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069\ufffe\uffff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff]"
)
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_PLAIN = re.compile("[!-~]*")
_TONES = "่้๊๋"
_ABOVE = "ัิีึื็ํ"
_BELOW = "ฺุู"
_ORDER = [
    (re.compile("เเ"), "แ"),
    (re.compile(f"([{_TONES}์])([{_ABOVE}{_BELOW}])"), r"\2\1"),  # tone typed before its vowel
    (re.compile(f"ํ([{_TONES}]?)า"), r"\1ำ"),  # nikhahit and sara aa are one letter, sara am
    (re.compile(f"([{_TONES}])ํา"), r"\1ำ"),
    (re.compile(f"ำ([{_TONES}])"), r"\1ำ"),  # sara am typed before its tone
    (re.compile(f"([{_TONES}{_ABOVE}{_BELOW}์ๆาำะ])\\1+"), r"\1"),  # a mark typed twice looks like once
]
#: Anything at which norm() has work to do; most texts have nothing of it, and one look is cheaper than ten searches.
_SUSPECT = re.compile(
    "[\u200b-\u200f\u2060\ufeff\u00ad\u2028-\u202e\u2066-\u2069\ufffe\uffff\x00-\x1f\x7f-\xa0\ue000-\uf8ff"
    "\u1680\u2000-\u200a\u202f\u205f\u3000]"
    f"|^ |  | $|เเ|[{_TONES}์][{_ABOVE}{_BELOW}]|ํ[{_TONES}]?า|ำ[{_TONES}]|([{_TONES}{_ABOVE}{_BELOW}์ๆาำะ])\\1"
)


class InputError(ValueError):
    """What was typed cannot be read. `text` says so, and what to do, in the reader's language."""

    def __init__(
        self, message: str | Promise, params: Mapping[str, Any] | None = None, code: str = "unreadable"
    ) -> None:
        self.message, self.params, self.code = message, dict(params or {}), code
        super().__init__(code)

    @property
    def text(self) -> str:
        return str(self.message) % self.params if self.params else str(self.message)

    def __str__(self) -> str:
        return self.text

    def problem(self, *, rule: str, field: str = "", row: int | None = None, column: str | Promise = "") -> Problem:
        """The same words as a Problem, for tables read row by row."""
        return Problem(rule=rule, message=self.message, params=self.params, field=field, row=row, column=column)


def norm(text: str, *, newlines: bool = True) -> str:
    """Clean typed or pasted text: one spelling for what looks the same, nothing invisible, single spaces.

    Never NFKC: it splits sara am. With `newlines=False` line ends become spaces.
    """
    if _PLAIN.fullmatch(text):
        return text  # codes and figures, most cells of a list
    if _SUSPECT.search(text) is None and unicodedata.is_normalized("NFC", text):
        return text
    text = unicodedata.normalize("NFC", text.translate(_OLD_FONT_GLYPHS))
    text = _INVISIBLE.sub("", text)
    for pattern, replacement in _ORDER:
        text = pattern.sub(replacement, text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if newlines:
        return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip()
    return _SPACES.sub(" ", text.replace("\n", " ")).strip()


def thai_digits(value: object) -> str:
    """๑๒๓ for official letters; tables and forms keep 123."""
    return str(value).translate(THAI_DIGITS)


def arabic_digits(text: str) -> str:
    return text.translate(ARABIC_DIGITS)


_WORDS = ["", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า"]
_PLACES = ["", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน"]


def _up_to_a_million(number: int, *, follows: bool) -> str:
    words = ""
    for place in range(5, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            continue
        if place == 1:
            words += {1: "สิบ", 2: "ยี่สิบ"}.get(digit, _WORDS[digit] + "สิบ")
        elif place == 0 and digit == 1 and (number > 1 or follows):
            words += "เอ็ด"
        else:
            words += _WORDS[digit] + _PLACES[place]
    return words


def number_words(number: int) -> str:
    """21 → ยี่สิบเอ็ด; millions repeat (ล้านล้าน)."""
    if number == 0:
        return "ศูนย์"
    millions, rest = divmod(number, 10**6)
    return (number_words(millions) + "ล้าน" if millions else "") + _up_to_a_million(rest, follows=millions > 0)


def baht(amount: Decimal | int) -> str:
    """An amount in Thai words as cheques and contracts print it: หนึ่งร้อยบาทถ้วน."""
    exact = Decimal(amount).quantize(Decimal("0.01"), ROUND_HALF_UP)
    whole, satang = divmod(int(abs(exact) * 100), 100)
    words = "" if whole == 0 and satang else number_words(whole) + "บาท"
    words += number_words(satang) + "สตางค์" if satang else "ถ้วน"
    return ("ลบ" if exact < 0 else "") + words


_NUMBER_THEN_UNIT = re.compile(r"(?<=[0-9๐-๙%]) (?=[ก-ฮเ-ไA-Za-z])")
_WORD_THEN_NUMBER = re.compile(
    r"(พ\.ศ\.|ค\.ศ\.|โทร\.|BE|หมู่ที่|หมู่|ที่|ปี|ไตรมาส|ครั้งที่|ข้อ|ชั้น|ม\.ค\.|ก\.พ\.|มี\.ค\.|เม\.ย\.|พ\.ค\.|มิ\.ย\.|ก\.ค\.|ส\.ค\."
    r"|ก\.ย\.|ต\.ค\.|พ\.ย\.|ธ\.ค\.) (?=[0-9๐-๙])"
)


def nb(text: str) -> str:
    """Tie a number to its unit (17 วัน, พ.ศ. 2570, หมู่ที่ 7, 1 ต.ค. 2569) so that a line never ends between."""
    return _WORD_THEN_NUMBER.sub(lambda found: found[1] + NBSP, _NUMBER_THEN_UNIT.sub(NBSP, text))


_LEADING_VOWEL = re.compile("([เแโใไ])([ก-ฮ])")


def thai_key(text: str) -> str:
    """Sort key in dictionary order, twin of the database function of the same name."""
    plain = re.sub(r"[็-๎ ().]", "", text)
    return _LEADING_VOWEL.sub(r"\2\1", plain) + " " + re.sub(r"[^็-๎]", "", text)
