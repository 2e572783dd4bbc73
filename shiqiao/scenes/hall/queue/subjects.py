"""How others show tickets and bookings, known to them by reference only; and what of a booking is shown in clear."""

from django.urls import reverse

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.sockets import SubjectKind
from shiqiao.kernel.privacy.hooks import Clear
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.scenes.hall.queue import booking as bookings
from shiqiao.scenes.hall.queue import reads, rights, tickets
from shiqiao.scenes.hall.queue.models import Booking, QueueTicket

SEALED = frozenset({"name", "phone"})


def tickets_shown(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the tickets that an actor may look at."""
    rows = QueueTicket.objects.filter(pk__in=ids, unit__in=rights.units_seen(actor))
    return {row.pk: (str(row), reverse("desk:queue:ticket", args=[row.pk]), row.state) for row in rows}


def bookings_shown(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the bookings that an actor may look at."""
    rows = Booking.objects.filter(pk__in=ids, unit__in=rights.units_seen(actor))
    return {row.pk: (f"{row.day}", reverse("desk:queue:booking", args=[row.pk]), row.state) for row in rows}


def open_field(actor: Actor, number: int, field: str, part: int) -> Clear:
    """Return a sealed value of a booking in clear, for those who work at its counter; for the socket of reveals."""
    row = reads.access_booking(actor, number)
    if field not in SEALED or not getattr(row, field) or row.unit not in rights.units_worked(actor):
        raise NotFound
    return Clear(row.street, bookings.unseal(getattr(row, field)))


def fill(scene: str) -> None:
    """Fill the sockets."""
    subjects.fill(scene, SubjectKind(tickets.KIND, tickets_shown))
    subjects.fill(scene, SubjectKind(bookings.KIND, bookings_shown))
