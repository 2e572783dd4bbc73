"""Visits through the REST API, as a phone that works offline and sends later sees them."""

import json
from typing import Any

import pytest
from django.test import Client

from shiqiao.base.actor import system
from shiqiao.base.time import held, now
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people.models import Post
from shiqiao.kernel.people.tokens import issue_token
from shiqiao.kernel.visits import actions
from shiqiao.kernel.visits.actions import Target
from shiqiao.kernel.visits.models import Visit
from shiqiao.testing.street import FIRST_GRID, MORNING, STREET, Street, later

GOOD = {
    "exit_clear": True, "extinguishers": 4, "extinguishers_valid": True, "lights_work": True, "wiring_safe": True,
    "gas_bottle": "none", "sleeping": False,
}  # fmt: skip


class Caller:
    """A client with the token of a post."""

    def __init__(self, street: Street, post: str) -> None:
        secret = issue_token(name="phone", post=Post.objects.get(code=post), by=system("test"), at=now())
        self.client = Client(headers={"authorization": f"Bearer {secret}"})

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self.client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}")


@pytest.fixture
def visit(street: Street) -> int:
    target = Target("示例小店", "春元里小区1号楼", grid=FIRST_GRID)
    plan = actions.plan_visit(street=STREET, kind="nine_small", target=target, by=street.actor("safety1"), at=now())
    return plan.visit


def test_a_phone_lists_its_visits_and_gets_the_checklist_in_the_version_of_the_visit(
    street: Street, visit: int
) -> None:
    phone = Caller(street, "c1.safety")
    listed = phone.get("visits").json()
    assert [one["id"] for one in listed["visits"]] == [visit]
    assert listed["visits"][0]["subject"]["title"] == "示例小店"
    shown = phone.get(f"visits/{visit}").json()
    assert (shown["version"], shown["base"]) == (1, 1)
    assert [one["key"] for one in shown["questions"]][:2] == ["sort", "exit_clear"]
    assert Caller(street, "c2.safety").get(f"visits/{visit}").status_code == 404
    assert Caller(street, "c2.safety").get("visits").json()["visits"] == []


def test_a_record_made_offline_keeps_its_time_and_is_taken_once(street: Street, visit: int) -> None:
    phone = Caller(street, "c1.safety")
    body: dict[str, Any] = {
        "client_id": "phone-1", "answers": {**GOOD, "exit_clear": False}, "note": "堆满纸箱",
        "happened_at": MORNING.isoformat(), "lon": 116.983, "lat": 36.655,
    }  # fmt: skip
    with held(later(MORNING, hours=5)):
        first, second = (phone.post(f"visits/{visit}/record", body) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert (first.json()["again"], second.json()["again"]) == (False, True)
    assert first.json()["matters"] == second.json()["matters"] == [Matter.objects.get(source="visit").number]
    row = Visit.objects.get(pk=visit)
    assert row.done_at == MORNING
    assert row.recorded_at == later(MORNING, hours=5)
    other = phone.post(f"visits/{visit}/record", {**body, "note": "别的"})
    assert (other.status_code, other.json()["code"]) == (409, "recorded_differently")
    over = phone.post(f"visits/{visit}/record", {**body, "client_id": "phone-2"})
    assert (over.status_code, over.json()["code"]) == (409, "visit_over")


def test_wrong_answers_are_named_by_field_and_nothing_is_kept(street: Street, visit: int) -> None:
    phone = Caller(street, "c1.safety")
    answer = phone.post(f"visits/{visit}/record", {"client_id": "x", "answers": {"exit_clear": "perhaps", "colour": 1}})
    assert answer.status_code == 422
    assert {"answers.exit_clear", "answers.colour", "answers.extinguishers"} <= answer.json()["fields"].keys()
    assert Visit.objects.get(pk=visit).state == "planned"


def test_a_recheck_by_the_same_hand_is_refused_also_from_a_phone(street: Street, visit: int) -> None:
    phone = Caller(street, "c1.safety")
    done = phone.post(f"visits/{visit}/record", {"client_id": "a", "answers": {**GOOD, "lights_work": False}}).json()
    body = {"client_id": "b", "fixed": {"lights_work": True}}
    refused = phone.post(f"visits/{done['next']}/record", body)
    assert (refused.status_code, refused.json()["code"]) == (403, "same_visitor")
    again = Visit.objects.get(pk=done["next"])
    checker = Caller(street, f"supervision.check{1 + again.recheck_of % 4}")
    assert checker.post(f"visits/{again.id}/record", body).json()["state"] == "done"
