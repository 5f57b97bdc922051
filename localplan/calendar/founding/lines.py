"""Lines of the document: numbered, freed of page furniture, joined where the layout wrapped them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.thai_text import arabic_digits, norm

from .parsed import Line, Skipped

_LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_PAGE_NUMBER = re.compile(r"[-–—]\s*\d{1,3}\s*[-–—]|\(\s*\d{1,3}\s*\)|หน้า(?:ที่)?\s*\d{1,3}(?:\s*(?:/|จาก)\s*\d{1,3})?")
_CATCHWORD = re.compile(r"/\s*\S.*(?:\.{2,}|…)")  # the first words of the next page, as letters end their pages
#: Words over the columns, by column; a repeated head is furniture.
HEADS = (
    ("ที่", "ลำดับ", "ลำดับที่", "ลำดับ ที่"),
    ("เดือน", "ช่วงเวลา", "ห้วงเวลา", "ระยะเวลา"),
    ("แนวทางการดำเนินงาน", "แนวทางดำเนินงาน", "แนวทางการปฏิบัติงาน", "แนวทางปฏิบัติ", "การดำเนินงาน", "กิจกรรม"),
    ("หมายเหตุ",),
)
_HEAD_WORDS = frozenset(word for column in HEADS for word in column)


def words(line: Line) -> str:
    """The line as read: single spaces, nothing invisible."""
    return norm(line.text, newlines=False)


def read(text: str) -> str:
    """Text as patterns read it: Thai digits as Arabic ones, letter for letter, so that places stay the same."""
    return arabic_digits(text)


def flat(text: str) -> str:
    """Without any space: the layout puts them in the middle of phrases."""
    return re.sub(r"\s+", "", read(text))


def source_lines(text: str) -> list[Line]:
    """The lines as they stand. Page and column breaks of a word processor end a line too."""
    raw = _LINE_ENDS.split(text.lstrip("\ufeff"))
    while raw and not raw[-1].strip():
        raw.pop()
    return [Line(number, line) for number, line in enumerate(raw, start=1)]


def is_blank(line: Line) -> bool:
    return not words(line)


def is_head(line: Line) -> bool:
    """Nothing but words of the table's head."""
    pieces = [norm(piece, newlines=False) for piece in line.text.split("\t")]
    said = [piece for piece in pieces if piece]
    return bool(said) and all(piece in _HEAD_WORDS for piece in said)


def without_furniture(lines: Sequence[Line]) -> tuple[list[Line], list[Skipped]]:
    """The lines that say something, blank ones kept, and the ones that belong to the page."""
    kept, skipped = [], []
    filled = [line for line in lines if not is_blank(line)]
    heads = {line.number for line in filled if is_head(line)}
    beside = {
        b.number for a, b, c in zip([None, *filled], filled, [*filled[1:], None], strict=False)
        if (a and a.number in heads) or (c and c.number in heads)
    }  # fmt: skip
    for line in lines:
        said = read(words(line))
        if _PAGE_NUMBER.fullmatch(said):
            skipped.append(Skipped(line.number, line.text, _("page number")))
        elif line.number in heads and ("\t" in line.text or line.number in beside):
            skipped.append(Skipped(line.number, line.text, _("table head")))
        elif _CATCHWORD.fullmatch(said):
            skipped.append(Skipped(line.number, line.text, _("first words of the next page")))
        else:
            kept.append(line)
    return kept, skipped


@dataclass(frozen=True)
class Passage:
    """Wrapped lines joined into running text, which still knows the line of each place."""

    text: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]

    def line_at(self, place: int) -> int:
        """Line number of a place in the text; 0 when there is no line."""
        return self.lines[max(bisect_right(self.starts, place) - 1, 0)].number if self.lines else 0


def _is_thai_letter(letter: str) -> bool:
    return "\u0e00" < letter < "\u0e7f" and letter not in "๐๑๒๓๔๕๖๗๘๙"


def join(lines: Iterable[Line]) -> Passage:
    """Thai goes on without a space across a line's end, unless one was typed there; figures keep one."""
    text, kept, starts, last = "", [], [], ""
    for line in lines:
        said = words(line)
        if not said:
            continue
        if text:
            typed = last[-1].isspace() or line.text[0].isspace()
            text += "" if not typed and _is_thai_letter(text[-1]) and _is_thai_letter(said[0]) else " "
        starts.append(len(text))
        kept.append(line)
        text += said
        last = line.text
    return Passage(text, tuple(kept), tuple(starts))
