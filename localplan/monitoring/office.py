"""The desk of an office above: the calendar row that applies now, whom to ring, what waits for its check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.urls import reverse

from localplan.calendar.duties import Item
from localplan.calendar.models import Calendar, CalendarRow, Deadline, GuidanceItem, Submission
from localplan.calendar.queries import SubmissionQuerySet
from localplan.calendar.steps import STEPS, Actor
from localplan.organisations.access import scope_of
from localplan.organisations.models import Membership, Post
from localplan.organisations.posts import DLA_ID, province_of
from localplan.toolkit import clock

from .columns import short_of
from .desk import contents_of
from .matrix import Row
from .standing import Cell, cells
from .standing import lines as standing_lines
from .tally import Tally, by_deadline

#: Rows that can be rung in a morning.
A_MORNING = 7
#: Things that are missing, named in the list of calls.
NAMED = 3
NO_PROMISES: Mapping[int, tuple[int | None, dt.date | None]] = {}


@dataclass
class Line:
    """One deadline that a guidance item speaks of, and how those below stand."""

    deadline: Deadline
    name: str
    due_on: dt.date
    tally: Tally

    @property
    def href(self) -> str:
        """The matrix with this step; of another fiscal year, that year's."""
        step = STEPS[self.deadline.step]
        return f"{reverse('matrix')}?fy={self.deadline.year_id}&step={step.column}"


@dataclass
class Own:
    """A step of the province itself that a guidance item speaks of: its check, its calendar, its strategy."""

    cell: Cell

    @property
    def href(self) -> str:
        """The page of the check; of another duty its step, where it is handed in."""
        line = self.cell.line
        if self.cell.step.checks:
            return reverse("check", args=[line.organisation_id, line.year, line.step])
        return reverse("step", args=[line.id])


@dataclass
class Guidance:
    """One item of the row, word for word, with the deadlines it speaks of."""

    item: GuidanceItem
    lines: list[Line] = field(default_factory=list)
    own: list[Own] = field(default_factory=list)


@dataclass
class Now:
    """The row that applies today, and what is left of the rows before it."""

    calendar: Calendar
    row: CalendarRow
    guidance: list[Guidance]
    left: list[tuple[CalendarRow, list[Line]]] = field(default_factory=list)
    note: Line | None = None
    note_own: Own | None = None


def rows_now(by: Membership, year: int, day: dt.date) -> list[tuple[Calendar, CalendarRow]]:
    """The rows that hold the day: of each year the own office's published calendar, else DLA's; that of `year` first.

    Two years overlap: in August and September one is being closed while the calendar of the next has begun.
    """
    offices = [province_of(by.organisation_id), DLA_ID]
    published = Calendar.objects.published_to(by).filter(organisation_id__in=offices, published_at__isnull=False)
    near = published.filter(rows__from_on__lte=day, rows__until_on__gte=day)
    of_year: dict[int, Calendar] = {}
    for calendar in published.filter(pk__in=near.values("pk")).with_rows().order_by("-organisation_id"):
        of_year.setdefault(calendar.year_id, calendar)
    found = sorted(of_year.values(), key=lambda calendar: (calendar.year_id != year, calendar.year_id))
    return [(one, next(row for row in one.rows.all() if row.from_on <= day <= row.until_on)) for one in found]


def calendars_now(by: Membership, year: int, day: dt.date) -> list[Now]:
    """The same rows with what they ask for and how far it is."""
    return [_now(by, calendar, row, day) for calendar, row in rows_now(by, year, day)]


def _now(by: Membership, calendar: Calendar, row: CalendarRow, day: dt.date) -> Now:
    rows = list(calendar.rows.all())
    tied = {(tie["step"], tie["year"]) for one in rows for item in one.items.all() for tie in item.links}
    tied |= {(tie["step"], tie["year"]) for tie in calendar.note_steps}
    lines_of, own_of = _lines(by, tied), _own_steps(by, tied)
    guidance = [Guidance(item, _of(item.links, lines_of), _own_of(item.links, own_of)) for item in row.items.all()]
    here = {id(line) for one in guidance for line in one.lines}
    left = []
    for earlier in rows:
        if earlier.until_on < day and earlier.pk != row.pk:
            links = [link for item in earlier.items.all() for link in item.links]
            undone = [line for line in _of(links, lines_of) if line.tally.done < line.tally.expected]
            undone = [line for line in undone if line.tally.over and id(line) not in here]
            if undone:
                left.append((earlier, undone))
    note = _round(_of(calendar.note_steps, lines_of), day)
    rounds = {own.cell.step.checks: own for own in _own_of(calendar.note_steps, own_of)}
    return Now(calendar, row, guidance, left, note, rounds.get(note.deadline.step) if note else None)


def _own_steps(by: Membership, tied: set[tuple[str, int]]) -> dict[tuple[str, int], Own]:
    """One statement, and what counts content: the province's own duties among the steps tied; of a district none."""
    wanted = {key for key in tied if STEPS[key[0]].actor == Actor.PROVINCE}
    if by.organisation.level != "province" or not wanted:
        return {}
    rows = Submission.objects.visible_to(by).filter(organisation_id=by.organisation_id)
    rows = rows.of_steps([step for step, _year in wanted])
    rows = rows.filter(deadline__year_id__in={year for _step, year in wanted})
    return {(one.line.step, one.line.year): Own(one) for one in cells(standing_lines(rows))}


def _own_of(links: Iterable[dict[str, Any]], own_of: dict[tuple[str, int], Own]) -> list[Own]:
    keys = dict.fromkeys((link["step"], link["year"]) for link in links)
    return [own_of[key] for key in keys if key in own_of]


def _round(noted: list[Line], day: dt.date) -> Line | None:
    """Of the monthly rounds the note speaks of, the one that fell due last; before the first, the first."""
    noted.sort(key=lambda line: line.due_on)
    past = [line for line in noted if line.due_on < day]
    return past[-1] if past else noted[0] if noted else None


def _of(links: Iterable[dict[str, Any]], lines_of: dict[tuple[str, int], Line]) -> list[Line]:
    """A check is followed by the step that it verifies."""
    keys = dict.fromkeys((STEPS[link["step"]].checks or link["step"], link["year"]) for link in links)
    return [lines_of[key] for key in keys if key in lines_of]


def _lines(by: Membership, tied: set[tuple[str, int]]) -> dict[tuple[str, int], Line]:
    """Two statements: the deadlines with DLA's dates, and how many stand where."""
    tied = {(STEPS[step].checks or step, year) for step, year in tied}
    wanted = [key for key in tied if STEPS[key[0]].actor == Actor.LAO]
    deadlines = Deadline.objects.published_to(by).filter(
        step__in=[step for step, _year in wanted], year_id__in=[year for _step, year in wanted]
    )
    found = {(one.step, one.year_id): one for one in deadlines if (one.step, one.year_id) in tied}
    [scope] = scope_of(by)
    tallies = by_deadline([one.pk for one in found.values()], scope=scope)
    summed: dict[int, Tally] = {}
    for (_area, deadline), tally in tallies.items():
        into = summed.setdefault(deadline, Tally())
        for group, number in tally.numbers.items():
            into.add(group, number)
    due = _due_dates(by, [one.pk for one in found.values()])
    return {
        key: Line(one, STEPS[one.step].name, due[one.pk], summed[one.pk])
        for key, one in found.items()
        if one.pk in summed and one.pk in due
    }


def _due_dates(by: Membership, deadlines: list[int]) -> dict[int, dt.date]:
    """The due date most of those below have."""
    rows = (
        Submission.objects.visible_to(by)
        .filter(deadline_id__in=deadlines)
        .order_by()
        .values("deadline_id", "due_on")
        .annotate(number=Count("pk"))
        .order_by("number")
    )
    return {row["deadline_id"]: row["due_on"] for row in rows}


@dataclass
class Call:
    """One LAO to ring: what is overdue or returned, what exactly is missing, when it last moved, and whom."""

    row: Row
    cell: Cell
    missing: list[Item]
    more: int
    whom: Membership | None

    @property
    def phone(self) -> str:
        return (self.whom.user.phone if self.whom else "") or self.row.organisation.phone


#: What an LAO promised: the submission it spoke of, and the day.
Promised = Mapping[int, tuple[int | None, dt.date | None]]


def calls(
    by: Membership, rows: Iterable[Row], day: dt.date, *, promised: Promised = NO_PROMISES
) -> tuple[list[Call], int]:
    """The most pressing rows of a morning, and how many have something overdue, returned, or promised by today.

    Promises come first on their day and after it; before it, what was promised comes last.
    One statement for whom to ring, and one question to each room whose items are shown.
    """
    pressing = []
    for row in rows:
        submission, until = promised.get(row.organisation.pk, (None, None))
        told = next((one for one in row.cells if one is not None and one.line.id == submission), None)
        is_due = until is not None and until <= day
        cell = (told if is_due else None) or row.pressing
        if cell is not None:
            pressing.append(((0 if is_due else 2 if until else 1, until if is_due else None), row, cell))
    order = sorted(pressing, key=lambda one: (one[0][0], one[0][1] or day, one[1].urgency))
    shown = [(row, cell) for _rank, row, cell in order[:A_MORNING]]
    whom = _whom(by, [row.organisation.pk for row, _cell in shown], day)
    contents = contents_of(cell for _row, cell in shown)
    found = []
    for row, cell in shown:
        content = contents.get(cell.line.id)
        missing = [item for item in content.items if not item.there] if content else []
        found.append(Call(row, cell, missing[:NAMED], max(0, len(missing) - NAMED), whom.get(row.organisation.pk)))
    return found, len(pressing)


def _whom(by: Membership, ids: list[int], day: dt.date) -> dict[int, Membership]:
    """The planner, else the clerk; one who can be rung first."""
    posts = Membership.objects.visible_to(by).in_force(day).filter(organisation_id__in=ids)
    posts = posts.filter(post__in=(Post.PLANNER, Post.CLERK)).select_related("user").order_by("from_on")
    found: dict[int, Membership] = {}
    for post in sorted(posts, key=lambda post: (not post.user.phone, post.post != Post.PLANNER)):
        found.setdefault(post.organisation_id, post)
    return found


def waiting_for(by: Membership, year: int) -> SubmissionQuerySet:
    """What waits for the check of the post's office, the oldest first: a province's LAOs; for DLA the provinces."""
    actor = "province" if by.organisation.level == "dla" else "lao"
    found: SubmissionQuerySet = (
        Submission.objects.visible_to(by)
        .of_year(year)
        .waiting_for_check()
        .filter(organisation__level=actor)
        .with_all()
        .order_by("submitted_at", "id")
    )
    return found


def asking_for_time(by: Membership, year: int) -> list[tuple[Submission, str]]:
    """What below the office waits for the answer to a request for more time, with the step in short; oldest first."""
    actor = "province" if by.organisation.level == "dla" else "lao"
    rows = Submission.objects.visible_to(by).asking_for_time().of_year(year).filter(organisation__level=actor)
    return [(row, short_of(STEPS[row.deadline.step])) for row in rows.with_all().order_by("time_asked_at", "id")]


def days_waiting(row: Submission) -> int:
    """Whole days since it was sent."""
    return (clock.today() - clock.day_of(row.submitted_at)).days if row.submitted_at else 0
