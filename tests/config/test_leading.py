"""Of several workers one does the rounds; when its session ends, another takes them."""

import psycopg
from django.db import connection

from shiqiao.config import leading
from shiqiao.config.settings import SILENCE
from shiqiao.testing.street import Street

TAKE = "SELECT pg_try_advisory_lock(%s)"


def another() -> psycopg.Connection:
    """Connect as another worker does."""
    given = connection.get_connection_params()
    wanted = {name: given[name] for name in ("host", "port", "dbname", "user", "password") if given.get(name)}
    return psycopg.connect(**wanted, connect_timeout=SILENCE["connect_timeout"], autocommit=True)


def test_one_leads_and_whoever_loses_its_connection_has_lost_the_lead(live_street: Street) -> None:
    assert leading.leads()
    assert leading.leads(), "asking again changes nothing"
    with another() as second:
        assert second.execute(TAKE, [leading.LOCK]).fetchone() == (False,)
        connection.close()
        taken = False
        while not taken:  # the server sees the end of a session a moment later
            (taken,) = second.execute(TAKE, [leading.LOCK]).fetchone() or (False,)
        assert not leading.leads()
    while not leading.leads():
        pass
    connection.close()
