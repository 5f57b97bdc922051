"""Messages to LAOs that have something to do, and their receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction

from localplan.calendar.models import FiscalYear, Submission
from localplan.calendar.states import Turn
from localplan.monitoring.standing import Cell, cells, lines
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings

from .. import rules
from ..facts import Reminder, ToDo
from ..models import Message

#: Whoever was reminded within so many hours is skipped unless asked for again.
HOURS = 24


@transaction.atomic
def remind(laos: Sequence[Organisation], year: FiscalYear, reminder: Reminder, *, by: Membership) -> list[Message]:
    """Send a message to each LAO that has something to do; returns those sent. Refuses if one has nothing to do.

    Those reminded within 24 hours are skipped unless `reminder.again`.
    """
    for lao in laos:
        require(by, Do.CHASE, lao)
    locked = list(Organisation.objects.locked([lao.pk for lao in laos]))  # two clicks send once
    asked = to_do(locked, year.pk, reminder.step, by=by)
    recent = set() if reminder.again else recently_reminded(locked, by=by)
    findings = Findings()
    findings.add(rules.message_says_something(reminder.text))
    findings.add(rules.somebody_is_reminded([lao.pk for lao in locked], skipped=recent))
    for row, lao in enumerate(locked, start=1):
        findings.add(
            rules.reminder_only_to_those_not_done(lao.short_name, steps_to_do=len(asked[lao.pk].steps)), row=row
        )
    findings.settle()
    moment = clock.now()
    sent = Message.objects.bulk_create(
        Message(
            organisation=lao,
            by=by,
            text=asked[lao.pk].fill(reminder.text),
            year=year,
            step=reminder.step,
            sent_at=moment,
        )
        for lao in locked
        if lao.pk not in recent
    )
    record(
        by,
        "reminded",
        [Did(one, one.organisation_id, after={"year": year.pk, "text": one.text}, label=str(one)) for one in sent],
    )
    return sent


@transaction.atomic
def read(message: Message, *, by: Membership) -> Message:
    """Note that somebody of the organisation has read it; the first reader counts."""
    require(by, Do.READ_MESSAGES, message.organisation)
    message = Message.objects.select_for_update(no_key=True, of=("self",)).get(pk=message.pk)
    if message.read_at is None:
        Message.objects.filter(pk=message.pk).update(read_at=clock.now(), read_by=by)
        message.refresh_from_db()
        record(by, "message_read", [Did(message, message.organisation_id, label=str(message))])
    return message


def recently_reminded(laos: Iterable[Organisation], *, by: Membership) -> set[int]:
    """Ids of the LAOs that any office has reminded within HOURS."""
    since = clock.now() - dt.timedelta(hours=HOURS)
    rows = Message.objects.visible_to(by).filter(organisation_id__in=[lao.pk for lao in laos]).sent_since(since)
    return set(rows.values_list("organisation_id", flat=True))


def to_do(laos: Sequence[Organisation], year: int, step: str, *, by: Membership) -> dict[int, ToDo]:
    """For each LAO what is not done of the chosen column; of all columns what is overdue, else what is open."""
    ids = [lao.pk for lao in laos]
    rows = lines(Submission.objects.visible_to(by).filter(organisation_id__in=ids).of_year(year).expected())
    own: dict[int, list[Cell]] = {id: [] for id in ids}
    for cell in cells(rows):
        if cell.turn == Turn.ACTOR and step in ("", cell.step.column):
            own[cell.line.organisation_id].append(cell)
    return {lao.pk: _words(lao, own[lao.pk]) for lao in laos}


def _words(lao: Organisation, undone: list[Cell]) -> ToDo:
    over = [cell for cell in undone if cell.today > cell.deadline]
    told = sorted(over or undone, key=lambda cell: (cell.deadline, cell.step.order))
    days = max((cell.days_over for cell in over), default=0)
    return ToDo(lao.short_name, tuple(dict.fromkeys(cell.step.name for cell in told)), days)
