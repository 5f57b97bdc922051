"""Which LAO of the register a row is: by code, by the last six digits, by name within the district, or asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from localplan.toolkit.problems import Findings, Problem

from .. import rules
from ..facts import Registered

if TYPE_CHECKING:
    from .planning import Known


@dataclass
class Matches:
    """Rows by their place in the list. A row that is neither found, nor open, nor skipped is a new LAO."""

    found: dict[int, Known] = field(default_factory=dict)
    #: Rows that are asked about and what is offered; `unanswered` are those nobody has spoken of.
    asked: dict[int, tuple[Known, ...]] = field(default_factory=dict)
    unanswered: set[int] = field(default_factory=set)
    skipped: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    #: Ids that are matched, or that an open or skipped question could mean: none of them is closed by the list.
    spoken_for: set[int] = field(default_factory=set)


def match(rows: Sequence[Registered], laos: Iterable[Known], answers: Mapping[int, str]) -> Matches:
    """Never guesses: one row and one LAO that only each other fit, or a question."""
    matches = Matches()
    open_now = {known.id: known for known in laos if known.closed_on is None}
    by_code = {known.code: known for known in open_now.values()}
    for place, row in enumerate(rows):
        if known := by_code.get(row.code):
            _take(matches, place, known)
    of_row: list[Callable[[Registered], Hashable]] = [
        lambda row: row.code[-6:],
        lambda row: (row.district_code, row.full_name),
        lambda row: (row.district_code, row.name),
    ]
    of_known: list[Callable[[Known], Hashable]] = [
        lambda known: known.code[-6:],
        lambda known: (_district_code(known), known.full_name),
        lambda known: (_district_code(known), known.name),
    ]
    for row_key, known_key in zip(of_row, of_known, strict=True):
        _pair(rows, matches, open_now, row_key, known_key)
    _ask(rows, matches, [known for known in laos if known.id not in matches.spoken_for], answers)
    return matches


def _district_code(known: Known) -> str:
    return f"{known.parent // 1000:04d}"


def _take(matches: Matches, place: int, known: Known) -> None:
    matches.found[place] = known
    matches.spoken_for.add(known.id)


def _pair(
    rows: Sequence[Registered],
    matches: Matches,
    open_now: Mapping[int, Known],
    row_key: Callable[[Registered], Hashable],
    known_key: Callable[[Known], Hashable],
) -> None:
    """Match what is left where exactly one row and exactly one LAO share a key."""
    left: dict[Hashable, list[Known]] = defaultdict(list)
    for known in open_now.values():
        if known.id not in matches.spoken_for:
            left[known_key(known)].append(known)
    if not left:
        return
    wanting: dict[Hashable, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if place not in matches.found:
            wanting[row_key(row)].append(place)
    for key, places in wanting.items():
        if len(places) == 1 and len(left.get(key, ())) == 1:
            _take(matches, places[0], left[key][0])


def _ask(rows: Sequence[Registered], matches: Matches, laos: Sequence[Known], answers: Mapping[int, str]) -> None:
    """Settle by answers what is left; ask where something of the register could be meant and nobody has said."""
    of_district, of_name, of_digits = defaultdict(list), defaultdict(list), defaultdict(list)
    for known in laos:
        if known.closed_on is None:
            of_district[_district_code(known)].append(known)
            of_name[_district_code(known)[:2], known.name].append(known)
            of_digits[known.code[-6:]].append(known)
    closed_code, closed_name = defaultdict(list), defaultdict(list)
    for known in laos:
        if known.closed_on is not None:
            closed_code[known.code].append(known)
            closed_name[_district_code(known), known.full_name].append(known)
    findings = Findings()
    said: dict[int, int | None] = {}
    doubtful: set[int] = set()
    for place, row in enumerate(rows):
        if place in matches.found:
            continue
        possible = {
            known.id: known
            for known in (
                *of_digits[row.code[-6:]],
                *of_name[row.province_code, row.name],
                *of_district[row.district_code],
                *closed_code[row.code],
                *closed_name[row.district_code, row.full_name],
            )
        }
        answer = answers.get(row.row or 0, "")
        if not possible:
            continue
        offered = tuple(known for known in possible.values() if not known.merged)
        chosen = next((known for known in offered if known.code == answer), None)
        is_choice = answer in ("new", "skip") or chosen is not None
        findings.add(rules.row_is_answered(row.full_name, is_answered=bool(answer), is_choice=is_choice), row=row.row)
        matches.asked[place] = offered
        if answer == "skip":
            matches.skipped.add(place)
            doubtful |= {known.id for known in offered}
        elif chosen is not None:
            findings.add(rules.one_row_for_each_lao(chosen.short_name, other_row=said.get(chosen.id)), row=row.row)
            said.setdefault(chosen.id, row.row)
            matches.found[place] = chosen
        elif answer != "new":
            matches.unanswered.add(place)
            doubtful |= {known.id for known in offered}
    matches.spoken_for |= doubtful | set(said)
    matches.problems += findings.problems
