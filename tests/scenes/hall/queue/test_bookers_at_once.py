"""Two hundred book at the same moment, each by a connection of its own: the database lets nothing be given twice."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

from shiqiao.base.actor import Actor, system
from shiqiao.base.db import scope
from shiqiao.base.errors import ShiqiaoError
from shiqiao.scenes.hall.queue import booking as bookings
from shiqiao.scenes.hall.queue import tickets
from shiqiao.scenes.hall.queue.models import Booking, BookingPlace
from shiqiao.scenes.hall.queue.publishing import rule_of
from shiqiao.testing.street import STREET, Street

from ..conftest import station
from .conftest import RESIDENT, booker, moment

BOOKERS, PLACES = 200, 5
BY = system("test", street=STREET)
MORNING, AT = moment("2018-06-28 09:00"), moment("2018-06-27 10:00")


def places(unit: int, starts: str, count: int) -> None:
    with scope.scoped(STREET):
        BookingPlace.objects.bulk_create([
            BookingPlace(street=STREET, unit=unit, line="insurance", day=moment(starts).date(), seat=seat,
                         starts_at=moment(starts), ends_at=moment(starts[:-2] + "30"))
            for seat in range(1, count + 1)
        ])  # fmt: skip


def at_once(act: Callable[[int], object]) -> Counter[str]:
    """Do something two hundred times at the same moment; returns what came of it by kind."""
    start, told, connections = threading.Barrier(BOOKERS), Counter[str](), set[int]()

    def one(n: int) -> None:
        try:
            connection.ensure_connection()
            connections.add(connection.connection.info.backend_pid)
            start.wait(60)
            try:
                act(n)
                told["booked"] += 1
            except ShiqiaoError as error:
                told[error.code] += 1
        finally:
            connection.close()

    with ThreadPoolExecutor(BOOKERS) as pool:
        list(pool.map(one, range(BOOKERS)))
    assert len(connections) == BOOKERS
    return told


def book(n: int, phone: str, unit: int, starts: str = "2018-06-28 09:00") -> Booking:
    return bookings.book(
        street=STREET, unit=unit, line="insurance", starts_at=moment(starts), booker=booker(phone), channel="phone", by=BY,
        at=AT,
    )  # fmt: skip


def test_a_slot_for_five_takes_five_of_two_hundred(live_street: Street) -> None:
    unit = station("c1")
    places(unit, "2018-06-28 09:00", PLACES)
    told = at_once(lambda n: book(n, f"138{n:08}", unit))
    assert told == {"booked": PLACES, "slot_taken": BOOKERS - PLACES}
    with scope.scoped(STREET):
        rows = Booking.objects.filter(unit=unit, state="booked")
        assert sorted(rows.values_list("place__seat", flat=True)) == [1, 2, 3, 4, 5]


def test_holds_and_bookings_of_one_slot_together_are_never_more_than_its_places(live_street: Street) -> None:
    unit = station("c1")
    places(unit, "2018-06-28 09:00", PLACES)

    def act(n: int) -> object:
        if n % 2:
            return book(n, f"138{n:08}", unit)
        return bookings.hold_place(
            street=STREET, unit=unit, line="insurance", starts_at=MORNING, channel="portal", by=BY, at=AT
        )

    assert at_once(act)["booked"] == PLACES


def test_one_person_who_books_two_hundred_times_at_once_has_one_booking(live_street: Street) -> None:
    one, other = station("c1"), station("c2")
    for unit in (one, other):
        places(unit, "2018-06-28 09:00", BOOKERS)
        places(unit, "2018-06-28 10:00", BOOKERS)
    starts = ("2018-06-28 09:00", "2018-06-28 10:00")
    told = at_once(lambda n: book(n, "13800000001", (one, other)[n % 2], starts[n // 2 % 2]))
    assert told["booked"] == rule_of(STREET).limits.per_day == 1
    with scope.scoped(STREET), transaction.atomic():
        assert Booking.objects.filter(state="booked").count() == 1


def test_windows_that_call_at_the_same_moment_never_call_one_ticket(live_street: Street) -> None:
    """Two windows, forty waiting: each is called once, and nobody is called twice."""
    unit = station("c1")
    with scope.scoped(STREET):
        staff = [live_street.actor(login) for login in ("c1head", "c1g1")]
    for n, by in enumerate(staff, start=1):
        tickets.sit_down(unit=unit, window=n, by=by, at=AT)
    for _ in range(40):
        tickets.take_ticket(street=STREET, unit=unit, line="insurance", channel="kiosk", by=RESIDENT, at=AT)
    called: list[int] = []

    def work(by: Actor) -> None:
        try:
            while (row := tickets.call_next(by=by, at=AT)) is not None:
                called.append(row.pk)
                tickets.act(ticket=row.pk, do="begin", by=by, at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(staff)) as pool:
        list(pool.map(work, staff))
    assert len(called) == len(set(called)) == 40
