"""What a list would make of the register: who is who, what is new, changed, gone, and what must be asked."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from localplan.toolkit.problems import Findings, Problem

from .. import rules
from ..facts import Registered
from ..posts import DLA_ID, PREFIXES, Kind, Level
from .matching import Matches, match

#: What has its own days (an Identity row for each period), and what is simply set right.
DATED = ("kind", "code", "name", "full_name", "parent")
DETAILS = ("subdistrict_code", "latitude", "longitude", "area_km2")
#: Answers to "which LAO is this row?" beside the code of one of those offered.
NEW, SKIP = "new", "skip"


class Outcome(StrEnum):
    """What becomes of one body; when several things change, the first that fits in this order."""

    NEW = "new"
    REOPENED = "reopened"
    UPGRADED = "upgraded"
    MOVED = "moved"
    RENAMED = "renamed"
    CORRECTED = "corrected"
    CLOSED = "closed"
    LEFT_OPEN = "left_open"
    UNCHANGED = "unchanged"
    ASKED = "asked"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Known:
    """One body as the register has it by its latest word: what it is called from `from_on` (empty: always)."""

    id: int
    level: Level
    kind: Kind
    code: str
    name: str
    full_name: str
    name_en: str
    parent: int
    subdistrict_code: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    area_km2: Decimal | None = None
    from_on: dt.date | None = None
    identity_id: int | None = None
    closed_on: dt.date | None = None
    merged: bool = False

    @property
    def short_name(self) -> str:
        return short_name(self.kind, self.name, self.full_name)


@dataclass(frozen=True, slots=True)
class Line:
    """One body in the plan. `after` holds only what becomes different; `parent` stands for the office's id.

    `candidates` are what a person may say the row is, None where nothing is asked.
    """

    outcome: Outcome
    id: int = 0
    known: Known | None = None
    wanted: Registered | None = None
    parent: int = 0
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    candidates: tuple[Known, ...] | None = None
    first: bool = False

    @property
    def row(self) -> int | None:
        return self.wanted.row if self.wanted else None

    @property
    def is_dated(self) -> bool:
        """Whether a new period begins: another name, type, code or office."""
        return any(name in self.after for name in DATED)

    @property
    def is_office(self) -> bool:
        return (self.known or self.wanted).level != Level.LAO  # type: ignore[union-attr]

    @property
    def short_name(self) -> str:
        """As it will be called."""
        body = self.wanted or self.known
        assert body is not None
        return short_name(body.kind, body.name, body.full_name)


@dataclass(frozen=True)
class RegisterPlan:
    """All lines, and what stands against them. Nothing has been written."""

    lines: list[Line]
    problems: list[Problem]
    effective_on: dt.date
    #: District and provincial offices by id, as they will be called.
    offices: Mapping[int, str] = field(default_factory=dict)

    def of(self, *outcomes: Outcome) -> list[Line]:
        return [line for line in self.lines if line.outcome in outcomes]

    @property
    def counts(self) -> Counter[Outcome]:
        """Of LAOs alone; offices follow from them."""
        return Counter(line.outcome for line in self.lines if not line.is_office)

    @property
    def changes(self) -> list[Line]:
        return [line for line in self.lines if line.outcome in CHANGING]

    @property
    def fingerprint(self) -> str:
        """The same for two plans that do the same; which closings were unticked does not count."""
        told = hashlib.sha256(self.effective_on.isoformat().encode())
        for line in self.lines:
            if line.outcome not in (Outcome.UNCHANGED, Outcome.SKIPPED):
                outcome = Outcome.CLOSED if line.outcome == Outcome.LEFT_OPEN else line.outcome
                asked = [candidate.id for candidate in line.candidates or ()]
                told.update(f"{outcome}|{line.id}|{line.row}|{sorted(line.after.items())}|{asked}\n".encode())
        return told.hexdigest()[:32]


CHANGING = (
    Outcome.NEW,
    Outcome.REOPENED,
    Outcome.UPGRADED,
    Outcome.MOVED,
    Outcome.RENAMED,
    Outcome.CORRECTED,
    Outcome.CLOSED,
)


def short_name(kind: Kind, name: str, full_name: str) -> str:
    """อบต.ห้วยน้ำใส."""
    return full_name if kind in (Kind.SPECIAL, Kind.DLA) else f"{PREFIXES[kind][0]}{name}"


def plan_register(
    rows: Sequence[Registered],
    present: Collection[Known],
    *,
    effective_on: dt.date,
    answers: Mapping[int, str] | None = None,
    left_open: Collection[str] = (),
) -> RegisterPlan:
    """What these rows make of the register as it is at present.

    `answers`: row → the code of one of those offered, NEW or SKIP. `left_open`: codes of LAOs that stay open though
    the rows do not have them.
    """
    laos = [known for known in present if known.level == Level.LAO]
    offices = {known.id: known for known in present if known.level != Level.LAO}
    matches = match(rows, laos, answers or {})
    lines = [*_offices(rows, offices, laos), *_rows(rows, matches, laos)]
    closings = list(_closings(rows, matches, laos, left_open))
    lines += closings
    findings = Findings()
    findings.problems += matches.problems
    for line in lines:
        findings.add(date_faults(line, effective_on), row=line.row)
    for province, closing, open_now in _closing_shares(closings, laos):
        name = next(row.province_name for row in rows if _province_of(row) == province)
        findings.add(rules.register_file_is_whole(name, closing=closing, open_now=open_now))
    findings.problems += _codes_taken_twice(lines, laos)
    called = {known.id: known.name for known in offices.values()}
    called |= {line.id: line.wanted.name for line in lines if line.is_office and line.wanted}
    return RegisterPlan(lines, findings.problems, effective_on, called)


def date_faults(line: Line, effective_on: dt.date) -> Iterator[Problem]:
    """What stands against the day on which the line takes effect."""
    if line.known is None:
        return
    last_on, name = line.known.closed_on or line.known.from_on, line.known.short_name
    if line.outcome == Outcome.CLOSED:
        yield from rules.closing_follows_the_last_change(effective_on, last_on=last_on, name=name)
    elif line.is_dated or line.outcome == Outcome.REOPENED:
        yield from rules.change_is_dated_after_the_last(effective_on, last_on=last_on, name=name)


def _province_of(row: Registered) -> int:
    return int(row.province_code) * 100_000


def district_of(row: Registered) -> int:
    """The id of the district office: province × 100,000 + district × 1,000."""
    return _province_of(row) + int(row.district_code[2:]) * 1000


def _offices(rows: Sequence[Registered], offices: Mapping[int, Known], laos: Iterable[Known]) -> Iterator[Line]:
    """The provincial and district offices that the rows imply. None is ever closed by a list."""
    in_english = {row.province_code: row.name_en for row in rows if row.kind == Kind.PAO}
    wanted: dict[int, tuple[Registered, int]] = {}
    for row in rows:
        if _province_of(row) not in wanted:
            english = in_english.get(row.province_code, "")
            wanted[_province_of(row)] = (_office(Level.PROVINCE, row, row.province_name, english), DLA_ID)
        if district_of(row) not in wanted:
            wanted[district_of(row)] = (_office(Level.DISTRICT, row, row.district_name), _province_of(row))
    begun = {known.parent // 100_000 for known in laos}
    for id, (office, parent) in sorted(wanted.items()):
        known = offices.get(id)
        first = id // 100_000 not in begun
        yield line_for(office, known, parent) if known else Line(Outcome.NEW, id, None, office, parent, first=first)


def _office(level: Level, row: Registered, name: str, name_en: str = "") -> Registered:
    kind = Kind(level.name)
    return Registered(level, kind, "", name, f"{PREFIXES[kind][1]}{name}", name_en, province_code=row.province_code)


def _rows(rows: Sequence[Registered], matches: Matches, laos: Iterable[Known]) -> Iterator[Line]:
    begun = {known.parent // 100_000 for known in laos}
    last: dict[int, int] = defaultdict(int)
    for known in laos:
        last[known.id // 1000] = max(last[known.id // 1000], known.id % 1000)
    for place, row in enumerate(rows):
        found, asked = matches.found.get(place), matches.asked.get(place)
        parent = district_of(row)
        if place in matches.skipped:
            yield Line(Outcome.SKIPPED, 0, None, row, parent, candidates=asked)
        elif place in matches.unanswered:
            yield Line(Outcome.ASKED, 0, None, row, parent, candidates=asked)
        elif found is not None:
            line = line_for(row, found, parent)
            yield line if asked is None else replace(line, candidates=asked)
        else:
            last[parent // 1000] += 1
            id, first = parent + last[parent // 1000], parent // 100_000 not in begun
            yield Line(Outcome.NEW, id, None, row, parent, candidates=asked, first=first)


def line_for(row: Registered, known: Known, parent: int) -> Line:
    """What becomes different. A blank among the details says nothing, so what is known stays."""
    wanted = {
        "kind": row.kind,
        "code": row.code,
        "name": row.name,
        "full_name": row.full_name,
        "parent": parent,
        "name_en": row.name_en or known.name_en,
        "subdistrict_code": row.subdistrict_code or known.subdistrict_code,
        "latitude": known.latitude if row.latitude is None else row.latitude,
        "longitude": known.longitude if row.longitude is None else row.longitude,
        "area_km2": known.area_km2 if row.area_km2 is None else row.area_km2,
    }
    before = {name: getattr(known, name) for name, value in wanted.items() if getattr(known, name) != value}
    after = {name: wanted[name] for name in before}
    if known.closed_on is not None:
        outcome = Outcome.REOPENED
        before, after = before | {"closed_on": known.closed_on}, after | {"closed_on": None}
    elif "kind" in after:
        outcome = Outcome.UPGRADED
    elif "parent" in after:
        outcome = Outcome.MOVED
    elif any(name in after for name in DATED):
        outcome = Outcome.RENAMED
    else:
        outcome = Outcome.CORRECTED if after else Outcome.UNCHANGED
    return Line(outcome, known.id, known, row, parent, before, after)


def _closings(
    rows: Sequence[Registered], matches: Matches, laos: Iterable[Known], left_open: Collection[str]
) -> Iterator[Line]:
    """Open LAOs of the provinces in the list that no row is, and that no open question could still mean."""
    covered = {_province_of(row) // 100_000 for row in rows}
    for known in sorted(laos, key=lambda known: known.id):
        if known.closed_on is None and known.parent // 100_000 in covered and known.id not in matches.spoken_for:
            outcome = Outcome.LEFT_OPEN if known.code in left_open else Outcome.CLOSED
            yield Line(outcome, known.id, known, parent=known.parent)


def _closing_shares(closings: Iterable[Line], laos: Iterable[Known]) -> Iterator[tuple[int, int, int]]:
    """For each province that loses LAOs: its id, how many, of how many."""
    open_now = Counter(known.parent // 100_000 for known in laos if known.closed_on is None)
    closing = Counter(line.parent // 100_000 for line in closings if line.outcome == Outcome.CLOSED)
    for province, number in sorted(closing.items()):
        yield province * 100_000, number, open_now[province]


def _codes_taken_twice(lines: Iterable[Line], laos: Iterable[Known]) -> list[Problem]:
    """A code that a row takes while an LAO outside the rows keeps it."""
    touched = {line.id for line in lines if line.wanted is not None or line.outcome == Outcome.CLOSED}
    kept = {known.code: known for known in laos if known.closed_on is None and known.id not in touched}
    findings = Findings()
    for line in lines:
        if line.wanted is not None and line.wanted.code and line.outcome not in (Outcome.ASKED, Outcome.SKIPPED):
            holder = kept.get(line.wanted.code)
            findings.add(rules.code_is_free(line.wanted.code, holder=holder.short_name if holder else ""), row=line.row)
    return findings.problems
