"""Reminders by themselves: composed province by province, each told once, gathered into one digest a person and day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from localplan.calendar.models import Submission
from localplan.calendar.states import Turn
from localplan.monitoring.desk import contents_of
from localplan.monitoring.standing import Cell, cells, lines
from localplan.organisations.models import Membership, Organisation
from localplan.organisations.posts import Level, ids_below, province_of
from localplan.organisations.queries import within
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import format_medium

from ..ladder import STANDS, Stage, stage_of
from ..models import Digest, Mail, Nudge

#: Missing things named in a reminder; the rest is one click away.
NAMED = 3
#: The stage of a returned item: told at once, whatever the days.
AT_ONCE = Stage(-100, Nudge.Why.RETURNED, (Nudge.Rung.PLANNER, Nudge.Rung.HEADS))


def compose_day() -> int:
    """Compose the day's reminders of every province; how many were told. One transaction a province.

    Killed between two provinces, it goes on where it stopped; run by two at once, each reminder is told once.
    """
    offices = Organisation.objects.offices().open_on(clock.today()).order_by("pk").values_list("pk", flat=True)
    return sum(compose_province(office) for office in offices)


@transaction.atomic
def compose_province(office: int, *, returned_only: bool = False) -> int:
    """The reminders of one province's LAOs, with the digests and mails that carry them; how many are new.

    The office's row is locked, so that two workers do it one after the other; the second finds nothing left to tell.
    Only steps whose turn is the LAO's are told: chasing stops by itself when a step is handed in.
    """
    Organisation.objects.locked([office]).get()
    today = clock.today()
    rows = Submission.objects.expected().filter(within("organisation_id", [ids_below(Level.PROVINCE, office)]))
    rows = rows.filter(life="returned") if returned_only else rows.filter(opens_on__lte=today)
    due = [(cell, stage) for cell in cells(lines(rows)) if (stage := _stage(cell, returned_only)) is not None]
    told = set(
        Nudge.objects.filter(submission_id__in=[cell.line.id for cell, _stage in due]).values_list(
            "submission_id", "rung", "due_on", "stage"
        )
    )
    wanted = [
        (cell, stage, rung)
        for cell, stage in due
        for rung in stage.rungs
        if (cell.line.id, rung, cell.deadline, stage.days) not in told
    ]
    if not wanted:
        return 0
    gaps = _gaps([cell for cell, _stage, _rung in wanted])
    moment = clock.now()
    made = Nudge.objects.bulk_create(
        Nudge(
            organisation_id=cell.line.organisation_id,
            submission_id=cell.line.id,
            why=stage.why,
            rung=rung,
            due_on=cell.deadline,
            stage=stage.days,
            on=today,
            text=gaps[cell.line.id],
            recorded_at=moment,
        )
        for cell, stage, rung in wanted
    )
    _deliver(made, urgent=returned_only)
    return len(made)


def tell_returned() -> int:
    """What was returned is told at once, not on the next morning; how many were told."""
    waiting = Submission.objects.filter(life="returned").exclude(
        nudges__why=Nudge.Why.RETURNED, nudges__due_on=F("correct_by")
    )
    offices = sorted({province_of(lao) for lao in waiting.values_list("organisation_id", flat=True)})
    return sum(compose_province(office, returned_only=True) for office in offices)


def _stage(cell: Cell, returned_only: bool) -> Stage | None:
    if cell.turn != Turn.ACTOR:
        return None
    if returned_only:
        return AT_ONCE if cell.line.life == "returned" else None
    return stage_of((cell.today - cell.deadline).days)


def _gaps(wanted: Sequence[Cell]) -> dict[int, str]:
    """What exactly is missing, in Thai words, by submission: asked of each room for all its LAOs at once."""
    unique = list({cell.line.id: cell for cell in wanted}.values())
    found = {}
    with translation.override("th"):
        contents = contents_of(unique)
        for cell in unique:
            content = contents.get(cell.line.id)
            missing = [str(item.label) for item in content.items if not item.there] if content else []
            words = ", ".join(missing[:NAMED])
            more = len(missing) - NAMED
            if more > 0:
                words += " " + _("and %(number)s more") % {"number": more}
            head = _("%(step)s, due %(day)s") % {"step": cell.step.name, "day": format_medium(cell.deadline)}
            found[cell.line.id] = f"{head}: {words}" if words else head
    return found


def _deliver(made: Iterable[Nudge], *, urgent: bool) -> None:
    """One digest for each person on the rungs, with a mail where the person has an address."""
    today, moment = clock.today(), clock.now()
    by_office: dict[tuple[int, str], list[Nudge]] = defaultdict(list)
    for nudge in made:
        by_office[_office_of(nudge), nudge.rung].append(nudge)
    offices = {office for office, _rung in by_office}
    people = (
        Membership.objects.in_force(today).filter(organisation_id__in=offices).select_related("user", "organisation")
    )
    for person in people.order_by("pk"):
        own = [
            nudge
            for rung, (_level, posts) in STANDS.items()
            if person.post in posts
            for nudge in by_office.get((person.organisation_id, rung), [])
        ]
        if not own:
            continue
        before = Digest.objects.filter(membership=person, on=today).count()
        if before and not urgent:
            continue  # the morning's digest went out already: what is new waits for tomorrow's
        digest = Digest.objects.create(membership=person, on=today, number=before, urgent=urgent, recorded_at=moment)
        digest.nudges.add(*own)
        _write_mail(person, digest, own, moment)


def _office_of(nudge: Nudge) -> int:
    """The organisation in which the rung stands."""
    level = STANDS[nudge.rung][0]
    if level == Level.DISTRICT:
        return nudge.organisation_id // 1000 * 1000
    if level == Level.PROVINCE:
        return province_of(nudge.organisation_id)
    return nudge.organisation_id


def _write_mail(person: Membership, digest: Digest, nudges: Sequence[Nudge], moment: dt.datetime) -> None:
    if not person.user.email:
        return
    names = Organisation.objects.in_bulk({nudge.organisation_id for nudge in nudges})
    with translation.override("th"):
        body = "\n".join(f"- {names[nudge.organisation_id].short_name}: {nudge.text}" for nudge in nudges)
        subject = _("LocalPlan: %(number)s things to do") % {"number": len(nudges)}
    Mail.objects.create(
        digest=digest,
        membership=person,
        address=person.user.email,
        subject=subject,
        body=body,
        recorded_at=moment,
    )
