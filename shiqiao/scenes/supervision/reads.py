"""Orders as an actor may see them: all of the street for those who keep or audit them, else those to be answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from shiqiao.base import paging
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.paging import Page
from shiqiao.base.rows import the_one
from shiqiao.kernel.files.reads import attachment, attachments_of
from shiqiao.kernel.matters.lookups import hidden_from
from shiqiao.scenes.supervision import rights
from shiqiao.scenes.supervision.models import OPEN, OrderEntry, SupervisionOrder
from shiqiao.scenes.supervision.store import KIND

PAGE, MANY = 25, 99
TABS = ("mine", "open", "late", "answered", "closed", "all")
BY_DUE = frozenset({"mine", "open", "late"})
HAND = "hand"  # the filter for orders that no rule raised


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to: a tab, a rule (`hand`: raised by hand), a unit that answers."""

    tab: str = "all"
    rule: str = ""
    unit: int = 0


def orders_of(actor: Actor) -> QuerySet[SupervisionOrder]:
    """Return the orders an actor sees; what concerns a matter that complains about the actor's unit is not among them."""
    if actor.street is None:
        return SupervisionOrder.objects.none()
    rows = SupervisionOrder.objects.filter(street=actor.street)
    hidden = hidden_from(actor)
    if hidden:
        rows = rows.exclude(subject_kind="matter", subject_id__in=hidden)
    if rights.reads_all(actor):
        return rows
    ways = [Q(post__in=sorted(actor.reach.posts)), *_of_units(actor)]
    return rows.filter(reduce(or_, ways))


def _of_units(actor: Actor) -> list[Q]:
    units = sorted(actor.reach.units)
    return [Q(unit__in=units), *(Q(assisting__contains=[unit]) for unit in units)] if units else []


def _tab(actor: Actor, tab: str, at: datetime) -> Q:
    return {
        "mine": Q(state="raised", post__in=sorted(actor.reach.posts)), "open": Q(state="raised"),
        "late": Q(state="raised", due_at__lt=at), "answered": Q(state="answered"),
        "closed": Q(state__in=("closed", "withdrawn")),
    }.get(tab, Q())  # fmt: skip


def orders(
    actor: Actor, filters: Filters, at: datetime, *, after: str = "", limit: int = PAGE
) -> Page[SupervisionOrder]:
    """Return a page of orders: those to be answered by what breaks first, others the newest first."""
    rows = orders_of(actor).filter(_tab(actor, filters.tab, at))
    if filters.rule:
        rows = rows.filter(rule="" if filters.rule == HAND else filters.rule)
    if filters.unit:
        rows = rows.filter(unit=filters.unit)
    if filters.tab in BY_DUE:
        return paging.soonest(rows, "due_at", after, limit)
    return paging.newest(rows, after, limit)


def counts(actor: Actor, at: datetime) -> dict[str, int]:
    """Count what stands in the tabs that ask for something, up to `MANY` + 1."""
    mine = orders_of(actor)
    return {
        tab: len(mine.filter(_tab(actor, tab, at)).values_list("id")[: MANY + 1])
        for tab in ("mine", "open", "late", "answered")
    }


def access_order(actor: Actor, order: int) -> SupervisionOrder:
    """Return an order the actor may see; absent and not yours are the same NotFound."""
    return the_one(orders_of(actor).filter(pk=order))


def entries_of(row: SupervisionOrder) -> list[OrderEntry]:
    """Return what was said about an order, oldest first."""
    return list(OrderEntry.objects.filter(order=row.id).order_by("id"))


def files_of(row: SupervisionOrder) -> dict[str, Any]:
    """Return an order's files by their hash."""
    return {one.sha256: one for one in attachments_of(Ref(KIND, row.id))}


def file_of(actor: Actor, order: int, number: int) -> Any:
    """Return a file of an order that the actor may see; raises NotFound."""
    return attachment(number, subject=Ref(KIND, access_order(actor, order).id))


def orders_about(subject: Ref) -> list[SupervisionOrder]:
    """Return the orders about a subject, the newest first; who may see the subject may see that they stand."""
    rows = SupervisionOrder.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    return list(rows.order_by("-id")[:20])


def seen_ids(actor: Actor, ids: Sequence[int]) -> dict[int, SupervisionOrder]:
    """Return those of some orders that the actor sees, in one query."""
    return {row.id: row for row in orders_of(actor).filter(pk__in=list(ids))}


def problems(street: int, at: datetime) -> list[str]:
    """Return what `shiqiao check` says: open orders past their term whose post nobody holds."""
    from shiqiao.kernel.people.reads import holder_of

    late = SupervisionOrder.objects.filter(OPEN, street=street, state="raised", due_at__lt=at).order_by("id")[:200]
    return [
        f"Order {row}: past its term, and nobody holds the post that answers; raise it on another post."
        for row in late
        if holder_of(row.post, at).account is None
    ]
