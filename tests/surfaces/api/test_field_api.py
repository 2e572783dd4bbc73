"""The field app over the API: carried along, numbers set aside, acts done once, conflicts told."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shiqiao.base.time import held, now
from shiqiao.kernel.matters import actions, afield, store
from shiqiao.kernel.matters.models import Matter, SentAct, SpareNumber
from shiqiao.kernel.people.models import Account
from shiqiao.testing.street import INSIDE, MORNING, Street, later

HERE = {"lon": INSIDE[0], "lat": INSIDE[1]}
SPOT = "06010"


class Phone:
    """A signed-in person's browser."""

    def __init__(self, street: Street, login: str) -> None:
        self.street, self.client = street, Client()
        self.client.force_login(Account.objects.get(username=login))

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1/field/{path}", headers=headers)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self.client.post(f"/api/v1/field/{path}", body, content_type="application/json")

    def report(self, client_id: str = "r1", **more: Any) -> Any:
        return self.post("reports", {"client_id": client_id, "item": SPOT, **HERE, **more})

    def move(self, number: str, do: str, base: int, client_id: str = "m1", **more: Any) -> Any:
        return self.post(f"matters/{number}/moves", {"client_id": client_id, "do": do, "base": base, **more})


@pytest.fixture
def phone(street: Street) -> Phone:
    return Phone(street, "c1g1")


def test_a_report_sent_twice_is_one_matter_with_the_number_that_the_resident_was_told(phone: Phone) -> None:
    number = phone.post("numbers", {"count": 3}).json()["numbers"][1]
    first, second = phone.report(number=number), phone.report(number=number)
    assert (first.status_code, second.status_code) == (201, 200), first.content
    assert first.json()["number"] == second.json()["number"] == number
    assert second.json()["again"]
    row = Matter.objects.get(number=number)
    assert (row.channel, row.state, row.title) == ("patrol", "reported", phone_title())


def phone_title() -> str:
    from shiqiao.kernel.catalogue.reads import catalogue

    return catalogue(370103003).item(SPOT).title.zh


def test_a_number_serves_one_report_of_the_person_it_was_set_aside_for(street: Street, phone: Phone) -> None:
    number = phone.post("numbers", {"count": 1}).json()["numbers"][0]
    stranger = Phone(street, "c2g1").report("x", number=number)
    assert (stranger.status_code, list(stranger.json()["fields"])) == (422, ["number"])
    assert phone.report("a", number=number).status_code == 201
    again = phone.report("b", number=number)
    assert (again.status_code, list(again.json()["fields"])) == (422, ["number"])
    assert not SentAct.objects.filter(client_id="b").exists(), "what was refused may be sent again"
    assert phone.report("b").status_code == 201


def test_numbers_lapse_from_the_oldest_beyond_what_one_person_can_need(phone: Phone) -> None:
    store.MATTER_IDS._start_over()  # other tests have numbers of other databases in hand
    for _ in range(8):
        phone.post("numbers", {"count": 50})
    assert SpareNumber.objects.count() == afield.MOST


def test_found_and_put_right_at_once_is_one_act(street: Street, phone: Phone) -> None:
    actor = street.actor("c1g1")
    before, after = street.photo(by=actor, purpose="before"), street.photo(by=actor, purpose="after", colour="blue")
    fix = {"result": "已当场清理", "evidence": [after]}
    assert phone.report("bad", files=[before], fix={"result": "好了", "evidence": []}).status_code == 422
    assert not Matter.objects.exists(), "neither the report nor the fix alone"
    made = phone.report(files=[before], fix=fix)
    assert made.status_code == 201, made.content.decode()
    assert (made.status_code, made.json()["state"], made.json()["base"]) == (201, "checking", 2), made.content
    assert phone.report(files=[before], fix=fix).json()["again"]
    other = phone.report(files=[before], fix={**fix, "result": "另一种说法"})
    assert (other.status_code, other.json()["code"]) == (409, "sent_differently")


def _handled(street: Street) -> Matter:
    found = street.report(item=SPOT)
    actions.dispatch_matter(matter=found.id, handler="c1.g1", by=street.actor("dispatch1"), at=now())
    return Matter.objects.get(pk=found.id)


def test_a_move_is_made_once_and_an_older_base_is_a_conflict_with_what_changed(street: Street, phone: Phone) -> None:
    row, photo = _handled(street), street.photo(by=street.actor("c1g1"))
    carried = phone.get("day").json()["tasks"]
    assert [(task["number"], task["base"]) for task in carried] == [(row.number, row.seq)]
    assert {"finish", "answer"} <= {move["do"] for move in carried[0]["moves"]}
    before = street.photo(by=street.actor("c1g1"), purpose="before", colour="red")
    told = {"result": "清完了", "evidence": [before, photo]}
    actions.answer_matter(matter=row.id, answer="已派人", by=street.actor("dispatch1"), at=now())
    late = phone.move(row.number, "finish", row.seq, **told)
    assert (late.status_code, late.json()["code"]) == (409, "matter_changed")
    changed = phone.get(f"matters/{row.number}?base={row.seq}").json()
    assert [(line["seq"], line["title"], line["words"]) for line in changed["lines"]] == [
        (row.seq + 1, "回音", "已派人")
    ]
    done = phone.move(row.number, "finish", changed["base"], **told)
    assert (done.status_code, done.json()["state"]) == (200, "checking"), done.content
    again = phone.move(row.number, "finish", changed["base"], **told).json()
    assert (again["again"], again["base"]) == (True, done.json()["base"])


def test_what_came_too_late_is_kept_as_a_note_with_its_photos(street: Street, phone: Phone) -> None:
    row, photo = _handled(street), street.photo(by=street.actor("c1g1"))
    kept = phone.move(row.number, "note", 0, reason="我也清了一遍，电话13800138000", evidence=[photo])
    assert (kept.status_code, kept.json()["state"], kept.json()["base"]) == (200, "handling", row.seq + 1), kept.content
    words = phone.get(f"matters/{row.number}?base={row.seq}").json()["lines"][0]
    assert words["title"] == "附记了一条说明"
    assert "13800138000" not in words["words"]
    assert phone.move(row.number, "note", 0, client_id="m2", reason=" ").json()["fields"].keys() == {"reason"}


def test_a_clock_that_is_wrong_by_hours_costs_no_report_and_shifts_no_moment(phone: Phone) -> None:
    with held(later(MORNING, hours=5)):
        device = later(MORNING, hours=5 + 3)  # the phone runs three hours ahead
        seen = device - timedelta(minutes=40)
        phone.report("ahead", happened_at=seen.isoformat(), ahead=3 * 3600 * 1000)
        phone.report("mad", happened_at="2049-01-01T00:00:00+08:00")
    lines = {row.source_id: _reported(row) for row in Matter.objects.all()}
    assert lines["ahead"].happened_at == later(MORNING, hours=5) - timedelta(minutes=40)
    assert lines["mad"].happened_at == lines["mad"].recorded_at == later(MORNING, hours=5)


def _reported(row: Matter) -> Any:
    from shiqiao.kernel.journal.reads import lines_of
    from shiqiao.kernel.matters.store import subject

    return lines_of(subject(row.id))[0]


def test_the_same_day_is_not_sent_twice_and_says_what_time_it_is(phone: Phone) -> None:
    first = phone.get("day")
    assert first.headers["server-time"] == MORNING.isoformat() or first.headers["server-time"]
    again = phone.get("day", **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    phone.report()
    changed = phone.get("day", **{"if-none-match": first.headers["etag"]})
    assert (changed.status_code, [one["do"] for one in changed.json()["own"]]) == (200, [""])


def test_the_ground_finds_items_by_their_initials_and_grids_by_their_outline(phone: Phone) -> None:
    ground = phone.get("ground").json()
    item = next(one for one in ground["items"] if one["code"] == SPOT)
    assert item["on_the_spot"]
    assert any(key.isascii() for key in item["keys"].split())
    assert len(ground["grids"]) > 20
    assert all(len(ring) > 3 for grid in ground["grids"] for rings in grid["polygons"] for ring in rings)


def test_a_token_carries_nothing_and_who_does_not_report_gets_no_numbers(street: Street) -> None:
    auditor = Phone(street, "auditor1")
    assert auditor.post("numbers", {"count": 1}).status_code == 403
    assert auditor.report().status_code == 403
    assert Client().get("/api/v1/field/day").status_code == 401


def test_the_day_costs_the_same_queries_for_one_task_and_for_ten(street: Street, phone: Phone) -> None:
    def asked() -> int:
        """Of three times the least: once a second snapshots ask for their stamps."""
        counts = []
        for _ in range(3):
            with CaptureQueriesContext(connection) as seen:
                assert phone.get("day").status_code == 200
            counts.append(len(seen))
        return min(counts)

    street.report(item=SPOT)
    one = asked()
    for _ in range(9):
        street.report(item=SPOT)
    assert asked() == one
