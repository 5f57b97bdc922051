"""A whole list taken over at once: strategies, tactics and programmes as paths, one a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from localplan.organisations.models import Membership, Organisation
from localplan.toolkit.problems import Findings

from .. import rules
from ..facts import DirectionFact, PathFact, ProgrammeFact, Span, StrategyFact, TacticFact
from ..models import Direction, Tactic
from ..queries import offered_issues
from .directions import begin_direction, save_programmes, save_strategies, save_tactics
from .rows import Counts


class _Gathered:
    """The distinct strategies, tactics and programmes of a list, in the order met; contradictions are found."""

    def __init__(self, paths: Sequence[PathFact], findings: Findings) -> None:
        self.strategies: dict[int, dict[str, Any]] = {}
        self.tactics: dict[tuple[int, int], dict[str, Any]] = {}
        self.programmes: dict[str, dict[str, Any]] = {}
        for path in paths:
            self._take(path, findings)

    def _take(self, path: PathFact, findings: Findings) -> None:
        number = path.strategy_no
        strategy = self.strategies.setdefault(number, {"name": "", "serves": None, "row": path.row})
        told = rules.one_name_for_one_number(path.strategy, before=strategy["name"], number=str(number))
        findings.add(told, row=path.row, column="strategy")
        strategy["name"] = strategy["name"] or path.strategy
        strategy["serves"] = strategy["serves"] or path.serves_no
        findings.add(rules.tactic_has_a_number(path.tactic_no, path.tactic, path.programme), row=path.row)
        if path.tactic_no is None:
            return
        key = (number, path.tactic_no)
        tactic = self.tactics.setdefault(key, {"name": "", "row": path.row})
        code = f"{number}.{path.tactic_no}"
        told = rules.one_name_for_one_number(path.tactic, before=tactic["name"], number=code)
        findings.add(told, row=path.row, column="tactic")
        tactic["name"] = tactic["name"] or path.tactic
        if path.programme:
            programme = self.programmes.setdefault(path.programme, {"tactics": {}, "row": path.row})
            programme["tactics"][key] = None


@transaction.atomic
def take_over_list(lao: Organisation, span: Span, paths: Sequence[PathFact], *, by: Membership) -> Counts:
    """Make or change what the list names; what it does not name stays. The same list twice changes nothing.

    Raises Refused with every problem, each with the row of the file.
    """
    findings = Findings()
    gathered = _Gathered(paths, findings)
    issues = {issue.number: issue.pk for issue in reversed(offered_issues(lao, span))}
    for strategy in gathered.strategies.values():
        told = rules.issue_is_known(strategy["serves"], numbers=issues)
        findings.add(told, row=strategy["row"], column="serves_no")
    findings.settle()
    direction = Direction.objects.of(lao.pk).filter(first_year=span.first_year, last_year=span.last_year).first()
    counts = Counts()
    if direction is None:
        direction = begin_direction(lao, span, DirectionFact(), by=by)
    counts += _strategies(direction, gathered, issues, by)
    counts += _tactics(direction, gathered, by)
    return counts + _programmes(direction, gathered, by)


def _strategies(direction: Direction, gathered: _Gathered, issues: dict[int, int], by: Membership) -> Counts:
    there = {row.number: row for row in direction.strategies.all()}
    told = []
    for number, given in gathered.strategies.items():
        old = there.get(number)
        told.append(
            StrategyFact(
                name=given["name"] or (old.name if old else ""),
                serves=issues[given["serves"]] if given["serves"] else old.serves_id if old else None,
                together=old.together if old else "",
                number=number,
                id=old.pk if old else None,
                row=given["row"],
            )
        )
    return save_strategies(direction, told, by=by).counts


def _tactics(direction: Direction, gathered: _Gathered, by: Membership) -> Counts:
    strategies = dict(direction.strategies.values_list("number", "pk"))
    there = _tactics_there(direction)
    told = [
        TacticFact(
            name=given["name"] or (there[key].name if key in there else ""),
            strategy=strategies[key[0]],
            number=key[1],
            id=there[key].pk if key in there else None,
            row=given["row"],
        )
        for key, given in gathered.tactics.items()
    ]
    return save_tactics(direction, told, by=by).counts


def _tactics_there(direction: Direction) -> dict[tuple[int, int], Tactic]:
    rows = Tactic.objects.filter(strategy__direction=direction).select_related("strategy")
    return {(row.strategy.number, row.number): row for row in rows}


def _programmes(direction: Direction, gathered: _Gathered, by: Membership) -> Counts:
    tactics = {key: row.pk for key, row in _tactics_there(direction).items()}
    there = {row.name: row for row in direction.programmes.prefetch_related("tactics")}
    told = []
    for name, given in gathered.programmes.items():
        old = there.get(name)
        ties = {tactics[key] for key in given["tactics"]} | (
            {tactic.pk for tactic in old.tactics.all()} if old else set()
        )
        told.append(
            ProgrammeFact(
                name=name,
                tactics=tuple(sorted(ties)),
                number=old.number if old else None,
                id=old.pk if old else None,
                row=given["row"],
            )
        )
    return save_programmes(direction, told, by=by).counts
