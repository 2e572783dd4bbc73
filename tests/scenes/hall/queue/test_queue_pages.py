"""The queue on the desk, in the portal, on the hall screen and at the kiosk."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from shiqiao.base.time import held, now
from shiqiao.kernel.people.devices import add_device, pair_device
from shiqiao.kernel.people.persons import unit_row
from shiqiao.scenes.hall.models import Affair
from shiqiao.scenes.hall.queue import booking as bookings
from shiqiao.scenes.hall.queue import links, tickets
from shiqiao.scenes.hall.queue.models import Booking, QueueTicket
from shiqiao.surfaces.kit.middleware import DEVICE_COOKIE
from shiqiao.testing.street import STREET, Street

from ..conftest import station
from .conftest import booker, moment

Enter = Callable[[str], Client]
Draw = Callable[..., QueueTicket]


@pytest.fixture
def resident() -> Client:
    return Client(headers={"accept-language": "en"})


def screen_of(street: Street, kind: str, unit: str = "c1") -> Client:
    """Return a paired screen of a counter."""
    by = street.actor("admin1")
    pairing = add_device(street=STREET, name=kind, kind=kind, unit=unit_row(by, station(unit)), by=by, at=now())
    client = Client(headers={"accept-language": "en"})
    client.cookies[DEVICE_COOKIE] = pair_device(code=pairing.code, at=now())[1]
    return client


def test_a_resident_books_without_an_account_finds_it_again_and_cancels(queue: Street, resident: Client) -> None:
    unit = station("c1")
    assert "person waits now" in resident.get("/portal/queue/").content.decode().replace(
        "persons wait now", "person waits now"
    )
    page = resident.get(f"/portal/queue/at/{unit}/?line=livelihood&day=2018-06-28").content.decode()
    starts = re.search(r'name="starts" value="([^"]+)"', page)
    assert starts is not None
    kept = resident.post(f"/portal/queue/at/{unit}/hold/", {"line": "livelihood", "starts": starts[1]})
    assert kept.status_code == 303
    form = resident.get(kept.url).content.decode()
    assert "kept for you until" in form
    wrong = resident.post(kept.url, {"do": "confirm", "name": "", "phone": "1"})
    assert wrong.status_code == 422
    done = resident.post(kept.url, {"do": "confirm", "name": "苗石英", "phone": "13800000001", "claims": ["elderly"]})
    assert done.status_code == 303
    receipt = resident.get(kept.url).content.decode()
    row = Booking.objects.get()
    number = re.search(r'queue-code">([^<]+)<', receipt)
    assert (row.state, number is not None, "苗石英" in receipt, "13800000001" in receipt) == (
        "booked",
        True,
        False,
        False,
    )
    assert number is not None
    missing = resident.post("/portal/queue/find/", {"number": number[1], "phone": "13800000002"})
    assert missing.status_code == 404
    found = resident.post("/portal/queue/find/", {"number": number[1].lower(), "phone": "138 0000 0001"})
    assert (found.status_code, found.url) == (303, kept.url)
    resident.post(kept.url, {"do": "cancel"})
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert resident.get(kept.url[:-2] + "/").status_code == 404


def test_a_time_that_has_just_gone_leads_back_with_a_word(queue: Street, resident: Client) -> None:
    values = {"line": "livelihood", "starts": "2018-06-28T09:00:00+08:00"}
    address = f"/portal/queue/at/{station('c1')}/hold/"
    resident.post(address, values)
    second = resident.post(address, values)
    assert "gone=1" in second.url
    assert "just been taken" in resident.get(second.url).content.decode()


def test_whoever_is_slow_with_the_form_still_gets_the_time_while_it_is_free(queue: Street, resident: Client) -> None:
    values = {"line": "livelihood", "starts": "2018-06-28T09:00:00+08:00"}
    typed = {"do": "confirm", "name": "苗石英", "phone": "13800000001"}
    address = f"/portal/queue/at/{station('c1')}/hold/"
    kept = resident.post(address, values).url
    with held(now() + timedelta(minutes=40)):
        done = resident.post(kept, typed)
        assert (done.status_code, done.url == kept) == (303, False)
        assert resident.get(done.url).status_code == 200
    assert sorted(Booking.objects.values_list("state", flat=True)) == ["booked", "expired"]


def test_what_was_typed_stays_where_somebody_else_has_the_time_by_now(queue: Street, resident: Client) -> None:
    values = {"line": "livelihood", "starts": "2018-06-28T09:00:00+08:00"}
    typed = {"do": "confirm", "name": "苗石英", "phone": "13800000001"}
    address = f"/portal/queue/at/{station('c1')}/hold/"
    kept = resident.post(address, values).url
    with held(now() + timedelta(minutes=40)):
        assert "gone=1" not in resident.post(address, values).url
        told = resident.post(kept, typed)
    page = told.content.decode()
    assert (told.status_code, "has just been taken" in page, "苗石英" in page) == (422, True, True)
    assert "Choose another time" in page


def test_a_place_in_the_line_is_followed_on_the_phone(queue: Street, resident: Client, draw: Draw) -> None:
    draw()
    taken = resident.post(f"/portal/queue/at/{station('c1')}/ticket/", {"line": "insurance"})
    assert taken.status_code == 303
    data = resident.get(f"{taken.url}data.json").json()
    assert (data["number"], data["ahead"], data["state"]) == ("A002", 1, "waiting")
    assert "A002" in resident.get(taken.url).content.decode()
    resident.post(taken.url)
    assert resident.get(f"{taken.url}data.json").json()["state"] == "left"


def test_who_booked_says_to_be_there_on_the_phone(queue: Street, resident: Client) -> None:
    row = bookings.book(
        street=STREET, unit=station("c1"), line="insurance", starts_at=moment("2018-06-28 09:00"), booker=booker(),
        channel="phone",
        by=queue.actor("c1head"), at=now(),
    )  # fmt: skip
    address = f"/portal/queue/b/{links.link_of('b', row.pk)}/"
    assert "I am here" not in resident.get(address).content.decode()
    with held(moment("2018-06-28 08:50")):
        assert "I am here" in resident.get(address).content.decode()
        there = resident.post(address, {"do": "arrive"})
    assert there.url.startswith("/portal/queue/t/")


def test_who_cannot_be_given_a_number_yet_is_told_why(queue: Street, resident: Client) -> None:
    row = bookings.book(
        street=STREET, unit=station("c1"), line="insurance", starts_at=moment("2018-06-28 09:00"), booker=booker(),
        channel="phone", by=queue.actor("c1head"), at=now(),
    )  # fmt: skip
    address = f"/portal/queue/b/{links.link_of('b', row.pk)}/"
    told = resident.post(address, {"do": "arrive"})  # the day before
    assert (told.status_code, 'role="alert"' in told.content.decode()) == (422, True)
    assert resident.post(address, {"do": "cancel"}).status_code == 303
    assert resident.post(address, {"do": "cancel"}).status_code == 422  # it is cancelled already, and says so


def test_a_clerk_takes_a_window_calls_serves_and_finishes(queue: Street, enter: Enter, draw: Draw) -> None:
    unit, client = station("c1"), enter("c1head")
    row = draw("insurance", "elderly")
    client.post(f"/queue/sit/?unit={unit}", {"window": "1"})
    client.post(f"/queue/next/?unit={unit}")
    page = client.get("/queue/").content.decode()
    assert row.number in page
    client.post(f"/queue/tickets/{row.pk}/begin/")
    client.post(f"/queue/next/?unit={unit}")
    row.refresh_from_db()
    assert row.state == "served"
    for address in (
        f"tickets/{row.pk}/",
        "bookings/",
        "bookings/new/",
        "closed/",
        "figures/",
        "rule/",
        "draw/",
        "line/",
    ):
        assert client.get(f"/queue/{address}").status_code == 200, address
    assert client.post(f"/queue/tickets/{row.pk}/begin/", follow=True).status_code == 200  # refused, and said
    assert enter("c2head").get(f"/queue/tickets/{row.pk}/").status_code in (200, 404)
    assert enter("c1g1").get(f"/queue/?unit={station('c2')}").status_code == 404


def test_an_application_is_taken_in_from_the_window_and_is_tied_to_its_ticket(
    queue: Street, enter: Enter, draw: Draw
) -> None:
    unit, client = station("c1"), enter("c1head")
    row = draw()
    client.post(f"/queue/sit/?unit={unit}", {"window": "1"})
    client.post(f"/queue/next/?unit={unit}")
    choice = f"/queue/tickets/{row.pk}/affair/"
    assert choice not in client.get("/queue/").content.decode()  # called, not yet there
    client.post(f"/queue/tickets/{row.pk}/begin/")
    assert choice in client.get("/queue/").content.decode()
    take = f"/affairs/new/medical_card_renewal/?ticket={row.pk}"
    assert take in client.get(choice).content.decode()
    sent = {
        "station": unit,
        "manner": "own",
        "channel": "counter",
        "name": "苗石英",
        "brought": ["id_card", "photo", "old_card"],
    }
    address = client.post(take, sent).url
    affair = Affair.objects.get()
    row.refresh_from_db()
    assert (affair.ticket, row.affair, affair.trips) == (row.pk, affair.pk, 1)
    assert row.number in client.get(address).content.decode()
    assert address in client.get("/queue/").content.decode()
    assert enter("c2head").get(take).status_code == 404  # somebody else's window


def test_whoever_ties_a_ticket_at_the_window_is_back_at_the_window(queue: Street, enter: Enter, draw: Draw) -> None:
    unit, client = station("c1"), enter("c1head")
    row = draw()
    client.post(f"/queue/sit/?unit={unit}", {"window": "1"})
    client.post(f"/queue/next/?unit={unit}")
    client.post("/affairs/new/medical_card_renewal/", {
        "station": unit, "manner": "own", "channel": "counter", "name": "苗石英", "brought": ["id_card"],
    })  # fmt: skip
    affair = Affair.objects.get()
    answer = client.post(f"/queue/tickets/{row.pk}/tie/", {"affair": affair.number})
    assert answer.url == f"/queue/?unit={unit}"


def test_the_desk_books_for_somebody_and_cancels_by_the_office(queue: Street, enter: Enter) -> None:
    unit, client = station("c1"), enter("c1head")
    address = f"/queue/bookings/new/?unit={unit}&line=livelihood&day=2018-06-28"
    values = {"name": "苗石英", "phone": "13800000001", "channel": "phone", "starts": "2018-06-28T01:00:00+00:00"}
    assert client.post(address, values | {"starts": ""}).status_code == 422
    made = client.post(address, values)
    assert made.status_code == 302
    page = client.get(made.url).content.decode()
    assert ("苗*" in page, "13800000001" in page) == (True, False)
    client.post(f"{made.url}revoke/", {"reason": "staff_away"})
    assert "苗*" in client.get(f"/queue/?unit={unit}").content.decode()  # to be told
    client.post(f"{made.url}told/")
    assert Booking.objects.get().told_at == now()


def test_the_hall_screen_shows_numbers_and_the_spoken_call_and_no_name(queue: Street, enter: Enter, draw: Draw) -> None:
    screen, unit = screen_of(queue, "queue"), station("c1")
    assert screen.get("/device/").url == "/queue/screen/"
    assert screen.get("/queue/screen/").status_code == 200
    draw()
    draw()
    tickets.sit_down(unit=unit, window=1, by=queue.actor("c1head"), at=now())
    tickets.call_next(by=queue.actor("c1head"), at=now())
    from shiqiao.scenes.hall.queue.screens import KEPT

    KEPT.drop()
    answer = screen.get("/queue/screen/data.json")
    found = json.loads(answer.content)
    assert [(one["number"], one["window"]) for one in found["called"]] == [("A001", 1)]
    assert found["called"][0]["says"] == "Number A 0 0 1, please come to window 1."
    assert (found["next"], found["waiting"]) == (["A002"], "1")
    again = screen.get("/queue/screen/data.json", headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert screen.get("/queue/").status_code == 403  # a screen opens its own pages only
    assert Client().get("/queue/screen/").status_code == 302


def test_a_kiosk_gives_a_ticket_by_two_touches_and_lets_who_booked_arrive(queue: Street) -> None:
    kiosk = screen_of(queue, "kiosk")
    assert kiosk.get("/device/").url == "/queue/kiosk/"
    assert "insurance" in kiosk.get("/queue/kiosk/").content.decode()
    assert "elderly" in kiosk.get("/queue/kiosk/?line=insurance").content.decode()
    taken = kiosk.post("/queue/kiosk/", {"line": "insurance", "claim": "elderly"})
    page = kiosk.get(taken.url).content.decode()
    row = QueueTicket.objects.get()
    assert (row.why, row.channel, row.number in page, "<svg" in page) == ("elderly", "kiosk", True, True)
    bookings.book(
        street=STREET, unit=station("c1"), line="general", starts_at=moment("2018-06-27 10:30"), booker=booker(),
        channel="phone",
        by=queue.actor("c1head"), at=now(),
    )  # fmt: skip
    there = kiosk.post("/queue/kiosk/", {"phone": "13800000001"})
    assert "?t=" in there.url
    assert "no booking" in kiosk.get(kiosk.post("/queue/kiosk/", {"phone": "13800000009"}).url).content.decode()
    with held(moment("2018-06-27 10:05")):
        assert row.number not in kiosk.get(taken.url).content.decode()  # the next person does not see it
