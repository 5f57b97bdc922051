"""The places and names of the sample: real provinces, all else invented, the same for the same seed."""

import csv
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from localplan.organisations.posts import Kind
from localplan.organisations.register import check_rows
from localplan.web.sample.names import NAN, RAYONG, SATUN, People, place_names
from localplan.web.sample.nation import make_nation

PROVINCES = (NAN, RAYONG, SATUN)
REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "open" / "lao" / "lao.csv"


def test_there_are_100_40_and_20_laos_of_all_types():
    nation = make_nation(1)
    assert [len(nation.of(province)) for province in PROVINCES] == [100, 40, 20]
    kinds = Counter(place.kind for place in nation.today)
    assert set(kinds) == {Kind.PAO, Kind.CITY, Kind.TOWN, Kind.SUBM, Kind.SAO, Kind.SPECIAL}
    assert kinds[Kind.SPECIAL] == 1
    assert [sum(place.kind == Kind.PAO for place in nation.of(province)) for province in PROVINCES] == [1, 1, 1]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_list_is_one_that_the_register_accepts(seed):
    nation = make_nation(seed)
    assert check_rows([place.registered() for place in nation.first]) == []
    assert check_rows([place.registered() for place in nation.today]) == []
    assert len({(place.district.code, place.full_name) for place in nation.first}) == len(nation.first)


def test_the_same_seed_gives_the_same_nation_and_another_seed_another():
    assert make_nation(5) == make_nation(5)
    assert make_nation(5) != make_nation(6)


def test_places_have_been_renamed_upgraded_merged_and_closed():
    events = make_nation(1).events
    assert any(event.after and event.after.kind == event.before.kind for event in events)
    assert {event.after.kind for event in events if event.after and event.after.kind != event.before.kind} >= {
        Kind.CITY,
        Kind.TOWN,
        Kind.SUBM,
    }
    assert sum(event.into is not None for event in events) == 1
    assert sum(event.into is None and event.after is None for event in events) == 1


@pytest.mark.skipif(not REAL.exists(), reason="DLA's list is not at hand")
def test_no_place_that_can_be_drawn_is_a_real_one():
    with REAL.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    real = {row["name_th"] for row in rows} | {row["district_th"] for row in rows}
    assert not {name for province in PROVINCES for name, _english in place_names(province)} & real
    full = {(row["full_name_th"], row["district_th"]) for row in rows if row["lao_type"] != Kind.PAO}
    assert not {(place.full_name, place.district.name) for place in make_nation(1).today} & full


def test_nobody_is_drawn_twice():
    people = People(Random(1))
    drawn = [people.draw() for _ in range(1_500)]
    assert len({name for name, _username in drawn}) == len({username for _name, username in drawn}) == 1_500
