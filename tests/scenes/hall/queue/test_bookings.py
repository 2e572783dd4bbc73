"""Bookings: held, booked, limited, given back, moved up, cancelled by the office."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shiqiao.base.errors import Forbidden, Invalid, ShiqiaoError
from shiqiao.base.time import held, now
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.scenes.hall.queue import booking as bookings
from shiqiao.scenes.hall.queue import closing, places, rounds
from shiqiao.scenes.hall.queue.booking import Booker
from shiqiao.scenes.hall.queue.errors import BookedAlready, HoldOver, PlacesLeft, SlotTaken, TooManyBookings
from shiqiao.scenes.hall.queue.models import TAKES_PLACE, Booking, BookingPlace
from shiqiao.testing.street import STREET, Street

from ..conftest import station
from .conftest import RESIDENT, booker, moment

NINE = "2018-06-28 09:00"


def hold(starts: str = NINE, line: str = "livelihood", at: str = "c1") -> Booking:
    return bookings.hold_place(
        street=STREET, unit=station(at), line=line, starts_at=moment(starts), channel="portal", by=RESIDENT, at=now()
    )


def book(street: Street, who: Booker, starts: str = NINE, line: str = "livelihood", at: str = "c1") -> Booking:
    return bookings.book(
        street=STREET, unit=station(at), line=line, starts_at=moment(starts), booker=who, channel="desk",
        by=street.actor("c1head" if at == "c1" else "c2head"), at=now(),
    )  # fmt: skip


def wish(who: Booker, day: str = "2018-06-28") -> Booking:
    return bookings.join_waiting(
        street=STREET, unit=station("c1"), line="livelihood", day=moment(f"{day} 00:00").date(), booker=who, channel="portal",
        by=RESIDENT, at=now(),
    )  # fmt: skip


def fill_day(street: Street) -> list[Booking]:
    """Book every place of the line on the 28th, each for somebody else."""
    unit, found = station("c1"), []
    for n, slot in enumerate(places.free_slots(STREET, unit, "livelihood", now())):
        local = slot.starts_at.astimezone(calendar_for(STREET).tz)
        if f"{local:%Y-%m-%d}" == "2018-06-28":
            found.append(book(street, booker(f"1370000{n:04}"), f"{local:%Y-%m-%d %H:%M}"))
    return found


def test_slots_lie_on_working_days_within_office_hours(queue: Street) -> None:
    cal = calendar_for(STREET)
    rows = BookingPlace.objects.filter(unit=station("c1"))
    assert rows.count() > 100
    for row in rows:
        assert cal.is_workday(row.day)
        opened = cal.plan(row.day.toordinal()).open
        assert any(low <= row.starts_at.timestamp() and row.ends_at.timestamp() <= high for low, high in opened)
    assert places.make_places(STREET, now()) == 0  # a second time changes nothing


def test_a_hold_becomes_a_booking_and_ends_by_itself_when_nobody_confirms(queue: Street) -> None:
    row = hold()
    with pytest.raises(SlotTaken):
        hold()  # the line has one place in the slot
    with held(now() + timedelta(minutes=15)):
        with pytest.raises(HoldOver):
            bookings.confirm(booking=row.pk, booker=booker(), by=RESIDENT, at=now())
        other = hold()  # nobody had to flush it
        assert bookings.confirm(booking=other.pk, booker=booker(), by=RESIDENT, at=now()).state == "booked"
    row.refresh_from_db()
    assert row.state == "expired"


def test_the_worker_ends_holds_that_nobody_asks_for_again(queue: Street) -> None:
    row = hold()
    assert rounds.expire_holds(at=now()) == 0
    assert rounds.expire_holds(at=now() + timedelta(minutes=15)) == 1
    row.refresh_from_db()
    assert row.state == "expired"


def test_a_telephone_number_has_so_many_bookings_and_no_more(queue: Street) -> None:
    book(queue, booker())
    with pytest.raises(TooManyBookings):
        book(queue, booker(), "2018-06-28 15:00")  # one a day
    book(queue, booker("138-0000-0001"), "2018-06-29 09:00")  # however it is written
    with pytest.raises(TooManyBookings):
        book(queue, booker(), "2018-07-02 09:00")  # two to come


def test_nobody_is_at_two_counters_at_one_time(queue: Street) -> None:
    """The limit aside: the database itself refuses it."""
    row = book(queue, booker())
    place = BookingPlace.objects.filter(unit=station("c2"), starts_at=row.starts_at).first()
    values = {
        f.name: getattr(row, f.name)
        for f in Booking._meta.concrete_fields
        if f.name not in ("id", "place", "of_day", "of_all")
    }
    with pytest.raises(IntegrityError, match="hall_booking_one_time"), transaction.atomic():
        Booking.objects.create(**{**values, "unit": station("c2")}, place=place, of_day=2, of_all=2)
    with pytest.raises(BookedAlready):
        bookings._written(lambda: Booking.objects.create(**values, place=place, of_day=2, of_all=2))


def test_what_is_wrong_is_named_by_field(queue: Street) -> None:
    with pytest.raises(Invalid) as caught:
        book(queue, Booker("", "12", ("king",)))
    assert caught.value.fields.keys() == {"name", "phone", "claims"}
    with pytest.raises(Invalid):
        book(queue, booker(), line="nothing")
    with pytest.raises(Forbidden):
        bookings.book(
            street=STREET, unit=station("c1"), line="livelihood", starts_at=moment(NINE), booker=booker(), channel="desk",
            by=queue.actor("c2head"), at=now(),
        )  # fmt: skip


def test_a_time_in_the_past_or_within_the_lead_is_not_given_to_residents(queue: Street) -> None:
    with pytest.raises(SlotTaken):
        hold("2018-06-27 10:00")
    with pytest.raises(SlotTaken):
        hold("2018-06-30 09:00")  # a Saturday


def test_a_place_given_back_goes_to_the_first_on_the_waiting_list(queue: Street) -> None:
    with pytest.raises(PlacesLeft):
        wish(booker("13900000001"))
    booked = fill_day(queue)
    first, second = wish(booker("13900000001")), wish(booker("13900000002"))
    bookings.cancel(booking=booked[3].pk, by=RESIDENT, at=now())
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.place_id, first.moved_up_at) == ("booked", booked[3].place_id, now())
    assert second.state == "waitlisted"
    bookings.cancel(booking=first.pk, by=RESIDENT, at=now())
    second.refresh_from_db()
    assert second.state == "booked"


def test_a_hold_that_ends_goes_to_the_waiting_list_before_anybody_else(queue: Street) -> None:
    booked = fill_day(queue)
    bookings.cancel(booking=booked[0].pk, by=RESIDENT, at=now())
    kept = hold(f"{booked[0].starts_at.astimezone(calendar_for(STREET).tz):%Y-%m-%d %H:%M}")
    waits = wish(booker("13900000001"))
    with held(now() + timedelta(minutes=16)), pytest.raises(SlotTaken):
        hold(f"{booked[0].starts_at.astimezone(calendar_for(STREET).tz):%Y-%m-%d %H:%M}")
    assert rounds.expire_holds(at=now() + timedelta(minutes=16)) == 1
    waits.refresh_from_db()
    assert (waits.state, waits.place_id) == ("booked", kept.place_id)


def test_closing_off_cancels_by_the_office_and_leaves_nothing_to_book(queue: Street) -> None:
    row, by = book(queue, booker(), "2018-06-28 15:00"), queue.actor("c1head")
    found = closing.close_off(
        unit=station("c1"), begins_at=moment("2018-06-28 12:00"), ends_at=moment("2018-06-28 17:30"), reason="system_down",
        by=by, at=now(),
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.state, row.reason, found.bookings) == ("revoked", "system_down", (row.pk,))
    with pytest.raises(SlotTaken):
        hold("2018-06-28 15:00")
    book(queue, booker(), "2018-06-28 09:30")  # what the office cancelled counts against nobody
    closing.lift(closure=found.closure.pk, by=by, at=now())
    assert hold("2018-06-28 15:00").state == "held"
    with pytest.raises(Invalid) as caught:
        closing.close_off(
            unit=station("c1"),
            begins_at=moment("2018-06-28 12:00"),
            ends_at=moment("2018-06-28 11:00"),
            reason="",
            by=by,
            at=now(),
        )
    assert caught.value.fields.keys() == {"ends_at", "reason"}


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["hold", "book", "confirm", "cancel", "expire", "wish", "close", "lift"]),
        st.integers(0, 3),
        st.integers(0, 5),
    ),
    max_size=30,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_whatever_is_done_no_slot_holds_more_than_its_places_and_nobody_more_than_the_limit(
    queue: Street, acts: list[tuple[str, int, int]]
) -> None:
    """Hours of one line with one place each, six telephones, a clock that goes on by five minutes an act."""
    with transaction.atomic():
        for n, (what, hour, who) in enumerate(acts):
            with held(now() + timedelta(minutes=5 * n)):
                try:
                    with transaction.atomic():
                        do(queue, what, f"2018-06-28 {9 + hour % 3:02}:00", booker(f"1360000000{who}"), who)
                except ShiqiaoError:
                    pass
            keeps()
        transaction.set_rollback(True)


def do(street: Street, what: str, starts: str, who: Booker, pick: int) -> None:
    rows = list(Booking.objects.filter(state__in=("held", "booked", "waitlisted")).order_by("pk"))
    one = rows[pick % len(rows)].pk if rows else 0
    by = street.actor("c1head")
    {
        "hold": lambda: hold(starts), "book": lambda: book(street, who, starts),
        "confirm": lambda: one and bookings.confirm(booking=one, booker=who, by=RESIDENT, at=now()),
        "cancel": lambda: one and bookings.cancel(booking=one, by=RESIDENT, at=now()),
        "expire": lambda: rounds.expire_holds(at=now()), "wish": lambda: wish(who),
        "close": lambda: closing.close_off(unit=station("c1"), begins_at=moment(starts), ends_at=moment(starts) + timedelta(
            minutes=30), reason="staff_away", by=by, at=now()),
        "lift": lambda: [
            closing.lift(closure=row.pk, by=by, at=now()) for row in closing.Closure.objects.filter(lifted_at=None)],
    }[what]()  # fmt: skip


def keeps() -> None:
    taken: dict[object, int] = {}
    for row in Booking.objects.filter(TAKES_PLACE):
        taken[row.unit, row.line, row.starts_at] = taken.get((row.unit, row.line, row.starts_at), 0) + 1
    for (unit, line, starts), count in taken.items():  # type: ignore[misc]
        assert count <= BookingPlace.objects.filter(unit=unit, line=line, starts_at=starts).count()
    for row in Booking.objects.filter(state="booked"):
        same = Booking.objects.filter(state__in=("booked", "waitlisted"), phone_blind=row.phone_blind)
        assert same.count() <= 2
        assert same.filter(day=row.day).count() <= 1
    assert all(one.free >= 0 for one in places.free_slots(STREET, station("c1"), "livelihood", now()))
    assert not Booking.objects.filter(state__in=("held", "booked"), place__closure__gt=0).exists()
