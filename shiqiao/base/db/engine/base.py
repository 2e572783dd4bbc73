"""The database backend of the settings; Django asks for a module of this name."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, where a kept connection is looked at before each request instead of being sent `SELECT 1`.

    A server that ends a connection says so, or closes it: either can be read from a socket that should be silent.
    """

    def is_usable(self) -> bool:
        """Tell whether the connection is open and nothing waits to be read from it."""
        raw = self.connection
        if raw is None or raw.closed:
            return False
        waiting = select.poll()
        waiting.register(raw.fileno(), select.POLLIN)
        return not waiting.poll(0)
