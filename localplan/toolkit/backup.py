"""Database and files as one archive, and back.

A gzipped tar of manifest.json, one COPY text per table and the files. Made over SQL alone, so it needs no
pg_dump, reads the same on every version of PostgreSQL, and carries one over to the next.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from localplan.postgres import Trouble

MANIFEST = "manifest.json"
#: Names an archive may hold; nothing leads out of DATA_DIR.
KEPT = re.compile(r"(files|tables)/(?!.*\.\.)[\w./-]+")
#: Where the old tables wait while a backup is put in their place.
ASIDE = "before_restore"


@dataclass(frozen=True)
class Manifest:
    """What an archive holds: table → (rows, SHA-256 of its COPY text), file → SHA-256, and the schema's migrations."""

    migrations: list[list[str]]
    tables: dict[str, list[Any]]
    sequences: dict[str, list[Any]]
    files: dict[str, str]

    @property
    def rows(self) -> int:
        return sum(rows for rows, _ in self.tables.values())


def make(place: Path) -> Manifest:
    """Write a new archive; it is there whole or not at all. An existing file is not overwritten."""
    if place.exists():
        raise Trouble(f"{place} exists already: name a new file")
    part = place.with_name(f"{place.name}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            manifest = _write(out)
        part.rename(place)
    except OSError as wrong:
        raise Trouble(f"{place} cannot be written: {wrong.strerror}") from None
    finally:
        part.unlink(missing_ok=True)
    return manifest


def restore(place: Path) -> Manifest:
    """Replace database and files by the archive's; compared row by row and file by file before it counts as done.

    The schema is left as it was when the archive was made: migrate afterwards.
    """
    try:
        with tarfile.open(place, "r:gz") as archive:
            manifest = Manifest(**json.loads(_content(archive, MANIFEST).read()))
            _check(archive, manifest)
            with _the_old_put_aside():
                _migrate_as(manifest)
                _load(archive, manifest)
                _unpack(archive, manifest)
            return manifest
    except (tarfile.TarError, EOFError, KeyError, TypeError, ValueError, zlib.error):
        raise Trouble(f"{place} is not a whole backup of LocalPlan: nothing was changed") from None
    except OSError as wrong:
        raise Trouble(f"{place} cannot be read: {wrong.strerror or wrong}: nothing was changed") from None


def place_is_empty() -> bool:
    """Whether the database holds no table yet."""
    return not connection.introspection.table_names()


def tables() -> dict[str, list[str]]:
    """Every table with the columns that are stored, not computed; those pointed at come before those that point."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class c "
            "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' "
            "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace GROUP BY c.relname ORDER BY c.relname"
        )
        columns = dict(cursor.fetchall())
        cursor.execute(
            "SELECT DISTINCT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint "
            "WHERE contype = 'f' AND NOT condeferrable AND conrelid <> confrelid"
        )
        pointing = cursor.fetchall()
    ordered: dict[str, list[str]] = {}
    while len(ordered) < len(columns):
        waiting = {table for table, target in pointing if target not in ordered and table not in ordered}
        ready = [table for table in columns if table not in ordered and table not in waiting]
        if not ready:
            raise Trouble("tables point at one another in a circle without DEFERRABLE: the backup cannot order them")
        ordered |= {table: columns[table] for table in ready}
    return ordered


def copy_out(table: str, columns: list[str], out: IO[bytes]) -> tuple[int, str]:
    """Write the table's COPY text, in the same order on every server; rows and SHA-256 of the text."""
    digest, rows = hashlib.sha256(), 0
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    order = sql.SQL(", ").join(
        sql.SQL('{}::text COLLATE "C"').format(sql.Identifier(name)) for name in _key(table) or columns
    )
    query = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(names, sql.Identifier(table), order)
    with connection.cursor() as cursor, cursor.cursor.copy(query) as copy:
        for block in copy:
            digest.update(block)
            out.write(block)
            rows += bytes(block).count(b"\n")
    return rows, digest.hexdigest()


def _key(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return list(connection.introspection.get_primary_key_columns(cursor, table) or [])


def _write(out: IO[bytes]) -> Manifest:
    contents: dict[str, list[Any]] = {}
    with transaction.atomic(), tempfile.TemporaryFile() as texts, tarfile.open(fileobj=out, mode="w:gz") as archive:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        ends = {}
        for table, columns in tables().items():
            contents[table] = list(copy_out(table, columns, texts))
            ends[table] = texts.tell()
        # Files after rows: a file is written before the row that names it, so none can be missing.
        files = {f"files/{path.relative_to(_files())}": path for path in _all_files()}
        manifest = Manifest(
            migrations=_migrations(),
            tables=contents,
            sequences=_sequences(),
            files={name: _sha256(path) for name, path in files.items()},
        )
        text = json.dumps(asdict(manifest), indent=1).encode()
        _add(archive, MANIFEST, len(text), io.BytesIO(text))
        texts.seek(0)
        for table, end in ends.items():
            _add(archive, f"tables/{table}", end - texts.tell(), texts)
        for name, path in files.items():
            with path.open("rb") as file:
                _add(archive, name, path.stat().st_size, file)
    return manifest


def _add(archive: tarfile.TarFile, name: str, size: int, content: IO[bytes]) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = size
    entry.mode = 0o600
    archive.addfile(entry, content)


def _content(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    content = archive.extractfile(name)
    if content is None:
        raise KeyError(name)
    return content


def _check(archive: tarfile.TarFile, manifest: Manifest) -> None:
    """Read all of the archive once, before anything here is touched."""
    known = set(MigrationExecutor(connection).loader.graph.nodes)
    unknown = sorted(f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known)
    if unknown:
        raise Trouble(f"the backup is of another LocalPlan (it has {unknown[0]}): nothing was changed")
    expected = {f"tables/{table}": mark for table, (_, mark) in manifest.tables.items()} | manifest.files
    for name, mark in expected.items():
        if not KEPT.fullmatch(name):
            raise Trouble(f"the backup holds a wrong name ({name[:60]}): nothing was changed")
        if hashlib.file_digest(_content(archive, name), "sha256").hexdigest() != mark:  # type: ignore[arg-type]
            raise Trouble(f"{name} in the backup is damaged: nothing was changed")


@contextlib.contextmanager
def _the_old_put_aside() -> Iterator[None]:
    """An empty schema in the place of the old one, which comes back when the block fails and goes when it succeeds."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER SCHEMA public RENAME TO {ASIDE}; CREATE SCHEMA public")
        _move_extensions(cursor, "public")
        try:
            yield
        except BaseException:
            _move_extensions(cursor, ASIDE)
            cursor.execute(f"DROP SCHEMA public CASCADE; ALTER SCHEMA {ASIDE} RENAME TO public")
            raise
        cursor.execute(f"DROP SCHEMA {ASIDE} CASCADE")


def _move_extensions(cursor: Any, schema: str) -> None:
    cursor.execute("SELECT extname FROM pg_extension WHERE extname IN ('pg_trgm', 'btree_gist')")
    for (name,) in cursor.fetchall():
        cursor.execute(f"ALTER EXTENSION {name} SET SCHEMA {schema}")


def _migrate_as(manifest: Manifest) -> None:
    """Bring the empty schema to the migrations of the archive."""
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, name in manifest.migrations}
    nodes = executor.loader.graph.node_map
    executor.migrate(
        [n for n in sorted(wanted) if not any(c.key in wanted and c.key[0] == n[0] for c in nodes[n].children)]
    )


def _load(archive: tarfile.TarFile, manifest: Manifest) -> None:
    here = tables()
    if set(here) != set(manifest.tables):
        raise Trouble("the backup's tables are not those of its migrations: nothing was changed")
    with transaction.atomic(), connection.cursor() as cursor:
        names = sql.SQL(", ").join(map(sql.Identifier, here))
        cursor.execute(sql.SQL("TRUNCATE {}").format(names).as_string(cursor.cursor))
        for table, columns in here.items():
            target = sql.Identifier(table)
            cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(target).as_string(cursor.cursor))
            _copy_in(_content(archive, f"tables/{table}"), table, columns)
        for name, (last, called) in manifest.sequences.items():
            cursor.execute("SELECT setval(%s::regclass, %s, %s)", [f'public."{name}"', last, called])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, columns in here.items():
            if list(copy_out(table, columns, io.BytesIO())) != manifest.tables[table]:
                raise Trouble(f"the rows of {table} did not come back as they were: nothing was changed")
            target = sql.Identifier(table)
            cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(target).as_string(cursor.cursor))


def _copy_in(content: IO[bytes], table: str, columns: list[str]) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with connection.cursor() as cursor, cursor.cursor.copy(query) as copy:
        while block := content.read(1 << 20):
            copy.write(block)


def _unpack(archive: tarfile.TarFile, manifest: Manifest) -> None:
    """Write the files. Their names are their content's hash, so one that is there already is the same one."""
    for name in manifest.files:
        place = _files().parent / name
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = place.with_name(f"{place.name}.part")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            shutil.copyfileobj(_content(archive, name), out)
        fresh.rename(place)


def _files() -> Path:
    return Path(settings.DATA_DIR) / "files"


def _all_files() -> Iterator[Path]:
    return (path for path in sorted(_files().rglob("*")) if path.is_file() and path.suffix != ".part")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _migrations() -> list[list[str]]:
    return [list(key) for key in sorted(MigrationExecutor(connection).loader.applied_migrations)]


def _sequences() -> dict[str, list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1")
        names = [name for (name,) in cursor.fetchall()]
        found = {}
        for name in names:
            query = sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(name))
            cursor.execute(query.as_string(cursor.cursor))
            found[name] = list(cursor.fetchone())
    return found
