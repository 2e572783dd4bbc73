"""Stationed units: on the list, seats in the joint meeting, meetings."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.registry import rules as registry_rules
from shiqiao.kernel.registry import sealing
from shiqiao.kernel.registry.reads import Organisation
from shiqiao.kernel.territory import reads as territory
from shiqiao.scenes.party import rights
from shiqiao.scenes.party.errors import SeatTaken, StationedAlready
from shiqiao.scenes.party.publishing import rules_of
from shiqiao.scenes.party.rules import SEAT_ROLES
from shiqiao.scenes.party.store import (
    MEETING,
    UNIT,
    day_of,
    locked,
    note,
    one_of,
    refuse,
    seal,
    words,
    written,
)
from shiqiao.scenes.party.tables import JointMeeting, JointPresence, JointSeat, StationedUnit

ORGANISATION = "organisation"
NAME_MOST, AGREED_MOST, TITLE_MOST = 30, 600, 60


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call at a unit."""

    name: str = ""
    phone: str = ""


def organisation(street: int, number: int) -> Organisation:
    """Return an organisation of the street, the one that stands today; raises NotFound."""
    live = registry.resolve(Ref(ORGANISATION, number)).id
    row = registry.rows_of(system("party", street=street), Organisation).filter(pk=live).first()
    if row is None:
        raise NotFound
    return row


def find(actor: Actor, text: str) -> list[Organisation]:
    """Return organisations of the street by code or words of their name, for whoever enters units."""
    return registry.find_organisations(system("party", street=actor.street), text, limit=12) if text.strip() else []


def communities(street: int) -> list[int]:
    """Return the codes of a street's communities."""
    return [one.code for one in territory.communities(street)]


@transaction.atomic
def station_unit(
    *, organisation_id: int, community: int, kind: str, contact: Contact = Contact(), invented: bool = False, by: Actor,
    at: datetime,
) -> StationedUnit:  # fmt: skip
    """Put an organisation of the registry on the list of stationed units. Raises Forbidden, EntryRefused, StationedAlready."""
    with scope.scoped(*scope.of(by)):
        rights.refuse(rights.acts(by, community))
        street = by.street or 0
        firm = organisation(street, organisation_id)
        one_of("community", community, communities(street))
        one_of("kind", kind, (one.code for one in rules_of(street).kinds))
        row = StationedUnit(
            street=street, community=community, organisation=firm.pk, kind=kind, at=at, invented=invented
        )
        _contact(row, contact)
        written(lambda: row.save(force_insert=True), StationedAlready)
        note("party.unit_stationed", UNIT, row, by=by, at=at, organisation=firm.pk, community=community, unit_kind=kind)
        return row


def _contact(row: StationedUnit, contact: Contact) -> None:
    wrong = {}
    if len(contact.name.strip()) > NAME_MOST:
        wrong["name"] = "Shorten this."
    if contact.phone.strip() and (told := registry_rules.wrong_phone(contact.phone)):
        wrong["phone"] = told
    refuse(wrong)
    digits = registry_rules.phone_digits(contact.phone)
    row.contact, row.phone = seal(contact.name.strip()), seal(digits)
    row.phone_blind = sealing.phone_blind(digits) if digits else None


@transaction.atomic
def change_contact(*, unit: int, contact: Contact, by: Actor, at: datetime) -> StationedUnit:
    """Change whom to call at a unit. Locks the unit."""
    with scope.scoped(*scope.of(by)):
        row = locked(StationedUnit, unit, by.street)
        rights.refuse(rights.acts(by, row.community))
        _contact(row, contact)
        row.save(update_fields=["contact", "phone", "phone_blind"])
        note("party.contact_changed", UNIT, row, by=by, at=at)
        return row


@transaction.atomic
def give_seat(*, unit: int, role: str, first: date, last: date, by: Actor, at: datetime) -> JointSeat:
    """Give a unit a seat in the joint meeting from a day to a day, both counted. Raises SeatTaken, EntryRefused."""
    with scope.scoped(*scope.of(by)):
        row = locked(StationedUnit, unit, by.street)
        rights.refuse(rights.acts(by, row.community))
        one_of("role", role, SEAT_ROLES)
        if last < first:
            refuse({"last": "The last day is not before the first."})
        term = DateRange(first, last + timedelta(days=1))
        seat = JointSeat(street=row.street, unit=row.pk, role=role, during=term, at=at, account=by.account or 0)
        written(lambda: seat.save(force_insert=True), SeatTaken)
        note("party.seat_given", UNIT, row, by=by, at=at, role=role, first=first, last=last)
        return seat


@transaction.atomic
def record_meeting(
    *, held_on: date, topic: str, agreed: str, units: Collection[int], community: int = 0, invented: bool = False, by: Actor,
    at: datetime,
) -> JointMeeting:  # fmt: skip
    """Record a joint meeting: when, about what, which units came, what was agreed. Raises Forbidden, EntryRefused."""
    with scope.scoped(*scope.of(by)):
        rights.refuse(rights.acts(by, community))
        told = words(TITLE_MOST, topic=topic) | words(AGREED_MOST, agreed=agreed)
        if held_on > day_of(at):
            refuse({"held_on": "This day is still to come."})
        known = set(StationedUnit.objects.filter(street=by.street, pk__in=list(units)).values_list("pk", flat=True))
        if not known or known != set(units):
            refuse({"units": "Choose the units that came."})
        row = JointMeeting.objects.create(
            street=by.street,
            community=community,
            held_on=held_on,
            at=at,
            account=by.account or 0,
            invented=invented,
            **told,
        )
        JointPresence.objects.bulk_create(
            [JointPresence(street=row.street, meeting=row.pk, unit=one) for one in sorted(known)]
        )
        note("party.joint_meeting_recorded", MEETING, row, by=by, at=at, held=held_on, units=len(known))
        return row
