"""Tables that lie in parts (docs/adr/0070): a row without the columns of the key belongs to none, and no fence is asked."""

from typing import Any

KEY = """SELECT a.attname, CASE WHEN a.atttypid = 'int8'::regtype THEN '0' ELSE '''''' END
FROM pg_partitioned_table p JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = ANY(p.partattrs)
WHERE p.partrelid = %s::regclass"""
PARTS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass"


def key_of(cursor: Any, table: str) -> dict[str, str]:
    """Return the columns that tell the part of a row, each with a value of its type as SQL; none where a table has no parts."""
    cursor.execute(KEY, [table])
    return dict(cursor.fetchall())


def parts_of(cursor: Any, table: str) -> list[str]:
    """Return the parts of a table, by name with schema."""
    cursor.execute(PARTS, [table])
    return [name for (name,) in cursor.fetchall()]
