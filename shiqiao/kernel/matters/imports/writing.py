"""Writing chunks while the next ones are decided: a thread with a connection of its own, or in place inside a transaction."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Queue

from django.db import connection, transaction

from shiqiao.base.db import scope
from shiqiao.kernel.matters import store

Write = Callable[[list[store.Bundle]], None]
# Chunks that may be decided but not yet visible in the tables: one waits, one is being written, one is in the making.
AHEAD = 3


@contextmanager
def writer(street: int) -> Iterator[Write]:
    """Give a function that writes a chunk of bundles, each chunk in one transaction; at the end all are written.

    Inside a transaction everything is written in place, so that it stays one. Raises what writing raised.
    """
    if connection.in_atomic_block:
        yield lambda bundles: _write(bundles, street)
        return
    aside = _Aside(street)
    try:
        yield aside.put
    finally:
        aside.close()


class _Aside:
    """Writes in a thread: the database works while the next chunk is decided."""

    def __init__(self, street: int) -> None:
        self.street = street
        self.waiting: Queue[list[store.Bundle] | None] = Queue(1)
        self.error: BaseException | None = None
        self.thread = threading.Thread(target=self._work, name="import-writer", daemon=True)
        self.thread.start()

    def put(self, bundles: list[store.Bundle]) -> None:
        """Hand a chunk over; waits while another one waits."""
        self._raise()
        self.waiting.put(bundles)

    def close(self) -> None:
        """Wait until all is written."""
        self.waiting.put(None)
        self.thread.join()
        self._raise()

    def _raise(self) -> None:
        if self.error:
            raise self.error

    def _work(self) -> None:
        try:
            while (bundles := self.waiting.get()) is not None:
                if not self.error:
                    self._try(bundles)
        finally:
            connection.close()

    def _try(self, bundles: list[store.Bundle]) -> None:
        try:
            _write(bundles, self.street)
        except BaseException as error:  # told to the deciding thread, which stops
            self.error = error


@transaction.atomic
def _write(bundles: list[store.Bundle], street: int) -> None:
    if bundles:
        scope.set_scope(street)
        store.copy(bundles)
