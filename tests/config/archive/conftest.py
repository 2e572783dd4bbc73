"""A street that has lived through June and July of 2018, more than a year ago; everything in them has ended."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from shiqiao.base.actor import system
from shiqiao.base.db.provision import with_database
from shiqiao.base.db.scope import whole
from shiqiao.base.db.secret_file import add_secrets
from shiqiao.base.time import held, now
from shiqiao.config.archive import ground
from shiqiao.config.archive.opening import Opened, open_month
from shiqiao.config.archive.putting import Put, put_month_away
from shiqiao.config.commands.verify import everything
from shiqiao.kernel.journal.actions import seal_closed_days
from shiqiao.kernel.matters import store
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.matters.filing import archive_old
from shiqiao.kernel.matters.months import ZONE, cut_month
from shiqiao.kernel.scoring.actions import close_month
from shiqiao.kernel.scoring.reads import open_since
from shiqiao.testing.databases import TestServer
from shiqiao.testing.street import SECRETS, STREET, Street, standing
from tests.stories.telling import Telling

JULY, AUGUST = (datetime(2018, month, 1, 0, 0, 30, tzinfo=ZONE) for month in (7, 8))
LATER = datetime(2019, 12, 2, 10, tzinfo=ZONE)  # a day on which all of it is old
FIRST, MONTH = "before-2018-07", "2018-07"
TABLES = ("matters_matter", "matters_search", "journal_line", "clocks_clock")
SAME = ("matters_matter", "matters_search", "clocks_clock", "matters_archive", "journal_away", "matters_once")


@dataclass
class Old:
    """The street with real commits, the owner of its tables, its data folder, and matters by the month they came in."""

    street: Street
    owner_url: str
    owner: psycopg.Connection[Any]
    data: Path
    june: list[Receipt] = field(default_factory=list)
    july: list[Receipt] = field(default_factory=list)

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        cursor = self.owner.execute(sql, values)
        return cursor.fetchall() if cursor.description else []

    def put(self, name: str = MONTH, at: datetime = LATER) -> Put:
        with held(at):
            return put_month_away(name, data=self.data, owner_url=self.owner_url, by=system("months"), at=at)

    def open(self, name: str = MONTH) -> Opened:
        with held(LATER):
            return open_month(name, data=self.data, owner_url=self.owner_url, by=system("months"), at=LATER)

    def verified(self) -> list[str]:
        return [str(one) for one in everything()]

    def held(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of the four tables, and of those that tell what is away."""
        return {table: self.ask(f"SELECT * FROM {table} ORDER BY {order}") for table, order in ORDERS.items()}

    def run(self, *arguments: str, stop_at: str = "") -> "subprocess.CompletedProcess[str]":
        """Run the command as a process of its own on this place; killed for good when it reaches a step."""
        script = (
            "import os, sys\nimport django\ndjango.setup()\nfrom shiqiao.config.archive import opening, putting\n"
            "def reached(step):\n    if step == sys.argv[1]: os.kill(os.getpid(), 9)\n"
            "putting.reached = opening.reached = reached\n"
            "from shiqiao.config.cli import main\nmain(sys.argv[2:])"
        )
        environ = {
            **os.environ, "SHIQIAO_DATA": str(self.data), "SHIQIAO_DB_WEB": self.street.url,
            "SHIQIAO_DB_OWNER": self.owner_url, "DJANGO_SETTINGS_MODULE": "shiqiao.config.settings", "LANG": "C.UTF-8",
        }  # fmt: skip
        return subprocess.run(
            [sys.executable, "-c", script, stop_at, *arguments], env=environ, text=True, capture_output=True
        )


ORDERS = {
    "matters_matter": "id", "matters_search": "matter", "journal_line": "kind, subject, seq", "clocks_clock": "id",
    "matters_archive": "first_id", "journal_away": "street, starts_at, first_id", "matters_once": "number",
}  # fmt: skip


def lived(street: Street, day: str, text: str) -> Receipt:
    """Let a matter be reported, handled, closed and called back about on one day."""
    tell = Telling(street)
    with whole():
        with tell.at(f"{day} 09:00"):
            made = street.report(text, by=street.actor("dispatch1"), source_id=text)
            tell.dispatch(made, "c1.g1")
        with tell.at(f"{day} 11:00"):
            tell.finish(made, by="c1g1")
        with tell.at(f"{day} 15:00"):
            tell.close(made)
    return made


def let_end(street: Street) -> None:
    """Let everything be filed, sealed and counted."""
    with held(datetime(2018, 9, 20, 10, tzinfo=ZONE)), whole():
        while archive_old(at=now()):
            pass
    with held(LATER - timedelta(days=30)), whole():
        while (first := open_since(STREET)) and first < date(2018, 10, 1):
            close_month(street=STREET, starts=first, by=street.actor("leader1"), at=now())
    with held(LATER), whole():
        seal_closed_days(at=now())


@dataclass
class Prepared:
    """A database in which June and July were lived through once, to be copied."""

    data: Path
    name: str = ""
    june: list[Receipt] = field(default_factory=list)
    july: list[Receipt] = field(default_factory=list)

    def live(self) -> None:
        """Live through them."""
        with standing(fence=False) as street:
            self.june = [lived(street, "2018-06-27", f"六月第{n}处路灯不亮") for n in range(2)]
            assert turn(JULY)
            self.july = [lived(street, "2018-07-03", f"七月第{n}处垃圾成堆\\没人清") for n in range(3)]
            assert turn(AUGUST)
            let_end(street)


def turn(at: datetime) -> int:
    """Let as many ids pass as make a month, and cut."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(nextval('matters_matter_ids')) FROM generate_series(1, 110)")
    cut = cut_month(at=at)
    store.MATTER_IDS._start_over()
    return cut


@pytest.fixture(scope="module")
def prepared(
    street_database: str, database_server: TestServer, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Prepared:  # fmt: skip
    made = Prepared(tmp_path_factory.mktemp("data"))
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "DATA", made.data)
        add_secrets(made.data, SECRETS)
        made.name = database_server.prepared(made.live, street_database)
    return made


@pytest.fixture
def old(
    prepared: Prepared, database_server: TestServer, django_db_blocker: Any, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Old]:  # fmt: skip
    data = shutil.copytree(prepared.data, tmp_path / "data")
    monkeypatch.setattr(settings, "DATA", data)
    with django_db_blocker.unblock(), database_server.own(prepared.name) as name, standing(fence=False) as street:
        street.url = database_server.web(name)
        url = with_database(database_server.template.owner, name)
        with psycopg.connect(url, autocommit=True) as owner:
            yield Old(street, url, owner, data, prepared.june, prepared.july)


def same(old: Old, before: dict[str, list[tuple[Any, ...]]]) -> None:
    """Assert that the tables hold what they held, and the journal no less."""
    after = old.held()
    for table in SAME:
        assert after[table] == before[table], table
    assert {str(row) for row in before["journal_line"]} <= {str(row) for row in after["journal_line"]}


def parts(old: Old) -> dict[str, ground.Part]:
    with psycopg.connect(old.owner_url) as owner:
        return ground.parts(owner)
