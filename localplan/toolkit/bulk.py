"""Many rows in one statement: made by COPY, or each set to its own values. Only actions call this.

Django's bulk_create spends seconds on 10,000 rows before PostgreSQL sees them, and bulk_update writes for every field a
CASE as long as the rows, which is read anew for every row. Neither sends signals; nor does this.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.fields.json import JSONField


def copy_in(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Make rows of a table. `names` are its fields; a row holds their values in that order, foreign keys as ids.

    Fields left out take the database's default; constraints and foreign keys hold as ever.
    """
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)  # type: ignore[union-attr]
    as_json = [(place, field.encoder) for place, field in enumerate(fields) if isinstance(field, JSONField)]
    adapt = connection.ops.adapt_json_value
    sql = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(sql) as copy:
        for row in rows:
            if as_json:
                row = list(row)
                for place, encoder in as_json:
                    row[place] = adapt(row[place], encoder)
            copy.write_row(row)


def next_ids(model: type[models.Model], number: int) -> list[int]:
    """So many primary keys, drawn at once: for rows made by COPY that other rows must point at."""
    if not number:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(name) FROM (SELECT pg_get_serial_sequence(%s, %s)::regclass AS name OFFSET 0) AS once, "
            "generate_series(1, %s)",
            [f'"{model._meta.db_table}"', model._meta.pk.column, number],  # type: ignore[union-attr]
        )
        return [row[0] for row in cursor.fetchall()]


def set_each(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Change fields of rows that exist: each row holds its primary key, then the values of `names` in that order."""
    columns_of_values = [list(values) for values in zip(*rows, strict=True)]
    if not columns_of_values:
        return
    quote = connection.ops.quote_name
    key = model._meta.pk
    fields = [model._meta.get_field(name) for name in names]
    columns = [quote(str(field.column)) for field in fields]  # type: ignore[union-attr]
    arrays = ", ".join(f"%s::{_type_of(field)}[]" for field in [key, *fields])
    values = ", ".join(["key", *(f"v{place}" for place in range(len(columns)))])
    settings = ", ".join(f"{column} = new.v{place}" for place, column in enumerate(columns))
    table = quote(model._meta.db_table)
    same = f"{table}.{quote(str(key.column))} = new.key"  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {settings} FROM unnest({arrays}) AS new({values}) WHERE {same}", columns_of_values
        )


def _type_of(field: Any) -> str:
    return str(field.rel_db_type(connection) if field.is_relation or field.primary_key else field.db_type(connection))
