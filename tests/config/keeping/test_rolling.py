"""Two releases on one database: what a newer one may add while the former goes on, and what each says of the other's tables."""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from django.test import Client

from shiqiao.base.db.provision import Database, Names, with_database
from shiqiao.base.errors import Unavailable
from shiqiao.config.keeping import postgres, rolling
from shiqiao.config.keeping.errors import MustStop, NewerPlace
from shiqiao.config.keeping.upgrade import before_migrating, bring_tables
from shiqiao.config.runtime import COLLECTED, bring_up_to_date
from shiqiao.testing.databases import TestServer
from shiqiao.testing.street import MORNING

TOMORROW = """from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

class Migration(migrations.Migration):
    rolling = {rolling}
    atomic = {atomic}
    dependencies = [("territory", "{after}")]
    operations = [{operation}]
"""
FIELD = 'migrations.AddField("profile", "tomorrow", models.IntegerField(db_default=7))'
INDEX = 'AddIndexConcurrently("profile", models.Index(fields=["street"], name="profile_tomorrow"))'
Release = Callable[..., None]


@pytest.fixture
def owner(live_db: str, database_server: TestServer) -> Iterator[str]:
    """The owner's URL of a database with real commits; what is known of migrations is forgotten before and after."""
    rolling.own.cache_clear()
    yield with_database(database_server.template.owner, database_server.current)
    connections["owner"].close()
    rolling.own.cache_clear()


@pytest.fixture
def release(owner: str, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Release:
    """Become a newer release: a function that adds migrations, name and text, to those of the part `territory`."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def become(*added: tuple[str, dict[str, Any]]) -> None:
        name = f"tomorrow_{len(sys.modules)}"
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(
            "from shiqiao.kernel.territory.migrations import __path__ as former\n__path__ = [*__path__, *former]\n"
        )
        after = "0005_accent"
        for each, given in added:
            text = TOMORROW.format(**{"rolling": True, "atomic": True, "after": after, "operation": FIELD, **given})
            (tmp_path / name / f"{each}.py").write_text(text)
            after = each
        settings.MIGRATION_MODULES = {"territory": name}
        rolling.own.cache_clear()

    return become


def today(settings: Any) -> None:
    """Become the former release again."""
    settings.MIGRATION_MODULES = {}
    rolling.own.cache_clear()


def ready() -> tuple[int, str]:
    answer = Client().get("/readyz")
    return answer.status_code, answer.json().get("why", "")


def test_a_host_goes_on_beside_a_newer_release_that_only_adds_and_can_be_started_again(
    owner: str, release: Release, settings: Any, tmp_path: Path
) -> None:
    release(("0006_tomorrow", {}), ("0007_indexed", {"atomic": False, "operation": INDEX}))
    assert ready() == (503, "tables older")
    (tmp_path / "data").mkdir()
    bring_tables(owner, tmp_path / "data", at=MORNING)
    assert ready() == (200, "")
    assert (tmp_path / "data" / "before-upgrade" / "database.dump").stat().st_size > 1000
    today(settings)
    assert ready() == (200, ""), "the former release stands it"
    assert before_migrating(owner, tmp_path, at=MORNING) is None, "and leaves it as it is"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = 'profile_tomorrow'")
        assert cursor.fetchone() == (1,)


def test_a_newer_release_that_changes_what_was_there_is_not_ready_on_a_former_host_nor_started(
    owner: str, release: Release, settings: Any, tmp_path: Path
) -> None:
    connections["default"].close()  # nobody else is there
    release(("0006_tomorrow", {"rolling": False}))
    bring_tables(owner, tmp_path, at=MORNING)
    today(settings)
    assert ready() == (503, "tables newer")
    with pytest.raises(NewerPlace, match="0006_tomorrow"):
        before_migrating(owner, tmp_path, at=MORNING)


def test_what_the_former_release_cannot_stand_waits_until_all_its_hosts_have_gone(
    owner: str, release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, live_db: str
) -> None:
    monkeypatch.setattr(rolling, "LEAVES_WITHIN", 0.2)
    release(("0006_tomorrow", {"rolling": False}))
    connections["default"].close()
    with psycopg.connect(live_db), pytest.raises(MustStop, match="0006_tomorrow") as caught:
        rolling.wait_until_alone(owner, ["territory.0006_tomorrow"], within=0.2)
    assert caught.value.params["count"] == 1
    assert "Stop Shiqiao on all" in caught.value.fields["hosts"]
    host = psycopg.connect(live_db)
    threading.Timer(0.7, host.close).start()
    rolling.wait_until_alone(owner, ["territory.0006_tomorrow"], within=30)
    with psycopg.connect(owner) as looked:
        assert "territory.0006_tomorrow" not in postgres.migrations(looked)


def test_a_table_in_use_makes_the_migration_wait_and_not_those_who_come_after_it(
    owner: str, release: Release, live_db: str
) -> None:
    release(("0006_tomorrow", {}))
    with psycopg.connect(live_db) as long, psycopg.connect(live_db, autocommit=True) as other:
        long.execute("SELECT count(*) FROM territory_profile")  # holds the table until its end
        adding = threading.Thread(target=rolling.expand)
        adding.start()
        other.execute("SET statement_timeout = '5s'")  # far more than the migration may hold anybody up
        for _ in range(40):
            other.execute("SELECT count(*) FROM territory_profile")
            adding.join(0.05)
        assert adding.is_alive()
        long.rollback()
        adding.join(60)
    assert not adding.is_alive()
    with psycopg.connect(owner) as looked:
        assert "territory.0006_tomorrow" in postgres.migrations(looked)


def test_a_table_that_is_never_free_is_told_with_its_remedy(owner: str, release: Release, live_db: str) -> None:
    release(("0006_tomorrow", {}))
    with psycopg.connect(live_db) as long:
        long.execute("SELECT count(*) FROM territory_profile")
        with pytest.raises(Unavailable, match=r"territory\.0006_tomorrow") as caught:
            rolling.expand(within=0.5)
    assert "start again" in caught.value.fields["database"]


def test_an_index_that_was_left_half_made_is_made_anew(owner: str, release: Release) -> None:
    release(("0006_indexed", {"atomic": False, "operation": INDEX}))
    with psycopg.connect(owner) as left:
        left.execute("CREATE INDEX profile_tomorrow ON territory_profile (accent)")
    rolling.expand()
    with psycopg.connect(owner) as looked:
        found = looked.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'profile_tomorrow'").fetchone()
    assert "(street)" in str(found)


def test_the_web_role_cannot_declare_anything(owner: str, live_db: str) -> None:
    with psycopg.connect(live_db) as web, pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute("INSERT INTO shiqiao_rolling VALUES ('matters.0099_mine')")


@pytest.mark.long
@pytest.mark.timeout(300)
def test_each_host_collects_the_files_of_its_release_also_when_another_has_prepared_the_tables(
    owner: str, live_db: str, database_server: TestServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "shiqiao.config.settings")  # those of tests know no owner
    database = Database(Names(database_server.current), owner, owner, live_db)
    for host in ("web1", "web2"):
        monkeypatch.setenv("SHIQIAO_OWN", str(tmp_path / host))
        (tmp_path / host).mkdir()
        assert bring_up_to_date(database, tmp_path)
        assert (tmp_path / host / "static" / "kit" / "desk.css").exists()
        assert not bring_up_to_date(database, tmp_path)
    (tmp_path / "web2" / COLLECTED).write_text("prepared:by the former release")
    assert bring_up_to_date(database, tmp_path)
