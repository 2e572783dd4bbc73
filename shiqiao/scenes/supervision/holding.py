"""What supervision holds of persons: what was written in orders. It goes when the order's matter's time is over."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from shiqiao.base.actor import Ref
from shiqiao.kernel.retention import hooks
from shiqiao.kernel.retention.hooks import (
    TEXTS,
    Asked,
    Found,
    Holding,
    Kept,
    Order,
    Piece,
    Sought,
    Stop,
    holdings,
    kept,
)
from shiqiao.scenes.supervision.models import (
    OPEN,
    DisciplineMatter,
    DisciplineReader,
    DisciplineStep,
    OrderEntry,
    SupervisionOrder,
)
from shiqiao.scenes.supervision.store import KIND, unseal

CODE = "supervision"
WHOLE_FILE = "The file of an environmental case is kept whole (一案一档): years later each step must be shown."
OPEN_DISCIPLINE = "This matter of discipline is still open. Erase it after it has been closed."  # msgid
LEFT = Q(reason__isnull=False) | Q(answer__isnull=False) | Q(decision__isnull=False)
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


# ── discipline ─────────────────────────────────────────────────────────────────────────────────────────────────────


def discipline_due(asked: Asked) -> list[int]:
    """Return closed matters of discipline whose time of keeping is over and of which texts are left."""
    rows = DisciplineMatter.objects.filter(street=asked.street, closed_at__lt=asked.before, pk__gt=asked.after)
    steps = DisciplineStep.objects.filter(LEFT).values("matter")
    found = rows.filter(Q(reason__isnull=False) | Q(pk__in=steps)).order_by("pk")
    return list(found.values_list("pk", flat=True)[: asked.limit])


def discipline_erase(order: Order) -> Mapping[str, int]:
    """Erase what was written about and by the person, and whom leaders had named; rungs, times and references stay."""
    number = order.subject.id
    texts = DisciplineStep.objects.filter(LEFT, matter=number).update(reason=None, answer=None, decision=None)
    texts += DisciplineMatter.objects.filter(pk=number, reason__isnull=False).update(reason=None)
    DisciplineReader.objects.filter(matter=number).delete()
    return {"texts": texts} if texts else {}


def discipline_stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which matters of discipline are still open."""
    rows = DisciplineMatter.objects.filter(pk__in=list(ids), closed_at=None)
    return {number: Stop(OPEN_DISCIPLINE) for number in rows.values_list("pk", flat=True)}


def nobody(who: Sought) -> list[Found]:
    """Officials are not found by telephone or identity number; the person concerned sees the own matters on the desk."""
    return []


def nothing(found: Sequence[Found]) -> list[Piece]:
    """Nothing to hand out beside the page."""
    return []


def numbers(ids: Sequence[int]) -> list[str]:
    """Name matters of discipline by number alone."""
    return [str(number) for number in ids]


def fill() -> None:
    """Put supervision into the sockets of retention."""
    holdings.fill(CODE, Holding(
        KIND, "Supervision orders", ("supervision_entry",), frozenset({TEXTS}), frozenset({"closed_at"}), find, disclose,
        erase, due, show, stops, chained=False, on_request=TEXTS,
    ))  # fmt: skip
    kept.fill(CODE, Kept(("supervision_paper", "supervision_rectification"), WHOLE_FILE))
    holdings.fill(CODE, Holding(
        "discipline", "Matters of discipline", ("supervision_discipline", "supervision_rung"), frozenset({TEXTS}),
        frozenset({"closed_at"}), nobody, nothing, discipline_erase, discipline_due, numbers, discipline_stops, chained=False,
    ))  # fmt: skip
