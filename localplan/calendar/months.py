"""The calendar page: twelve months in fiscal order, with what opens, falls due and is checked, and how it stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from localplan.organisations.models import Membership
from localplan.organisations.posts import DLA_ID, province_of
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import ENGLISH, end_of_month, fiscal_quarter, fiscal_year_dates, month_and_year

from .models import DeadlineDate, Submission
from .states import Dates, Life, Look, Standing, look
from .steps import STEPS, Actor, Step

#: Who acts: DLA, the province, the LAO; the letters are those of the tags.
OWNERS = {"dla": _("DLA"), "province": _("Province"), "lao": _("LAO")}
#: The months of grants would drown the page if each also opened and was checked.
DUE_ONLY = ("grants", "check_grants")
#: Words of a look beside a step of one's own.
STATE_WORDS: dict[Look, str | Promise] = {
    Look.DONE: _("done in time"),
    Look.LATE: _("done late"),
    Look.NIL: pgettext_lazy("state", "nothing to report"),
    Look.SENT: _("sent, being checked"),
    Look.BACK: _("returned, mend it"),
    Look.OVER: _("overdue"),
    Look.OVERQ: _("overdue"),
    Look.SOON: _("due soon"),
    Look.EXT: _("extended"),
    Look.PROG: _("in progress"),
    Look.NONE: _("not started"),
    Look.WAIT: _("waits for an earlier step"),
    Look.SHUT: _("not open yet"),
}


@dataclass
class Entry:
    """One thing on one day. kind: opens, due, check. `own` when it is the reader's own office that acts."""

    day: dt.date
    kind: str
    step: Step
    year: int
    owner: str
    deadline: int
    written: dt.date | None = None
    national: dt.date | None = None
    own: bool = False
    is_past: bool = False
    finished: int = 0
    over: int = 0
    total: int = 0
    state: str = ""
    extended: bool = False

    @property
    def state_words(self) -> str | Promise:
        return STATE_WORDS[Look(self.state)] if self.state else ""

    @property
    def owner_words(self) -> str | Promise:
        return OWNERS[self.owner]


@dataclass
class Month:
    """One month of the fiscal year. `quarter` only on its first month."""

    first: dt.date
    is_now: bool
    quarter: int = 0
    entries: list[Entry] = field(default_factory=list)

    @property
    def name(self) -> str:
        """ตุลาคม 2552, without the letters of the era; English keeps both years."""
        words = month_and_year(self.first.year, self.first.month)
        return words.replace("พ.ศ. ", "") if not words.startswith(tuple(ENGLISH)) else words


def months(by: Membership, year: int, *, owner: str = "") -> list[Month]:
    """The fiscal year as it holds for the post: its province's dates, and an organisation's own extensions."""
    today = clock.today()
    first, last = fiscal_year_dates(year)
    entries = [
        entry
        for entry in _entries(by, year, today)
        if first <= entry.day <= last and (not owner or entry.owner == owner)
    ]
    _count(by, entries, today)
    found = []
    for number in range(12):
        start = dt.date(first.year + (9 + number) // 12, (9 + number) % 12 + 1, 1)
        end = end_of_month(start)
        month = Month(start, start <= today <= end, fiscal_quarter(start) if number % 3 == 0 else 0)
        month.entries = sorted(
            (entry for entry in entries if start <= entry.day <= end),
            key=lambda entry: (entry.day, entry.kind != "opens", entry.step.order),
        )
        found.append(month)
    return found


def _entries(by: Membership, year: int, today: dt.date) -> list[Entry]:
    level, own = by.organisation.level, by.organisation_id
    office = province_of(own)
    dates = DeadlineDate.objects.filter(
        organisation_id__in=[DLA_ID, office], deadline__year_id__gte=year - 2, deadline__year_id__lte=year + 1
    ).in_force()
    national: dict[int, DeadlineDate] = {}
    narrower: dict[int, DeadlineDate] = {}
    for date in dates.with_deadline():
        (national if date.organisation_id == DLA_ID else narrower)[date.deadline_id] = date
    mine = {}
    if level in ("lao", "province"):
        rows = Submission.objects.visible_to(by).filter(organisation_id=own, deadline__in=list(national))
        mine = {row.deadline_id: row for row in rows}
    found = []
    for pk, of_dla in national.items():
        holds = narrower.get(pk, of_dla)
        step = STEPS[holds.deadline.step]
        row = mine.get(pk)
        due = row.due_on if row else holds.due_on
        written = holds.due_written if due == holds.due_on else None
        actor, checker = ("lao", "province") if step.actor == Actor.LAO else ("province", "dla")
        year_of = holds.deadline.year_id
        entry = Entry(due, "due", step, year_of, actor, pk, written, own=actor == level)
        if due != of_dla.due_on:
            entry.national = of_dla.due_on
        if row is not None:
            entry.state, entry.extended = str(_look(row, today)), row.extended
        found.append(entry)
        if step.column not in DUE_ONLY:
            opens = row.opens_on if row else holds.opens_on
            check = row.check_due_on if row else holds.check_due_on
            found.append(Entry(opens, "opens", step, year_of, actor, pk, own=actor == level))
            found.append(Entry(check, "check", step, year_of, checker, pk, own=checker == level))
    for entry in found:
        entry.is_past = entry.day < today
    return found


def _look(row: Submission, today: dt.date) -> Look:
    first_full = clock.day_of(row.first_full_at) if row.first_full_at else None
    standing = Standing(
        Life(row.life),
        Dates(row.opens_on, row.due_on, row.extended, row.correct_by),
        nothing=row.nothing,
        first_full_on=first_full,
    )
    return look(standing, today=today)


def _count(by: Membership, entries: list[Entry], today: dt.date) -> None:
    """For offices: how many below have finished what is past, and how many are overdue. One statement."""
    if by.organisation.level == "lao":
        return
    past = [entry for entry in entries if entry.is_past and entry.kind == "due" and not entry.state]
    rows = (
        Submission.objects.visible_to(by)
        .filter(deadline__in=[entry.deadline for entry in past])
        .values("deadline_id")
        .annotate(
            total=Count("pk"),
            finished=Count("pk", filter=Q(life__in=["submitted", "accepted"])),
            over=Count("pk", filter=Q(life="draft", due_on__lt=today) | Q(life="returned", correct_by__lt=today)),
        )
    )
    counts = {row["deadline_id"]: row for row in rows}
    for entry in past:
        if row := counts.get(entry.deadline):
            entry.finished, entry.over, entry.total = row["finished"], row["over"], row["total"]
