"""Which state leads where, who is called next, and where slots lie. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shiqiao.scenes.hall.queue.definitions import BOOKED, PLAIN

# act → (states from which it is done, the state it leads to)
Moves = Mapping[str, tuple[frozenset[str], str]]


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


BOOKING_MOVES: Moves = {
    "confirm": (_from("held"), "booked"), "expire": (_from("held", "waitlisted"), "expired"),
    "move_up": (_from("waitlisted"), "booked"), "cancel": (_from("held", "waitlisted", "booked"), "cancelled"),
    "revoke": (_from("held", "waitlisted", "booked"), "revoked"), "arrive": (_from("booked", "missed"), "arrived"),
    "miss": (_from("booked"), "missed"), "serve": (_from("arrived"), "served"),
}  # fmt: skip
TICKET_MOVES: Moves = {
    "call": (_from("waiting"), "called"), "again": (_from("called"), "called"), "begin": (_from("called"), "serving"),
    "miss": (_from("called"), "missed"), "put_back": (_from("called", "missed"), "waiting"),
    "pause": (_from("serving"), "held"), "resume": (_from("held"), "serving"), "finish": (_from("serving", "held"), "served"),
    "leave": (_from("waiting", "held"), "left"), "close": (_from("waiting", "called", "held"), "closed"),
}  # fmt: skip
BOOKING_STATES = ("held", "waitlisted", "booked", "arrived", "served", "missed", "cancelled", "revoked", "expired")
TICKET_STATES = ("waiting", "called", "serving", "held", "served", "missed", "left", "closed")
ENDED = frozenset({"served", "missed", "left", "closed"})  # of tickets
FREED = frozenset({"cancelled", "revoked", "expired"})  # bookings that take no place (any more)
TIMED = frozenset({"waiting", "called", "serving", "held"})  # a ticket's states that are timed as periods
CHANNELS = ("portal", "phone", "desk", "kiosk")
WHY_CLOSED = ("station_closed", "staff_away", "system_down", "moved", "end_of_day")
WHY_OFFICE = WHY_CLOSED[:4]


def moved(moves: Moves, do: str, state: str) -> str | None:
    """Return the state to which an act leads, None when it cannot be done in this one."""
    sources, to = moves.get(do, (frozenset(), ""))
    return to if state in sources else None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands in the line: `rank` is the place of the class in the published order, from 0."""

    rank: int
    why: str


def standing(order: Sequence[str], claims: Collection[str], *, booked: bool) -> Standing:
    """Return the highest class that somebody has; whoever has none comes behind all, by arrival."""
    mine = {*claims} - {BOOKED} | ({BOOKED} if booked else set())
    for rank, code in enumerate(order):
        if code in mine:
            return Standing(rank, code)
    return Standing(len(order), PLAIN)


EARLY, FIRST = 1000, -1


def call_key(rank: int, ready_at: datetime, at: datetime, longest: int) -> tuple[int, datetime]:
    """Return by what the line is ordered at a moment: too long a wait, then the published class, then arrival.

    Who booked and came early is called after all others until the slot begins.
    """
    if ready_at > at:
        return EARLY, ready_at
    return (FIRST if ready_at <= at - timedelta(minutes=longest) else rank), ready_at


def slots(opened: Sequence[tuple[int, int]], minutes: int) -> Iterator[tuple[int, int]]:
    """Yield the slots of a day: whole ones only, each within one stretch of office hours (seconds since 1970)."""
    for low, high in opened:
        begins = low
        while begins + minutes * 60 <= high:
            yield begins, begins + minutes * 60
            begins += minutes * 60


def expected(ahead: int, windows: int, minutes: int) -> int:
    """Return for how many minutes somebody waits about: those before, shared by the windows that are manned."""
    return -(-ahead * minutes // max(windows, 1))


def over(ready_at: datetime, called_at: datetime, limit: int) -> bool:
    """Tell whether somebody waited over the limit before the first call."""
    return called_at - ready_at > timedelta(minutes=limit)
