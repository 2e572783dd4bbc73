"""GeoReport v2 as an outside tool speaks it."""

from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from django.test import Client

from shiqiao.base.actor import system
from shiqiao.base.time import held, now
from shiqiao.kernel.matters.models import Matter, Reporter
from shiqiao.kernel.people.models import Post
from shiqiao.kernel.people.tokens import issue_token
from shiqiao.kernel.territory.models import Address
from shiqiao.testing.street import INSIDE, MORNING, STREET, Street, later

PLACE = {"lat": str(INSIDE[1]), "long": str(INSIDE[0])}
REPORT = {"service_code": "06010", "description": "路边一堆垃圾，电话13800138000", **PLACE}


class Tool:
    """An outside tool with a key."""

    def __init__(self, street: Street, post: str = "centre.dispatch") -> None:
        self.key = issue_token(name="tool", post=Post.objects.get(code=post), by=system("test"), at=now())
        self.client = Client(headers={"accept-language": "zh-hans"})

    def send(self, **fields: Any) -> Any:
        return self.client.post("/open311/v2/requests.json", {"api_key": self.key, **REPORT, **fields})

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/open311/v2/{path}", query)

    def xml(self, path: str, **query: Any) -> Element:
        found = self.get(f"{path}.xml", **query)
        assert found["content-type"].startswith("text/xml")
        return fromstring(found.content)


@pytest.fixture
def tool(street: Street) -> Tool:
    return Tool(street)


def test_services_are_the_same_in_both_formats(tool: Tool) -> None:
    listed, root = tool.get("services.json").json(), tool.xml("services")
    assert root.tag == "services"
    assert len(root) == len(listed) > 250
    first = {child.tag: child.text or "" for child in root[0]}
    assert first == {k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in listed[0].items()}
    assert {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"} == set(listed[0])
    english = tool.client.get("/open311/v2/services.json", headers={"accept-language": "en"}).json()
    assert {one["service_code"]: one["service_name"] for one in english}[
        "S0102"
    ] == "Unsafe e-bike charging by trailing wire"


def test_questions_are_typed_attributes(tool: Tool) -> None:
    asked = {one["service_code"] for one in tool.get("services.json").json() if one["metadata"]}
    assert "S0102" in asked
    found = tool.get("services/S0102.json").json()
    assert found["attributes"][0]["code"] == "building"
    assert (found["attributes"][0]["datatype"], found["attributes"][0]["required"]) == ("text", False)
    root = tool.xml("services/S0102")
    assert root.tag == "service_definition"
    assert root.findtext("attributes/attribute/code") == "building"
    kinds = {one["datatype"] for code in asked for one in tool.get(f"services/{code}.json").json()["attributes"]}
    assert kinds <= {"text", "number", "singlevaluelist", "datetime"}
    assert tool.get("services/nothing.json").status_code == 404


def test_a_report_is_numbered_routed_and_can_be_followed(tool: Tool) -> None:
    answer = tool.send(first_name="一梅", last_name="虚", phone="13900139000")
    assert answer.status_code == 201, answer.content
    made = answer.json()[0]
    row = Matter.objects.get(number=made["service_request_id"])
    assert (row.street, row.grid, row.channel) == (STREET, 370103003001001, "api")
    assert row.post
    assert "13800138000" not in row.text
    assert Reporter.objects.filter(matter=row.id).exclude(phone=None).count() == 1
    assert made["service_notice"]
    assert made["account_id"] is None
    assert tool.get(f"tokens/{row.number}.json").json()[0]["service_request_id"] == row.number


def test_the_same_client_id_twice_is_one_report(tool: Tool) -> None:
    first, second = tool.send(client_id="a"), tool.send(client_id="a")
    assert (first.status_code, second.status_code) == (201, 200)
    assert Matter.objects.count() == 1


def test_a_place_may_be_an_entry_of_the_address_book_or_a_text(tool: Tool) -> None:
    entry = Address.objects.filter(street=STREET, kind="estate").exclude(lon=None).first()
    assert entry is not None
    nowhere = {"lat": "", "long": ""}
    assert tool.send(**nowhere, address_id=str(entry.pk)).status_code == 201
    assert tool.send(**nowhere, address_string="春元里小区3号楼").status_code == 201
    assert set(Matter.objects.values_list("unrouted", flat=True)) == {False}


@pytest.mark.parametrize(
    ("fields", "status", "named"),
    [
        ({"api_key": ""}, 403, "api_key"),
        ({"api_key": "wrong"}, 403, "api_key"),
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "99999"}, 404, "99999"),
        ({"lat": "", "long": ""}, 400, "address_string"),
        ({"lat": "north"}, 400, "lat"),
        ({"lat": "10", "long": "10"}, 400, "lon"),
        ({"lat": "", "long": "", "address_id": "0"}, 400, "address_id"),
        ({"description": "长" * 4001}, 400, "description"),
        ({"jurisdiction_id": "nowhere"}, 404, "nowhere"),
        ({"attribute[nothing]": "x"}, 400, "nothing"),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_is_written(
    tool: Tool, fields: dict[str, str], status: int, named: str
) -> None:
    answer = tool.send(**fields)
    assert answer.status_code == status, answer.content
    errors = answer.json()
    assert {error["code"] for error in errors} == {status}
    assert any(named in error["description"] for error in errors)
    assert Matter.objects.count() == 0
    in_xml = tool.client.post("/open311/v2/requests.xml", {"api_key": tool.key, **REPORT, **fields})
    assert fromstring(in_xml.content).find("error/description") is not None


def test_the_public_list_has_neither_words_nor_persons_nor_private_affairs(street: Street, tool: Tool) -> None:
    sent = tool.send(description="王先生家门口的垃圾", address_string="春元里小区3号楼2单元101").json()[0]
    private = street.report("邻居吵架", item="S0301")
    listed = tool.get("requests.json").json()
    assert [one["service_request_id"] for one in listed] == [sent["service_request_id"]]
    text = tool.get("requests.json").content.decode()
    assert not any(word in text for word in ("王先生", "101", "13800138000", "员"))
    assert (listed[0]["status"], listed[0]["service_code"]) == ("open", "06010")
    assert listed[0]["address"] == "春元里社区"
    assert (listed[0]["lat"], listed[0]["long"]) != (INSIDE[1], INSIDE[0])  # the middle of the grid
    assert tool.get(f"requests/{private.number}.json").status_code == 404
    assert tool.get(f"tokens/{private.number}.json").status_code == 403


def test_a_sender_reads_what_it_sent_itself_and_no_other_does(street: Street, tool: Tool) -> None:
    number = tool.send(service_code="S0301", description="楼上天天吵").json()[0]["service_request_id"]
    own = tool.get(f"requests/{number}.json", api_key=tool.key)
    assert own.json()[0]["description"] == "楼上天天吵"
    assert tool.get(f"requests/{number}.json", api_key=Tool(street).key).status_code == 404
    assert tool.get(f"requests/{number}.json").status_code == 404


def test_a_list_has_the_limits_of_the_standard(street: Street, tool: Tool) -> None:
    old = tool.send(client_id="old").json()[0]["service_request_id"]
    with held(later(MORNING, days=91)):
        new = tool.send(client_id="new").json()[0]["service_request_id"]
        assert [one["service_request_id"] for one in tool.get("requests.json").json()] == [new]
        start, end = MORNING - timedelta(days=1), MORNING + timedelta(days=1)
        found = tool.get("requests.json", start_date=start.isoformat(), end_date=end.isoformat()).json()
        assert [one["service_request_id"] for one in found] == [old]
        both = tool.get("requests.json", service_request_id=f"{old},{new}").json()
        assert {one["service_request_id"] for one in both} == {old, new}
        for wrong in (
            {"start_date": MORNING.isoformat(), "end_date": (MORNING + timedelta(days=91)).isoformat()},
            {"start_date": "yesterday"},
            {"start_date": "2018-06-27"},
            {"start_date": end.isoformat(), "end_date": start.isoformat()},
            {"status": "sleeping"},
        ):
            assert tool.get("requests.json", **wrong).status_code == 400, wrong
        assert tool.get("requests.json", status="closed").json() == []
        assert len(tool.get("requests.json", status="open,closed").json()) == 1
        assert tool.get("requests.json", service_code="06011").json() == []


def test_xml_of_a_request_holds_what_the_standard_names(tool: Tool) -> None:
    number = tool.send().json()[0]["service_request_id"]
    root = tool.xml(f"requests/{number}")
    assert root.tag == "service_requests"
    assert root.findtext("request/service_request_id") == number
    assert (root.findtext("request/requested_datetime") or "").endswith("+08:00")
    assert {child.tag for child in root[0]} == {
        "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible",
        "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode",
        "lat", "long", "media_url",
    }  # fmt: skip


def test_characters_that_xml_cannot_hold_do_no_harm(tool: Tool) -> None:
    number = tool.send(service_code="S0301", description="吵\x0b闹 1 < 2 & 3\x01").json()[0]["service_request_id"]
    assert "1 < 2 & 3" in (tool.xml(f"requests/{number}", api_key=tool.key).findtext("request/description") or "")


def test_a_picture_elsewhere_is_kept_as_text_and_never_fetched(tool: Tool) -> None:
    number = tool.send(media_url="http://127.0.0.1:9/secret.jpg").json()[0]["service_request_id"]
    assert Matter.objects.get(number=number).text.endswith("http://127.0.0.1:9/secret.jpg")


def test_discovery_and_unknown_formats(tool: Tool) -> None:
    assert tool.get("discovery.json").json()["endpoints"][0]["url"].endswith("/open311/v2")
    assert tool.xml("discovery").findtext("endpoints/endpoint/formats/format") == "text/xml"
    assert tool.get("services.html").status_code == 404
    assert tool.client.post("/open311/v2/services.json").status_code == 400
