"""What merit holds of persons: what was written about decisions, appeals and assessment. Figures and states stay."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from shiqiao.kernel.retention.hooks import TEXTS, Asked, Found, Holding, Order, Piece, Sought, Stop, holdings
from shiqiao.scenes.merit import store
from shiqiao.scenes.merit.models import Consequence, MeritAppeal, Remark

CODE = "merit"
LEFT = Q(reason__isnull=False) | Q(decision__isnull=False)
STILL_OPEN = "This is not decided yet, or an appeal runs. Erase it after it has been decided."  # msgid


def nobody(who: Sought) -> list[Found]:
    """Officials are not found by telephone or identity number; the person concerned sees the own pages on the desk."""
    return []


def nothing(found: Sequence[Found]) -> list[Piece]:
    """Nothing to hand out beside the page."""
    return []


def numbers(ids: Sequence[int]) -> list[str]:
    """Name rows by number alone."""
    return [str(number) for number in ids]


def due(asked: Asked) -> list[int]:
    """Return what was decided before a day and of which texts are left."""
    appealed = MeritAppeal.objects.filter(Q(reason__isnull=False) | Q(answer__isnull=False)).values("consequence")
    rows = Consequence.objects.filter(street=asked.street, decided_at__lt=asked.before, pk__gt=asked.after)
    found = rows.filter(LEFT | Q(pk__in=appealed)).order_by("pk")
    return list(found.values_list("pk", flat=True)[: asked.limit])


def erase(order: Order) -> Mapping[str, int]:
    """Erase what was written; points, cards, states and times stay: the ledger is reckoned from them."""
    number = order.subject.id
    texts = Consequence.objects.filter(LEFT, pk=number).update(reason=None, decision=None)
    appeals = MeritAppeal.objects.filter(consequence=number)
    texts += appeals.filter(Q(reason__isnull=False) | Q(answer__isnull=False)).update(reason=None, answer=None)
    return {"texts": texts} if texts else {}


def stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return what is not decided yet, or is appealed against."""
    waiting = set(Consequence.objects.filter(pk__in=list(ids), state="proposed").values_list("pk", flat=True))
    waiting |= set(
        MeritAppeal.objects.filter(consequence__in=list(ids), state="open").values_list("consequence", flat=True)
    )
    return {number: Stop(STILL_OPEN) for number in waiting}


def remarks_due(asked: Asked) -> list[int]:
    """Return remarks written before a day that are not erased."""
    rows = Remark.objects.filter(
        street=asked.street, written_at__lt=asked.before, pk__gt=asked.after, text__isnull=False
    )
    return list(rows.order_by("pk").values_list("pk", flat=True)[: asked.limit])


def erase_remark(order: Order) -> Mapping[str, int]:
    """Erase a remark; that there was one stays."""
    gone = Remark.objects.filter(pk=order.subject.id, text__isnull=False).update(text=None)
    return {"texts": gone} if gone else {}


def fill() -> None:
    """Put merit into the socket of retention."""
    holdings.fill(CODE, Holding(
        store.KIND, "Reward and penalty", ("merit_consequence", "merit_appeal"), frozenset({TEXTS}),
        frozenset({"closed_at"}), nobody, nothing, erase, due, numbers, stops, chained=False,
    ))  # fmt: skip
    holdings.fill(CODE, Holding(
        store.REMARK, "Remarks on cadre assessment", ("merit_remark",), frozenset({TEXTS}), frozenset({"recorded_at"}),
        nobody, nothing, erase_remark, remarks_due, numbers, chained=False,
    ))  # fmt: skip
