"""Merging, splitting, summoning and parting over the API."""

from typing import Any

import pytest
from django.test import Client

from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people.models import Account
from shiqiao.testing.street import Street


@pytest.fixture
def post(street: Street) -> Any:
    """Return a way to call the API as somebody who is logged in."""

    def call(login: str, path: str, **body: Any) -> Any:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client.post(f"/api/v1{path}", body, content_type="application/json")

    return call


def test_two_reports_are_merged_parted_and_named_in_the_links(street: Street, post: Any) -> None:
    first, second = street.report("垃圾"), street.report("垃圾堆")
    merged = post("dispatch1", f"/matters/{first.number}/merge", others=[second.number], reason="同一堆")
    assert merged.status_code == 200, merged.content
    assert merged.json()["links"]["merged"] == [second.number]
    parted = post("dispatch1", f"/matters/{second.number}/moves/part", reason="误并")
    assert (parted.json()["state"], parted.json()["links"]["main"]) == ("accepted", "")


def test_parts_go_on_only_when_that_is_said(street: Street, post: Any) -> None:
    one = street.report("停水", item="L0401")
    split = post("dispatch1", f"/matters/{one.number}/split", parts=[{"text": "修灯", "handler": "city.handler1"}])
    (part,) = split.json()["links"]["parts"]
    assert (part["state"], part["done"]) == ("handling", False)
    post("dispatch1", f"/matters/{one.number}/moves/dispatch", handler="c1.g1")
    refused = post("c1g1", f"/matters/{one.number}/moves/finish", result="好了")
    assert refused.status_code == 422
    assert part["number"] in refused.json()["fields"]["children_go_on"]
    assert post("c1g1", f"/matters/{one.number}/moves/finish", result="好了", children_go_on=True).status_code == 200


def test_units_are_summoned_and_mistakes_are_named_by_field(street: Street, post: Any) -> None:
    one = street.report("塌陷")
    units = [{"unit": "urban_management"}, {"unit": "economy_office", "item": "X0103"}]
    answer = post("dispatch1", f"/matters/{one.number}/summon", units=units, reason="抢险", place="路口")
    assert [part["state"] for part in answer.json()["links"]["parts"]] == ["called", "called"]
    wrong = post("dispatch1", f"/matters/{one.number}/summon", units=[{"unit": "nobody"}], reason="抢险")
    assert wrong.status_code == 422
    assert "units" in wrong.json()["fields"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("merge", {"others": []}), ("split", {"parts": [{"text": "x"}]}),
        ("summon", {"units": [{"unit": "urban_management"}], "reason": "x"}),
    ],
)  # fmt: skip
def test_what_is_not_yours_is_not_there(street: Street, post: Any, path: str, body: dict[str, Any]) -> None:
    one = street.report("垃圾")
    assert post("c2g1", f"/matters/{one.number}/{path}", **body).status_code == 404
    assert Matter.objects.count() == 1
