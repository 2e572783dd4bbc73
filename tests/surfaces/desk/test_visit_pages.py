"""Visits at the desk: planned from a pasted list, recorded on the checklist with photos, re-checked, covered."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shiqiao.base.errors import Invalid
from shiqiao.base.time import held, now
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.visits.actions import reassign_visit
from shiqiao.kernel.visits.models import Visit, VisitPlan
from shiqiao.testing.street import MORNING, Street, later, picture

Enter = Callable[[str], Client]
LINES = "示例小吃店，春元里小区3号楼，370103003001001\n示例理发店,春元里小区9号楼\n\n没有地址的店\n"
ANSWERS = {
    "outcome": "done", "q_exit_clear": "yes", "q_extinguishers": "4", "q_extinguishers_valid": "yes", "q_lights_work": "yes",
    "q_wiring_safe": "yes", "q_gas_bottle": "none", "q_sleeping": "no", "q_sort": "eatery", "client_id": "one",
}  # fmt: skip


def plan(enter: Enter) -> Any:
    return enter("safety1").post("/visits/plan/", {"kind": "nine_small", "cycle": "", "lines": LINES})


def test_a_pasted_list_is_planned_and_its_bad_line_named_with_the_remedy(street: Street, enter: Enter) -> None:
    answer = plan(enter)
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "2" in told
    assert "没有地址的店" in told
    assert "地址簿中没有这个地址" in told
    assert VisitPlan.objects.count() == Visit.objects.count() == 2
    again = enter("safety1").post(
        "/visits/plan/", {"kind": "nine_small", "cycle": "", "lines": "\n".join(LINES.split("\n")[:2])}
    )
    assert again.status_code == 302
    assert Visit.objects.count() == 2


@pytest.mark.parametrize("login", ["c1safe", "c2g1", "safety1", "leader1", "check1", "dispatch1", "admin1"])
def test_every_page_opens_in_both_languages_or_is_not_there(street: Street, enter: Enter, login: str) -> None:
    plan(enter)
    visit = Visit.objects.order_by("id").first()
    assert visit is not None
    client = enter(login)
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        for address in ("/visits/", "/visits/?tab=all&kind=nine_small", "/visits/coverage/", "/visits/findings/"):
            assert client.get(address).status_code == 200, address
        seen = client.get(f"/visits/{visit.id}/").status_code
        assert seen == (404 if login == "c2g1" else 200)  # another community
        able = {"c2g1": 404, "c1safe": 200, "safety1": 200}.get(login, 403)
        assert client.get(f"/visits/{visit.id}/record/").status_code == able
    closed = login in ("c2g1", "check1")
    assert client.get("/visits/plan/").status_code == (403 if closed else 200)


def test_a_visit_is_recorded_on_its_checklist_and_rechecked_by_another(street: Street, enter: Enter) -> None:
    plan(enter)
    visit = Visit.objects.order_by("id").first()
    assert visit is not None
    client, address = enter("c1safe"), f"/visits/{visit.id}/record/"
    photo = SimpleUploadedFile("door.jpg", picture(), "image/jpeg")
    answers = {**ANSWERS, "q_exit_clear": "no", "note": "后门堆满纸箱", "photo_exit_clear": photo}
    del answers["q_sleeping"]
    refused = client.post(address, answers)
    assert refused.status_code == 422
    sent = re.search(r'name="sent" value="([^"]+)"', refused.content.decode())
    assert sent is not None
    assert sent[1].startswith("exit_clear:")  # the photo need not be sent again
    del answers["photo_exit_clear"]
    done = client.post(address, {**answers, "q_sleeping": "no", "sent": sent[1]})
    assert (done.status_code, done["Location"]) == (302, f"/visits/{visit.id}/")
    matter = Matter.objects.get(source="visit")
    page = client.get(f"/visits/{visit.id}/").content.decode()
    assert matter.number in page
    assert "后门堆满纸箱" in page
    [picture_url] = set(re.findall(r'href="(/visits/files/\d+/)"', page))
    assert client.get(picture_url)["Content-Type"] == "image/jpeg"
    assert enter("c2safe").get(picture_url).status_code == 404
    panel = enter("dispatch1").get(f"/matters/{matter.number}/").content.decode()
    assert f"/visits/{visit.id}/" in panel
    again = Visit.objects.get(recheck_of=visit.id)
    with held(later(MORNING, days=1)):
        own = client.post(
            f"/visits/{again.id}/record/", {"outcome": "done", "fixed_exit_clear": "yes", "client_id": "r"}
        )
        assert own.status_code == 422
        assert "由他人复查" in own.content.decode()
        other = enter("check3").post(
            f"/visits/{again.id}/record/", {"outcome": "done", "fixed_exit_clear": "yes", "client_id": "r"}
        )
        assert other.status_code == 302
        assert Visit.objects.get(pk=visit.id).open_findings == 0


def test_nobody_home_needs_a_note_and_no_answers(street: Street, enter: Enter) -> None:
    plan(enter)
    visit = Visit.objects.order_by("id").first()
    assert visit is not None
    client, address = enter("c1safe"), f"/visits/{visit.id}/record/"
    assert client.post(address, {"outcome": "not_home", "client_id": "x"}).status_code == 422
    assert client.post(address, {"outcome": "not_home", "client_id": "x", "note": "卷帘门关着"}).status_code == 302
    assert Visit.objects.get(plan=visit.plan, state="planned").attempt == 2


def test_the_head_gives_a_visit_to_another_and_cancels_one(street: Street, enter: Enter) -> None:
    plan(enter)
    first, second = Visit.objects.order_by("id")
    head = enter("safety1")
    page = head.get(f"/visits/{first.id}/reassign/").content.decode()
    assert 'value="c1.safety"' not in page, "who has it already is no choice, and nobody is chosen beforehand"
    assert head.post(f"/visits/{first.id}/reassign/", {"post": ""}).status_code == 422
    with pytest.raises(Invalid):
        reassign_visit(visit=first.id, post="c1.safety", by=street.actor("safety1"), at=now())
    assert head.post(f"/visits/{first.id}/reassign/", {"post": "c1.g1"}).status_code == 302
    notices = enter("c1g1").get("/notices/").content.decode()
    assert f"/visits/{first.id}/" in notices
    assert enter("c1g1").get(f"/visits/{first.id}/record/").status_code == 200
    assert head.post(f"/visits/{second.id}/cancel/").status_code == 302
    assert [Visit.objects.get(pk=one.id).state for one in (first, second)] == ["planned", "cancelled"]
    assert enter("c1g1").post(f"/visits/{first.id}/cancel/").status_code == 403


def test_the_worklist_asks_a_fixed_number_of_times(
    street: Street, enter: Enter, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    lines = "\n".join(f"示例店{n}，春元里小区{n}号楼，370103003001001" for n in range(1, 31))
    enter("safety1").post("/visits/plan/", {"kind": "nine_small", "cycle": "", "lines": lines})
    client = enter("c1safe")
    client.get("/visits/")
    with django_assert_max_num_queries(18):
        client.get("/visits/")
    with django_assert_max_num_queries(18):
        client.get("/visits/coverage/")
    visit = Visit.objects.order_by("id").first()
    assert visit is not None
    with django_assert_max_num_queries(26):
        client.get(f"/visits/{visit.id}/")


@pytest.mark.parametrize(
    ("item", "do", "needs"), [("M0101", "accept", ""), ("P0101", "accept", "answer"), ("P0101", "decline", "outcome")]
)
def test_mediation_and_petition_have_their_forms(street: Street, enter: Enter, item: str, do: str, needs: str) -> None:
    number = street.report("请求处理", item=item, channel="counter").number
    client = enter("dispatch1")
    assert client.get(f"/matters/{number}/").status_code == 200
    answer = client.get(f"/matters/{number}/do/{do}/")
    assert answer.status_code == 200
    assert f'name="{needs}"' in answer.content.decode() or not needs


def test_a_mediation_meeting_is_recorded_at_the_desk(street: Street, enter: Enter) -> None:
    number = street.report("请求调解", item="M0101").number
    enter("dispatch1").post(f"/matters/{number}/do/accept/")
    done = enter("c1safe").post(f"/matters/{number}/do/mediate/", {"result": "双方各述理由"})
    assert done.status_code == 302
    assert "双方各述理由" in enter("c1safe").get(f"/matters/{number}/").content.decode()
