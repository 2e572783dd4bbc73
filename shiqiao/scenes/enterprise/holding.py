"""What the scene holds of persons: a firm's own people on the portal. Their names go when they have no seat any more."""

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
    Kept,
    Order,
    Piece,
    Sought,
    Stop,
    holdings,
    kept,
)
from shiqiao.scenes.enterprise.models import FirmPerson, FirmSeat
from shiqiao.scenes.enterprise.store import NEED, PERSON, PROMISE, unseal
from shiqiao.scenes.enterprise.tables import FirmEntry, FirmNeed, FirmPromise

LEFT = Q(name__isnull=False) | Q(phone__isnull=False) | Q(phone_mark__isnull=False)
STILL_NEEDED = "This need is still open. Erase it after it has been settled."  # msgid
STILL_PROMISED = "This promise is still open. Erase it after it has been kept or given up."  # msgid
STEWARDS = "What a steward wrote for the successor is about a firm; it stays with the terms of stewardship."
STILL_SEATED = "This person still has a seat at a firm. End the seat first."  # msgid


def find(who: Sought) -> list[Found]:
    """Return the person of firms with a telephone number."""
    rows = FirmPerson.objects.filter(street=who.street, phone_mark__in=list(who.marks)).order_by("pk")
    return [Found(Ref(PERSON, number)) for number in rows.values_list("pk", flat=True)]


def stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return who still has a seat."""
    rows = FirmSeat.objects.filter(person__in=list(ids), ended_at=None)
    return {number: Stop(STILL_SEATED) for number in rows.values_list("person", flat=True)}


def due(asked: Asked) -> list[int]:
    """Return who has had no seat for so long and is still named."""
    rows = FirmPerson.objects.filter(LEFT, street=asked.street, ended_at__lt=asked.before, pk__gt=asked.after)
    return list(rows.order_by("pk").values_list("pk", flat=True)[: asked.limit])


def erase(order: Order) -> Mapping[str, int]:
    """Erase name and telephone; that somebody had a seat stays."""
    gone = dict.fromkeys(("name", "phone", "phone_mark"))
    named = FirmPerson.objects.filter(LEFT, pk=order.subject.id).update(**gone)
    return {"persons": named} if named else {}


def show(ids: Sequence[int]) -> list[str]:
    """Name them by number alone."""
    return [str(row) for row in FirmPerson.objects.filter(pk__in=list(ids)).order_by("pk")]


def disclose(found: Sequence[Found]) -> list[Piece]:
    """Open name and telephone, as the steward wrote them."""
    titles = {"name": "Name", "phone": "Telephone"}
    return [
        Piece(Ref(PERSON, row.pk), "A seat at a firm on the portal", "Your firm's steward wrote it", "To let you in",
              tuple((title, unseal(getattr(row, name))) for name, title in titles.items() if getattr(row, name)))
        for row in FirmPerson.objects.filter(pk__in=[one.subject.id for one in found]).order_by("pk")
    ]  # fmt: skip


# ── what was written about needs and promises ──────────────────────────────────────────────────────────────────────


def nobody(who: Sought) -> list[Found]:
    """What firms need and were promised is about firms; no person is found by it."""
    return []


def nothing(found: Sequence[Found]) -> list[Piece]:
    """Nothing to hand out beside the firm's own pages."""
    return []


def numbers(ids: Sequence[int]) -> list[str]:
    """Name them by number alone."""
    return [str(number) for number in ids]


def need_due(asked: Asked) -> list[int]:
    """Return settled needs whose time of keeping is over and of which words are left."""
    said = FirmEntry.objects.filter(text__isnull=False).values("need")
    left = Q(text__isnull=False) | Q(praise__isnull=False) | Q(pk__in=said)
    rows = FirmNeed.objects.filter(left, street=asked.street, settled_at__lt=asked.before, pk__gt=asked.after)
    return list(rows.order_by("pk").values_list("pk", flat=True)[: asked.limit])


def need_erase(order: Order) -> Mapping[str, int]:
    """Erase the words of a need and its answers; topic, units, states and days stay."""
    number = order.subject.id
    gone = FirmEntry.objects.filter(need=number, text__isnull=False).update(text=None)
    gone += FirmNeed.objects.filter(pk=number).update(text=None, praise=None)
    return {"texts": gone} if gone else {}


def need_stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which needs are still open."""
    rows = FirmNeed.objects.filter(pk__in=list(ids), settled_at=None)
    return {number: Stop(STILL_NEEDED) for number in rows.values_list("pk", flat=True)}


def promise_due(asked: Asked) -> list[int]:
    """Return ended promises whose time of keeping is over and of which words are left."""
    ended = Q(kept_at__lt=asked.before) | Q(broken_at__lt=asked.before)
    left = Q(text__isnull=False) | Q(outcome__isnull=False)
    rows = FirmPromise.objects.filter(ended & left, street=asked.street, pk__gt=asked.after)
    return list(rows.order_by("pk").values_list("pk", flat=True)[: asked.limit])


def promise_erase(order: Order) -> Mapping[str, int]:
    """Erase the words of a promise; its days stay."""
    gone = FirmPromise.objects.filter(pk=order.subject.id).update(text=None, outcome=None)
    return {"texts": gone} if gone else {}


def promise_stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which promises are still open."""
    rows = FirmPromise.objects.filter(pk__in=list(ids), kept_at=None, broken_at=None)
    return {number: Stop(STILL_PROMISED) for number in rows.values_list("pk", flat=True)}


def fill(scene: str) -> None:
    """Put the firms' own people into the sockets of retention."""
    holdings.fill(scene, Holding(
        PERSON, "A firm's own people on the portal", ("enterprise_person",), frozenset({IDENTIFIERS}),
        frozenset({"closed_at"}), find, disclose, erase, due, show, stops, chained=False, on_request=IDENTIFIERS,
    ))  # fmt: skip
    holdings.fill(scene, Holding(
        NEED, "Needs of firms", ("enterprise_need", "enterprise_entry"), frozenset({TEXTS}), frozenset({"closed_at"}), nobody,
        nothing, need_erase, need_due, numbers, need_stops, chained=False,
    ))  # fmt: skip
    holdings.fill(scene, Holding(
        PROMISE, "Promises to firms", ("enterprise_promise",), frozenset({TEXTS}), frozenset({"closed_at"}), nobody, nothing,
        promise_erase, promise_due, numbers, promise_stops, chained=False,
    ))  # fmt: skip
    kept.fill(scene, Kept(("enterprise_steward",), STEWARDS))
