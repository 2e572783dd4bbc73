"""The exchange as 12345's own system sees it."""

from datetime import timedelta
from typing import Any

import pytest

from shiqiao.base.time import held
from shiqiao.kernel.matters.models import Matter, Reporter
from shiqiao.scenes.hotline.models import Order, UpstreamResult
from shiqiao.testing.street import MORNING

from .conftest import ISSUED, Caller

ORDER: dict[str, Any] = {
    "number": "JN7", "text": "楼下垃圾成堆没人清", "category": "暴露垃圾", "kind": "complaint", "name": "赵甲乙",
    "phone": "13800001234", "address": "春元里一号院", "received_at": ISSUED.isoformat(), "issued_at": ISSUED.isoformat(),
    "deadline": (ISSUED + timedelta(days=2)).isoformat(),
}  # fmt: skip


def verdicts(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    said = answer.json()
    assert sum(said["counts"].values()) == len(said["orders"])
    return [one["verdict"] for one in said["orders"]]


def test_a_batch_is_answered_row_by_row(caller: Caller) -> None:
    rows = [ORDER, {**ORDER, "number": "JN8", "phone": "x"}, {**ORDER, "number": "JN9", "text": " "}, ORDER]
    answer = caller.post("orders", {"orders": rows})
    assert verdicts(answer) == ["new", "rejected", "rejected", "same"]
    said = answer.json()["orders"]
    assert said[0]["matter"] == Order.objects.get().matter_number
    assert set(said[1]["fields"]) == {"phone"}
    assert set(said[2]["fields"]) == {"text"}
    assert Matter.objects.get().channel == "hotline"
    assert Reporter.objects.get().name is not None


def test_sending_again_changes_nothing_and_a_moved_deadline_is_taken_over(caller: Caller) -> None:
    caller.post("orders", {"orders": [ORDER]})
    assert verdicts(caller.post("orders", {"orders": [ORDER]})) == ["same"]
    later = (ISSUED + timedelta(days=5)).isoformat()
    assert verdicts(caller.post("orders", {"orders": [{**ORDER, "deadline": later}]})) == ["updated"]
    assert verdicts(caller.post("orders", {"orders": [{**ORDER, "deadline": later}]})) == ["same"]
    assert Order.objects.get().deadline == ISSUED + timedelta(days=5)


def test_other_content_is_listed_once_and_never_written_over(caller: Caller) -> None:
    caller.post("orders", {"orders": [ORDER]})
    other = {**ORDER, "text": "楼下垃圾成堆没人清，还有老鼠"}
    assert verdicts(caller.post("orders", {"orders": [other]})) == ["changed"]
    assert verdicts(caller.post("orders", {"orders": [other]})) == ["same"]
    assert Order.objects.get().changed
    assert Matter.objects.get().text == ORDER["text"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"orders": []}, "orders"),
        ({"orders": [ORDER] * 201}, "orders"),
        ({"orders": [{**ORDER, "kind": "abuse"}]}, "orders.0.kind"),
        ({"orders": [{name: value for name, value in ORDER.items() if name != "number"}]}, "orders.0.number"),
        ({"orders": [{**ORDER, "received_at": "yesterday"}]}, "orders.0.received_at"),
        ({"street": "37", "orders": [ORDER]}, "street"),
    ],
)
def test_what_does_not_fit_the_schema_is_named(caller: Caller, body: dict[str, Any], field: str) -> None:
    answer = caller.post("orders", body)
    assert answer.status_code == 422
    assert field in answer.json()["fields"], answer.json()
    assert not Order.objects.exists()


def test_a_moment_without_its_offset_is_refused_by_row(caller: Caller) -> None:
    answer = caller.post("orders", {"orders": [{**ORDER, "received_at": "2018-06-27T09:00:00"}]})
    assert verdicts(answer) == ["rejected"]
    assert set(answer.json()["orders"][0]["fields"]) == {"received_at"}


def test_only_a_dispatchers_token_exchanges_and_others_learn_nothing(caller: Caller) -> None:
    caller.post("orders", {"orders": [ORDER]})
    handler = Caller("city.handler1")
    assert handler.post("orders", {"orders": [ORDER]}).status_code == 403
    assert handler.post("orders/JN7/state", {"state": "withdrawn"}).status_code == 403
    assert handler.get("orders/JN7").status_code == 403
    assert caller.get("orders/NONE").status_code == 404


def test_what_12345_tells_is_written_down(caller: Caller) -> None:
    caller.post("orders", {"orders": [ORDER]})
    said = caller.get("orders/JN7").json()
    assert [(one["round"], one["state"]) for one in said] == [(1, "received")]
    assert "name" not in said[0]
    later = (ISSUED + timedelta(days=4)).isoformat()
    answer = caller.post("orders/JN7/state", {"state": "deadline", "deadline": later})
    assert answer.json()["deadline"].startswith("2018-07-01")
    assert caller.post("orders/JN7/state", {"state": "flown"}).json()["fields"].keys() == {"state"}
    assert caller.post("orders/JN7/state", {"state": "deadline"}).json()["fields"].keys() == {"deadline"}
    assert caller.post("orders/JN7/state", {"state": "call_back"}).json()["fields"].keys() == {"result"}
    body = {"state": "call_back", "contacted": True, "solved": False, "satisfied": "no"}
    assert caller.post("orders/JN7/state", body).status_code == 200
    assert UpstreamResult.objects.get().solved is False
    with held(MORNING + timedelta(hours=1)):
        assert caller.post("orders/JN7/state", {"state": "withdrawn"}).json()["state"] == "withdrawn"
        again = {**ORDER, "issued_at": (MORNING + timedelta(minutes=50)).isoformat()}
        assert verdicts(caller.post("orders", {"orders": [again]})) == ["again"]
    assert [one["round"] for one in caller.get("orders/JN7").json()] == [2, 1]
