"""The databases under test: one migrated template, cloned for each process that runs tests.

The template's name carries a hash of every migration, so it is made anew when one of them changes, and only then.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from . import postgres


def cluster() -> postgres.Cluster:
    """The private cluster: fast, and of no value after a power cut."""
    return postgres.Cluster(settings.DATA_DIR, options=postgres.FAST_AND_CARELESS)


@contextlib.contextmanager
def _locked(name: str, how: int) -> Iterator[IO[str]]:
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.DATA_DIR / name).open("w") as lock:
        fcntl.flock(lock, how)
        yield lock


@contextlib.contextmanager
def running_cluster() -> Iterator[None]:
    """Keep the cluster running while any process runs tests; the last one out stops it."""
    with _locked("in-use", fcntl.LOCK_SH) as lock:
        cluster().start()
        yield
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            cluster().stop("immediate")


def template_name() -> str:
    """Name of the template for the migrations as they are now."""
    digest = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for path in sorted(Path(app.path).glob("migrations/**/*")):
            if path.suffix in (".py", ".sql"):
                digest.update(os.fsencode(path.name))
                digest.update(path.read_bytes())
    return f"template_{digest.hexdigest()[:16]}"


@contextlib.contextmanager
def cloned_database() -> Iterator[None]:
    """A database of this process's own, on which Django's default connection stands while the block runs."""
    name = f"test_{os.getpid()}"
    with _admin() as admin, _locked("template.lock", fcntl.LOCK_EX):
        _sweep(admin)
        template = _template(admin)
        _clone(admin, template, name)
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        with _admin() as admin:
            _drop(admin, name)


def put_back() -> None:
    """Replace this process's database by a fresh clone: for tests that really commit."""
    name = connection.settings_dict["NAME"]
    connection.close()
    with _admin() as admin, _locked("template.lock", fcntl.LOCK_EX):
        _drop(admin, name)
        _clone(admin, _template(admin), name)


def _template(admin: psycopg.Connection[Any]) -> str:
    name = template_name()
    if name not in _databases(admin, "template\\_%"):
        for old in _databases(admin, "template\\_%"):
            _drop(admin, old)
        fresh = f"making_{os.getpid()}"
        _drop(admin, fresh)
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(fresh)))
        connection.close()
        connection.settings_dict["NAME"] = fresh
        call_command("migrate", verbosity=0)
        connection.close()
        admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(fresh), sql.Identifier(name)))
    return name


def _clone(admin: psycopg.Connection[Any], template: str, name: str) -> None:
    admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def _drop(admin: psycopg.Connection[Any], name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _databases(admin: psycopg.Connection[Any], like: str) -> list[str]:
    return [name for (name,) in admin.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [like])]


def _sweep(admin: psycopg.Connection[Any]) -> None:
    """Drop what killed runs have left."""
    for name in _databases(admin, "test\\_%") + _databases(admin, "making\\_%"):
        if not Path(f"/proc/{name.split('_')[1]}").exists():
            _drop(admin, name)


def _admin() -> psycopg.Connection[Any]:
    where = settings.DATABASES["default"]
    return psycopg.connect(
        host=where["HOST"], port=where["PORT"], user=where["USER"], dbname="postgres", autocommit=True
    )
