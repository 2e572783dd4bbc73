"""What the exchange with 12345 holds of persons: confidential contacts, letters, notes. It goes with the order's matter."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shiqiao.base.actor import Ref
from shiqiao.kernel.retention import hooks
from shiqiao.kernel.retention.hooks import (
    TEXTS,
    Asked,
    Found,
    Holding,
    Order,
    Piece,
    Sought,
    Stop,
    Stopper,
    holdings,
    stoppers,
)
from shiqiao.scenes.hotline import models
from shiqiao.scenes.hotline.rules import ENDED
from shiqiao.scenes.hotline.store import KIND, seal, unseal

CODE = "hotline"
OPEN = "12345 has not closed this order yet. Erase it after the order has ended."  # msgid


def find(who: Sought) -> list[Found]:
    """Return the orders whose matters a person reported."""
    own = hooks.holding("matter")
    matters = [one.subject.id for one in own.find(who) if one.how == hooks.OWN] if own else []
    rows = models.Order.objects.filter(street=who.street, matter__in=matters).order_by("pk")
    return [Found(Ref(KIND, number)) for number in rows.values_list("pk", flat=True)]


def stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which orders are still open with 12345."""
    rows = models.Order.objects.filter(pk__in=list(ids)).exclude(state__in=ENDED)
    return {number: Stop(OPEN) for number in rows.values_list("pk", flat=True)}


def matters(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which matters belong to orders that are still open with 12345."""
    rows = models.Order.objects.filter(matter__in=list(ids)).exclude(state__in=ENDED)
    return {number: Stop(OPEN) for number in rows.values_list("matter", flat=True)}


def due(asked: Asked) -> list[int]:
    """Return ended orders that came in before a moment and of which something is left."""
    rows = models.Order.objects.filter(street=asked.street, received_at__lt=asked.before, pk__gt=asked.after)
    return list(rows.exclude(mark=b"").order_by("pk").values_list("pk", flat=True)[: asked.limit])


def erase(order: Order) -> Mapping[str, int]:
    """Erase contact, letters and notes of an order. States and times stay: the rates are reckoned from them."""
    row = models.Order.objects.select_for_update().filter(pk=order.subject.id).first()
    if row is None or not row.mark:
        return {}
    letters = models.Letter.objects.filter(order=row.pk)
    notes = models.Exclusion.objects.filter(order=row.pk)
    differences = models.Difference.objects.filter(order=row.pk, row__isnull=False)
    counts = {"orders": 1, "letters": letters.count(), "notes": notes.count(), "rows": differences.count()}
    letters.update(payload=seal({}))
    notes.update(note=seal({}))
    differences.update(row=None)
    row.contact, row.mark = None, b""  # the mark is a hash of all that came: whoever guesses it could check the guess
    row.save(update_fields=["contact", "mark"])
    return counts


def show(ids: Sequence[int]) -> list[str]:
    """Name orders by their numbers."""
    return list(models.Order.objects.filter(pk__in=list(ids)).order_by("pk").values_list("number", flat=True))


def disclose(found: Sequence[Found]) -> list[Piece]:
    """Open orders for the person who called 12345."""
    return [_piece(row) for row in models.Order.objects.filter(pk__in=[one.subject.id for one in found]).order_by("pk")]


def _piece(row: models.Order) -> Piece:
    contact = unseal(row.contact)
    values = (
        ("Number", row.number), ("Received at", row.received_at.isoformat()),
        ("Full name", str(contact.get("name", ""))), ("Telephone", str(contact.get("phone", ""))),
    )  # fmt: skip
    shown = tuple(value for value in values if value[1])
    return Piece(Ref(KIND, row.pk), "An order of 12345", "The hotline 12345 passed it on", "To answer 12345", shown)


def fill() -> None:
    """Put the exchange with 12345 into the sockets of retention."""
    tables = ("hotline_order", "hotline_letter", "hotline_exclusion", "hotline_difference")
    holdings.fill(CODE, Holding(
        KIND, "Orders of 12345", tables, frozenset({TEXTS}), frozenset({"received_at"}), find, disclose, erase, due, show,
        stops, chained=False, on_request=TEXTS,
    ))  # fmt: skip
    stoppers.fill(CODE, Stopper("matter", matters))
