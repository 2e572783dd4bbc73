"""What supervision holds of persons: what was written in orders. It goes when the order's matter's time is over."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shiqiao.base.actor import Ref
from shiqiao.kernel.retention import hooks
from shiqiao.kernel.retention.hooks import TEXTS, Asked, Found, Holding, Order, Piece, Sought, Stop, holdings
from shiqiao.scenes.supervision.models import OPEN, OrderEntry, SupervisionOrder
from shiqiao.scenes.supervision.store import KIND, unseal

CODE = "supervision"
STILL_OPEN = "This order is still open. Erase it after it has been struck off."  # msgid


def find(who: Sought) -> list[Found]:
    """Return the orders about matters that a person reported."""
    own = hooks.holding("matter")
    matters = [one.subject.id for one in own.find(who) if one.how == hooks.OWN] if own else []
    rows = SupervisionOrder.objects.filter(street=who.street, subject_kind="matter", subject_id__in=matters)
    return [Found(Ref(KIND, number)) for number in rows.order_by("pk").values_list("pk", flat=True)]


def stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which orders are still open."""
    rows = SupervisionOrder.objects.filter(OPEN, pk__in=list(ids))
    return {number: Stop(STILL_OPEN) for number in rows.values_list("pk", flat=True)}


def due(asked: Asked) -> list[int]:
    """Return ended orders of which texts are left."""
    texts = OrderEntry.objects.filter(text__isnull=False).values("order")
    rows = SupervisionOrder.objects.filter(
        street=asked.street, ended_at__lt=asked.before, pk__gt=asked.after, pk__in=texts
    )
    return list(rows.order_by("pk").values_list("pk", flat=True)[: asked.limit])


def erase(order: Order) -> Mapping[str, int]:
    """Erase what was written; states, times and figures stay, scores are reckoned from them."""
    gone = OrderEntry.objects.filter(order=order.subject.id, text__isnull=False).update(text=None)
    return {"texts": gone} if gone else {}


def show(ids: Sequence[int]) -> list[str]:
    """Name orders by their numbers."""
    return [str(row) for row in SupervisionOrder.objects.filter(pk__in=list(ids)).order_by("pk")]


def disclose(found: Sequence[Found]) -> list[Piece]:
    """Open what was written in orders about a person's matters."""
    rows = OrderEntry.objects.filter(order__in=[one.subject.id for one in found], text__isnull=False).order_by("pk")
    return [
        Piece(Ref(KIND, row.order), "A supervision order", "An official wrote it", "To have a matter finished",
              (("Text", unseal(row.text)),))
        for row in rows
    ]  # fmt: skip


def fill() -> None:
    """Put supervision into the sockets of retention."""
    holdings.fill(CODE, Holding(
        KIND, "Supervision orders", ("supervision_entry",), frozenset({TEXTS}), frozenset({"ended_at"}), find, disclose,
        erase, due, show, stops, chained=False, on_request=TEXTS,
    ))  # fmt: skip
