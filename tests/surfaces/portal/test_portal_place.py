"""Saying where it is: by poster, by list, by initials; and saying that it is about the office itself."""

from shiqiao.base.time import now
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import item_of
from shiqiao.kernel.matters.reads import may_read
from shiqiao.kernel.territory.placecodes import make_place_codes, spots, withdraw_place_code
from shiqiao.testing.street import FIRST_GRID, Street

from .conftest import Resident, words
from .test_portal_report import field_error


def token_of(street: Street, *, estate: bool = False) -> tuple[str, int]:
    """Return token and id of a poster's code for the first grid, or for an estate in it."""
    by = street.actor("dispatch1")
    spot = next(one for one in spots(by) if one.grid == FIRST_GRID and bool(one.address) == estate)
    made = make_place_codes(places=[(spot.grid, spot.address)], by=by, at=now())[0]
    return made.token, made.code


def places(resident: Resident, typed: str) -> list[str]:
    """Return the places that are offered for what was typed."""
    found: list[str] = resident.client.post("/portal/report/hints/", {"address": typed}).json()["places"]
    return found


def test_a_poster_opens_the_form_with_its_place_and_only_the_rest_is_asked(resident: Resident, street: Street) -> None:
    token, _ = token_of(street, estate=True)
    led = resident.get(f"/portal/at/{token}/")
    assert led.status_code == 302
    html = resident.client.get(led["location"]).content.decode()
    assert "春元里小区（1–6 号楼）" in html
    assert f'name="at" value="{token}"' in html
    resident.link(at=token, address="3单元门口")
    row = Matter.objects.get()
    assert (row.grid, row.address) == (FIRST_GRID, "春元里小区 3单元门口")


def test_who_stands_elsewhere_says_so_and_loses_nothing(resident: Resident, street: Street) -> None:
    token, _ = token_of(street)
    answer = resident.send(at=token, elsewhere="1", text="路灯坏了三天没人修", address="")
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "路灯坏了三天没人修" in html
    assert 'name="at"' not in html
    assert 'name="estate"' in html
    assert not Matter.objects.exists()


def test_a_withdrawn_poster_opens_the_form_without_a_place_and_says_so(resident: Resident, street: Street) -> None:
    token, code = token_of(street)
    withdraw_place_code(code=code, by=street.actor("dispatch1"), at=now())
    said = words(resident.client.get(resident.get(f"/portal/at/{token}/")["location"]))
    assert "已经失效" in said
    assert "春元里社区第1网格" not in said


def test_initials_find_estates_buildings_and_roads(resident: Resident) -> None:
    assert places(resident, "cylxq")[0] == "春元里小区"
    assert "春元里小区3号楼" in places(resident, "cylxq")
    assert places(resident, "jqly") == []
    assert places(resident, "春元里小区") != []


def test_a_complaint_about_a_unit_reaches_nobody_of_it(resident: Resident, street: Street) -> None:
    resident.link(item="", text="窗口人员态度很差，让我白跑三趟", accused="urban_management", phone="13800138000")
    row = Matter.objects.get()
    assert item_of(row).about_office, "sorted as what keeps the reporter from who handles it"
    assert not may_read(street.actor("city1"), row)
    assert not may_read(street.actor("city2"), row)


def test_a_chosen_way_of_answering_asks_for_what_it_needs(resident: Resident) -> None:
    answer = resident.send(means="call", phone="")
    assert answer.status_code == 422
    assert "请填写电话号码" in field_error(answer, "phone")
    assert resident.send(means="call", phone="13800138000").status_code == 303


def test_nobody_has_to_say_who_they_are(resident: Resident) -> None:
    resident.link(name="", phone="", means="")
    assert "不留姓名也行" in words(resident.get("/portal/report/"))


def test_home_says_where_to_call_and_when_somebody_is_there(resident: Resident) -> None:
    said = words(resident.get("/portal/"))
    for part in ("0531-82000000", "08:30–12:00", "正在上班", "8 个社区服务站", "新市区社区服务站", "0531-82000008"):
        assert part in said
