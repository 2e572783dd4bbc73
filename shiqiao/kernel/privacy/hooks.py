"""Sockets through which parts above say what of theirs can be shown in clear, and when the office is open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Socket


@dataclass(frozen=True, slots=True)
class Clear:
    """A value in clear, with the street in whose read log it stands."""

    street: int
    value: str = field(repr=False)


@dataclass(frozen=True)
class Revealable:
    """A kind of record whose values are masked and can be shown.

    `open(actor, subject, field, part)` returns the value when the record is the actor's to see, else raises NotFound;
    `part` tells several values of one field apart.
    """

    kind: str
    open: Callable[[Actor, int, str, int], Clear] = field(compare=False)


@dataclass(frozen=True)
class OfficeHours:
    """When a street's office is open: `open_at(street, at)`."""

    open_at: Callable[[int, datetime], bool] = field(compare=False)


@dataclass(frozen=True)
class SealedElsewhere:
    """Values that are sealed, but not in a column of a model that `holds` them, such as inside a library's JSON.

    `move()` seals anew what an older key sealed, in the running transaction, and returns how many values it moved;
    `by_key()` counts the values by the number of their key.
    """

    name: str
    move: Callable[[], int] = field(compare=False)
    by_key: Callable[[], Mapping[int, int]] = field(compare=False)
    table: str = field(default="", compare=False)


revealables: Socket[Revealable] = Socket("privacy.revealables", Revealable)
office_hours: Socket[OfficeHours] = Socket("privacy.office_hours", OfficeHours)
sealed_elsewhere: Socket[SealedElsewhere] = Socket("privacy.sealed_elsewhere", SealedElsewhere)


def in_hours(street: int, at: datetime) -> bool:
    """Tell whether the office is open; always, where nobody knows the hours."""
    return all(hours.open_at(street, at) for hours in office_hours)
