"""The test kit itself: web role, street fence, and databases with real commits."""

from collections.abc import Callable

import psycopg
import pytest
from django.db import connection, transaction

from shiqiao.base import snapshots
from shiqiao.base.db.scope import scoped, whole
from shiqiao.testing.databases import TestServer


def scope() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('shiqiao.low', true), current_setting('shiqiao.high', true)")
        return cursor.fetchone()


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_test_runs_as_the_web_role_with_the_fence_open() -> None:
    assert role() == "shiqiao_web" or role().startswith("shiqiao_test_")
    assert scope() == ("0", "999999999")


def test_the_fence_can_be_narrowed_and_stays_so_after_nested_blocks(fenced: Callable[..., None]) -> None:
    fenced(370103003)
    with transaction.atomic(), transaction.atomic():
        assert scope() == ("370103003", "370103003")
    with whole():
        assert scope() == ("0", "999999999")
    assert scope() == ("370103003", "370103003")
    with pytest.raises(ZeroDivisionError), scoped(1):
        assert 1 / 0
    assert scope() == ("370103003", "370103003")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE shiqiao_stamp",
        "CREATE TABLE mine (id int)",
        "DELETE FROM django_migrations",
        "ALTER TABLE shiqiao_stamp ADD COLUMN x int",
        "SET ROLE shiqiao_owner",
    ],
)
def test_the_web_role_cannot(statement: str) -> None:
    with pytest.raises(Exception, match=r"(?i)permission denied|must be owner|does not exist"), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_search_may_use_its_index_under_the_fence_or_the_operator_is_told(
    db: None, database_server: TestServer
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proleakproof FROM pg_proc WHERE oid = 'ts_match_vq(tsvector,tsquery)'::regprocedure")
        assert cursor.fetchone()[0] or "LEAKPROOF" in database_server.template.remarks[0]


def test_trigrams_see_chinese_letters(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT similarity('杆石桥街道', '杆石桥街'), lower('É')")
        near, lower = cursor.fetchone()
    assert near > 0.3
    assert lower == "é"


def test_a_live_database_commits_for_everybody(live_db: str) -> None:
    snapshots.touch("probe")
    with psycopg.connect(live_db) as other:
        assert other.execute("SELECT value FROM shiqiao_stamp WHERE name = 'probe'").fetchone() == (1,)


def test_and_the_next_one_is_fresh(live_db: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shiqiao_stamp WHERE name = 'probe'")
        assert cursor.fetchone() == (0,)
    assert scope() in {("", ""), (None, None)}


def test_and_an_ordinary_one_sees_nothing_of_it(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shiqiao_stamp WHERE name = 'probe'")
        assert cursor.fetchone() == (0,)
