"""Pages, lists, papers and errands of emergency as people see them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shiqiao.base.time import held, now
from shiqiao.scenes.duty.emergency import afield, manning, piles, wall
from shiqiao.scenes.duty.emergency.calltables import AlarmCall, ZeroReport
from shiqiao.scenes.duty.emergency.groundtables import HazardCheck, Relocation, Shelter, Stock
from shiqiao.scenes.duty.emergency.tables import Manning, Response
from shiqiao.testing.street import MORNING, STREET, Street, picture

from .conftest import Level, Point, Start, place, post

Enter = Callable[[str], Client]


def url(name: str, *args: object) -> str:
    return reverse(f"desk:emergency:{name}", args=args)


def test_a_response_is_started_raised_ended_and_reviewed_on_pages(street: Street, enter: Enter) -> None:
    office = enter("emergency1")
    given = {
        "kind": "flood",
        "level": "4",
        "trigger": "蓝色预警",
        "leader": post("street.director"),
        "words": "加强巡查",
    }
    assert office.post(url("start"), {**given, "trigger": ""}).status_code == 422
    assert office.post(url("start"), given).status_code == 302
    row = Response.objects.get()
    given = {"level": "2", "trigger": "橙色预警", "leader": post("street.director")}
    assert office.post(url("act", row.pk, "level"), given).status_code == 302
    shown = office.get(url("board", row.pk)).content.decode()
    assert "Ⅱ" in shown
    assert "启明里地下车库" in shown
    given = {"leader": post("street.director"), "words": "雨停"}
    assert office.post(url("act", row.pk, "end"), given).status_code == 302
    assert office.post(url("act", row.pk, "review"), {"words": "值守到位"}).status_code == 302
    assert "值守到位" in office.get(url("board", row.pk)).content.decode()
    paper = office.get(url("review-pdf", row.pk))
    assert paper.content.startswith(b"%PDF")
    assert enter("c1head").get(url("start")).status_code == 404
    assert enter("c1head").get(url("act", row.pk, "level")).status_code == 404


def test_posts_calls_and_reports_are_worked_on_pages(start: Start, enter: Enter) -> None:
    row, head = start(3), enter("c2head")
    call = AlarmCall.objects.get(response=row.pk, post=post("c2.head"))
    assert "气象台发布暴雨预警" in head.get(url("call", call.pk)).content.decode()
    assert head.post(url("call-act", call.pk, "answer")).status_code == 302
    call.refresh_from_db()
    assert call.answered_at == MORNING
    report = ZeroReport.objects.get(response=row.pk, post=post("c2.head"))
    assert head.post(url("report", report.pk), {"flooded": "2"}).status_code == 302
    report.refresh_from_db()
    assert report.figures == {"flooded": 2}
    assert enter("c3head").get(url("report", report.pk)).status_code == 404
    one = place(row, "cottages")
    assert enter("c2safe").post(url("place", one.pk, "man"), {"post": post("c2.safety")}).status_code == 302
    assert Manning.objects.get(place=one.pk).post == post("c2.safety")
    assert enter("leader2").post(url("place", one.pk, "leave")).status_code == 302
    other = AlarmCall.objects.get(response=row.pk, post=post("c3.head"))
    assert enter("leader2").post(url("call-act", other.pk, "relieve"), {"post": post("c3.g2")}).status_code == 302


def test_a_point_is_entered_and_checked_with_a_photo_on_pages(start: Start, enter: Enter, point: Point) -> None:
    start(3)
    row = point()
    given = {
        "code": "涝09",
        "kind": "low_lying",
        "title": "乐山小区低洼处",
        "place": "乐山小区",
        "post": post("c4.head"),
    }
    assert enter("emergency1").post(url("new-hazard"), given).status_code == 302
    photo = SimpleUploadedFile("p.jpg", picture(), "image/jpeg")
    given = {"state": "water", "depth": "20", "answers": ["1"], "words": "井盖松动", "matter": "on", "photo": photo}
    head = enter("c1head")
    assert head.post(url("hazard-act", row.pk, "check"), given).status_code == 302
    assert HazardCheck.objects.get().matter > 0
    assert "井盖松动" in head.get(url("hazard", row.pk)).content.decode()
    assert "乐山小区低洼处" in head.get(url("hazards") + "?kind=low_lying").content.decode()
    assert len(head.get(url("points")).json()["features"]) == 2


def test_people_are_seen_by_their_community_and_others_see_numbers(start: Start, enter: Enter) -> None:
    row, head = start(2), enter("c1head")
    given = {"community": STREET * 1000 + 1, "name": "苗石英", "persons": "3", "place": "春元里小区3号楼"}
    assert head.post(url("household", row.pk), given).status_code == 302
    one = Relocation.objects.get()
    shown = head.get(url("people", row.pk)).content.decode()
    assert "苗**" in shown or "苗*" in shown
    assert "苗石英" not in shown
    assert "苗*" not in enter("c2head").get(url("people", row.pk)).content.decode()
    shelter = Shelter.objects.get(response=row.pk, code="c2_station").pk
    assert head.post(url("household-act", one.pk, "move"), {"shelter": shelter}).status_code == 302
    assert head.post(url("household-act", one.pk, "return")).status_code == 302
    assert enter("c2head").get(url("household-act", one.pk, "return")).status_code == 404


def test_stock_moves_on_its_page_and_says_what_is_too_low(sandbags: None, enter: Enter) -> None:
    office = enter("emergency1")
    given = {"store": "office_store", "material": "sandbag", "kind": "out", "amount": "150", "place": "纬四路"}
    assert office.post(url("move-stock"), given).status_code == 302
    assert Stock.objects.get().balance == 250
    assert "纬四路" in enter("c1head").get(url("stock")).content.decode()
    assert office.post(url("move-stock"), {**given, "amount": "251"}).status_code == 422


def test_every_page_and_list_shows_in_both_languages(start: Start, level: Level, enter: Enter, point: Point) -> None:
    point()
    row = start(4)
    level(row, 2)
    leader = enter("leader2")
    pages = [url(name) for name in ("list", "start", "plan", "hazards", "new-hazard", "stock", "move-stock")]
    pages += [url("board", row.pk), url("people", row.pk), url("household", row.pk)]
    pages += [url("act", row.pk, do) for do in ("level", "end", "call")]
    for language in ("zh-hans", "en"):
        leader.cookies["django_language"] = language
        for page in pages:
            assert leader.get(page).status_code == 200, page
    for code in ("emergency", "emergency-hazards", "emergency-stock"):
        assert leader.get(reverse("desk:export", args=[code])).status_code == 200
    for code in ("duty-emergency-posts", "duty-emergency-calls", "duty-emergency-reports"):
        assert leader.get(reverse("desk:export", args=[code]) + f"?of={row.pk}").status_code == 200


def test_piles_wall_and_errands_say_what_waits_and_nothing_when_calm(
    start: Start, street: Street, point: Point, client: Client
) -> None:
    head = street.actor("c1head")
    assert (piles.items(head, now()), list(wall.lines(STREET, now())), afield.carried(head, now())) == ([], [], [])
    point()
    row = start(3)
    assert [one.key.split(":")[1] for one in afield.carried(head, now())] == ["call", "report", "hazard"]
    with held(MORNING + timedelta(hours=7)):
        assert [one.tone for one in piles.items(head, now())] == ["red", "red", "red"]
    lines = list(wall.lines(STREET, now()))
    assert [line.value for line in lines[1:3]] == ["0 / 3", "0 / 10"]
    safe = street.actor("c2safe")
    assert "post" in [one.key.split(":")[1] for one in afield.carried(safe, now())]
    manning.man_post(place=place(row, "cottages").pk, by=safe, at=now())
    assert "post" not in [one.key.split(":")[1] for one in afield.carried(safe, now())]


@pytest.mark.parametrize("again", [False, True])
def test_an_errand_over_the_api_is_done_once_with_the_time_it_happened(start: Start, enter: Enter, again: bool) -> None:
    row, head = start(3), enter("c1head")
    found = head.get("/api/v1/field/errands").json()["errands"]
    call = next(one for one in found if one["key"].startswith("emergency:call:"))
    report = next(one for one in found if one["key"].startswith("emergency:report:"))
    with held(MORNING + timedelta(hours=8)):
        told = {"happened_at": (MORNING + timedelta(minutes=4)).isoformat()}
        for key, do in ((call["key"], "answer"), (report["key"], "nothing")):
            body = {**told, "client_id": f"k-{do}", "key": key, "do": do}
            for n in range(1 + again):
                answer = head.post("/api/v1/field/errands", body, content_type="application/json")
                assert (answer.status_code, answer.json()["again"]) == (200, n == 1)
        unknown = {**told, "client_id": "k", "key": "emergency:moon:1", "do": "x"}
        assert head.post("/api/v1/field/errands", unknown, content_type="application/json").status_code == 404
    one = AlarmCall.objects.get(response=row.pk, post=post("c1.head"))
    assert (one.answered_at, one.recorded_at) == (MORNING + timedelta(minutes=4), MORNING + timedelta(hours=8))
    assert ZeroReport.objects.get(response=row.pk, post=post("c1.head")).late is False
