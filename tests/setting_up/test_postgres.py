"""The project's own PostgreSQL, made and run in a folder of the test."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from localplan import postgres
from localplan.postgres import FAST_AND_CARELESS, SOCKET_PATH_LIMIT, Cluster


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="localplan-test-") as name:
        yield Path(name)  # 0700, as a home folder of root is: nobody else can pass through it


@pytest.fixture
def cluster(place: Path) -> Iterator[Cluster]:
    made = Cluster(place, options=FAST_AND_CARELESS)
    yield made
    made.stop("immediate")


def ask(cluster: Cluster, question: str) -> object:
    with psycopg.connect(
        host=str(cluster.socket_folder), port=postgres.PORT, user=postgres.SUPERUSER, dbname=postgres.DATABASE
    ) as connection:
        cursor = connection.execute(question)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def test_it_starts_once_speaks_thai_and_stops(cluster, monkeypatch):
    monkeypatch.setenv("PGHOST", "elsewhere.example")
    monkeypatch.setenv("PGPORT", "1")
    postgres.forget_the_surroundings()
    assert cluster.start()
    assert not cluster.start(), "a second start finds it running"
    ask(cluster, "CREATE EXTENSION pg_trgm")
    assert ask(cluster, "SELECT cardinality(show_trgm('ก'))"), "pg_trgm must see Thai letters"
    assert ask(cluster, "SHOW listen_addresses") == ""
    assert cluster.stop()
    assert not cluster.running()


def test_many_who_start_it_at_once_get_one_server(cluster):
    with ThreadPoolExecutor(4) as four:
        started = list(four.map(lambda _: Cluster(cluster.home.parent, options=FAST_AND_CARELESS).start(), range(4)))
    assert started.count(True) == 1


def test_a_deep_folder_gets_its_socket_in_a_short_one(place):
    deep = Cluster(place / ("จังหวัด" * 8))
    assert len(os.fsencode(deep.data / ".s.PGSQL.5432")) > SOCKET_PATH_LIMIT
    assert len(os.fsencode(deep.socket_folder / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT
    assert deep.socket_folder == Cluster(place / ("จังหวัด" * 8)).socket_folder


def test_given_programs_come_before_the_systems(monkeypatch):
    given = list(postgres.choices())[-1]
    monkeypatch.setenv("PG_BIN", str(given.folder))
    assert [found.folder for found in postgres.choices()] == [given.folder]


def test_programs_that_fit_the_data_come_before_newer_ones(place):
    usable = list(postgres.choices())
    oldest = min(usable, key=lambda found: found.major)
    data = place / "pg" / str(oldest.major)
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text(f"{oldest.major}\n")
    assert postgres.choose(place / "pg").major == oldest.major
