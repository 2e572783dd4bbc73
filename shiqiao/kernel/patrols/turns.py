"""One transaction at a time for one person: a device that sends twice at once is answered once, then again."""

from django.db import connection


def take_turn(account: int) -> None:
    """Hold the turn of a person until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"patrols.person:{account}"])
