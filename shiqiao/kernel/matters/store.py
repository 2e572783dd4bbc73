"""Writing a decision down: one combined SQL statement a decision, or COPY for many; the columns are named once.

Nothing is decided here. A `Bundle` is what one act adds; `insert` sends it in one round trip, `copy` writes many
bundles by COPY with the same columns.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from shiqiao.base.actor import Ref
from shiqiao.base.db import scope
from shiqiao.base.db.trip import send_together
from shiqiao.base.ids import Blocks
from shiqiao.kernel.clocks.rules import ClockState
from shiqiao.kernel.journal.rules import Line, canonical
from shiqiao.kernel.matters import rules
from shiqiao.kernel.matters.rules import Sheet

KIND = "matter"
MATTER_IDS = Blocks("matters_matter_ids")

_PERSONAL = ("title", "text", "address", "lon", "lat", "form", "salt", "source", "source_id", "sent_mark")
COLUMNS: dict[str, tuple[str, ...]] = {
    "matters_matter": ("id", *rules.COLUMNS, "next_due", "seq", "head", *_PERSONAL),
    "matters_reporter": (
        "street", "matter", "name", "phone", "phone_blind", "name_grams", "secret", "salt", "created_at",
    ),
    "matters_note": ("street", "matter", "seq", "kind", "text", "public", "written_by", "written_at", "salt"),
    "matters_identifier": ("street", "matter", "token", "kind", "value", "blind"),
    "matters_callback": ("street", "matter", "seq", "kind", "responded", "solved", "satisfied", "at"),
    "matters_search": ("matter", "street", "terms"),
    "journal_line": (
        "street", "kind", "subject", "seq", "code", "happened_at", "recorded_at", "actor", "data", "prev", "hash",
    ),
    "clocks_clock": (
        "id", "street", "kind", "subject", "name", "run", "term", "calendar", "started_at", "due_at", "stopped_at",
        "paused_at", "late", "shifts", "owner_post", "community", "alarm_at", "alarm_level",
    ),
}  # fmt: skip
_CASTS = {"form": "::jsonb", "data": "::jsonb", "shifts": "::jsonb", "terms": "::tsvector", "name_grams": "::varchar[]"}
Row = tuple[Any, ...]
AlarmFor = Callable[[ClockState], datetime | None]


@dataclass
class Bundle:
    """The rows that one act adds, by table."""

    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, row: Row) -> None:
        """Add a row in the order of `COLUMNS[table]`."""
        self.rows.setdefault(table, []).append(row)


def matter_row(identifier: int, sheet: Sheet, seq: int, head: bytes, personal: Row) -> Row:
    """Return a matter's row."""
    return (identifier, *rules.covered(sheet), rules.next_due(sheet), seq, head, *personal)


def line_row(line: Line) -> Row:
    """Return a journal line's row."""
    return (
        line.street, line.subject.kind, line.subject.id, line.seq, line.code, line.happened_at, line.recorded_at,
        line.actor, line.text or canonical(line.data), line.prev, line.hash,
    )  # fmt: skip


def clock_row(
    identifier: int, subject: int, sheet: Sheet, clock: ClockState, alarm_at: datetime | None, level: int = 0
) -> Row:
    """Return a clock's row; `late` is judged only when it has stopped."""
    late = None if clock.stopped_at is None else (clock.paused_at or clock.stopped_at) > clock.due_at
    shifts = json.dumps([shift.to_dict() for shift in clock.shifts]) if clock.shifts else "[]"
    return (
        identifier, sheet.street, KIND, subject, clock.name, clock.run, str(clock.term), clock.calendar,
        clock.started_at, clock.due_at, clock.stopped_at, clock.paused_at, late, shifts,
        sheet.post, sheet.community, None if clock.stopped_at else alarm_at, level,
    )  # fmt: skip


def insert(bundle: Bundle, *further: tuple[str, Sequence[Any]]) -> None:
    """Write a bundle and further statements as one combined SQL statement, in the running transaction."""
    parts = [*_inserts(bundle), *(sql for sql, _ in further)]
    with connection.cursor() as cursor:
        cursor.execute(_combined(tuple(parts)), [*_values(bundle), *(value for _, some in further for value in some)])


def insert_alone(bundle: Bundle, street: int) -> None:
    """Write a bundle of a street as a transaction of its own, with the fence, in one round trip."""
    send_together((scope.SET, [str(street)] * 2), (_combined(tuple(_inserts(bundle))), _values(bundle)))


def _inserts(bundle: Bundle) -> list[str]:
    return [_insert(table, len(rows)) for table, rows in bundle.rows.items()]


def _values(bundle: Bundle) -> list[Any]:
    return [value for rows in bundle.rows.values() for row in rows for value in row]


@lru_cache(maxsize=256)
def _insert(table: str, count: int) -> str:
    one = "(" + ", ".join(f"%s{_CASTS.get(column, '')}" for column in COLUMNS[table]) + ")"
    return f"INSERT INTO {table} ({', '.join(COLUMNS[table])}) VALUES {', '.join([one] * count)}{_upsert(table)}"


@lru_cache(maxsize=256)
def _combined(parts: tuple[str, ...]) -> str:
    first = ", ".join(f"p{n} AS ({part})" for n, part in enumerate(parts[:-1]))
    return f"WITH {first} {parts[-1]}" if first else parts[-1]


_CLOCK_CHANGES = (
    "term",
    "calendar",
    "due_at",
    "stopped_at",
    "paused_at",
    "late",
    "shifts",
    "owner_post",
    "community",
    "alarm_at",
    "alarm_level",
)


def _upsert(table: str) -> str:
    """Clocks are written whole, whether new or changed. Another clock in the place of one that stands is refused (null id)."""
    if table != "clocks_clock":
        return ""
    same = "id = CASE WHEN clocks_clock.id = EXCLUDED.id THEN EXCLUDED.id END"
    changes = ", ".join([same, *(f"{c} = EXCLUDED.{c}" for c in _CLOCK_CHANGES)])
    return f" ON CONFLICT (kind, subject, name, run) DO UPDATE SET {changes}"


def update_matter(
    identifier: int, sheet: Sheet, changed: Iterable[str], seq: int, head: bytes
) -> tuple[str, list[Any]]:
    """Return the statement that brings a matter's row up to a sheet, for the columns that changed."""
    values: dict[str, Any] = {name: getattr(sheet, name) for name in changed}
    values.update(next_due=rules.next_due(sheet), seq=seq, head=head)
    setting = ", ".join(f"{name} = %s" for name in values)
    return f"UPDATE matters_matter SET {setting} WHERE id = %s", [*values.values(), identifier]


def copy(bundles: Sequence[Bundle]) -> None:
    """Write many bundles in the running transaction, table by table.

    COPY goes into a temporary table and from there into the real one: PostgreSQL refuses COPY under the street fence.
    """
    with connection.cursor() as cursor:
        for table, columns in COLUMNS.items():
            rows = [row for bundle in bundles for row in bundle.rows.get(table, ())]
            if not rows:
                continue
            names = ", ".join(columns)
            cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS bulk_{table} AS SELECT {names} FROM {table} WITH NO DATA")
            with cursor.copy(f"COPY bulk_{table} ({names}) FROM STDIN") as out:
                for row in rows:
                    out.write_row(row)
            cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM bulk_{table}")
            cursor.execute(f"TRUNCATE bulk_{table}")


def subject(identifier: int) -> Ref:
    """Return the reference under which the journal and the clocks know a matter."""
    return Ref(KIND, identifier)
