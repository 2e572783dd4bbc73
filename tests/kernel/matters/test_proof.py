"""Whoever changes one byte of a proven row by hand, past every rule of the database, is found."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from shiqiao.base.actor import system
from shiqiao.base.db.scope import whole
from shiqiao.base.time import held
from shiqiao.config.commands.verify import everything
from shiqiao.kernel.journal.actions import seal_closed_days
from shiqiao.kernel.journal.rules import chain
from shiqiao.kernel.matters import rules
from shiqiao.kernel.matters.proof import check_matters
from shiqiao.kernel.matters.store import subject

from .conftest import Lived

# Columns that say nothing about a matter by themselves: keys of the row, and the marks of an alarm already given.
FREE = {
    "matters_matter": {"id", "spot"},  # the database reckons the spot from lon and lat
    "matters_note": {"id"},
    "matters_reporter": {"id", "created_at"},
    "matters_identifier": {"id"},
    "matters_callback": {"id"},
    "clocks_clock": {"id", "alarm_at", "alarm_level"},
    "journal_line": {"id"},
}
# The fence itself looks at the street; a row in a wrong street is missing where it belongs.
COVERED = {
    "matters_matter": [
        *rules.COLUMNS, "next_due", "seq", "head", "title", "text", "address", "lon", "lat", "form", "salt", "source",
        "source_id", "sent_mark",
    ],
    "matters_reporter": ["matter", "name", "phone", "phone_blind", "name_grams", "secret", "salt"],
    "matters_note": ["matter", "seq", "kind", "text", "public", "written_by", "written_at", "salt"],
    "matters_identifier": ["matter", "token", "kind", "value", "blind"],
    "matters_callback": ["matter", "seq", "kind", "responded", "solved", "satisfied", "at"],
    "clocks_clock": [
        "street", "kind", "subject", "name", "run", "term", "calendar", "started_at", "due_at", "stopped_at", "paused_at",
        "late", "shifts", "owner_post", "community",
    ],
    "journal_line": [
        "street", "kind", "subject", "seq", "code", "happened_at", "recorded_at", "actor", "data", "prev", "hash",
    ],
}  # fmt: skip
MATTER_OF = {"clocks_clock": "subject", "journal_line": "subject", "matters_matter": "id"}


def findings() -> list[str]:
    with whole():
        return [str(found) for found in everything()]


def matters_differ() -> bool:
    with whole():
        return any(True for _ in check_matters())


def other(value: Any, column: str) -> Any:
    """Return another value of the same kind, as near as one byte."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return (value[:-1] + chr(ord(value[-1]) ^ 1)) if value else "x"
        case bytes():
            return (value[:-1] + bytes([value[-1] ^ 1])) if value else b"x"
        case datetime():
            return value.replace(second=(value.second + 1) % 60)
        case dict():
            return Jsonb({**value, "x": 1})
        case list():
            return [*value, "x"] if column == "name_grams" else Jsonb([*value, {}])
    return {"stopped_at": datetime(2018, 6, 28, tzinfo=UTC), "late": True, "lon": 1.0, "lat": 1.0}.get(column)


@contextmanager
def tampered(lived: Lived, table: str, row: int, column: str, value: Any) -> Iterator[None]:
    """Write a value as the owner of the table, and put the former one back."""
    key = "matter" if table == "matters_search" else "id"
    found = lived.owner.execute(f'SELECT "{column}" FROM {table} WHERE {key} = %s', [row]).fetchone()
    assert found is not None
    former = Jsonb(found[0]) if column in ("form", "shifts", "data") else found[0]
    lived.owner.execute(f'UPDATE {table} SET "{column}" = %s WHERE {key} = %s', [value, row])
    try:
        yield
    finally:
        lived.owner.execute(f'UPDATE {table} SET "{column}" = %s WHERE {key} = %s', [former, row])


def rows_of(lived: Lived, table: str, column: str) -> list[tuple[int, Any]]:
    of = MATTER_OF.get(table, "matter")
    kind = "AND kind = 'matter'" if of == "subject" else ""
    found = lived.owner.execute(
        f'SELECT id, "{column}" FROM {table} WHERE {of} = %s {kind} ORDER BY id', [lived.receipt.id]
    )
    return found.fetchall()


def test_an_untouched_life_proves_itself(lived: Lived) -> None:
    assert findings() == []


def test_every_column_is_covered_or_named_as_free(lived: Lived) -> None:
    for table, covered in COVERED.items():
        columns = lived.owner.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
        ).fetchall()
        known = {name for (name,) in columns}
        assert known - set(covered) - FREE[table] <= {"street"}, table


# What the database itself refuses, whatever the value: a link to no matter, or to one that cannot be linked.
REFUSED = {("matters_matter", "duplicate_of"), ("matters_matter", "parent")}


@pytest.mark.parametrize(("table", "column"), [(t, c) for t, columns in COVERED.items() for c in columns])
def test_a_changed_value_is_found(table: str, column: str, lived: Lived) -> None:
    tried = 0
    for row, value in rows_of(lived, table, column):
        changed = other(value, column)
        if changed is None and value is None:
            changed = {
                "echoed_at": MOMENT,
                "ended_at": MOMENT,
                "next_due": MOMENT,
                "paused_at": MOMENT,
                "paused_until": MOMENT,
            }.get(column, True)
        if table == "clocks_clock" and column in ("owner_post", "community") and stopped(lived, row):
            continue  # a stopped clock keeps the post that had the matter then
        try:
            with tampered(lived, table, row, column, changed):
                assert matters_differ(), f"{value!r} → {changed!r}"
        except psycopg.IntegrityError:
            continue  # a constraint of the database refuses even the owner
        tried += 1
        if tried == 3:  # three rows of a kind tell
            return
    assert tried or (table, column) in REFUSED


MOMENT = datetime(2018, 6, 27, 6, tzinfo=UTC)


def stopped(lived: Lived, clock: int) -> bool:
    found = lived.owner.execute("SELECT stopped_at FROM clocks_clock WHERE id = %s", [clock]).fetchone()
    return bool(found and found[0])


@pytest.mark.parametrize(
    "table", ["matters_reporter", "matters_note", "matters_identifier", "matters_callback", "clocks_clock"]
)
def test_a_removed_row_is_found(table: str, lived: Lived) -> None:
    of = MATTER_OF.get(table, "matter")
    names = f"SELECT id FROM {table} WHERE {of} = %s ORDER BY id DESC LIMIT 1"
    row = lived.owner.execute(names, [lived.receipt.id]).fetchone()
    assert row
    with held_back(lived, table, row[0]):
        assert findings() != []
    assert findings() == []


@contextmanager
def held_back(lived: Lived, table: str, row: int) -> Iterator[None]:
    """Take a row out of its table and put it back."""
    lived.owner.execute(f"CREATE TABLE aside AS SELECT * FROM {table} WHERE id = %s", [row])
    lived.owner.execute(f"DELETE FROM {table} WHERE id = %s", [row])
    try:
        yield
    finally:
        lived.owner.execute(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM aside")
        lived.owner.execute("DROP TABLE aside")


def test_a_removed_last_line_is_found(lived: Lived) -> None:
    last = rows_of(lived, "journal_line", "seq")[-1]
    with held_back(lived, "journal_line", last[0]):
        assert any("journal has" in found for found in findings())
    assert findings() == []


def test_a_removed_line_in_the_middle_is_found(lived: Lived) -> None:
    middle = rows_of(lived, "journal_line", "seq")[4]
    with held_back(lived, "journal_line", middle[0]):
        assert any("is missing" in found for found in findings())


def test_a_matter_without_journal_is_found(lived: Lived) -> None:
    lived.owner.execute("UPDATE journal_line SET kind = 'other' WHERE kind = 'matter'")
    try:
        assert any("no journal" in found for found in findings())
    finally:
        lived.owner.execute("UPDATE journal_line SET kind = 'matter' WHERE kind = 'other'")


def test_a_note_added_by_hand_is_found(lived: Lived) -> None:
    lived.owner.execute(
        "INSERT INTO matters_note (street, matter, seq, kind, text, public, written_by, written_at, salt) "
        "SELECT street, matter, 2, 'answer', '从未说过的话', true, written_by, written_at, salt FROM matters_note LIMIT 1"
    )
    try:
        assert any("the journal knows none" in found for found in findings())
    finally:
        lived.owner.execute("DELETE FROM matters_note WHERE text = '从未说过的话'")


def test_a_change_is_not_hidden_by_wiping_the_salt(lived: Lived) -> None:
    """What is erased by the action says so in a line (see tests/stories/test_erasure); by hand it is a finding."""
    row = lived.receipt.id
    with tampered(lived, "matters_matter", row, "salt", b""), tampered(lived, "matters_matter", row, "address", ""):
        assert any("body of line" in found for found in findings())


def test_a_sealed_day_notices_a_life_that_was_rewritten_as_a_whole(lived: Lived) -> None:
    with held(datetime(2018, 6, 29, tzinfo=UTC)), whole():
        assert seal_closed_days(at=datetime(2018, 6, 29, tzinfo=UTC)) > 0
    assert findings() == []
    last = rows_of(lived, "journal_line", "hash")[-1]
    # The chain is made to fit: another line with a right hash of its own, and the matter's head follows.
    line = lived.owner.execute(
        "SELECT seq, prev, data, happened_at, recorded_at, street FROM journal_line WHERE id = %s", [last[0]]
    )
    seq, prev, data, happened, recorded, street = line.fetchone() or ()

    forged = chain(
        prev=prev, seq=seq, street=street, subject=subject(lived.receipt.id), code="matters.reopened", happened_at=happened,
        recorded_at=recorded, actor=system("somebody").code, data=data,
    )  # fmt: skip
    with (
        tampered(lived, "journal_line", last[0], "actor", forged.actor),
        tampered(lived, "journal_line", last[0], "hash", forged.hash),
        tampered(lived, "matters_matter", lived.receipt.id, "head", forged.hash),
    ):
        found = findings()
        assert any(one.startswith("seal") for one in found)
    assert findings() == []
