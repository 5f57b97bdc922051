"""From a document as read to the facts of a draft; what an officer typed outlasts reading it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace

from .facts import DATE_NAMES, CalendarFact, CircularFact, DraftDeadline, GuidanceFact, RowFact, Tie
from .founding import Link, ParsedCalendar, ParsedCircular, ParsedDocument
from .founding.links import merged
from .founding.parsed import question_json

#: Longest subject a letter is kept with.
SUBJECT_LENGTH = 300


def calendar_facts(document: ParsedDocument, text: str, holidays: Collection[dt.date]) -> list[CalendarFact]:
    """Every calendar of the document. A letter about the same year adds its dates; all questions go with each."""
    questions = tuple(question_json(question) for question in document.questions)
    letters = [link for letter in document.circulars for link in letter.links]
    return [_calendar_fact(calendar, letters, text, questions, holidays) for calendar in document.calendars]


def _calendar_fact(
    calendar: ParsedCalendar,
    letters: Iterable[Link],
    text: str,
    questions: tuple[dict[str, object], ...],
    holidays: Collection[dt.date],
) -> CalendarFact:
    of_letters = [link for link in letters if link.fiscal_year == calendar.fiscal_year]
    deadlines = merged([*calendar.deadlines, *of_letters], holidays) if of_letters else calendar.deadlines
    rows = tuple(
        RowFact(
            row.number,
            row.months,
            row.from_on,
            row.until_on,
            tuple(GuidanceFact(item.number, item.text, _ties(item.links)) for item in row.items),
            row.remark,
            _ties(row.remark_links),
        )
        for row in calendar.rows
    )
    return CalendarFact(
        year=calendar.fiscal_year,
        title=calendar.title,
        rows=rows,
        deadlines=tuple(_deadline(link) for link in deadlines),
        note=calendar.note,
        note_ties=_ties(calendar.note_links),
        source_text=text,
        questions=questions,
    )


def _ties(links: Iterable[Link]) -> tuple[Tie, ...]:
    return tuple(dict.fromkeys(Tie(link.step, link.fiscal_year) for link in links))


def _deadline(link: Link) -> DraftDeadline:
    return DraftDeadline(
        step=link.step,
        year=link.fiscal_year,
        opens_on=link.opens_on,
        due_on=link.due_on,
        check_due_on=link.check_due_on,
        due_written=link.due_written if link.moved else None,
        proposed=tuple(dict.fromkeys(link.proposed)),
        questions=link.questions,
    )


def circular_fact(letter: ParsedCircular) -> CircularFact:
    """A letter of the document; one under a stamp has no subject line, so its first words stand for it."""
    subject = letter.subject or next((part for part in letter.body if part), letter.number)
    return CircularFact(
        subject=subject[:SUBJECT_LENGTH],
        number=letter.number,
        dated_on=letter.dated_on,
        body="\n\n".join(letter.body),
        cites=tuple(
            {"number": cited.number, "dated_on": cited.dated_on.isoformat() if cited.dated_on else ""}
            for cited in letter.cites
        ),
        dates=tuple(
            {"kind": date.kind, "on": date.on.isoformat(), "words": date.words, "steps": ",".join(date.steps)}
            for date in letter.dates
        ),
    )


def with_typed(read: Iterable[DraftDeadline], before: Iterable[DraftDeadline]) -> tuple[DraftDeadline, ...]:
    """What was read anew, with the dates an officer had typed and the deadlines left out or added by hand.

    When an answer moves a step to another fiscal year, what was typed goes with it.
    """
    earlier = list(before)
    found = {deadline.tie: deadline for deadline in read}
    known = {deadline.tie for deadline in earlier}
    for old in earlier:
        if not old.typed and not old.left_out:
            continue
        new = found.get(old.tie)
        if new is None:
            moved = [one for one in found.values() if one.step == old.step and one.tie not in known]
            new = moved[0] if len(moved) == 1 else None
        if new is not None:
            found[new.tie] = replace(
                new,
                **{name: getattr(old, name) for name in old.typed},
                due_written=old.due_written if "due_on" in old.typed else new.due_written,
                proposed=tuple(name for name in new.proposed if name not in old.typed),
                typed=old.typed,
                left_out=old.left_out,
            )
        elif set(DATE_NAMES[:3]) <= set(old.typed):
            found[old.tie] = old
    return tuple(sorted(found.values(), key=lambda deadline: deadline.order))
