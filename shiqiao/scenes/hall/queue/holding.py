"""What the queue holds of persons: who booked. It goes when the time is over; tickets hold nobody's name."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from shiqiao.base.actor import Ref
from shiqiao.kernel.retention.hooks import IDENTIFIERS, Asked, Found, Holding, Order, Piece, Sought, Stop, holdings
from shiqiao.scenes.hall.queue.booking import KIND, unseal
from shiqiao.scenes.hall.queue.models import TO_COME, Booking

SEALED = ("name", "phone", "phone_blind", "claims")
LEFT = Q(name__isnull=False) | Q(phone__isnull=False) | Q(phone_blind__isnull=False) | Q(claims__isnull=False)
STILL_TO_COME = "This booking is still to come. Erase it after its day, or cancel it first."  # msgid


def find(who: Sought) -> list[Found]:
    """Return the bookings made with a telephone number."""
    rows = Booking.objects.filter(street=who.street, phone_blind__in=list(who.marks)).order_by("pk")
    return [Found(Ref(KIND, number)) for number in rows.values_list("pk", flat=True)]


def stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which bookings are still to come."""
    rows = Booking.objects.filter(TO_COME | Q(state="arrived", ended_at=None), pk__in=list(ids))
    return {number: Stop(STILL_TO_COME) for number in rows.values_list("pk", flat=True)}


def due(asked: Asked) -> list[int]:
    """Return ended bookings that still say who booked."""
    rows = Booking.objects.filter(LEFT, street=asked.street, ended_at__lt=asked.before, pk__gt=asked.after)
    return list(rows.order_by("pk").values_list("pk", flat=True)[: asked.limit])


def erase(order: Order) -> Mapping[str, int]:
    """Erase who booked; times, states and counts stay."""
    named = Booking.objects.filter(LEFT, pk=order.subject.id).update(**dict.fromkeys(SEALED))
    return {"persons": named} if named else {}


def show(ids: Sequence[int]) -> list[str]:
    """Name bookings by counter and day."""
    return [str(row) for row in Booking.objects.filter(pk__in=list(ids)).order_by("pk")]


def disclose(found: Sequence[Found]) -> list[Piece]:
    """Open who booked, as the person gave it."""
    titles = {"name": "Name", "phone": "Telephone"}
    return [
        Piece(Ref(KIND, row.pk), "A booking at a counter", "You gave it when you booked", "To keep the time for you",
              tuple((title, unseal(getattr(row, name))) for name, title in titles.items() if getattr(row, name)))
        for row in Booking.objects.filter(pk__in=[one.subject.id for one in found]).order_by("pk")
    ]  # fmt: skip


def fill(scene: str) -> None:
    """Put bookings into the sockets of retention."""
    holdings.fill(scene, Holding(
        KIND, "Bookings at the counters", ("hall_queue_booking",), frozenset({IDENTIFIERS}), frozenset({"closed_at"}), find,
        disclose, erase, due, show, stops, chained=False, on_request=IDENTIFIERS,
    ))  # fmt: skip
