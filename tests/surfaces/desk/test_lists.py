"""Lists at the desk: filters as people mean them, saved views, columns; each light as the rows themselves show it."""

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client

from shiqiao.base.time import held, now
from shiqiao.kernel.clocks.actions import scan_alarms
from shiqiao.kernel.matters import actions, requests
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.reads import Filters, matters, tallies, tally
from shiqiao.surfaces.desk import periods
from shiqiao.surfaces.desk.pickers import initials
from shiqiao.surfaces.desk.records import lights
from shiqiao.surfaces.desk.words import person_name
from shiqiao.testing.street import MORNING, STREET, Street, later

Enter = Callable[[str], Client]
Asserts = Callable[..., object]


def shown(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/matters/{query}").content.decode()
    return re.findall(r'class="kit-row-link" href="/matters/(\d+)/"', page)


def test_the_light_filter_shows_what_the_lights_show(street: Street) -> None:
    by = street.actor("dispatch1")
    for minutes in (0, 30, 70, 110, 170):
        with held(later(MORNING, minutes=minutes)):
            street.report(f"{minutes}分钟后报的")
    at = later(MORNING, minutes=180)
    with held(at):
        scan_alarms(at=at)
        every = matters(by, Filters(open=True)).rows
        known = lights(every, at)
        for colour in ("red", "yellow", "green"):
            found = {row.id for row in matters(by, Filters(open=True, light=colour, lit_at=at)).rows}
            assert found == {number for number, seen in known.items() if seen == colour}, colour
    assert len(set(known.values())) > 1, "the street has matters of several lights"


def test_paused_matters_have_a_light_of_their_own(street: Street, enter: Enter) -> None:
    number, handler = handled(street), street.actor("city3")
    requests.ask_pause(matter=number[1], until=date(2018, 7, 10), reason="等配件", by=handler, at=now())
    requests.grant_request(matter=number[1], answer="等配件，七月十日前修好", by=street.actor("city1"), at=now())
    assert shown(enter("dispatch1"), "?light=paused") == [number[0]]
    assert number[0] not in shown(enter("dispatch1"), "?light=green")


def handled(street: Street) -> tuple[str, int]:
    receipt = street.report("供水井盖破损", item="01001")
    actions.dispatch_matter(matter=receipt.id, handler="city.handler1", by=street.actor("dispatch1"), at=now())
    return receipt.number, receipt.id


def test_a_person_finds_what_a_colleague_has(street: Street, enter: Enter) -> None:
    number, _id = handled(street)
    other = street.report().number
    client, holder = enter("dispatch1"), Matter.objects.get(number=number).holder
    assert shown(client, f"?person={holder}") == [number]
    assert other in shown(client)
    chip = client.get(f"/matters/?person={holder}").content.decode().partition("desk-chosen")[2]
    assert person_name(holder) in chip.partition("</p>")[0]


def test_urgent_and_supervised_are_filters(street: Street, enter: Enter) -> None:
    number, identifier = handled(street)
    street.report()
    requests.supervise_matter(matter=identifier, reason="领导关注", by=street.actor("leader1"), at=now())
    assert shown(enter("dispatch1"), "?supervised=on") == [number]
    assert all("紧急" in row for row in rows(enter("dispatch1"), "?urgent=on"))


def rows(client: Client, query: str) -> list[str]:
    return client.get(f"/matters/{query}").content.decode().split('<tr class="desk-row">')[1:]


def test_every_filter_that_is_set_is_a_chip_that_takes_it_off(street: Street, enter: Enter) -> None:
    client = enter("dispatch1")
    page = client.get("/matters/?line=city&light=red&period=week&urgent=on").content.decode()
    chips = re.findall(r'class="kit-pill" href="(\?[^"]+)"', page.partition("desk-chosen")[2].partition("</p>")[0])
    assert len(chips) == 4
    assert all("light" not in chip for chip in chips if "line=city" in chip and "urgent" in chip and "period" in chip)
    assert {chip.count("=") for chip in chips} == {3}


def test_many_lists_are_counted_in_one_query(street: Street, django_assert_num_queries: Asserts) -> None:
    by = street.actor("dispatch1")
    for number in range(4):
        street.report(f"第{number}堆垃圾")
    lists = [
        Filters(open=True),
        Filters(open=True, line="safety"),
        Filters(open=True, overdue_at=later(MORNING, days=9)),
    ]
    with django_assert_num_queries(1):
        assert tallies(by, lists, 3) == [4, 0, 4], "four stand for more than three"
    assert [tally(by, one, 99) for one in lists] == [4, 0, 4]


def test_initials_find_chinese_titles() -> None:
    assert "ljdj" in initials("垃圾堆积").split()
    assert "cyl" in initials("春元里").split()
    assert {"cqzx", "zqzx"} & set(initials("重庆中心").split())
    assert initials("ABC 12") == "abc12", "codes are found as they are"


def test_the_filter_form_carries_initials_of_items_places_and_people(street: Street, enter: Enter) -> None:
    page = enter("dispatch1").get("/matters/filters/").content.decode()
    for name in ("item", "grid", "community", "person"):
        select = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)
        assert select, name
        assert "data-picker" in select[0]
        assert select[0].count("data-initials=") > 3, name


def test_periods_follow_the_calendar_of_the_street(street: Street) -> None:
    monday = datetime.fromisoformat("2018-06-18T10:00:00+08:00")  # Dragon Boat Festival, a holiday on a Monday
    found = {
        code: tuple(str(one.date()) for one in periods.bounds(code, STREET, monday) if one) for code in periods.PERIODS
    }
    assert found == {
        "today": ("2018-06-18", "2018-06-19"), "workday": ("2018-06-15", "2018-06-19"),
        "workdays": ("2018-06-11", "2018-06-19"), "week": ("2018-06-18", "2018-06-19"),
        "month": ("2018-06-01", "2018-06-19"), "last_month": ("2018-05-01", "2018-06-01"),
    }  # fmt: skip
    assert periods.bounds("nonsense", STREET, monday) == (None, None)


def test_a_view_is_saved_chosen_changed_and_deleted_by_clicks(street: Street, enter: Enter) -> None:
    street.report()
    client = enter("dispatch1")
    sent = {"do": "save", "name": "城管超时", "query": "line=city&light=red&q=张三", "first": "on"}
    answer = client.post("/matters/views/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/matters/?light=red&line=city")
    assert "城管超时" in client.get("/matters/?show=open").content.decode()
    opened = client.get("/matters/")
    assert (opened.status_code, opened["Location"]) == (302, "/matters/?light=red&line=city"), "the list opens with it"
    page = client.get("/matters/views/").content.decode()
    assert "超时" in page
    number = re.search(r'name="view" value="(\d+)"', page)
    assert number
    change = {"do": "change", "view": number[1], "name": "城管", "shared": "on"}
    assert client.post("/matters/views/", change).status_code == 302
    assert client.get("/matters/").status_code == 200
    assert enter("c1g1").post("/matters/views/", {"do": "delete", "view": number[1]}).status_code == 422
    assert client.post("/matters/views/", {"do": "delete", "view": number[1]}).status_code == 302
    assert "城管" not in client.get("/matters/views/").content.decode().partition("<main")[2]


def test_a_view_that_cannot_be_saved_says_why_and_keeps_what_was_typed(street: Street, enter: Enter) -> None:
    answer = enter("c1g1").post("/matters/views/", {"do": "save", "name": "打13812345678", "query": "line=city"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "名称里不能写电话" in page
    assert 'value="打13812345678"' in page
    assert 'value="line=city"' in page


def test_columns_and_density_are_remembered(street: Street, enter: Enter) -> None:
    street.report()
    client = enter("dispatch1")
    chosen = {"columns": ["channel", "who"], "density": "compact", "back": "/matters/?show=all"}
    assert client.post("/matters/look/", chosen)["Location"] == "/matters/?show=all"
    again = enter("dispatch1").get("/matters/").content.decode()
    heads = re.findall(r'<th scope="col">([^<]+)</th>', again)
    assert heads == ["剩余时间", "事件", "经办人", "来源"] or len(heads) == 4
    assert "desk-compact" in again
    assert client.post("/matters/look/", {"back": "https://example.org/"})["Location"] == "/matters/"
    assert client.post("/matters/look/", {"columns": "gold"}).status_code == 422


@pytest.mark.parametrize(
    "code", ["light=red", "person=1", "period=week", "urgent=on", "supervised=on", "community=370103003001"]
)
def test_new_filters_ask_no_more_often(
    street: Street, enter: Enter, code: str, django_assert_max_num_queries: Asserts
) -> None:
    client = enter("dispatch1")
    street.report()
    client.get("/matters/?show=open")
    with django_assert_max_num_queries(12):
        client.get(f"/matters/?{code}")
