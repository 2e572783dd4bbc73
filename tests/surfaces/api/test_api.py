"""The REST API as an outside system sees it."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shiqiao.base.actor import system
from shiqiao.base.time import now
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people.models import Post
from shiqiao.kernel.people.tokens import issue_token
from shiqiao.testing.street import INSIDE, Street, picture

REPORT = {"client_id": "a-1", "item": "06010", "text": "垃圾成堆", "lon": INSIDE[0], "lat": INSIDE[1]}


class Caller:
    """A client with a token."""

    def __init__(self, street: Street, post: str = "centre.dispatch") -> None:
        secret = issue_token(name="test", post=Post.objects.get(code=post), by=system("test"), at=now())
        self.client = Client(headers={"authorization": f"Bearer {secret}"})

    def post(self, path: str, body: dict[str, Any], **more: Any) -> Any:
        return self.client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", **more)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", query)


@pytest.fixture
def caller(street: Street) -> Caller:
    return Caller(street)


def test_a_report_names_the_person_and_the_terms(caller: Caller) -> None:
    answer = caller.post("reports", REPORT)
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert said["grid"] == "370103003001001"
    assert said["person"]["name"]
    assert {clock["name"] for clock in said["clocks"]} == {"accept", "echo"}
    assert said["why"]


def test_the_same_report_again_is_the_same_matter(caller: Caller) -> None:
    first, second = caller.post("reports", REPORT), caller.post("reports", REPORT)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["number"] == second.json()["number"]
    assert Matter.objects.count() == 1


def test_the_same_identifier_with_other_content_is_refused_and_changes_nothing(caller: Caller) -> None:
    caller.post("reports", REPORT)
    answer = caller.post("reports", {**REPORT, "text": "别的事情"})
    assert answer.status_code == 409
    assert "client_id" in answer.json()["fields"]
    assert Matter.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"item": "99999"}, "item"),
        ({"lon": 120.0, "lat": 30.0}, "lon"),
        ({"lon": 36.65, "lat": 116.98}, "lon"),
        ({"text": " "}, "text"),
        ({"text": "长" * 10_000}, "text"),
        ({"happened_at": "2031-01-01T00:00:00+08:00"}, "happened_at"),
        ({"coordinates": "mars"}, "coordinates"),
        ({"contact": {"phone": "abc"}}, "contact.phone"),
        ({"photos": ["0" * 64]}, "photos"),
        ({"form": {"nothing": 1}}, "form.nothing"),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_bad_input_names_its_field_in_the_readers_language(
    caller: Caller, change: dict[str, Any], field: str, language: str
) -> None:
    answer = caller.post("reports", {**REPORT, **change}, headers={"accept-language": language})
    assert answer.status_code == 422, answer.content
    sentence = answer.json()["fields"][field]
    assert any("一" <= letter <= "鿿" for letter in sentence) == (language == "zh-hans"), sentence
    assert Matter.objects.count() == 0


def test_emoji_are_kept(caller: Caller) -> None:
    number = caller.post("reports", {**REPORT, "text": "楼下很吵😡🔊"}).json()["number"]
    assert caller.get(f"matters/{number}").json()["text"] == "楼下很吵😡🔊"


def test_a_matter_is_moved_to_its_end(caller: Caller, street: Street) -> None:
    number = caller.post("reports", REPORT).json()["number"]
    moved = caller.post(f"matters/{number}/moves/dispatch", {"handler": "c1.g1"}).json()
    assert moved["state"] == "handling"
    handler, checker = Caller(street, "c1.g1"), Caller(street, "supervision.check1")
    proof = [[purpose, _upload(handler, purpose)] for purpose in ("before", "after")]
    done = handler.post(f"matters/{number}/moves/finish", {"result": "已清理", "evidence": proof})
    assert done.status_code == 200, done.content
    assert done.json()["state"] == "checking"
    assert checker.post(f"matters/{number}/moves/close", {}).json()["done"]


def _upload(caller: Caller, purpose: str) -> str:
    colour = "gray" if purpose == "before" else "green"
    sent = SimpleUploadedFile("photo.jpg", picture(colour), "image/jpeg")
    answer = caller.client.post(f"/api/v1/files?purpose={purpose}", {"file": sent})
    assert answer.status_code == 201, answer.content
    return answer.json()["hash"]  # type: ignore[no-any-return]


def test_a_forbidden_move_says_what_is_possible(caller: Caller) -> None:
    number = caller.post("reports", REPORT).json()["number"]
    answer = caller.post(f"matters/{number}/moves/close", {}, headers={"accept-language": "en"})
    assert answer.status_code == 403
    assert "Dispatch" in answer.json()["message"]
    again = caller.post(f"matters/{number}/moves/close", {}, headers={"accept-language": "zh-hans"})
    assert "派遣" in again.json()["message"]


def test_what_is_not_yours_looks_like_what_is_absent(caller: Caller, street: Street) -> None:
    number = caller.post("reports", REPORT).json()["number"]
    stranger = Caller(street, "c5.g1")
    hidden, absent = stranger.get(f"matters/{number}"), stranger.get("matters/1806270000000")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json() == absent.json()


def test_without_a_token_nothing_is_said(street: Street) -> None:
    assert Client().get("/api/v1/matters").status_code == 401


def test_lists_are_found_by_words_and_go_on_by_cursor(caller: Caller) -> None:
    for number in range(3):
        caller.post("reports", {**REPORT, "client_id": f"n{number}", "text": f"路灯不亮第{number}处"})
    found = caller.get("matters", text="路灯").json()
    assert len(found["matters"]) == 3
    assert found["next"] == ""
    assert caller.get("matters", text="井盖").json()["matters"] == []


def test_the_documentation_page_loads_nothing_from_elsewhere(street: Street) -> None:
    page = Client().get("/api/v1/docs")
    assert page.status_code == 200
    assert b"https://cdn" not in page.content
