"""Too much from one browser or one address: neighbours go on, a person gets through by an easy question, nothing is lost."""

import html
import re
from itertools import count
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import translation

from shiqiao.base.limits import Limit
from shiqiao.base.time import held
from shiqiao.kernel.matters.models import Matter
from shiqiao.surfaces.kit import challenge
from shiqiao.surfaces.portal import limits
from shiqiao.surfaces.portal.limits import Measure
from shiqiao.testing.street import MORNING, Street, later

from .conftest import Resident, words

TEXT = "楼下垃圾桶满了没人清"


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two sendings for a browser, three for an address, two more with an answered question."""
    few = Measure(Limit("t.browser", 2, 6), Limit("t.strangers", 2, 6), Limit("t.address", 3, 60))
    monkeypatch.setattr(limits, "REPORTS", few)
    monkeypatch.setattr(limits, "BEYOND", Limit("t.beyond", 2, 1))


def come(address: str = "203.0.113.7") -> Resident:
    """A browser that has opened the form."""
    one = Resident()
    one.client = Client(headers={"accept-language": "zh-hans"}, REMOTE_ADDR=address)
    one.get("/portal/report/")
    return one


def question_in(answer: Any) -> dict[str, str]:
    """Return what a page's challenge asks and carries."""
    page = answer.content.decode()
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("challenge", "client_id")}  # type: ignore[index]
    found["nonce"] = re.search(r'data-nonce="([^"]+)"', page)[1]  # type: ignore[index]
    found["asked"] = html.unescape(re.search(r'for="id_challenge_answer">([^<]+)<', page)[1])  # type: ignore[index]
    return found


def answered(asked: str) -> str:
    """Answer as a person does."""
    days = "一二三四五六日"
    if day := re.search("星期(.)的后一天|星期(.)", asked):
        return "周" + days[(days.index(day[1] or day[2]) + 1) % 7]
    numbers = [2 + "二三四五六七八九".index(sign) for sign in re.findall("[二三四五六七八九]", asked)]
    return f" {sum(numbers)} 。" if numbers else next(one for one in ("苹果", "面条", "白菜") if one in asked)


def test_one_browser_too_much_does_not_hold_up_its_neighbours(street: Street, tight: None) -> None:
    hasty, neighbour = come(), come()
    hasty.link()
    hasty.link()
    for _ in range(9):
        assert hasty.send().status_code == 429
    neighbour.link()
    assert neighbour.send().status_code == 429, "the address as a whole has had its three"
    come("198.51.100.9").link()


def test_what_was_typed_stays_and_the_answer_says_how_long(street: Street, tight: None) -> None:
    one = come()
    one.link()
    one.link()
    answer = one.send(text="电梯又坏了，七十岁的老人上不去", name="虚构一", phone="13800138000")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 600
    page = answer.content.decode()
    for typed in ("电梯又坏了，七十岁的老人上不去", "虚构一", "13800138000"):
        assert typed in page
    assert "10" in words(answer)
    with held(later(MORNING, seconds=int(answer["Retry-After"]) + 1)):
        one.link(text="电梯又坏了，七十岁的老人上不去")


def test_a_person_without_scripts_answers_a_question_and_gets_through(street: Street, tight: None) -> None:
    one = come()
    one.link()
    one.link()
    asked = question_in(one.send())
    sent = one.send(
        client_id=asked["client_id"], challenge=asked["challenge"], challenge_answer=answered(asked["asked"])
    )
    assert sent.status_code == 303, words(sent)
    assert Matter.objects.count() == 3


def test_a_browser_with_scripts_works_it_out(street: Street, tight: None) -> None:
    one = come()
    one.link()
    one.link()
    asked = question_in(one.send())
    proof = next(n for n in count() if challenge.proven(asked["nonce"], str(n)))
    assert one.send(challenge=asked["challenge"], challenge_proof=str(proof)).status_code == 303


def test_an_answer_counts_once_and_a_wrong_one_uses_its_question_up(street: Street, tight: None) -> None:
    one = come()
    one.link()
    one.link()
    asked = question_in(one.send())
    right = {"challenge": asked["challenge"], "challenge_answer": answered(asked["asked"])}
    assert one.send(**right).status_code == 303
    assert one.send(**right).status_code == 429, "replayed"
    asked = question_in(one.send())
    assert one.send(challenge=asked["challenge"], challenge_answer="不知道").status_code == 429
    again = one.send(challenge=asked["challenge"], challenge_answer=answered(asked["asked"]))
    assert again.status_code == 429


def test_even_answers_end_somewhere(street: Street, tight: None) -> None:
    one = come()
    one.link()
    one.link()
    for status in (303, 303, 429):
        asked = question_in(one.send())
        sent = one.send(challenge=asked["challenge"], challenge_answer=answered(asked["asked"]))
        assert sent.status_code == status


def test_a_made_up_token_is_worth_nothing(street: Street, tight: None) -> None:
    one = come()
    one.link()
    one.link()
    forged = signing.dumps({"n": "00", "a": ["00"]}, key="another key", salt="shiqiao.challenge")
    assert one.send(challenge=forged, challenge_answer="7").status_code == 429
    assert one.send(challenge="x" * 5000, challenge_answer="7").status_code == 429


def test_a_cookie_that_is_not_ours_makes_no_browser(street: Street, tight: None) -> None:
    for number in range(2):
        fresh = come()
        fresh.client.cookies["shiqiao_browser"] = f"made-up-{number}"
        fresh.link()
    fresh = come()
    fresh.client.cookies["shiqiao_browser"] = "made-up-again"
    assert fresh.send().status_code == 429, "all strangers of an address share one small allowance"


def test_the_usual_resident_never_sees_a_question(resident: Resident) -> None:
    page = resident.get("/portal/report/").content.decode()
    assert "challenge" not in page
    for _ in range(20):
        resident.link()
    assert Matter.objects.count() == 20


def test_an_estate_behind_one_address_goes_on(street: Street) -> None:
    for _ in range(40):
        one = come("198.51.100.20")
        assert one.client.post("/portal/report/", {"client_id": "x", "text": ""}).status_code == 422


@pytest.mark.parametrize("form", ["page", "link"])
def test_guessing_ends_and_an_open_report_does_not(
    resident: Resident, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    few = Measure(Limit("g.browser", 3, 6), Limit("g.strangers", 3, 6), Limit("g.address", 9, 60))
    monkeypatch.setattr(limits, "GUESSES", few)
    link = resident.link()
    for _ in range(12):
        assert resident.get(link).status_code == 200
    number = link.split("/")[-3]
    tried = [
        resident.get(f"/portal/m/{number}/wrong{turn}/")
        if form == "link"
        else resident.client.post("/portal/follow/", {"number": number, "secret": f"wrong{turn}"})
        for turn in range(5)
    ]
    assert [one.status_code for one in tried[:3]] == [404] * 3
    last = tried[-1]
    assert last.status_code in (404, 429)
    held_up = resident.client.post("/portal/follow/", {"number": number, "secret": "wrong"})
    assert held_up.status_code == 429
    assert int(held_up["Retry-After"]) > 0
    assert number in held_up.content.decode(), "what was typed stays"


def test_numbers_may_be_written_as_people_write_them() -> None:
    assert {"12", "十二", "一十二", "twelve", "12个"} <= challenge.number_words(12)
    assert {"10", "十"} <= challenge.number_words(10)
    assert "七" in challenge.number_words(7)
    assert challenge.plain(" １２ 。") == "12"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_question_can_be_answered_in_words(street: Street, language: str) -> None:
    for _ in range(30):
        with translation.override(language):
            made = challenge.ask()
        assert "%(" not in made.question
        if language == "zh-hans":
            answer = answered(made.question)
            assert challenge.solved({"challenge": made.token, "challenge_answer": answer}), made.question
