"""Rotation of the keys for personal data: every sealed column moves to the current key, block by block, while work goes on.

The columns are found from what the models declare (base/classes.py). A block is one transaction and remembers how far
it came, so that a process that is killed loses nothing and the next one continues. Rows that somebody works on at the
moment are left out and found by the next pass; a column has ended when a pass left none.
"""

import time as clock
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from shiqiao.base import crypto
from shiqiao.base.classes import HOLDINGS
from shiqiao.base.db.scope import whole
from shiqiao.kernel.privacy.errors import KeyInUse
from shiqiao.kernel.privacy.hooks import sealed_elsewhere
from shiqiao.kernel.privacy.models import Resealing

BLOCK = 500  # values of one transaction
_OLD = """SELECT "{key}", "{column}" FROM "{table}" WHERE "{key}" > %s AND octet_length("{column}") > 0
AND get_byte("{column}", 0) <> %s ORDER BY "{key}" LIMIT %s FOR NO KEY UPDATE SKIP LOCKED"""
_MOVE = """UPDATE "{table}" SET "{column}" = fresh.value FROM unnest(%s::bigint[], %s::bytea[]) AS fresh(key, value)
WHERE "{table}"."{key}" = fresh.key"""
_KEYS = """SELECT get_byte("{column}", 0), count(*) FROM "{table}" WHERE octet_length("{column}") > 0 GROUP BY 1"""


@dataclass(frozen=True, slots=True)
class Column:
    """A sealed column: table, column, its primary key, and the context that its values are bound to."""

    table: str
    column: str
    key: str
    context: str

    @property
    def name(self) -> str:
        """Return table and column as one name."""
        return f"{self.table}.{self.column}"

    def sql(self, statement: str) -> str:
        """Return a statement about this column; the names come from the models, never from outside."""
        return statement.format(table=self.table, column=self.column, key=self.key)


@dataclass(frozen=True, slots=True)
class Moved:
    """What one step did: values that moved, values that no key opens, and whether every column has ended."""

    values: int
    failed: int
    done: bool


def columns() -> list[Column]:
    """Return every sealed column of every table, in a fixed order."""
    found = []
    for model, holding in HOLDINGS.items():
        meta = model._meta  # type: ignore[attr-defined]
        found += [Column(meta.db_table, held.column, meta.pk.column, held.context) for held in holding.of("sealed")]
    return sorted(found, key=lambda one: one.name)


def keep_moving(*, at: datetime, seconds: float = 0.5) -> int:
    """Move values to the current key for about so long; the worker's round. Returns how many moved."""
    if len(crypto.key_numbers()[1]) < 2:
        return 0
    end, moved = clock.monotonic() + seconds, 0
    while clock.monotonic() < end:
        step = move_block(at=at)
        moved += step.values
        if step.done:
            break
    return moved


def move_block(*, at: datetime, size: int = BLOCK) -> Moved:
    """Move the next block of values to the current key, in one transaction over all streets."""
    current, _ = crypto.key_numbers()
    with whole():
        ended = set(Resealing.objects.filter(key=current).exclude(ended_at=None).values_list("column", flat=True))
        column = next((one for one in columns() if one.name not in ended), None)
        if column is None:
            # Asked first: while an old key is kept this comes again each round, and a move holds rows that people sign in by.
            moved = sum(one.move() for one in sealed_elsewhere if set(one.by_key()) - {current})
            return Moved(moved, 0, done=not moved)
        Resealing.objects.get_or_create(key=current, column=column.name)
        # Another process that moves the same column waits here, then goes on behind this block.
        state = Resealing.objects.select_for_update().get(key=current, column=column.name)
        return _block(column, state, at, size)


def _block(column: Column, state: Resealing, at: datetime, size: int) -> Moved:
    with connection.cursor() as cursor:
        cursor.execute(column.sql(_OLD), [state.last, state.key, size])
        rows = cursor.fetchall()
        fresh = dict(_resealed(rows, column.context))
        if fresh:
            cursor.execute(column.sql(_MOVE), [list(fresh), list(fresh.values())])
    if state.last == 0:
        state.failed = 0  # counted anew by each pass
    failed = len(rows) - len(fresh)
    state.moved += len(fresh)
    state.failed += failed
    if len(rows) == size:
        state.last = rows[-1][0]
    else:  # the end of a pass; one more for what was locked or written meanwhile
        state.last = 0
        state.ended_at = at if _left(column, state.key) <= state.failed else None
    state.save()
    return Moved(len(fresh), failed, done=False)


def _left(column: Column, current: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(column.sql(_KEYS))
        return sum(count for key, count in cursor.fetchall() if key != current)


def _resealed(rows: Iterable[tuple[int, bytes]], context: str) -> Iterator[tuple[int, bytes]]:
    for number, stored in rows:
        try:
            yield number, crypto.encrypt(crypto.decrypt(stored, context=context), context=context)
        except crypto.CannotDecrypt:  # stays as it is, is counted, and keeps its key from being retired
            continue


def values_by_key() -> dict[str, Mapping[int, int]]:
    """Return for each sealed column how many values stand on which key, over all streets."""
    with whole(), connection.cursor() as cursor:
        found: dict[str, Mapping[int, int]] = {}
        for column in columns():
            cursor.execute(column.sql(_KEYS))
            found[column.name] = dict(cursor.fetchall())
        return {**found, **{one.name: one.by_key() for one in sealed_elsewhere}}


def left_on(number: int) -> int:
    """Count the values that still stand on a key."""
    return sum(keys.get(number, 0) for keys in values_by_key().values())


@transaction.atomic
def make_sure_unused(number: int) -> None:
    """Raise KeyInUse while any value stands on a key; nobody writes a sealed column until the transaction ends.

    Locks every table with a sealed column against writing, for the counting only. What it finds is moved next.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        tables = sorted({column.table for column in columns()} | {one.table for one in sealed_elsewhere if one.table})
        cursor.execute("LOCK TABLE {} IN SHARE MODE".format(", ".join(f'"{table}"' for table in tables)))
    if left := left_on(number):
        raise KeyInUse(number=number, left=left)


def begin_again() -> None:
    """Let the worker look at every column once more; for what was written late with an old key."""
    Resealing.objects.filter(key=crypto.key_numbers()[0]).update(ended_at=None, last=0)
