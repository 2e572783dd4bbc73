"""An answer that many ask for at the same time, found once and kept for a moment: screens that ask every second."""

import threading
import time as clock
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from shiqiao.base import snapshots

T = TypeVar("T")
MOST = 256  # keys; then all are forgotten


class Briefly(Generic[T]):
    """Keep an answer for `seconds` in this process. While one thread looks for it the others wait for what it finds.

    Only for what everybody who may ask may see: the key says for whom it holds. An error is kept for nobody.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._held: dict[Hashable, tuple[float, T]] = {}
        self._locks: dict[Hashable, threading.Lock] = {}
        self._guard = threading.Lock()
        snapshots.also_drop(self.drop)

    def __call__(self, key: Hashable, find: Callable[[], T]) -> T:
        """Return the answer to a key, no older than `seconds`."""
        with self._guard:
            if key not in self._locks and len(self._locks) >= MOST:
                self._held.clear()
                self._locks.clear()
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            held = self._held.get(key)
            if held is not None and clock.monotonic() - held[0] < self.seconds:
                return held[1]
            begun = clock.monotonic()
            value = find()
            with self._guard:
                self._held[key] = begun, value
            return value

    def drop(self) -> None:
        """Forget everything."""
        with self._guard:
            self._held.clear()
