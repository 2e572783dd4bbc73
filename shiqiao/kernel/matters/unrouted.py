"""The unrouted list alarms: found by scanning, told once, told upwards after a working hour, over when somebody has it.

A round of the worker, so that no report pays for it; it walks the small index of unrouted matters only.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from shiqiao.base.actor import system
from shiqiao.base.db.scope import whole
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters import store
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.routing.actions import clear_alarm, escalate_alarm, raise_alarm
from shiqiao.kernel.routing.models import RoutingAlarm

BATCH = 200


@dataclass(frozen=True, slots=True)
class Unrouted:
    """An open matter that nobody was found for, with the reasons of its last routing."""

    number: str
    street: int
    reported_at: datetime
    why: tuple[dict[str, str | int], ...]


def scan_unrouted(*, at: datetime, limit: int = BATCH) -> int:
    """Raise, escalate and end alarms about unrouted matters of all streets by `at`; return how many acts that were."""
    done = 0
    with whole():
        by = {street: system("routing", street=street) for street in _streets()}
        standing = RoutingAlarm.objects.filter(matter=OuterRef("pk"), cleared_at=None)
        fresh = Matter.objects.filter(~Exists(standing), unrouted=True, done=False)
        for matter, street in fresh.order_by("street", "-id").values_list("id", "street")[:limit]:
            raise_alarm(matter=matter, street=street, by=by[street], at=at)
            done += 1
        needed = Matter.objects.filter(pk=OuterRef("matter"), unrouted=True, done=False)
        held = RoutingAlarm.objects.select_for_update(skip_locked=True, of=("self",)).filter(cleared_at=None)
        for alarm in held.filter(~Exists(needed)).order_by("id")[:limit]:
            clear_alarm(alarm=alarm, by=system("routing", street=alarm.street), at=at)
            done += 1
        for alarm in held.filter(escalated_at=None, escalate_at__lte=at).order_by("id")[:limit]:
            escalate_alarm(alarm=alarm, by=system("routing", street=alarm.street), at=at)
            done += 1
    return done


def _streets() -> list[int]:
    return list(Matter.objects.filter(unrouted=True, done=False).values_list("street", flat=True).distinct())


def standing_unrouted(street: int, limit: int = 50) -> list[Unrouted]:
    """Return the newest unrouted open matters of a street with their reasons, for the coverage check."""
    rows = list(Matter.objects.filter(street=street, unrouted=True, done=False).order_by("-id")[:limit])
    lines = JournalLine.objects.filter(kind=store.KIND, subject__in=[row.id for row in rows]).order_by("seq")
    why = {line.subject: line.data["why"] for line in lines if line.data.get("why")}
    return [Unrouted(row.number, row.street, row.reported_at, tuple(why.get(row.id, ()))) for row in rows]
