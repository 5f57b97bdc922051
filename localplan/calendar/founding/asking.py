"""The questions a reading raises, and the answers it is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise, lazy

from localplan.toolkit.thai_dates import format_long, format_medium

from .parsed import Choice, ParsedQuestion


def say(message: str | Promise, **params: Any) -> str | Promise:
    """A sentence with its figures, read in the reader's language when shown."""
    return lazy(lambda: str(message) % params, str)()


def day_words(day: dt.date) -> str | Promise:
    """1 ก.ย. 2552, in the reader's language."""
    return lazy(format_medium, str)(day)


def long_day_words(day: dt.date) -> str | Promise:
    """With the weekday."""
    return lazy(format_long, str)(day)


@dataclass(frozen=True)
class Place:
    """Where in the document: a stable code, the same in words, and the line."""

    code: str
    label: str | Promise
    line: int


class Asking:
    """Collects questions; the same question is asked once. An answer that is not among the choices is none."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self.answers = answers
        self.questions: dict[str, ParsedQuestion] = {}

    def ask(
        self,
        place: Place,
        kind: str,
        words: str,
        text: str | Promise,
        choices: list[Choice],
        *,
        by_rule: str = "",
    ) -> ParsedQuestion:
        """`by_rule` is the answer that holds unless somebody chooses another."""
        code = f"{place.code}.{kind}"
        known = {choice.value for choice in choices}
        given = self.answers.get(code, "")
        answer = given if given in known else by_rule
        question = ParsedQuestion(
            code,
            kind,
            place.label,
            place.line,
            words,
            text,
            tuple(choices),
            answer,
            by_rule=bool(by_rule) and not given,
        )
        return self.questions.setdefault(code, question)
