"""One transaction in one round trip: for the intake, where waiting for the database is what limits the rate.

The statements go out together in libpq's pipeline mode and form one transaction of their own, which the closing Sync
commits; the first error takes all of them back. They are prepared on the server under their text, so each must be one
of few texts.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from psycopg import RawCursor

Statement = tuple[str, Sequence[Any]]


def inside_transaction() -> bool:
    """Tell whether a transaction is running already, of which every further statement becomes a part."""
    return bool(connection.in_atomic_block)


def send_together(*statements: Statement) -> None:
    """Run statements (with %s for values, as everywhere) as one transaction of their own, in one round trip.

    Must not be called inside a transaction. Raises Django's database errors, as its own cursors do.
    """
    if inside_transaction():
        raise RuntimeError("send_together makes a transaction of its own")
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    raw = connection.connection
    with connection.wrap_database_errors, raw.pipeline(), RawCursor(raw) as cursor:
        for text, values in statements:
            cursor.execute(_numbered(text), values, prepare=True)
    connection.refuse_unsure()  # type: ignore[attr-defined]


def confirm() -> None:
    """Let the commit of the running transaction wait for the other nodes as a written one does.

    For an answer that rests on what was committed before, perhaps by somebody who was never told: whatever the server
    wrote earlier is confirmed with it. Costs one commit, so only for what is sent again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_logical_emit_message(true, 'shiqiao', '')")


@lru_cache(maxsize=512)
def _numbered(text: str) -> str:
    """Put $1, $2 … in the place of %s: what the server itself understands, so that nothing is parsed at each call."""
    first, *others = text.split("%s")
    return first + "".join(f"${number}{part}" for number, part in enumerate(others, 1))
