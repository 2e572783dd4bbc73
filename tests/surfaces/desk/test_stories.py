"""What the office does at the desk, from the call to the closed matter."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shiqiao.base.actor import system
from shiqiao.base.time import held, now
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people.actions import set_password
from shiqiao.kernel.people.models import Account
from shiqiao.testing.street import INSIDE, MORNING, Street, picture

Enter = Callable[[str], Client]
RUBBISH = "06010"


def form_of(client: Client, **more: Any) -> dict[str, Any]:
    """Open the form and fill it in as a dispatcher at the telephone does."""
    page = client.get("/report/").content.decode()
    found = re.search(r'name="client_id" value="([^"]+)"', page)
    assert found
    filled = {
        "client_id": found[1], "channel": "phone", "text": "三号楼旁边垃圾成堆，三天没人清", "item": RUBBISH,
        "lon": INSIDE[0], "lat": INSIDE[1], "name": "张建国", "phone": "13812345678",
    }  # fmt: skip
    return {**filled, **more}


def photo(name: str = "after.jpg", colour: str = "green") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(colour), "image/jpeg")


def test_a_call_becomes_a_matter_with_a_named_person_a_due_time_and_a_secret_link(street: Street, enter: Enter) -> None:
    client = enter("dispatch1")
    answer = client.post("/report/", form_of(client))
    page = answer.content.decode()
    row = Matter.objects.get()
    assert answer.status_code == 200
    assert row.number in page
    assert "春一梅" in page
    assert f"/portal/m/{row.number}/" in page
    assert "2018年6月27日" in page


def test_the_same_form_sent_twice_is_one_matter_and_its_link_is_not_shown_again(street: Street, enter: Enter) -> None:
    client = enter("dispatch1")
    form = form_of(client)
    client.post("/report/", form)
    again = client.post("/report/", form).content.decode()
    assert Matter.objects.count() == 1
    assert f"/portal/m/{Matter.objects.get().number}/" not in again


def test_a_refused_report_keeps_what_was_typed_and_says_why_beside_the_field(street: Street, enter: Enter) -> None:
    client = enter("dispatch1")
    form = form_of(client, lon=120.0, lat=30.0, photo=[photo()])
    answer = client.post("/report/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "三号楼旁边垃圾成堆" in page
    assert 'id="id_address_error"' in page
    sent = re.search(r'name="sent" value="(before:[0-9a-f]{64})"', page)
    assert sent, "the photo must not be chosen again"
    del form["photo"]
    client.post("/report/", {**form, "lon": INSIDE[0], "lat": INSIDE[1], "sent": sent[1]})
    row = Matter.objects.get()
    assert "/files/" in client.get(f"/matters/{row.number}/").content.decode()


def test_a_matter_is_accepted_dispatched_finished_checked_and_closed(street: Street, enter: Enter) -> None:
    number = street.report().number
    dispatcher, member, checker = enter("dispatch1"), enter("c1g1"), enter("check1")
    at = f"/matters/{number}/do"
    assert dispatcher.post(f"{at}/accept/").status_code == 302
    page = dispatcher.get(f"{at}/dispatch/").content.decode()
    assert page.index("c1.g1") < page.index("city.handler1"), "who answers for the grid is suggested first"
    assert dispatcher.post(f"{at}/dispatch/", {"handler": "c1.g1"}).status_code == 302
    files = {"before": photo("b.jpg", "brown"), "after": photo()}
    answer = member.post(f"{at}/finish/", {"result": "已清运并冲洗地面", **files})
    assert answer.status_code == 302, re.findall(r"kit-error.*", answer.content.decode())
    page = member.get(f"/matters/{number}/").content.decode()
    assert "已清运并冲洗地面" in page
    assert checker.post(f"{at}/close/").status_code == 302
    assert Matter.objects.get().state == "closed"
    assert "日志已核验" in checker.get(f"/matters/{number}/").content.decode()


def test_a_move_without_its_evidence_is_refused_beside_the_photo_and_the_text_stays(
    street: Street, enter: Enter
) -> None:
    number = street.report().number
    enter("dispatch1").post(f"/matters/{number}/do/dispatch/", {"handler": "c1.g1"})
    answer = enter("c1g1").post(f"/matters/{number}/do/finish/", {"result": "已清运"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "已清运</textarea>" in page
    assert re.search(r'id="id_(before|after)_error"', page)


def test_web_page_in_a_photos_clothes_is_refused_by_name(street: Street, enter: Enter) -> None:
    number = street.report().number
    enter("dispatch1").post(f"/matters/{number}/do/dispatch/", {"handler": "c1.g1"})
    trap = SimpleUploadedFile("p.jpg", b"<html><script>alert(1)</script>", "image/jpeg")
    answer = enter("c1g1").post(f"/matters/{number}/do/finish/", {"result": "已清运", "after": trap})
    assert answer.status_code == 422
    assert 'id="id_after_error"' in answer.content.decode()
    assert Matter.objects.get().state == "handling"


def test_declining_asks_for_a_legal_ground_and_tells_when_each_applies(street: Street, enter: Enter) -> None:
    number = street.report().number
    client = enter("dispatch1")
    page = client.get(f"/matters/{number}/do/decline/").content.decode()
    assert "同一诉求正在办理或已经答复" in page
    client.post(f"/matters/{number}/do/decline/", {"outcome": "repeated_progress", "answer": "已在另一工单办理"})
    row = Matter.objects.get()
    assert (row.state, row.outcome) == ("declined", "repeated_progress")
    assert "重复诉求告知进展" in client.get(f"/matters/{number}/").content.decode()


def test_what_breaks_first_stands_on_top_and_broken_terms_are_red(street: Street, enter: Enter) -> None:
    late = street.report("楼道口的一堆垃圾")
    with held(MORNING + timedelta(hours=3)):
        fresh = street.report("新的一堆垃圾")
        page = enter("dispatch1").get("/").content.decode()
    assert page.index(late.number) < page.index(fresh.number)
    assert "kit-light-red" in page


def test_a_report_without_place_raises_the_alarm_and_is_placed_by_correction(street: Street, enter: Enter) -> None:
    number = street.report(lon=None, lat=None, address="某个谁也不认识的地方xyz").number
    client = enter("dispatch1")
    assert "kit-alarm" in client.get("/").content.decode()
    assert number in client.get("/matters/?unrouted=on").content.decode()
    answer = client.post(f"/matters/{number}/do/correct/", {"grid": "370103003001002", "reason": "电话核实了位置"})
    assert answer.status_code == 302
    assert "kit-alarm" not in client.get("/").content.decode()
    assert Matter.objects.get().grid == 370103003001002


def test_who_got_a_password_from_the_office_chooses_an_own_one_first(street: Street, enter: Enter) -> None:
    account = Account.objects.get(username="dispatch2")
    set_password(account=account, password="given-by-the-office-7", by=system("test"), at=now())
    client = enter("dispatch2")
    assert client.get("/").headers["location"] == "/password/?next=/"
    weak = client.post("/password/", {"new": "12345", "again": "12345"})
    assert weak.status_code == 422
    differs = client.post("/password/", {"new": "bridge-of-stone-9", "again": "bridge-of-stone-8"})
    assert differs.status_code == 422
    client.post("/password/", {"new": "bridge-of-stone-9", "again": "bridge-of-stone-9", "next": "/"})
    assert client.get("/").status_code == 200
    assert Client().login(username="dispatch2", password="bridge-of-stone-9")
