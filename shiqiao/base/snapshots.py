"""Small read-mostly tables (catalogue, grids, responsibilities) held in the process, never staler than one second.

A part declares `load = snapshot("people")(loader)`; an action that changes such a table calls `touch("people")` in
its transaction. Each process asks for the stamps at most once a second, so a change in one worker reaches the
others without a broker. Inside the process that changed it, the next read already sees the change.
"""

import threading
import time as clock
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import connection, transaction

T = TypeVar("T")
CHECK_EVERY = 1.0  # seconds

_lock = threading.RLock()
_stamps: dict[str, int] = {}
_checked = 0.0
_all: list["Snapshot[object]"] = []
_others: list[Callable[[], None]] = []


class Snapshot(Generic[T]):
    """One cached value of a part, reloaded when its stamp moved."""

    def __init__(self, name: str, loader: Callable[[], T]) -> None:
        self.name, self.loader = name, loader
        self._stamp: int | None = None
        self._value: T | None = None
        _all.append(self)  # type: ignore[arg-type]

    def __call__(self) -> T:
        """Return the value, loading it when needed."""
        stamp = _stamp_of(self.name)
        if self._stamp != stamp or self._value is None:
            with _lock:
                if self._stamp != stamp or self._value is None:  # another thread may have been quicker
                    self._value = self.loader()
                    self._stamp = stamp
        return self._value

    def drop(self) -> None:
        """Forget the value; the next call loads it again."""
        self._stamp, self._value = None, None


def snapshot(name: str) -> Callable[[Callable[[], T]], Snapshot[T]]:
    """Make a loader into a `Snapshot` that follows the stamp `name`."""
    return lambda loader: Snapshot(name, loader)


def touch(name: str) -> None:
    """Tell every process, on commit, that what `name` stands for has changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO shiqiao_stamp (name, value) VALUES (%s, 1) "
            "ON CONFLICT (name) DO UPDATE SET value = shiqiao_stamp.value + 1",
            [name],
        )
    drop(name)
    transaction.on_commit(lambda: drop(name))


def drop(name: str | None = None) -> None:
    """Forget what this process holds of `name`, or of everything."""
    global _checked
    _checked = 0.0
    for held in _all:
        if name is None or held.name == name:
            held.drop()
    for forget in _others if name is None else ():
        forget()


def also_drop(forget: Callable[[], None]) -> None:
    """Call `forget` whenever everything is to be forgotten."""
    _others.append(forget)


def load() -> None:
    """Load everything that is held, in the order it was declared."""
    for held in list(_all):
        held()


def _stamp_of(name: str) -> int:
    global _checked
    moment = clock.monotonic()
    if moment - _checked > CHECK_EVERY:
        with _lock, connection.cursor() as cursor:
            cursor.execute("SELECT name, value FROM shiqiao_stamp")
            _stamps.clear()
            _stamps.update(cursor.fetchall())
            _checked = moment
    return _stamps.get(name, 0)
