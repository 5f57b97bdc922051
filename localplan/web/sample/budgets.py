"""What an LAO of the sample can spend in a year: recurrent lines, projects, and where the income is from."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from localplan.budgeting.models import Classification
from localplan.organisations.posts import Kind

from .aims import CULTURE, HEALTH, LIGHT, OFFICE, ROADS, SAFETY, SCHOOL, STRENGTH, WATER, WELFARE
from .nation import Place
from .works import UNITS, Work

#: What recurs in a year, from and to, in millions of baht.
SIZES = {
    Kind.PAO: (320, 420),
    Kind.CITY: (380, 520),
    Kind.SPECIAL: (900, 1_100),
    Kind.TOWN: (110, 170),
    Kind.SUBM: (28, 52),
    Kind.SAO: (17, 33),
}
#: Name, work, category, share of a hundred. Personnel stays below the 40 % of the law.
RECURRENT = (
    ("เบี้ยยังชีพผู้สูงอายุ ผู้พิการ และผู้ป่วยเอดส์", "00411", "510000", 26),
    ("เงินสำรองจ่ายและรายจ่ายตามข้อผูกพัน", "00411", "510000", 5),
    ("เงินเดือนนายก รองนายก และสมาชิกสภา", "00111", "521000", 6),
    ("เงินเดือนพนักงานสำนักปลัด", "00111", "522000", 13),
    ("เงินเดือนพนักงานกองคลัง", "00113", "522000", 7),
    ("เงินเดือนพนักงานกองช่าง", "00311", "522000", 7),
    ("ค่าตอบแทนผู้ปฏิบัติราชการ", "00111", "531000", 4),
    ("ค่าจ้างเหมาบริการ", "00111", "532000", 12),
    ("ค่าอาหารเสริม (นม) และอาหารกลางวัน", "00212", "533000", 11),
    ("ค่าวัสดุสำนักงานและเชื้อเพลิง", "00111", "533000", 5),
    ("ค่าไฟฟ้า น้ำประปา และโทรศัพท์", "00111", "534000", 4),
)
#: Shares of the income by revenue code; the general subsidy takes the rest.
INCOME = (("411000", 7), ("412000", 2), ("413000", 1), ("415000", 1), ("421000", 48))
REST = "431000"
WORK_OF = {
    ROADS: "00312", WATER: "00322", LIGHT: "00246", HEALTH: "00223", WELFARE: "00232", SAFETY: "00123",
    SCHOOL: "00212", CULTURE: "00263", STRENGTH: "00252", OFFICE: "00111",
}  # fmt: skip
#: Only these are the LAO's own to pay for; subsidies to others would pass the ceiling of small LAOs.
TAKEN_UP = ("own", "equipment")
#: Money for projects: at most so much of what recurs, and so many lines.
DEVELOPMENT, MOST = Decimal("0.45"), 24


@dataclass(frozen=True)
class Planned:
    """A line that is to be: by its codes, with the name of the project behind it ("" where it recurs)."""

    name: str
    work: str
    category: str
    amount: Decimal
    development: bool


@dataclass
class Codes:
    """Ids of the classification, read once for the whole nation."""

    ids: dict[tuple[str, str], int] = field(default_factory=dict)

    def id(self, tree: str, code: str) -> int:
        if not self.ids:
            rows = Classification.objects.filter(last_year=None).values_list("tree", "code", "pk")
            self.ids = {(tree, code): pk for tree, code, pk in rows}
        return self.ids[tree, code]


def category_of(work: Work) -> str:
    """Equipment, construction by the engineers, and activities of everybody else."""
    if work.kind == "equipment":
        return "541000"
    return "542000" if work.unit == UNITS["ช"] else "532000"


def recurrent_of(place: Place, year: int, chance: Random) -> list[Planned]:
    """The same lines every year, a little more each."""
    low, high = SIZES[place.kind]
    whole = Random(f"budget {place.id}").randint(low * 10, high * 10) * 100_000 * (100 + 3 * (year - 2568)) // 100
    found = []
    for name, work, category, share in RECURRENT:
        amount = whole * share // 100 // 1_000 * 1_000 + chance.randint(0, 9) * 100
        found.append(Planned(name, work, category, Decimal(amount), development=False))
    return found


def development_of(
    drawn: list[tuple[Work, dict[str, Any]]], year: int, *, within: Decimal, chance: Random
) -> tuple[list[Planned], list[Planned]]:
    """Projects the year has money for: those of the annual ordinance, and those that wait for more money."""
    taken: list[Planned] = []
    waiting: list[Planned] = []
    left = within
    for work, values in drawn[1:]:  # the first one may lose its money when the plan is confirmed
        amount = values.get(f"y{year}")
        if amount is None or values["kind"] not in TAKEN_UP:
            continue
        passed = amount if chance.random() < 0.6 else amount * chance.randint(80, 97) // 100 // 100 * 100
        one = Planned(values["name"], WORK_OF[work.programme], category_of(work), Decimal(passed), True)
        if one.amount <= left and len(taken) < MOST and chance.random() < 0.8:
            taken.append(one)
            left -= one.amount
        else:
            waiting.append(one)
    return taken, waiting


def income_of(total: Decimal) -> dict[str, Decimal]:
    """The estimate by revenue code: somewhat above what is spent, as councils like it."""
    whole = total + Decimal(50_000)
    found = {code: (whole * share / 100).quantize(Decimal(1)) for code, share in INCOME}
    return found | {REST: whole - sum(found.values())}
