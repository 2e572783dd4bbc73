"""What lists of matters are narrowed to, as conditions within the branches that reads walk by their indexes."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from shiqiao.kernel.clocks.alarms import QUIET
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.matters import store

LIGHTS = ("red", "yellow", "green", "paused")
SAME = ("item", "line", "grid", "community", "street", "state", "channel", "holder", "unrouted", "paused", "urgent")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty means everything the actor may see."""

    tab: str = ""
    open: bool | None = None
    item: str = ""
    line: str = ""
    grid: int = 0
    community: int = 0
    street: int = 0
    state: str = ""
    channel: str = ""
    holder: int = 0  # the account of the person who has it
    overdue_at: datetime | None = None
    due_from: datetime | None = None
    due_after: datetime | None = None
    due_until: datetime | None = None  # itself included: midnight ends a day
    later_than: datetime | None = None  # due after that, or not at all
    since: datetime | None = None
    until: datetime | None = None
    ended_since: datetime | None = None  # closed since then; beside the state `closed`, whose index holds it
    came_since: datetime | None = None  # reported since then, or come into its present state
    unrouted: bool = False
    asked: bool = False  # only those with an open request
    asked_but: int = 0  # the account whose own requests are left out: nobody decides what they asked for
    paused: bool = False
    urgent: bool = False
    supervised: bool = False
    light: str = ""  # one of LIGHTS, at `lit_at`
    lit_at: datetime | None = None
    waiting: bool | None = None  # True: only what waits for others; False: only what does not
    waiting_states: tuple[str, ...] = ()  # states in which somebody else has the next move
    waiting_asker: int = 0  # the account whose own open requests wait for others
    text: str = ""


def narrow(filters: Filters) -> Q:
    """Return the condition that filters stand for."""
    q = Q() if filters.open is None else Q(done=not filters.open)
    for name in SAME:
        if value := getattr(filters, name):
            q &= Q(**{name: value})
    return q & _asked(filters) & _reported(filters) & _due(filters) & _lit(filters) & _waiting(filters)


def _asked(filters: Filters) -> Q:
    q = ~Q(asked="") if filters.asked else Q()
    if filters.asked_but:
        q &= ~Q(asked_holder=filters.asked_but)
    return q & Q(supervised__gt=0) if filters.supervised else q


def _reported(filters: Filters) -> Q:
    q = Q(reported_at__gte=filters.since) if filters.since else Q()
    if filters.until:
        q &= Q(reported_at__lt=filters.until)
    if filters.ended_since:
        q &= Q(done=True, ended_at__gte=filters.ended_since)
    if filters.came_since:
        came = _clock(started_at__gte=filters.came_since)
        q &= Q(done=False) & (Q(reported_at__gte=filters.came_since) | came)
    return q


BOUNDS = {"overdue_at": "lt", "due_from": "gte", "due_after": "gt", "due_until": "lte"}


def _due(filters: Filters) -> Q:
    q = Q()
    for name, how in BOUNDS.items():
        if moment := getattr(filters, name):
            q &= Q(done=False, **{f"next_due__{how}": moment})
    if filters.later_than:
        q &= Q(done=False) & (Q(next_due__gt=filters.later_than) | Q(next_due=None))
    return q


def _lit(filters: Filters) -> Q:
    """As the lights of a row: red once a running clock is late, yellow once one has warned, green else, none while paused."""
    if filters.light not in LIGHTS or filters.lit_at is None:
        return Q()
    if filters.light == "paused":
        return Q(done=False, paused=True)
    if filters.light == "red":
        return Q(done=False, next_due__lt=filters.lit_at)
    at = filters.lit_at
    warned = _clock(Q(alarm_level__gt=QUIET) | Q(alarm_at__lte=at), paused_at=None, due_at__gte=at)
    return Q(done=False, next_due__gte=at) & (warned if filters.light == "yellow" else ~warned)


def _clock(*conditions: Q, **more: object) -> Q:
    """A running clock of the matter fits: found by the index that also keeps each run alone; only open matters have one."""
    running = Clock.objects.filter(*conditions, kind=store.KIND, subject=OuterRef("pk"), stopped_at=None, **more)
    return Q(Exists(running))


def _waiting(filters: Filters) -> Q:
    if filters.waiting is None:
        return Q()
    waits = Q(paused=True)
    if filters.waiting_states:
        waits |= Q(state__in=filters.waiting_states)
    if filters.waiting_asker:
        waits |= ~Q(asked="") & Q(asked_holder=filters.waiting_asker)
    return waits if filters.waiting else ~waits
