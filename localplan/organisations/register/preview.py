"""A plan as a person looks through it: counted, grouped, in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem

from ..posts import LAO_KINDS, Kind, Level
from ..provinces import PROVINCES
from .planning import Line, Outcome, RegisterPlan

#: So many lines stand open on the page; the rest is folded.
OPEN_LINES = 100
#: More closings than this are no list to look through: the file is a part of the register.
MOST_CLOSINGS = 1000
_LABELS: dict[str, Promise] = {
    "code": _("code"),
    "parent": _("district"),
    "name_en": _("English name"),
    "subdistrict_code": _("subdistrict"),
    "latitude": _("latitude"),
    "longitude": _("longitude"),
    "area_km2": _("area (km²)"),
}
CHANGES: dict[Outcome, Promise] = {
    Outcome.UPGRADED: _("other type"),
    Outcome.RENAMED: _("renamed or another code"),
    Outcome.MOVED: _("other district"),
    Outcome.REOPENED: _("opened again"),
    Outcome.CORRECTED: _("corrected"),
}


@dataclass(frozen=True)
class Shown:
    """One line in words. `district` and `province` say where the body will be."""

    line: Line
    offices: dict[int, str]

    @property
    def name(self) -> str:
        return self.line.short_name

    @property
    def former_name(self) -> str:
        """What it is called until then, where that differs."""
        known = self.line.known
        return known.short_name if known and known.short_name != self.line.short_name else ""

    @property
    def code(self) -> str:
        body = self.line.wanted or self.line.known
        return body.code if body else ""

    @property
    def place(self) -> str:
        """District and province."""
        return self.place_of(self.line.parent)

    def place_of(self, parent: int) -> str:
        return f"{self.offices.get(parent, '')} · {PROVINCES.get(str(parent // 100_000), '')}"

    @property
    def differences(self) -> list[tuple[Promise, Any, Any]]:
        """Label, before and after of what the name does not tell."""
        told = []
        for name, label in _LABELS.items():
            if name in self.line.after:
                before, after = self.line.before[name], self.line.after[name]
                if name == "parent":
                    before, after = self.place_of(before), self.place_of(after)
                elif isinstance(after, Decimal):  # degrees, not money
                    before, after = ("" if before is None else f"{before:f}"), f"{after:f}"
                told.append((label, before, after))
        return told

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """Code, name and place of those the row may be."""
        return [(known.code, known.short_name, self.place_of(known.parent)) for known in self.line.candidates or ()]


@dataclass(frozen=True)
class Preview:
    """What stands on the page before anything is saved."""

    plan: RegisterPlan
    answers: dict[int, str]

    def _shown(self, *outcomes: Outcome) -> list[Shown]:
        offices = dict(self.plan.offices)
        return [Shown(line, offices) for line in self.plan.of(*outcomes) if not line.is_office]

    @cached_property
    def questions(self) -> list[tuple[Shown, str]]:
        """Every row that is asked about, answered or not, with the answer."""
        offices = dict(self.plan.offices)
        asked = [line for line in self.plan.lines if line.candidates is not None]
        return [(Shown(line, offices), self.answers.get(line.row or 0, "")) for line in asked]

    @cached_property
    def unanswered(self) -> int:
        return len(self.plan.of(Outcome.ASKED))

    @cached_property
    def changes(self) -> list[tuple[Promise, list[Shown]]]:
        """Kind of change and the LAOs it happens to."""
        groups = [(words, self._shown(outcome)) for outcome, words in CHANGES.items()]
        return [(words, lines) for words, lines in groups if lines]

    @cached_property
    def changed(self) -> int:
        return sum(len(lines) for _words, lines in self.changes)

    @cached_property
    def closings(self) -> list[Shown]:
        return self._shown(Outcome.CLOSED, Outcome.LEFT_OPEN)

    @property
    def has_too_many_closings(self) -> bool:
        return len(self.closings) > MOST_CLOSINGS

    @cached_property
    def new(self) -> list[Shown]:
        return self._shown(Outcome.NEW)

    @cached_property
    def new_by_province(self) -> list[tuple[str, int, list[int]]]:
        """Province, how many, and how many of each type in the order of LAO_KINDS."""
        counted: dict[str, Counter[Kind]] = {}
        for shown in self.new:
            row = shown.line.wanted
            if row is not None:
                counted.setdefault(row.province_code, Counter())[row.kind] += 1
        return [
            (PROVINCES[code], sum(kinds.values()), [kinds[kind] for kind in LAO_KINDS])
            for code, kinds in sorted(counted.items())
        ]

    @property
    def are_new_too_many_to_list(self) -> bool:
        return len(self.new) > OPEN_LINES

    @cached_property
    def new_offices(self) -> tuple[int, int]:
        """How many provincial and district offices come with them."""
        made = Counter(line.wanted.level for line in self.plan.of(Outcome.NEW) if line.is_office and line.wanted)
        return made[Level.PROVINCE], made[Level.DISTRICT]

    @cached_property
    def renamed_offices(self) -> list[Shown]:
        offices = dict(self.plan.offices)
        changed = (*CHANGES, Outcome.CLOSED)
        return [Shown(line, offices) for line in self.plan.of(*changed) if line.is_office and line.is_dated]

    @property
    def problems(self) -> list[Problem]:
        """What stands against it, but for questions that are simply open."""
        asked = {line.row for line in self.plan.of(Outcome.ASKED)}
        told = self.plan.problems
        return [p for p in told if p.rule != "row_is_answered" or (p.row in asked and self.answers.get(p.row or 0))]

    @property
    def unchanged(self) -> int:
        return self.plan.counts[Outcome.UNCHANGED]

    @property
    def is_nothing(self) -> bool:
        return not self.plan.changes and not self.questions and not self.closings
