"""A ticket leads to its affair: taken in at the window at once, tied to one that goes on, counted where it is neither."""

from collections.abc import Callable

import pytest
from django.test import Client

from shiqiao.base.errors import Invalid
from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.scenes.hall.acts import Application
from shiqiao.scenes.hall.models import Affair
from shiqiao.scenes.hall.queue import figures, tickets
from shiqiao.scenes.hall.queue.errors import QueueNotSo
from shiqiao.scenes.hall.queue.models import QueueTicket, Sitting
from shiqiao.scenes.hall.queue.taken import take_in_for
from shiqiao.testing.street import STREET, Street
from tests.scenes.hall.conftest import NUMBER, Take, station

Enter = Callable[[str], Client]
Sit, Draw = Callable[..., Sitting], Callable[..., QueueTicket]


@pytest.fixture
def serving(queue: Street, sit: Sit, draw: Draw) -> QueueTicket:
    """A ticket that is served at the first station."""
    sit()
    draw()
    by = queue.actor("c1head")
    row = tickets.call_next(by=by, at=now())
    assert row is not None
    return tickets.act(ticket=row.pk, do="begin", by=by, at=now())


def test_at_the_window_an_application_is_taken_in_for_the_ticket_and_tied_with_its_trip(
    queue: Street, serving: QueueTicket, enter: Enter
) -> None:
    clerk = enter("c1head")
    assert f"/queue/tickets/{serving.pk}/affair/" in clerk.get("/queue/").content.decode()
    items = clerk.get(f"/queue/tickets/{serving.pk}/affair/").content.decode()
    address = f"/affairs/new/medical_card_renewal/?ticket={serving.pk}"
    assert address in items
    assert clerk.get(address).status_code == 200
    sent = {
        "station": serving.unit, "manner": "own", "channel": "counter", "name": "苗石英", "identity": NUMBER,
        "brought": ["id_card", "photo"], "spared": ["old_card"],
    }  # fmt: skip
    assert clerk.post(address, sent).status_code == 302
    row = Affair.objects.get()
    serving.refresh_from_db()
    assert (row.ticket, serving.affair, row.trips) == (serving.pk, row.pk, 1)
    assert JournalLine.objects.filter(code="hall.ticket_tied", subject=serving.pk).count() == 1
    assert clerk.get("/affairs/new/medical_card_renewal/?ticket=999999").status_code == 404


def test_what_is_refused_leaves_neither_affair_nor_tie(queue: Street, serving: QueueTicket, draw: Draw) -> None:
    by = queue.actor("c1head")
    asked = Application("medical_card_renewal", station("c1"), name="苗石英", brought={"id_card", "photo"})
    with pytest.raises(QueueNotSo):
        take_in_for(ticket=draw().pk, application=asked, by=by, at=now())
    with pytest.raises(Invalid) as other:
        take_in_for(ticket=serving.pk, application=Application("medical_card_renewal", station("c2")), by=by, at=now())
    assert set(other.value.fields) == {"station"}
    with pytest.raises(Invalid):
        take_in_for(ticket=serving.pk, application=Application("medical_card_renewal", station("c1")), by=by, at=now())
    serving.refresh_from_db()
    assert (serving.affair, Affair.objects.count()) == (0, 0)


def test_an_affair_that_goes_on_is_chosen_instead_of_typed(
    queue: Street, serving: QueueTicket, enter: Enter, take: Take
) -> None:
    row, clerk, address = take(), enter("c1head"), f"/queue/tickets/{serving.pk}/tie/"
    found = clerk.post(address, {"q": "苗石英"}).content.decode()
    assert f"{address}?affair={row.pk}" in found
    assert f'value="{row.number}"' in clerk.get(f"{address}?affair={row.pk}").content.decode()
    assert "没有找到在办件" in clerk.post(address, {"q": "麦石兰"}).content.decode()
    assert clerk.get(f"{address}?affair=999999").status_code == 404
    assert clerk.post(address, {"affair": row.number, "who": "own", "reason": "own_wish"}).status_code == 302
    assert Affair.objects.get().ticket == serving.pk


def test_served_tickets_that_are_tied_to_nothing_stand_beside_the_trips(
    queue: Street, serving: QueueTicket, enter: Enter, draw: Draw, take: Take
) -> None:
    by, row = queue.actor("c1head"), take()
    tickets.act(ticket=serving.pk, do="finish", by=by, at=now())
    day = serving.day
    assert figures.untied(STREET, day, day.replace(day=day.day + 1)) == {serving.unit: (1, 1)}
    clerk = enter("c1head")
    link = f"/queue/untied/?unit={serving.unit}&amp;month=2018-06"
    assert link in clerk.get("/affairs/trips/?month=2018-06").content.decode()
    listed = f"/queue/untied/?unit={serving.unit}&month=2018-06"
    assert f"/queue/tickets/{serving.pk}/tie/" in clerk.get(listed).content.decode()
    tickets.tie(ticket=serving.pk, affair=row.pk, by=by, at=now())
    assert figures.untied(STREET, day, day.replace(day=day.day + 1)) == {serving.unit: (0, 1)}
    assert "均已关联办件" in clerk.get(listed).content.decode()
    year = clerk.get(f"/queue/untied/?unit={serving.unit}&month=2017").content.decode()
    assert "2017" in year
    assert clerk.get("/queue/untied/?month=9999").status_code == 200
