"""Hosts of two releases on one database, for as long as one host after the other is brought to the newer release.

The newer release writes down which of its migrations only add (`shiqiao.base.db.rolling`) before it applies them. A host
of the former one that meets them goes on; one that meets others is not ready and does not start.
"""

import time as clock
from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import OperationalError, connections
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from shiqiao.base.db.provision import Names
from shiqiao.base.db.rolling import is_rolling
from shiqiao.base.errors import Unavailable
from shiqiao.config.keeping.errors import MustStop

LEAVES_WITHIN = 20.0  # seconds until nobody may be connected any more when all hosts have to be stopped
LOCKS_WITHIN = 400  # milliseconds a migration waits for a table, and all who come after it: less than a deadlock takes
EXPANDS_WITHIN = 600.0  # seconds in which a table must once be free for that
THERE = """SELECT app || '.' || m.name, r.migration IS NOT NULL
FROM django_migrations m LEFT JOIN shiqiao_rolling r ON r.migration = app || '.' || m.name"""


@cache
def own() -> dict[str, bool]:
    """Return the migrations of this release, as `part.name`, with whether each is rolling; Django is set up."""
    loader = MigrationLoader(None, load=False, ignore_no_migrations=True)
    loader.load_disk()
    return {f"{app}.{name}": is_rolling(one) for (app, name), one in loader.disk_migrations.items()}


def unknown(there: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return the migrations that tables have seen and this release does not know, of parts that it has."""
    mine = set(known)
    parts = {name.partition(".")[0] for name in mine}
    return sorted(name for name in there if name not in mine and name.partition(".")[0] in parts)


def apart(cursor: Any) -> str:
    """Tell how the tables differ from what this release can work with: `newer`, `older`, or not at all (empty).

    Newer ones that their release has declared rolling do not count.
    """
    cursor.execute(THERE)
    seen: dict[str, bool] = dict(cursor.fetchall())
    if unknown([name for name, rolling in seen.items() if not rolling], own()):
        return "newer"
    return "older" if own().keys() - seen.keys() else ""


def declared(connection: psycopg.Connection[Any]) -> set[str]:
    """Return the migrations that some release has declared rolling, on the owner's connection."""
    if connection.execute("SELECT to_regclass('shiqiao_rolling')").fetchone() == (None,):
        return set()
    return {str(row[0]) for row in connection.execute("SELECT migration FROM shiqiao_rolling")}


def declare(owner_url: str) -> None:
    """Write down which migrations of this release are rolling, where there is a table for it."""
    with psycopg.connect(owner_url) as connection:
        if connection.execute("SELECT to_regclass('shiqiao_rolling')").fetchone() == (None,):
            return
        rolling = [name for name, is_so in own().items() if is_so]
        connection.execute("INSERT INTO shiqiao_rolling SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING", [rolling])


def wait_until_alone(owner_url: str, because: list[str], *, within: float = LEAVES_WITHIN) -> None:
    """Wait until no host of the former release is connected; raises MustStop with what they could not stand."""
    until = clock.monotonic() + within
    with psycopg.connect(owner_url, autocommit=True) as connection:
        while others := _others(connection, names(owner_url).web):
            if clock.monotonic() > until:
                raise MustStop(
                    names=", ".join(because[:3]) + (" …" if len(because) > 3 else ""), count=others,
                    fields={"hosts": "Stop Shiqiao on all web and worker hosts, then start the first one again."},
                )  # fmt: skip
            clock.sleep(0.5)


def names(owner_url: str) -> Names:
    """Return the names of the roles, by that of the owner who connects."""
    return Names(unquote(urlsplit(owner_url).username or "").removesuffix("_owner"))


def _others(connection: psycopg.Connection[Any], role: str) -> int:
    row = connection.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = %s", [role]
    ).fetchone()
    return int(row[0]) if row else 0


def expand(*, alias: str = "owner", within: float = EXPANDS_WITHIN) -> None:
    """Apply the migrations that wait, all of them rolling, while others work: nobody waits for more than a moment.

    Raises Unavailable when a table was never free for that.
    """
    connection = connections[alias]
    until = clock.monotonic() + within
    try:
        while waiting := _waiting(connection):
            if _applied(connection, waiting[0]):
                continue
            if clock.monotonic() > until:
                raise Unavailable(
                    "The tables are in use without a pause, so that {name} could not be applied.",
                    fields={"database": "Look for what holds them (a backup, a long report), then start again."},
                    name=str(waiting[0]),
                )
            clock.sleep(0.5)
    finally:
        connection.close()


def _waiting(connection: Any) -> list[Migration]:
    executor = MigrationExecutor(connection)
    return [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def _applied(connection: Any, migration: Migration) -> bool:
    """Apply one migration; false when a lock was not to be had."""
    with connection.cursor() as cursor:
        # What is made beside the work holds nobody up, and waits itself for whoever has begun before.
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [str(LOCKS_WITHIN if migration.atomic else 0)])
        for one in migration.operations:
            if isinstance(one, AddIndexConcurrently):  # left half made by a start that was broken off
                cursor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{one.index.name}"')
    try:
        MigrationExecutor(connection).migrate([(migration.app_label, migration.name)])
    except OperationalError as error:
        if isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
            return False
        raise
    return True
