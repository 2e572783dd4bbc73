"""Bookings of places: booked or put on the waiting list, cancelled, and rated by those who came.

What must not happen is refused by the database (`ServiceBooking`, `Occasion`): a place given twice, more places than there
are, a person with two places at one time. The lock of the occasion's row puts those who try at once into an order.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.rows import the_one
from shiqiao.base.text import clean
from shiqiao.kernel.registry import rules as registry
from shiqiao.kernel.registry import sealing
from shiqiao.scenes.party import rights
from shiqiao.scenes.party.errors import (
    BookedHere,
    BookingClosed,
    BookingNotSo,
    NoPlaceLeft,
    TooManyOpen,
)
from shiqiao.scenes.party.publishing import rules_of
from shiqiao.scenes.party.rules import STARS
from shiqiao.scenes.party.servicetables import HAS_PLACE, Occasion, ServiceBooking
from shiqiao.scenes.party.store import BOOKING, BOOKING_SEAL, hold, locked, note, refuse, seal, words

NAME_MOST, SAID_MOST = 30, 200


@dataclass(frozen=True, slots=True)
class Booker:
    """Who books, and that the person agreed to name and telephone being kept for it."""

    name: str
    phone: str
    consent: bool = False
    invented: bool = False


@transaction.atomic
def book(*, occasion: int, booker: Booker, channel: str, by: Actor, at: datetime) -> ServiceBooking:
    """Book a place, or a turn on the waiting list when all are taken. Locks the telephone's bookings, then the occasion.

    Raises BookingClosed, BookedHere, TooManyOpen, NoPlaceLeft, EntryRefused naming each field.
    """
    digits = _checked(booker)
    with scope.scoped(*scope.of(by)):
        blind = sealing.phone_blind(digits)
        hold(f"booker {blind.hex()}")
        there = locked(Occasion, occasion, by.street)
        if channel == "desk":
            rights.refuse(rights.acts(by, there.community))
        limits = rules_of(there.street).booking
        if there.state != "open" or not at < there.starts_at <= at + timedelta(days=limits.days_ahead):
            raise BookingClosed
        open_ones = ServiceBooking.objects.filter(
            street=there.street, phone_blind=blind, state__in=("booked", "waiting")
        )
        if open_ones.count() >= limits.open:
            raise TooManyOpen
        row = ServiceBooking(
            street=there.street, occasion=there.pk, project=there.project, starts_at=there.starts_at, ends_at=there.ends_at,
            state="booked", channel=channel, name=seal(clean(booker.name).strip(), BOOKING_SEAL),
            phone=seal(digits, BOOKING_SEAL), phone_blind=blind, consented_at=at, made_at=at, account=by.account or 0,
            invented=booker.invented,
        )  # fmt: skip
        _take(row, there, limits.waiting)
        note(
            "party.booked",
            BOOKING,
            row,
            by=by,
            at=at,
            occasion=there.pk,
            state=row.state,
            number=row.number,
            channel=channel,
        )
        return row


def _checked(booker: Booker) -> str:
    wrong, name = dict[str, str](), clean(booker.name).strip()
    if not 0 < len(name) <= NAME_MOST:
        wrong["name"] = "Give the name, shortly."
    if told := registry.wrong_phone(booker.phone):
        wrong["phone"] = told
    if not booker.consent:
        wrong["consent"] = "Without your consent the place cannot be kept for you."
    refuse(wrong)
    return registry.phone_digits(booker.phone)


def _take(row: ServiceBooking, there: Occasion, waiting: int) -> None:
    same = ServiceBooking.objects.filter(occasion=there.pk)
    if there.taken < there.places:
        used = set(same.filter(HAS_PLACE).values_list("number", flat=True))
        row.number = next(n for n in range(1, there.places + 1) if n not in used)
    elif same.filter(state="waiting").count() < waiting:
        row.state = "waiting"
    else:
        raise NoPlaceLeft
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as refused:
        raise BookedHere from refused
    if row.number:
        there.taken += 1
        there.save(update_fields=["taken"])


@transaction.atomic
def cancel(*, booking: int, by: Actor, at: datetime) -> ServiceBooking:
    """Give a place back; the first on the waiting list gets it. Locks the occasion, then the booking. Raises BookingNotSo.

    A resident proves to be the one by the link; at the desk it is done by whoever acts for the community.
    """
    with scope.scoped(*scope.of(by)):
        row, there = _both(booking, by)
        if row.state not in ("booked", "waiting") or there.state != "open" or at >= there.starts_at:
            raise BookingNotSo
        freed, row.state, row.number, row.ended_at = row.number, "cancelled", 0, at
        row.save(update_fields=["state", "number", "ended_at"])
        note("party.booking_cancelled", BOOKING, row, by=by, at=at, occasion=there.pk)
        if freed:
            _move_up(there, freed, by, at)
        return row


def _both(booking: int, by: Actor) -> tuple[ServiceBooking, Occasion]:
    number = _occasion_of(booking, by)
    there = locked(Occasion, number, by.street)
    if by.kind == "account":
        rights.refuse(rights.acts(by, there.community))
    return locked(ServiceBooking, booking, by.street), there


def _occasion_of(booking: int, by: Actor) -> int:
    return the_one(ServiceBooking.objects.filter(pk=booking, street=by.street or 0)).occasion


def _move_up(there: Occasion, freed: int, by: Actor, at: datetime) -> None:
    """Give a freed place to the first who waits and is not elsewhere at that time; without one it is free."""
    waiting = ServiceBooking.objects.select_for_update().filter(occasion=there.pk, state="waiting").order_by("pk")
    for row in waiting:
        row.state, row.number = "booked", freed
        try:
            with transaction.atomic():
                row.save(update_fields=["state", "number"])
        except IntegrityError:
            continue
        note("party.booking_moved_up", BOOKING, row, by=by, at=at, occasion=there.pk, number=freed)
        return
    there.taken -= 1
    there.save(update_fields=["taken"])


@transaction.atomic
def rate(*, booking: int, stars: int, said: str = "", by: Actor, at: datetime) -> ServiceBooking:
    """Rate what one came to, once, within the days of the rules. Locks the booking. Raises BookingNotSo, EntryRefused."""
    with scope.scoped(*scope.of(by)):
        row = locked(ServiceBooking, booking, by.street)
        until = (row.ended_at or at) + timedelta(days=rules_of(row.street).booking.rate_days)
        if row.state != "came" or row.rated_at is not None or at > until:
            raise BookingNotSo
        if not STARS[0] <= stars <= STARS[1]:
            refuse({"stars": "Choose one of those offered."})
        row.stars, row.rated_at = stars, at
        row.said = seal(words(SAID_MOST, needed=False, said=said)["said"], BOOKING_SEAL)
        row.save(update_fields=["stars", "rated_at", "said"])
        note("party.booking_rated", BOOKING, row, by=by, at=at, occasion=row.occasion, stars=stars)
        return row
