"""Every page opens, shows only what its reader may see, and asks the database a fixed number of times."""

import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from shiqiao.base.time import now
from shiqiao.kernel.matters.models import Matter
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.testing.street import INSIDE, MORNING, Street, later

Enter = Callable[[str], Client]
Asserts = Callable[..., object]
PAGES = [
    "/",
    "/?tab=all",
    "/matters/",
    "/matters/filters/?line=city",
    "/report/",
    "/map/",
    "/coverage/",
    "/catalogue/",
    "/flows/",
    "/flows/grid_matter/",
    "/routing/",
    "/routing/versions/1/",
    "/phrases/",
    "/phrases/?show=waiting&kind=answer",
    "/notices/",
]
CAST = ["dispatch1", "c1g1", "city2", "check1", "leader1", "callback1", "admin1"]


@pytest.mark.parametrize("login", CAST)
def test_every_page_opens_for_everyone_in_both_languages(street: Street, enter: Enter, login: str) -> None:
    street.report()
    client = enter(login)
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        for address in PAGES:
            answer = client.get(address)
            closed = address == "/report/" and login in ("check1", "admin1")
            assert answer.status_code == (403 if closed else 200), (address, login)


def test_every_row_of_the_catalogue_has_a_cell_under_each_heading(street: Street, enter: Enter) -> None:
    page = enter("dispatch1").get("/catalogue/").content.decode()
    head, rows = page.partition("<tbody>")[0], page.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]
    assert rows
    assert {row.count("<td") + row.count("<th") for row in rows} == {head.count('<th scope="col"')}


def test_strangers_are_sent_to_the_login(street: Street) -> None:
    number = street.report().number
    for address in [*PAGES, f"/matters/{number}/", f"/matters/{number}/do/accept/", "/map/data/matters.json"]:
        answer = Client().get(address)
        assert answer.status_code == 302, address
        assert answer["Location"].startswith("/login/"), address


def test_list_asks_a_fixed_number_of_times(
    street: Street, enter: Enter, django_assert_max_num_queries: Asserts
) -> None:
    client = enter("dispatch1")
    for number in range(30):
        street.report(f"第{number}堆垃圾")
    client.get("/matters/")
    with django_assert_max_num_queries(12):
        client.get("/matters/")
    client.get("/")  # a visit is noted once in five minutes
    with django_assert_max_num_queries(12):
        client.get("/")


def test_matter_page_asks_a_fixed_number_of_times(
    street: Street, enter: Enter, django_assert_max_num_queries: Asserts
) -> None:
    client = enter("dispatch1")
    number = street.report().number
    for _ in range(12):
        client.post(f"/matters/{number}/do/answer/", {"answer": "我们今天上门查看"})
    client.get(f"/matters/{number}/")
    with django_assert_max_num_queries(24):  # among them one for each panel of a scene
        client.get(f"/matters/{number}/")


def test_list_goes_on_by_cursor_without_repeating_or_losing_a_row(street: Street, enter: Enter) -> None:
    told = {street.report(f"第{number}堆垃圾").number for number in range(60)}
    client, seen, address = enter("dispatch1"), [], "/matters/"
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r'class="kit-row-link" href="/matters/(\d+)/"', page)
        following = re.search(r'rel="next" href="(\?[^"]+)"', page)
        address = "/matters/" + following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == 60
    assert set(seen) == told


def test_matter_explains_person_and_time(street: Street, enter: Enter) -> None:
    page = enter("dispatch1").get(f"/matters/{street.report().number}/").content.decode()
    assert "春一梅" in page
    assert "春元里社区第1网格员" in page
    assert "该网格" in page, "why this person"
    assert "为什么是这个时间" in page


def test_reporter_is_masked_and_hidden_from_those_who_do_not_talk_to_them(street: Street, enter: Enter) -> None:
    from shiqiao.kernel.matters.actions import Contact

    number = street.report("打我电话13987654321", contact=Contact("张建国", "13812345678")).number
    page = enter("dispatch1").get(f"/matters/{number}/").content.decode()
    assert "张*" in page
    assert "138****5678" in page
    assert "139****4321" in page
    for secret in ("张建国", "13812345678", "13987654321"):
        assert secret not in page
    assert "张*" not in enter("check1").get(f"/matters/{number}/").content.decode()


def test_who_is_complained_about_does_not_learn_who_complained(street: Street, enter: Enter) -> None:
    from shiqiao.kernel.matters.actions import Contact

    number = street.report("窗口工作人员态度差", item="L0903", contact=Contact("张建国", "13812345678")).number
    assert "张*" in enter("dispatch1").get(f"/matters/{number}/").content.decode()
    assert "张*" not in enter("c1g1").get(f"/matters/{number}/").content.decode()


def test_not_yours_and_absent_look_the_same(street: Street, enter: Enter) -> None:
    number = street.report().number
    client = enter("c2g1")
    strange, absent = client.get(f"/matters/{number}/"), client.get("/matters/180627000017/")
    assert strange.status_code == absent.status_code == 404
    assert number not in client.get("/matters/?show=all").content.decode()


def test_photos_open_only_for_those_who_may_read_the_matter(street: Street, enter: Enter) -> None:
    by = street.actor("dispatch1")
    number = street.report(photos=(street.photo(by=by, purpose="before"),)).number
    owner = enter("dispatch1")
    found = re.search(r"/files/\d+/", owner.get(f"/matters/{number}/").content.decode())
    assert found
    shown = owner.get(found[0])
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert owner.get(f"{found[0]}?small=1").status_code == 200
    assert enter("c2g1").get(found[0]).status_code == 404
    assert Client().get(found[0]).status_code == 302


def test_search_finds_by_words_number_and_telephone(street: Street, enter: Enter) -> None:
    from shiqiao.kernel.matters.actions import Contact

    number = street.report("夜里施工噪音", contact=Contact("", "13812345678")).number
    street.report("垃圾成堆")
    client = enter("dispatch1")
    for text in ("噪音", number, "13812345678"):
        page = client.get("/matters/", {"q": text}).content.decode()
        assert re.findall(r'class="kit-row-link" href="/matters/(\d+)/"', page) == [number], text


def test_filters_narrow_and_nonsense_in_an_address_is_ignored(street: Street, enter: Enter) -> None:
    street.report()
    client = enter("dispatch1")
    assert "kit-row-link" in client.get("/matters/?line=city").content.decode()
    assert "kit-row-link" not in client.get("/matters/?line=safety").content.decode()
    strange = "/matters/?line=x&grid=abc&since=2018-13-40&after=nonsense_1&show=q"
    assert client.get(strange).status_code == 200
    assert client.get(f"{strange}&state=%00").status_code == 422, "no office writes such a character"
    assert cursor("nonsense_1") == ""
    assert cursor("2018-06-27T10:00:00+00:00_12") == "2018-06-27T10:00:00+00:00_12"


def test_suggestions_help_while_typing(street: Street, enter: Enter) -> None:
    client = enter("dispatch1")
    assert "data-choose-item" in client.post("/report/suggest", {"text": "楼下垃圾成堆没人清"}).content.decode()
    assert "data-choose-place" in client.post("/report/places", {"address": "春元里"}).content.decode()
    asked = client.post("/report/questions", {"item": "L0102"}).content.decode()
    assert 'name="form_kind"' in asked
    street.report("三号楼旁边垃圾成堆")
    known = {"text": "三号楼旁垃圾成堆", "item": "06010", "lon": INSIDE[0], "lat": INSIDE[1], "channel": "phone"}
    page = client.post("/report/preview", known).content.decode()
    assert "春一梅" in page
    assert "三号楼旁边垃圾成堆" in page


def test_map_gives_grids_and_the_open_matters_one_may_see(street: Street, enter: Enter) -> None:
    number = street.report().number
    client = enter("dispatch1")
    grids = json.loads(client.get("/map/data/grids.json").content)
    assert sum(area["properties"]["level"] == "grid" for area in grids["features"]) == 40
    points = json.loads(client.get("/map/data/matters.json?line=city").content)["features"]
    assert [point["properties"]["number"] for point in points] == [number]
    assert json.loads(enter("c2g1").get("/map/data/matters.json").content)["features"] == []


def test_board_shows_a_hole_in_red(street: Street, enter: Enter) -> None:
    from datetime import date

    from shiqiao.kernel.people import actions, reads

    whole = enter("leader1").get("/coverage/").content.decode()
    assert "desk-hole" not in whole
    post = reads.post_by_code("c1.g1", street.number)
    account = reads.holder_of(post.id, MORNING).account
    assert account
    _leave(actions, account, date(2018, 6, 27))
    assert "副岗" in enter("leader1").get("/coverage/").content.decode()


def _leave(actions: object, account: int, day: object) -> None:
    from shiqiao.base.actor import system
    from shiqiao.kernel.people.models import Account

    actions.take_leave(  # type: ignore[attr-defined]
        account=Account.objects.get(pk=account), start=day, reason="annual", by=system("test"), at=MORNING
    )


def test_notices_lead_to_their_matter_and_can_be_marked_as_read(street: Street, enter: Enter) -> None:
    from shiqiao.kernel.clocks.actions import scan_alarms

    number = street.report().number
    client = enter("c1g1")
    scan_alarms(at=later(MORNING, minutes=50))
    page = client.get("/notices/").content.decode()
    assert f"/matters/{number}/" in page
    ids = re.findall(r'name="id" value="(\d+)"', page)
    assert client.post("/notices/", {"id": ids}).status_code == 302
    assert 'name="id"' not in client.get("/notices/").content.decode()


def test_a_broken_journal_is_told_on_the_page(street: Street, enter: Enter) -> None:
    number = street.report().number
    Matter.objects.filter(number=number).update(head=b"\x01" * 32)
    page = enter("dispatch1").get(f"/matters/{number}/").content.decode()
    assert "shield" not in page or "kit-note-red" in page
    assert "kit-note-red" in page


def test_rows_escape_what_people_wrote() -> None:
    from shiqiao.surfaces.desk.lists import Row
    from shiqiao.surfaces.desk.templatetags.desk import matter_rows

    bad = "<script>alert(1)</script>"
    row = Row("1", "/matters/1/", bad, "grey", None, bad, bad, bad, bad, bad, bad, "blue", now(), True, True, 1)
    drawn = matter_rows([row])
    assert "<script>" not in drawn
    assert drawn.count("&lt;script&gt;") == 7


def test_one_goes_back_page_by_page_in_a_long_list(street: Street, enter: Enter) -> None:
    for number in range(60):
        street.report(f"第{number}件垃圾没清")
    client = enter("dispatch1")

    def page(address: str, way: str) -> tuple[list[str], str]:
        text = client.get(f"/matters/{address}").content.decode()
        there = re.search(rf'rel="{way}" href="(\?[^"]+)"', text)
        return re.findall(r'class="kit-row-link" href="([^"]+)"', text), unescape(there[1]) if there else ""

    first, to_second = page("?line=city", "next")
    second, to_third = page(to_second, "next")
    third, back = page(to_third, "prev")
    assert len({*first, *second, *third}) == 60
    assert page(back, "prev") == (second, "?line=city")
    assert page("?line=city", "prev") == (first, "")


def test_the_calendar_opens_in_the_year_of_the_clock(street: Street, enter: Enter) -> None:
    assert 'href="?year=2018" aria-current="page"' in enter("leader1").get("/calendar/").content.decode()
