"""The papers of the room: the table in DLA's form, and the letter under a stamp. Thai, whoever prints them."""

from __future__ import annotations

import datetime as dt

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from localplan.toolkit import clock
from localplan.toolkit.letters import StampedLetter
from localplan.toolkit.sheet import Part, Row, Sheet, SheetColumn
from localplan.toolkit.thai_dates import format_medium

from .facts import DraftDeadline
from .models import Calendar, Circular
from .steps import STEPS, Actor

#: Who initials the file copy, lowest first.
INITIALS = ("เจ้าหน้าที่", "หัวหน้ากลุ่มงาน", "ผู้อำนวยการ")


def table_of(calendar: Calendar) -> Sheet:
    """The four columns of the form; the note stands below."""
    with translation.override("th"):
        columns = [
            SheetColumn(pgettext("calendar", "No."), 1.2, fixed=True),
            SheetColumn(_("Months"), 4.2, fixed=True),
            SheetColumn(_("Guidance"), 15.0),
            SheetColumn(_("Remark"), 6.5, fixed=True),
        ]
        rows = [
            Row(
                (
                    str(row.number),
                    row.months,
                    "\n".join(f"{item.number}. {item.text}" if item.number else item.text for item in row.items.all()),
                    row.remark,
                )
            )
            for row in calendar.rows.all()
        ]
        notes = [f"{_('Note:')} {calendar.note}"] if calendar.note else []
        return Sheet(
            title=calendar.title,
            columns=columns,
            parts=[Part(rows)],
            organisation=calendar.organisation.full_name,
            notes=notes,
        )


def letter_of(circular: Circular, *, file_copy: bool = False) -> StampedLetter:
    """The letter with the due dates of the LAOs' steps as numbered items."""
    issuer = circular.organisation
    with translation.override("th"):
        if issuer.level == "dla":
            to = _("all provincial offices for local administration")
        else:
            to = _("all provincial, municipal and subdistrict administrative organisations")
        text = [part.strip() for part in circular.body.split("\n") if part.strip()]
        cited = [_cited(number, day) for number, day in circular.cited_letters if number]
        dates = [_item(place, one) for place, one in enumerate(due_dates(circular), start=1)]
        body, close = (text[:-1], text[-1:]) if dates and len(text) > 1 else (text, [])
        return StampedLetter(
            number=circular.number or "……………",
            to=to,
            subject=circular.subject,
            paragraphs=[*cited, *body, *dates, *close],
            office=issuer.full_name,
            on=circular.dated_on or clock.day_of(circular.recorded_at),
            initials=INITIALS,
            file_copy=file_copy,
        )


def _cited(number: str, day: dt.date | None) -> str:
    words = f"{pgettext('letter', 'Refers to')} {number}"
    return words if day is None else f"{words} " + _("dated %(day)s") % {"day": format_medium(day)}


def _item(place: int, one: DraftDeadline) -> tuple[str, str]:
    due = format_medium(one.due_on) if one.due_on else "–"
    words = _("%(step)s of fiscal year %(year)s, by %(day)s")
    return f"{place}.", words % {"step": STEPS[one.step].name, "year": one.year, "day": due}


def due_dates(circular: Circular) -> list[DraftDeadline]:
    """What the letter asks, without the twelve months of grants: of LAOs; DLA's of the provinces too."""
    if circular.calendar is None:
        return []
    asked = circular.calendar.draft_deadlines
    actors = {Actor.LAO, Actor.PROVINCE} if circular.organisation.level == "dla" else {Actor.LAO}
    return [
        one
        for one in asked
        if not one.left_out and STEPS[one.step].actor in actors and STEPS[one.step].column != "grants"
    ]
