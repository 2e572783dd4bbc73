"""The database of the tests: an embedded server in a temporary folder, or the one that DATABASE_URL names."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.db import connections
from psycopg.conninfo import conninfo_to_dict

from shiqiao.base import snapshots
from shiqiao.base.db.provision import Database, Names, clone, drop, grant, migrate, provision, with_database
from shiqiao.base.db.server import Server
from shiqiao.base.ids import forget_blocks

if TYPE_CHECKING:
    from shiqiao.testing.street import Street

ALIASES = ("default", "owner")
Kept = TypeVar("Kept")


@dataclass
class TestServer:
    """A provisioned and migrated template, from which tests get copies; `current` is the copy in use.

    A connection outlives a test: `parked` are those of the copies that are not in use, by alias and copy. What a new one
    has to learn first about hundreds of tables costs more than most tests.
    """

    __test__ = False
    template: Database
    current: str = ""
    made: int = 0
    parked: dict[tuple[str, str], Any] = field(default_factory=dict)

    def web(self, name: str) -> str:
        """Return the web role's URL of a copy."""
        return with_database(self.template.web, name)

    def copy(self, of: str = "") -> str:
        """Make a fresh copy, of the template when no other database is named, and return its name."""
        self.made += 1
        name = f"{self.template.names.database}_{self.made}"
        of = of or self.template.names.database
        self._hang_up(of)  # nobody may be connected to what is copied
        clone(self.template.admin, of, name, self.template.names.owner)
        return name

    def prepared(self, make: Callable[[], Any], of: str = "") -> str:
        """Return the name of a fresh copy in which something was made once, to be copied or rolled back to."""
        name = self.copy(of)
        forget_blocks()  # the ids that this process holds are of another database
        with self.at(name):
            make()
        forget_blocks()
        return name

    def laid(self, make: Callable[["Street"], Kept], of: str) -> tuple[str, Kept]:
        """Let something happen once in a copy of the model street; gives the copy, for tests in `undone`, and the outcome."""
        from django.db import transaction

        from shiqiao.testing.street import standing

        kept: list[Kept] = []

        def once() -> None:
            with standing(fence=False) as place, transaction.atomic():
                place.reopen()
                kept.append(make(place))

        return self.prepared(once, of=of), kept[0]

    @contextmanager
    def at(self, name: str) -> Iterator[None]:
        """Let Django work in a copy for a while."""
        before = self.current
        self.use(name)
        snapshots.drop()
        try:
            yield
        finally:
            self.use(before)
            snapshots.drop()

    @contextmanager
    def own(self, of: str = "") -> Iterator[str]:
        """Let Django work in a fresh copy with real commits, which is gone afterwards; gives its name."""
        name = self.copy(of)
        forget_blocks()  # the ids that this process holds are of another database
        try:
            with self.at(name):
                yield name
        finally:
            self.drop(name)
            forget_blocks()

    def drop(self, name: str) -> None:
        """Remove a copy."""
        self._hang_up(name)
        drop(self.template.admin, name)

    def use(self, name: str) -> None:
        """Point Django's connections, of all threads to come and of this one, at a copy."""
        for alias in ALIASES:
            self._park(alias)
        self.current = name
        _point("default", self.web(name))
        _point("owner", with_database(self.template.owner, name))
        for alias in ALIASES:
            connections[alias].connection = self.parked.pop((alias, name), None)

    def _park(self, alias: str) -> None:
        """Keep a connection that is in no transaction and has seen no error, as Django has set it up."""
        held = connections[alias]
        raw, spoilt = held.connection, held.in_atomic_block or held.errors_occurred or held.closed_in_transaction
        if raw is None or spoilt or raw.closed or raw.info.transaction_status or not self.current:
            held.close()
            return
        raw.execute("SELECT pg_advisory_unlock_all()")
        self.parked[alias, self.current], held.connection = raw, None

    def _hang_up(self, name: str) -> None:
        for alias in ALIASES:
            if raw := self.parked.pop((alias, name), None):
                raw.close()


@contextmanager
def test_server() -> Iterator[TestServer]:
    """Start and provision the server of this test run; all it made is gone afterwards."""
    folder: Path = settings.DATA
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    embedded = None if os.environ.get("DATABASE_URL") else Server(folder, test=True).start()
    names = Names("shiqiao" if embedded else f"shiqiao_test_{os.getpid()}")
    admin = embedded.url() if embedded else os.environ["DATABASE_URL"]
    server = None
    try:
        server = TestServer(provision(admin, folder, names))
        server.use(names.database)
        migrate()
        grant(server.template.owner, names)
        connections.close_all()
        server.use(server.copy())
        yield server
        connections.close_all()
    finally:
        if embedded:
            embedded.stop()
        elif server:
            _remove(admin, names, server)
        shutil.rmtree(folder, ignore_errors=True)


def _point(alias: str, url: str) -> None:
    connections[alias].close()
    parts = conninfo_to_dict(url)
    given = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    for held in (connections.databases[alias], connections[alias].settings_dict):
        held.update({name: str(parts.get(part) or "") for name, part in given.items()})


def _remove(admin: str, names: Names, server: TestServer) -> None:
    import psycopg
    from psycopg import sql

    for number in range(server.made + 1):
        drop(admin, f"{names.database}_{number}" if number else names.database)
    with psycopg.connect(with_database(admin, "postgres"), autocommit=True) as connection:
        for role in (names.web, names.owner):
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))
