"""What 5S and the standard of model windows learn from the line: who waited too long, at which empty windows, how long."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Ref
from shiqiao.scenes.hall.fives.plugs import Ground, Grounds, Waited, Waits, plug, plug_waits
from shiqiao.scenes.hall.queue.models import QueueTicket, Sitting
from shiqiao.scenes.hall.queue.places import local_day
from shiqiao.scenes.hall.queue.publishing import plans, rule_of
from shiqiao.scenes.hall.queue.tickets import KIND

MOST = 200  # tickets that are looked at; the rest follows when these are decided


def _called(street: int, since: datetime, until: datetime) -> QuerySet[QueueTicket]:
    days = Q(day__range=(local_day(street, since), local_day(street, until)))
    return QueueTicket.objects.filter(days, street=street, called_at__range=(since, until))


def _minutes(row: QueueTicket) -> int:
    return int(((row.called_at or row.ready_at) - row.ready_at).total_seconds() // 60)


def waited_too_long(street: int, since: datetime, until: datetime) -> Iterator[Ground]:
    """Yield tickets that were called later than the limit allows, the earliest first."""
    for row in _called(street, since, until).filter(over=True).order_by("called_at", "id")[:MOST]:
        yield Ground(str(row.pk), row.unit, row.called_at or row.ready_at, row.number, Ref(KIND, row.pk))


def empty_meanwhile(street: int, since: datetime, until: datetime) -> Iterator[Ground]:
    """Yield days of a counter on which a window stood empty while somebody already waited over the limit.

    One ground a day and counter; it opens the first ticket that waited so.
    """
    limit, seen = timedelta(minutes=rule_of(street).waiting.limit), set[tuple[int, str]]()
    tickets = list(_called(street, since, until).filter(over=True).order_by("called_at", "id")[:MOST])
    sittings = list(Sitting.objects.filter(
        Q(ended_at=None) | Q(ended_at__gte=since), unit__in={row.unit for row in tickets}, began_at__lte=until
    ))  # fmt: skip
    for row in tickets:
        at, key = row.ready_at + limit, (row.unit, row.day.isoformat())
        there = {one.window for one in sittings if one.unit == row.unit and _sat(one, at)}
        plan = plans(street).get(row.unit)
        if plan and key not in seen and len(there) < plan.windows:
            seen.add(key)
            yield Ground(f"{row.unit}:{key[1]}", row.unit, at, row.number, Ref(KIND, row.pk))


def _sat(one: Sitting, at: datetime) -> bool:
    return one.began_at <= at and (one.ended_at is None or one.ended_at > at)


def counts(street: int, since: datetime, until: datetime) -> Mapping[int, tuple[int, int]]:
    """Return by counter how many tickets were called within the limit, of all that were called."""
    rows = (
        _called(street, since, until).values("unit").annotate(good=Count("id", filter=Q(over=False)), all=Count("id"))
    )
    return {row["unit"]: (row["good"], row["all"]) for row in rows}


def rows(
    street: int, station: int, since: datetime, until: datetime, within: bool, after: int, limit: int
) -> Iterator[Waited]:
    """Yield the tickets behind a count, below number `after` (0: all), the latest first."""
    found = _called(street, since, until).filter(unit=station)
    found = found.filter(over=False) if within else found
    found = found.filter(pk__lt=after) if after else found
    for row in found.order_by("-id")[:limit]:
        yield Waited(row.pk, row.number, row.called_at or row.ready_at, _minutes(row))


def plug_in() -> None:
    """Let 5S propose what the line shows, and the standard count how long people waited."""
    plug(
        Grounds("over_limit", gettext_noop("Waited longer than the limit"), waited_too_long, "waiting", "keep", "clock")
    )
    plug(Grounds("empty_window", gettext_noop("An empty window while people waited"), empty_meanwhile, icon="user-off"))
    plug_waits(Waits(counts, rows))
