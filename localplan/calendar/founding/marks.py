"""The document line by line for reading beside the draft: what was understood, what is asked, what was skipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise

from .days import MONTH, mentions
from .lines import read
from .parsed import ParsedCalendar, ParsedDocument
from .sentences import Sentence, sentences_in

_YEAR = re.compile(r"ปี\s*(?:งบประมาณ)?\s*(?:พ\.?\s*ศ\.?)?\s*\d{4}|\d{4}\s*[-–—]\s*\d{4}")
_MONTHS = re.compile(rf"{MONTH}\s*(?:\d{{4}})?(?:\s*[-–—]\s*{MONTH}\s*(?:\d{{4}})?)?")


@dataclass(frozen=True)
class Piece:
    """Some words of a line. look: "" plain, "read" understood, "ask" an open question is about them."""

    text: str
    look: str = ""


@dataclass(frozen=True)
class MarkedLine:
    """A line as numbered in the document. `why` says why it was skipped; `codes` are its questions."""

    number: int
    pieces: tuple[Piece, ...]
    why: str | Promise = ""
    codes: tuple[str, ...] = ()


def marked_lines(document: ParsedDocument) -> list[MarkedLine]:
    """Every line that is not blank."""
    skipped = {line.number: line.why for line in document.skipped}
    says = _sentences_by_line(document)
    asked: dict[int, list[tuple[str, str, bool]]] = {}
    for question in document.questions:
        for number in range(question.line, question.line + 4):  # words may run on over the end of the line
            asked.setdefault(number, []).append((question.code, question.words, question.is_open))
    found = []
    for number, text in enumerate(document.lines, start=1):
        words = " ".join(text.split())
        if not words:
            continue
        if number in skipped:
            found.append(MarkedLine(number, (Piece(words),), skipped[number]))
            continue
        looks = [""] * len(words)
        for start, end in _understood(words, says.get(number)):
            looks[start:end] = ["read"] * (end - start)
        codes = []
        for code, quoted, is_open in asked.get(number, []):
            for start, end in _part_of(quoted, words):
                looks[start:end] = ["ask" if is_open else "read"] * (end - start)
                codes.append(code)
        found.append(MarkedLine(number, tuple(_pieces(words, looks)), codes=tuple(codes)))
    return found


def _sentences_by_line(document: ParsedDocument) -> dict[int, list[Sentence]]:
    """The lines from which links came, and the phrases that gave them."""
    found: dict[int, list[Sentence]] = {}

    def add(numbers: list[int], text: str, *, linked: bool) -> None:
        for number in numbers if linked else []:
            found.setdefault(number, []).extend(sentences_in(text))

    for calendar in document.calendars:
        for row in calendar.rows:
            for item in row.items:
                add([line.number for line in item.lines], item.text, linked=bool(item.links))
            add([line.number for line in row.lines], row.remark, linked=bool(row.remark_links))
            for line in _month_lines(calendar, row.number):
                found.setdefault(line, [])
        add([line.number for line in calendar.note_lines], calendar.note, linked=bool(calendar.note_links))
    for letter in document.circulars:
        add([line.number for line in letter.lines], " ".join(letter.body), linked=bool(letter.links))
    return found


def _month_lines(calendar: ParsedCalendar, number: int) -> Iterator[int]:
    row = next(row for row in calendar.rows if row.number == number)
    said = "".join(row.months.split())
    for line in row.lines:
        text = "".join(line.text.split())
        if text and text in said:
            yield line.number


def _understood(words: str, sentences: list[Sentence] | None) -> Iterator[tuple[int, int]]:
    """Where phrases, years, months and days stand in a line from which something was read."""
    if sentences is None:
        return
    said = read(words)
    for pattern in (_YEAR, _MONTHS):
        yield from (match.span() for match in pattern.finditer(said))
    yield from ((mention.start, mention.end) for mention in mentions(words))
    places = [place for place, letter in enumerate(said) if not letter.isspace()]
    flat = "".join(said[place] for place in places)
    for sentence in sentences:
        for says in sentence.says:
            for match in re.finditer(says, flat):
                if match.start() < match.end():
                    yield places[match.start()], places[match.end() - 1] + 1


def _part_of(quoted: str, words: str) -> Iterator[tuple[int, int]]:
    """Where quoted words stand in a line, whole or the half that fits on it; spaces do not count."""
    places = [place for place, letter in enumerate(words) if not letter.isspace()]
    flat, wanted = "".join(words[place] for place in places), "".join(quoted.split())
    if not wanted:
        return
    at = flat.find(wanted)
    if at >= 0:
        yield places[at], places[at + len(wanted) - 1] + 1
        return
    for size in range(min(len(wanted), len(flat)), 3, -1):
        if flat.endswith(wanted[:size]):
            yield places[len(flat) - size], places[-1] + 1
            return
        if flat.startswith(wanted[-size:]):
            yield places[0], places[size - 1] + 1
            return


def _pieces(words: str, looks: list[str]) -> Iterator[Piece]:
    start = 0
    for place in range(1, len(words) + 1):
        if place == len(words) or looks[place] != looks[start]:
            yield Piece(words[start:place], looks[start])
            start = place
