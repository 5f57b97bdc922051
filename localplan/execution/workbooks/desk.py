"""What both workbooks have in common: rows without a hidden id are recognised by what names them on paper."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from localplan.organisations.models import Membership, Organisation
from localplan.toolkit.problems import Problem
from localplan.toolkit.workbook import Desk, Field, Header, Outcome, Preview, Reading, StoredRow, compare, read_workbook
from localplan.toolkit.workbook.sheet import like

#: The names a row goes by on paper; None: it cannot be recognised.
Named = Callable[[Mapping[str, Any]], Hashable | None]


@dataclass(frozen=True)
class Known(Field):
    """A choice that is also known by other texts: its number alone, or its bare name."""

    also: tuple[tuple[str, int], ...] = ()

    @cached_property
    def by_label(self) -> dict[str, Any]:
        return {like(text): value for text, value in self.also} | {like(label): v for v, label in self.offered}


class MoneyDesk(Desk):
    """The workbooks of one LAO and year. Rows are added and recognised, never taken away by a workbook."""

    def __init__(self, organisation: Organisation, year: int, by: Membership) -> None:
        self.organisation, self.year, self.by = organisation, year, by
        self.header = Header(organisation.code, organisation.short_name, (year,))

    def name_of(self, values: Mapping[str, Any]) -> Hashable | None:
        """What names the row on paper."""
        raise NotImplementedError

    def changed(self, now: StoredRow, values: Mapping[str, Any], number: int) -> Sequence[Problem]:
        """What is wrong with changing a row that is there."""
        raise NotImplementedError

    def new(self, rows: Sequence[tuple[int, Mapping[str, Any]]]) -> Mapping[int, Sequence[Problem]]:
        """What the rules say of new rows, by their number in Excel."""
        raise NotImplementedError

    def preview(self, source: bytes | Path | IO[bytes], *, name: str = "") -> Preview:
        reading, stored = self._read(source, name), self.rows()
        found = compare(self.sheet, reading, stored, found=self._findings(reading, stored))
        return replace(found, rows=tuple(row for row in found.rows if row.outcome is not Outcome.REMOVED))

    def with_problems(self, source: bytes | Path | IO[bytes], *, name: str = "") -> bytes:
        from localplan.toolkit.workbook import problems_workbook

        reading = self._read(source, name)
        preview = self.preview(source, name=name)
        refused = {row.number: row.problems for row in preview.rows if row.outcome is Outcome.REFUSED}
        for row in reading.rows:
            row.problems = list(refused.get(row.number, ()))
        return problems_workbook(self.sheet, self.header, reading)

    def _read(self, source: bytes | Path | IO[bytes], name: str) -> Reading:
        """A row without an id that is there already, by its name on paper, becomes that row: twice changes nothing."""
        if not isinstance(source, bytes | Path):
            source.seek(0)
        reading = read_workbook(source, self.sheet, header=self.header, name=name)
        stored = {self.name_of(row.values): row for row in self.rows()}
        taken = {row.id for row in reading.rows if row.id is not None}
        for row in reading.rows:
            known = stored.get(self.name_of(row.values)) if row.id is None and not row.problems else None
            if known is not None and known.id not in taken:
                row.id, row.version = known.id, known.version
                taken.add(known.id)
        return reading

    def _findings(self, reading: Reading, stored: Sequence[StoredRow]) -> Mapping[int, Sequence[Problem]]:
        now = {row.id: row for row in stored}
        found: dict[int, Sequence[Problem]] = {}
        new = []
        for row in reading.rows:
            if row.problems or row.is_blank:
                continue
            if row.id is None:
                new.append((row.number, row.values))
            elif row.id in now:
                found[row.number] = self.changed(now[row.id], row.values, row.number)
        columns = {column.key: column.label for column in self.sheet.columns}
        for number, problems in self.new(new).items():
            found[number] = [
                replace(one, row=number, column=one.column or columns.get(self.column_of(one.field), ""))
                for one in problems
            ]
        return {number: problems for number, problems in found.items() if problems}

    def column_of(self, field: str) -> str:
        """The column that shows a field of the facts."""
        return field

    def differing(self, now: StoredRow, values: Mapping[str, Any], keys: Sequence[str]) -> list[str]:
        """The keys, of those the workbook has, whose values are not as they are."""
        return [key for key in keys if key in values and (values[key] or None) != (now.values.get(key) or None)]
