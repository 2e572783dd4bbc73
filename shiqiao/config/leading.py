"""Which of several workers does the rounds: the one whose session holds a lock in the database.

The lock ends with the session: when a worker, its host or the database dies, another worker takes it within a second
of the session's end, and whoever has lost its connection has lost the lead with it.
"""

from typing import Any

from django.db import connection

LOCK = 0x51A3  # advisory lock of the session that does the rounds
_led: Any = None  # the connection that got the lock


def leads() -> bool:
    """Tell whether this worker does the rounds, taking the lead when nobody has it. Raises Django's database errors."""
    global _led
    connection.close_if_unusable_or_obsolete()
    if _led is None or connection.connection is not _led:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            _led = connection.connection if cursor.fetchone()[0] else None
    return _led is not None
