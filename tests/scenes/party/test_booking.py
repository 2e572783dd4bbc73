"""Places of service projects: never more than there are, never one person twice, the waiting list moves up."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound, ShiqiaoError
from shiqiao.base.time import held, now
from shiqiao.scenes.party import booking, figures, links, services
from shiqiao.scenes.party.errors import BookedHere, BookingClosed, BookingNotSo, NoPlaceLeft, OccasionNotSo, TooManyOpen
from shiqiao.scenes.party.services import Delivered
from shiqiao.scenes.party.servicetables import Occasion, ServiceBooking, ServiceProject
from shiqiao.testing.street import STREET, Street

from .conftest import RESIDENT, booker, moment, new_occasion, new_project, new_unit, office

TRIES, PLACES = 40, 5


def book(occasion: int, phone: str = "13800001111", at: datetime | None = None) -> ServiceBooking:
    return booking.book(occasion=occasion, booker=booker(phone), channel="portal", by=RESIDENT, at=at or now())


def test_the_last_place_is_booked_once_and_the_next_one_waits(project: ServiceProject) -> None:
    time = new_occasion(project.pk, places=1)
    first, second = book(time.pk), book(time.pk, "13800001112")
    assert (first.state, first.number, second.state, second.number) == ("booked", 1, "waiting", 0)
    with pytest.raises(BookedHere):
        book(time.pk)


def test_a_place_given_back_goes_to_the_first_who_waits(project: ServiceProject) -> None:
    time = new_occasion(project.pk, places=1)
    first, second = book(time.pk), book(time.pk, "13800001112")
    booking.cancel(booking=first.pk, by=RESIDENT, at=now())
    second.refresh_from_db()
    time.refresh_from_db()
    assert (second.state, second.number, time.taken) == ("booked", 1, 1)
    booking.cancel(booking=second.pk, by=RESIDENT, at=now())
    time.refresh_from_db()
    assert time.taken == 0
    with pytest.raises(BookingNotSo):
        booking.cancel(booking=second.pk, by=RESIDENT, at=now())


def test_nobody_is_at_two_places_at_one_time(project: ServiceProject) -> None:
    book(new_occasion(project.pk).pk)
    other = new_project(project.unit, title="法律咨询")
    clash = new_occasion(other.pk, "2018-06-28 10:30", places=1)
    with pytest.raises(BookedHere):
        book(clash.pk)
    later = new_occasion(other.pk, "2018-06-28 11:00")
    assert book(later.pk).state == "booked"


def test_who_is_elsewhere_by_then_does_not_move_up_and_the_next_one_does(project: ServiceProject) -> None:
    full, other = new_occasion(project.pk, places=1), new_occasion(new_project(project.unit, title="理发").pk)
    first = book(full.pk, "13800001110")
    busy, free = book(full.pk, "13800001111"), book(full.pk, "13800001112")
    book(other.pk, "13800001111")
    booking.cancel(booking=first.pk, by=RESIDENT, at=now())
    busy.refresh_from_db()
    free.refresh_from_db()
    assert (busy.state, free.state) == ("waiting", "booked")


def test_limits_hold(project: ServiceProject) -> None:
    days = [new_occasion(project.pk, f"2018-07-0{n} 09:00") for n in range(1, 5)]
    for time in days[:3]:
        book(time.pk)
    with pytest.raises(TooManyOpen):
        book(days[3].pk)
    far = new_occasion(project.pk, "2018-09-28 09:00")
    with pytest.raises(BookingClosed):
        book(far.pk, "13800001119")
    short = new_occasion(project.pk, "2018-06-29 09:00", places=1)
    for n in range(11):
        book(short.pk, f"1390000{n:04}")
    with pytest.raises(NoPlaceLeft):
        book(short.pk, "13900009999")


def test_without_consent_or_with_a_wrong_number_nothing_is_kept(project: ServiceProject) -> None:
    time = new_occasion(project.pk)
    with pytest.raises(Invalid) as told:
        booking.book(occasion=time.pk, booker=booking.Booker("", "12"), channel="portal", by=RESIDENT, at=now())
    assert set(told.value.fields) == {"name", "phone", "consent"}


def test_name_and_phone_are_sealed(project: ServiceProject) -> None:
    row = book(new_occasion(project.pk).pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(b)::text FROM party_booking b WHERE id = %s", [row.pk])
        text = cursor.fetchone()[0]
    assert "13800001111" not in text
    assert "柳小明" not in text


def test_the_database_refuses_more_places_than_there_are(project: ServiceProject) -> None:
    time = new_occasion(project.pk, places=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Occasion.objects.filter(pk=time.pk).update(taken=2)


def test_only_who_came_rates_once_and_repeats_are_counted(project: ServiceProject) -> None:
    one, two = new_occasion(project.pk), new_occasion(project.pk, "2018-06-29 09:00")
    came, missed, again = book(one.pk), book(one.pk, "13800001112"), book(two.pk)
    with pytest.raises(OccasionNotSo):
        services.deliver(occasion=one.pk, delivered=Delivered((came.pk,)), by=office(), at=now())
    with held(moment("2018-06-28 12:00")):
        services.deliver(occasion=one.pk, delivered=Delivered((came.pk,), 3), by=office(), at=now())
        booking.rate(booking=came.pk, stars=5, said="很方便", by=RESIDENT, at=now())
        for row in (came, missed, again):
            with pytest.raises(BookingNotSo):
                booking.rate(booking=row.pk, stars=4, by=RESIDENT, at=now())
    told = figures.of_projects([project.pk])[project.pk]
    assert (told.delivered, told.came, told.mean, told.residents, told.again) == (1, 4, "5.0", 2, 1)
    assert figures.landed(STREET) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceBooking.objects.filter(pk=missed.pk).update(stars=5, rated_at=now())


def test_a_time_without_anybody_is_cancelled_not_delivered(project: ServiceProject) -> None:
    time = new_occasion(project.pk)
    row = book(time.pk)
    with held(moment("2018-06-28 12:00")), pytest.raises(Invalid):
        services.deliver(occasion=time.pk, delivered=Delivered(), by=office(), at=now())
    services.cancel_occasion(occasion=time.pk, why="下雨", by=office(), at=now())
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert figures.landed(STREET) == 0


def test_a_link_opens_one_booking_and_no_other(project: ServiceProject) -> None:
    time = new_occasion(project.pk)
    one, two = book(time.pk), book(time.pk, "13800001112")
    secret = links.link_of(one.pk)
    assert links.opened(secret) == one.pk
    assert links.street_of(secret, now()) == STREET
    assert links.opened(secret.replace(str(one.pk), str(two.pk), 1)) == 0
    with pytest.raises(NotFound):
        booking.cancel(booking=99999, by=RESIDENT, at=now())


def test_forty_at_once_get_five_places_and_ten_turns(live_street: Street) -> None:
    with scope.scoped(STREET):
        time = new_occasion(new_project(new_unit()).pk, places=PLACES)
    told: Counter[str] = Counter()
    start, at = threading.Barrier(TRIES), now()

    def one(n: int) -> None:
        try:
            connection.ensure_connection()
            start.wait(60)
            told[book(time.pk, f"138{n % (TRIES // 2):08}", at).state] += 1  # everybody tries twice
        except ShiqiaoError as error:
            told[error.code] += 1
        finally:
            connection.close()

    with ThreadPoolExecutor(TRIES) as pool:
        list(pool.map(one, range(TRIES)))
    assert told["booked"] == PLACES
    assert told["waiting"] == 10
    assert sum(told.values()) == TRIES
    with scope.scoped(STREET):
        rows = ServiceBooking.objects.filter(occasion=time.pk, state="booked")
        assert sorted(rows.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
        assert len({bytes(row.phone_blind) for row in ServiceBooking.objects.filter(occasion=time.pk)}) == 15
