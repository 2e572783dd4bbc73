"""What the town has of the queue: a ticket at the window, one on hold, bookings to come, a time closed off, and their links."""

from datetime import timedelta

from django.urls import reverse

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.people.reads import actor_for
from shiqiao.scenes.hall.queue import booking as bookings
from shiqiao.scenes.hall.queue import closing, links, places, tickets
from shiqiao.scenes.hall.queue.models import Booking, QueueTicket
from shiqiao.scenes.hall.queue.publishing import plans
from shiqiao.testing.street import STREET


def queued() -> list[str]:
    """Make what the demo has not; return the pages of it all."""
    places.make_places(STREET, now())
    unit = list(plans(STREET))[1]  # the first station
    by = actor_for(Account.objects.get(username="c1head"))
    person = Actor(kind="resident", code="resident", street=STREET, roles=frozenset({"reporter"}))
    ticket = tickets.take_ticket(street=STREET, unit=unit, line="insurance", channel="portal", by=person, at=now())
    free = [one for one in places.free_slots(STREET, unit, "general", now()) if one.free]
    kept = bookings.hold_place(
        street=STREET, unit=unit, line="general", starts_at=free[0].starts_at, channel="portal", by=person, at=now()
    )
    booked = _booked(unit, free[1].starts_at, "13800000071", by)
    ended = _booked(unit, free[-1].starts_at, "13800000072", by)
    closed = closing.close_off(
        unit=unit, line="general", begins_at=free[-1].starts_at, ends_at=free[-1].ends_at + timedelta(hours=1),
        reason="system_down", by=by, at=now(),
    )  # fmt: skip
    return [*_desk(ticket, booked, closed.closure.pk), *_portal(unit, ticket, kept, booked, ended)]


def _booked(unit: int, starts: object, phone: str, by: Actor) -> Booking:
    return bookings.book(
        street=STREET, unit=unit, line="general", starts_at=starts, booker=bookings.Booker("苗石英", phone, ("elderly",)),  # type: ignore[arg-type]
        channel="phone", by=by, at=now(),
    )  # fmt: skip


def _desk(ticket: QueueTicket, booked: Booking, closed: int) -> list[str]:
    names = (("ticket", [ticket.pk]), ("tie", [ticket.pk]), ("wanted", [ticket.pk]),
             ("act", [ticket.pk, "begin"]), ("booking", [booked.pk]),
             ("booking-act", [booked.pk, "told"]), ("revoke", [booked.pk]), ("lift", [closed]))  # fmt: skip
    return [reverse(f"desk:queue:{name}", args=args) for name, args in names]


def _portal(unit: int, ticket: QueueTicket, *booked: Booking) -> list[str]:
    found = [reverse("portal:queue:booking", args=[links.link_of("b", row.pk)]) for row in booked]
    secret = links.link_of("t", ticket.pk)
    found += [reverse(f"portal:queue:{name}", args=[secret]) for name in ("ticket", "ticket-data")]
    return found + [reverse(f"portal:queue:{name}", args=[unit]) for name in ("station", "hold", "wait", "draw")]
