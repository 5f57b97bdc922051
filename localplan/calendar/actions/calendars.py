"""Drafts of calendars: read from a document, its questions answered, copied forward."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings
from localplan.toolkit.thai_dates import end_of_month

from .. import rules
from ..facts import CalendarFact, CircularFact, DraftDeadline, GuidanceFact, RowFact, Tie
from ..founding import ParsedDocument, parse
from ..founding.reading import NO_ANSWERS
from ..importing import calendar_facts, circular_fact, with_typed
from ..models import Calendar, CalendarRow, Circular, FiscalYear, GuidanceItem
from ..working_days import days_off, due_and_written


@dataclass(frozen=True)
class Imported:
    """What came of a document: the drafts, the letters kept beside them, and all that was read."""

    calendars: list[Calendar]
    letters: list[Circular]
    document: ParsedDocument
    made: int  # drafts and letters that were not there before


def year_of(number: int) -> FiscalYear:
    """The fiscal year's row, made when its first calendar or letter is begun."""
    year, _ = FiscalYear.objects.get_or_create(number=number)
    return year


def lock_calendar(calendar: Calendar) -> Calendar:
    """The calendar's row, locked until the transaction ends."""
    found: Calendar = Calendar.objects.select_for_update(no_key=True, of=("self",)).get(pk=calendar.pk)
    return found


def lock_draft(calendar: Calendar, by: Membership, findings: Findings) -> Calendar:
    """The right, the lock, and the question whether it is still a draft."""
    require(by, Do.CALENDAR, calendar.organisation)
    calendar = lock_calendar(calendar)
    findings.add(rules.calendar_is_published_once(already=calendar.published_at is not None))
    return calendar


def touch(calendar: Calendar, **values: object) -> Calendar:
    """Write fields of the calendar's own row; the version counts what was changed, so a stale look is noticed."""
    Calendar.objects.filter(pk=calendar.pk).update(**values, version=calendar.version + 1)
    calendar.refresh_from_db()
    return calendar


def _write_rows(calendar: Calendar, rows: Sequence[RowFact]) -> None:
    made = CalendarRow.objects.bulk_create(
        CalendarRow(
            calendar=calendar,
            number=row.number,
            months=row.months,
            from_on=row.from_on,
            until_on=row.until_on,
            remark=row.remark,
            remark_links=_as_json(row.remark_ties),
        )
        for row in rows
    )
    GuidanceItem.objects.bulk_create(
        GuidanceItem(row=kept, number=item.number, text=item.text, links=_as_json(item.ties))
        for kept, row in zip(made, rows, strict=True)
        for item in row.items
    )


def _as_json(facts: Iterable[Tie | DraftDeadline]) -> list[dict[str, object]]:
    return [fact.as_json() for fact in facts]


@transaction.atomic
def draft_calendar(issuer: Organisation, told: CalendarFact, *, by: Membership) -> Calendar:
    """Begin a year's calendar of an office, or replace its draft. A published one is refused."""
    require(by, Do.CALENDAR, issuer)
    year = year_of(told.year)
    Organisation.objects.locked([issuer.pk]).get()
    calendar = Calendar.objects.select_for_update(no_key=True, of=("self",)).of(issuer.pk, year.pk).first()
    findings = Findings()
    findings.add(rules.calendar_has_rows(len(told.rows)))
    findings.add(rules.calendar_is_published_once(already=calendar is not None and calendar.published_at is not None))
    findings.settle()
    values = {
        "title": told.title,
        "note": told.note,
        "note_steps": _as_json(told.note_ties),
        "deadlines": _as_json(told.deadlines),
        "source_text": told.source_text,
        "questions": [dict(question) for question in told.questions],
    }
    if calendar is None:
        calendar = Calendar.objects.create(organisation=issuer, year=year, **values)
    else:
        calendar.rows.all().delete()
        calendar = touch(calendar, **values)
    _write_rows(calendar, told.rows)
    record(by, "calendar_drafted", [Did(calendar, issuer.pk, after={"rows": len(told.rows)})])
    return calendar


@transaction.atomic
def import_document(
    issuer: Organisation, text: str, *, answers: Mapping[str, str] = NO_ANSWERS, by: Membership
) -> Imported:
    """Read a document into drafts and letters. The same text again keeps the answers and what was typed."""
    require(by, Do.CALENDAR, issuer)
    Organisation.objects.locked([issuer.pk]).get()
    holidays, there = (
        days_off(),
        {c.year_id: c for c in Calendar.objects.filter(organisation=issuer, published_at=None)},
    )
    same = next((calendar for calendar in there.values() if calendar.source_text == text), None)
    given = {**(answers_of(same) if same else {}), **answers}
    document = parse(text, holidays=holidays, answers=given)
    findings = Findings()
    offered = {question.code: [choice.value for choice in question.choices] for question in document.questions}
    for code, value in answers.items():
        findings.add(rules.choice_is_offered(value, offered=offered.get(code, ())), column=code)
    findings.settle()
    calendars, made = [], 0
    for told in calendar_facts(document, text, holidays):
        before = there.get(told.year)
        made += before is None
        if before is not None and before.source_text == text:
            calendars.append(_read_again(before, told, by))
        else:
            calendars.append(draft_calendar(issuer, told, by=by))
    letters = []
    for parsed in document.circulars:
        before_ = Circular.objects.count()
        letters.append(keep_circular(issuer, parsed.fiscal_year, circular_fact(parsed), by=by))
        made += Circular.objects.count() - before_
    return Imported(calendars, letters, document, made)


@transaction.atomic
def keep_circular(issuer: Organisation, year: int, told: CircularFact, *, by: Membership) -> Circular:
    """Keep a letter as read from a document; the same letter read again is brought up to date, not kept twice."""
    require(by, Do.CALENDAR, issuer)
    Organisation.objects.locked([issuer.pk]).get()
    kept = Circular.objects.filter(organisation=issuer, calendar=None, sent_at=None, subject=told.subject)
    there: Circular | None = kept.filter(year_id=year).first()
    values = {
        "number": told.number,
        "dated_on": told.dated_on,
        "body": told.body,
        "cites": [dict(cited) for cited in told.cites],
        "dates": [dict(named) for named in told.dates],
    }
    if there is not None:
        Circular.objects.filter(pk=there.pk).update(**values)
        there.refresh_from_db()
        return there
    made: Circular = Circular.objects.create(
        organisation=issuer, year=year_of(year), subject=told.subject, by=by, recorded_at=clock.now(), **values
    )
    record(by, "circular_kept", [Did(made, issuer.pk)])
    return made


def answers_of(calendar: Calendar) -> dict[str, str]:
    """What officers have chosen so far, by the code of the question; choices by rule are made anew each time."""
    return {q["code"]: q["answer"] for q in calendar.questions if q.get("answer") and not q.get("by_rule")}


@transaction.atomic
def answer_import_question(calendar: Calendar, question: str, choice: str, *, by: Membership) -> Calendar:
    """Settle one question of the import by reading the text again with all the answers so far.

    Texts an officer has changed and dates an officer has typed stay. docs/decisions/0010 says why.
    """
    findings = Findings()
    calendar = lock_draft(calendar, by, findings)
    asked = next((q for q in calendar.questions if q["code"] == question), None)
    offered = {c["value"]: c["label"] for c in asked["choices"]} if asked else {}
    findings.add(rules.choice_is_offered(choice, offered=offered))
    findings.settle()
    assert asked is not None
    answers, holidays = {**answers_of(calendar), question: choice}, days_off()
    document = parse(calendar.source_text, holidays=holidays, answers=answers)
    facts = calendar_facts(document, calendar.source_text, holidays)
    told = next((fact for fact in facts if fact.year == calendar.year_id), None)
    if told is None:  # the answer is about the year that the calendar serves
        [told] = facts
        other = Calendar.objects.of(calendar.organisation_id, told.year).exists()
        findings.add(rules.calendar_year_is_free(told.year, taken=other))
        findings.settle()
        calendar = touch(calendar, year=year_of(told.year))
    calendar = _read_again(calendar, told, by)
    for parsed in document.circulars:
        keep_circular(calendar.organisation, parsed.fiscal_year, circular_fact(parsed), by=by)
    after = {"question": asked["text"], "answer": offered[choice]}
    record(by, "question_answered", [Did(calendar, calendar.organisation_id, after=after)])
    return calendar


def _read_again(calendar: Calendar, told: CalendarFact, by: Membership) -> Calendar:
    """Dates and ties as read now; the words of the rows stay as they are, for an officer may have changed them."""
    rows = {row.number: row for row in calendar.rows.prefetch_related("items")}
    for fact in told.rows:
        row = rows.get(fact.number)
        if row is None:
            continue
        CalendarRow.objects.filter(pk=row.pk).update(
            from_on=fact.from_on, until_on=fact.until_on, remark_links=_as_json(fact.remark_ties)
        )
        items = {item.number: item.ties for item in fact.items}
        for item in row.items.all():
            if item.number in items:
                GuidanceItem.objects.filter(pk=item.pk).update(links=_as_json(items[item.number]))
    return touch(
        calendar,
        note_steps=_as_json(told.note_ties),
        deadlines=_as_json(with_typed(told.deadlines, calendar.draft_deadlines)),
        questions=[dict(question) for question in told.questions],
    )


def shifted(day: dt.date, years: int) -> dt.date:
    """The same day so many years on; 29 February falls back to the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _month_end(day: dt.date, years: int) -> dt.date:
    """The last day of a month stays the last day of it, in leap years too."""
    was_last = (day + dt.timedelta(days=1)).day == 1
    moved = shifted(day, years)
    return end_of_month(moved) if was_last else moved


def _shift(deadline: DraftDeadline, years: int, holidays: frozenset[dt.date]) -> DraftDeadline:
    """Moved on as written; then away from the holidays of the other year."""
    written = deadline.due_written or deadline.due_on
    due, moved_from = due_and_written(_month_end(written, years), holidays) if written else (None, None)
    check = due_and_written(_month_end(deadline.check_due_on, years), holidays)[0] if deadline.check_due_on else None
    if due and check and check < due:
        check = due
    return replace(
        deadline,
        year=deadline.year + years,
        opens_on=shifted(deadline.opens_on, years) if deadline.opens_on else None,
        due_on=due,
        check_due_on=check,
        closes_on=shifted(deadline.closes_on, years) if deadline.closes_on else None,
        due_written=moved_from,
        proposed=("opens_on", "due_on", "check_due_on"),
        typed=(),
        questions=(),
    )


def _renumber(text: str, years: int, known: set[int]) -> str:
    """Years named in the text move along: only those the calendar itself is about."""
    for year in sorted(known, reverse=years > 0):
        text = text.replace(str(year), str(year + years))
    return text


def copied_forward(calendar: Calendar, to_year: int) -> CalendarFact:
    """The calendar as it would read for another fiscal year: dates, years in the text and plan spans moved on."""
    years = to_year - calendar.year_id
    known, holidays = {calendar.year_id + step for step in (-2, -1, 0, 1, 2)}, days_off()

    def ties(kept: list[dict[str, object]]) -> tuple[Tie, ...]:
        return tuple(Tie(tie.step, tie.year + years) for tie in map(Tie.from_json, kept))

    rows = tuple(
        RowFact(
            row.number,
            _renumber(row.months, years, known),
            shifted(row.from_on, years),
            _month_end(row.until_on, years),
            tuple(
                GuidanceFact(item.number, _renumber(item.text, years, known), ties(item.links))
                for item in row.items.all()
            ),
            _renumber(row.remark, years, known),
            ties(row.remark_links),
        )
        for row in calendar.rows.prefetch_related("items")
    )
    return CalendarFact(
        year=to_year,
        title=_renumber(calendar.title, years, known),
        rows=rows,
        deadlines=tuple(_shift(deadline, years, holidays) for deadline in calendar.draft_deadlines),
        note=_renumber(calendar.note, years, known),
        note_ties=ties(calendar.note_steps),
    )


@transaction.atomic
def copy_forward(calendar: Calendar, to_year: int, *, by: Membership) -> Calendar:
    """Begin another year's calendar from this one. A draft that is there already is not overwritten."""
    require(by, Do.CALENDAR, calendar.organisation)
    Organisation.objects.locked([calendar.organisation_id]).get()
    findings = Findings()
    taken = Calendar.objects.of(calendar.organisation_id, to_year).exists()
    findings.add(rules.calendar_year_is_free(to_year, taken=taken))
    findings.settle()
    return draft_calendar(calendar.organisation, copied_forward(calendar, to_year), by=by)
