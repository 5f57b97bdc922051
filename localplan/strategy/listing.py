"""Lists of the room as rows and columns: an LAO's strategies line by line, the LAOs and how far each has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from localplan.calendar.duties import NOT_THERE, Completeness
from localplan.organisations.models import Organisation
from localplan.toolkit.columns import Column, Kind

from .duties import count_directions
from .models import Direction, Programme, ProvincialStrategy, Strategy, Tactic


@dataclass(frozen=True)
class Path:
    """One line: a strategy, a tactic below it, a programme below that, as far as there is one."""

    strategy: Strategy | None
    tactic: Tactic | None = None
    programme: Programme | None = None


def paths(direction: Direction) -> list[Path]:
    """Every path of the span, in order; programmes that stand under no tactic come last."""
    found = []
    for strategy in direction.strategies.all():
        tactics = list(strategy.tactics.all())
        for tactic in tactics:
            programmes = [Path(strategy, tactic, programme) for programme in tactic.programmes.all()]
            found += programmes or [Path(strategy, tactic)]
        if not tactics:
            found.append(Path(strategy))
    return found + [Path(None, None, programme) for programme in untied(direction)]


def untied(direction: Direction) -> list[Programme]:
    """Programmes that stand under no tactic yet."""
    return [programme for programme in direction.programmes.all() if not programme.tactics.all()]


def columns() -> list[Column]:
    """An LAO's list, a line for each path; the numbers are those import_strategy reads."""
    return [
        Column(_("Strategy no."), "strategy.number", 10, Kind.NUMBER),
        Column(_("Strategy"), "strategy.name", 44),
        Column(_("Serves no."), "strategy.serves.number", 10, Kind.NUMBER),
        Column(_("Serves the provincial issue"), "strategy.serves.name", 40),
        Column(_("Tactic no."), "tactic.number", 10, Kind.NUMBER),
        Column(_("Tactic"), "tactic.name", 44),
        Column(_("Programme"), "programme.name", 34),
    ]


@dataclass(frozen=True)
class GoalLine:
    """One line of a provincial strategy: an issue and one of its goals, if it has any."""

    number: int
    issue: str
    goal: str = ""


def goal_lines(strategy: ProvincialStrategy) -> list[GoalLine]:
    found = []
    for issue in strategy.issues.all():
        goals = [GoalLine(issue.number, issue.name, goal.text) for goal in issue.goals.all()]
        found += goals or [GoalLine(issue.number, issue.name)]
    return found


def columns_of_goals() -> list[Column]:
    return [
        Column(_("No."), "number", 8, Kind.NUMBER),
        Column(_("Issue"), "issue", 50),
        Column(_("Goal"), "goal", 60),
    ]


@dataclass(frozen=True)
class Line:
    """One LAO and how full its strategy is."""

    organisation: Organisation
    content: Completeness

    @property
    def is_begun(self) -> bool:
        return self.content is not NOT_THERE

    @property
    def missing(self) -> int:
        return self.content.expected - self.content.there


def lines(laos: Iterable[Organisation], year: int) -> list[Line]:
    """One statement for the content of all of them."""
    listed = list(laos)
    counted = count_directions([lao.pk for lao in listed], year)
    return [Line(lao, counted.get(lao.pk, NOT_THERE)) for lao in listed]


def columns_of_laos() -> list[Column]:
    return [
        Column(_("LAO"), "organisation.short_name", 34),
        Column(_("District"), "organisation.parent.name", 20),
        Column(_("There"), "content.there", 10, Kind.NUMBER),
        Column(_("Expected"), "content.expected", 10, Kind.NUMBER),
        Column(_("Missing"), "missing", 10, Kind.NUMBER),
    ]
