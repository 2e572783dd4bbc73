"""The walls between many streets, for every table the database knows to have a street: what a web role sees and can write.

In a copy of its own every constraint is taken off, so that each table bears a row of each street; tables, policies,
grants and the role are the product's. All streets here are invented: no division begins with 99.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import sql

from shiqiao.base.db.guards import OPEN
from shiqiao.base.db.provision import with_database
from shiqiao.base.db.scope import below

from .parts import key_of, parts_of

if TYPE_CHECKING:
    from shiqiao.testing.databases import TestServer

# Three streets of one district, two of its neighbour, one of another city, and the offices of the first district and city.
STREETS = (990101001, 990101002, 990101999, 990102001, 990102002, 990201001)
OFFICES = (990100000, 990101000)
NUMBERS = sorted(STREETS + OFFICES)
# division → with what the numbers of its streets begin
DIVISIONS = {990101000: "990101", 990102000: "990102", 990100000: "9901", 990200000: "9902", 990000000: "99"}

FOUND = """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'street' AND NOT a.attisdropped
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1"""
CONSTRAINTS = """SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass
AND contype IN ('c', 'f', 'p', 'u', 'x') AND conislocal"""
INDEXES = """SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass AND indisunique"""
NEEDED = """SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND attnotnull AND attidentity = ''
AND NOT attisdropped"""


class Walls:
    """The connection of the web role, and that of the owner, who passes the fence; `tables` are those with a fence."""

    def __init__(self, owner: psycopg.Connection[Any], web: psycopg.Connection[Any]) -> None:
        self.owner, self.web = owner, web
        self.tables = [name for (name,) in owner.execute(FOUND) if name not in OPEN]
        parts = [
            sql.SQL("SELECT {}, street FROM {}").format(sql.Literal(table), sql.Identifier(table))
            for table in self.tables
        ]
        self.all = sql.SQL(" UNION ALL ").join(parts)

    def furnish(self) -> None:
        """Give each table a row of each number."""
        with self.owner.cursor() as cursor:
            for table in self.tables:
                for name in (table, *parts_of(cursor, table)):
                    self.bare(name)
                for (column,) in self.owner.execute(NEEDED, [table]).fetchall():
                    there = sql.SQL("ALTER TABLE {} ALTER COLUMN {} DROP NOT NULL")
                    self.owner.execute(there.format(sql.Identifier(table), sql.Identifier(column)))
                for column, value in key_of(cursor, table).items():
                    there = sql.SQL("ALTER TABLE {} ALTER COLUMN {} SET DEFAULT {}")
                    self.owner.execute(there.format(sql.Identifier(table), sql.Identifier(column), sql.SQL(value)))  # type: ignore[arg-type]
        for table in self.tables:
            name = sql.Identifier(table)
            self.owner.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
            self.owner.execute(sql.SQL("DELETE FROM {}").format(name))
            for number in NUMBERS:
                self.owner.execute(sql.SQL("INSERT INTO {} (street) VALUES (%s)").format(name), [number])

    def bare(self, table: str) -> None:
        """Take the constraints and unique indexes from a table, named as SQL names it."""
        for (constraint,) in self.owner.execute(CONSTRAINTS, [table]).fetchall():
            there = sql.SQL("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {} CASCADE")
            self.owner.execute(there.format(sql.SQL(table), sql.Identifier(constraint)))  # type: ignore[arg-type]
        for (index,) in self.owner.execute(INDEXES, [table]).fetchall():
            self.owner.execute(sql.SQL("DROP INDEX {}").format(sql.SQL(index)))

    def scope(self, low: int, high: int) -> None:
        self.web.execute(
            "SELECT set_config('shiqiao.low', %s, true), set_config('shiqiao.high', %s, true)", [str(low), str(high)]
        )

    def seen(self, low: int, high: int) -> dict[str, list[int]]:
        """Return the streets of the rows that the web role sees, by table."""
        found: dict[str, list[int]] = {table: [] for table in self.tables}
        with self.web.transaction(force_rollback=True):
            self.scope(low, high)
            for table, street in self.web.execute(self.all):
                found[table].append(street)
        return {table: sorted(streets) for table, streets in found.items()}

    def met(self, table: str, low: int, statement: str, *values: int) -> int | None:
        """Return how many rows a write of the web role meets, in one street; None when it is refused. Taken back."""
        with self.web.transaction(force_rollback=True):
            self.scope(low, low)
            try:
                return self.web.execute(sql.SQL(statement).format(sql.Identifier(table)), values).rowcount  # type: ignore[arg-type]
            except psycopg.errors.InsufficientPrivilege:
                return None


@pytest.fixture(scope="module")
def walls(django_db_setup: None, database_server: "TestServer", django_db_blocker: Any) -> Iterator[Walls]:
    with django_db_blocker.unblock():
        name = database_server.copy()
    owner_url = with_database(database_server.template.owner, name)
    with (
        psycopg.connect(owner_url, autocommit=True) as owner,
        psycopg.connect(database_server.web(name), autocommit=True) as web,
    ):
        built = Walls(owner, web)
        built.furnish()
        yield built


def test_every_table_with_a_street_is_put_to_the_proof(walls: Walls) -> None:
    assert len(walls.tables) > 100
    rows = dict.fromkeys(walls.tables, 0)
    for table, _ in walls.owner.execute(walls.all):
        rows[table] += 1
    assert {table: found for table, found in rows.items() if found != len(NUMBERS)} == {}, "unproven"


@pytest.mark.parametrize("street", STREETS)
def test_a_street_sees_no_row_of_another_in_any_table(walls: Walls, street: int) -> None:
    assert {table: found for table, found in walls.seen(street, street).items() if found != [street]} == {}


def test_a_street_writes_no_row_of_another_in_any_table(walls: Walls) -> None:
    wrong = []
    for table in walls.tables:
        for mine, theirs in ((STREETS[0], STREETS[1]), (STREETS[1], STREETS[3]), (STREETS[3], OFFICES[1])):
            met = (
                walls.met(table, mine, "INSERT INTO {} (street) VALUES (%s)", theirs),
                walls.met(table, mine, "UPDATE {} SET street = %s", theirs),
                walls.met(table, mine, "UPDATE {} SET street = street WHERE street = %s", theirs) or None,
                walls.met(table, mine, "DELETE FROM {} WHERE street = %s", theirs) or None,
            )
            if met != (None,) * 4:
                wrong.append((table, mine, theirs, met))
    assert wrong == []


def test_the_refusals_are_the_walls_and_not_missing_rights(walls: Walls) -> None:
    """In its own street the same role adds a row to most tables: what is refused above is refused for the street."""
    own = [
        table
        for table in walls.tables
        if walls.met(table, STREETS[0], "INSERT INTO {} (street) VALUES (%s)", STREETS[0])
    ]
    assert len(own) > 0.9 * len(walls.tables), sorted(set(walls.tables) - set(own))


@pytest.mark.parametrize("division", DIVISIONS)
def test_an_office_sees_exactly_what_lies_below_it(walls: Walls, division: int) -> None:
    expected = [number for number in NUMBERS if str(number).startswith(DIVISIONS[division])]
    assert expected
    assert {t: found for t, found in walls.seen(*below(division)).items() if found != expected} == {}


@settings(max_examples=40, deadline=None)
@given(st.tuples(*[st.one_of(st.sampled_from(NUMBERS), st.integers(990_000_000, 990_300_000))] * 2))
def test_any_range_shows_what_lies_in_it_and_nothing_else(walls: Walls, ends: tuple[int, int]) -> None:
    low, high = ends  # also turned round: then nothing
    expected = [number for number in NUMBERS if low <= number <= high]
    assert {t: found for t, found in walls.seen(low, high).items() if found != expected} == {}
