"""Patrols through the REST API, as a telephone sees them that was offline and sends late, twice and out of order."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from shiqiao.base.actor import system
from shiqiao.base.time import now
from shiqiao.kernel.patrols import actions, codes
from shiqiao.kernel.patrols.actions import NewPoint
from shiqiao.kernel.patrols.models import CheckIn, Point
from shiqiao.kernel.people.models import Post
from shiqiao.kernel.people.tokens import issue_token
from shiqiao.testing.street import FIRST_GRID, INSIDE, STREET, Street


@pytest.fixture
def point(street: Street) -> Point:
    return actions.add_point(street=STREET, wanted=NewPoint("小区东门", *INSIDE), by=street.actor("c1head"), at=now())


class Phone:
    """A signed-in person's browser."""

    def __init__(self, street: Street, login: str) -> None:
        from shiqiao.kernel.people.models import Account

        self.client = Client()
        self.client.force_login(Account.objects.get(username=login))

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/field/{path}")

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self.client.post(f"/api/v1/field/{path}", json.dumps(body), content_type="application/json")


def one(point: Point, client_id: str = "a", **more: Any) -> dict[str, Any]:
    code = codes.address_of("https://x.test", point)
    return {"client_id": client_id, "code": code, "happened_at": now().isoformat(), "lon": INSIDE[0], "lat": INSIDE[1],
            "accuracy": 15, **more}  # fmt: skip


def test_a_phone_gets_its_rounds_and_knows_a_code_without_a_network(street: Street, point: Point) -> None:
    told = Phone(street, "c1g1").get("patrol").json()
    (city,) = told["rounds"]
    assert (city["grid"], city["line"], city["times"], city["per"]) == (str(FIRST_GRID), "city", 3, "day")
    assert told["keep_days"] == 30
    (stop,) = city["points"]
    scanned = codes.address_of("https://x.test", point).split("#p=")[1]
    assert stop["mark"] == hashlib.sha256(scanned.encode()).hexdigest()
    assert (stop["wanted"], stop["made"], stop["seen_at"]) == (3, 0, None)
    assert scanned not in json.dumps(told)


def test_check_ins_are_judged_one_by_one_and_taken_once(street: Street, point: Point) -> None:
    phone = Phone(street, "c1g1")
    body = {"check_ins": [one(point), one(point, "b", lon=117.1), one(point, "c", code="nonsense")]}
    first = phone.post("check-ins", body).json()["results"]
    assert [(r["state"], r["why"]) for r in first] == [
        ("counted", ""), ("waiting", "far"), ("refused", "unknown_code"),
    ]  # fmt: skip
    assert all(r["message"] for r in first[1:])
    again = phone.post("check-ins", body).json()["results"]
    assert [r["again"] for r in again] == [True, True, False]
    assert CheckIn.objects.count() == 2
    assert phone.get("patrol").json()["rounds"][0]["points"][0]["made"] == 1


def test_a_device_whose_clock_is_two_hours_ahead_is_corrected(street: Street, point: Point) -> None:
    ahead = now() + timedelta(hours=2)
    body = {
        "sent_at": ahead.isoformat(),
        "check_ins": [one(point, happened_at=(ahead - timedelta(minutes=5)).isoformat())],
    }
    assert Phone(street, "c1g1").post("check-ins", body).json()["results"][0]["state"] == "counted"
    row = CheckIn.objects.get()
    assert row.recorded_at - row.happened_at == timedelta(minutes=5)


def test_positions_and_coverage(street: Street, point: Point) -> None:
    phone = Phone(street, "c1g1")
    at = now() - timedelta(minutes=20)
    way = [
        {"at": (at + timedelta(minutes=n)).isoformat(), "lon": INSIDE[0], "lat": INSIDE[1] + n * 0.0003, "accuracy": 9}
        for n in range(5)
    ]
    kept = phone.post("positions", {"client_id": "w", "positions": way}).json()
    assert kept["kept"] >= 2
    assert phone.post("positions", {"client_id": "w", "positions": way}).json()["again"]
    grids = phone.get("coverage?days=7").json()["grids"]
    first = next(g for g in grids if g["grid"] == str(FIRST_GRID))
    assert (first["points"], first["visited"]) == (1, 0)
    assert 0 < first["walked"] < first["squares"]
    assert phone.get("coverage?days=0").status_code == 422


def test_a_token_needs_the_scope_and_a_person(street: Street, point: Point) -> None:
    secret = issue_token(
        name="machine", post=Post.objects.get(code="c1.g1"), by=system("test"), at=now(), scopes=["read"]
    )
    client = Client(headers={"authorization": f"Bearer {secret}"})
    assert client.get("/api/v1/field/patrol").status_code == 403


def test_nobody_without_a_sign_in(street: Street) -> None:
    assert Client().get("/api/v1/field/patrol").status_code == 401
