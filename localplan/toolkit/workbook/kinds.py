"""The kinds of rows that come and go as workbooks: each room registers its own in its apps.py.

Browser pages, `manage.py import_workbook KIND` and `export_workbook KIND` all find them here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Protocol

from django.utils.translation import gettext_lazy as _

from ..batch import Tally
from ..problems import Problem, Refused
from .preview import Chosen, Outcome, Preview, compare
from .reading import read_workbook
from .sheet import Header, Reading, Sheet, StoredRow
from .writing import export, problems_workbook, template


class Desk(ABC):
    """Where the workbooks of one kind, one organisation and one year are handed in and out, for one person.

    A room subclasses it. `by` is the post acted in; whoever makes a desk has asked whether it may see the rows.
    """

    sheet: Sheet
    header: Header

    @abstractmethod
    def rows(self) -> Sequence[StoredRow]:
        """The rows as they are now, in the order of the list."""

    @abstractmethod
    def carry_out(self, chosen: Chosen) -> None:
        """Call the room's verbs: all that is chosen, or Refused. Rows carry Excel's numbers for the problems."""

    def findings(self, reading: Reading) -> Mapping[int, Sequence[Problem]]:
        """The room's own word on rows, by row number, before anything is saved; excusable ones are only shown."""
        return {}

    def preview(self, source: bytes | Path | IO[bytes], *, name: str = "") -> Preview:
        """What the workbook would do. Refused for what concerns the whole file."""
        reading = read_workbook(source, self.sheet, header=self.header, name=name)
        return compare(self.sheet, reading, self.rows(), found=self.findings(reading))

    def with_problems(self, source: bytes | Path | IO[bytes], *, name: str = "") -> bytes:
        """The workbook again, every refused row red with its reasons, to be mended and handed in once more."""
        reading = read_workbook(source, self.sheet, header=self.header, name=name)
        preview = compare(self.sheet, reading, self.rows(), found=self.findings(reading))
        refused = {row.number: row.problems for row in preview.rows if row.outcome is Outcome.REFUSED}
        for row in reading.rows:
            row.problems = list(refused.get(row.number, ()))
        return problems_workbook(self.sheet, self.header, reading)

    def template(self) -> bytes:
        return template(self.sheet, self.header)

    def export(self) -> bytes:
        return export(self.sheet, self.header, self.rows())


class Kind(Protocol):
    """What a room registers: who acts, and the desk of an organisation and year."""

    def membership_of(self, username: str | None) -> Any:
        """The post of --as USERNAME; None is the operator."""

    def desk(self, organisation: str, year: int, by: Any) -> Desk:
        """By the organisation's code and the fiscal year (พ.ศ.). Refused when it is not there or not allowed."""


_kinds: dict[str, Kind] = {}


def register_kind(name: str, kind: Kind) -> None:
    """Called from a room's AppConfig.ready(). Names are the `kind` of the sheets."""
    if name in _kinds and _kinds[name] is not kind:
        raise ValueError(f"two rooms call a workbook {name}")
    _kinds[name] = kind


def kind_named(name: str) -> Kind:
    return _kinds[name]


def kind_names() -> list[str]:
    return sorted(_kinds)


def take_in(desk: Desk, source: Path, *, remove: bool = False) -> Tally:
    """Unattended import: everything the workbook says, or Refused. Rows missing from it go only with `remove`."""
    preview = desk.preview(source)
    if preview.problems or preview.stale:
        raise Refused([*preview.problems, *_overwritten(preview)])
    chosen = preview.chosen()
    if remove:
        chosen = Chosen(chosen.new, chosen.changed, tuple(r for r in preview.rows if r.outcome is Outcome.REMOVED))
    desk.carry_out(chosen)
    counts = preview.counts
    kept = 0 if remove else counts[Outcome.REMOVED]
    return Tally(
        rows=sum(row.number is not None for row in preview.rows),
        created=len(chosen.new),
        changed=len(chosen.changed),
        unchanged=counts[Outcome.UNCHANGED] + kept,
        removed=len(chosen.removed),
        notes=[*preview.notes, *_shown(preview)],
    )


def _overwritten(preview: Preview) -> Iterable[Problem]:
    for row in preview.stale:
        yield Problem(
            "row_is_unchanged_since_export",
            _("Somebody changed this row after the workbook was made. Export again, or choose in the browser."),
            row=row.number,
        )


def _shown(preview: Preview) -> list[Problem]:
    return [problem for row in preview.rows if row.outcome is not Outcome.REFUSED for problem in row.problems]
