"""The places of the sample: three provinces of 100, 40 and 20 LAOs, and what became of them since the register began.

Names, codes and places depend on the seed alone; the days of what happened are counted back from today.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from localplan.organisations.facts import Registered
from localplan.organisations.posts import PREFIXES, Kind, Level

from .names import NAN, RAYONG, SATUN, Part, Province, place_names

#: The first digit of DLA's seven-digit code.
DIGITS = {Kind.PAO: 2, Kind.CITY: 3, Kind.SPECIAL: 3, Kind.TOWN: 4, Kind.SUBM: 5, Kind.SAO: 6}
#: Square kilometres, from and to.
AREAS = {Kind.CITY: (15, 40), Kind.SPECIAL: (60, 90), Kind.TOWN: (7, 30), Kind.SUBM: (5, 80), Kind.SAO: (30, 240)}


@dataclass(frozen=True)
class Shape:
    """How many districts a province has, and how many LAOs of each kind."""

    province: Province
    districts: int
    kinds: dict[Kind, int]


SHAPES = (
    Shape(NAN, 12, {Kind.PAO: 1, Kind.TOWN: 2, Kind.SUBM: 22, Kind.SAO: 75}),
    Shape(RAYONG, 6, {Kind.PAO: 1, Kind.CITY: 1, Kind.SPECIAL: 1, Kind.TOWN: 2, Kind.SUBM: 15, Kind.SAO: 20}),
    Shape(SATUN, 4, {Kind.PAO: 1, Kind.TOWN: 1, Kind.SUBM: 6, Kind.SAO: 12}),
)


@dataclass(frozen=True)
class District:
    """A district office with the middle of its district."""

    code: str
    name: str
    latitude: float
    longitude: float

    @property
    def id(self) -> int:
        return int(self.code) // 100 * 100_000 + int(self.code) % 100 * 1_000


@dataclass(frozen=True)
class Place:
    """One LAO as it is called at some time; `serial` counts within the district."""

    province: Province
    district: District
    serial: int
    kind: Kind
    name: str
    name_en: str
    subdistrict_code: str
    position: tuple[float, float] | None
    area_km2: float | None

    @property
    def code(self) -> str:
        return f"{DIGITS[self.kind]}{self.district.code}{self.serial:02}"

    @property
    def id(self) -> int:
        return self.district.id + self.serial

    @property
    def full_name(self) -> str:
        return self.name if self.kind == Kind.SPECIAL else PREFIXES[self.kind][1] + self.name

    def registered(self) -> Registered:
        """As the register takes it from DLA's list."""
        latitude, longitude = self.position or (None, None)
        return Registered(
            level=Level.LAO,
            kind=self.kind,
            code=self.code,
            name=self.name,
            full_name=self.full_name,
            name_en=self.name_en,
            province_code=self.province.code,
            province_name=self.province.name,
            district_code=self.district.code,
            district_name=self.district.name,
            subdistrict_code=self.subdistrict_code,
            latitude=_figure(latitude),
            longitude=_figure(longitude),
            area_km2=_figure(self.area_km2),
        )


def _figure(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


@dataclass(frozen=True)
class Event:
    """What became of a place, so many days before today: renamed or upgraded (`after`), merged into another, closed."""

    days_ago: int
    before: Place
    after: Place | None = None
    into: Place | None = None
    reason: str = ""


@dataclass(frozen=True)
class Nation:
    """The register as it was first imported, what happened then, and what it is today."""

    first: tuple[Place, ...]
    events: tuple[Event, ...]
    today: tuple[Place, ...]

    def of(self, province: Province) -> list[Place]:
        return [place for place in self.today if place.province == province]


def make_nation(seed: int) -> Nation:
    """Draw the nation. The same seed gives the same nation on every day and machine."""
    chance = Random(f"nation {seed}")
    today: list[Place] = []
    events: list[Event] = []
    gone: list[Place] = []
    for shape in SHAPES:
        names = list(place_names(shape.province))
        chance.shuffle(names)
        fresh = iter(names)
        districts = _districts(shape, fresh, chance)
        places = list(_places(shape, districts, fresh, chance))
        today += places
        events += _events(places, fresh, chance, upgrades=1 + len(places) // 20, renames=1 + len(places) // 25)
        if shape.province == NAN:
            gone = _lost(places, fresh, events, chance)
    events.sort(key=lambda event: -event.days_ago)
    before = {event.after.id: event.before for event in reversed(events) if event.after is not None}
    first = [before.get(place.id, place) for place in today] + gone
    return Nation(tuple(sorted(first, key=lambda place: place.id)), tuple(events), tuple(today))


def _districts(shape: Shape, fresh: Iterator[Part], chance: Random) -> list[District]:
    province, found = shape.province, []
    for number in range(1, shape.districts + 1):
        name = f"เมือง{province.name}" if number == 1 else next(fresh)[0]
        spread = 0.05 if number == 1 else province.reach
        latitude, longitude = (middle + chance.uniform(-spread, spread) for middle in province.centre)
        found.append(District(f"{province.code}{number:02}", name, round(latitude, 4), round(longitude, 4)))
    return found


def _places(shape: Shape, districts: list[District], fresh: Iterator[Part], chance: Random) -> Iterator[Place]:
    """PAO, cities and special bodies in the first districts, the rest spread over all of them in turn."""
    serials = dict.fromkeys((district.code for district in districts), 0)
    towns: dict[str, Part] = {}
    used: dict[Part, str] = {}
    turn = 0
    for kind, number in shape.kinds.items():
        for count in range(number):
            if kind in (Kind.PAO, Kind.CITY):
                district = districts[0]
            elif kind == Kind.SPECIAL:
                district = districts[1]
            elif kind == Kind.TOWN:
                district = districts[(count + (Kind.CITY in shape.kinds)) * 2 % len(districts)]
            else:
                district = districts[turn % len(districts)]
                turn += 1
            name = _name(kind, shape.province, district, fresh, towns, chance)
            twins = [other for other, code in used.items() if code != district.code]
            if kind == Kind.SAO and twins and chance.random() < 0.05:
                name = chance.choice(twins)  # full names are not unique: the same name in another district
            if kind == Kind.SAO:
                used[name] = district.code
            serials[district.code] += 1
            serial = serials[district.code]
            low, high = AREAS.get(kind, (2_000, 9_000))
            position = (
                round(district.latitude + chance.uniform(-0.06, 0.06), 6),
                round(district.longitude + chance.uniform(-0.06, 0.06), 6),
            )
            yield Place(
                province=shape.province,
                district=district,
                serial=serial,
                kind=kind,
                name=name[0],
                name_en=name[1] if chance.random() < 0.9 else "",
                subdistrict_code=f"{district.code}{serial:02}" if kind in (Kind.SUBM, Kind.SAO) else "",
                position=position if chance.random() < 0.85 else None,
                area_km2=round(chance.uniform(low, high), 2) if chance.random() < 0.92 else None,
            )


def _name(
    kind: Kind, province: Province, district: District, fresh: Iterator[Part], towns: dict[str, Part], chance: Random
) -> Part:
    if kind == Kind.PAO:
        return province.name, province.name_en
    if kind == Kind.SPECIAL:
        name = next(name for name in fresh if name[0].startswith("หาด"))
        return f"เมือง{name[0]}", name[1]
    if kind == Kind.SAO and district.code in towns and chance.random() < 0.6:
        return towns.pop(district.code)  # as in life, the SAO around a small town often has the town's name
    name = next(fresh)
    if kind == Kind.SUBM:
        towns[district.code] = name
    return name


def _events(
    places: list[Place], fresh: Iterator[Part], chance: Random, *, upgrades: int, renames: int
) -> Iterator[Event]:
    """Upgrades (what is a municipality today was less once) and renames, at most one of them for each place."""
    lesser = {Kind.SUBM: Kind.SAO, Kind.TOWN: Kind.SUBM, Kind.CITY: Kind.TOWN}
    municipal = [place for place in places if place.kind == Kind.SUBM]
    risen = [place for place in places if place.kind == Kind.CITY] + chance.sample(municipal, upgrades)
    risen += [place for place in places if place.kind == Kind.TOWN][:1]
    for place in risen:
        before = replace(place, kind=lesser[place.kind])
        if any(other.full_name == before.full_name for other in places if other.district == place.district):
            continue
        yield Event(chance.randint(400, 2_400), before, after=place, reason="ประกาศกระทรวงมหาดไทย เรื่อง จัดตั้งเทศบาล")
    others = [place for place in places if place.kind == Kind.SAO]
    for place in chance.sample(others, renames):
        name, name_en = next(fresh)
        yield Event(
            chance.randint(200, 2_000),
            replace(place, name=name, name_en=name_en),
            after=place,
            reason="ประกาศกระทรวงมหาดไทย เรื่อง เปลี่ยนชื่อ",
        )


def _lost(places: list[Place], fresh: Iterator[Part], events: list[Event], chance: Random) -> list[Place]:
    """Two places of the first register that are no more: one merged into its neighbour, one closed."""
    touched = {event.before.id for event in events}
    heir = next(place for place in places if place.kind == Kind.SUBM and place.id not in touched)
    last = max(place.serial for place in places if place.district == heir.district)
    gone = []
    for serial in (last + 1, last + 2):  # the register counts its ids up within the district
        name, name_en = next(fresh)
        gone.append(
            replace(
                heir,
                kind=Kind.SAO,
                serial=serial,
                name=name,
                name_en=name_en,
                subdistrict_code=f"{heir.district.code}{serial:02}",
                position=None,
                area_km2=38.5,
            )
        )
    events.append(Event(1_150, gone[0], into=heir, reason="ประชากรไม่ถึงเกณฑ์ รวมตามประกาศกระทรวงมหาดไทย"))
    events.append(Event(800, gone[1], reason="พื้นที่อยู่ใต้อ่างเก็บน้ำทั้งตำบล"))
    return gone
