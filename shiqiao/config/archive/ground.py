"""Months as the owner of the tables sees them: which parts there are, one worker at a time, locks that are given up soon."""

import time as clock
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.errors import LockNotAvailable

from shiqiao.base.errors import NotFound
from shiqiao.config.archive.errors import MonthBusy, TablesBusy

Connection = psycopg.Connection[Any]
LOCK = 0x51A4  # advisory lock: a backup takes it shared, who puts a month away or opens one alone
# Shorter than the second after which a server looks for deadlocks: intake is never the victim.
PATIENCE: LiteralString = "SET LOCAL lock_timeout = '250ms'"
TRIES, PAUSE = 60, 0.5  # seconds between tries
MOST_PARTS = 12  # as in the function that cuts months
# Each table with the column of the matter's id, and the order in which its rows stand in a file.
TABLES = {
    "matters_matter": ("id", "id"), "matters_search": ("matter", "matter"),
    "journal_line": ("subject", "subject, seq"), "clocks_clock": ("subject", "subject, id"),
}  # fmt: skip
OF_KINDS = frozenset({"journal_line", "clocks_clock"})  # lines and clocks of other kinds lie in other parts
FROZEN = "being_put_away"
_MONTHS = "SELECT starts, first_id, end_id FROM matters_month ORDER BY starts"
_PARTS = """SELECT c.relname, coalesce(pg_total_relation_size(c.oid), 0), EXISTS (
    SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = %s AND t.tgenabled <> 'D')
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = ANY(%s::regclass[])"""


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the tables: ids [first_id, end_id); what lies before the first cut has no `starts`."""

    name: str
    starts: date | None
    first_id: int
    end_id: int
    last: bool = False  # the one that is written to now

    def part(self, table: str) -> str:
        """Return the name of a table's part in the schema months."""
        return f"{table}_{self.first_id if self.starts else 'first'}"

    @property
    def lower(self) -> int | None:
        """Return the lower bound of its parts, None for none."""
        return self.first_id if self.starts else None


@dataclass(frozen=True, slots=True)
class Part:
    """A part that stands: bytes with indexes, and whether it takes no more."""

    bytes: int
    frozen: bool


def months(connection: Connection) -> list[Month]:
    """Return all months that were cut, oldest first, with what came before the first of them."""
    rows = connection.execute(_MONTHS).fetchall()
    if not rows:
        return []
    found = [Month(f"before-{rows[0][0]:%Y-%m}", None, 0, rows[0][1])]
    return found + [
        Month(f"{starts:%Y-%m}", starts, first, end, last=starts == rows[-1][0]) for starts, first, end in rows
    ]


def month_named(connection: Connection, name: str) -> Month:
    """Return a month by its name; raises NotFound naming those there are."""
    known = months(connection)
    for one in known:
        if one.name == name:
            return one
    raise NotFound(
        "There is no month {name}.", fields={"month": "Months are: {known}."},
        name=name, known=", ".join(one.name for one in known) or "–",
    )  # fmt: skip


def parts(connection: Connection) -> dict[str, Part]:
    """Return the parts of the tables that stand, by name."""
    rows = connection.execute(_PARTS, [FROZEN, list(TABLES)])
    return {str(name): Part(int(size), bool(frozen)) for name, size, frozen in rows}


def stands(connection: Connection, month: Month) -> bool:
    """Tell whether the parts of a month are in the tables."""
    return month.part("matters_matter") in parts(connection)


def part_of(table: str, month: Month) -> sql.Identifier:
    """Return a part's name as SQL."""
    return sql.Identifier("months", month.part(table))


@contextmanager
def alone(owner_url: str) -> Iterator[None]:
    """Let nobody else put away, open or back up meanwhile; raises MonthBusy."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        if connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone() != (True,):
            raise MonthBusy
        yield


def shared(connection: Connection) -> None:
    """Keep months where they are as long as this connection lasts; waits for who is moving one."""
    before, connection.autocommit = connection.autocommit, True
    connection.execute("SELECT pg_advisory_lock_shared(%s)", [LOCK])
    connection.autocommit = before


def patiently(connection: Connection, work: Callable[[], None]) -> None:
    """Do short work under locks as a transaction, inside one or on its own, again and again; raises TablesBusy.

    Each try gives up after 250 ms without a lock and lets others go first.
    """
    for _ in range(TRIES):
        try:
            with connection.transaction():
                connection.execute(PATIENCE)
                work()
                return
        except LockNotAvailable:
            clock.sleep(PAUSE)
    raise TablesBusy


def freeze(connection: Connection, month: Month) -> None:
    """Let the parts of a month take no more: who tries is told to come again, nobody waits."""
    made = sql.SQL(
        "CREATE OR REPLACE TRIGGER {0} BEFORE INSERT OR UPDATE OR DELETE ON {1} FOR EACH ROW "
        "EXECUTE FUNCTION public.shiqiao_being_put_away()"
    )
    _each(connection, month, made, frozen=False)


def thaw(connection: Connection, month: Month) -> bool:
    """Let the parts of a month take writes again; tells whether one did not.

    The trigger stays, disabled: so nobody who reads has to be waited for.
    """
    return _each(connection, month, sql.SQL("ALTER TABLE {1} DISABLE TRIGGER {0}"), frozen=True)


def _each(connection: Connection, month: Month, statement: sql.SQL, *, frozen: bool) -> bool:
    """Do something to the parts that are frozen or not, all at once; tells whether there were any."""
    there = parts(connection)
    connection.commit()
    found = [table for table in TABLES if month.part(table) in there and there[month.part(table)].frozen == frozen]

    def work() -> None:
        for table in found:
            connection.execute(statement.format(sql.Identifier(FROZEN), part_of(table, month)))

    patiently(connection, work)
    return bool(found)
