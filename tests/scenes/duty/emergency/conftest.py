"""Responses of the model street."""

from collections.abc import Callable

import pytest
from django.test import Client

from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.duty.emergency import hazards, responding, stocking
from shiqiao.scenes.duty.emergency.groundtables import Hazard
from shiqiao.scenes.duty.emergency.hazards import HazardGiven
from shiqiao.scenes.duty.emergency.responding import Order
from shiqiao.scenes.duty.emergency.stocking import StockMove
from shiqiao.scenes.duty.emergency.tables import Response, ResponsePost
from shiqiao.testing.street import STREET, Street

Start = Callable[..., Response]
Level = Callable[..., Response]
Point = Callable[..., Hazard]


def post(code: str) -> int:
    """Return a post of the street."""
    return people.post_by_code(code, STREET).id


def place(row: Response, code: str) -> ResponsePost:
    """Return a post that is wanted."""
    return ResponsePost.objects.get(response=row.pk, code=code, until=None)


def order(level: int, trigger: str = "气象台发布暴雨预警（虚构）") -> Order:
    """Return an order of the director."""
    return Order(level, trigger, post("street.director"))


@pytest.fixture
def start(street: Street) -> Start:
    """Start a response."""

    def make(level: int = 4, kind: str = "flood", by: str = "emergency1") -> Response:
        return responding.start_response(kind=kind, order=order(level), by=street.actor(by), at=now())

    return make


@pytest.fixture
def level(street: Street) -> Level:
    """Raise or lower a level."""

    def make(row: Response, to: int, by: str = "leader2") -> Response:
        return responding.change_level(response=row.pk, order=order(to), by=street.actor(by), at=now())

    return make


@pytest.fixture
def point(street: Street) -> Point:
    """Enter a hazard point."""

    def make(code: str = "涝01", **more: object) -> Hazard:
        values: dict[str, object] = {
            "code": code, "kind": "low_lying", "title": "纬四路低洼段", "place": "纬四路60号", "post": post("c1.head"),
            "lon": 116.984161, "lat": 36.655275, "owner": "苗石英",
        }  # fmt: skip
        given = HazardGiven(**{**values, **more})  # type: ignore[arg-type]
        return hazards.add_hazard(given=given, by=street.actor("emergency1"), at=now())

    return make


@pytest.fixture
def sandbags(street: Street) -> None:
    """Lay 400 sandbags into the store of the office."""
    move = StockMove("office_store", "sandbag", "in", 400)
    stocking.move_stock(move=move, by=street.actor("emergency1"), at=now())


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in
