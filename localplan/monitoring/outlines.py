"""Outlines of the provinces, made at set-up: `python -m localplan.monitoring.outlines FROM TO`.

FROM is index.js of the npm package @svg-maps/thailand (CC BY 4.0). TO receives {"box", "outlines": {code: path}}: every
corner snapped to a grid, so that neighbours keep their common borders, straight lines and small islets dropped.
"""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

GRID = 2
#: An islet smaller than this, in units of the map, is left out; of a province at least the largest part stays.
SMALLEST = 8.0
NAME = "map/provinces.json"
#: The package's short names in the order of the provinces' codes.
_CODES = """
    10 bkk 11 spk 12 nbi 13 pte 14 aya 15 atg 16 lri 17 sbr 18 cnt 19 sri 20 cbi 21 ryg 22 cti 23 trt 24 cco 25 pri
    26 nyk 27 skw 30 nma 31 brm 32 srn 33 ssk 34 ubn 35 yst 36 cpm 37 acr 38 bkn 39 nbp 40 kkn 41 udn 42 lei 43 nki
    44 mkm 45 ret 46 ksn 47 snk 48 npm 49 mdh 50 cmi 51 lpn 52 lpg 53 utd 54 pre 55 nan 56 pyo 57 cri 58 msn 60 nsn
    61 uti 62 kpt 63 tak 64 sti 65 plk 66 pct 67 pnb 70 rbr 71 kri 72 spb 73 npt 74 skn 75 skm 76 pbi 77 pkn 80 nrt
    81 kbi 82 pna 83 pkt 84 sni 85 rng 86 cpn 90 ska 91 stn 92 trg 93 plg 94 ptn 95 yla 96 nwt
"""
_CODE_OF = dict(zip(_CODES.split()[1::2], _CODES.split()[::2], strict=True))
#: What is drawn and is no province.
LAKE = "lksg"

Point = tuple[float, float]
Corner = tuple[int, int]


@cache
def outlines(path: Path) -> tuple[str, dict[str, str]]:
    """The view box and the outline of each code; raises OSError when set-up has not made them."""
    made = json.loads(path.read_text("utf-8"))
    return made["box"], made["outlines"]


def make(source: Path, target: Path) -> None:
    """The same source always gives the same bytes."""
    text = source.read_text("utf-8")
    drawn: dict[str, Any] = json.loads(text[text.index("{") : text.rindex("}") + 1])
    found = {_CODE_OF.get(one["id"], one["id"]): _simplified(one["path"]) for one in drawn["locations"]}
    width, height = (float(number) / GRID for number in drawn["viewBox"].split()[2:])
    target.parent.mkdir(parents=True, exist_ok=True)
    made = {"box": f"0 0 {width:.0f} {height:.0f}", "outlines": dict(sorted(found.items()))}
    target.write_text(json.dumps(made, separators=(",", ":")), "utf-8")


def _simplified(path: str) -> str:
    rings = [_thinned([(round(x / GRID), round(y / GRID)) for x, y in ring]) for ring in _rings(path)]
    largest = max(map(_area, rings))
    kept = [ring for ring in rings if len(ring) > 2 and _area(ring) in (largest, max(_area(ring), SMALLEST / GRID**2))]
    return "".join(map(_drawn, kept))


def _rings(path: str) -> list[list[Point]]:
    """The closed lines of a path of m, l, h, v and z, in either case."""
    words = re.findall(r"[a-zA-Z]|-?\d*\.?\d+(?:e-?\d+)?", path)
    rings: list[list[Point]] = []
    command, at, x, y, first = "", 0, 0.0, 0.0, (0.0, 0.0)
    while at < len(words):
        if words[at].isalpha():
            command, at = words[at], at + 1
            if command in "zZ":
                x, y = first
                continue
        if command not in "mMlLhHvV":
            raise ValueError(f"an unknown command of a path: {command}")
        moved = command.islower()
        if command not in "vV":
            x, at = float(words[at]) + (x if moved else 0), at + 1
        if command not in "hH":
            y, at = float(words[at]) + (y if moved else 0), at + 1
        if command in "mM":
            first, command = (x, y), "l" if moved else "L"
            rings.append([])
        rings[-1].append((x, y))
    return rings


def _thinned(corners: list[Corner]) -> list[Corner]:
    """Without repeated corners, and without those that lie on the straight line between their neighbours."""
    plain = [one for place, one in enumerate(corners) if not place or one != corners[place - 1]]
    kept: list[Corner] = []
    for place, here in enumerate(plain):
        if kept and place + 1 < len(plain):
            before, after = kept[-1], plain[place + 1]
            if (here[0] - before[0]) * (after[1] - before[1]) == (here[1] - before[1]) * (after[0] - before[0]):
                continue
        kept.append(here)
    return kept


def _area(ring: list[Corner]) -> float:
    pairs = zip(ring, [*ring[1:], *ring[:1]], strict=True)
    return abs(sum(x * v - u * y for (x, y), (u, v) in pairs)) / 2


def _drawn(ring: list[Corner]) -> str:
    (x, y), moves = ring[0], []
    for u, v in ring[1:]:
        moves.append(f"{u - x} {v - y}")
        x, y = u, v
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(moves)}z".replace(" -", "-")


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
