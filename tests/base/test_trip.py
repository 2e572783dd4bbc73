"""Statements that go to the database together and stand or fall together."""

import pytest
from django.db import IntegrityError, connection, transaction

from shiqiao.base.db.trip import send_together
from shiqiao.testing.street import Street

PUT = "INSERT INTO shiqiao_stamp (name, value) VALUES (%s, %s)"


def stamps() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM shiqiao_stamp WHERE name LIKE 'trip.%%'")
        return {name for (name,) in cursor.fetchall()}


def test_statements_are_committed_together(live_street: Street) -> None:
    send_together((PUT, ["trip.a", 1]), (PUT, ["trip.b", 2]))
    assert stamps() == {"trip.a", "trip.b"}


def test_an_error_takes_all_of_them_back_and_leaves_the_connection_usable(live_street: Street) -> None:
    with pytest.raises(IntegrityError):
        send_together((PUT, ["trip.a", 1]), (PUT, ["trip.a", 2]))
    assert stamps() == set()
    send_together((PUT, ["trip.c", 3]))
    assert stamps() == {"trip.c"}


def test_settings_of_one_trip_do_not_reach_the_next(live_street: Street) -> None:
    send_together(("SELECT set_config('shiqiao.low', %s, true)", ["7"]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('shiqiao.low', true)")
        assert not cursor.fetchone()[0]


def test_it_is_refused_inside_a_transaction(live_street: Street) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError):
        send_together((PUT, ["trip.d", 1]))


def test_a_connection_that_the_server_ended_is_noticed(live_street: Street) -> None:
    connection.ensure_connection()
    assert connection.is_usable()
    pid = connection.connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        user = cursor.fetchone()[0]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000), current_user = %s", [pid, user])
    other.close()
    assert not connection.is_usable()
    connection.close()
