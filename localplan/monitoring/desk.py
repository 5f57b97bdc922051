"""An organisation's own desk: what to do next, all its steps in order, the dates that are near."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.calendar.duties import Completeness, Item, duty_of
from localplan.calendar.models import Submission, SubmissionMove
from localplan.calendar.queries import SubmissionQuerySet
from localplan.calendar.states import Life, Look, Turn
from localplan.calendar.steps import STEPS, Actor, Nothing
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock

from .columns import Column, columns_of
from .ribbon import Ribbon, draw
from .standing import RANK, Cell, cells, folded, lines

#: Items that the next card lists; the rest is on the step's page.
SHOWN = 6
#: Dates that stand beside the list.
NEAREST = 3

_GROUPS: dict[str, str | Promise] = {
    "lao_strategy": _("Making the plan"),
    "ordinance": _("Using the budget"),
    "grants": _("Every month"),
    "provincial_calendar": _("Setting the frame"),
    "check_q2": _("Checking"),
    "check_grants": _("Every month"),
}


@dataclass(frozen=True)
class Place:
    """One line of the list of steps: its column, the cell that speaks for it, and whether it is the next to do."""

    column: Column
    cell: Cell
    group: str | Promise = ""
    is_next: bool = False
    page: str = ""


@dataclass
class Next:
    """The next card: the step, what is there and what is missing, and the way to the first thing to do."""

    cell: Cell
    column: Column
    content: Completeness | None
    page: str
    tone: str = ""

    @cached_property
    def returned(self) -> list[dict[str, Any]]:
        """The items sent back, each with label and reason; none when it was not returned."""
        if self.cell.line.life != Life.RETURNED:
            return []
        return SubmissionMove.objects.filter(submission=self.cell.line.id).last_sent_back()

    @property
    def missing(self) -> list[Item]:
        return [item for item in self.content.items if not item.there] if self.content else []

    @property
    def items(self) -> list[Item]:
        """What is missing first in the order asked, then what is there; not more than fits."""
        if self.content is None:
            return []
        there = [item for item in self.content.items if item.there]
        return [*there[: max(1, SHOWN - len(self.missing))], *self.missing[:SHOWN]][:SHOWN]

    @property
    def is_ready(self) -> bool:
        """Full, and no earlier step in the way: it only needs to be sent."""
        return self.cell.is_full and not self.cell.standing.waits


@dataclass
class Desk:
    """All of it; without `places` nothing has been published for the year."""

    year: int
    places: list[Place] = field(default_factory=list)
    next: Next | None = None
    opens_next: Cell | None = None
    near: list[Cell] = field(default_factory=list)
    ribbon: Ribbon | None = None

    @property
    def sent(self) -> int:
        """Steps handed in or finished."""
        return sum(place.cell.turn in (Turn.DONE, Turn.CHECKER) for place in self.places)

    @property
    def waiting(self) -> int:
        return sum(place.cell.turn == Turn.CHECKER for place in self.places)


def page_of(step: str, organisation_id: int, year: int) -> str:
    """Where the content of a step is entered; empty while no room owns it."""
    duty = duty_of(step)
    if duty is None:
        return ""
    given = [organisation_id, year]
    for args in (given[:1], given, [*given, step], [*given, STEPS[step].period], []):
        try:
            return reverse(duty.page, args=args) + ("" if args else f"?fy={year}")
        except NoReverseMatch:
            continue
    return ""


def content_of(cell: Cell) -> Completeness | None:
    """n of m with its items; None while no room owns the content."""
    return contents_of([cell]).get(cell.line.id)


def contents_of(asked: Iterable[Cell]) -> dict[int, Completeness]:
    """The same of many, by submission: each step is asked once for all its organisations."""
    by_step: dict[tuple[str, int], list[Cell]] = {}
    for cell in asked:
        by_step.setdefault((cell.line.step, cell.line.year), []).append(cell)
    found = {}
    for (step, year), group in by_step.items():
        duty = duty_of(step)
        told = duty.items([cell.line.organisation_id for cell in group], year) if duty else {}
        found.update({cell.line.id: told[cell.line.organisation_id] for cell in group if told})
    return found


def next_of(found: Iterable[Cell]) -> Cell | None:
    """Returned first, then the most overdue first step, then what is due soonest; a step that waits comes last.

    So does a full round that is handed in by itself when there is nothing to say: sending it is no work to do now.
    """
    order = {Look.BACK: 0, Look.OVER: 1, Look.SOON: 3, Look.WAIT: 5, Look.OVERQ: 2}
    mine = [cell for cell in found if cell.turn == Turn.ACTOR]
    return min(
        mine,
        key=lambda cell: (
            0 if cell.line.life == Life.RETURNED else order[Look.WAIT] if _can_wait(cell) else order.get(cell.look, 4),
            cell.deadline,
            cell.step.order,
        ),
        default=None,
    )


def _can_wait(cell: Cell) -> bool:
    return cell.step.nothing == Nothing.AUTOMATIC and cell.is_full and not cell.is_late


def lay_out(by: Membership, organisation: Organisation, year: int, *, actor: Actor) -> Desk:
    """One organisation's year: one statement, and one for each room that counts content."""
    today = clock.today()
    rows = lines(Submission.objects.visible_to(by).filter(organisation_id=organisation.pk).of_year(year).expected())
    desk = Desk(year)
    if rows:
        own = {cell.line.step: cell for cell in cells(rows, today=today)}
        _fill(desk, own, organisation, actor, today)
    return desk


def _fill(desk: Desk, own: dict[str, Cell], organisation: Organisation, actor: Actor, today: dt.date) -> None:
    year = desk.year
    columns = columns_of(own, actor)
    chosen = next_of(own.values())
    for column in columns:
        cell = folded(column, own)
        if cell is not None:
            page = page_of(cell.line.step, organisation.pk, year)
            is_next = chosen is not None and chosen.step.column == column.code
            shown = chosen if is_next and chosen is not None else cell
            desk.places.append(Place(column, shown, _GROUPS.get(column.code, ""), is_next, page))
    if chosen is not None:
        column = next(column for column in columns if column.code == chosen.step.column)
        page = page_of(chosen.line.step, organisation.pk, year)
        desk.next = Next(chosen, column, content_of(chosen), page, _tone(chosen))
    shut = [cell for cell in own.values() if cell.look == Look.SHUT]
    desk.opens_next = min(shut, key=lambda cell: (cell.line.opens_on, cell.step.order), default=None)
    open_ones = [cell for cell in own.values() if cell.turn in (Turn.ACTOR, Turn.TIME)]
    desk.near = sorted(open_ones, key=lambda cell: (cell.deadline, cell.step.order))[:NEAREST]
    desk.ribbon = draw(year, columns, own, today)


def _tone(cell: Cell) -> str:
    """ "soon" until the date that counts has passed; then the card speaks in brick."""
    return "" if cell.today > cell.deadline else "soon"


def inherited(by: Membership, year: int) -> list[tuple[Organisation, Cell]]:
    """What merged organisations have left undone, for their successor: two statements, none without predecessors."""
    former = by.organisation.absorbed
    if not former:
        return []
    rows = lines(Submission.objects.visible_to(by).filter(organisation_id__in=former).of_year(year).expected())
    names = {one.pk: one for one in Organisation.objects.visible_to(by).filter(pk__in=former)}
    undone = [cell for cell in cells(rows) if cell.turn == Turn.ACTOR and cell.line.organisation_id in names]
    undone.sort(key=lambda cell: (RANK[cell.look], cell.deadline))
    return [(names[cell.line.organisation_id], cell) for cell in undone]


@dataclass(frozen=True)
class OtherYear:
    """A year one does not look at: own steps open and not handed in, what waits for the check, LAOs' steps overdue."""

    number: int
    steps: int
    waiting: int
    over: int


def other_years(by: Membership, year: int, offered: Iterable[int], *, checks: bool) -> list[OtherYear]:
    """Those of the switch in which something is left to do: two years overlap. One statement, three for offices."""
    others, today = [number for number in offered if number != year], clock.today()
    rows = Submission.objects.visible_to(by).filter(deadline__year_id__in=others)
    undone = rows.expected().filter(life__in=(Life.DRAFT, Life.RETURNED))
    steps = _by_year(undone.filter(organisation_id=by.organisation_id, opens_on__lte=today))
    waiting, over = Counter[int](), Counter[int]()
    if checks:
        actor = "province" if by.organisation.level == "dla" else "lao"
        waiting = _by_year(rows.waiting_for_check().filter(organisation__level=actor))
    if by.organisation.level in ("province", "district"):
        over = _by_year(undone.filter(organisation__level="lao").late_on(today))
    return [OtherYear(one, steps[one], waiting[one], over[one]) for one in sorted({*steps, *waiting, *over})]


def _by_year(rows: SubmissionQuerySet) -> Counter[int]:
    counted = rows.order_by().values_list("deadline__year_id").annotate(number=Count("pk"))
    return Counter(dict(counted))
