"""A draft corrected by hand: its words, its rows, its deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership
from localplan.toolkit.problems import Findings

from .. import rules
from ..facts import DATE_NAMES, DraftDeadline, RowFact
from ..models import Calendar, CalendarRow, DeadlineDate, GuidanceItem
from ..steps import STEPS, Actor
from ..working_days import days_off, due_and_written
from .calendars import lock_draft, touch


@transaction.atomic
def word_calendar(calendar: Calendar, *, title: str, note: str, by: Membership) -> Calendar:
    """Change the title and the note under the table."""
    findings = Findings()
    calendar = lock_draft(calendar, by, findings)
    findings.settle()
    before = {"title": calendar.title, "note": calendar.note}
    after = {name: value for name, value in {"title": title, "note": note}.items() if before[name] != value}
    calendar = touch(calendar, title=title, note=note)
    record(by, "corrected", [Did(calendar, calendar.organisation_id, {name: before[name] for name in after}, after)])
    return calendar


@transaction.atomic
def write_row(calendar: Calendar, told: RowFact, *, replacing: int | None = None, by: Membership) -> CalendarRow:
    """Add a row, or write the row `replacing` anew. An item keeps what it is tied to as long as its number stays."""
    findings = Findings()
    calendar = lock_draft(calendar, by, findings)
    taken = set(calendar.rows.values_list("number", flat=True)) - {replacing}
    findings.add(rules.row_number_is_free(told.number, taken=taken))
    findings.add(rules.row_ends_after_it_begins(told.from_on, until_on=told.until_on))
    findings.settle()
    row = calendar.rows.filter(number=replacing).first() if replacing is not None else None
    values = {
        "number": told.number,
        "months": told.months,
        "from_on": told.from_on,
        "until_on": told.until_on,
        "remark": told.remark,
    }
    before: dict[str, object] = {}
    ties: dict[int, object] = {}
    if row is None:
        row = CalendarRow.objects.create(calendar=calendar, **values)
    else:
        before = {"months": row.months, "guidance": _words(row), "remark": row.remark}
        ties = {item.number: item.links for item in row.items.all()}
        CalendarRow.objects.filter(pk=row.pk).update(**values)
        row.items.all().delete()
        row.refresh_from_db()
    GuidanceItem.objects.bulk_create(
        GuidanceItem(row=row, number=item.number, text=item.text, links=ties.get(item.number, []))
        for item in told.items
    )
    calendar = touch(calendar)
    now = {"months": row.months, "guidance": _words(row), "remark": row.remark}
    after = {name: value for name, value in now.items() if before.get(name) != value}
    record(
        by, "corrected", [Did(calendar, calendar.organisation_id, {name: before.get(name) for name in after}, after)]
    )
    return row


def _words(row: CalendarRow) -> str:
    """The guidance of a row as one text, numbered where it is numbered."""
    items = GuidanceItem.objects.filter(row=row)
    return "\n".join(f"{item.number}. {item.text}" if item.number else item.text for item in items)


@transaction.atomic
def remove_row(calendar: Calendar, number: int, *, by: Membership) -> Calendar:
    """Take a row out of a draft, with its guidance. Its deadlines stay until they are left out."""
    findings = Findings()
    calendar = lock_draft(calendar, by, findings)
    findings.settle()
    row = calendar.rows.get(number=number)
    before = {"months": row.months, "guidance": _words(row)}
    row.delete()
    calendar = touch(calendar)
    record(by, "corrected", [Did(calendar, calendar.organisation_id, before)])
    return calendar


@transaction.atomic
def set_draft_deadline(calendar: Calendar, told: DraftDeadline, *, by: Membership) -> Calendar:
    """Give a deadline of a draft its dates, or add one. A due date on a holiday moves on, and both are kept."""
    findings = Findings()
    calendar = lock_draft(calendar, by, findings)
    findings.add(rules.step_is_known(told.step, known=STEPS))
    findings.settle()
    held = {deadline.tie: deadline for deadline in calendar.draft_deadlines}
    before = held.get(told.tie, DraftDeadline(told.step, told.year))
    written, due = told.due_on, told.due_on
    if due is not None and due != before.due_on:
        due, moved_from = due_and_written(due, days_off())
    else:
        moved_from = before.due_written
    changed = {name for name in DATE_NAMES if getattr(told, name) != getattr(before, name)}
    check = told.check_due_on
    if due is not None and check is not None and written is not None and check >= written:
        check = max(check, due)  # the holiday moved both
    now = replace(
        before,
        opens_on=told.opens_on,
        due_on=due,
        check_due_on=check,
        closes_on=told.closes_on,
        due_written=moved_from,
        proposed=tuple(name for name in before.proposed if name not in changed),
        typed=tuple(name for name in DATE_NAMES if name in before.typed or name in changed),
        left_out=False,
    )
    if not now.missing:
        d = now.dates
        findings.add(
            rules.dates_are_in_order(
                opens_on=d.opens_on, due_on=d.due_on, check_due_on=d.check_due_on, closes_on=d.closes_on
            )
        )
    if calendar.organisation.level == "province":
        _within_bounds(now, findings, others_changed=bool(changed - {"due_on"}))
    findings.settle()
    held[told.tie] = now
    calendar = _keep(calendar, list(held.values()))
    told_before, told_after = ({name: getattr(one, name) for name in sorted(changed)} for one in (before, now))
    label = STEPS[told.step].name
    record(by, "corrected", [Did(calendar, calendar.organisation_id, told_before, told_after, label=label)])
    return calendar


def _within_bounds(now: DraftDeadline, findings: Findings, *, others_changed: bool) -> None:
    """Of a province's draft: only the due dates of LAO steps move, and only to earlier days."""
    is_lao_step = STEPS[now.step].actor == Actor.LAO
    findings.add(rules.province_moves_due_dates_of_laos_only(is_lao_step=is_lao_step, others_changed=others_changed))
    national = DeadlineDate.objects.of_dla().filter(deadline__step=now.step, deadline__year_id=now.year).first()
    if national is not None and now.due_on is not None:
        findings.add(
            rules.provincial_due_within_national(
                now.due_on, opens_on=national.opens_on, national_due_on=national.due_on
            )
        )


@transaction.atomic
def leave_out(calendar: Calendar, step: str, year: int, *, out: bool = True, by: Membership) -> Calendar:
    """Keep a deadline of a draft from being published, or take it back in."""
    findings = Findings()
    calendar = lock_draft(calendar, by, findings)
    if calendar.organisation.level == "province":
        findings.add(rules.province_moves_due_dates_of_laos_only(is_lao_step=False, others_changed=True))
    findings.settle()
    changed = [
        replace(deadline, left_out=out) if (deadline.step, deadline.year) == (step, year) else deadline
        for deadline in calendar.draft_deadlines
    ]
    calendar = _keep(calendar, changed)
    label = STEPS[step].name
    record(
        by,
        "corrected",
        [Did(calendar, calendar.organisation_id, {"left_out": not out}, {"left_out": out}, label=label)],
    )
    return calendar


def _keep(calendar: Calendar, deadlines: Sequence[DraftDeadline]) -> Calendar:
    return touch(calendar, deadlines=[one.as_json() for one in sorted(deadlines, key=lambda one: one.order)])
