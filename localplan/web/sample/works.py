"""The projects an LAO of the sample could plan: the lines of works.csv, filled with its villages and drawn sums."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from .aims import STRATEGIES
from .names import TAILS
from .nation import Place

#: How often a work is planned: in every village once, between villages, every year; else once for the whole LAO.
VILLAGE, ROAD, YEARLY = "village", "road", "yearly"
#: Own projects from so many baht on are beyond what the LAO can pay for.
BEYOND = 8_000_000
#: The responsible units by the letter that stands for them in the table.
UNITS = {
    "ช": "กองช่าง",
    "ส": "กองสาธารณสุขและสิ่งแวดล้อม",
    "ว": "กองสวัสดิการสังคม",
    "ศ": "กองการศึกษา ศาสนา และวัฒนธรรม",
    "ป": "สำนักปลัด",
}


@dataclass(frozen=True)
class Work:
    """One line of works.csv, with blanks for villages and figures. Sums in thousands of baht, from and to."""

    strategy: int
    tactic: int
    programme: str
    often: str
    unit: str
    kind: str
    name: str
    objective: str
    target: str
    indicator: str
    result: str
    low: int
    high: int


def _works() -> Iterator[Work]:
    """`under` in the file: strategy.tactic.programme, counted from 1 as they stand in aims.py."""
    with (Path(__file__).parent / "works.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            strategy, tactic, programme = (int(number) - 1 for number in line.pop("under").split("."))
            yield Work(
                strategy=strategy,
                tactic=tactic,
                programme=STRATEGIES[strategy][1][tactic].programmes[programme],
                unit=UNITS[line.pop("unit")],
                low=int(line.pop("low")),
                high=int(line.pop("high")),
                **line,
            )


WORKS = tuple(_works())


def villages_of(place: Place) -> list[str]:
    """The villages of one place, in the order of their numbers."""
    chance = Random(f"villages {place.id}")
    return [f"บ้าน{name}" for name, _ in chance.sample(TAILS, chance.randint(7, 13))]


def draw_works(place: Place, chosen: tuple[int, ...], number: int, chance: Random) -> list[tuple[Work, dict[str, str]]]:
    """So many works of the chosen strategies, each with what fills its blanks; no two have the same name."""
    names = villages_of(place)
    whole: list[tuple[Work, dict[str, str]]] = []
    local: list[tuple[Work, dict[str, str]]] = []
    for work in WORKS:
        if work.strategy not in chosen:
            continue
        for moo, name in enumerate(names, start=1) if work.often in (VILLAGE, ROAD) else ():
            blanks = {"moo": str(moo), "a": name}
            others = [{"b": other} for other in names if other > name] if work.often == ROAD else [{}]
            local += [(work, blanks | other) for other in others]
        if work.often not in (VILLAGE, ROAD):
            whole.append((work, {}))
    kept = chance.sample(whole, min(len(whole), max(2, number * 2 // 5)))
    return kept + chance.sample(local, min(len(local), number - len(kept)))


def values_of(work: Work, blanks: dict[str, str], place: Place, years: list[int], chance: Random) -> dict[str, Any]:
    """The fields of one row, but for tactic and programme; sums are whole thousands."""
    blanks = {
        **blanks,
        "w": str(chance.choice((3, 4, 5, 6))),
        "l": f"{chance.randint(6, 90) * 20:,}",
        "n": str(chance.randint(4, 40) * 5),
    }
    amount = Decimal(chance.randint(work.low, work.high) * 1_000)
    when = years if work.often == YEARLY else sorted(chance.sample(years, chance.choice((1, 1, 1, 2))))
    values: dict[str, Any] = {
        "kind": "beyond" if work.kind == "own" and amount >= BEYOND else work.kind,
        "name": work.name.format(**blanks),
        "objective": work.objective,
        "target": work.target.format(**blanks),
        "indicator": work.indicator,
        "result": work.result,
        "unit": work.unit,
        "place": f"หมู่ที่ {blanks['moo']} {blanks['a']}" if "moo" in blanks else "",
        **{f"y{year}": amount for year in when},
    }
    if "moo" in blanks and place.position and chance.random() < 0.4:
        values["latitude"], values["longitude"] = (_near(middle, chance) for middle in place.position)
    return values


def _near(middle: float, chance: Random) -> Decimal:
    return Decimal(f"{middle + chance.uniform(-0.03, 0.03):.6f}")
