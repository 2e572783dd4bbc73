"""The database backend of the settings; Django asks for a module of this name."""

import select
from typing import Any

from django.db import OperationalError
from django.db.backends.postgresql import base

ONE_NODE_ONLY = "canceling wait for synchronous replication"  # what the server warns of; the commit itself "succeeds"


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, where a kept connection is looked at before each request instead of being sent `SELECT 1`.

    A server that ends a connection says so, or closes it: either can be read from a socket that should be silent.
    """

    unsure = False  # the last commit is perhaps on one node only

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, and listen to the warning that a commit has not reached a second node."""
        raw = super().get_new_connection(conn_params)
        self.unsure = False
        raw.add_notice_handler(self._heard)
        return raw

    def _heard(self, notice: Any) -> None:
        self.unsure = self.unsure or str(notice.message_primary).startswith(ONE_NODE_ONLY)

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self.refuse_unsure()

    def refuse_unsure(self) -> None:
        """Raise OperationalError when the last commit was not waited for: whoever cancels the wait for a second node gets
        a success from the server, for what the next failover may lose. Nobody must be told a number for it."""
        if self.unsure:
            self.unsure = False
            self.close()
            raise OperationalError("the commit was not confirmed by a second database node")

    def is_usable(self) -> bool:
        """Tell whether the connection is open and nothing waits to be read from it."""
        raw = self.connection
        if raw is None or raw.closed:
            return False
        waiting = select.poll()
        waiting.register(raw.fileno(), select.POLLIN)
        return not waiting.poll(0)
