"""Sockets through which parts above say what of theirs can be shown in clear, and when the office is open."""

from collections.abc import Callable
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


revealables: Socket[Revealable] = Socket("privacy.revealables", Revealable)
office_hours: Socket[OfficeHours] = Socket("privacy.office_hours", OfficeHours)


def in_hours(street: int, at: datetime) -> bool:
    """Tell whether the office is open; always, where nobody knows the hours."""
    return all(hours.open_at(street, at) for hours in office_hours)
