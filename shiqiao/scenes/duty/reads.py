"""Rosters, shifts and turns as an actor may see them; who is on duty now. Lists by keyset, never a query a row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.paging import Page, newest
from shiqiao.base.rows import the_one
from shiqiao.scenes.duty import rights
from shiqiao.scenes.duty.tables import OPEN_SWAPS, Availability, LogEntry, Passing, Roster, Shift, Swap, Turn

PAGE, MANY = 25, 99


@dataclass(frozen=True, slots=True)
class Watch:
    """Somebody on duty: in which turn and role, the account and post, from when until when, when checked in."""

    turn: int
    role: str
    person: int
    post: int
    since: datetime
    until: datetime
    checked_in_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OnDuty:
    """The shift that runs at a moment, its leader first; without a published roster `shift` is 0 and nobody is named."""

    shift: int = 0
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None
    people: tuple[Watch, ...] = ()

    @property
    def leader(self) -> Watch | None:
        """The leader on duty."""
        return next((one for one in self.people if one.role == "leader"), None)

    @property
    def officers(self) -> tuple[Watch, ...]:
        """The officers on duty."""
        return tuple(one for one in self.people if one.role == "officer")


def on_duty(street: int, at: datetime) -> OnDuty:
    """Return who is on duty in a street at a moment, by the published roster with all swaps and replacements: two queries.

    Asked within the street's fence; whoever reads it says itself to whom it shows names.
    """
    shift = Shift.objects.filter(street=street, live=True, during__contains=at).first()
    return _on_duty(shift) if shift else OnDuty()


def next_on_duty(street: int, at: datetime) -> OnDuty:
    """Return who is on duty in the shift that begins next."""
    coming = Shift.objects.filter(
        street=street, live=True, during__startswith__gt=at, day__lte=at.date() + timedelta(9)
    )
    shift = coming.order_by("during").first()
    return _on_duty(shift) if shift else OnDuty()


def _on_duty(shift: Shift) -> OnDuty:
    turns = Turn.objects.filter(shift=shift.pk, state="standing").order_by("role", "place")
    people = tuple(
        Watch(row.pk, row.role, row.person, row.post, row.during.lower, row.during.upper, row.checked_in_at) for row in turns
    )  # fmt: skip
    return OnDuty(shift.pk, shift.kind, shift.during.lower, shift.during.upper, people)


def access_roster(actor: Actor, number: int) -> Roster:
    """Return a roster of the actor's street: a published one for all officials, others for who keeps rosters."""
    return the_one(rosters_of(actor).filter(pk=number))


def rosters_of(actor: Actor) -> QuerySet[Roster]:
    """Return the rosters that an actor sees."""
    if not rights.official(actor):
        return Roster.objects.none()
    rows = Roster.objects.filter(street=actor.street or 0)
    return rows if rights.keeps(actor) else rows.filter(state="published")


def rosters(actor: Actor, *, after: str = "", limit: int = PAGE) -> Page[Roster]:
    """Return a page of rosters, the newest first."""
    return newest(rosters_of(actor), after, limit)


def shifts_of(actor: Actor) -> QuerySet[Shift]:
    """Return the shifts that an actor sees."""
    if not rights.official(actor):
        return Shift.objects.none()
    rows = Shift.objects.filter(street=actor.street or 0)
    return rows if rights.keeps(actor) else rows.filter(live=True)


def access_shift(actor: Actor, number: int) -> Shift:
    """Return a shift that the actor sees; absent and not yours are the same NotFound."""
    return the_one(shifts_of(actor).filter(pk=number))


def access_turn(actor: Actor, number: int) -> Turn:
    """Return a turn that the actor sees; absent and not yours are the same NotFound."""
    rows = Turn.objects.filter(pk=number, street=actor.street or 0)
    if not rights.official(actor):
        raise NotFound
    return the_one(rows if rights.keeps(actor) else rows.filter(live=True))


def between(actor: Actor, since: date, until: date, roster: Roster | None = None) -> list[Shift]:
    """Return the shifts of days `since` to `until` (included): of one roster, or the published ones."""
    rows = shifts_of(actor).filter(day__gte=since, day__lte=until)
    rows = rows.filter(roster=roster.pk) if roster else rows.filter(live=True)
    return list(rows.order_by("day", "during")[:800])


def turns_in(shifts: Iterable[Shift]) -> dict[int, list[Turn]]:
    """Return the turns of some shifts that stand or were relieved, leaders first, by shift; one query."""
    found: dict[int, list[Turn]] = {}
    rows = Turn.objects.filter(shift__in=[row.pk for row in shifts]).exclude(state="changed")
    for row in rows.order_by("role", "place", "during"):
        found.setdefault(row.shift, []).append(row)
    return found


def mine(actor: Actor, since: datetime, *, limit: int = 60) -> list[Turn]:
    """Return the actor's own turns that end after a moment, the next one first."""
    rows = Turn.objects.filter(street=actor.street or 0, person=actor.account or 0, live=True, state="standing")
    return list(rows.filter(during__endswith__gt=since).order_by("during")[:limit])


def swaps_of(actor: Actor) -> QuerySet[Swap]:
    """Return the swaps that an actor sees: the own ones, all for who approves, keeps or leads."""
    if not rights.official(actor):
        return Swap.objects.none()
    rows = Swap.objects.filter(street=actor.street or 0)
    if rights.keeps(actor) or rights.approves(actor):
        return rows
    return rows.filter(Q(asker=actor.account or 0) | Q(asked=actor.account or 0))


def access_swap(actor: Actor, number: int) -> Swap:
    """Return a swap that the actor sees; absent and not yours are the same NotFound."""
    return the_one(swaps_of(actor).filter(pk=number))


def swaps_waiting(actor: Actor) -> list[Swap]:
    """Return the open swaps that wait for this actor: to agree, or to approve."""
    mine = Q(state="asked", asked=actor.account or 0)
    if rights.approves(actor):
        mine |= Q(state="agreed") & ~Q(asker=actor.account or 0) & ~Q(asked=actor.account or 0)
    return list(swaps_of(actor).filter(mine).order_by("pk")[: MANY + 1])


def open_swap_of(turn: Turn) -> Swap | None:
    """Return the open swap in which a turn stands."""
    rows = Swap.objects.filter(Q(turn=turn.pk) | Q(against=turn.pk), state__in=OPEN_SWAPS)
    return rows.order_by("pk").first()


def in_open_swaps(turns: Iterable[Turn]) -> set[int]:
    """Return the turns, of some, that stand in an open swap; one query."""
    numbers = [row.pk for row in turns]
    rows = Swap.objects.filter(Q(turn__in=numbers) | Q(against__in=numbers), state__in=OPEN_SWAPS)
    return {number for pair in rows.values_list("turn", "against") for number in pair}


def standing(shift: int) -> dict[int, Turn]:
    """Return the standing turns of a shift by number."""
    return {row.pk: row for row in Turn.objects.filter(shift=shift, state="standing")}


def shift_of(number: int) -> Shift:
    """Return a shift that is known to be there."""
    return Shift.objects.get(pk=number)


def shifts_by_number(numbers: Iterable[int]) -> dict[int, Shift]:
    """Return shifts by number; one query."""
    return Shift.objects.in_bulk(list(numbers))


def turns_by_number(numbers: Iterable[int]) -> dict[int, Turn]:
    """Return turns by number; one query."""
    return Turn.objects.in_bulk(list(numbers))


def before_and_after(row: Turn) -> tuple[Turn | None, Turn | None]:
    """Return the turn in whose place one stands, and the one that stands in its own place."""
    rows = Turn.objects.filter(street=row.street)
    former = rows.filter(pk=row.former).first() if row.former else None
    return former, rows.filter(former=row.pk).first()


def entered(actor: Actor, since: date) -> list[Availability]:
    """Return what the actor has entered for days from one on."""
    rows = Availability.objects.filter(street=actor.street or 0, person=actor.account or 0, ended_at=None)
    return list(rows.filter(days__endswith__gt=since).order_by("days")[:20])


def line_of(actor: Actor, number: int) -> LogEntry:
    """Return a line of a log of the actor's street; raises NotFound. Who may read it is asked apart."""
    return the_one(LogEntry.objects.filter(street=actor.street or 0, pk=number))


def log_of(shift: Shift) -> list[LogEntry]:
    """Return the lines of a shift's log, oldest first."""
    return list(LogEntry.objects.filter(shift=shift.pk).order_by("at", "pk")[:300])


def passed_to(shift: Shift) -> list[tuple[Passing, LogEntry]]:
    """Return what the former shift passed on to a shift, with its lines."""
    rows = list(Passing.objects.filter(shift=shift.pk).order_by("pk")[:200])
    lines = LogEntry.objects.in_bulk([row.entry for row in rows])
    return [(row, lines[row.entry]) for row in rows if row.entry in lines]
