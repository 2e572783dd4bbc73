"""The second fence: a query that forgets its predicate shows, changes, removes and adds nothing of another street."""

from typing import Any

import psycopg.errors
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from shiqiao.base.db.guards import OPEN
from shiqiao.base.db.scope import scoped

from .parts import key_of
from .world import OTHER, STREET, World

MODELS = [
    model for model in apps.get_models() if any(field.column == "street" for field in model._meta.concrete_fields)
]
TABLES = sorted(model._meta.db_table for model in MODELS if model._meta.db_table not in OPEN)


def run(statement: str, *values: Any) -> int:
    """Run a statement in a savepoint that is taken back; return how many rows it met."""
    with connection.cursor() as cursor:
        point = transaction.savepoint()
        try:
            cursor.execute(statement, values)
            return int(cursor.fetchone()[0]) if statement.startswith("SELECT") else cursor.rowcount
        finally:
            connection.needs_rollback = False
            transaction.savepoint_rollback(point)


def refused(statement: str, *values: Any) -> bool:
    """Tell whether the fence itself refuses a statement."""
    try:
        run(statement, *values)
    except ProgrammingError as error:
        return isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege)
    return False


def added(table: str, street: int) -> str:
    """Return the statement that adds a row with nothing but a street, and what tells its part where there are parts."""
    with connection.cursor() as cursor:
        given = {"street": str(street), **key_of(cursor, table)}
    return f"INSERT INTO {table} ({', '.join(given)}) VALUES ({', '.join(given.values())})"


def there(table: str, street: int) -> int:
    with scoped(street):
        return run(f"SELECT count(*) FROM {table}")


@pytest.mark.parametrize("table", TABLES)
def test_a_query_that_forgets_its_predicate_meets_no_other_street(world: World, table: str) -> None:
    mine, theirs = there(table, STREET), there(table, OTHER)
    with scoped(STREET):
        assert run(f"SELECT count(*) FROM {table}") == mine
        assert run(f"SELECT count(*) FROM {table} WHERE street <> {STREET}") == 0
        assert run(f"UPDATE {table} SET street = street WHERE street = {OTHER}") == 0
        assert run(f"DELETE FROM {table} WHERE street = {OTHER}") == 0
        assert refused(added(table, OTHER))
        if mine:
            assert refused(f"UPDATE {table} SET street = {OTHER}"), "no row moves into another street"
    assert there(table, OTHER) == theirs


@pytest.mark.parametrize("table", TABLES)
def test_without_a_scope_a_query_meets_nothing(world: World, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('shiqiao.low', '', true), set_config('shiqiao.high', '', true)")
        try:
            assert run(f"SELECT count(*) FROM {table}") == 0
        finally:
            cursor.execute("SELECT set_config('shiqiao.low', '0', true), set_config('shiqiao.high', '999999999', true)")


def test_most_tables_hold_rows_of_both_streets_here(world: World) -> None:
    empty = [table for table in TABLES if not (there(table, STREET) and there(table, OTHER))]
    assert len(TABLES) - len(empty) >= 25, empty
