"""What the scene holds of persons: who booked, members who reported in, contacts of units. They go when their time is over."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model, Q

from shiqiao.base.actor import Ref
from shiqiao.kernel.retention.hooks import IDENTIFIERS, Asked, Found, Holding, Order, Piece, Sought, Stop, holdings
from shiqiao.scenes.party.servicetables import ReportedIn, ServiceBooking
from shiqiao.scenes.party.store import BOOKING, BOOKING_SEAL, MEMBER_SEAL, REPORTED, SEAL, UNIT, unseal
from shiqiao.scenes.party.tables import StationedUnit

TITLES = {"name": "Name", "contact": "Name", "phone": "Telephone", "said": "What you said"}
STILL_TO_COME = "This booking is still to come. Erase it after its day, or cancel it first."  # msgid
STILL_REPORTED = "This member is still reported in. End the report first."  # msgid
STILL_STATIONED = "This person is still the contact of a stationed unit. Change the contact first."  # msgid


class Kind:
    """How one table with sealed columns is found, shown, opened and erased."""

    def __init__(
        self, table: type[Model], kind: str, sealed: Mapping[str, str], ended: str, why: tuple[str, str, str]
    ) -> None:
        self.rows: Any = table._default_manager
        self.kind, self.sealed, self.ended, self.why = kind, sealed, ended, why
        self.columns = (*sealed, "phone_blind")
        self.left = Q()
        for name in self.columns:
            self.left |= Q(**{f"{name}__isnull": False})

    def find(self, who: Sought) -> list[Found]:
        """Return the rows with a telephone number."""
        rows = self.rows.filter(street=who.street, phone_blind__in=list(who.marks)).order_by("pk")
        return [Found(Ref(self.kind, number)) for number in rows.values_list("pk", flat=True)]

    def due(self, asked: Asked) -> list[int]:
        """Return ended rows that still say who it was."""
        ended = {f"{self.ended}__lt": asked.before}
        rows = self.rows.filter(self.left, street=asked.street, pk__gt=asked.after, **ended)
        return list(rows.order_by("pk").values_list("pk", flat=True)[: asked.limit])

    def erase(self, order: Order) -> Mapping[str, int]:
        """Erase the person; days, states, stars and counts stay."""
        named = self.rows.filter(self.left, pk=order.subject.id).update(**dict.fromkeys(self.columns))
        return {"persons": named} if named else {}

    def show(self, ids: Sequence[int]) -> list[str]:
        """Name rows by their numbers."""
        return [str(row.pk) for row in self.rows.filter(pk__in=list(ids)).order_by("pk")]

    def disclose(self, found: Sequence[Found]) -> list[Piece]:
        """Open what the person gave."""
        rows = self.rows.filter(pk__in=[one.subject.id for one in found]).order_by("pk")
        return [Piece(Ref(self.kind, row.pk), *self.why, self._open(row)) for row in rows]

    def _open(self, row: Any) -> tuple[tuple[str, str], ...]:
        held = [(name, getattr(row, name), context) for name, context in self.sealed.items()]
        return tuple((TITLES[name], unseal(value, context)) for name, value, context in held if value)

    def stops(self, ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
        """Return which rows are not over yet."""
        told = {BOOKING: STILL_TO_COME, REPORTED: STILL_REPORTED, UNIT: STILL_STATIONED}[self.kind]
        rows = self.rows.filter(pk__in=list(ids), **{self.ended: None})
        return {number: Stop(told) for number in rows.values_list("pk", flat=True)}


BOOKED = Kind(
    ServiceBooking, BOOKING, {"name": BOOKING_SEAL, "phone": BOOKING_SEAL, "said": BOOKING_SEAL}, "ended_at",
    ("A booking of a service project", "You gave it when you booked", "To keep the place for you"),
)  # fmt: skip
MEMBERS = Kind(
    ReportedIn, REPORTED, {"name": MEMBER_SEAL, "phone": MEMBER_SEAL}, "ended_at",
    ("A report in at a community", "You gave it when you reported in", "To count your hours of service"),
)  # fmt: skip
CONTACTS = Kind(
    StationedUnit, UNIT, {"contact": SEAL, "phone": SEAL}, "left_at",
    ("The contact of a stationed unit", "Your unit gave it", "To call the unit"),
)  # fmt: skip


def fill(scene: str) -> None:
    """Put them into the socket of retention."""
    for kind, title, table in (
        (BOOKED, "Bookings of service projects", "party_booking"),
        (MEMBERS, "Members who reported in", "party_reported_in"),
        (CONTACTS, "Contacts of stationed units", "party_unit"),
    ):
        holdings.fill(scene, Holding(
            kind.kind, title, (table,), frozenset({IDENTIFIERS}), frozenset({"closed_at"}), kind.find, kind.disclose,
            kind.erase, kind.due, kind.show, kind.stops, chained=False, on_request=IDENTIFIERS,
        ))  # fmt: skip
