"""Orders, letters, comparisons and rates as an actor may see them. Who watches over the whole street sees all of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from shiqiao.base import paging
from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.paging import Page
from shiqiao.base.rows import the_one
from shiqiao.base.time import now
from shiqiao.kernel.matters.lookups import hidden_from
from shiqiao.kernel.privacy.hooks import Clear
from shiqiao.scenes.hotline import rules
from shiqiao.scenes.hotline.differences import result_text
from shiqiao.scenes.hotline.models import (
    Circuit,
    Difference,
    Exclusion,
    Export,
    Letter,
    Order,
    Reconciliation,
    UpstreamResult,
)
from shiqiao.scenes.hotline.store import unseal

SEES = frozenset({"dispatcher", "callback", "leader", "auditor", "admin"})
TALKS = frozenset({"dispatcher", "callback"})  # who talks with reporters, and so sees who they are
PAGE = 25
UNDOABLE_FOR = timedelta(minutes=2)
MANY = 99
TABS: dict[str, Q] = {
    "take": Q(state="received"),
    "objecting": Q(state="objecting"),
    "work": Q(state="handling"),
    "back": Q(state="answered"),
    "changed": Q(changed=True),
    "all": Q(),
}
BY_DEADLINE = frozenset({"take", "objecting", "work", "back"})  # these ask something of us


def has_left(matter: int, seq: int) -> bool:
    """Tell whether a letter about a matter left within the time in which an act can be undone."""
    orders = Order.objects.filter(matter=matter).values("id")
    return Letter.objects.filter(order__in=orders, direction="out", sent_at__gte=now() - UNDOABLE_FOR).exists()


def oversees(actor: Actor, street: int) -> bool:
    """Tell whether an actor sees a street's exchange: a role for it, and reach over the whole street."""
    span = actor.reach.span
    return bool(
        actor.roles & SEES and span and span[0] <= street * 1_000_000 and span[1] >= street * 1_000_000 + 999_999
    )


def orders_of(actor: Actor) -> QuerySet[Order]:
    """Return the orders an actor sees; none for who does not oversee the street."""
    if not _may(actor):
        return Order.objects.none()
    return Order.objects.filter(street=actor.street).exclude(matter__in=hidden_from(actor))


def open_contact(actor: Actor, number: int, field: str, part: int) -> Clear:
    """Return who called about a confidential order, for those who talk with reporters; for the socket of reveals."""
    order = orders_of(actor).filter(pk=number).first()
    if order is None or field != "contact" or not order.contact or not actor.roles & TALKS:
        raise NotFound()
    kept = unseal(order.contact)
    return Clear(order.street, f"{kept['name']} {kept['phone']}".strip())


def letters_of(actor: Actor) -> QuerySet[Letter]:
    """Return the letters an actor sees."""
    if not _may(actor):
        return Letter.objects.none()
    hidden = Order.objects.filter(matter__in=hidden_from(actor)).values("id")
    return Letter.objects.filter(street=actor.street).exclude(order__in=hidden)


def _may(actor: Actor) -> bool:
    return actor.street is not None and oversees(actor, actor.street)


def orders(
    actor: Actor, tab: str, *, after: str = "", text: str = "", ids: Sequence[int] | None = None, limit: int = PAGE
) -> Page[Order]:
    """Return a page of orders: in work by what breaks first, others by their dispatch, the latest first.

    `text` is an order number or its beginning.
    """
    rows = orders_of(actor).filter(TABS.get(tab, Q()))
    if text:
        rows = rows.filter(number__startswith=text[:40])
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    if tab in BY_DEADLINE:
        return paging.soonest(rows, "deadline", after, limit)
    return paging.latest(rows, "issued_at", after, limit)


def letters(actor: Actor, state: str, *, after: str = "", limit: int = PAGE) -> Page[Letter]:
    """Return a page of letters in a state (or all), the latest first."""
    rows = letters_of(actor)
    return paging.latest(rows.filter(state=state) if state else rows, "created_at", after, limit)


def on_the_wall(street: int, at: datetime) -> dict[str, int]:
    """Count the orders of a street by what they wait for, and those past 12345's deadline; for screens, up to 999."""
    wanted = {**{tab: TABS[tab] for tab in ("take", "work", "back")}, "late": TABS["work"] & Q(deadline__lt=at)}
    return {name: Order.objects.filter(which, street=street).order_by()[:999].count() for name, which in wanted.items()}


def access_order(actor: Actor, order: int) -> Order:
    """Return an order the actor may see; absent and not yours are the same NotFound."""
    return the_one(orders_of(actor).filter(pk=order))


def access_number(actor: Actor, number: str) -> list[Order]:
    """Return the rounds of an order number, the last first; raises NotFound."""
    rows = list(orders_of(actor).filter(number=number).order_by("-round"))
    if not rows:
        raise NotFound
    return rows


def order_of_matter(matter: int) -> Order | None:
    """Return the order of a matter; whoever may see the matter may see that."""
    return Order.objects.filter(matter=matter).first()


def rounds_of(order: Order) -> list[Order]:
    """Return all rounds of an order's number, oldest first."""
    return list(Order.objects.filter(street=order.street, number=order.number).order_by("round"))


def letters_about(order: Order) -> list[Letter]:
    """Return what was exchanged about an order, newest first."""
    return list(Letter.objects.filter(order=order.id).order_by("-id"))


def access_letter(actor: Actor, letter: int) -> Letter:
    """Return a letter the actor may see; raises NotFound."""
    return the_one(letters_of(actor).filter(pk=letter))


def counts(actor: Actor) -> dict[str, int]:
    """Count what waits in each tab and the red letters, up to `MANY` + 1."""
    found = {
        tab: len(orders_of(actor).filter(q).values_list("id")[: MANY + 1]) for tab, q in TABS.items() if tab != "all"
    }
    found["red"] = len(letters_of(actor).filter(state="failed").values_list("id")[: MANY + 1])
    found["drafted"] = len(letters_of(actor).filter(state="drafted").values_list("id")[: MANY + 1])
    return found


def circuit_of(street: int) -> Circuit | None:
    """Return how the way to 12345 stands; None before anything was sent."""
    return Circuit.objects.filter(pk=street).first()


def exports(actor: Actor) -> list[Export]:
    """Return the newest files made for uploading."""
    return list(Export.objects.filter(street=actor.street).order_by("-id")[:20]) if _may(actor) else []


def export_letters_of(actor: Actor, export: int) -> list[Letter]:
    """Return the letters of a file; raises NotFound when there is none that the actor may see."""
    rows = list(letters_of(actor).filter(batch=export).order_by("id"))
    if not rows:
        raise NotFound
    return rows


def letters_in(export: int) -> list[Letter]:
    """Return the letters of a file, for the command line."""
    return list(Letter.objects.filter(batch=export).order_by("id"))


def runs(actor: Actor, *, before: int = 0, limit: int = 30) -> list[Reconciliation]:
    """Return the newest comparisons, or those before one."""
    rows = Reconciliation.objects.filter(street=actor.street) if _may(actor) else Reconciliation.objects.none()
    return list((rows.filter(pk__lt=before) if before else rows).order_by("-id")[:limit])


def access_run(actor: Actor, run: int) -> tuple[Reconciliation, list[Difference]]:
    """Return a comparison with its differences; raises NotFound."""
    row = Reconciliation.objects.filter(street=actor.street, pk=run).first() if _may(actor) else None
    if row is None:
        raise NotFound
    return row, differences_in(row)


def differences_in(run: Reconciliation, *, after: Difference | None = None, limit: int = 1000) -> list[Difference]:
    """Return the differences of a comparison that the actor sees, by kind and number; those after one."""
    rows = Difference.objects.filter(run=run.id)
    if after is not None:
        same = Q(kind=after.kind, number__gt=after.number) | Q(kind=after.kind, number=after.number, pk__gt=after.pk)
        rows = rows.filter(Q(kind__gt=after.kind) | same)
    return list(rows.order_by("kind", "number", "id")[:limit])


def exclusions(actor: Actor, *, open_only: bool = False) -> list[Exclusion]:
    """Return what was asked not to count, newest first."""
    if not _may(actor):
        return []
    rows = Exclusion.objects.filter(street=actor.street)
    return list((rows.filter(approved=None) if open_only else rows).order_by("-id")[:100])


def result_about(order: Order) -> str:
    """Return what 12345's call-back said about an order as a short text, empty before it said anything."""
    row = UpstreamResult.objects.filter(pk=order.id).first()
    return result_text(row.contacted, row.solved, row.satisfied) if row else ""


def exclusion_of(order: Order) -> Exclusion | None:
    """Return the exclusion of an order that is asked or approved."""
    return Exclusion.objects.filter(Q(approved=None) | Q(approved=True), order=order.id).first()


def problems(street: int, at: datetime) -> list[str]:
    """Return what `shiqiao check` says about the exchange: letters that failed, a way that is closed, past deadlines."""
    rows = Letter.objects.filter(street=street, state="failed").order_by("id")
    found = [
        f"12345 {one.number}/{one.round}: the letter {one.id} ({one.kind}) was given up: {one.error}."
        for one in rows[:50]
    ]
    circuit = circuit_of(street)
    if circuit and circuit.open_until and circuit.open_until > at:
        found.append(f"12345: the way is closed after {circuit.failures} failures ({circuit.error}); letters wait.")
    late = Order.objects.filter(street=street, state__in=rules.AWAITED, alarm_level=rules.OVERDUE).order_by("id")
    found += [f"12345 {one.number}/{one.round}: past its deadline {one.deadline}, {one.state}." for one in late[:50]]
    return found
