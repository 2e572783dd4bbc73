"""The pages of the registry: masked, only the own territory, kept by those who may, few queries."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from shiqiao.base.actor import Ref, system
from shiqiao.base.time import now
from shiqiao.kernel.privacy.models import ReadLog
from shiqiao.kernel.registry import actions, reads, sealing
from shiqiao.kernel.registry.models import Fact, Merge, Organisation, Pair, Person
from shiqiao.kernel.registry.subjects import show
from shiqiao.testing.street import FIRST_GRID, STREET, Street
from tests.kernel.registry.conftest import Corner, credit_code, identity

Enter = Callable[[str], Client]
Asserts = Callable[..., object]
BY = system("office", street=STREET)
NUMBER, PHONE = identity("19350203", 11), "13800138000"


@pytest.fixture
def elder(corner: Corner) -> Person:
    row = corner.person(
        "石小桥", identity=NUMBER, phone=PHONE, household=corner.home.pk, role="head", since=date(2010, 1, 1)
    )
    actions.state_fact(subject=Ref("person", row.pk), key="lives_alone", value="yes", by=BY, at=now())
    return row


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_every_page_opens_in_both_languages(street: Street, enter: Enter, corner: Corner, elder: Person) -> None:
    firm = corner.firm(code=credit_code(1), dwelling=corner.flat.pk)
    client = enter("c1head")
    records = [
        ("person", elder),
        ("organisation", firm),
        ("building", corner.building),
        ("dwelling", corner.flat),
        ("household", corner.home),
    ]
    addresses = [f"/registry/{kind}/{row.pk}/" for kind, row in records]
    addresses += [f"/registry/{rest}" for rest in (
        "", "?kind=organisation", "?kind=building", "due/", "pairs/", "on-file/", "person/add/", "organisation/add/",
        "building/add/", f"person/add/?household={corner.home.pk}", f"building/{corner.building.pk}/dwelling/",
        f"dwelling/{corner.flat.pk}/household/",
        f"person/{elder.pk}/change/", f"organisation/{firm.pk}/change/", f"person/{elder.pk}/move-in/?q=春元里小区",
        f"person/{elder.pk}/move-out/", f"person/{elder.pk}/state/employment_status/", f"organisation/{firm.pk}/contact/",
    )]  # fmt: skip
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        for address in addresses:
            told = text_of(client, address)
            for value in ("石小桥", NUMBER, PHONE, "1935-02-03"):
                assert value not in told, address


def test_a_person_is_shown_masked_with_home_facts_and_age(enter: Enter, elder: Person) -> None:
    told = text_of(enter("c1g1"), f"/registry/person/{elder.pk}/")
    for value in (
        "石*",
        "138****8000",
        "370***********" + NUMBER[-4:],
        "1935-**-**",
        "春元里小区3号楼2单元402",
        "独居",
        "80岁以上老人",
        "户主",
    ):
        assert value in told
    plain = text_of(enter("dispatch1"), f"/registry/person/{elder.pk}/")
    assert "独居" not in plain  # sensitive
    assert "/change/" not in plain


def test_who_may_not_see_a_person_finds_nothing(enter: Enter, elder: Person) -> None:
    for login in ("c2g1", "city1", "check1", "callback1"):
        assert enter(login).get(f"/registry/person/{elder.pk}/").status_code in (403, 404), login
    assert "石*" not in text_of(enter("c2head"), "/registry/")
    assert "石*" not in enter("c2head").post("/registry/", {"q": "石小桥"}).content.decode()
    assert "石*" in enter("c1head").post("/registry/", {"q": "石小桥"}).content.decode()
    assert Client().get("/registry/").status_code == 302


def test_a_list_asks_a_fixed_number_of_times(
    enter: Enter,
    corner: Corner,
    django_assert_max_num_queries: Asserts,
) -> None:
    for number in range(25):
        corner.person(f"石{number}桥", household=corner.home.pk)
    client = enter("c1head")
    client.get("/registry/")
    with django_assert_max_num_queries(14):
        assert text_of(client, "/registry/").count("kit-row-link") == 25


def test_a_value_in_clear_needs_a_reason_and_is_logged(enter: Enter, elder: Person) -> None:
    client, address = enter("c1g1"), f"/reveal/person/{elder.pk}/"
    assert client.post(address, {"value": "phone"}).status_code == 422
    assert not ReadLog.objects.exists()
    answer = client.post(address, {"value": "phone", "reason": "visit"}, headers={"hx-request": "true"})
    assert PHONE in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert ReadLog.objects.get().field == "phone"
    assert "电话" in text_of(enter("leader1"), f"/registry/person/{elder.pk}/").split("查阅记录")[1]


def test_keeping_a_record(enter: Enter, corner: Corner, elder: Person) -> None:
    client = enter("c1g1")
    wrong = client.post(
        f"/registry/person/add/?household={corner.home.pk}", {"name": "柳三泉", "identity": "123", "role": "child"}
    )
    assert wrong.status_code == 422
    assert "18位" in wrong.content.decode()
    added = client.post(
        f"/registry/person/add/?household={corner.home.pk}",
        {"name": "柳三泉", "identity": identity("19800101", 2), "role": "child"},
    )
    assert added.status_code == 302
    child = reads.find_persons(BY, "柳三泉")[0]
    assert child.household == corner.home.pk
    client.post(f"/registry/person/{child.pk}/change/", {"phone": "13900139000"})
    assert sealing.open_person(Person.objects.get(pk=child.pk)).phone == "13900139000"
    client.post(
        f"/registry/person/{child.pk}/state/employment_status/", {"employment_status": "employed", "source": "visit"}
    )
    fact = Fact.objects.get(subject=child.pk)
    assert client.post(f"/registry/fact/{fact.pk}/confirm/").status_code == 302
    assert client.post(f"/registry/person/{child.pk}/confirm/").status_code == 302
    client.post(f"/registry/person/{elder.pk}/move-out/", {"on": "2018-06-27", "state": "moved_away"})
    assert Person.objects.get(pk=elder.pk).household == 0
    client.post(
        f"/registry/person/{elder.pk}/move-in/?q=春元里小区",
        {"household": corner.home.pk, "role": "head", "on": "2018-06-28"},
    )
    assert Person.objects.get(pk=elder.pk).household == corner.home.pk
    again = enter("c1head").post("/registry/organisation/add/", {
        "name": "春元小吃店", "code": credit_code(1), "kind": "self_employed", "state": "operating", "grid": FIRST_GRID,
    })  # fmt: skip
    assert again.status_code == 302
    firm = Organisation.objects.get()
    client.post(
        f"/registry/organisation/{firm.pk}/contact/", {"number": PHONE, "role": "manager", "since": "2018-06-01"}
    )
    assert [row.person_id for row in reads.contacts_of(firm.pk)] == [elder.pk]


def test_doubles_are_merged_and_parted_by_two_presses(enter: Enter, corner: Corner, elder: Person) -> None:
    double = corner.person("石小桥", phone=PHONE)
    client = enter("c1head")
    assert f"/registry/pairs/person/{elder.pk}/{double.pk}/" in text_of(client, "/registry/pairs/")
    assert "姓名相同" in text_of(client, f"/registry/person/{elder.pk}/")
    side = f"/registry/pairs/person/{elder.pk}/{double.pk}/"
    assert "138****8000" in text_of(client, side)
    assert client.post(side, {"keeps": str(elder.pk)}).status_code == 302
    assert client.get(f"/registry/person/{double.pk}/")["Location"] == f"/registry/person/{elder.pk}/"
    merge = Merge.objects.get()
    assert client.post(f"/registry/merge/person/{merge.pk}/part/").status_code == 302
    assert text_of(client, f"/registry/person/{double.pk}/")
    assert Pair.objects.get().state == "distinct"


def test_matters_that_a_person_reported_stand_on_the_timeline_of_those_who_may_know(
    street: Street, enter: Enter, elder: Person
) -> None:
    from shiqiao.kernel.matters.report import Contact

    receipt = street.report("楼道灯不亮了", contact=Contact("石小桥", "138 0013 8000"))
    assert "楼道灯不亮了" in text_of(enter("dispatch1"), f"/registry/person/{elder.pk}/")
    assert "楼道灯不亮了" not in text_of(enter("c1head"), f"/registry/person/{elder.pk}/")
    shown = show(street.actor("dispatch1"), [Ref("matter", receipt.id), Ref("person", elder.pk), Ref("dummy", 1)])
    assert shown[Ref("matter", receipt.id)].url == f"/matters/{receipt.number}/"
    assert shown[Ref("person", elder.pk)] == ("石*", f"/registry/person/{elder.pk}/", "present")
    for one in shown.values():
        assert enter("dispatch1").get(one.url).status_code == 200
    assert show(street.actor("c2g1"), [Ref("person", elder.pk)]) == {}


def test_on_file_elsewhere_is_answered_with_whom_to_ask_and_nothing_else(enter: Enter, elder: Person) -> None:
    client = enter("c2g1")
    told = client.post("/registry/on-file/", {"number": NUMBER, "reason": "visit"}).content.decode()
    assert "春元里社区" in told
    assert "石*" not in told
    assert f"/registry/person/{elder.pk}/move-in/" in told
    assert (
        "没有该号码"
        in client.post("/registry/on-file/", {"number": identity("19600101"), "reason": "visit"}).content.decode()
    )
    assert client.post("/registry/on-file/", {"number": "12", "reason": ""}).status_code == 422
