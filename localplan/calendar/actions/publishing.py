"""Publishing a calendar: deadlines, the expected set, dates that hold for each organisation; circulating it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any

from django.db import connection, transaction

from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.organisations.posts import DLA_ID, Level, ids_below, province_of
from localplan.organisations.queries import within
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings

from .. import rules
from ..facts import CircularFact, DraftDeadline, StepDates
from ..models import Acknowledgement, Calendar, Circular, Deadline, DeadlineDate, FiscalYear, Question, Submission
from ..steps import STEPS, Actor
from ..working_days import days_off, due_and_written
from .calendars import copied_forward, draft_calendar, lock_calendar, touch

Progress = Callable[[int, int], None]

#: Every organisation of the actor's level that is open today gets its year book and its submission: one statement each.
_BOOKS = """
INSERT INTO calendar_yearbook (organisation_id, year_id)
SELECT id, %(year)s FROM organisations_organisation
WHERE level = %(level)s AND closed_on IS NULL AND (opened_on IS NULL OR opened_on <= %(today)s)
ON CONFLICT DO NOTHING
"""
_SUBMISSIONS = """
INSERT INTO calendar_submission (deadline_id, organisation_id, opens_on, due_on, check_due_on, closes_on,
                                 extended, life, nothing, version)
SELECT %(deadline)s, id, %(opens)s, %(due)s, %(check)s, %(closes)s, false, 'draft', false, 1
FROM organisations_organisation
WHERE level = %(level)s AND closed_on IS NULL AND (opened_on IS NULL OR opened_on <= %(today)s)
ON CONFLICT DO NOTHING
"""


@transaction.atomic
def publish_calendar(
    calendar: Calendar,
    *,
    seen: int | None = None,
    by: Membership,
    progress: Progress = lambda done, of: None,
) -> Calendar:
    """Turn DLA's draft into live duties: deadlines, their dates, and a submission for every expected organisation.

    A deadline that an earlier calendar has published (year_close of the year before) keeps its submissions; its dates
    are moved. Publishing twice is refused. `seen` is the version of the draft that was looked at.
    """
    require(by, Do.CALENDAR, calendar.organisation)
    calendar = lock_calendar(calendar)
    findings_of_publishing(calendar, seen).settle()
    deadlines = [deadline for deadline in calendar.draft_deadlines if not deadline.left_out]
    moment = clock.now()
    for done, deadline in enumerate(deadlines, start=1):
        _publish(deadline, calendar.organisation, by)
        progress(done, len(deadlines))
    calendar = touch(calendar, published_at=moment, published_by=by)
    record(by, "calendar_published", [Did(calendar, calendar.organisation_id, after={"deadlines": len(deadlines)})])
    return calendar


def findings_of_publishing(calendar: Calendar, seen: int | None) -> Findings:
    """What keeps the calendar from being published as it stands."""
    deadlines = [deadline for deadline in calendar.draft_deadlines if not deadline.left_out]
    findings = Findings()
    already = calendar.published_at is not None
    findings.add(rules.calendar_is_published_once(already=already))
    if not already:
        findings.add(rules.draft_is_as_it_was_seen(seen=seen, present=calendar.version))
        findings.add(rules.calendar_has_rows(len(calendar.rows.all())))
        findings.add(rules.calendar_has_deadlines(len(deadlines)))
        findings.add(rules.questions_are_answered(calendar.open_questions))
        findings.add(rules.dla_publishes(level=calendar.organisation.level))
    for deadline in deadlines:
        if deadline.missing:
            findings.add(rules.deadline_has_its_dates(deadline.missing), column=deadline.label)
            continue
        d = deadline.dates
        findings.add(
            rules.dates_are_in_order(
                opens_on=d.opens_on, due_on=d.due_on, check_due_on=d.check_due_on, closes_on=d.closes_on
            ),
            column=deadline.label,
        )
    return findings


def _publish(draft: DraftDeadline, issuer: Organisation, by: Membership) -> None:
    FiscalYear.objects.get_or_create(number=draft.year)
    deadline, made = Deadline.objects.get_or_create(
        year_id=draft.year,
        step=draft.step,
        defaults={"published_at": clock.now(), "published_by": by},
    )
    if not made:
        write_dates(deadline, issuer, draft.dates, reason="", by=by)
        return
    _keep_dates(deadline, issuer, draft.dates, "", by)
    level = "lao" if STEPS[draft.step].actor == Actor.LAO else "province"
    d = draft.dates
    with connection.cursor() as cursor:
        common: dict[str, Any] = {"level": level, "today": clock.today(), "year": draft.year}
        cursor.execute(_BOOKS, common)
        cursor.execute(
            _SUBMISSIONS,
            common
            | {
                "deadline": deadline.pk,
                "opens": d.opens_on,
                "due": d.due_on,
                "check": d.check_due_on,
                "closes": d.closes_on,
            },
        )


def _keep_dates(deadline: Deadline, whose: Organisation, dates: StepDates, reason: str, by: Membership) -> None:
    DeadlineDate.objects.create(
        deadline=deadline,
        organisation=whose,
        opens_on=dates.opens_on,
        due_on=dates.due_on,
        check_due_on=dates.check_due_on,
        closes_on=dates.closes_on,
        due_written=dates.due_written,
        reason=reason,
        by=by,
        recorded_at=clock.now(),
    )


def write_dates(deadline: Deadline, whose: Organisation, dates: StepDates, *, reason: str, by: Membership) -> int:
    """Append the dates and carry them to the submissions they hold for: not where a narrower row stands.

    Returns how many submissions got them.
    """
    _keep_dates(deadline, whose, dates, reason, by)
    rows = Submission.objects.filter(deadline=deadline)
    if whose.level == "province" and STEPS[deadline.step].actor == Actor.LAO:
        rows = rows.filter(within("organisation_id", [ids_below(whose.level, whose.pk)]))
    elif whose.level != "dla":
        rows = rows.filter(organisation=whose)
    narrower = DeadlineDate.objects.filter(deadline=deadline).exclude(organisation_id__in=[DLA_ID, whose.pk])
    own = set(narrower.exclude(organisation__level="province").values_list("organisation_id", flat=True))
    rows = rows.exclude(organisation_id__in=own)
    if whose.level == "dla":
        for province in narrower.filter(organisation__level="province").values_list("organisation_id", flat=True):
            rows = rows.exclude(within("organisation_id", [ids_below(Level.PROVINCE, province)]))
    return rows.update(
        opens_on=dates.opens_on,
        due_on=dates.due_on,
        check_due_on=dates.check_due_on,
        closes_on=dates.closes_on,
    )


def on_working_day(dates: StepDates, holidays: Collection[dt.date]) -> StepDates:
    """The dates with the due date moved off a holiday; what follows it makes room if it must."""
    due, written = due_and_written(dates.due_on, holidays)
    if written is None:
        return dates
    check = max(dates.check_due_on, due) if dates.check_due_on >= dates.due_on else dates.check_due_on
    closes = max(dates.closes_on, due) if dates.closes_on and dates.closes_on >= dates.due_on else dates.closes_on
    return StepDates(dates.opens_on, due, check, closes, dates.due_written or written)


@transaction.atomic
def set_dates(deadline: Deadline, whose: Organisation, dates: StepDates, *, reason: str, by: Membership) -> int:
    """Move a deadline: DLA for all, a province earlier for its LAOs. Returns how many submissions moved.

    A due date on a holiday moves on to the next working day; both are kept.
    """
    require(by, Do.CALENDAR, whose)
    dates = on_working_day(dates, days_off())
    deadline = Deadline.objects.select_for_update(no_key=True).get(pk=deadline.pk)
    findings = Findings()
    findings.add(
        rules.dates_are_in_order(
            opens_on=dates.opens_on,
            due_on=dates.due_on,
            check_due_on=dates.check_due_on,
            closes_on=dates.closes_on,
        )
    )
    findings.add(rules.reason_is_given(reason))
    if whose.level == "province":
        national = DeadlineDate.objects.of_dla().get(deadline=deadline)
        findings.add(
            rules.province_moves_due_dates_of_laos_only(
                is_lao_step=STEPS[deadline.step].actor == Actor.LAO,
                others_changed=(dates.opens_on, dates.check_due_on, dates.closes_on)
                != (national.opens_on, national.check_due_on, national.closes_on),
            )
        )
        findings.add(
            rules.provincial_due_within_national(
                dates.due_on, opens_on=national.opens_on, national_due_on=national.due_on
            )
        )
    findings.settle()
    before = DeadlineDate.objects.in_force().filter(deadline=deadline, organisation=whose).first()
    moved = write_dates(deadline, whose, dates, reason=reason, by=by)
    after = {"opens_on": dates.opens_on, "due_on": dates.due_on, "check_due_on": dates.check_due_on}
    label = STEPS[deadline.step].name
    was = {name: getattr(before, name) for name in after} if before is not None else {}
    record(by, "dates_set", [Did(deadline, whose.pk, was, after, label=label)], reason=reason)
    return moved


@transaction.atomic
def take_over_calendar(national: Calendar, province: Organisation, *, by: Membership) -> Calendar:
    """Begin the province's own calendar in DLA's form, with DLA's dates of today; until it is circulated those hold."""
    require(by, Do.CALENDAR, province)
    findings = Findings()
    findings.add(rules.calendar_is_published(already=national.published_at is not None))
    taken = Calendar.objects.of(province.pk, national.year_id).exists()
    findings.add(rules.calendar_year_is_free(national.year_id, taken=taken))
    findings.settle()
    present = {(d.deadline.step, d.deadline.year_id): d for d in DeadlineDate.objects.of_dla().with_deadline()}
    deadlines = tuple(
        DraftDeadline(
            draft.step,
            draft.year,
            opens_on=holds.opens_on,
            due_on=holds.due_on,
            check_due_on=holds.check_due_on,
            closes_on=holds.closes_on,
            due_written=holds.due_written,
        )
        for draft in national.draft_deadlines
        if (holds := present.get((draft.step, draft.year)))
    )
    told = replace(copied_forward(national, national.year_id), deadlines=deadlines)
    made = touch(draft_calendar(province, told, by=by), based_on=national)
    return made


@transaction.atomic
def circulate(calendar: Calendar, letter: CircularFact, *, by: Membership) -> Circular:
    """Send a calendar to everyone below with its letter. A province's earlier due dates hold from now on.

    Circulating again (a correction) sends a further letter; acknowledgements are asked for each.
    """
    require(by, Do.CALENDAR, calendar.organisation)
    calendar = lock_calendar(calendar)
    issuer = calendar.organisation
    findings = Findings()
    findings.add(rules.calendar_has_rows(len(calendar.rows.all())))
    if issuer.level == "dla":
        findings.add(rules.calendar_is_published(already=calendar.published_at is not None))
    changed: list[tuple[Deadline, StepDates]] = []
    if issuer.level == "province" and calendar.published_at is None:
        changed = _bounded(calendar.draft_deadlines, findings)
    findings.settle()
    for deadline, dates in changed:
        write_dates(deadline, issuer, dates, reason=letter.subject, by=by)
    moment = clock.now()
    if issuer.level == "province" and calendar.published_at is None:
        Calendar.objects.filter(pk=calendar.pk).update(published_at=moment, published_by=by)
    sent = Circular.objects.create(
        organisation=issuer,
        year_id=calendar.year_id,
        calendar=calendar,
        number=letter.number,
        dated_on=letter.dated_on,
        subject=letter.subject,
        body=letter.body,
        cites=[dict(cited) for cited in letter.cites],
        sent_at=moment,
        by=by,
        recorded_at=moment,
    )
    record(by, "circulated", [Did(sent, issuer.pk, after={"deadlines": len(changed)})])
    return sent


def _bounded(drafts: Iterable[DraftDeadline], findings: Findings) -> list[tuple[Deadline, StepDates]]:
    """The province's dates of LAO steps that are earlier than DLA's; each must lie within DLA's bounds."""
    changed = []
    national = {(d.deadline.step, d.deadline.year_id): d for d in DeadlineDate.objects.of_dla().with_deadline()}
    for draft in drafts:
        bound = national.get((draft.step, draft.year))
        wants_change = bound is not None and draft.due_on is not None and draft.due_on != bound.due_on
        if bound is None or draft.due_on is None or not wants_change or STEPS[draft.step].actor != Actor.LAO:
            continue
        findings.add(
            rules.provincial_due_within_national(draft.due_on, opens_on=bound.opens_on, national_due_on=bound.due_on),
            column=draft.label,
        )
        dates = StepDates(bound.opens_on, draft.due_on, bound.check_due_on, bound.closes_on, draft.due_written)
        changed.append((bound.deadline, dates))
    return changed


def is_addressed(circular: Circular, organisation: Organisation) -> bool:
    """DLA writes to the provinces, a province to its LAOs; the office itself and those beside it are not asked."""
    issuer = circular.organisation
    if circular.sent_at is None:
        return False
    if issuer.level == "dla":
        return organisation.level == "province"
    return organisation.level == "lao" and province_of(organisation.pk) == issuer.pk


@transaction.atomic
def acknowledge(circular: Circular, *, receipt_number: str = "", by: Membership) -> Acknowledgement:
    """Say that one's organisation has received a circular; once, however often it is pressed."""
    require(by, Do.RECORD, by.organisation)
    findings = Findings()
    findings.add(rules.letter_is_for_the_reader(is_addressed=is_addressed(circular, by.organisation)))
    findings.settle()
    got, _ = Acknowledgement.objects.get_or_create(
        circular=circular,
        organisation=by.organisation,
        defaults={"receipt_number": receipt_number, "by": by, "at": clock.now()},
    )
    return got


@transaction.atomic
def ask(circular: Circular, text: str, *, by: Membership) -> Question:
    """Ask the office that sent a circular."""
    require(by, Do.RECORD, by.organisation)
    findings = Findings()
    findings.add(rules.letter_is_for_the_reader(is_addressed=is_addressed(circular, by.organisation)))
    findings.add(rules.reason_is_given(text, field="text"))
    findings.settle()
    asked = Question.objects.create(circular=circular, organisation=by.organisation, text=text, by=by, at=clock.now())
    record(by, "asked", [Did(asked, by.organisation_id)])
    return asked


@transaction.atomic
def answer(question: Question, text: str, *, by: Membership) -> Question:
    """Answer a question; a later answer replaces the text and is recorded beside the earlier one."""
    require(by, Do.CALENDAR, question.circular.organisation)
    findings = Findings()
    findings.add(rules.reason_is_given(text, field="answer"))
    findings.settle()
    question = Question.objects.select_for_update(no_key=True, of=("self",)).get(pk=question.pk)
    before = {"answer": question.answer}
    Question.objects.filter(pk=question.pk).update(answer=text, answered_by=by, answered_at=clock.now())
    question.refresh_from_db()
    record(by, "answered", [Did(question, question.organisation_id, before, {"answer": text})])
    return question
