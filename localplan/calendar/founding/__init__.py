"""Reads an operating calendar and the letters sent with it: from the text of the document to plain dataclasses.

    document = parse(text, holidays=days_off, answers={"row1.item2.year": "2553"})

Reading again with the officer's answers is how an answer is applied: the text stays the only source.
"""

from .days import next_working_day
from .parsed import (
    Choice,
    Cited,
    LetterDate,
    Line,
    Link,
    ParsedCalendar,
    ParsedCircular,
    ParsedDocument,
    ParsedItem,
    ParsedQuestion,
    ParsedRow,
    Skipped,
    as_json,
)
from .reading import parse

__all__ = [
    "Choice",
    "Cited",
    "LetterDate",
    "Line",
    "Link",
    "ParsedCalendar",
    "ParsedCircular",
    "ParsedDocument",
    "ParsedItem",
    "ParsedQuestion",
    "ParsedRow",
    "Skipped",
    "as_json",
    "next_working_day",
    "parse",
]
