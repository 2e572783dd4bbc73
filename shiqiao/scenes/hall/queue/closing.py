"""Times closed off (停办): nothing can be booked in them, what was booked is cancelled by the office, who waits is told."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.base.rows import the_one
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.journal.rules import stamp
from shiqiao.scenes.hall.queue import booking as bookings
from shiqiao.scenes.hall.queue import rights, rules, tickets
from shiqiao.scenes.hall.queue.models import Booking, BookingPlace, Closure, QueueTicket
from shiqiao.scenes.hall.queue.publishing import plan_of

KIND = "queue_closure"


@dataclass(frozen=True, slots=True)
class ClosedOff:
    """What closing a time off did: bookings that the office cancelled, tickets that it will not serve."""

    closure: Closure
    bookings: tuple[int, ...]
    tickets: tuple[int, ...]


@transaction.atomic
def close_off(
    *, unit: int, line: str = "", begins_at: datetime, ends_at: datetime, reason: str, by: Actor, at: datetime
) -> ClosedOff:
    """Close a counter, or one of its lines, for a time. Raises Invalid naming each field, Forbidden.

    Places are locked before bookings are looked for, so that nobody books while it is closed off. Who waits now is not
    served when it begins at once; who waits for another line goes on.
    """
    street = by.street or 0
    with scope.scoped(street):
        rights.refuse_elsewhere(by, street, unit)
        _check(street, unit, line, begins_at, ends_at, reason, at)
        row = Closure.objects.create(
            street=street, unit=unit, line=line, begins_at=begins_at, ends_at=ends_at, reason=reason,
            account=by.account or 0, entered_at=at,
        )  # fmt: skip
        places = BookingPlace.objects.filter(unit=unit, starts_at__lt=ends_at, ends_at__gt=begins_at)
        places = places.filter(line=line) if line else places
        found = list(places.select_for_update().order_by("starts_at", "line", "seat").values_list("pk", flat=True))
        BookingPlace.objects.filter(pk__in=found, closure=0).update(closure=row.pk)
        revoked = _revoke(found, row, by, at)
        unserved = _unserved(row, by, at) if begins_at <= at < ends_at else ()
        data = {
            "unit": unit, "line": line, "from": stamp(begins_at), "until": stamp(ends_at), "reason": reason,
            "bookings": len(revoked), "tickets": len(unserved),
        }  # fmt: skip
        journal.write("hall.closed_off", subject=Ref(KIND, row.pk), street=street, by=by, at=at, data=data)
        return ClosedOff(row, revoked, unserved)


def _check(
    street: int, unit: int, line: str, begins_at: datetime, ends_at: datetime, reason: str, at: datetime
) -> None:
    wrong = {}
    if line and line not in plan_of(street, unit).places:
        wrong["line"] = "This counter does not serve that; choose another line or another counter."
    if ends_at <= begins_at or ends_at <= at:
        wrong["ends_at"] = "The end lies before the beginning, or has passed; correct it."
    if reason not in rules.WHY_OFFICE:
        wrong["reason"] = "Say why the counter does not serve."
    if wrong:
        raise Invalid(fields=wrong)


def _revoke(places: list[int], row: Closure, by: Actor, at: datetime) -> tuple[int, ...]:
    standing = Booking.objects.filter(place__in=places, state__in=("held", "booked")).order_by("id")
    found = tuple(standing.values_list("pk", flat=True))
    for number in found:
        bookings.revoke(booking=number, reason=row.reason, closure=row.pk, by=by, at=at)
    return found


def _unserved(row: Closure, by: Actor, at: datetime) -> tuple[int, ...]:
    waiting = QueueTicket.objects.select_for_update().filter(unit=row.unit, state="waiting")
    found = list(waiting.filter(line=row.line) if row.line else waiting)
    for one in found:
        tickets.close(one, row.reason, by, at, closure=row.pk)
    return tuple(one.pk for one in found)


@transaction.atomic
def lift(*, closure: int, by: Actor, at: datetime) -> Closure:
    """Open a time again that was closed off; what was cancelled stays cancelled. Raises NotFound, Forbidden."""
    with scope.scoped(by.street or 0):
        row = the_one(Closure.objects.select_for_update().filter(pk=closure, street=by.street or 0, lifted_at=None))
        rights.refuse_elsewhere(by, row.street, row.unit)
        row.lifted_at = at
        row.save(update_fields=["lifted_at"])
        BookingPlace.objects.filter(closure=row.pk).update(closure=0)
        journal.write("hall.lifted", subject=Ref(KIND, row.pk), street=row.street, by=by, at=at, data={})
        return row
