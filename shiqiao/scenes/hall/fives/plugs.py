"""What others of the hall plug in: records that give ground for a finding, and how long people waited.

The queue plugs in by two lines, `plug(Grounds("over_limit", …))` and `plug_waits(Waits(…))`; both are called when the scene
fills its sockets. What is plugged in a second time under the same code replaces the first.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from shiqiao.base.actor import Ref


@dataclass(frozen=True, slots=True)
class Ground:
    """A record out of which a finding can be made: `key` names it for good, `says` is how it is named, `ref` what it opens."""

    key: str
    station: int
    at: datetime
    says: str = ""
    ref: Ref | None = None


@dataclass(frozen=True)
class Grounds:
    """Records of a kind: `read(street, since, until)` yields them; `area` and `sense` are what a finding of them is about.

    `title` is a msgid; `icon` the name of a drawing.
    """

    code: str
    title: str
    read: Callable[[int, datetime, datetime], Iterable[Ground]] = field(compare=False)
    area: str = "counter"
    sense: str = "arrange"
    icon: str = "alert-triangle"


@dataclass(frozen=True, slots=True)
class Waited:
    """How long somebody waited at a counter: a number to show, when, how many minutes; no name."""

    id: int
    says: str
    at: datetime
    minutes: int


@dataclass(frozen=True)
class Waits:
    """Waiting times: `counts(street, since, until)` gives counter → (within the limit, all); `rows` the ones behind it.

    `rows(street, station, since, until, within, after, limit)` yields those below number `after` (0: all), the latest first.
    """

    counts: Callable[[int, datetime, datetime], Mapping[int, tuple[int, int]]] = field(compare=False)
    rows: Callable[[int, int, datetime, datetime, bool, int, int], Iterable[Waited]] = field(compare=False)


_grounds: dict[str, Grounds] = {}
_waits: list[Waits] = []


def plug(one: Grounds) -> None:
    """Let records of a kind be proposed."""
    _grounds[one.code] = one


def plug_waits(one: Waits) -> None:
    """Let the standard of model windows count waiting times."""
    _waits[:] = [one]


def grounds() -> dict[str, Grounds]:
    """Return what is plugged in, by code, in the order of plugging."""
    return dict(_grounds)


def waits() -> Waits | None:
    """Return where waiting times come from; None while nobody counts them."""
    return _waits[0] if _waits else None
