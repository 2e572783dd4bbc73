"""What affairs hold of persons: who applied, what was said, which papers are known. It goes when the time is over."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from shiqiao.base.actor import Ref
from shiqiao.kernel.retention.hooks import (
    IDENTIFIERS,
    TEXTS,
    Asked,
    Found,
    Holding,
    Order,
    Piece,
    Sought,
    Stop,
    holdings,
)
from shiqiao.scenes.hall.models import Affair, AffairEntry, HeldDocument
from shiqiao.scenes.hall.work import KIND, unseal

CODE = "hall"
ENDED = ("delivered", "withdrawn")
SEALED = ("name", "phone", "identity", "proxy_name", "proxy_phone")
BLINDS = ("name_blind", "phone_blind", "identity_blind")
LEFT = Q(name__isnull=False) | Q(phone__isnull=False) | Q(identity__isnull=False) | Q(proxy_name__isnull=False)
STILL_OPEN = "This affair is still open. Erase it after it has been delivered or taken back."  # msgid


def find(who: Sought) -> list[Found]:
    """Return the affairs in which a person applied, by number on file, telephone or identity number."""
    marks = list(who.marks)
    ways = Q(person__in=sorted(who.persons)) | Q(phone_blind__in=marks) | Q(identity_blind__in=marks)
    rows = Affair.objects.filter(ways, street=who.street).order_by("pk").values_list("pk", flat=True)
    return [Found(Ref(KIND, number)) for number in rows]


def stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which affairs are still open."""
    rows = Affair.objects.filter(pk__in=list(ids)).exclude(state__in=ENDED)
    return {number: Stop(STILL_OPEN) for number in rows.values_list("pk", flat=True)}


def due(asked: Asked) -> list[int]:
    """Return ended affairs of which something is left that the act takes."""
    rows = Affair.objects.filter(street=asked.street, ended_at__lt=asked.before, pk__gt=asked.after)
    if asked.act == TEXTS:
        rows = rows.filter(pk__in=AffairEntry.objects.filter(text__isnull=False).values("affair"))
    else:
        rows = rows.filter(LEFT)
    return list(rows.order_by("pk").values_list("pk", flat=True)[: asked.limit])


def erase(order: Order) -> Mapping[str, int]:
    """Erase who applied and what was written; states, times, papers and trips stay, scores are reckoned from them."""
    number, gone = order.subject.id, {}
    texts = AffairEntry.objects.filter(affair=number, text__isnull=False).update(text=None)
    if texts:
        gone["texts"] = texts
    if order.act == IDENTIFIERS:
        HeldDocument.objects.filter(affair=number).delete()
        empty = dict.fromkeys((*SEALED, *BLINDS))
        if named := Affair.objects.filter(LEFT, pk=number).update(**empty, person=0):
            gone["persons"] = named
    return gone


def show(ids: Sequence[int]) -> list[str]:
    """Name affairs by their numbers."""
    return [str(row) for row in Affair.objects.filter(pk__in=list(ids)).order_by("pk")]


def disclose(found: Sequence[Found]) -> list[Piece]:
    """Open who applied, as the person gave it."""
    titles = {"name": "Name", "phone": "Telephone", "identity": "Identity number"}
    return [
        Piece(Ref(KIND, row.pk), "An application at a counter", "You gave it at a counter", "To handle what you applied for",
              tuple((title, unseal(getattr(row, name))) for name, title in titles.items() if getattr(row, name)))
        for row in Affair.objects.filter(pk__in=[one.subject.id for one in found]).order_by("pk")
    ]  # fmt: skip


def fill() -> None:
    """Put affairs into the sockets of retention."""
    holdings.fill(CODE, Holding(
        KIND, "Affairs at the counters", ("hall_affair", "hall_entry", "hall_document"), frozenset({IDENTIFIERS, TEXTS}),
        frozenset({"closed_at"}), find, disclose, erase, due, show, stops, chained=False, on_request=IDENTIFIERS,
    ))  # fmt: skip
