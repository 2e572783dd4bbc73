"""What the line tells about a counter: who waits over the limit, which window is empty, how long people waited by month.

Plain functions of street, counter and moment, for whoever scores halls: inspections and the standard of model windows.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, Q

from shiqiao.kernel.clocks.reads import is_open
from shiqiao.scenes.hall.queue.models import Booking, QueueTicket
from shiqiao.scenes.hall.queue.places import local_day
from shiqiao.scenes.hall.queue.publishing import plans, rule_of
from shiqiao.scenes.hall.queue.reads import MOST, closed_now, manned


@dataclass(frozen=True, slots=True)
class TooLong:
    """A ticket that waits over the limit: its row, its number, since when, and for how many minutes."""

    ticket: int
    number: str
    line: str
    since: datetime
    minutes: int


def _waited(street: int, station: int, at: datetime) -> Q:
    """Return what waited at a counter at a moment, also a past one: ready, not yet called, not ended."""
    there = Q(street=street, unit=station, day=local_day(street, at), ready_at__lte=at)
    return there & (Q(called_at=None) | Q(called_at__gt=at)) & (Q(ended_at=None) | Q(ended_at__gt=at))


def over_limit(street: int, station: int, at: datetime) -> list[TooLong]:
    """Return which tickets waited over the limit of the rule at a moment (now or before), the longest first."""
    latest = at - timedelta(minutes=rule_of(street).waiting.limit)
    rows = QueueTicket.objects.filter(_waited(street, station, at), ready_at__lt=latest).order_by("ready_at", "id")
    return [
        TooLong(row.pk, row.number, row.line, row.ready_at, int((at - row.ready_at).total_seconds() // 60))
        for row in rows[:MOST]
    ]


@dataclass(frozen=True, slots=True)
class EmptyCounter:
    """A window at which nobody worked at a moment within office hours, and how many waited meanwhile."""

    window: int
    waiting: int


def empty_counters(street: int, station: int, at: datetime) -> list[EmptyCounter]:
    """Return the windows of a counter at which nobody worked at a moment; none outside office hours or when closed off."""
    plan = plans(street).get(station)
    if plan is None or not is_open(street, at) or closed_now(street, station, at):
        return []
    there = manned(street, station, at)
    empty = [n for n in range(1, plan.windows + 1) if n not in there]
    waited = len(QueueTicket.objects.filter(_waited(street, station, at)).values_list("pk")[:MOST]) if empty else 0
    return [EmptyCounter(n, waited) for n in empty]


@dataclass(frozen=True, slots=True)
class Waits:
    """A counter's month. Each ticket and each booking is counted once, by how it ended; minutes from ready to first call.

    `missed` were called and did not come; `unserved` the office closed; `no_show` had booked and did not come; `revoked`
    the office cancelled; `cancelled` the persons did. `over` waited over the limit, of `called`.
    """

    station: int
    month: str
    tickets: int
    called: int
    served: int
    missed: int
    left: int
    unserved: int
    over: int
    mean: float | None
    ninth: float | None
    bookings: int
    kept: int
    no_show: int
    cancelled: int
    revoked: int

    @property
    def in_time(self) -> float | None:
        """Return the share of those called who were called within the limit; None where nobody was called."""
        return (self.called - self.over) / self.called if self.called else None


_TICKETS = """
SELECT unit, count(*), count(called_at), count(*) FILTER (WHERE state = 'served'), count(*) FILTER (WHERE state = 'missed'),
  count(*) FILTER (WHERE state = 'left'), count(*) FILTER (WHERE state = 'closed'), count(*) FILTER (WHERE over),
  avg(extract(epoch FROM called_at - ready_at) / 60) FILTER (WHERE called_at >= ready_at),
  percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM called_at - ready_at) / 60)
FROM hall_queue_ticket WHERE street = %s AND day >= %s AND day < %s {unit} GROUP BY unit
"""


def waits(street: int, month: str, station: int = 0) -> list[Waits]:
    """Return the waiting times of a month (`2018-06`) by counter, or of one counter; two queries. Raises ValueError."""
    first = date.fromisoformat(f"{month}-01")
    last = (first + timedelta(days=32)).replace(day=1)
    booked = _booked(street, first, last, station)
    with connection.cursor() as cursor:
        sql = _TICKETS.format(unit="AND unit = %s" if station else "")
        cursor.execute(sql, [street, first, last, *([station] if station else [])])
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    nothing = (0, 0, 0, 0, 0, 0, 0, None, None)
    units = [unit for unit in plans(street) if station in (0, unit)]
    units += [unit for unit in sorted({*found, *booked}) if unit not in units]
    return [_row(unit, month, found.get(unit, nothing), booked.get(unit, (0, 0, 0, 0, 0))) for unit in units]


def _row(unit: int, month: str, counted: tuple, booked: tuple[int, ...]) -> Waits:  # type: ignore[type-arg]
    *numbers, mean, ninth = counted
    mean, ninth = (round(float(one), 1) if one is not None else None for one in (mean, ninth))
    return Waits(unit, month, *numbers, mean, ninth, *booked)


def _booked(street: int, first: date, last: date, station: int) -> dict[int, tuple[int, ...]]:
    rows = Booking.objects.filter(street=street, day__gte=first, day__lt=last).exclude(state__in=("held", "expired"))
    rows = rows.filter(unit=station) if station else rows
    counted = rows.values("unit").annotate(
        all=Count("id"), kept=Count("id", filter=Q(state__in=("arrived", "served"))),
        no_show=Count("id", filter=Q(state="missed")), cancelled=Count("id", filter=Q(state="cancelled")),
        revoked=Count("id", filter=Q(state="revoked")),
    )  # fmt: skip
    return {row["unit"]: (row["all"], row["kept"], row["no_show"], row["cancelled"], row["revoked"]) for row in counted}


UNTIED_MOST = 50


def _untied() -> Q:
    return Q(state="served", affair=0)


def untied(street: int, since: date, until: date) -> dict[int, tuple[int, int]]:
    """Return by counter how many served tickets of some days are tied to no affair, of how many: [since, until)."""
    rows = QueueTicket.objects.filter(street=street, day__gte=since, day__lt=until, state="served").values("unit")
    found = rows.annotate(n=Count("id", filter=_untied()), d=Count("id")).order_by("unit")
    return {row["unit"]: (row["n"], row["d"]) for row in found}


def untied_tickets(street: int, unit: int, since: date, until: date) -> list[QueueTicket]:
    """Return the served tickets of a counter that are tied to no affair, the latest first: [since, until)."""
    rows = QueueTicket.objects.filter(_untied(), street=street, unit=unit, day__gte=since, day__lt=until)
    return list(rows.order_by("-day", "-id")[:UNTIED_MOST])
