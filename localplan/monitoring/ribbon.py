"""The year in one picture: where each step's bar lies, in percent of the fiscal year. Drawn as SVG by the template."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from localplan.calendar.states import Look, Turn
from localplan.toolkit.thai_dates import BE, fiscal_year_dates, short_month

from . import wording
from .columns import MONTHLY, Column
from .standing import Cell

#: Top of the first lane, and from lane to lane, in pixels.
TOP, LANE, HEIGHT = 24, 26, 22

_FILL = {
    Look.DONE: "done",
    Look.NIL: "done",
    Look.LATE: "late",
    Look.SENT: "sent",
    Look.OVER: "over",
    Look.OVERQ: "over",
    Look.BACK: "back",
    Look.PROG: "prog",
    Look.EXT: "prog",
    Look.SOON: "back",
}


@dataclass(frozen=True)
class Bar:
    """One step from its opening to its due date; an overdue one grows until today."""

    x: str
    y: int
    width: str
    fill: str
    label: str
    text_y: int

    @property
    def on_dark(self) -> bool:
        return self.fill == "over"


@dataclass(frozen=True)
class Dot:
    """One month of the monthly step."""

    x: str
    fill: str


@dataclass
class Ribbon:
    """All that is drawn. `height` in pixels; x and widths in percent, so that it stretches and the letters do not."""

    months: list[tuple[str, str, str]]
    quarters: list[str]
    bars: list[Bar] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    today: str = ""
    bottom: int = 0
    words: str = ""

    @property
    def height(self) -> int:
        return self.bottom + 22

    @property
    def dots_y(self) -> int:
        return self.bottom - 22

    @property
    def dots_text_y(self) -> int:
        return self.bottom - 8

    @property
    def grid_height(self) -> int:
        return self.bottom - 18


def draw(year: int, columns: list[Column], own: dict[str, Cell], today: dt.date) -> Ribbon:
    """Bars go into the first lane where they do not overlap; months of grants become dots below."""
    first, last = fiscal_year_dates(year)
    days = (last - first).days + 1

    def at(day: dt.date) -> float:
        return min(100.0, max(0.0, (day - first).days * 100 / days))

    months = []
    for number in range(12):
        month = (number + 9) % 12 + 1
        begins = dt.date(year - BE - (month >= 10), month, 1)
        label = short_month(month) if month not in (1, 10) else f"{short_month(month)} {(begins.year + BE) % 100}"
        months.append((f"{at(begins):.2f}", f"{at(begins) + 4.17:.2f}", label))
    found = Ribbon(months, ["0", "50"])
    lanes: list[float] = []
    for column in columns:
        if column.code in MONTHLY:
            found.dots = [_dot(own[code], at) for code in column.codes if code in own]
            continue
        cell = own.get(column.steps[0].code)
        if cell is None or cell.line.due_on < first or cell.line.opens_on > last:
            continue
        begin, until = at(cell.line.opens_on), at(cell.line.due_on + dt.timedelta(days=1))
        if cell.is_late:
            until = max(until, at(today))
        label = column.short
        # Words may be longer than the bar; a rough width of them in percent keeps the next bar away.
        taken = max(until, begin + len(label) * 0.95)
        lane = next((n for n, end in enumerate(lanes) if end <= begin), len(lanes))
        lanes[lane : lane + 1] = [taken]
        y = TOP + lane * LANE
        found.bars.append(Bar(f"{begin:.2f}", y, f"{max(until - begin, 0.6):.2f}", _fill(cell), label, y))
    found.bottom = TOP + len(lanes) * LANE + (24 if found.dots else 4)
    if first <= today <= last:
        found.today = f"{at(today):.2f}"
    told = [f"{column.short} {wording.tag(own[column.codes[0]])}" for column in columns if column.codes[0] in own]
    found.words = ", ".join(told)
    return found


def _fill(cell: Cell) -> str:
    return _FILL.get(cell.look, "none")


def _dot(cell: Cell, at: object) -> Dot:
    x = at(cell.line.due_on)  # type: ignore[operator]
    fill = _fill(cell)
    return Dot(f"{x:.2f}", fill if cell.turn != Turn.TIME else "none")
