"""Visits of the field app over the API: carried in the order of the way, recorded once; whoever was slower loses nothing."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from shiqiao.base.actor import Ref
from shiqiao.base.time import held, now
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.retention.hooks import Order
from shiqiao.kernel.visits import actions, seconds
from shiqiao.kernel.visits.actions import Target
from shiqiao.kernel.visits.holding import erase
from shiqiao.kernel.visits.models import Second, Visit
from shiqiao.testing.street import FIRST_GRID, MORNING, STREET, Street, later

Enter = Callable[[str], Client]
GOOD = {
    "exit_clear": True, "extinguishers": 4, "extinguishers_valid": True, "lights_work": True, "wiring_safe": True,
    "gas_bottle": "none", "sleeping": False,
}  # fmt: skip


@pytest.fixture
def enter(street: Street) -> Enter:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in


def plan(street: Street, *names: str) -> list[int]:
    return [
        actions.plan_once(
            street=STREET, kind="nine_small", target=Target(name, "春元里小区", grid=FIRST_GRID), by=street.actor("safety1"),
            latest=date(2018, 6, 29), at=now(), post="c1.g1",
        )
        for name in names
    ]  # fmt: skip


def record(client: Client, visit: int, client_id: str, **more: Any) -> Any:
    body = {
        "client_id": client_id,
        "base": 1,
        "outcome": "done",
        "answers": GOOD,
        "happened_at": now().isoformat(),
        **more,
    }
    return client.post(f"/api/v1/field/visits/{visit}/record", json.dumps(body), content_type="application/json")


def test_a_device_carries_its_visits_with_their_checklists_and_an_answer_that_changes_only_when_they_do(
    street: Street, enter: Enter
) -> None:
    first, second = plan(street, "示例小店1", "示例小店2")
    client = enter("c1g1")
    said = client.get("/api/v1/field/visits")
    found = said.json()
    assert [one["id"] for one in found["visits"]] == [first, second]
    [questions] = found["checklists"].values()
    assert [one["key"] for one in questions][:3] == ["sort", "exit_clear", "extinguishers"]
    assert found["visits"][0]["subject"] == "示例小店1"
    assert client.get("/api/v1/field/visits", headers={"if-none-match": said["ETag"]}).status_code == 304
    assert enter("c2g1").get("/api/v1/field/visits").json()["visits"] == []


def test_a_record_is_taken_once_however_often_it_is_sent(street: Street, enter: Enter) -> None:
    [visit] = plan(street, "示例小店1")
    client = enter("c1g1")
    bad = {**GOOD, "exit_clear": False}
    made = record(client, visit, "a1", answers=bad, note="堆满纸箱").json()
    again = record(client, visit, "a1", answers=bad, note="堆满纸箱").json()
    assert (made["state"], made["second"], made["again"], again["again"]) == ("done", False, False, True)
    assert made["matters"] == again["matters"]
    assert Matter.objects.filter(source="visit").count() == 1
    assert record(client, visit, "a1", answers=GOOD).status_code == 409
    assert (
        enter("c2g1").post(f"/api/v1/field/visits/{visit}/record", "{}", content_type="application/json").status_code
        == 422
    )
    assert record(enter("c2g1"), visit, "b").status_code == 404, "another community"


def test_whoever_comes_second_loses_nothing_and_another_person_decides(street: Street, enter: Enter) -> None:
    [visit] = plan(street, "示例小店1")
    assert record(enter("c1safe"), visit, "first", answers={**GOOD, "exit_clear": False}, note="后门堵").json()[
        "matters"
    ]
    worse = {**GOOD, "exit_clear": False, "sleeping": True}
    answer = record(enter("c1g1"), visit, "second", answers=worse, note="店内住人").json()
    assert (answer["state"], answer["second"], answer["matters"]) == ("second", True, [])
    assert record(enter("c1g1"), visit, "second", answers=worse, note="店内住人").json()["second"], (
        "sent again, kept once"
    )
    assert record(enter("c1g1"), visit, "second", answers=GOOD).status_code == 409, "other content under its identifier"
    [row] = Second.objects.all()
    assert Matter.objects.filter(source="visit").count() == 1, "nothing twice"
    page = f"/visits/twice/{row.pk}/"
    assert enter("c1g1").post(page, {"choice": "first"}).status_code == 422, "nobody decides about an own record"
    head = enter("c1head")
    assert f"{page}" in head.get("/visits/twice/").content.decode()
    shown = head.get(page).content.decode()
    assert "店内住人" in shown
    assert "1 处不一致" in shown
    assert head.post(page, {"choice": "next"}).status_code == 422, "it was no visit at which nobody was home"
    with held(later(MORNING, hours=1)):
        assert head.post(page, {"choice": "add"}).status_code == 302
    found = Visit.objects.get(pk=visit)
    assert found.open_findings == 2
    assert Matter.objects.filter(source_id=f"{visit}/sleeping").count() == 1, "what only the second saw is a matter"
    assert Visit.objects.filter(recheck_of=visit).count() == 1
    assert head.post(page, {"choice": "first"}).status_code == 422
    assert head.get("/visits/twice/").content.decode().count(page) == 0


def test_a_second_visitor_who_was_let_in_is_the_next_attempt(street: Street, enter: Enter) -> None:
    [visit] = plan(street, "示例小店1")
    record(enter("c1safe"), visit, "first", outcome="not_home", answers={}, note="卷帘门关着")
    assert record(enter("c1g1"), visit, "second").json()["second"]
    [row] = Second.objects.all()
    assert seconds.choices(Visit.objects.get(pk=visit), row) == ("first", "next")
    assert enter("c1head").post(f"/visits/twice/{row.pk}/", {"choice": "next"}).status_code == 302
    attempt = Visit.objects.get(plan=0, attempt=2)
    assert (attempt.state, attempt.client_id, attempt.done_holder) == ("done", "second", street.actor("c1g1").account)


def test_two_acts_of_one_person_without_a_network_are_two_attempts(street: Street, enter: Enter) -> None:
    [visit] = plan(street, "示例小店1")
    client, morning = enter("c1g1"), (now() - timedelta(hours=1)).isoformat()
    record(client, visit, "a", outcome="not_home", answers={}, note="没人", happened_at=morning)
    later_on = record(client, visit, "b").json()
    assert (later_on["second"], later_on["state"]) == (False, "done")
    assert record(client, visit, "b").json()["again"]
    assert not Second.objects.exists()


def test_the_same_twice_needs_nobody(street: Street, enter: Enter) -> None:
    [visit] = plan(street, "示例小店1")
    record(enter("c1safe"), visit, "first")
    assert record(enter("c1g1"), visit, "second").json() | {"base": 0} == {
        "id": visit, "state": "done", "base": 0, "second": False, "matters": [], "next": 0, "again": False,
    }  # fmt: skip
    assert Second.objects.get().choice == "same"
    assert seconds.waiting(street.actor("c1head")).rows == []


def test_what_came_second_is_erased_with_its_visit(street: Street, enter: Enter) -> None:
    [visit] = plan(street, "示例小店1")
    record(enter("c1safe"), visit, "first", note="甲")
    record(enter("c1g1"), visit, "second", note="乙")
    assert Second.objects.get().opened()
    erase(Order(Ref("visit", visit), "act", "request", street.actor("admin1"), now()))
    assert Second.objects.get().opened() == ""
