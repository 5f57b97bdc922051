"""Reminders by themselves: composed province by province, each once, whoever runs and however often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from localplan.calendar.founding import next_working_day
from localplan.calendar.models import Submission, SubmissionMove
from localplan.calendar.states import Life, Turn, Verb
from localplan.calendar.steps import STEPS
from localplan.calendar.working_days import days_off
from localplan.grants.models import Grant
from localplan.grants.standing import standing_of
from localplan.monitoring.standing import Cell, Line, cells, lines
from localplan.organisations.models import Organisation
from localplan.organisations.posts import Level, ids_below, province_of
from localplan.organisations.queries import within
from localplan.toolkit import clock

from ..gaps import gap_of_grant, gap_of_promise, gap_of_return, gaps_of_steps
from ..ladder import (
    AT_ONCE,
    FIRST_DAYS,
    LAST_DAYS,
    LATE_DAYS,
    OF_AN_OFFICE,
    STALE_DAYS,
    Stage,
    stage_of,
    stage_of_grant,
)
from ..models import Contact, Nudge

_RUNG_OF = {Level.PROVINCE: Nudge.Rung.PROVINCE, Level.DISTRICT: Nudge.Rung.DISTRICT}


def compose_day() -> int:
    """Compose the day's reminders of every province; how many are new. One transaction a province.

    Killed between two provinces, it goes on where it stopped; run by two at once, each reminder is composed once.
    """
    offices = Organisation.objects.offices().open_on(clock.today()).order_by("pk").values_list("pk", flat=True)
    return sum(compose_province(office) for office in offices)


@transaction.atomic
def compose_province(office: int) -> int:
    """The reminders of one province: steps, grants without a word, promises of the day; how many are new.

    The office's row is locked, so that two workers do it one after the other; the second finds nothing left to
    compose. Only steps whose turn is the LAO's are told: chasing stops by itself when a step is handed in.
    The same number of statements however many LAOs the province has.
    """
    Organisation.objects.locked([office]).get()
    today = clock.today()
    made = [*_of_steps(office, today), *_of_grants(office, today), *_of_promises(office, today)]
    Nudge.objects.bulk_create(made)
    return len(made)


def _of_steps(office: int, today: dt.date) -> Iterator[Nudge]:
    off = (next_working_day(today + dt.timedelta(days=1), days_off()) - today).days - 1
    low, high = today - dt.timedelta(days=LAST_DAYS), today - dt.timedelta(days=FIRST_DAYS - off)
    near = Q(life=Life.DRAFT, due_on__range=(low, high)) | Q(life=Life.RETURNED, correct_by__range=(low, high))
    rows = Submission.objects.expected().filter(near, _below(office), opens_on__lte=today)
    due: list[tuple[Line, Stage]] = []
    for line in lines(rows):
        stage = stage_of((today - _deadline(line)).days, off=off, returned=line.life == Life.RETURNED)
        if stage is not None:
            due.append((line, stage))
    told = set(
        Nudge.objects.filter(submission_id__in=[line.id for line, _stage in due], move=None, contact=None).values_list(
            "submission_id", "rung", "due_on", "stage"
        )
    )
    wanted = [
        (line, stage, rung)
        for line, stage in due
        for rung in (OF_AN_OFFICE if line.organisation_id == office else stage.rungs)
        if (line.id, rung, _deadline(line), stage.days) not in told
    ]
    by_id: dict[int, Cell] = {}
    if wanted:
        asked = list({line.id: line for line, _stage, _rung in wanted}.values())
        by_id = {cell.line.id: cell for cell in cells(asked) if cell.turn == Turn.ACTOR}
    gaps = gaps_of_steps(list(by_id.values()))
    for line, stage, rung in wanted:
        if line.id in by_id:
            about = {"organisation_id": line.organisation_id, "submission_id": line.id}
            yield _nudge(stage, rung, due_on=_deadline(line), on=today, text=gaps[line.id], **about)


def _of_grants(office: int, today: dt.date) -> Iterator[Nudge]:
    rows = Grant.objects.still_open(today).filter(_below(office), organisation__closed_on=None)
    grants = list(rows.filter(letter_on__lte=today - dt.timedelta(days=STALE_DAYS)))
    standing = standing_of(grants) if grants else {}
    stale: list[tuple[Grant, dt.date, Stage]] = []
    for grant in grants:
        heard = standing[grant.pk].last_on
        due = max(grant.letter_on, heard or grant.letter_on) + dt.timedelta(days=STALE_DAYS)
        stage = stage_of_grant((today - due).days)
        if stage is not None:
            stale.append((grant, due, stage))
    told = set(
        Nudge.objects.filter(grant_id__in=[grant.pk for grant, _due, _stage in stale]).values_list(
            "grant_id", "rung", "due_on", "stage"
        )
    )
    for grant, due, stage in stale:
        heard_on = due - dt.timedelta(days=STALE_DAYS)
        text = gap_of_grant(grant, standing[grant.pk], heard_on=heard_on, today=today)
        for rung in stage.rungs:
            if (grant.pk, rung, due, stage.days) not in told:
                about = {"organisation_id": grant.organisation_id, "grant_id": grant.pk}
                yield _nudge(stage, rung, due_on=due, on=today, text=text, **about)


def _of_promises(office: int, today: dt.date) -> Iterator[Nudge]:
    """The last word of each LAO about each step, when it was a promise whose day has come and nothing is done."""
    later = Contact.objects.filter(organisation=OuterRef("organisation"), pk__gt=OuterRef("pk"))
    same, none = later.filter(submission=OuterRef("submission")), later.filter(submission=None)
    answered = Q(Exists(same)) | Q(submission=None) & Q(Exists(none))
    undone = Submission.objects.late_on(today).filter(organisation=OuterRef("organisation"))
    still = Q(submission__life__in=[Life.DRAFT, Life.RETURNED]) | Q(submission=None) & Exists(undone)
    come = Contact.objects.filter(
        still,
        ~answered,
        _below(office),
        outcome=Contact.Outcome.PROMISED,
        promised_on__range=(today - dt.timedelta(days=LATE_DAYS), today),
        nudges=None,
    )
    for contact in come.select_related("by__organisation", "organisation", "submission__deadline").order_by("pk"):
        noter = contact.by if contact.by.is_in_force(today) else None
        rung = Nudge.Rung.NOTER if noter else _RUNG_OF.get(Level(contact.by.organisation.level))
        if rung is None:
            continue  # noted at DLA by somebody who left: the province has the same contact before its eyes
        step = str(STEPS[contact.submission.deadline.step].name) if contact.submission else ""
        yield _nudge(
            Stage(0, Nudge.Why.PROMISE, ()),
            rung,
            organisation_id=contact.organisation_id,
            submission_id=contact.submission_id,
            contact=contact,
            to=noter,
            due_on=contact.promised_on,
            on=today,
            text=gap_of_promise(contact, step),
        )


def compose_returned() -> int:
    """What was returned is told at once, not on the next morning: once for each return. How many are new."""
    offices = sorted({province_of(lao) for lao in _returns().values_list("submission__organisation_id", flat=True)})
    return sum(_compose_returns(office) for office in offices)


@transaction.atomic
def _compose_returns(office: int) -> int:
    Organisation.objects.locked([office]).get()
    found = _returns().filter(within("submission__organisation_id", [ids_below(Level.PROVINCE, office)]))
    made = [
        _nudge(
            AT_ONCE,
            rung,
            organisation_id=move.submission.organisation_id,
            submission_id=move.submission_id,
            move=move,
            due_on=move.submission.correct_by,
            on=clock.today(),
            text=gap_of_return(str(STEPS[move.submission.deadline.step].name), move.items, move.reason),
        )
        for move in found.select_related("submission__deadline").order_by("pk")
        for rung in AT_ONCE.rungs
    ]
    Nudge.objects.bulk_create(made)
    return len(made)


def _returns() -> QuerySet[SubmissionMove]:
    """The last return of each LAO's step that is still returned, of the last week, that nobody was told of."""
    later = SubmissionMove.objects.filter(submission=OuterRef("submission"), verb=Verb.RETURN, pk__gt=OuterRef("pk"))
    since = clock.now() - dt.timedelta(days=LATE_DAYS)
    return SubmissionMove.objects.filter(
        ~Exists(later),
        ~Exists(Nudge.objects.filter(move=OuterRef("pk"))),
        verb=Verb.RETURN,
        at__gte=since,
        submission__life=Life.RETURNED,
        submission__organisation__level=Level.LAO,
    )


def _below(office: int) -> Q:
    return within("organisation_id", [ids_below(Level.PROVINCE, office)])


def _deadline(line: Line) -> dt.date:
    """The date that counts now, as Cell.deadline."""
    return line.correct_by if line.life == Life.RETURNED and line.correct_by else line.due_on


def _nudge(stage: Stage, rung: str, **about: Any) -> Nudge:
    return Nudge(why=stage.why, rung=rung, stage=stage.days, recorded_at=clock.now(), **about)
