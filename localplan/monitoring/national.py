"""DLA's table: provinces × steps, the LAOs' steps and the provinces' own; it adds up to the matrices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from localplan.calendar.models import Deadline, DeadlineDate
from localplan.calendar.steps import STEPS, Actor
from localplan.organisations.models import Membership, Organisation
from localplan.organisations.posts import DLA_ID
from localplan.toolkit.columns import Column as FileColumn
from localplan.toolkit.columns import Kind
from localplan.toolkit.lists import ListWords

from .columns import MONTHLY, Column, columns_of
from .tally import GROUP_WORDS, Group, Tally, by_column

SORTS = {"name": "name", "over": "over", "laos": "laos"}


@dataclass
class Row:
    """One province (or the whole nation, without an office): a tally for each column, None where nobody is asked."""

    office: Organisation | None
    laos: list[Tally | None]
    own: list[Tally | None]
    columns: list[Column]
    own_columns: list[Column]
    year: int

    @property
    def lao_cells(self) -> list[tuple[Column, Tally | None]]:
        return list(zip(self.columns, self.laos, strict=True))

    @property
    def name(self) -> str:
        return self.office.name if self.office else _("All")

    @property
    def expected(self) -> int:
        return max((tally.expected for tally in self.laos if tally), default=0)

    @property
    def over(self) -> int:
        """Overdue cells of its LAOs."""
        return sum(tally.over for tally in self.laos if tally)


@dataclass
class Table:
    """The table, its columns with DLA's dates, and the sums of all provinces."""

    words: ListWords
    columns: list[Column]
    own_columns: list[Column]
    due: dict[str, dt.date]
    rows: list[Row]
    whole: Row

    @property
    def lao_heads(self) -> list[tuple[Column, dt.date | None, Tally | None]]:
        return [(c, self.due.get(c.code), t) for c, t in zip(self.columns, self.whole.laos, strict=True)]

    @property
    def not_followed_up(self) -> list[dict[str, Any]]:
        """Of each check: how many provinces have not signed it, in how many it is overdue, and how many are asked."""
        found = []
        for place, column in enumerate(self.own_columns):
            tallies = [tally for row in self.rows if (tally := row.own[place]) is not None]
            over = sum(bool(tally.over) for tally in tallies)
            open_ones = sum(bool(tally["open"] or tally["back"]) and not tally.over for tally in tallies)
            if column.steps[0].checks and (over or open_ones):
                found.append({"column": column, "over": over, "open": open_ones, "all": len(tallies)})
        return found

    @property
    def own_heads(self) -> list[tuple[Column, dt.date | None, Tally | None]]:
        return [(c, self.due.get(c.code), t) for c, t in zip(self.own_columns, self.whole.own, strict=True)]


def build(by: Membership, year: int, query: Mapping[str, str]) -> Table:
    """Six statements, however many provinces and LAOs."""
    offices = list(Organisation.objects.visible_to(by).filter(level="province").order_by("name_key", "id"))
    deadlines = list(Deadline.objects.of_year(year).values_list("pk", "step"))
    steps = [step for _id, step in deadlines]
    columns, own_columns = columns_of(steps, Actor.LAO), columns_of(steps, Actor.PROVINCE)
    tallies = by_column(deadlines)
    rows = []
    for office in offices:
        code = office.pk // 100_000
        rows.append(
            Row(
                office,
                [tallies.get((code, column.code)) for column in columns],
                [tallies.get((code, column.code)) for column in own_columns],
                columns,
                own_columns,
                year,
            )
        )
    rows = [row for row in rows if any(row.laos) or any(row.own) or (row.office and row.office.closed_on is None)]
    sorts = SORTS | {column.code: column.code for column in (*columns, *own_columns)}
    words = ListWords.of(query, sorts=sorts, default="name")  # type: ignore[arg-type]
    whole = _sum(rows, columns, own_columns, year)
    return Table(words, columns, own_columns, _due(deadlines), _sorted(rows, words, columns), whole)


def _sum(rows: list[Row], columns: list[Column], own_columns: list[Column], year: int) -> Row:
    def added(tallies: list[Tally | None]) -> Tally | None:
        whole = Tally()
        for tally in tallies:
            for group, number in (tally.numbers if tally else {}).items():
                whole.add(group, number)
        return whole if whole.expected else None

    return Row(
        None,
        [added([row.laos[place] for row in rows]) for place in range(len(columns))],
        [added([row.own[place] for row in rows]) for place in range(len(own_columns))],
        columns,
        own_columns,
        year,
    )


def _due(deadlines: list[tuple[int, str]]) -> dict[str, dt.date]:
    """DLA's due date of each column; months have none of their own here."""
    step_of = {id: STEPS[step] for id, step in deadlines if STEPS[step].column not in MONTHLY}
    rows = DeadlineDate.objects.filter(organisation_id=DLA_ID, deadline_id__in=list(step_of)).order_by("id")
    return {step_of[id].column: due for id, due in rows.values_list("deadline_id", "due_on")}


def _sorted(rows: list[Row], words: ListWords, columns: list[Column]) -> list[Row]:
    """A column sorts by its overdue ones, the most first."""
    orders: dict[str, Any] = {
        "name": lambda row: 0,
        "over": lambda row: -row.over,
        "laos": lambda row: -row.expected,
    }
    for place, column in enumerate(columns):
        orders[column.code] = lambda row, at=place: -(row.laos[at].over if row.laos[at] else -1)
    for place, column in enumerate(rows[0].own_columns if rows else []):
        orders[column.code] = lambda row, at=place: _unsigned_first(row.own[at])
    if words.sort == "name" and words.descending:
        return rows[::-1]
    return sorted(rows, key=orders[words.sort], reverse=words.descending)


def _unsigned_first(tally: Tally | None) -> tuple[int, int]:
    """Overdue, then what is still to be done, then sent and finished."""
    if tally is None:
        return 1, 0
    return 0, -(1000 * tally.over + 10 * (tally["open"] + tally["back"]) + tally["sent"])


def file_columns(table: Table) -> list[FileColumn]:
    """Finished, to be checked, returned, overdue and all, for each step."""
    shown = (Group.DONE, Group.SENT, Group.BACK, Group.OVER)

    def number_of(name: str, place: int, group: Group | None) -> Any:
        def value(row: Row) -> int | None:
            tally = getattr(row, name)[place]
            if tally is None:
                return None
            number: int = tally.expected if group is None else tally[group]
            return number

        return value

    found = [FileColumn(_("Province"), "name", 20)]
    for name, columns in (("laos", table.columns), ("own", table.own_columns)):
        for place, column in enumerate(columns):
            for group in shown:
                label = f"{column.short}: {GROUP_WORDS[group]}"
                found.append(FileColumn(label, number_of(name, place, group), 12, Kind.NUMBER))
            label = _("%(step)s: all") % {"step": column.short}
            found.append(FileColumn(label, number_of(name, place, None), 12, Kind.NUMBER))
    return found
