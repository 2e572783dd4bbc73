"""Merging, parts, summons, chains and proposals as officials meet them at the desk."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from shiqiao.base.time import held, now
from shiqiao.kernel.matters import actions, merging, repeats
from shiqiao.kernel.matters.actions import Contact, Receipt
from shiqiao.kernel.matters.children import Part, split_matter
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.summons import Called, summon_units
from shiqiao.testing.street import MORNING, Street, later

Enter = Callable[[str], Client]


def text_of(answer: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))  # type: ignore[attr-defined]


def two(street: Street) -> tuple[Receipt, Receipt]:
    first = street.report("三号楼垃圾成堆没人清", contact=Contact("张建国", "13812345678"))
    return first, street.report("三号楼旁边垃圾成堆", contact=Contact("李小红", "13987654321"))


def test_likely_duplicates_are_ticked_and_merged_and_the_page_counts_the_reports(street: Street, enter: Enter) -> None:
    first, second = two(street)
    client = enter("dispatch1")
    page = client.get(f"/matters/{first.number}/like/").content.decode()
    assert f'action="/matters/{first.number}/merge/"' in page
    page = client.get(f"/matters/{first.number}/merge/", {"others": second.number}).content.decode()
    assert re.search(rf'value="{second.number}"[^>]*checked', page)
    answer = client.post(f"/matters/{first.number}/merge/", {"others": second.number, "reason": "同一堆"})
    assert answer.status_code == 302
    said = text_of(client.get(f"/matters/{first.number}/"))
    assert "本件共2人上报" in said
    assert "李*" in said
    assert "待回音" in said
    assert second.number not in text_of(client.get("/matters/")), "merged ones leave the open list"
    said = text_of(client.get(f"/matters/{second.number}/"))
    assert "并案办理" in said
    assert first.number in said


def test_a_matter_is_merged_into_another_by_number_and_a_wrong_number_keeps_the_form(
    street: Street, enter: Enter
) -> None:
    first, second = two(street)
    client, url = enter("dispatch1"), f"/matters/{second.number}/do/merge/"
    answer = client.post(url, {"number": "180627999999", "reason": "同一堆"})
    assert answer.status_code == 422
    assert "没有这一件" in text_of(answer)
    assert "同一堆" in answer.content.decode()
    assert client.post(url, {"number": first.number}).status_code == 302
    assert client.post(f"/matters/{second.number}/do/part/", {"reason": "误并"}).status_code == 302
    assert Matter.objects.get(pk=second.id).state == "accepted"


def test_who_may_not_merge_sees_no_ticks(street: Street, enter: Enter) -> None:
    first, _second = two(street)
    page = enter("c1g1").get(f"/matters/{first.number}/like/").content.decode()
    assert "/merge/" not in page
    assert 'name="others"' not in page


def test_parts_are_given_out_listed_and_asked_about_before_the_end(street: Street, enter: Enter) -> None:
    one = street.report("院里灯不亮垃圾成堆")
    client = enter("dispatch1")
    fields = {"text_0": "修灯", "handler_0": "city.handler1", "text_1": "清垃圾", "text_2": "", "text_3": ""}
    assert client.post(f"/matters/{one.number}/do/split/", fields).status_code == 302
    said = text_of(client.get(f"/matters/{one.number}/"))
    assert "修灯" in said
    assert "城一梅" in said
    actions.dispatch_matter(matter=one.id, handler="c1.g1", by=street.actor("dispatch1"), at=now())
    page = text_of(enter("c1g1").get(f"/matters/{one.number}/do/finish/"))
    assert "尚未办结" in page
    assert "继续办理" in page


def test_closing_with_open_parts_asks_first(street: Street, enter: Enter) -> None:
    one = street.report("停水灯不亮", item="L0401")
    by, member = street.actor("dispatch1"), street.actor("c1g1")
    actions.dispatch_matter(matter=one.id, handler="c1.g1", by=by, at=now())
    split_matter(matter=one.id, parts=[Part("修灯", handler="city.handler1")], by=by, at=now())
    actions.finish_matter(matter=one.id, result="好了", by=member, at=now(), children_go_on=True)
    client, url = enter("check1"), f"/matters/{one.number}/do/close/"
    answer = client.post(url)
    assert answer.status_code == 422
    assert "请确认这些子件继续办理" in text_of(answer)
    assert client.post(url, {"children_go_on": "on"}).status_code == 302


def test_a_part_does_not_show_the_whole_to_who_may_not_read_it(street: Street, enter: Enter) -> None:
    one = street.report("院里灯不亮", contact=Contact("张建国", "13812345678"))
    by = street.actor("dispatch1")
    (lamp,) = split_matter(matter=one.id, parts=[Part("修灯", handler="city.handler1")], by=by, at=now())
    said = text_of(enter("city2").get(f"/matters/{lamp.number}/"))
    assert "属于其他单位的一件" in said
    assert one.number not in said
    assert "张*" not in said
    assert one.number in text_of(enter("dispatch1").get(f"/matters/{lamp.number}/"))


def test_units_are_called_and_the_sheet_shows_who_came(street: Street, enter: Enter) -> None:
    one = street.report("地下室进水")
    client = enter("dispatch1")
    fields = {
        "units": ["urban_management", "emergency_office"], "reason": "现场会商", "item": "X0102",
        "place": "三号楼", "meet_at": "2018-06-27T11:00",
    }  # fmt: skip
    assert client.post(f"/matters/{one.number}/do/summon/", fields).status_code == 302
    call = Matter.objects.get(parent=one.id, post__gt=0, unit=street_unit(street, "urban_management"))
    unit = enter("city1")
    assert call.number in text_of(unit.get("/"))
    page = text_of(unit.get(f"/matters/{call.number}/do/attend/"))
    assert "到场人员和时间" in page
    assert unit.post(f"/matters/{call.number}/do/attend/", {"result": "城大松 10:05 到场"}).status_code == 302
    with held(later(MORNING, hours=2)):
        sheet = text_of(client.get(f"/matters/{one.number}/attendance/"))
    assert "城大松 10:05 到场" in sheet
    assert "按时报到" in sheet
    assert "逾期未到" in sheet


def street_unit(street: Street, code: str) -> int:
    from shiqiao.kernel.people import reads as people

    return people.unit_by_code(code, street.number).id


def test_a_summons_without_units_says_what_is_missing(street: Street, enter: Enter) -> None:
    one = street.report("地下室进水")
    answer = enter("dispatch1").post(f"/matters/{one.number}/do/summon/", {"reason": "会商", "item": "X0101"})
    assert answer.status_code == 422
    assert not Matter.objects.filter(parent__gt=0).exists()


def chain(street: Street) -> tuple[Receipt, Receipt]:
    with held(MORNING.replace(month=5)):
        first = street.report("停水", item="L0401")
        actions.dispatch_matter(matter=first.id, handler="c1.g1", by=street.actor("dispatch1"), at=now())
        actions.finish_matter(matter=first.id, result="好了", by=street.actor("c1g1"), at=now())
        actions.close_matter(matter=first.id, by=street.actor("check1"), at=now())
    return first, street.report("又停水", item="L0401")


def test_repeats_are_linked_shown_and_unlinked(street: Street, enter: Enter) -> None:
    first, second = chain(street)
    client, url = enter("dispatch1"), f"/matters/{second.number}/repeat/"
    assert client.post(url, {"to": first.number, "reason": "同一处"}).status_code == 302
    said = text_of(client.get(f"/matters/{second.number}/"))
    assert "该处第2次" in said
    assert "第31天" in said
    assert second.number in text_of(client.get("/chains/"))
    assert second.number not in text_of(enter("c2g1").get("/chains/"))
    assert client.post(url, {"reason": "不是一处"}).status_code == 302
    assert Matter.objects.get(pk=second.id).repeat_of == 0


def test_somebody_proposes_and_the_list_counts_by_state(street: Street, enter: Enter) -> None:
    client = enter("c1g1")
    page = client.get("/proposals/new/").content.decode()
    found = re.search(r'name="client_id" value="([^"]+)"', page)
    assert found
    sent = {"client_id": found[1], "item": "X0205", "title": "少开会", "text": "周三不开会", "named": "on"}
    receipt = client.post("/proposals/new/", sent)
    row = Matter.objects.get()
    assert "/portal/m/" in receipt.content.decode()
    listed = text_of(enter("leader1").get("/proposals/"))
    assert "少开会" in listed
    assert "待研究" in listed
    assert "少开会" not in text_of(enter("city1").get("/proposals/"))
    assert enter("general1").post(f"/matters/{row.number}/do/weigh/").status_code == 302
    answer = enter("leader1").post(f"/matters/{row.number}/do/adopt/", {"answer": "采纳"})
    assert answer.status_code == 302
    unnamed = {"client_id": "another", "item": "X0205", "title": "少填表", "text": "表太多"}
    assert "/portal/m/" not in client.post("/proposals/new/", unnamed).content.decode()


def test_office_items_are_not_offered_in_reports(street: Street, enter: Enter) -> None:
    assert "X0101" not in enter("dispatch1").get("/report/").content.decode()


def test_a_page_with_everything_costs_a_fixed_number_of_queries(
    street: Street, enter: Enter, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    first, second = two(street)
    by = street.actor("dispatch1")
    third = street.report("又是那堆")
    merging.merge_matters(main=first.id, others=[second.id, third.id], by=by, at=now())
    split_matter(matter=first.id, parts=[Part("清"), Part("运")], by=by, at=now())
    units = [Called("urban_management"), Called("safety_centre")]
    summon_units(matter=first.id, units=units, reason="会商", by=by, at=now())
    client = enter("dispatch1")
    client.get(f"/matters/{first.number}/")  # what is held in the process is read once
    with django_assert_max_num_queries(27):  # type: ignore[attr-defined]
        client.get(f"/matters/{first.number}/")
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        client.get("/chains/")
    assert repeats


@pytest.mark.parametrize("path", ["/chains/", "/proposals/", "/proposals/new/"])
def test_pages_speak_english_too(street: Street, enter: Enter, path: str) -> None:
    client = enter("dispatch1")
    page = client.get(path, headers={"accept-language": "en"}).content.decode()
    assert "Proposals" in page
