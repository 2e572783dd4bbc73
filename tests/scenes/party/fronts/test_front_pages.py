"""The pages of front teams: forming, members, charges, the day log, the board and its lists."""

from collections.abc import Callable
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shiqiao.scenes.party.fronts.tables import FrontCharge, FrontEntry, FrontTeam
from shiqiao.testing.street import Street, picture

from .conftest import Form, account

Enter = Callable[[str], Client]


def test_a_team_is_formed_and_settled_on_its_page(street: Street, enter: Enter) -> None:
    leader = enter("leader4")
    assert leader.get("/fronts/new/").status_code == 200
    given = {
        "title": "公立街先锋队（虚构）", "kind": "vanguard", "field": "renewal", "front_name": "公立街", "community": "0",
        "leader": account("city1"), "since": "2018-06-01",
    }  # fmt: skip
    assert leader.post("/fronts/new/", {**given, "front_name": ""}).status_code == 422
    page = leader.post("/fronts/new/", given)["Location"]
    member = account("city2")
    assert leader.post(f"{page}join/", {"account": member, "role": "leader", "since": "2018-06-10"}).status_code == 422
    assert leader.post(f"{page}join/", {"account": member, "role": "member", "since": "2018-06-10"})["Location"] == page
    assert leader.post(f"{page}charge/", {"account": member, "label": "12号院石家"})["Location"] == page
    shown = enter("city2").get(page).content.decode()
    assert "12号院石家" in shown
    charge = FrontCharge.objects.get()
    assert enter("city3").post(f"/fronts/charges/{charge.pk}/done/").status_code == 403
    assert enter("city2").post(f"/fronts/charges/{charge.pk}/done/")["Location"] == page
    assert "1 / 1" in leader.get(page).content.decode()
    assert leader.post(f"{page}leave/", {"account": member, "until": "2018-06-26"})["Location"] == page
    assert leader.post(f"{page}end/", {})["Location"] == page
    assert "12号院石家" not in leader.get(page).content.decode()
    assert "公立街先锋队" in leader.get("/fronts/?tab=ended&field=renewal").content.decode()


def test_the_day_log_is_one_tap_and_counts_once(form: Form, street: Street, enter: Enter) -> None:
    team, member = form(), enter("city1")
    page = f"/fronts/{team.pk}/log/"
    shown = member.get(page).content.decode()
    key = shown.split('name="key" value="')[1].split('"')[0]
    sent = {"key": key, "done": "household", "times": "2"}
    for _n in range(2):
        assert member.post(page, sent).status_code == 302
    assert FrontEntry.objects.count() == 1
    more = {"key": str(uuid4()), "done": "clear", "times": "1", "words": "清理楼道"}
    photo = SimpleUploadedFile("p.jpg", picture("green"), "image/jpeg")
    assert member.post(page, {**more, "photo": photo}).status_code == 302
    shown = enter("leader1").get(f"/fronts/{team.pk}/").content.decode()
    assert "清理楼道" in shown
    url = next(part for part in shown.split('"') if "/files/" in part and part.endswith("?small=1"))
    assert enter("leader1").get(url)["Content-Type"] == "image/jpeg"
    assert enter("city2").get(page).status_code == 404
    assert member.post(page, {**more, "key": str(uuid4()), "times": "0"}).status_code == 422


def test_lists_are_taken_away_and_what_waits_is_shown(form: Form, enter: Enter) -> None:
    team = form()
    client = enter("city1")
    assert "一线" in client.get("/fronts/?tab=mine").content.decode()
    assert client.get("/export/fronts.xlsx").status_code == 200
    assert client.get(f"/export/party-fronts-members.xlsx?of={team.pk}").status_code == 200
    assert client.get("/fronts/999999/").status_code == 404
    assert FrontTeam.objects.count() == 1
