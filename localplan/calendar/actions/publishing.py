"""Publishing a calendar: deadlines, the expected set, dates that hold for each organisation; circulating it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import connection, transaction

from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.organisations.posts import DLA_ID
from localplan.organisations.queries import within
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings

from .. import rules
from ..facts import CircularFact, Link, StepDates
from ..models import Acknowledgement, Calendar, Circular, Deadline, DeadlineDate, FiscalYear, Question, Submission
from ..steps import STEPS, Actor
from .calendars import draft_calendar, lock_calendar

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


def links_of(calendar: Calendar) -> list[Link]:
    """Every deadline the calendar names, once: where rows share one (rows 3 and 4: quarter 2), the first row's
    opening and due date and the latest check date hold.
    """
    found: dict[tuple[str, int], Link] = {}
    kept = [link for row in calendar.rows.all() for item in row.items.all() for link in item.links]
    for link in map(Link.from_json, [*kept, *calendar.note_steps]):
        key = (link.step, link.year)
        if key in found:
            first, later = found[key].dates, link.dates
            dates = StepDates(
                min(first.opens_on, later.opens_on),
                first.due_on,
                max(first.check_due_on, later.check_due_on),
                first.closes_on,
            )
            found[key] = Link(link.step, link.year, dates, found[key].proposed)
        else:
            found[key] = link
    return sorted(found.values(), key=lambda link: (link.year, STEPS[link.step].order))


def open_questions(calendar: Calendar) -> list[str]:
    """Ids of the import's questions that nobody has answered."""
    return [str(question["id"]) for question in calendar.questions if not question.get("answer")]


@transaction.atomic
def publish_calendar(calendar: Calendar, *, by: Membership, progress: Progress = lambda done, of: None) -> Calendar:
    """Turn DLA's draft into live duties: deadlines, their dates, and a submission for every expected organisation.

    A deadline that an earlier calendar has published (year_close of the year before) keeps its submissions; its dates
    are moved. Publishing twice is refused.
    """
    require(by, Do.CALENDAR, calendar.organisation)
    calendar = lock_calendar(calendar)
    links = links_of(calendar)
    findings = Findings()
    findings.add(rules.calendar_is_published_once(already=calendar.published_at is not None))
    findings.add(rules.calendar_has_rows(len(calendar.rows.all())))
    findings.add(rules.questions_are_answered(open_questions(calendar)))
    for link in links:
        d = link.dates
        findings.add(
            rules.dates_are_in_order(
                opens_on=d.opens_on, due_on=d.due_on, check_due_on=d.check_due_on, closes_on=d.closes_on
            ),
            column=STEPS[link.step].label,
        )
    findings.settle()
    moment = clock.now()
    for done, link in enumerate(links, start=1):
        _publish(link, calendar.organisation, by)
        progress(done, len(links))
    Calendar.objects.filter(pk=calendar.pk).update(published_at=moment, published_by=by, version=calendar.version + 1)
    calendar.refresh_from_db()
    record(by, "calendar_published", [Did(calendar, calendar.organisation_id, after={"deadlines": len(links)})])
    return calendar


def _publish(link: Link, issuer: Organisation, by: Membership) -> None:
    FiscalYear.objects.get_or_create(number=link.year)
    deadline, made = Deadline.objects.get_or_create(
        year_id=link.year,
        step=link.step,
        defaults={"published_at": clock.now(), "published_by": by},
    )
    if not made:
        write_dates(deadline, issuer, link.dates, reason="", by=by)
        return
    _keep_dates(deadline, issuer, link.dates, "", by)
    level = "lao" if STEPS[link.step].actor == Actor.LAO else "province"
    d = link.dates
    with connection.cursor() as cursor:
        common = {"level": level, "today": clock.today(), "year": link.year}
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
        rows = rows.filter(within("organisation_id", [(whose.pk, whose.pk + 99_999)]))
    elif whose.level != "dla":
        rows = rows.filter(organisation=whose)
    narrower = DeadlineDate.objects.filter(deadline=deadline).exclude(organisation_id__in=[DLA_ID, whose.pk])
    own = set(narrower.exclude(organisation__level="province").values_list("organisation_id", flat=True))
    rows = rows.exclude(organisation_id__in=own)
    if whose.level == "dla":
        for province in narrower.filter(organisation__level="province").values_list("organisation_id", flat=True):
            rows = rows.exclude(within("organisation_id", [(province, province + 99_999)]))
    return rows.update(
        opens_on=dates.opens_on,
        due_on=dates.due_on,
        check_due_on=dates.check_due_on,
        closes_on=dates.closes_on,
    )


@transaction.atomic
def set_dates(deadline: Deadline, whose: Organisation, dates: StepDates, *, reason: str, by: Membership) -> int:
    """Move a deadline: DLA for all, a province earlier for its LAOs. Returns how many submissions moved."""
    require(by, Do.CALENDAR, whose)
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
        national = DeadlineDate.objects.filter(deadline=deadline, organisation_id=DLA_ID).order_by("-id")[0]
        findings.add(
            rules.provincial_due_within_national(
                dates.due_on, opens_on=national.opens_on, national_due_on=national.due_on
            )
        )
    findings.settle()
    moved = write_dates(deadline, whose, dates, reason=reason, by=by)
    after = {"opens_on": dates.opens_on, "due_on": dates.due_on, "check_due_on": dates.check_due_on}
    label = str(STEPS[deadline.step].label)
    record(by, "dates_set", [Did(deadline, whose.pk, after=after, label=label)], reason=reason)
    return moved


@transaction.atomic
def take_over_calendar(national: Calendar, province: Organisation, *, by: Membership) -> Calendar:
    """Begin the province's own calendar in DLA's form; until it is circulated DLA's dates hold."""
    from .calendars import copied_forward

    made = draft_calendar(province, copied_forward(national, national.year_id), by=by)
    Calendar.objects.filter(pk=made.pk).update(based_on=national)
    made.refresh_from_db()
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
    links = links_of(calendar)
    changed: list[tuple[Deadline, StepDates]] = []
    if issuer.level == "province" and calendar.published_at is None:
        changed = _bounded(links, findings)
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


def _bounded(links: Iterable[Link], findings: Findings) -> list[tuple[Deadline, StepDates]]:
    """The province's dates of LAO steps that are earlier than DLA's; each must lie within DLA's bounds."""
    changed = []
    national = {
        (date.deadline.step, date.deadline.year_id): date
        for date in DeadlineDate.objects.filter(organisation_id=DLA_ID).select_related("deadline").order_by("id")
    }
    for link in links:
        bound = national.get((link.step, link.year))
        if bound is None or STEPS[link.step].actor != Actor.LAO or link.dates.due_on == bound.due_on:
            continue
        findings.add(
            rules.provincial_due_within_national(
                link.dates.due_on, opens_on=bound.opens_on, national_due_on=bound.due_on
            ),
            column=STEPS[link.step].label,
        )
        dates = StepDates(bound.opens_on, link.dates.due_on, bound.check_due_on, bound.closes_on)
        changed.append((bound.deadline, dates))
    return changed


@transaction.atomic
def acknowledge(circular: Circular, *, receipt_number: str = "", by: Membership) -> Acknowledgement:
    """Say that one's organisation has received a circular; once, however often it is pressed."""
    require(by, Do.RECORD, by.organisation)
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
