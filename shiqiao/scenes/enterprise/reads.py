"""Firms as an actor may see them, and their people on the portal. Absent and not yours are the same NotFound."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from shiqiao.base import paging
from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.paging import Page
from shiqiao.kernel.registry import reads as registry
from shiqiao.scenes.enterprise import rights
from shiqiao.scenes.enterprise.firms import ids_of, live_of
from shiqiao.scenes.enterprise.models import FirmFile, FirmPerson, FirmSeat
from shiqiao.scenes.enterprise.publishing import rules_of
from shiqiao.scenes.enterprise.tables import FirmSteward

PAGE, MANY = 25, 99


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list of firms is narrowed to."""

    tab: str = "all"
    tier: str = ""
    tag: str = ""


def files_of(actor: Actor) -> QuerySet[FirmFile]:
    """Return the files of firms that an actor reads."""
    condition = rights.seen(actor)
    return FirmFile.objects.none() if condition is None else FirmFile.objects.filter(condition)


def firms(actor: Actor, filters: Filters, at: datetime, *, after: str = "", limit: int = PAGE) -> Page[FirmFile]:
    """Return a page of files, the newest first; of firms that were merged the file of the one that stands."""
    rows = files_of(actor).filter(_tab(actor, filters.tab, at))
    if filters.tier:
        rows = rows.filter(tier=filters.tier)
    if filters.tag:
        rows = rows.filter(tags__contains=[filters.tag])
    page = paging.newest(rows, after, limit)
    return Page(_standing(page.rows), page.next)


def _tab(actor: Actor, tab: str, at: datetime) -> Q:
    """Return the condition of a tab: the own firms, those without a steward, those whose visit is overdue."""
    led = FirmSteward.objects.filter(organisation=OuterRef("organisation"), ended_at=None)
    if tab == "mine":
        return Q(organisation__in=rights.led_by(actor))
    if tab == "unled":
        return ~Q(Exists(led))
    if tab == "overdue":
        tiers = rules_of(actor.street or 0).tiers
        return reduce(or_, (_unvisited(one.code, at - timedelta(days=one.visit_days)) for one in tiers))
    return Q()


def _unvisited(tier: str, since: datetime) -> Q:
    return Q(tier=tier) & (Q(visited_at__lt=since) | Q(visited_at=None, opened_at__lt=since))


def count(actor: Actor, tab: str, at: datetime) -> int:
    """Count the firms in a tab, up to `MANY` + 1."""
    return len(files_of(actor).filter(_tab(actor, tab, at)).values_list("pk")[: MANY + 1])


def _standing(rows: Any) -> list[FirmFile]:
    """Leave out the file of a firm that was merged into one with a file of its own."""
    live = registry.resolved("organisation", [row.organisation for row in rows])
    gone = [live[row.organisation] for row in rows if live[row.organisation] != row.organisation]
    filed = (
        set(FirmFile.objects.filter(organisation__in=gone).values_list("organisation", flat=True)) if gone else set()
    )
    return [row for row in rows if live[row.organisation] == row.organisation or live[row.organisation] not in filed]


def access_firm(actor: Actor, organisation: int) -> tuple[Any, FirmFile]:
    """Return a firm that stands today and its file, for who may read it; raises NotFound.

    The number may be that of one that was merged: what was written there belongs to the one it was merged into.
    """
    live = live_of(actor, organisation)
    condition, ids = rights.seen(actor), ids_of(live.pk)
    if condition is None:
        raise NotFound
    rows = FirmFile.objects.filter(condition, organisation__in=ids)
    found = sorted(rows, key=lambda row: row.organisation != live.pk)
    if not found:
        raise NotFound
    return live, found[0]


def organisations(numbers: Any) -> dict[int, Any]:
    """Return organisations by number, as they stand today; who may see them was decided before."""
    live = registry.resolved("organisation", numbers)
    table: Any = registry.KINDS["organisation"]
    rows = table.objects.in_bulk(set(live.values()))
    return {number: rows[own] for number, own in live.items() if own in rows}


def seats_at(organisation: int) -> list[tuple[FirmSeat, FirmPerson]]:
    """Return who of a firm's own people has or had a seat, the present first."""
    rows = list(FirmSeat.objects.filter(organisation__in=ids_of(organisation)).order_by("-pk")[:50])
    people = FirmPerson.objects.in_bulk([row.person for row in rows])
    return [(row, people[row.person]) for row in sorted(rows, key=lambda row: row.ended_at is not None)]


def person_of(seat: FirmSeat) -> FirmPerson:
    """Return who sits on a seat; who may know was decided before."""
    return FirmPerson.objects.get(pk=seat.person)


def file_at(organisation: int) -> FirmFile | None:
    """Return the file of a firm that stands, None where none was opened; who may know was decided before."""
    rows = FirmFile.objects.filter(organisation__in=ids_of(organisation))
    return min(rows, key=lambda row: row.organisation != organisation, default=None)


def access_seat(actor: Actor, number: int) -> FirmSeat:
    """Return a seat at a firm that the actor acts for; raises NotFound."""
    row = FirmSeat.objects.filter(pk=number, street=actor.street or 0).first()
    if row is None:
        raise NotFound
    rights.refuse_strangers(actor, row.street, live_of(actor, row.organisation).pk)
    return row


def find(actor: Actor, text: str) -> list[Any]:
    """Find organisations of which a file may be opened, by name or whole credit code."""
    return registry.find_organisations(actor, text, limit=20) if len(text.strip()) > 1 else []


def filed(numbers: Any) -> set[int]:
    """Return those organisations that have a file."""
    return set(FirmFile.objects.filter(organisation__in=list(numbers)).values_list("organisation", flat=True))
