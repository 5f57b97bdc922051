"""A province's LAOs by the steps of a year: what was asked, what it shows, and what it leaves out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext as _

from localplan.calendar.models import Deadline, Submission
from localplan.calendar.states import Look, Turn
from localplan.calendar.steps import Actor
from localplan.organisations.models import Change, Kind, Membership, Organisation
from localplan.organisations.posts import LAO_KINDS, ids_below
from localplan.organisations.queries import within
from localplan.organisations.staffing import SHORT
from localplan.toolkit import clock
from localplan.toolkit.columns import Column as FileColumn
from localplan.toolkit.lists import ListWords

from . import wording
from .columns import Column, columns_of
from .standing import Cell, cells, folded, lines, numbers_of
from .tally import GROUPS, Group, Tally

#: Silent for longer than this, an office is worth a call.
QUIET_DAYS = 7
SORTS = {"urgent": "urgent", "name": "name", "last": "last"}


@dataclass
class Row:
    """One LAO: its cells in the order of the columns, and when its own people last did anything."""

    organisation: Organisation
    cells: list[Cell | None]
    last_at: dt.datetime | None
    reminders: int
    today: dt.date
    time_asked: int | None = None  # the submission whose request for more time waits for an answer

    @property
    def pressing(self) -> Cell | None:
        """The cell to speak of first: the first overdue step, else a returned one."""
        over = [cell for cell in self.cells if cell is not None and cell.look == Look.OVER]
        back = [cell for cell in self.cells if cell is not None and cell.look == Look.BACK]
        return next(iter(over or back), None)

    @property
    def quiet_days(self) -> int | None:
        """Whole days since its people last did anything; None: never."""
        return (self.today - clock.day_of(self.last_at)).days if self.last_at else None

    @property
    def is_quiet(self) -> bool:
        return self.quiet_days is None or self.quiet_days > QUIET_DAYS

    @property
    def has_over(self) -> bool:
        return any(cell is not None and cell.is_late for cell in self.cells)

    @property
    def waits(self) -> bool:
        return any(cell is not None and cell.turn == Turn.CHECKER for cell in self.cells)

    @property
    def urgency(self) -> tuple[Any, ...]:
        """Most days overdue first, then returned, then whatever is nearest."""
        over = [cell.days_over for cell in self.cells if cell is not None and cell.look == Look.OVER]
        late = sum(cell.is_late for cell in self.cells if cell is not None)
        nearest = min((cell.urgency for cell in self.cells if cell is not None), default=(99, 0))
        return -max(over, default=0), -late, *nearest


@dataclass
class Head:
    """The head of a column: its date, and how its LAOs stand."""

    column: Column
    due_on: dt.date | None
    tally: Tally


@dataclass
class Matrix:
    """What the page shows. `chips` count what each filter alone would leave."""

    words: ListWords
    heads: list[Head]
    rows: list[Row]
    whole: int
    districts: list[Organisation]
    kinds: list[tuple[str, str]]
    chips: list[dict[str, Any]] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        return self.whole - len(self.rows)


def words_of(query: Mapping[str, str], columns: list[Column]) -> ListWords:
    """?q= &district= &kind= &step= &state= &only=over|quiet|wait|time &mine=1 &sort=urgent|name|last or a step."""
    codes = {column.code for column in columns}
    return ListWords.of(
        query,  # type: ignore[arg-type]
        sorts=SORTS | {code: code for code in codes},
        default="urgent",
        filters={
            "district": None,
            "kind": {kind.value for kind in LAO_KINDS},
            "step": codes,
            "state": {group.value for group in Group} | {look.value for look in Look},
            "only": {"over", "quiet", "wait", "time"},
            "mine": {"1"},
        },
    )


def build(
    by: Membership, area: Organisation, year: int, query: Mapping[str, str], *, kept: Collection[int] = ()
) -> Matrix:
    """The matrix of a province or a district, six statements and one for each room that counts content.

    `kept`: the LAOs in the care of the post, to which ?mine=1 narrows.
    """
    today = clock.today()
    span = ids_below(area.level, area.pk)
    submissions = Submission.objects.visible_to(by).filter(within("organisation_id", [span])).of_year(year).expected()
    found = lines(submissions.filter(organisation__level="lao"))
    deadlines = list(Deadline.objects.of_year(year).values_list("step", flat=True))
    columns = columns_of(deadlines, Actor.LAO)
    numbers = {code: column.number for column in columns for code in column.codes} or numbers_of(found)
    own: dict[int, dict[str, Cell]] = {}
    for cell in cells(found, today=today, numbers=numbers):
        own.setdefault(cell.line.organisation_id, {})[cell.line.step] = cell
    asking = dict(submissions.asking_for_time().order_by("-time_asked_at").values_list("organisation_id", "pk"))
    everybody = [
        Row(
            lao,
            [folded(column, own[lao.pk]) for column in columns],
            lao.last_at,
            lao.reminders or 0,
            today,
            asking.get(lao.pk),
        )
        for lao in organisations(by, list(own), year)
    ]
    words = words_of(query, columns)
    care = set(kept)
    rows = [row for row in everybody if ("mine" not in words.filters or row.organisation.pk in care)]
    rows = [row for row in rows if _fits(row, words, columns)]
    return Matrix(
        words,
        _heads(columns, everybody, area, year),
        _sorted(rows, words, columns),
        len(everybody),
        _districts(everybody),
        [(kind.value, str(SHORT[kind])) for kind in _kinds(everybody)],
        _chips(everybody, words),
    )


def organisations(by: Membership, ids: list[int], year: int) -> list[Any]:
    """The LAOs, when their own people last did anything, and how often they were reminded this year: one statement."""
    done = Change.objects.filter(organisation_id=OuterRef("pk"))
    reminded = done.filter(verb="reminded", after__year=year).order_by().values("organisation_id")
    return list(
        Organisation.objects.visible_to(by)
        .filter(pk__in=ids)
        .select_related("parent", "merged_into")
        .annotate(
            last_at=Subquery(done.filter(by__organisation_id=OuterRef("pk")).order_by("-at").values("at")[:1]),
            reminders=Subquery(reminded.annotate(number=Count("pk")).values("number")),
        )
        .order_by("name_key", "id")
    )


def _fits(row: Row, words: ListWords, columns: list[Column]) -> bool:
    asked, lao = words.filters, row.organisation
    if words.search and any(
        word not in f"{lao.short_name} {lao.full_name} {lao.code}" for word in words.search.split()
    ):
        return False
    if "district" in asked and str(lao.parent_id) != asked["district"]:
        return False
    if "kind" in asked and lao.kind != asked["kind"]:
        return False
    only = asked.get("only")
    if (only == "over" and not row.has_over) or (only == "quiet" and not row.is_quiet):
        return False
    if (only == "wait" and not row.waits) or (only == "time" and row.time_asked is None):
        return False
    return _fits_state(row, asked, columns)


def _fits_state(row: Row, asked: Mapping[str, str], columns: list[Column]) -> bool:
    """A state of the asked step, or of any step; a step alone leaves out the LAOs that do not have it."""
    if "step" not in asked and "state" not in asked:
        return True
    looked_at = [
        cell
        for column, cell in zip(columns, row.cells, strict=True)
        if cell is not None and asked.get("step", column.code) == column.code
    ]
    state = asked.get("state")
    return any(state is None or state in (cell.look.value, GROUPS[cell.look].value) for cell in looked_at)


def _sorted(rows: list[Row], words: ListWords, columns: list[Column]) -> list[Row]:
    """The rows come in the order of their names; ties keep it."""
    orders: dict[str, Any] = {
        "urgent": lambda row: row.urgency,
        "name": lambda row: 0,
        "last": lambda row: row.last_at or dt.datetime.min.replace(tzinfo=clock.BANGKOK),
    }
    for place, column in enumerate(columns):
        orders[column.code] = lambda row, at=place: row.cells[at].urgency if row.cells[at] else (99, 0)
    if words.sort == "name" and words.descending:
        return rows[::-1]
    return sorted(rows, key=orders[words.sort], reverse=words.descending)


def _heads(columns: list[Column], rows: list[Row], area: Organisation, year: int) -> list[Head]:
    """The date in the head is the one most of the LAOs have; of months that of the month whose turn it is."""
    heads = []
    for place, column in enumerate(columns):
        tally, dates = Tally(), []
        for row in rows:
            cell = row.cells[place]
            if cell is not None:
                tally.add(GROUPS[cell.look])
                dates.append(cell.line.due_on)
        heads.append(Head(column, max(set(dates), key=dates.count) if dates else None, tally))
    return heads


def _districts(rows: list[Row]) -> list[Organisation]:
    above = [row.organisation.parent for row in rows]
    offices = {office.pk: office for office in above if office is not None and office.level == "district"}
    return sorted(offices.values(), key=lambda office: office.name_key)


def _kinds(rows: list[Row]) -> list[Kind]:
    there = {row.organisation.kind for row in rows}
    return [kind for kind in LAO_KINDS if kind in there]


def _chips(rows: list[Row], words: ListWords) -> list[dict[str, Any]]:
    chosen = words.filters.get("only", "")
    offered = (
        ("over", _("With something overdue"), "over", sum(row.has_over for row in rows)),
        ("wait", _("Waiting for my check"), "sent", sum(row.waits for row in rows)),
        (
            "quiet",
            _("Silent for more than %(days)s days") % {"days": QUIET_DAYS},
            "clock",
            sum(r.is_quiet for r in rows),
        ),
        ("time", _("Asking for more time"), "ext", sum(row.time_asked is not None for row in rows)),
        ("", _("All"), "", len(rows)),
    )
    return [
        {"value": value, "label": label, "icon": icon, "number": number, "is_on": value == chosen}
        for value, label, icon, number in offered
    ]


def file_columns(matrix: Matrix) -> list[FileColumn]:
    """The matrix as a file: a column for each step, in words."""

    def words_at(place: int) -> Any:
        return lambda row: wording.short(row.cells[place]) if row.cells[place] else ""

    return [
        FileColumn(_("LAO"), "organisation.short_name", 30),
        FileColumn(_("District"), "organisation.parent.name", 18),
        FileColumn(_("Code"), "organisation.code", 12),
        *(
            FileColumn(f"{head.column.number}. {head.column.short}", words_at(place), 18)
            for place, head in enumerate(matrix.heads)
        ),
        FileColumn(_("Last entry"), "last_at", 20),
        FileColumn(_("Reminders"), "reminders", 12),
    ]
