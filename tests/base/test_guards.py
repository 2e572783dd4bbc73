"""What `shiqiao check` tells about the database server: the fence for this role, and the mark of the search operator."""

from collections.abc import Iterator

import psycopg
import pytest

from shiqiao.base.db.guards import OPEN, fence_findings, findings, leakproof_missing
from shiqiao.testing.databases import TestServer


@pytest.fixture
def superuser(db: None, database_server: TestServer) -> Iterator[psycopg.Connection]:
    """The server's own role, in a transaction that is taken back."""
    with psycopg.connect(database_server.template.admin) as connection:
        yield connection
        connection.rollback()


@pytest.mark.django_db
def test_a_server_that_was_prepared_by_us_gives_no_finding() -> None:
    assert findings() == []
    assert leakproof_missing() == []


def test_a_role_that_sees_everything_is_told_with_the_remedy(superuser: psycopg.Connection) -> None:
    told = "\n".join(fence_findings(OPEN, superuser))
    assert "NOSUPERUSER" in told
    assert "REVOKE" in told, "a superuser is a member of the owner"


def test_a_search_operator_without_the_mark_is_told(superuser: psycopg.Connection) -> None:
    superuser.execute("ALTER FUNCTION ts_match_vq(tsvector, tsquery) NOT LEAKPROOF")
    assert leakproof_missing(superuser) == ["ts_match_vq(tsvector, tsquery)"]
    assert [one for one in findings(superuser) if "ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF" in one]


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE stray (id int, street int)",
        "ALTER TABLE matters_note DISABLE ROW LEVEL SECURITY",
        "DROP POLICY street_fence ON matters_note",
        "CREATE POLICY another ON matters_note USING (true)",
    ],
)
def test_a_table_whose_fence_is_down_is_named(superuser: psycopg.Connection, change: str) -> None:
    superuser.execute(change)
    named = "stray" if "stray" in change else "matters_note"
    assert [one for one in fence_findings(OPEN, superuser) if f"The table {named} " in one]
