"""The queue of the model street, on the demo morning: Wednesday, 27 June 2018, 10:00."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.scenes.hall.queue import places, tickets
from shiqiao.scenes.hall.queue.booking import Booker
from shiqiao.scenes.hall.queue.models import QueueTicket, Sitting
from shiqiao.testing.street import STREET, Street, standing, undone
from tests.scenes.hall.conftest import enter, station, take, tell  # noqa: F401  the counters' own fixtures

if TYPE_CHECKING:
    from shiqiao.testing.databases import TestServer

RESIDENT = Actor(kind="resident", code="resident", street=STREET, roles=frozenset({"reporter"}))


def moment(text: str) -> datetime:
    """Return a local moment: `2018-06-28 09:00`."""
    return datetime.fromisoformat(f"{text}+08:00")


def booker(phone: str = "13800000001", name: str = "苗石英", *claims: str) -> Booker:
    """Return an invented person who books."""
    return Booker(name, phone, claims)


@pytest.fixture(scope="session")
def queue_database(street_database: str, database_server: "TestServer", django_db_blocker: Any) -> str:
    """The model street in which the places for the days ahead were made once: thousands of rows."""

    def make() -> None:
        with standing(fence=False):
            assert places.make_places(STREET, now()) > 1000

    with django_db_blocker.unblock():
        return database_server.prepared(make, of=street_database)


@pytest.fixture
def street(queue_database: str, database_server: "TestServer", django_db_blocker: Any) -> Iterator[Street]:
    """The model street as everywhere, with places for the days ahead."""
    with django_db_blocker.unblock(), database_server.at(queue_database), undone() as place:
        yield place


@pytest.fixture
def queue(street: Street) -> Street:
    """The street with places for the days ahead."""
    return street


@pytest.fixture
def sit(queue: Street) -> Callable[..., Sitting]:
    """Let somebody work at a window of a counter."""

    def begin(by: str = "c1head", at: str = "c1", window: int = 1) -> Sitting:
        return tickets.sit_down(unit=station(at), window=window, by=queue.actor(by), at=now())

    return begin


@pytest.fixture
def draw(queue: Street) -> Callable[..., QueueTicket]:
    """Take a ticket as a resident at a kiosk."""

    def take_one(line: str = "insurance", *claims: str, at: str = "c1") -> QueueTicket:
        return tickets.take_ticket(
            street=STREET, unit=station(at), line=line, claims=claims, channel="kiosk", by=RESIDENT, at=now()
        )

    return take_one
