"""Places of slots: made for the days ahead by the rule and the calendar of working days, and what of them is free."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from shiqiao.base.db import scope
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.clocks.rules import WorkCalendar
from shiqiao.scenes.hall.queue import rules
from shiqiao.scenes.hall.queue.models import TAKES_PLACE, Booking, BookingPlace, Closure
from shiqiao.scenes.hall.queue.publishing import plans, rule_of, streets

Key = tuple[int, str, datetime, int]


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot of a line at a counter: how many places are free of how many. Never negative, never more than there are."""

    unit: int
    line: str
    starts_at: datetime
    ends_at: datetime
    free: int
    places: int


def workdays(street: int, first: date, count: int) -> list[date]:
    """Return the next working days from a day on, by the street's calendar: no weekends, no holidays, make-up days too."""
    cal, found, day = calendar_for(street), list[date](), first
    while len(found) < count and day < first + timedelta(days=count * 3 + 20):
        if cal.is_workday(day):
            found.append(day)
        day += timedelta(days=1)
    return found


def planned(street: int, days: Iterable[date]) -> Iterator[BookingPlace]:
    """Yield the places that rule and calendar foresee, not written yet."""
    rule, cal, offered = rule_of(street), calendar_for(street), plans(street)
    for day in days:
        for begins, ends in rules.slots(cal.plan(day.toordinal()).open, rule.slots.minutes):
            starts_at, ends_at = _at(begins), _at(ends)
            for unit, plan in offered.items():
                for line, places in plan.places.items():
                    for seat in range(1, places + 1):
                        yield BookingPlace(
                            street=street,
                            unit=unit,
                            line=line,
                            day=day,
                            seat=seat,
                            starts_at=starts_at,
                            ends_at=ends_at,
                        )


def _at(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def local_day(street: int, at: datetime) -> date:
    """Return the day at a moment, by the street's clock."""
    cal: WorkCalendar = calendar_for(street)
    return at.astimezone(cal.tz).date()


@transaction.atomic
def make_places(street: int, at: datetime) -> int:
    """Make what is foreseen for the days ahead and take away what is not and nobody has booked; returns how many changed.

    Places that somebody has booked stay, also when the rule now foresees fewer or the calendar has a holiday there: the
    office tells those persons by closing the time off.
    """
    with scope.scoped(street):
        today = local_day(street, at)
        days = workdays(street, today, rule_of(street).slots.ahead + 1)
        wanted = {_key(one): one for one in planned(street, days)}
        there = {_key(one): one for one in BookingPlace.objects.filter(street=street, day__gte=today)}
        closed = list(Closure.objects.filter(street=street, ends_at__gt=at, lifted_at=None))
        new = [one for key, one in wanted.items() if key not in there]
        for one in new:
            one.closure = next((row.pk for row in closed if covers(row, one)), 0)
        BookingPlace.objects.bulk_create(new, ignore_conflicts=True, batch_size=2000)
        lost = [one.pk for key, one in there.items() if key not in wanted]
        past = BookingPlace.objects.filter(street=street, day__lt=today - timedelta(days=1))
        gone = _unbooked(BookingPlace.objects.filter(pk__in=lost)).delete()[0] + _unbooked(past).delete()[0]
    return len(new) + gone


def make_all(*, at: datetime) -> int:
    """Make the places of every street that has a rule; for the worker."""
    return sum(make_places(street, at) for street in streets())


def covers(row: Closure, one: BookingPlace) -> bool:
    """Tell whether a time closed off takes a place away."""
    same = row.unit == one.unit and row.line in ("", one.line)
    return same and row.begins_at < one.ends_at and one.starts_at < row.ends_at


def _key(one: BookingPlace) -> Key:
    return one.unit, one.line, one.starts_at, one.seat


def _unbooked(rows: QuerySet[BookingPlace]) -> QuerySet[BookingPlace]:
    return rows.filter(~Exists(Booking.objects.filter(place=OuterRef("pk"))))


def taken(at: datetime) -> Exists:
    """Return the condition that a place is taken: a hold whose minutes are over takes nothing any more."""
    over = Q(state="held", hold_until__lte=at)
    return Exists(Booking.objects.filter(TAKES_PLACE & ~over, place=OuterRef("pk")))


def free_slots(street: int, unit: int, line: str, at: datetime, *, lead: bool = True) -> list[Slot]:
    """Return the slots of a line at a counter that can still be booked, with what is free; full ones with 0."""
    rule = rule_of(street)
    first = at + timedelta(minutes=rule.slots.lead if lead else 0)
    rows = BookingPlace.objects.filter(street=street, unit=unit, line=line, starts_at__gte=first, closure=0)
    rows = rows.annotate(taken=taken(at)).order_by("starts_at", "seat")
    found: dict[datetime, Slot] = {}
    for ends_at, starts_at, is_taken in rows.values_list("ends_at", "starts_at", "taken"):
        before = found.get(starts_at) or Slot(unit, line, starts_at, ends_at, 0, 0)
        found[starts_at] = Slot(unit, line, starts_at, ends_at, before.free + (not is_taken), before.places + 1)
    last = workdays(street, local_day(street, at), rule.slots.ahead + 1)
    return [one for one in found.values() if not last or local_day(street, one.starts_at) <= last[-1]]
