"""Three who had a time: one came and was called first, one did not come, one the office sent home before he set out."""

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.scenes.hall.queue import booking, closing, figures, places, reads, rounds, tickets
from shiqiao.scenes.hall.queue.booking import KIND, Booker
from shiqiao.scenes.hall.queue.models import Booking, QueueTicket
from shiqiao.testing.street import STREET, Street
from tests.scenes.hall.conftest import station
from tests.scenes.hall.queue.conftest import RESIDENT, moment

from .telling import Telling


def test_called_first_did_not_come_and_cancelled_by_the_office_are_counted_apart(street: Street) -> None:
    tell, unit = Telling(street), station("c1")
    clerk = street.actor("c1head")

    def book(name: str, phone: str, starts: str, *claims: str) -> Booking:
        return booking.book(
            street=STREET, unit=unit, line="insurance", starts_at=moment(starts), booker=Booker(name, phone, claims),
            channel="phone", by=clerk, at=now(),
        )  # fmt: skip

    with tell.at("2018-06-27 09:00"):  # the three call on Wednesday; a clerk books for each
        places.make_places(STREET, now())
        old = book("苗石英", "13800000001", "2018-06-28 09:00", "elderly")
        absent = book("豆小满", "13800000002", "2018-06-28 09:00")
        late = book("麦重阳", "13800000003", "2018-06-28 14:00")

    with tell.at("2018-06-28 08:40"):  # Thursday: two without a booking are there before them
        tickets.sit_down(unit=unit, window=1, by=clerk, at=now())
        first = walk_in(unit)
        walk_in(unit)
    with tell.at("2018-06-28 08:55"):
        hers = tickets.arrive(booking=old.pk, channel="desk", by=clerk, at=now())
        assert (hers.why, hers.rank) == ("elderly", 0)
    with tell.at("2018-06-28 09:00"):
        called = tickets.call_next(by=clerk, at=now())
        assert called is not None
        assert called.pk == hers.pk
        tickets.act(ticket=called.pk, do="begin", by=clerk, at=now())
    with tell.at("2018-06-28 09:10"):
        following = tickets.call_next(by=clerk, at=now())  # ends hers, and goes on by arrival
        assert following is not None
        assert following.pk == first.pk

    with tell.at("2018-06-28 09:50"):
        assert rounds.note_no_shows(at=now()) == 1
    with tell.at("2018-06-28 11:00"):  # the pipes have burst: the station closes at noon
        done = closing.close_off(
            unit=unit, begins_at=moment("2018-06-28 12:00"), ends_at=moment("2018-06-28 17:30"), reason="station_closed",
            by=clerk, at=now(),
        )  # fmt: skip
        assert done.bookings == (late.pk,)
        assert [row.pk for row in reads.to_tell(clerk, unit, now())] == [late.pk]
        booking.tell(booking=late.pk, by=clerk, at=now())
        assert reads.to_tell(clerk, unit, now()) == []

    states = {row.pk: row.state for row in Booking.objects.all()}
    assert states == {old.pk: "served", absent.pk: "missed", late.pk: "revoked"}
    (month,) = figures.waits(STREET, "2018-06", unit)
    assert (month.bookings, month.kept, month.no_show, month.revoked, month.cancelled) == (3, 1, 1, 1, 0)
    assert (month.tickets, month.served, month.missed) == (3, 1, 0)
    assert codes(late) == ["hall.booked", "hall.booking_revoked", "hall.booker_told"]


def walk_in(unit: int, by: Actor = RESIDENT) -> QueueTicket:
    return tickets.take_ticket(street=STREET, unit=unit, line="insurance", channel="kiosk", by=by, at=now())


def codes(row: Booking) -> list[str]:
    from shiqiao.base.actor import Ref

    return [line.code for line in lines_of(Ref(KIND, row.pk))]
