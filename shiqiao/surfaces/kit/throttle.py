"""Slow down guessing: failures per key, counted in the process. Enough for one box; several processes count apart."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from shiqiao.base.time import now

MOST_KEYS = 10_000


class Throttle:
    """Allow `limit` failures per key within `window`; older keys are forgotten when there are too many."""

    def __init__(self, limit: int, window: timedelta) -> None:
        self.limit, self.window = limit, window
        self._failures: OrderedDict[str, list[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def blocked(self, key: str) -> bool:
        """Tell whether the key has used up its failures."""
        with self._lock:
            return len(self._recent(key)) >= self.limit

    def fail(self, key: str) -> None:
        """Count one failure."""
        with self._lock:
            self._failures[key] = [*self._recent(key), now()]
            self._failures.move_to_end(key)
            while len(self._failures) > MOST_KEYS:
                self._failures.popitem(last=False)

    def forget(self, key: str) -> None:
        """Start afresh after a success."""
        with self._lock:
            self._failures.pop(key, None)

    def _recent(self, key: str) -> list[datetime]:
        since = now() - self.window
        return [moment for moment in self._failures.get(key, []) if moment > since]
