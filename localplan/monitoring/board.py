"""The board of an office: how far those below are at each step, and where to help first, now or on a past day.

Every number is the matrix's: the sums come from the same statements. The board of a province or a district adds up
its districts' LAOs; the board of the nation its provinces.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from localplan.calendar.models import Deadline, DeadlineDate
from localplan.calendar.steps import STEPS, Actor
from localplan.organisations.models import Level, Membership, Organisation
from localplan.organisations.posts import DLA_ID, ids_below
from localplan.toolkit import clock
from localplan.toolkit.columns import Column as FileColumn
from localplan.toolkit.columns import Kind

from .columns import MONTHLY, Column, columns_of
from .money import end_of
from .tally import GROUP_WORDS, Group, Late, Per, Sums, Tally, by_column, fetch, late_ones, sums_of

#: LAOs to help first that a board names.
TO_HELP = 10
#: Shares of finished from which a colour of the map begins; below the last one the fifth.
CLASSES = ((95, "q5"), (90, "q4"), (80, "q3"), (70, "q2"), (0, "q1"))
#: Of a province that nobody is asked in.
NOBODY = "q0"
_DATES = "SELECT deadline_id, mode() WITHIN GROUP (ORDER BY date) FROM classed GROUP BY 1"


@dataclass(frozen=True)
class Bar:
    """One step: the day most of them should have it done by (None: every month another), and where they stand."""

    column: Column
    due_on: dt.date | None
    tally: Tally


@dataclass(frozen=True)
class Place:
    """One office below: its LAOs, how many of them have something overdue, and their tally of every column."""

    office: Organisation
    laos: int
    late: int
    tallies: Mapping[str, Tally]
    whole: Tally
    chosen: Tally | None

    @property
    def share_late(self) -> float:
        return self.late / self.laos if self.laos else 0.0

    @property
    def percent(self) -> int | None:
        return percent_of(self.chosen)

    @property
    def css(self) -> str:
        return class_of(self.chosen)


@dataclass(frozen=True)
class Help:
    """One LAO to help: the columns it is late in, the longest overdue first."""

    organisation: Organisation
    columns: list[Column]
    since: dt.date
    submission_id: int
    days: int

    @property
    def steps(self) -> str:
        """The columns in short."""
        return " · ".join(column.short for column in self.columns)


@dataclass
class Board:
    """All of it; without `bars` nothing was published for the year by that day."""

    area: Organisation
    year: int
    day: dt.date | None
    columns: list[Column]
    chosen: Column | None
    bars: list[Bar] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    helps: list[Help] = field(default_factory=list)
    laos: int = 0
    late: int = 0

    @property
    def until(self) -> dt.date:
        """The day the board speaks of."""
        return self.day or clock.today()

    @property
    def is_nation(self) -> bool:
        return self.area.level == Level.DLA

    @property
    def chosen_bar(self) -> Bar | None:
        return next((bar for bar in self.bars if self.chosen and bar.column.code == self.chosen.code), None)

    @property
    def percent(self) -> int | None:
        return percent_of(self.chosen_bar.tally) if self.chosen_bar else None

    def number(self, group: Group) -> int:
        """Cells of all steps in one group."""
        return sum(bar.tally[group] for bar in self.bars)

    @property
    def waiting(self) -> int:
        return self.number(Group.SENT)

    @property
    def returned(self) -> int:
        return self.number(Group.BACK)

    @property
    def late_left_out(self) -> int:
        return self.late - len(self.helps)


def percent_of(tally: Tally | None) -> int | None:
    """Whole percent finished of expected, rounded down, so that 100 means all."""
    return tally.done * 100 // tally.expected if tally and tally.expected else None


def class_of(tally: Tally | None) -> str:
    percent = percent_of(tally)
    return NOBODY if percent is None else next(css for least, css in CLASSES if percent >= least)


def build(
    by: Membership,
    area: Organisation,
    year: int,
    *,
    step: str = "",
    day: dt.date | None = None,
    named: int | None = TO_HELP,
) -> Board:
    """The board of the area in a fiscal year.

    `step` is the column to compare by, `day` a day that has ended, `named` how many LAOs to help it names; None: all.
    """
    asked: dict[int, str] = dict(Deadline.objects.of_year(year).of_laos().values_list("pk", "step"))
    scope = ids_below(area.level, area.pk)
    per = Per.PROVINCE if area.level == Level.DLA else Per.OFFICE
    sums = sums_of(asked, scope=scope, day=day, per=per)
    dates = _dates_of_dla(asked, day) if area.level == Level.DLA else dict(fetch(_DATES, asked, scope, day=day))
    board = Board(area, year, day, columns_of(asked.values(), Actor.LAO), None)
    board.bars = _bars(board.columns, sums.tallies, asked, dates)
    board.columns = [bar.column for bar in board.bars]
    board.chosen = _chosen(board, step)
    board.late, board.laos = sum(sums.late.values()), sum(sums.laos.values())
    board.places = _places(by, board, sums)
    if not board.is_nation:
        board.helps = _helps(by, board, late_ones(asked, scope=scope, day=day), asked, named)
    return board


def _dates_of_dla(asked: Iterable[int], day: dt.date | None) -> dict[int, dt.date]:
    """DLA's due date of each deadline, as it was recorded by the end of the day; one statement."""
    rows = DeadlineDate.objects.filter(organisation_id=DLA_ID, deadline_id__in=list(asked)).order_by("id")
    rows = rows.filter(recorded_at__lte=end_of(day)) if day else rows
    return dict(rows.values_list("deadline_id", "due_on"))


def _bars(
    columns: list[Column],
    tallies: Mapping[tuple[int, str], Tally],
    asked: Mapping[int, str],
    dates: Mapping[int, dt.date],
) -> list[Bar]:
    found = []
    for column in columns:
        whole = _sum([tally for (_area, code), tally in tallies.items() if code == column.code])
        due = next((dates.get(id) for id, step in asked.items() if step in column.codes), None)
        if whole.expected:
            found.append(Bar(column, None if column.code in MONTHLY else due, whole))
    return found


def _sum(tallies: list[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        for group, number in tally.numbers.items():
            whole.add(group, number)
    return whole


def _chosen(board: Board, step: str) -> Column | None:
    """The column asked for; else the one that fell due last, else the first."""
    for column in board.columns:
        if column.code == step:
            return column
    past = [bar for bar in board.bars if bar.due_on and bar.due_on < board.until]
    latest = max(past, key=lambda bar: (bar.due_on, bar.column.number), default=None)
    return latest.column if latest else next(iter(board.columns), None)


def _places(by: Membership, board: Board, sums: Sums) -> list[Place]:
    """Those with the largest share of late LAOs first, then those with more of them; one statement."""
    times = 100_000 if board.is_nation else 1
    offices = Organisation.objects.visible_to(by).in_bulk([area * times for area in sums.laos])
    code = board.chosen.code if board.chosen else ""
    found = []
    for area, laos in sums.laos.items():
        office = offices.get(area * times)
        if office is not None:
            own = {column: tally for (where, column), tally in sums.tallies.items() if where == area}
            found.append(Place(office, laos, sums.late[area], own, _sum(list(own.values())), own.get(code)))
    return sorted(found, key=lambda place: (-place.share_late, -place.late, place.office.name_key))


def _helps(by: Membership, board: Board, rows: list[Late], asked: Mapping[int, str], named: int | None) -> list[Help]:
    """Most steps overdue first (the months of grants count once), then the longest overdue."""
    of_lao: dict[int, list[Late]] = {}
    for row in rows:
        of_lao.setdefault(row.organisation_id, []).append(row)

    def columns_late(lao: int) -> set[str]:
        return {STEPS[asked[row.deadline_id]].column for row in of_lao[lao]}

    order = sorted(of_lao, key=lambda lao: (-len(columns_late(lao)), min(row.date for row in of_lao[lao]), lao))
    offices = Organisation.objects.visible_to(by).select_related("parent").in_bulk(order[:named])
    found = []
    for lao in order[:named]:
        if lao in offices:
            codes, oldest = columns_late(lao), min(of_lao[lao], key=lambda row: (row.date, row.submission_id))
            columns = [column for column in board.columns if column.code in codes]
            days = (board.until - oldest.date).days
            found.append(Help(offices[lao], columns, oldest.date, oldest.submission_id, days))
    return found


def checks_not_signed(by: Membership, year: int) -> list[tuple[Column, list[Organisation]]]:
    """Each check that is overdue in some provinces, and these by name; of months the worst counts."""
    deadlines = Deadline.objects.of_year(year).values_list("pk", "step")
    checks = [(id, step) for id, step in deadlines if STEPS[step].checks]
    tallies = by_column(checks)
    late = {(area, code) for (area, code), tally in tallies.items() if tally.over}
    offices = Organisation.objects.visible_to(by).in_bulk({area * 100_000 for area, _code in late})
    found = []
    for column in columns_of([step for _id, step in checks], Actor.PROVINCE):
        there = [offices[area * 100_000] for area, code in late if code == column.code and area * 100_000 in offices]
        if there:
            found.append((column, sorted(there, key=lambda office: office.name_key)))
    return found


def file_columns(board: Board) -> list[FileColumn]:
    """The offices of the board: their LAOs, how many are late, and of every step finished, overdue and all."""

    def number_of(code: str, group: Group | None) -> Any:
        def value(place: Place) -> int | None:
            tally = place.tallies.get(code)
            return None if tally is None else tally.expected if group is None else tally[group]

        return value

    found = [
        FileColumn(_("Province") if board.is_nation else _("District"), "office.name", 24),
        FileColumn(_("LAOs"), "laos", 10, Kind.NUMBER),
        FileColumn(_("LAOs with something overdue"), "late", 14, Kind.NUMBER),
    ]
    for column in board.columns:
        for group in (Group.DONE, Group.SENT, Group.OVER):
            label = f"{column.short}: {GROUP_WORDS[group]}"
            found.append(FileColumn(label, number_of(column.code, group), 12, Kind.NUMBER))
        label = _("%(step)s: all") % {"step": column.short}
        found.append(FileColumn(label, number_of(column.code, None), 12, Kind.NUMBER))
    return found
