"""Drafts of calendars: imported, typed, copied forward, their questions answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings

from .. import rules
from ..facts import CalendarFact, CircularFact, GuidanceFact, Link, RowFact, StepDates
from ..models import Calendar, CalendarRow, Circular, FiscalYear, GuidanceItem


def _year(number: int) -> FiscalYear:
    year, _ = FiscalYear.objects.get_or_create(number=number)
    return year


def lock_calendar(calendar: Calendar) -> Calendar:
    """The calendar's row, locked until the transaction ends."""
    found: Calendar = Calendar.objects.select_for_update(no_key=True, of=("self",)).get(pk=calendar.pk)
    return found


def _write_rows(calendar: Calendar, rows: Sequence[RowFact]) -> None:
    made = CalendarRow.objects.bulk_create(
        CalendarRow(
            calendar=calendar,
            number=row.number,
            months=row.months,
            from_on=row.from_on,
            until_on=row.until_on,
            remark=row.remark,
        )
        for row in rows
    )
    GuidanceItem.objects.bulk_create(
        GuidanceItem(row=kept, number=item.number, text=item.text, links=[link.as_json() for link in item.links])
        for kept, row in zip(made, rows, strict=True)
        for item in row.items
    )


@transaction.atomic
def draft_calendar(issuer: Organisation, told: CalendarFact, *, by: Membership) -> Calendar:
    """Begin a year's calendar of an office, or replace its draft. A published one is refused."""
    require(by, Do.CALENDAR, issuer)
    year = _year(told.year)
    Organisation.objects.locked([issuer.pk]).get()
    calendar = Calendar.objects.select_for_update(no_key=True, of=("self",)).of(issuer.pk, year.pk).first()
    findings = Findings()
    findings.add(rules.calendar_has_rows(len(told.rows)))
    findings.add(rules.calendar_is_published_once(already=calendar is not None and calendar.published_at is not None))
    findings.settle()
    values = {
        "title": told.title,
        "note": told.note,
        "note_steps": [link.as_json() for link in told.note_links],
        "source_text": told.source_text,
        "questions": [dict(question) for question in told.questions],
    }
    if calendar is None:
        calendar = Calendar.objects.create(organisation=issuer, year=year, **values)
    else:
        calendar.rows.all().delete()
        Calendar.objects.filter(pk=calendar.pk).update(**values, version=calendar.version + 1)
        calendar.refresh_from_db()
    _write_rows(calendar, told.rows)
    record(by, "calendar_drafted", [Did(calendar, issuer.pk, after={"rows": len(told.rows)})])
    return calendar


@transaction.atomic
def keep_circular(issuer: Organisation, year: int, told: CircularFact, *, by: Membership) -> Circular:
    """Keep a letter as read from a document; one with the same subject and date is not kept twice."""
    require(by, Do.CALENDAR, issuer)
    Organisation.objects.locked([issuer.pk]).get()
    there = Circular.objects.filter(
        organisation=issuer, year_id=year, subject=told.subject, dated_on=told.dated_on, calendar=None
    ).first()
    if there is not None:
        return there
    made = Circular.objects.create(
        organisation=issuer,
        year=_year(year),
        number=told.number,
        dated_on=told.dated_on,
        subject=told.subject,
        body=told.body,
        cites=[dict(cited) for cited in told.cites],
        dates=[dict(named) for named in told.dates],
        by=by,
        recorded_at=clock.now(),
    )
    record(by, "circular_kept", [Did(made, issuer.pk)])
    return made


@transaction.atomic
def answer_import_question(calendar: Calendar, question: str, choice: str, *, by: Membership) -> Calendar:
    """Settle one question of the import; the choice is applied to the links it is about."""
    require(by, Do.CALENDAR, calendar.organisation)
    calendar = lock_calendar(calendar)
    findings = Findings()
    findings.add(rules.calendar_is_published_once(already=calendar.published_at is not None))
    kept = [dict(q) for q in calendar.questions]
    asked = next((q for q in kept if q["id"] == question), None)
    findings.add(rules.choice_is_offered(choice, offered=[c["code"] for c in asked["choices"]] if asked else []))
    findings.settle()
    assert asked is not None
    asked["answer"] = choice
    chosen = next(c for c in asked["choices"] if c["code"] == choice)
    for change in chosen.get("changes", []):
        _apply(calendar, change)
    Calendar.objects.filter(pk=calendar.pk).update(questions=kept, version=calendar.version + 1)
    calendar.refresh_from_db()
    after = {"question": asked["text"], "answer": chosen["label"]}
    record(by, "question_answered", [Did(calendar, calendar.organisation_id, after=after)])
    return calendar


def _apply(calendar: Calendar, change: dict[str, object]) -> None:
    """One change of a link: {row, item, step, set: {year|opens_on|due_on|check_due_on}}; row 0 is the note."""
    wanted = dict(change["set"])  # type: ignore[call-overload]

    def changed(links: list[dict[str, object]]) -> list[dict[str, object]]:
        return [link | wanted if link["step"] == change["step"] else link for link in links]

    if change["row"] == 0:
        calendar.note_steps = changed(calendar.note_steps)
        Calendar.objects.filter(pk=calendar.pk).update(note_steps=calendar.note_steps)
        return
    item = GuidanceItem.objects.get(row__calendar=calendar, row__number=change["row"], number=change["item"])
    GuidanceItem.objects.filter(pk=item.pk).update(links=changed(item.links))


@transaction.atomic
def tie_item(item: GuidanceItem, links: Sequence[Link], *, by: Membership) -> GuidanceItem:
    """Say which deadlines an item of a draft speaks of, and their dates."""
    calendar = item.row.calendar
    require(by, Do.CALENDAR, calendar.organisation)
    calendar = lock_calendar(calendar)
    findings = Findings()
    findings.add(rules.calendar_is_published_once(already=calendar.published_at is not None))
    for link in links:
        d = link.dates
        findings.add(
            rules.dates_are_in_order(
                opens_on=d.opens_on, due_on=d.due_on, check_due_on=d.check_due_on, closes_on=d.closes_on
            )
        )
    findings.settle()
    after = [link.as_json() for link in links]
    before = {"links": item.links}
    GuidanceItem.objects.filter(pk=item.pk).update(links=after)
    Calendar.objects.filter(pk=calendar.pk).update(version=calendar.version + 1)
    item.refresh_from_db()
    record(by, "corrected", [Did(calendar, calendar.organisation_id, before, {"links": after})])
    return item


def shifted(day: dt.date, years: int) -> dt.date:
    """The same day so many years on; 29 February falls back to the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _shift(link: Link, years: int) -> Link:
    d = link.dates
    closes = shifted(d.closes_on, years) if d.closes_on else None
    dates = StepDates(
        shifted(d.opens_on, years), _month_end(d.due_on, years), _month_end(d.check_due_on, years), closes
    )
    return replace(link, year=link.year + years, dates=dates, proposed=True)


def _month_end(day: dt.date, years: int) -> dt.date:
    """The last day of a month stays the last day of it, in leap years too."""
    was_last = (day + dt.timedelta(days=1)).day == 1
    moved = shifted(day, years)
    if not was_last:
        return moved
    following = (moved.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return following - dt.timedelta(days=1)


def _renumber(text: str, years: int, known: set[int]) -> str:
    """Years named in the text move along: only those the calendar itself is about."""
    for year in sorted(known, reverse=years > 0):
        text = text.replace(str(year), str(year + years))
    return text


def copied_forward(calendar: Calendar, to_year: int) -> CalendarFact:
    """The calendar as it would read for another fiscal year: dates, years in the text and plan spans moved on."""
    years = to_year - calendar.year_id
    known = {calendar.year_id + step for step in (-2, -1, 0, 1, 2)}
    rows = tuple(
        RowFact(
            row.number,
            _renumber(row.months, years, known),
            shifted(row.from_on, years),
            _month_end(row.until_on, years),
            tuple(
                GuidanceFact(
                    item.number,
                    _renumber(item.text, years, known),
                    tuple(_shift(Link.from_json(link), years) for link in item.links),
                )
                for item in row.items.all()
            ),
            _renumber(row.remark, years, known),
        )
        for row in calendar.rows.all()
    )
    note_links = tuple(_shift(Link.from_json(link), years) for link in calendar.note_steps)
    return CalendarFact(to_year, _renumber(calendar.title, years, known), rows, calendar.note, note_links)


def copy_forward(calendar: Calendar, to_year: int, *, by: Membership) -> Calendar:
    """Begin another year's calendar from this one."""
    return draft_calendar(calendar.organisation, copied_forward(calendar, to_year), by=by)
