"""A commit that no second node has confirmed is not told as done: PostgreSQL itself only warns."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError

from shiqiao.base.db.engine.base import DatabaseWrapper
from shiqiao.base.db.server import Server
from shiqiao.config.settings import database

# A standby that never comes: whoever commits waits until a time limit cancels the waiting.
ALONE = """wal_level = replica
max_wal_senders = 2
synchronous_commit = on
synchronous_standby_names = ''
"""


@pytest.fixture
def alone() -> Iterator[DatabaseWrapper]:
    """A connection to a server of its own that is told to wait for a standby which is not there."""
    folder = Path(tempfile.mkdtemp(prefix="shiqiao-alone-"))
    folder.chmod(0o711)
    with Server(folder, test=True):
        pass  # makes the cluster
    server = Server(folder, test=True)
    (server.cluster / "local.conf").write_text(ALONE)
    with server:
        with psycopg.connect(server.url(), autocommit=True) as raw:
            raw.execute("CREATE TABLE told (key text)")
            raw.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
            raw.execute("SELECT pg_reload_conf()")
        from django.db import connections

        given = {**connections["default"].settings_dict, **database(server.url())}
        given["OPTIONS"] = {**given["OPTIONS"], "options": "-c statement_timeout=700"}
        made = DatabaseWrapper(given, "alone")
        yield made
        made.close()


def test_a_cancelled_wait_for_the_second_node_is_an_error_and_not_a_success(alone: DatabaseWrapper) -> None:
    until = 0
    with alone.cursor() as cursor:
        while not until:  # the new setting reaches a session a moment later
            cursor.execute("SHOW synchronous_standby_names")
            until = cursor.fetchone()[0] == "nobody"
    alone.set_autocommit(False)
    with pytest.raises(OperationalError, match="second database node"):
        put(alone)
    assert alone.connection is None, "the next request begins with a new connection"


def put(alone: DatabaseWrapper) -> None:
    with alone.cursor() as cursor:
        cursor.execute("INSERT INTO told VALUES ('a')")
    alone.commit()


def test_the_server_itself_would_have_called_it_a_success(alone: DatabaseWrapper) -> None:
    alone.ensure_connection()
    raw = alone.connection
    heard: list[str] = []
    raw.add_notice_handler(lambda notice: heard.append(str(notice.message_primary)))
    raw.execute("INSERT INTO told VALUES ('b')")
    assert any("canceling wait for synchronous replication" in one for one in heard)
