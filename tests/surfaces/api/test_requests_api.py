"""Requests and undoing through the programme interface."""

import pytest

from shiqiao.base.time import held, now
from shiqiao.kernel.matters import actions
from shiqiao.kernel.matters.models import Matter
from shiqiao.testing.street import MORNING, Street, later

from .test_api import Caller


@pytest.fixture
def number(street: Street) -> str:
    receipt = street.report("供水井盖破损", item="01001")
    actions.dispatch_matter(matter=receipt.id, handler="city.handler1", by=street.actor("dispatch1"), at=now())
    return receipt.number


def test_an_extension_is_asked_for_and_granted(street: Street, number: str) -> None:
    handler, head = Caller(street, "city.handler1"), Caller(street, "city.head")
    refused = handler.post(f"matters/{number}/moves/ask_extension", {"term": "later", "reason": "等配件"})
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["term"])
    asked = handler.post(f"matters/{number}/moves/ask_extension", {"term": "2wd", "reason": "等配件"})
    assert asked.status_code == 200, asked.content
    assert (asked.json()["asked"], asked.json()["asked_for"]) == ("extension", "2wd")
    offered = {move["do"]: move["needs"] for move in head.get(f"matters/{number}").json()["moves"]}
    assert offered["grant"] == ["answer"]
    assert "uphold_return" not in offered
    assert head.post(f"matters/{number}/moves/grant", {}).status_code == 422
    granted = head.post(f"matters/{number}/moves/grant", {"answer": "等配件，6月29日修好"}).json()
    assert (granted["asked"], granted["extended"]) == ("", 1)


def test_a_pause_an_objection_and_supervision(street: Street, number: str) -> None:
    handler, centre = Caller(street, "city.handler1"), Caller(street)
    wrong = handler.post(f"matters/{number}/moves/ask_pause", {"until": "tomorrow", "reason": "等"})
    assert wrong.status_code == 422
    assert handler.post(f"matters/{number}/moves/ask_pause", {"until": "2018-07-09", "reason": "等"}).status_code == 200
    assert [row["number"] for row in centre.get("matters", asked="true").json()["matters"]] == [number]
    paused = centre.post(f"matters/{number}/moves/grant", {"answer": "雨季后施工"}).json()
    assert paused["paused_until"].startswith("2018-07-08T16:00:00")
    assert [clock["paused_at"] is not None for clock in paused["clocks"] if clock["name"] == "handle"] == [True]
    assert [row["number"] for row in centre.get("matters", paused="true").json()["matters"]] == [number]
    assert handler.post(f"matters/{number}/moves/resume", {}).json()["paused_until"] is None
    assert centre.post(f"matters/{number}/moves/supervise", {"reason": "催"}).json()["supervised"] == 1
    answered = handler.post(f"matters/{number}/moves/report_progress", {"progress": "明早修好"})
    assert answered.status_code == 200, answered.content
    handler.post(f"matters/{number}/moves/ask_return", {"reason": "不归我科"})
    upheld = centre.post(f"matters/{number}/moves/uphold_return", {}).json()
    assert (upheld["state"], upheld["returned"], upheld["person"]["post"]) == ("accepted", 1, "c1.g1")


def test_undo_and_withdraw(street: Street, number: str) -> None:
    handler, centre = Caller(street, "city.handler1"), Caller(street)
    handler.post(f"matters/{number}/moves/ask_return", {"reason": "不归我科"})
    assert centre.post(f"matters/{number}/withdraw", {}).status_code == 403
    assert centre.post(f"matters/{number}/undo", {}).status_code == 403
    assert handler.post(f"matters/{number}/undo", {}).json()["asked"] == ""
    handler.post(f"matters/{number}/moves/ask_return", {"reason": "不归我科"})
    with held(later(MORNING, minutes=2)):
        late = handler.post(f"matters/{number}/undo", {})
        assert (late.status_code, late.json()["code"]) == (403, "undo_refused")
        assert handler.post(f"matters/{number}/withdraw", {}).json()["asked"] == ""
    assert Caller(street, "c2.g1").post(f"matters/{number}/undo", {}).status_code == 404
    assert Matter.objects.get().state == "handling"
