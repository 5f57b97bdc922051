"""What migrations need of PostgreSQL beyond Django's own operations."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation


class TrigramExtension(Operation):
    """Create pg_trgm where the server has it. Without it search by part of a name reads every row, but works."""

    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
            if cursor.fetchone():
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute("DROP EXTENSION IF EXISTS pg_trgm")

    def describe(self) -> str:
        return "Create the extension pg_trgm where the server has it"


#: Sorts as a Thai dictionary does, in plain byte order and on every build of PostgreSQL: vowels written before their
#: consonant go after it, tone marks count last. Immutable, so that a stored generated column may use it.
THAI_KEY = """
CREATE OR REPLACE FUNCTION thai_key(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(regexp_replace(t, '[็-๎ ().]', '', 'g'), '([เแโใไ])([ก-ฮ])', '\\2\\1', 'g')
         || ' ' || regexp_replace(t, '[^็-๎]', '', 'g') $$
"""


def others_connected() -> int:
    """How many other clients are connected to our database: the running product, or somebody's psql."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


@contextmanager
def beside() -> Iterator[BaseDatabaseWrapper]:
    """A second connection: what is written through it is seen by all at once, whatever becomes of the transaction."""
    other = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        yield other
    finally:
        other.close()


#: Procrastinate's worker says every ten seconds that it lives.
_LIVING = "SELECT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds')"


def worker_answers() -> bool:
    """Whether a worker takes jobs: one has said within half a minute that it lives."""
    with connection.cursor() as cursor:
        cursor.execute(_LIVING)
        return bool(cursor.fetchone()[0])
