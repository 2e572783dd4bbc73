"""The line as an actor may see it, and as everybody may: numbers only. Nothing is counted beyond what is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from shiqiao.base.actor import Actor
from shiqiao.base.rows import the_one
from shiqiao.kernel.registry import sealing
from shiqiao.scenes.hall.publishing import guides_of
from shiqiao.scenes.hall.queue import rights, rules
from shiqiao.scenes.hall.queue.models import Booking, BookingPlace, Closure, QueuePeriod, QueueTicket, Sitting
from shiqiao.scenes.hall.queue.places import local_day
from shiqiao.scenes.hall.queue.publishing import rule_of
from shiqiao.scenes.hall.queue.tickets import in_order

MOST = 200  # tickets of one line that are looked at
SHOWN = 8  # numbers on the hall screen


# ── for everybody: numbers, no names ───────────────────────────────────────────────────────────────────────────────


def waiting(street: int, unit: int, at: datetime, *, limit: int = MOST) -> list[QueueTicket]:
    """Return who waits at a counter, in the order in which they are called."""
    rows = QueueTicket.objects.filter(unit=unit, state="waiting", street=street)
    return list(in_order(rows, at, rule_of(street).waiting.longest)[:limit])


def called(street: int, unit: int, *, limit: int = SHOWN) -> list[QueueTicket]:
    """Return what has been called to a window and is there, the latest first."""
    rows = QueueTicket.objects.filter(unit=unit, state__in=("called", "serving"), street=street)
    return list(rows.order_by("-called_at", "-id")[:limit])


def manned(street: int, unit: int, at: datetime | None = None) -> dict[int, int]:
    """Return the windows of a counter at which somebody works, with the accounts: now, or at a moment."""
    rows = Sitting.objects.filter(unit=unit, street=street)
    then = Q(ended_at=None) if at is None else Q(began_at__lte=at) & (Q(ended_at=None) | Q(ended_at__gt=at))
    return dict(rows.filter(then).values_list("window", "account"))


@dataclass(frozen=True, slots=True)
class PlaceInLine:
    """Where a ticket stands: how many are called before it, and for about how many minutes."""

    ahead: int
    minutes: int


def place_in_line(row: QueueTicket, at: datetime) -> PlaceInLine | None:
    """Return where a waiting ticket stands; None for one that does not wait."""
    if row.state != "waiting":
        return None
    ids = [one.pk for one in waiting(row.street, row.unit, at)]
    ahead = ids.index(row.pk) if row.pk in ids else len(ids)
    return PlaceInLine(ahead, minutes_for(row.street, row.unit, row.line, ahead))


def minutes_for(street: int, unit: int, line: str, ahead: int) -> int:
    """Return for about how many minutes somebody waits with so many before."""
    found = rule_of(street).line(line)
    return rules.expected(ahead, len(manned(street, unit)), found.minutes if found else 10)


def closed_now(street: int, unit: int, at: datetime) -> Closure | None:
    """Return why a counter as a whole does not serve at a moment; None when it does."""
    return closed_units(street, [unit], at).get(unit)


def closed_units(street: int, units: Sequence[int], at: datetime) -> Mapping[int, Closure]:
    """Return which counters as a whole do not serve at a moment, with the closure that lasts longest; one query."""
    rows = Closure.objects.filter(street=street, unit__in=list(units), line="", lifted_at=None)
    return {row.unit: row for row in rows.filter(begins_at__lte=at, ends_at__gt=at).order_by("ends_at")}


# ── what a link opens ──────────────────────────────────────────────────────────────────────────────────────────────


def booking_of(street: int, number: int) -> Booking:
    """Return the booking that a link opens; raises NotFound. What had been held too long is given back."""
    return the_one(Booking.objects.filter(pk=number, street=street))


def ticket_of(street: int, number: int) -> QueueTicket:
    """Return the ticket that a link opens; raises NotFound."""
    return the_one(QueueTicket.objects.filter(pk=number, street=street))


def ticket_of_booking(booking: int) -> QueueTicket | None:
    """Return the ticket with which somebody who had booked came."""
    return QueueTicket.objects.filter(booking=booking).first() if booking else None


def booking_by_phone(street: int, number: int, phone: str) -> Booking | None:
    """Return a booking by its number and the telephone that was given with it."""
    rows = Booking.objects.filter(pk=number, street=street, phone_blind=sealing.phone_blind(phone))
    return rows.first() if number and phone else None


# ── for the desk ───────────────────────────────────────────────────────────────────────────────────────────────────


def my_sitting(actor: Actor) -> Sitting | None:
    """Return the window at which an actor works now."""
    return Sitting.objects.filter(account=actor.account, ended_at=None).first() if actor.account else None


def at_window(sitting: Sitting) -> QueueTicket | None:
    """Return what has been called to a window or is served there."""
    rows = QueueTicket.objects.filter(unit=sitting.unit, window=sitting.window, state__in=("called", "serving"))
    return rows.first()


def on_hold(unit: int) -> list[QueueTicket]:
    """Return what is on hold at a counter, the oldest first."""
    return list(QueueTicket.objects.filter(unit=unit, state="held").order_by("called_at", "id")[:MOST])


def missed_today(unit: int, day: date) -> list[QueueTicket]:
    """Return who was called today and did not come: they can be put back."""
    return list(QueueTicket.objects.filter(unit=unit, day=day, state="missed").order_by("-id")[:SHOWN])


def access_ticket(actor: Actor, number: int) -> QueueTicket:
    """Return a ticket of a counter that the actor may look at; absent and not yours are the same NotFound."""
    return the_one(QueueTicket.objects.filter(pk=number, unit__in=rights.units_seen(actor)))


def item_booked(row: QueueTicket) -> str:
    """Return the item for which a ticket was booked, as far as it was said and there still is a guide for it."""
    found = Booking.objects.filter(pk=row.booking).values_list("item", flat=True).first() if row.booking else ""
    return found if found and guides_of(row.street).guide(found) else ""


def access_booking(actor: Actor, number: int) -> Booking:
    """Return a booking of a counter that the actor may look at; absent and not yours are the same NotFound."""
    return the_one(Booking.objects.filter(pk=number, unit__in=rights.units_seen(actor)))


def access_closure(actor: Actor, number: int) -> Closure:
    """Return a time closed off at a counter that the actor may look at."""
    return the_one(Closure.objects.filter(pk=number, unit__in=rights.units_seen(actor)))


def bookings(actor: Actor, unit: int, day: date) -> list[Booking]:
    """Return the bookings of a counter and day by their time, the waiting list behind; without holds."""
    rows = Booking.objects.filter(unit=rights.access_unit(actor, unit), day=day).exclude(state__in=("held", "expired"))
    return list(rows.order_by("starts_at", "id")[:MOST])


def to_tell(actor: Actor, unit: int, at: datetime) -> list[Booking]:
    """Return who is still to be told that the office cancelled, or that a place has become free."""
    day = local_day(actor.street or 0, at)
    rows = Booking.objects.filter(unit=rights.access_unit(actor, unit), told_at=None, day__gte=day)
    moved_up = Q(state="booked", moved_up_at__isnull=False)
    return list(rows.filter(Q(state="revoked", phone__isnull=False) | moved_up).order_by("day", "starts_at")[:SHOWN])


def closures(actor: Actor, unit: int, at: datetime) -> list[Closure]:
    """Return the times closed off at a counter that have not passed."""
    rows = Closure.objects.filter(unit=rights.access_unit(actor, unit), lifted_at=None, ends_at__gt=at)
    return list(rows.order_by("begins_at")[:MOST])


def periods(ticket: int) -> list[QueuePeriod]:
    """Return the timed periods of a ticket, oldest first."""
    return list(QueuePeriod.objects.filter(ticket=ticket).order_by("id"))


def days_with_places(street: int, unit: int, line: str, at: datetime) -> list[date]:
    """Return the days on which a counter has places of a line."""
    rows = BookingPlace.objects.filter(street=street, unit=unit, line=line, starts_at__gt=at, closure=0)
    return list(rows.order_by("day").values_list("day", flat=True).distinct()[:MOST])


def waiting_by_unit(street: int, units: Sequence[int]) -> Mapping[int, int]:
    """Return how many wait at each counter, in one query; bounded by what a day's line can be."""
    found = dict.fromkeys(units, 0)
    rows = QueueTicket.objects.filter(street=street, unit__in=list(units), state="waiting")
    for unit in rows.values_list("unit", flat=True)[: MOST * max(len(units), 1)]:
        found[unit] += 1
    return found


def phone_mark(row: QueueTicket) -> bytes | None:
    """Return the keyed telephone number with which a ticket was booked; None for who came by arrival."""
    found = (
        Booking.objects.filter(pk=row.booking).values_list("phone_blind", flat=True).first() if row.booking else None
    )
    return bytes(found) if found else None
