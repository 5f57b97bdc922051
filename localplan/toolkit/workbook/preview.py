"""What a workbook would do to the rows there are: new, changed cell by cell, removed, unchanged, refused. Pure.

A person ticks; what is ticked is saved whole or not at all. `Chosen` is what an action receives.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..problems import Problem
from .sheet import ID_HEADING, Field, Parse, Reading, ReadRow, Sheet, StoredRow

PAGE_SIZE = 100
_RANGE = re.compile(r"(\d{1,18})(?:-(\d{1,18}))?")


class Outcome(StrEnum):
    """What becomes of a row, in the order the preview lists them."""

    REFUSED = "refused"
    REMOVED = "removed"
    CHANGED = "changed"
    NEW = "new"
    UNCHANGED = "unchanged"

    @property
    def label(self) -> Promise:
        return _OUTCOMES[self]


_OUTCOMES = {
    Outcome.REFUSED: _("refused"),
    Outcome.REMOVED: _("removed"),
    Outcome.CHANGED: _("changed"),
    Outcome.NEW: _("new"),
    Outcome.UNCHANGED: _("unchanged"),
}


@dataclass(frozen=True)
class CellChange:
    """One cell that would change. `before` and `after` are values as kept; the `shown` ones are for reading."""

    key: str
    label: str | Promise
    before: Any
    after: Any
    shown_before: Any
    shown_after: Any


@dataclass(frozen=True)
class PreviewRow:
    """One row of the preview. `number` is Excel's (None for a row missing from the file); `tick` names its box.

    `is_stale`: somebody changed the row since the workbook was made, so saving it undoes their work.
    """

    outcome: Outcome
    number: int | None
    id: int | None
    version: int | None
    values: Mapping[str, Any]
    changes: tuple[CellChange, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_stale: bool = False
    name: str = ""

    @property
    def tick(self) -> str:
        return f"r{self.number}" if self.number is not None else f"d{self.id}"

    @property
    def can_be_ticked(self) -> bool:
        return self.outcome not in (Outcome.REFUSED, Outcome.UNCHANGED)

    @property
    def is_ticked_at_first(self) -> bool:
        """Taking rows away, and overwriting a colleague, is never what happens unless it is asked for."""
        return self.outcome is Outcome.NEW or (self.outcome is Outcome.CHANGED and not self.is_stale)


@dataclass(frozen=True)
class Chosen:
    """What is to be saved: new rows, changed ones with their changes, ids with versions to remove."""

    new: tuple[PreviewRow, ...] = ()
    changed: tuple[PreviewRow, ...] = ()
    removed: tuple[PreviewRow, ...] = ()

    def __len__(self) -> int:
        return len(self.new) + len(self.changed) + len(self.removed)


@dataclass(frozen=True)
class Preview:
    """All rows with their outcomes, and what is to be told of the file itself."""

    sheet: Sheet
    rows: tuple[PreviewRow, ...]
    notes: tuple[Problem, ...] = ()

    @cached_property
    def counts(self) -> dict[Outcome, int]:
        counted = Counter(row.outcome for row in self.rows)
        return {outcome: counted[outcome] for outcome in Outcome}

    @cached_property
    def listed(self) -> list[PreviewRow]:
        """The rows worth reading, refused ones first; unchanged ones are only counted."""
        order = {outcome: place for place, outcome in enumerate(Outcome)}
        worth = [row for row in self.rows if row.outcome is not Outcome.UNCHANGED]
        return sorted(worth, key=lambda row: (order[row.outcome], row.number or 0, row.id or 0))

    @cached_property
    def problems(self) -> list[Problem]:
        """Every reason for a refusal."""
        return [problem for row in self.rows if row.outcome is Outcome.REFUSED for problem in row.problems]

    @cached_property
    def stale(self) -> list[PreviewRow]:
        return [row for row in self.rows if row.is_stale]

    def chosen(self, ticks: Ticks | None = None) -> Chosen:
        """The ticked rows, in the order of the file."""
        ticked = [row for row in self.rows if row.can_be_ticked and (ticks or Ticks()).has(row)]
        return Chosen(
            *(tuple(r for r in ticked if r.outcome is one) for one in (Outcome.NEW, Outcome.CHANGED, Outcome.REMOVED))
        )

    def page(self, number: object, *, outcome: Outcome | None = None, size: int = PAGE_SIZE) -> Page[PreviewRow]:
        """One page of the listed rows, perhaps of one outcome only."""
        rows = [row for row in self.listed if outcome is None or row.outcome is outcome]
        return Paginator(rows, size).get_page(number)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Ticks:
    """Which boxes stand otherwise than at first: few, so they travel in one hidden field from page to page."""

    turned: frozenset[str] = field(default_factory=frozenset)

    def has(self, row: PreviewRow) -> bool:
        return row.is_ticked_at_first != (row.tick in self.turned)

    @classmethod
    def read(cls, data: Any, preview: Preview) -> Ticks:
        """From the posted form of the part: `turned` so far, the boxes this page showed, those ticked, a bulk button.

        `bulk` is outcome:on or outcome:off.
        """
        turned = set(unpacked(data.get("turned") or ""))
        shown, ticked = set(unpacked(data.get("shown") or "")), set(data.getlist("tick"))
        word, _sep, state = (data.get("bulk") or "").partition(":")
        for row in preview.rows:
            if not row.can_be_ticked:
                turned.discard(row.tick)
                continue
            if row.outcome == word and state in ("on", "off"):
                wanted = state == "on"
            elif row.tick in shown:
                wanted = row.tick in ticked
            else:
                continue
            (turned.discard if wanted == row.is_ticked_at_first else turned.add)(row.tick)
        return cls(frozenset(turned & {row.tick for row in preview.rows}))

    def packed(self) -> str:
        return packed(self.turned)


def context_of(preview: Preview, ticks: Ticks, data: Any) -> dict[str, Any]:
    """What toolkit/_workbook_preview.html needs; `data` is the posted form (page, outcome, outcome_shown)."""
    asked = data.get("outcome_shown") if data.get("outcome_shown") is not None else data.get("outcome")
    outcome = Outcome(asked) if asked in {one.value for one in Outcome} else None
    page = preview.page(data.get("page") or 1, outcome=outcome)
    boxes = [row for row in page.object_list if row.can_be_ticked]
    return {
        "preview": preview,
        "page": page,
        "outcome": outcome.value if outcome else "",
        "ticks": ticks.packed(),
        "ticked": frozenset(row.tick for row in boxes if ticks.has(row)),
        "shown": packed(row.tick for row in boxes),
        "chosen": len(preview.chosen(ticks)),
    }


def packed(ticks: Iterable[str]) -> str:
    """{"r1", "r2", "r3", "d7"} → "d7 r1-3"; 20,000 neighbours are one word."""
    words = []
    named = list(ticks)
    for letter in "dr":
        numbers = sorted(int(tick[1:]) for tick in named if tick[0] == letter)
        start = end = None
        for number in [*numbers, None]:
            if start is not None and number is not None and end is not None and number == end + 1:
                end = number
                continue
            if start is not None:
                words.append(f"{letter}{start}" if start == end else f"{letter}{start}-{end}")
            start = end = number
    return " ".join(words)


def unpacked(text: str) -> list[str]:
    """The reverse of `packed`; what cannot be read, or runs wild, is left out."""
    ticks: list[str] = []
    for word in text[:200_000].split():
        found = _RANGE.fullmatch(word[1:]) if word[0] in "dr" else None
        if found is None:
            continue
        first, last = int(found[1]), int(found[2] or found[1])
        if 0 <= last - first <= 50_000 and len(ticks) < 100_000:
            ticks.extend(f"{word[0]}{number}" for number in range(first, last + 1))
    return ticks


def compare(
    sheet: Sheet,
    reading: Reading,
    present: Sequence[StoredRow],
    *,
    found: Mapping[int, Sequence[Problem]] | None = None,
) -> Preview:
    """Hold what was read against the rows there are, by their ids.

    `found` adds a room's own findings by row number: excusable ones are shown, others refuse the row. Rows missing
    from the file are removals only if the workbook was made with them: one written since by a colleague is not.
    """
    now = {row.id: row for row in present}
    rows = [_previewed(sheet, row, now, (found or {}).get(row.number, ())) for row in reading.rows]
    in_file = {row.id for row in reading.rows if row.id is not None}
    exported = reading.exported_ids or frozenset()
    rows += [
        PreviewRow(Outcome.REMOVED, None, row.id, row.version, row.values, name=_name(sheet, row.values))
        for row in present
        if row.id in exported and row.id not in in_file
    ]
    return Preview(sheet, tuple(rows), tuple(reading.notes))


def _previewed(sheet: Sheet, row: ReadRow, now: Mapping[int, StoredRow], found: Sequence[Problem]) -> PreviewRow:
    name = _name(sheet, row.values)
    problems = (*row.problems, *found)
    stored = now.get(row.id) if row.id is not None else None
    if row.id is not None and stored is None and not row.problems:
        if row.is_blank:
            return PreviewRow(Outcome.UNCHANGED, row.number, row.id, row.version, {})
        problems = (
            *problems,
            Problem(
                "row_is_there",
                _("The row this line was made from is no longer there. Clear column “%(column)s” to make it new."),
                params={"column": ID_HEADING},
                row=row.number,
                column=ID_HEADING,
            ),
        )
    if any(not problem.excusable for problem in problems):
        return PreviewRow(
            Outcome.REFUSED, row.number, row.id, row.version, row.values, problems=tuple(problems), name=name
        )
    if stored is None:
        return PreviewRow(Outcome.NEW, row.number, None, None, row.values, problems=tuple(problems), name=name)
    is_stale = row.version is not None and row.version != stored.version
    name = name or _name(sheet, stored.values)
    if row.is_blank:  # the sheet's protection lets nobody delete lines: emptying one means the same
        return PreviewRow(
            Outcome.REMOVED, row.number, row.id, stored.version, stored.values, is_stale=is_stale, name=name
        )
    changes = tuple(_changes(sheet, stored.values, row.values))
    outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
    return PreviewRow(
        outcome,
        row.number,
        row.id,
        stored.version,
        row.values,
        changes,
        tuple(problems),
        is_stale=is_stale and bool(changes),
        name=name,
    )


def _changes(sheet: Sheet, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[CellChange]:
    for column in sheet.columns:
        if column.key not in after:
            continue  # the workbook lacks the column
        old, new = before.get(column.key), after[column.key]
        if (None if old == "" else old) != new:
            yield CellChange(column.key, column.label, old, new, _shown(column, old), _shown(column, new))


def _shown(column: Field, value: Any) -> Any:
    return column.labels.get(value, value) if column.parse is Parse.CHOICE else value


def _name(sheet: Sheet, values: Mapping[str, Any]) -> str:
    """What people call the row: its first text."""
    for column in sheet.columns:
        if column.parse is Parse.TEXT and values.get(column.key):
            return str(values[column.key])
    return ""
