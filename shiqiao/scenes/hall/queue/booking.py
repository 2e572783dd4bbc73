"""Bookings: a time is held, booked, given back; a freed place goes to the first on the waiting list.

What must not happen is refused by the database (`models.Booking`): a place given twice, a person at two counters at once,
more bookings than one person may have. The actions try, and say what the database refused.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.base.rows import the_one
from shiqiao.base.text import clean
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.journal.rules import stamp
from shiqiao.kernel.registry import rules as registry
from shiqiao.kernel.registry import sealing
from shiqiao.scenes.hall.queue import rights, rules
from shiqiao.scenes.hall.queue.errors import (
    BookedAlready,
    HoldOver,
    PlacesLeft,
    QueueNotSo,
    SlotTaken,
    TooManyBookings,
)
from shiqiao.scenes.hall.queue.models import COUNTS, SEAL, TAKES_PLACE, Booking, BookingPlace
from shiqiao.scenes.hall.queue.places import free_slots, local_day, taken
from shiqiao.scenes.hall.queue.publishing import plan_of, rule_of, version_of

KIND = "queue_booking"
NAME_MOST, TRIES, LIST_TRIED = 60, 60, 20


@dataclass(frozen=True, slots=True)
class Booker:
    """Who books: a name, a telephone, the classes that the person says to belong to, and what it is about."""

    name: str
    phone: str
    claims: Collection[str] = ()
    item: str = ""
    invented: bool = False


def seal(text: str) -> bytes | None:
    """Encrypt what is personal."""
    return crypto.encrypt(text, context=SEAL) if text else None


def unseal(sealed: crypto.Bytes | None) -> str:
    """Read what `seal` wrote."""
    return crypto.decrypt(bytes(sealed), context=SEAL) if sealed else ""


def claims_of(row: Booking) -> list[str]:
    """Return the classes that a person said to belong to."""
    return unseal(row.claims).split()


def note(code: str, row: Booking, by: Actor, at: datetime, **data: Any) -> None:
    """Write a line of a booking's journal: codes, numbers and moments."""
    plain = {k: stamp(v) if isinstance(v, datetime) else v for k, v in data.items() if v not in (None, "", 0)}
    journal.write(code, subject=Ref(KIND, row.pk), street=row.street, by=by, at=at, data=plain)


# ── taking a place ─────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def hold_place(
    *, street: int, unit: int, line: str, starts_at: datetime, channel: str, by: Actor, at: datetime
) -> Booking:
    """Keep a place for some minutes while a form is filled in; whoever is late with it has lost nothing but the time.

    Raises SlotTaken, NotFound for a counter without a queue.
    """
    rights.refuse_other_streets(by, street)
    with scope.scoped(street):
        rule = _offered(street, unit, line)
        row = Booking(street=street, unit=unit, line=line, state="held", channel=channel, made_at=at)
        row.hold_until = at + timedelta(minutes=rule.slots.hold)
        _take(row, starts_at, at)
        note(
            "hall.place_held",
            row,
            by,
            at,
            unit=unit,
            line=line,
            starts=starts_at,
            until=row.hold_until,
            channel=channel,
        )
        return row


@transaction.atomic
def confirm(*, booking: int, booker: Booker, by: Actor, at: datetime) -> Booking:
    """Make a hold into a booking. Raises HoldOver, BookedAlready, TooManyBookings, Invalid naming each field."""
    with scope.scoped(*scope.of(by)):
        row = lock(booking, by)
        if row.state == "held" and row.hold_until and row.hold_until <= at:
            raise HoldOver
        go(row, "confirm")
        _dress(row, booker)
        _save_numbered(row, at, row.save)
        note("hall.booked", row, by, at, channel=row.channel, rules=version_of(row.street))
        return row


@transaction.atomic
def confirm_late(*, booking: int, booker: Booker, by: Actor, at: datetime) -> Booking:
    """Book the time of a hold whose minutes are over, for whoever took longer with the form, as long as it is free.

    Raises SlotTaken where somebody else has it by now, QueueNotSo for what was no hold, else as `confirm` does.
    """
    former = lock(booking, by)
    if former.state not in ("held", "expired") or former.starts_at is None:
        raise QueueNotSo
    row = hold_place(
        street=former.street, unit=former.unit, line=former.line, starts_at=former.starts_at, channel=former.channel,
        by=by, at=at,
    )  # fmt: skip
    return confirm(booking=row.pk, booker=booker, by=by, at=at)


@transaction.atomic
def book(
    *, street: int, unit: int, line: str, starts_at: datetime, booker: Booker, channel: str, by: Actor, at: datetime
) -> Booking:
    """Book a time for somebody at once, at the desk or on the telephone. Raises as `hold_place` and `confirm` do."""
    with scope.scoped(street):
        rights.refuse_elsewhere(by, street, unit)
        _offered(street, unit, line)
        row = Booking(
            street=street, unit=unit, line=line, state="booked", channel=channel, made_at=at, account=by.account or 0
        )
        _dress(row, booker)
        _take(row, starts_at, at, lead=False)
        note(
            "hall.booked",
            row,
            by,
            at,
            unit=unit,
            line=line,
            starts=starts_at,
            channel=channel,
            rules=version_of(street),
        )
        return row


@transaction.atomic
def join_waiting(
    *, street: int, unit: int, line: str, day: date, booker: Booker, channel: str, by: Actor, at: datetime
) -> Booking:
    """Put somebody on the waiting list of a day on which everything is booked. Raises PlacesLeft, Invalid, TooManyBookings."""
    rights.refuse_other_streets(by, street)
    with scope.scoped(street):
        if by.kind != "resident":
            rights.refuse_elsewhere(by, street, unit)
        _offered(street, unit, line)
        slots = [one for one in free_slots(street, unit, line, at) if local_day(street, one.starts_at) == day]
        if any(one.free for one in slots):
            raise PlacesLeft
        if not slots:
            raise Invalid(fields={"day": "Nothing can be booked on this day; choose another one."})
        row = Booking(
            street=street,
            unit=unit,
            line=line,
            day=day,
            state="waitlisted",
            channel=channel,
            made_at=at,
            account=by.account or 0,
        )
        _dress(row, booker)
        _save_numbered(row, at, lambda: row.save(force_insert=True))
        note("hall.waitlisted", row, by, at, unit=unit, line=line, day=day.isoformat(), channel=channel)
        return row


def _offered(street: int, unit: int, line: str) -> Any:
    rule = rule_of(street)
    if line not in plan_of(street, unit).places:
        raise Invalid(fields={"line": "This counter does not serve that; choose another line or another counter."})
    return rule


def _dress(row: Booking, booker: Booker) -> None:
    """Put who books into a row; raises Invalid naming each field."""
    name, wrong = clean(booker.name).strip(), dict[str, str]()
    if not name or len(name) > NAME_MOST:
        wrong["name"] = "Give the name, in at most {name_most} characters."
    if told := registry.wrong_phone(booker.phone):
        wrong["phone"] = told
    known = {one.code for one in rule_of(row.street).claimable}
    if set(booker.claims) - known:
        wrong["claims"] = "Choose among the classes that the rule names."
    if wrong:
        raise Invalid(fields=wrong, name_most=NAME_MOST)
    phone = registry.phone_digits(booker.phone)
    row.name, row.phone, row.phone_blind = seal(name), seal(phone), sealing.phone_blind(phone)
    row.claims, row.item, row.invented = seal(" ".join(sorted(booker.claims))), booker.item[:40], booker.invented


def _take(row: Booking, starts_at: datetime, at: datetime, *, lead: bool = True) -> None:
    """Write a row with a free place of a slot. The place's row is locked, so closing off and booking come one after another.

    A place that seemed free may have been given in the meantime: the database refuses the second row, and the next is tried.
    """
    if lead and starts_at < at + timedelta(minutes=rule_of(row.street).slots.lead):
        raise SlotTaken
    _expire_here(row.street, row.unit, row.line, starts_at, at)
    for _ in range(TRIES):
        rows = BookingPlace.objects.filter(
            ~taken(at), street=row.street, unit=row.unit, line=row.line, starts_at=starts_at, ends_at__gt=at, closure=0
        )
        place = rows.select_for_update().order_by("seat").first()
        if place is None:
            raise SlotTaken
        row.place, row.day, row.starts_at, row.ends_at = place, place.day, place.starts_at, place.ends_at
        if row.state == "booked":
            number(row)
        if _written(lambda: row.save(force_insert=True)):
            return
        row.pk = None
    raise SlotTaken


def number(row: Booking) -> None:
    """Give a booking its numbers among those of one person: of the day, and of all to come; raises TooManyBookings."""
    limits = rule_of(row.street).limits
    same = Booking.objects.filter(street=row.street, phone_blind=row.phone_blind).exclude(pk=row.pk)
    days = set(same.filter(COUNTS, day=row.day).values_list("of_day", flat=True))
    every = set(same.filter(state__in=("booked", "waitlisted")).values_list("of_all", flat=True))
    row.of_day = next((n for n in range(1, limits.per_day + 1) if n not in days), 0)
    row.of_all = next((n for n in range(1, limits.open + 1) if n not in every), 0)
    if not row.of_day or not row.of_all:
        raise TooManyBookings


def _save_numbered(row: Booking, at: datetime, save: Callable[[], None]) -> None:
    for _ in range(TRIES):
        number(row)
        if _written(save):
            return
    raise TooManyBookings


def _written(save: Callable[[], None]) -> bool:
    """Try to write; False when somebody was quicker. Raises BookedAlready when the person is elsewhere at that time."""
    try:
        with transaction.atomic():
            save()
    except IntegrityError as error:
        broken = str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", ""))
        if broken == "hall_booking_one_time":
            raise BookedAlready from error
        if broken not in ("hall_booking_one_place", "hall_booking_of_day", "hall_booking_of_all"):
            raise
        return False
    return True


# ── a booking that is there ────────────────────────────────────────────────────────────────────────────────────────


def lock(booking: int, by: Actor) -> Booking:
    """Lock a booking on which the actor may act; raises NotFound, Forbidden."""
    row = the_one(Booking.objects.select_for_update().filter(pk=booking))
    rights.refuse_strangers(by, row.street, row.unit)
    return row


def go(row: Booking, do: str) -> None:
    """Go to the state to which an act leads; raises QueueNotSo."""
    to = rules.moved(rules.BOOKING_MOVES, do, row.state)
    if to is None:
        raise QueueNotSo
    row.state = to


@transaction.atomic
def cancel(*, booking: int, by: Actor, at: datetime) -> Booking:
    """Give a booking back because the person does not come; its place goes to the first on the waiting list."""
    with scope.scoped(*scope.of(by)):
        row = lock(booking, by)
        go(row, "cancel")
        _end(row, at)
        note("hall.booking_cancelled", row, by, at)
        return row


@transaction.atomic
def revoke(*, booking: int, reason: str, closure: int = 0, by: Actor, at: datetime) -> Booking:
    """Cancel a booking because the office cannot keep it: counted apart from who did not come. The person must be told."""
    with scope.scoped(*scope.of(by)):
        row = lock(booking, by)
        rights.refuse_elsewhere(by, row.street, row.unit)
        if reason not in rules.WHY_OFFICE:
            raise Invalid(fields={"reason": "Say why the office cancels."})
        go(row, "revoke")
        row.reason = reason
        _end(row, at, refill=not closure)
        note("hall.booking_revoked", row, by, at, reason=reason, closure=closure)
        return row


def _end(row: Booking, at: datetime, *, refill: bool = True) -> None:
    row.ended_at = at
    row.save()
    if refill and row.place_id:
        fill_place(row.place_id, at)


@transaction.atomic
def tell(*, booking: int, by: Actor, at: datetime) -> Booking:
    """Note that the person was told what the office had changed: moved up, or cancelled by us."""
    with scope.scoped(*scope.of(by)):
        row = lock(booking, by)
        rights.refuse_elsewhere(by, row.street, row.unit)
        row.told_at = at
        row.save(update_fields=["told_at"])
        note("hall.booker_told", row, by, at)
        return row


def fill_place(place: int, at: datetime) -> Booking | None:
    """Give a freed place to the first on the waiting list of its day who has time; None when there is nobody."""
    free = BookingPlace.objects.select_for_update().get(pk=place)
    soon = at + timedelta(minutes=rule_of(free.street).slots.lead)
    if free.closure or free.starts_at < soon or Booking.objects.filter(TAKES_PLACE, place=free).exists():
        return None
    waiting = Booking.objects.select_for_update(skip_locked=True)
    rows = waiting.filter(unit=free.unit, line=free.line, day=free.day, state="waitlisted").order_by("id")
    for row in rows[:LIST_TRIED]:
        go(row, "move_up")
        row.place, row.starts_at, row.ends_at, row.moved_up_at = free, free.starts_at, free.ends_at, at
        try:
            if not _written(row.save):
                return None
        except BookedAlready:
            continue
        note("hall.moved_up", row, _system(row.street), at, starts=free.starts_at)
        return row
    return None


def _system(street: int) -> Actor:
    return Actor(kind="system", code="system.queue", street=street, roles=frozenset({"system"}))


# ── what ends by itself ────────────────────────────────────────────────────────────────────────────────────────────


def _expire_here(street: int, unit: int, line: str, starts_at: datetime, at: datetime) -> None:
    rows = Booking.objects.select_for_update(skip_locked=True, of=("self",)).filter(state="held", hold_until__lte=at)
    for row in rows.filter(street=street, unit=unit, line=line, starts_at=starts_at):
        expire(row, at)


def expire(row: Booking, at: datetime) -> None:
    """End a hold whose minutes are over, or a wish whose day is over."""
    go(row, "expire")
    _end(row, at)
    note("hall.booking_expired", row, _system(row.street), at)


def miss(row: Booking, at: datetime) -> None:
    """Note that somebody who had booked did not come (no-show)."""
    go(row, "miss")
    row.ended_at = at
    row.save()
    note("hall.no_show", row, _system(row.street), at)
