"""Seats of a firm's own people on the portal: invited by a link that opens once, entered, kept by a browser, ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.base.ids import new_secret, secret_hash
from shiqiao.base.rows import the_one
from shiqiao.kernel.registry.sealing import phone_blind
from shiqiao.scenes.enterprise import rights
from shiqiao.scenes.enterprise.errors import FirmRefused, LinkVoid, NotSoNow, SeatedAlready
from shiqiao.scenes.enterprise.firms import ids_of, live_of
from shiqiao.scenes.enterprise.models import FirmKey, FirmPerson, FirmSeat
from shiqiao.scenes.enterprise.publishing import rules_of
from shiqiao.scenes.enterprise.rules import SEAT_ROLES, TRIES
from shiqiao.scenes.enterprise.store import SEAT, locked, note, one_of, seal, unseal, written


@dataclass(frozen=True, slots=True)
class Invited:
    """A seat and the secret of its link, which nothing stores: it is shown once."""

    seat: FirmSeat
    secret: str


def phone_of(text: str) -> str:
    """Return the digits of a telephone number; raises FirmRefused where it cannot be one."""
    digits = "".join(sign for sign in text if sign.isascii() and sign.isdigit())
    if not 7 <= len(digits) <= 15:
        raise FirmRefused(fields={"phone": "The telephone number has a wrong form. Use digits only."})
    return digits


def invite(
    *, organisation: int, name: str, phone: str, role: str = "contact", invented: bool = False, by: Actor, at: datetime
) -> Invited:
    """Give a person a seat at a firm and draw its link; who is known by the telephone keeps the other seats.

    Raises FirmRefused naming each field, SeatedAlready, NotFound for who does not look after the firm.
    """
    said, digits = written(name, "name", "Write the person's name."), phone_of(phone)
    one_of(role, SEAT_ROLES, "role")
    with scope.scoped(*scope.of(by)), transaction.atomic():
        live = live_of(by, organisation)
        rights.refuse_strangers(by, live.street, live.pk)
        person = _person(live.street, said, digits, invented, at)
        if FirmSeat.objects.filter(organisation__in=ids_of(live.pk), person=person.pk, ended_at=None).exists():
            raise SeatedAlready
        try:
            with transaction.atomic():
                seat = FirmSeat.objects.create(
                    street=live.street, organisation=live.pk, person=person.pk, role=role, post=by.post or 0,
                    account=by.account or 0, invited_at=at, invented=invented,
                )  # fmt: skip
        except IntegrityError:
            raise SeatedAlready from None
        note("enterprise.seat_invited", Ref(SEAT, seat.pk), live.street, by, at, organisation=live.pk, role=role)
        return Invited(seat, _draw(seat, at))


def _person(street: int, name: str, phone: str, invented: bool, at: datetime) -> FirmPerson:
    mark = phone_blind(phone)
    fresh = {"name": seal(name), "phone": seal(phone), "made_at": at, "invented": invented}
    person, new = FirmPerson.objects.get_or_create(street=street, phone_mark=mark, defaults=fresh)
    if not new and unseal(person.name) != name:
        told = "With this telephone number somebody of another name is on file; check the name and the number."
        raise FirmRefused(fields={"name": told})
    if person.ended_at is not None:
        person.ended_at = None
        person.save(update_fields=["ended_at"])
    return person


def _draw(seat: FirmSeat, at: datetime) -> str:
    secret = new_secret()
    seat.link_hash, seat.tries = secret_hash(secret), 0
    seat.link_until = at + timedelta(days=rules_of(seat.street).link_days)
    seat.save(update_fields=["link_hash", "link_until", "tries"])
    return secret


def new_link(*, seat: int, by: Actor, at: datetime) -> Invited:
    """Draw a new link for a seat, for who lost the way back; the former one is void. Raises NotSoNow, NotFound."""
    with scope.scoped(*scope.of(by)), transaction.atomic():
        row = _mine(seat, by)
        note("enterprise.seat_link_drawn", Ref(SEAT, row.pk), row.street, by, at)
        return Invited(row, _draw(row, at))


def end_seat(*, seat: int, by: Actor, at: datetime) -> FirmSeat:
    """End a seat: its link and, with the person's last seat, all that browsers keep. Raises NotSoNow, NotFound."""
    with scope.scoped(*scope.of(by)), transaction.atomic():
        row = _mine(seat, by)
        row.ended_at, row.link_hash, row.link_until = at, None, None
        row.save(update_fields=["ended_at", "link_hash", "link_until"])
        keys = FirmKey.objects.filter(person=row.person, ended_at=None)
        if FirmSeat.objects.filter(person=row.person, ended_at=None).exists():
            keys = keys.filter(seat=row.pk)  # opened by this seat's link: the other firms' links opened the rest
        else:
            FirmPerson.objects.filter(pk=row.person).update(ended_at=at)
        keys.update(ended_at=at)
        note("enterprise.seat_ended", Ref(SEAT, row.pk), row.street, by, at)
        return row


def _mine(seat: int, by: Actor) -> FirmSeat:
    row = locked(FirmSeat, seat)
    if by.street not in (None, row.street):
        raise NotFound
    rights.refuse_strangers(by, row.street, live_of(by, row.organisation).pk)
    if row.ended_at is not None:
        raise NotSoNow
    return row


def opened(secret: str, at: datetime) -> FirmSeat:
    """Return the seat that a link still opens; raises NotFound for a wrong, used or late one."""
    rows = FirmSeat.objects.filter(link_hash=secret_hash(secret[:60]), link_until__gt=at, ended_at=None)
    return the_one(rows.filter(tries__lt=TRIES))


def enter(*, secret: str, ending: str, by: Actor, at: datetime) -> tuple[FirmSeat, str]:
    """Open a link once, with the last four digits of the telephone on file; returns the seat and what the browser keeps.

    A wrong ending counts, and the fifth makes the link void. Raises FirmRefused, LinkVoid, NotFound.
    """
    with scope.scoped(*scope.of(by)), transaction.atomic():
        row = locked(FirmSeat, opened(secret, at).pk)
        if row.link_hash is None or bytes(row.link_hash) != secret_hash(secret):
            raise LinkVoid
        person = the_one(FirmPerson.objects.filter(pk=row.person, street=row.street))
        if unseal(person.phone)[-4:] == ending.strip():
            return row, _entered(row, by, at)
        row.tries += 1
        row.save(update_fields=["tries"])
    told = "These are not the last four digits of the telephone number that your steward has; look again."
    raise FirmRefused(fields={"ending": told})


def _entered(row: FirmSeat, by: Actor, at: datetime) -> str:
    key = new_secret()
    row.link_hash, row.link_until, row.entered_at = None, None, row.entered_at or at
    row.save(update_fields=["link_hash", "link_until", "entered_at"])
    until = at + timedelta(days=rules_of(row.street).key_days)
    FirmKey.objects.create(
        street=row.street, person=row.person, seat=row.pk, key_hash=secret_hash(key), begun_at=at, until=until
    )
    note("enterprise.seat_entered", Ref(SEAT, row.pk), row.street, by, at, until=until)
    return key


def leave(*, key: str, by: Actor, at: datetime) -> None:
    """End what a browser keeps; nothing happens for one that is over."""
    with scope.scoped(*scope.of(by)), transaction.atomic():
        row = FirmKey.objects.select_for_update().filter(key_hash=secret_hash(key), ended_at=None).first()
        if row is not None:
            row.ended_at = at
            row.save(update_fields=["ended_at"])
            note("enterprise.seat_left", Ref(SEAT, row.seat), row.street, by, at)
