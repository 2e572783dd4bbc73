"""Needs and promises as an actor may see them, and as a firm's own people do. Absent and not yours are the same NotFound."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from shiqiao.base import paging
from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.paging import Page
from shiqiao.base.rows import the_one
from shiqiao.scenes.enterprise import rights
from shiqiao.scenes.enterprise.firms import ids_of
from shiqiao.scenes.enterprise.reads import MANY, PAGE
from shiqiao.scenes.enterprise.rules import SETTLED
from shiqiao.scenes.enterprise.seats import Seat
from shiqiao.scenes.enterprise.store import day_of
from shiqiao.scenes.enterprise.tables import FirmEntry, FirmNeed, FirmPosition, FirmPromise


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of needs or promises is narrowed to."""

    tab: str = "all"
    topic: str = ""


def needs_of(actor: Actor) -> QuerySet[FirmNeed]:
    """Return the needs that an actor reads: of the firms whose files are read, and those put to the own unit."""
    if actor.street is None:
        return FirmNeed.objects.none()
    condition, units = rights.seen(actor), rights.units_of(actor)
    asked = Q(pk__in=FirmPosition.objects.filter(street=actor.street, unit__in=units).values("need"))
    return FirmNeed.objects.filter(asked if condition is None else condition | asked, street=actor.street)


def _need_tab(actor: Actor, tab: str) -> Q:
    silent = FirmPosition.objects.filter(unit__in=rights.units_of(actor), state__in=("waiting", "taken"))
    return {
        "asked": Q(pk__in=silent.values("need")), "open": ~Q(state__in=SETTLED), "refused": Q(state="refused"),
        "abandoned": Q(abandoned_at__isnull=False), "settled": Q(state__in=SETTLED),
    }.get(tab, Q())  # fmt: skip


def needs(actor: Actor, filters: Filters, *, after: str = "", limit: int = PAGE) -> Page[FirmNeed]:
    """Return a page of needs, the newest first."""
    rows = needs_of(actor).filter(_need_tab(actor, filters.tab))
    return paging.newest(rows.filter(topic=filters.topic) if filters.topic else rows, after, limit)


def count_needs(actor: Actor, tab: str) -> int:
    """Count the needs in a tab, up to `MANY` + 1."""
    return len(needs_of(actor).filter(_need_tab(actor, tab)).values_list("pk")[: MANY + 1])


def access_need(actor: Actor, number: int) -> FirmNeed:
    """Return a need that the actor may read; raises NotFound."""
    return the_one(needs_of(actor).filter(pk=number))


def reads_firm(actor: Actor, need: FirmNeed) -> bool:
    """Tell whether an actor reads the whole need, because the firm's file is read; a unit reads its own position alone."""
    condition = rights.seen(actor)
    return condition is not None and FirmNeed.objects.filter(condition, pk=need.pk).exists()


def positions(actor: Actor, need: FirmNeed) -> list[FirmPosition]:
    """Return the positions to a need that an actor reads: who was asked is not told what others said."""
    rows = FirmPosition.objects.filter(need=need.pk).order_by("pk")
    return list(rows if reads_firm(actor, need) else rows.filter(unit__in=rights.units_of(actor)))


def units_asked(need: FirmNeed) -> dict[int, int]:
    """Return position → unit of a need; who may know was decided before."""
    return dict(FirmPosition.objects.filter(need=need.pk).values_list("pk", "unit"))


def access_position(actor: Actor, number: int) -> tuple[FirmPosition, FirmNeed]:
    """Return a position of the actor's own unit with its need; raises NotFound."""
    row = the_one(FirmPosition.objects.filter(pk=number, street=actor.street or 0))
    if not rights.answers(actor, row.unit):
        raise NotFound
    return row, the_one(FirmNeed.objects.filter(pk=row.need))


def entries(need: int) -> list[FirmEntry]:
    """Return what was said about a need, oldest first."""
    return list(FirmEntry.objects.filter(need=need).order_by("pk")[:200])


def promises_of(actor: Actor) -> QuerySet[FirmPromise]:
    """Return the promises that an actor reads: those to firms whose files are read."""
    condition = rights.seen(actor)
    return FirmPromise.objects.none() if condition is None else FirmPromise.objects.filter(condition)


def _promise_tab(tab: str, at: datetime) -> Q:
    still = Q(kept_at=None, broken_at=None)
    return {"open": still, "late": still & Q(due__lt=day_of(at)), "ended": ~still}.get(tab, Q())


def promises(actor: Actor, filters: Filters, at: datetime, *, after: str = "", limit: int = PAGE) -> Page[FirmPromise]:
    """Return a page of promises, the newest first."""
    return paging.newest(promises_of(actor).filter(_promise_tab(filters.tab, at)), after, limit)


def count_promises(actor: Actor, tab: str, at: datetime) -> int:
    """Count the promises in a tab, up to `MANY` + 1."""
    return len(promises_of(actor).filter(_promise_tab(tab, at)).values_list("pk")[: MANY + 1])


def access_promise(actor: Actor, number: int) -> FirmPromise:
    """Return a promise that the actor may read; raises NotFound."""
    return the_one(promises_of(actor).filter(pk=number))


def of_firm(organisation: int, limit: int = 20) -> tuple[list[FirmNeed], list[FirmPromise]]:
    """Return the newest needs and promises of a firm; who may read them was decided before."""
    ids = ids_of(organisation)
    found = FirmNeed.objects.filter(organisation__in=ids).order_by("-pk")[:limit]
    return list(found), list(FirmPromise.objects.filter(organisation__in=ids).order_by("-pk")[:limit])


def of_seat(seat: Seat) -> tuple[list[FirmNeed], list[FirmPromise]]:
    """Return what the firm of a seat needs and was promised: its own and nobody else's."""
    return of_firm(seat.organisation, 100)


def need_of_seat(seat: Seat, number: int) -> FirmNeed:
    """Return a need of the firm of a seat; raises NotFound for every other one."""
    return the_one(FirmNeed.objects.filter(pk=number, street=seat.street, organisation__in=ids_of(seat.organisation)))
