"""What the scene holds of persons: a firm's own people on the portal. Their names go when they have no seat any more."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from shiqiao.base.actor import Ref
from shiqiao.kernel.retention.hooks import IDENTIFIERS, Asked, Found, Holding, Order, Piece, Sought, Stop, holdings
from shiqiao.scenes.enterprise.models import FirmPerson, FirmSeat
from shiqiao.scenes.enterprise.store import PERSON, unseal

LEFT = Q(name__isnull=False) | Q(phone__isnull=False) | Q(phone_mark__isnull=False)
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


def fill(scene: str) -> None:
    """Put the firms' own people into the sockets of retention."""
    holdings.fill(scene, Holding(
        PERSON, "A firm's own people on the portal", ("enterprise_person",), frozenset({IDENTIFIERS}),
        frozenset({"closed_at"}), find, disclose, erase, due, show, stops, chained=False, on_request=IDENTIFIERS,
    ))  # fmt: skip
