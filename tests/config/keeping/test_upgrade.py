"""From the former release with its data: tables are migrated, everything still proves itself, and pages open."""

import json
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from shiqiao.base import crypto, snapshots
from shiqiao.base.db.provision import Names, grant, migrate, with_database
from shiqiao.base.db.scope import whole
from shiqiao.base.db.server import Server
from shiqiao.base.time import held
from shiqiao.config.commands.verify import everything
from shiqiao.config.keeping import postgres
from shiqiao.config.keeping.errors import NewerPlace
from shiqiao.config.keeping.upgrade import before_migrating, known_migrations, refuse_newer, unknown
from shiqiao.config.runtime import make_folder, open_database
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people.models import Account
from shiqiao.testing.databases import TestServer
from shiqiao.testing.street import MORNING

from .test_restore import run

RELEASES = sorted((Path(__file__).parents[2] / "fixtures").glob("release-*.tar.xz"))


def unpacked(release: Path, into: Path) -> Path:
    """Unpack a fixture as a data folder, with the dump beside its files."""
    with tarfile.open(release) as tar:
        tar.extractall(into, filter="data")
    return into


@pytest.fixture(params=RELEASES, ids=lambda path: path.name)
def former(
    request: pytest.FixtureRequest, django_db_setup: None, database_server: TestServer, tmp_path: Path,
    django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:  # fmt: skip
    """A database as a former release has left it, in use by Django; gives the owner's URL."""
    data = unpacked(request.param, tmp_path / "data")
    template, before = database_server.template, database_server.current
    database_server.made += 1
    name = f"{template.names.database}_{database_server.made}"
    owner = with_database(template.owner, name)
    monkeypatch.setattr(settings, "DATA", data)
    with django_db_blocker.unblock():
        with psycopg.connect(with_database(template.admin, "postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" OWNER "{template.names.owner}" TEMPLATE template0')
        with (data / "database.dump").open("rb") as dump:
            postgres.load(owner, iter(lambda: dump.read(1 << 20), b""))
        grant(owner, template.names)
        database_server.use(name)
        snapshots.drop()
        crypto.configure(json.loads((data / "secrets.json").read_text()))
        try:
            with held(MORNING):
                yield owner
        finally:
            crypto.configure(None)
            connections.close_all()
            database_server.use(before)
            database_server.drop(name)
            snapshots.drop()


def test_there_is_a_former_release() -> None:
    assert RELEASES


def test_tables_of_a_former_release_are_migrated_with_their_rows_and_prove_themselves(former: str) -> None:
    with psycopg.connect(former) as connection:
        seen = postgres.migrations(connection)
        before = postgres.counts(connection)
        connection.execute("SELECT nextval('matters_matter_ids') FROM generate_series(1, 110)")  # as if much had come
    assert unknown(seen, known_migrations()) == []
    assert set(known_migrations()) - set(seen)
    migrate()
    grant(former, Names(str(connections["owner"].settings_dict["USER"]).removesuffix("_owner")))
    with psycopg.connect(former) as connection:
        after = postgres.counts(connection)
        assert set(known_migrations()) <= set(postgres.migrations(connection))
        first = connection.execute("SELECT count(*) FROM months.matters_matter_first").fetchone()
        assert connection.execute("SELECT count(*) FROM matters_month").fetchone() == (1,)
    assert first == (after["matters_matter"],)
    kept = ("journal_line", "matters_matter", "files_attachment", "people_account", "journal_seal")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert before["matters_matter"] > 20
    assert [str(found) for found in everything()] == []
    _pages_open()


def _pages_open() -> None:
    with whole():
        matter = Matter.objects.order_by("id").first()
        assert matter is not None
        assert JournalLine.objects.filter(kind="matter", subject=matter.id).exists()
        people = {login: Account.objects.get(username=login) for login in ("dispatch1", "admin1")}
    for login, pages in (
        ("dispatch1", ("/", "/matters/", f"/matters/{matter.number}/", "/visits/")),
        ("admin1", ("/people/",)),
    ):
        client = Client()
        client.force_login(people[login])
        for page in pages:
            answer = client.get(page, follow=True)
            assert answer.status_code == 200, page
    assert matter.number in client_text(people["dispatch1"], f"/matters/{matter.number}/")


def client_text(account: Account, page: str) -> str:
    client = Client()
    client.force_login(account)
    return client.get(page, follow=True).content.decode()


@pytest.mark.unit
def test_only_migrations_of_parts_that_we_have_count_as_newer() -> None:
    known = ["matters.0001_initial", "people.0001_initial"]
    assert unknown([*known, "elsewhere.0009_x"], known) == []
    assert unknown([*known, "matters.0099_from_tomorrow"], known) == ["matters.0099_from_tomorrow"]


def test_a_newer_place_is_refused_with_a_clear_sentence(db: None) -> None:
    with pytest.raises(NewerPlace, match="0099_from_tomorrow"):
        refuse_newer("The database", [*known_migrations(), "matters.0099_from_tomorrow"])
    refuse_newer("The database", known_migrations())


def test_nothing_is_backed_up_when_nothing_changes(live_db: str, database_server: TestServer, tmp_path: Path) -> None:
    owner = with_database(database_server.template.owner, database_server.current)
    assert before_migrating(owner, tmp_path, at=MORNING) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
@pytest.mark.timeout(400)
def test_the_command_migrates_an_older_folder_after_a_backup_and_refuses_a_newer_one(tmp_path: Path) -> None:
    tmp_path.chmod(0o711)
    source, data = unpacked(RELEASES[0], tmp_path / "source"), tmp_path / "data"
    make_folder(data)
    for name in ("secrets.json", "files"):
        (source / name).rename(data / name)
    with open_database(data) as (database, _), (source / "database.dump").open("rb") as dump:
        postgres.load(database.owner, iter(lambda: dump.read(1 << 20), b""))
    ran = run("verify", "--data", data)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "before-upgrade" in ran.stderr
    listed = subprocess.run(
        [postgres.tool("pg_restore"), "--list", data / "before-upgrade" / "database.dump"], capture_output=True, text=True
    )  # fmt: skip
    assert "TABLE DATA public matters_matter" in listed.stdout
    assert "routing_" not in listed.stdout  # as it was before
    with Server(data) as server, psycopg.connect(with_database(server.url(), "shiqiao"), autocommit=True) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('matters', '0999_tomorrow', now())"
        )
        connection.execute("COMMENT ON DATABASE shiqiao IS 'prepared:by another release'")
    ran = run("verify", "--data", data)
    assert ran.returncode == 1
    assert "newer release" in ran.stderr
    assert "0999_tomorrow" in ran.stderr
