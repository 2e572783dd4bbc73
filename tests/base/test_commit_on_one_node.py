"""A commit that no second node has confirmed is not told as done: PostgreSQL itself only warns."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError

from shiqiao.base.db.engine.base import DatabaseWrapper
from shiqiao.base.db.server import Server
from shiqiao.config.settings import database

# A standby that never comes: whoever commits waits until somebody cancels the waiting.
ALONE = """wal_level = replica
max_wal_senders = 2
synchronous_commit = on
synchronous_standby_names = ''
"""


@pytest.fixture
def alone(live_db: None) -> Iterator[DatabaseWrapper]:
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
            while raw.execute("SHOW synchronous_standby_names").fetchone() != ("nobody",):
                pass
        from django.db import connections

        given = {**connections["default"].settings_dict, **database(server.url())}
        made = DatabaseWrapper(given, "alone")
        yield made
        made.close()


@contextmanager
def impatient(alone: DatabaseWrapper) -> Iterator[None]:
    """Cancel whatever the connection waits for, as an operator does who sees it hang."""
    alone.ensure_connection()
    pid, stop = alone.connection.info.backend_pid, threading.Event()
    url = "postgresql://{USER}:{PASSWORD}@/postgres?host={HOST}".format(**alone.settings_dict)

    def cancel() -> None:
        waits = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = %s AND wait_event = 'SyncRep'"
        with psycopg.connect(url, autocommit=True) as raw:
            while not stop.is_set():
                raw.execute(waits, [pid])

    thread = threading.Thread(target=cancel)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_a_cancelled_wait_for_the_second_node_is_an_error_and_not_a_success(alone: DatabaseWrapper) -> None:
    with impatient(alone):
        alone.set_autocommit(False)
        with alone.cursor() as cursor:
            cursor.execute("INSERT INTO told VALUES ('a')")
        with pytest.raises(OperationalError, match="second database node"):
            alone.commit()
    assert alone.connection is None, "the next request begins with a new connection"


def test_the_server_itself_calls_it_a_success(alone: DatabaseWrapper) -> None:
    with impatient(alone):
        assert alone.connection.execute("INSERT INTO told VALUES ('b')").rowcount == 1
    assert alone.unsure
