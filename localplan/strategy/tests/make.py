"""Makers for tests of strategies: rows put straight into the tables. Only tests may do so."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from localplan.organisations.models import Organisation
from localplan.organisations.tests import make
from localplan.strategy.models import (
    Direction,
    Programme,
    ProvincialGoal,
    ProvincialIssue,
    ProvincialStrategy,
    Strategy,
    Tactic,
)

FIRST, LAST = 2566, 2570


def a_provincial_strategy(
    province: Organisation | None = None, *, issues: int = 2, adopted: bool = True, **values: Any
) -> ProvincialStrategy:
    """A strategy of 2566–2570 with so many issues, a goal each, adopted ten days ago unless said otherwise."""
    made = ProvincialStrategy.objects.create(
        **{
            "organisation": province or make.a_province(),
            "first_year": FIRST,
            "last_year": LAST,
            "vision": "เมืองน่าอยู่",
            "adopted_on": make.days(-10) if adopted else None,
            **values,
        }
    )
    for number in range(1, issues + 1):
        an_issue(made, number)
    return made


def an_issue(strategy: ProvincialStrategy, number: int = 1, name: str = "", goals: int = 1) -> ProvincialIssue:
    made = ProvincialIssue.objects.create(strategy=strategy, number=number, name=name or f"ประเด็นที่ {number}")
    for place in range(1, goals + 1):
        ProvincialGoal.objects.create(issue=made, number=place, text=f"เป้าหมาย {number}.{place}")
    return made


def a_direction(lao: Organisation | None = None, **values: Any) -> Direction:
    """A span of 2566–2570 with a vision and no strategy."""
    return Direction.objects.create(
        **{
            "organisation": lao or make.an_lao(),
            "first_year": FIRST,
            "last_year": LAST,
            "vision": "เมืองสะอาด คนมีสุข",
            "missions": "จัดการขยะ\nส่งเสริมอาชีพ",
            **values,
        }
    )


def a_strategy(direction: Direction, number: int = 1, name: str = "", **values: Any) -> Strategy:
    return Strategy.objects.create(
        organisation=direction.organisation,
        direction=direction,
        number=number,
        name=name or f"ยุทธศาสตร์ด้านที่ {number}",
        **values,
    )


def a_tactic(strategy: Strategy, number: int = 1, name: str = "", **values: Any) -> Tactic:
    return Tactic.objects.create(
        organisation=strategy.organisation,
        strategy=strategy,
        number=number,
        name=name or f"กลยุทธ์ {strategy.number}.{number}",
        **values,
    )


def a_programme(direction: Direction, name: str = "แผนงานสาธารณสุข", *tactics: Tactic, **values: Any) -> Programme:
    values.setdefault("number", direction.programmes.count() + 1)
    made = Programme.objects.create(organisation=direction.organisation, direction=direction, name=name, **values)
    made.tactics.set(tactics)
    return made


def a_full_direction(lao: Organisation | None = None, *, strategies: int = 2, **values: Any) -> Direction:
    """A direction that is full: every strategy has a tactic with a programme, and serves an adopted issue."""
    made = a_direction(lao, **values)
    province = Organisation.objects.get(pk=made.organisation.province_id)
    adopted = ProvincialStrategy.objects.of(province.pk).adopted().first() or a_provincial_strategy(province)
    issue = adopted.issues.all()[0]
    for number in range(1, strategies + 1):
        tactic = a_tactic(a_strategy(made, number, serves=issue))
        a_programme(made, f"แผนงานที่ {number}", tactic)
    return made


HEADER = ("strategy_no", "strategy", "serves_no", "tactic_no", "tactic", "programme")


def as_csv(*lines: tuple[Any, ...]) -> bytes:
    """Lines of a list as import_strategy reads them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows(lines)
    return text.getvalue().encode()


def list_of_a_real_plan(projects: Path) -> list[tuple[str, ...]]:
    """The distinct strategies, tactics and programmes behind a file of project rows; rows without programme are left
    out. The file has no names of strategies and tactics: their numbers stand for them.
    """
    with projects.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["programme"].strip()]
    found = dict.fromkeys(
        (row["strategy_no"], f"ยุทธศาสตร์ที่ {row['strategy_no']}", "", row["tactic_code"], row["tactic_code"], programme)
        for row in rows
        if (programme := row["programme"].strip())
    )
    return list(found)
