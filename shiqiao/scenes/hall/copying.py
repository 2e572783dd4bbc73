"""Writing many new rows at once, by COPY."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def copy(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model in the running transaction; each is given its id.

    COPY goes into a temporary table and from there into the real one: PostgreSQL refuses COPY under the street fence.
    """
    if not rows:
        return
    meta = rows[0]._meta
    table, fields = meta.db_table, meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    plain = [(field.attname, isinstance(field, models.JSONField)) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, len(rows)]
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
        cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS bulk_{table} AS SELECT {names} FROM {table} WITH NO DATA")
        with cursor.copy(f"COPY bulk_{table} ({names}) FROM STDIN") as out:
            for row in rows:
                out.write_row([_value(getattr(row, name), as_json) for name, as_json in plain])
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM bulk_{table}")
        cursor.execute(f"TRUNCATE bulk_{table}")


def _value(value: Any, as_json: bool) -> Any:
    return json.dumps(value, ensure_ascii=False) if as_json and value is not None else value
