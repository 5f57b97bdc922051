"""What a founding document becomes: plain frozen values, each with the lines it was read from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from localplan.toolkit.thai_dates import fiscal_year


@dataclass(frozen=True)
class Line:
    """A line of the document, or the part of it that one cell holds. `number` counts from 1."""

    number: int
    text: str


@dataclass(frozen=True)
class Skipped:
    """A line that is neither table nor letter: page numbers, repeated heads. Blank lines are not listed."""

    number: int
    text: str
    why: str | Promise


@dataclass(frozen=True)
class Choice:
    """One answer to a question. `value` is what goes back into `parse(answers=…)`."""

    value: str
    label: str | Promise


@dataclass(frozen=True)
class ParsedQuestion:
    """What the text leaves open. `answer` is "" until somebody, or for holidays the rule, has chosen.

    kind: year, contradiction, weekday, holiday, months, date, rows, fiscal_year.
    """

    code: str
    kind: str
    where: str | Promise
    line: int
    words: str
    text: str | Promise
    choices: tuple[Choice, ...]
    answer: str = ""
    by_rule: bool = False

    @property
    def is_open(self) -> bool:
        return not self.answer


@dataclass(frozen=True)
class Link:
    """A step that a sentence speaks of, and the dates that follow. A date is None where this sentence gives none.

    `proposed` names the dates the document does not say; `exact` those it says to the day or month within the
    sentence, which outweigh the months of the row. `due_written` is the due date before a holiday moved it.
    `questions` are the codes of the open questions on which the link still depends.
    """

    step: str
    fiscal_year: int
    period: int = 0
    opens_on: dt.date | None = None
    due_on: dt.date | None = None
    check_due_on: dt.date | None = None
    due_written: dt.date | None = None
    proposed: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    span: tuple[int, int] | None = None  # first and last fiscal year of the plan, where the sentence names them
    questions: tuple[str, ...] = ()

    @property
    def moved(self) -> bool:
        """The due date as written is a holiday; show both."""
        return self.due_written is not None and self.due_written != self.due_on


@dataclass(frozen=True)
class ParsedItem:
    """One item of guidance, word for word apart from joined lines. Number 0: the row's single, unnumbered one.

    `duties` are duties in words that no step counts: supervise, help.
    """

    number: int
    text: str
    lines: tuple[Line, ...]
    links: tuple[Link, ...] = ()
    duties: tuple[str, ...] = ()


@dataclass(frozen=True)
class ParsedRow:
    """One numbered row. `months` is as written, wrapped lines joined."""

    number: int
    months: str
    from_on: dt.date
    until_on: dt.date
    items: tuple[ParsedItem, ...]
    remark: str
    remark_links: tuple[Link, ...]
    lines: tuple[Line, ...]

    @property
    def fiscal_year(self) -> int:
        """The fiscal year its months end in; its links may serve another."""
        return fiscal_year(self.until_on)


@dataclass(frozen=True)
class ParsedCalendar:
    """One operating calendar. Rows are in the order of their numbers; `note` is without its label."""

    title: str
    fiscal_year: int
    rows: tuple[ParsedRow, ...]
    note: str
    note_links: tuple[Link, ...]
    note_lines: tuple[Line, ...]
    deadlines: tuple[Link, ...]  # all links, one per step and fiscal year

    @property
    def items(self) -> tuple[ParsedItem, ...]:
        return tuple(item for row in self.rows for item in row.items)


@dataclass(frozen=True)
class Cited:
    """A letter that a letter refers to."""

    number: str
    dated_on: dt.date | None
    urgency: str = ""


@dataclass(frozen=True)
class LetterDate:
    """A date a letter names. kind: opens, due, menu (a screen may be used from that day), named (none of these)."""

    kind: str
    on: dt.date
    words: str
    line: int
    fiscal_year: int
    steps: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class ParsedCircular:
    """One letter. `number` may end after "ว" or "/": the running number is typed from the register.

    `month` is as written; `dated_on` is None while the day is blank. `initials` in the order on the page.
    """

    number: str
    to: str
    fiscal_year: int
    subject: str
    month: str
    dated_on: dt.date | None
    body: tuple[str, ...]
    cites: tuple[Cited, ...]
    dates: tuple[LetterDate, ...]
    links: tuple[Link, ...]
    issuer: str
    initials: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class ParsedDocument:
    """Everything read from one text. `lines` is the text as numbered here."""

    calendars: tuple[ParsedCalendar, ...]
    circulars: tuple[ParsedCircular, ...]
    questions: tuple[ParsedQuestion, ...]
    skipped: tuple[Skipped, ...]
    lines: tuple[str, ...] = field(repr=False, default=())

    @property
    def open_questions(self) -> tuple[ParsedQuestion, ...]:
        return tuple(question for question in self.questions if question.is_open)


def as_json(document: ParsedDocument) -> dict[str, Any]:
    """The shape the command prints: counts first. A calendar is itself a circular, so both kinds are counted."""
    return {
        "rows": sum(len(calendar.rows) for calendar in document.calendars),
        "items": sum(len(calendar.items) for calendar in document.calendars),
        "circulars": len(document.calendars) + len(document.circulars),
        "questions": [question_json(question) for question in document.questions],
        "calendars": [_calendar_json(calendar) for calendar in document.calendars],
        "letters": [_circular_json(circular) for circular in document.circulars],
        "skipped": [{"line": line.number, "text": line.text, "why": str(line.why)} for line in document.skipped],
    }


def question_json(question: ParsedQuestion) -> dict[str, Any]:
    """One question in the reader's language."""
    return {
        "code": question.code,
        "kind": question.kind,
        "where": str(question.where),
        "line": question.line,
        "words": question.words,
        "text": str(question.text),
        "choices": [{"value": choice.value, "label": str(choice.label)} for choice in question.choices],
        "answer": question.answer,
        "by_rule": question.by_rule,
    }


def link_json(link: Link) -> dict[str, Any]:
    """One link: as GuidanceItem.links and Calendar.note_steps hold it."""
    return {
        "step": link.step,
        "year": link.fiscal_year,
        "period": link.period,
        "opens_on": _iso(link.opens_on),
        "due_on": _iso(link.due_on),
        "due_written": _iso(link.due_written),
        "check_due_on": _iso(link.check_due_on),
        "proposed": list(link.proposed),
        "exact": list(link.exact),
        "span": list(link.span) if link.span else None,
        "questions": list(link.questions),
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _calendar_json(calendar: ParsedCalendar) -> dict[str, Any]:
    return {
        "title": calendar.title,
        "fiscal_year": calendar.fiscal_year,
        "rows": [
            {
                "number": row.number,
                "months": row.months,
                "from_on": _iso(row.from_on),
                "until_on": _iso(row.until_on),
                "fiscal_year": row.fiscal_year,
                "remark": row.remark,
                "remark_links": [link_json(link) for link in row.remark_links],
                "items": [
                    {
                        "number": item.number,
                        "text": item.text,
                        "lines": [line.number for line in item.lines],
                        "links": [link_json(link) for link in item.links],
                        "duties": list(item.duties),
                    }
                    for item in row.items
                ],
            }
            for row in calendar.rows
        ],
        "note": calendar.note,
        "note_links": [link_json(link) for link in calendar.note_links],
        "deadlines": [link_json(link) for link in calendar.deadlines],
    }


def _circular_json(circular: ParsedCircular) -> dict[str, Any]:
    return {
        "number": circular.number,
        "to": circular.to,
        "fiscal_year": circular.fiscal_year,
        "subject": circular.subject,
        "month": circular.month,
        "dated_on": _iso(circular.dated_on),
        "body": list(circular.body),
        "cites": [
            {"number": cited.number, "dated_on": _iso(cited.dated_on), "urgency": cited.urgency}
            for cited in circular.cites
        ],
        "dates": [
            {
                "kind": date.kind,
                "on": _iso(date.on),
                "words": date.words,
                "line": date.line,
                "year": date.fiscal_year,
                "steps": list(date.steps),
                "questions": list(date.questions),
            }
            for date in circular.dates
        ],
        "links": [link_json(link) for link in circular.links],
        "issuer": circular.issuer,
        "initials": list(circular.initials),
    }
