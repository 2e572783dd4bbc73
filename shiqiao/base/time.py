"""The one source of the present moment.

Everything reads `now()`; tests hold it with `held(moment)`, the demo shifts it with `shift(offset)`. A direct
`datetime.now()` elsewhere is refused by the linter.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_held: ContextVar[datetime | None] = ContextVar("held", default=None)
_offset = timedelta(0)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    held_at = _held.get()
    return held_at if held_at is not None else datetime.now(UTC) + _offset


def shift(offset: timedelta) -> None:
    """Move the present of this whole process by `offset`: only the demo, which lives on one working morning, does so."""
    global _offset
    _offset = offset


@contextmanager
def held(moment: datetime) -> Iterator[datetime]:
    """Hold `now()` at `moment` (aware) inside the block; blocks may be nested."""
    if moment.tzinfo is None:
        raise ValueError("a held moment needs a time zone")
    token = _held.set(moment.astimezone(UTC))
    try:
        yield moment
    finally:
        _held.reset(token)
