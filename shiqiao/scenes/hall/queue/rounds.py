"""What the worker does again and again: holds end, who did not come is noted, the line is emptied after closing time."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from shiqiao.base.db import scope
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.scenes.hall.queue import booking, tickets
from shiqiao.scenes.hall.queue.models import Booking, QueueTicket, Sitting
from shiqiao.scenes.hall.queue.places import local_day
from shiqiao.scenes.hall.queue.publishing import rule_of, streets

LIMIT = 500  # of one round: what is left goes with the next


def expire_holds(*, at: datetime) -> int:
    """End holds whose minutes are over; the place goes to the waiting list. Over all streets."""
    return _each(Booking.objects.filter(state="held", hold_until__lte=at), lambda row: booking.expire(row, at))


def note_no_shows(*, at: datetime) -> int:
    """Note who had booked and did not come, once the slot and the minutes of grace are over; end what the list left over."""
    done = 0
    for street in streets():
        grace = at - timedelta(minutes=rule_of(street).waiting.late)
        missed = Booking.objects.filter(street=street, state="booked", ends_at__lte=grace)
        done += _each(missed, lambda row: booking.miss(row, at))
        left = Booking.objects.filter(street=street, state="waitlisted", day__lt=local_day(street, at))
        done += _each(left, lambda row: booking.expire(row, at))
    return done


@transaction.atomic
def _each(rows: QuerySet[Booking], act: Callable[[Booking], None]) -> int:
    with scope.whole():
        found = list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("id")[:LIMIT])
        for row in found:
            act(row)
        return len(found)


@transaction.atomic
def end_days(*, at: datetime) -> int:
    """End what a day has left over: whoever still waits was not served by us, which is no no-show; windows are left."""
    done = 0
    with scope.whole():
        for street in streets():
            today = local_day(street, at)
            cal = calendar_for(street)
            opened = cal.plan(today.toordinal()).open
            closed = not opened or opened[-1][1] + 3600 <= at.timestamp()  # an hour after the last office hour
            days = Q(day__lte=today) if closed else Q(day__lt=today)
            rows = QueueTicket.objects.filter(days, street=street, state__in=("waiting", "called", "held", "serving"))
            for row in rows.select_for_update(skip_locked=True)[:LIMIT]:
                tickets.end_of_day(row, at)
                done += 1
            begun = cal.local(int(at.timestamp())).replace(hour=0, minute=0, second=0, microsecond=0)
            left = Sitting.objects.filter(street=street, ended_at=None)
            done += (left if closed else left.filter(began_at__lt=begun)).update(ended_at=at)
    return done
