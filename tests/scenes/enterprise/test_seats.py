"""A firm's own people on the portal: invited once, kept by a browser, several firms a person, ended at any time."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.registry.actions import merge_organisations, part_organisations
from shiqiao.scenes.enterprise import inviting, reads, seats
from shiqiao.scenes.enterprise.errors import FirmRefused, SeatedAlready
from shiqiao.scenes.enterprise.firms import Filed, open_file
from shiqiao.scenes.enterprise.models import FirmFile, FirmSeat
from shiqiao.testing.street import MORNING, STREET, Street

from .conftest import PHONE, office

Make = Callable[..., int]


def test_a_link_opens_once_and_the_browser_stays_in(firm: Make, street: Street) -> None:
    number = firm("春元里机械")
    made = inviting.invite(organisation=number, name="柳企业", phone=PHONE, by=office(), at=now())
    client, address = Client(), f"/portal/firm/enter/{made.secret}/"
    page = client.get(address).content.decode()
    assert "春元里机械" in page
    assert "柳企业" not in page
    assert client.post(address, {"ending": "1234"}).status_code == 303
    assert "春元里机械" in client.get("/portal/firm/").content.decode()
    assert Client().get(address).status_code == 404
    assert Client().post(address, {"ending": "1234"}).status_code == 404
    assert "春元里机械" not in Client().get("/portal/firm/").content.decode()


def test_a_wrong_ending_counts_and_the_fifth_makes_the_link_void(firm: Make, street: Street) -> None:
    made = inviting.invite(organisation=firm(), name="柳企业", phone=PHONE, by=office(), at=now())
    client, address = Client(), f"/portal/firm/enter/{made.secret}/"
    for _ in range(5):
        assert client.post(address, {"ending": "9999"}).status_code == 422
    assert client.post(address, {"ending": "1234"}).status_code == 404


def test_a_link_and_a_key_end_by_themselves(firm: Make, seated: Callable[..., Client], street: Street) -> None:
    number = firm()
    made = inviting.invite(organisation=number, name="槐企业", phone="13800005678", by=office(), at=now())
    client = seated(number)
    with held(MORNING + timedelta(days=8)):
        assert Client().get(f"/portal/firm/enter/{made.secret}/").status_code == 404
        assert "春元里机械" in client.get("/portal/firm/").content.decode()
    with held(MORNING + timedelta(days=31)):
        assert "春元里机械" not in client.get("/portal/firm/").content.decode()


def test_one_person_has_several_firms_and_an_ended_seat_shows_nothing(
    firm: Make, seated: Callable[..., Client], street: Street
) -> None:
    first, second = firm("春元里机械"), firm("聚善街食品")
    client = seated(first)
    seated(second, client=client)
    page = client.get("/portal/firm/").content.decode()
    assert "聚善街食品" in page
    assert "春元里机械" in page
    seat = FirmSeat.objects.get(organisation=first)
    client.post("/portal/firm/choose/", {"seat": seat.pk})
    assert "<h1" in (page := client.get("/portal/firm/").content.decode())
    assert page.index("春元里机械") < page.index("聚善街食品")
    inviting.end_seat(seat=seat.pk, by=office(), at=now())
    assert "春元里机械" not in client.get("/portal/firm/").content.decode()
    codes = [line.code for line in lines_of(Ref("firm_seat", seat.pk))]
    assert codes == ["enterprise.seat_invited", "enterprise.seat_entered", "enterprise.seat_ended"]


def test_signing_out_ends_what_the_browser_keeps(firm: Make, seated: Callable[..., Client], street: Street) -> None:
    client = seated(firm())
    key = client.cookies[seats.COOKIE].value
    assert seats.seats_of_key(key, STREET, now())
    client.post("/portal/firm/leave/")
    assert seats.seats_of_key(key, STREET, now()) == []


def test_the_actor_of_a_seat_is_known_again_until_it_ends(
    firm: Make, seated: Callable[..., Client], street: Street
) -> None:
    number = firm()
    client = seated(number)
    (seat,) = seats.seats_of_key(client.cookies[seats.COOKIE].value, STREET, now())
    assert seats.seat_by(seat.actor) == seat
    assert seats.firms_of(seat) == [seat]
    inviting.end_seat(seat=seat.id, by=office(), at=now())
    assert seats.seat_by(seat.actor) is None


def test_a_seat_follows_a_merge_and_its_parting(firm: Make, seated: Callable[..., Client], street: Street) -> None:
    first, second = firm("春元里机械"), firm("春元里机械厂", tier="other", code="")
    client = seated(first)
    key = client.cookies[seats.COOKIE].value
    merge = merge_organisations(winner=second, loser=first, by=street.actor("leader1"), at=now())
    assert [one.organisation for one in seats.seats_of_key(key, STREET, now())] == [second]
    assert reads.access_firm(street.actor("leader1"), first)[1].tier == "other"
    assert [row.organisation for row in reads.firms(street.actor("leader1"), reads.Filters(), now()).rows] == [second]
    part_organisations(merge=merge.pk, by=street.actor("leader1"), at=now())
    assert [one.organisation for one in seats.seats_of_key(key, STREET, now())] == [first]


def test_the_same_person_is_invited_once_and_a_number_has_one_name(firm: Make, street: Street) -> None:
    number = firm()
    act = {"by": office(), "at": now()}
    inviting.invite(organisation=number, name="柳企业", phone=PHONE, **act)
    with pytest.raises(SeatedAlready):
        inviting.invite(organisation=number, name="柳企业", phone="138 0000 1234", **act)
    with pytest.raises(FirmRefused):
        inviting.invite(organisation=firm(), name="另一人", phone=PHONE, **act)


def test_files_are_opened_by_the_office_and_read_by_who_needs_them(firm: Make, street: Street) -> None:
    number = firm()
    for login in ("leader1", "economy1", "auditor1", "c1head"):
        assert reads.access_firm(street.actor(login), number)[0].pk == number, login
    for login in ("c1g1", "city2", "c2head", "dispatch1"):
        with pytest.raises(NotFound):
            reads.access_firm(street.actor(login), number)
    for login in ("auditor1", "c1head", "city1"):
        with pytest.raises(Forbidden):
            open_file(organisation=number, filed=Filed("other"), by=street.actor(login), at=now())
        with pytest.raises(NotFound):
            inviting.invite(organisation=number, name="柳企业", phone=PHONE, by=street.actor(login), at=now())
    open_file(
        organisation=number, filed=Filed("other", "small", frozenset({"tower"})), by=street.actor("economy1"), at=now()
    )
    row = FirmFile.objects.get(organisation=number)
    assert (row.tier, row.size, row.tags) == ("other", "small", ["tower"])


def test_the_desk_opens_a_file_and_invites(firm: Make, enter: Callable[[str], Client], street: Street) -> None:
    number, client = firm("春元里机械"), enter("economy1")
    assert "春元里机械" in client.get("/firms/").content.decode()
    assert "春元里机械" in client.get("/firms/find/?text=春元里机械").content.decode()
    page = client.post(f"/firms/{number}/invite/", {"name": "柳企业", "phone": PHONE, "role": "owner"})
    assert "/portal/firm/enter/" in page.content.decode()
    shown = client.get(f"/firms/{number}/").content.decode()
    assert "柳*" in shown
    assert PHONE not in shown
    seat = FirmSeat.objects.get(organisation=number)
    assert "/portal/firm/enter/" in client.post(f"/firms/seats/{seat.pk}/link/").content.decode()
    assert client.post(f"/firms/seats/{seat.pk}/end/").status_code == 302
    assert client.post(f"/firms/{number}/file/", {"tier": "growing", "size": "micro"}).status_code == 302
    assert enter("c1g1").get(f"/firms/{number}/").status_code == 404
