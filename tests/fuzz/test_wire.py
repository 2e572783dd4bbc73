"""What no schema describes: odd bytes, encodings, content types and numbers, as they come from broken clients."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shiqiao.testing.street import INSIDE, Street
from tests.fuzz.driving import Known
from tests.fuzz.formats import examples

RIGHT = {"client_id": "w", "item": "06010", "text": "垃圾成堆", "lon": INSIDE[0], "lat": INSIDE[1]}
ODD: dict[str, bytes] = {
    "NUL in a text": json.dumps({**RIGHT, "text": "a\x00b"}).encode(),
    "NUL in a name": json.dumps({**RIGHT, "form": {"a\x00b": 1}}).encode(),
    "half of a pair": b'{"client_id": "w", "item": "06010", "text": "\\ud83d", "lon": 116.98307, "lat": 36.65529}',
    "half of a pair deep inside": json.dumps({**RIGHT, "form": {"a": ["\udc00"]}}).encode(),
    "NaN": json.dumps({**RIGHT, "lon": float("nan")}).encode(),
    "NaN as text": json.dumps({**RIGHT, "lon": "nan"}).encode(),
    "infinite": json.dumps({**RIGHT, "lat": float("-inf")}).encode(),
    "infinite by its size": json.dumps(RIGHT).replace("36.65529", "1e999").encode(),
    "a number of 5000 digits": json.dumps(RIGHT).replace("36.65529", "9" * 5000).encode(),
    "a name twice": b'{"client_id": "w", "client_id": "x", "item": "06010", "text": "a"}',
    "nested without end": b'{"form": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001,
    "nested lists without end": b'{"photos": ' + b"[" * 100_000,
    "nested 100 deep": json.dumps({**RIGHT, "form": json.loads('{"a":' * 100 + "1" + "}" * 100)}).encode(),
    "a list": b"[]", "a text": b'"report"', "a number": b"1", "nothing": b"null", "empty": b"", "a blank": b" ",
    "cut off": json.dumps(RIGHT).encode()[:-9], "two objects": b"{}{}", "a comment": b"{} // end",
    "UTF-16": json.dumps(RIGHT).encode("utf-16"), "GB18030": json.dumps(RIGHT, ensure_ascii=False).encode("gb18030"),
    "a form": b"client_id=w&item=06010", "XML": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    "a text of a million letters": json.dumps({**RIGHT, "text": "长" * 1_000_000}).encode(),
    "six megabytes": b'{"text": "' + b"a" * 6_000_000 + b'"}',
    "a time before our era": json.dumps({**RIGHT, "happened_at": "0001-01-01T00:00:00+14:00"}).encode(),
    "a time at the end of all": json.dumps({**RIGHT, "happened_at": "9999-12-31T23:59:59-14:00"}).encode(),
    "a time as a number": json.dumps({**RIGHT, "happened_at": 1e18}).encode(),
    "a time without offset": json.dumps({**RIGHT, "happened_at": "2018-06-27T09:00:00"}).encode(),
}  # fmt: skip
TYPES = ["application/json", "application/json; charset=gbk", "text/plain", "application/xml", "multipart/form-data",
         "multipart/form-data; boundary=",
         "application/x-www-form-urlencoded", "application/json; charset=no-such", "", "a/b/c"]  # fmt: skip
WRITES = ["reports", "matters/{n}/moves/dispatch", "matters/{n}/merge", "matters/{n}/split", "matters/{n}/summon",
          "matters/{n}/undo", "visits/1/record", "hotline/orders", "hotline/orders/T-1/state", "files"]  # fmt: skip


@pytest.fixture
def caller(street: Street, tokens: dict[str, str]) -> Client:
    return Client(headers={"authorization": f"Bearer {tokens['most']}"})


def refused(answer: Any) -> dict[str, Any]:
    """Check that an answer is a refusal in our own form, and return it."""
    assert 400 <= answer.status_code < 500, (answer.status_code, answer.content[:300])
    said: dict[str, Any] = answer.json()
    assert set(said) == {"code", "message", "fields"}, said
    assert said["message"]
    return said


@pytest.mark.parametrize("what", ODD)
def test_what_cannot_be_read_is_refused_and_writes_nothing(caller: Client, what: str) -> None:
    from shiqiao.kernel.matters.models import Matter

    refused(caller.post("/api/v1/reports", ODD[what], content_type="application/json"))
    assert Matter.objects.count() == 0


@pytest.mark.parametrize("what", ["NUL in a text", "half of a pair", "NaN", "a name twice", "nested without end"])
def test_the_refusal_names_the_place_and_the_remedy_in_both_languages(caller: Client, what: str) -> None:
    for language, chinese in (("zh-hans", True), ("en", False)):
        said = refused(
            caller.post(
                "/api/v1/reports", ODD[what], content_type="application/json", headers={"accept-language": language}
            )
        )
        assert said["fields"]
        for sentence in said["fields"].values():
            assert any("一" <= letter <= "鿿" for letter in sentence) == chinese, sentence


@pytest.mark.parametrize("kind", TYPES)
def test_odd_content_types_are_answered(caller: Client, known: Known, kind: str) -> None:
    for path in WRITES:
        for body in (b"", b"{}", b"\xff\x00--", json.dumps(RIGHT).encode()):
            answer = caller.generic("POST", "/api/v1/" + path.replace("{n}", known.matters[0]), body, kind)
            assert answer.status_code < 500, (path, kind, answer.content[:200])


@pytest.mark.parametrize(
    "path",
    ["matters/%00", "matters/%F0%9F", "matters/%ED%A0%80", "matters/" + "9" * 3000, "matters?text=%00", "matters?after=%00",
     "matters?after=" + "z" * 500, "matters?grid=" + "9" * 30, "matters?community=-1", "matters?grid=1e5", "matters?open=2",
     "matters?line=%00&state=%00", "visits/" + "9" * 40, "visits/-1", "visits/1.5", "visits?after=%00", "visits?kind=%00",
     "items?text=%00", "items?street=x", "addresses?text=%00", "addresses?text=" + "a" * 5000, "grids.geojson?street=x",
     "hotline/orders/%00", "hotline/orders/" + "x" * 2000, "matters/%2e%2e/%2e%2e", "addresses?text=%ED%A0%80"],
)  # fmt: skip
def test_odd_addresses_are_answered(caller: Client, path: str) -> None:
    answer = caller.get(f"/api/v1/{path}")
    assert answer.status_code < 500, answer.content[:200]
    if answer.status_code >= 400:
        refused(answer)


MOMENTS = [
    "0032-07-12T16:14:24+16:30",
    "2902-09-28T21:08:07+22:32",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_moments_with_offsets_that_no_database_takes_are_refused_or_taken(
    caller: Client, known: Known, moment: str
) -> None:
    caller.post("/api/v1/hotline/orders", json.dumps(known.right["/hotline/orders"]), content_type="application/json")
    told = {"state": "call_back", "contacted": True, "solved": False, "satisfied": "no", "called_at": moment}
    bodies = {"hotline/orders/T-1/state": told, "reports": {**RIGHT, "happened_at": moment},
              f"matters/{known.matters[0]}/moves/dispatch": {"handler": "c1.g1", "happened_at": moment}}  # fmt: skip
    for path, body in bodies.items():
        answer = caller.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")
        assert answer.status_code < 500, (path, answer.content[:200])
    for name in ("start_date", "end_date"):
        assert caller.get("/open311/v2/requests.json", {name: moment}).status_code in (200, 400)


def test_any_bytes_at_all_are_refused(caller: Client, known: Known) -> None:
    @settings(examples(40, 2000), suppress_health_check=list(HealthCheck))
    @given(body=st.binary(max_size=300), path=st.sampled_from(WRITES[:-1]), kind=st.sampled_from(TYPES))
    def run(body: bytes, path: str, kind: str) -> None:
        answer = caller.generic("POST", "/api/v1/" + path.replace("{n}", known.matters[0]), body, kind)
        assert answer.status_code < 500

    run()


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["nan", "-inf", "1e999", "\x00"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def test_a_right_report_with_any_value_in_any_field_is_taken_or_refused(caller: Client, known: Known) -> None:
    names = [*RIGHT, "coordinates", "grid", "address", "form", "contact", "urgent", "happened_at", "photos", "street"]

    @settings(examples(60, 4000), suppress_health_check=list(HealthCheck))
    @given(name=st.sampled_from(names), value=VALUES, sent=st.uuids())
    def run(name: str, value: Any, sent: Any) -> None:
        body = json.dumps({**RIGHT, "client_id": str(sent), name: value})
        answer = caller.post("/api/v1/reports", body, content_type="application/json")
        assert answer.status_code in (200, 201, 400, 409, 422), (answer.status_code, answer.content[:300])

    run()
