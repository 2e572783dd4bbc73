"""The desk's and the portal's pages of firms, and who sees what by which route."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from openpyxl import load_workbook

from shiqiao.base.chapters import Asked
from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.enterprise import caring, needing, promising, stewarding
from shiqiao.scenes.enterprise.chapter import chapter
from shiqiao.scenes.enterprise.needing import Needed
from shiqiao.scenes.enterprise.seats import COOKIE, seats_of_key
from shiqiao.scenes.enterprise.tables import FirmNeed, FirmPosition, FirmPromise
from shiqiao.testing.street import STREET, Street

from .conftest import office

Make = Callable[..., int]
Enter = Callable[[str], Client]


def unit(code: str) -> int:
    return people.unit_by_code(code, STREET).id


def test_the_desk_carries_a_firm_from_steward_to_promise(firm: Make, enter: Enter, street: Street) -> None:
    number, client = firm(), enter("economy1")
    post = people.posts(STREET, roles=("community_head",))[0].id
    assert client.post(f"/firms/{number}/steward/", {"post": post, "facts": "老板上午在"}).status_code == 302
    assert (
        client.post(f"/firms/{number}/need/", {"topic": "people", "text": "缺车工", "source": "desk"}).status_code
        == 302
    )
    assert client.post(f"/firms/{number}/promise/", {"text": "发布招聘", "due": "2018-07-05"}).status_code == 302
    assert client.post(f"/firms/{number}/visit/", {"post": "0", "latest": "2018-06-29"}).status_code == 302
    page = client.get(f"/firms/{number}/").content.decode()
    for word in ("老板上午在", "缺车工", "发布招聘"):
        assert word in page
    need, promise = FirmNeed.objects.get(), FirmPromise.objects.get()
    assert client.post(f"/firms/needs/{need.pk}/ask/", {"unit": unit("urban_management")}).status_code == 302
    assert client.post(f"/firms/promises/{promise.pk}/keep/", {"outcome": ""}).status_code == 422
    assert client.post(f"/firms/promises/{promise.pk}/keep/", {"outcome": "已发布"}).status_code == 302
    assert client.get(f"/firms/{number}/file.pdf").content[:4] == b"%PDF"
    for tab in ("mine", "unled", "overdue", "all"):
        assert client.get(f"/firms/?tab={tab}").status_code == 200
    for code in ("firms", "firm-needs", "firm-promises"):
        answer = client.get(f"/export/{code}.xlsx?tab=all")
        assert load_workbook_of(answer)


def load_workbook_of(answer: object) -> bool:
    from io import BytesIO

    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return len(list(load_workbook(BytesIO(content)).worksheets[0].values)) > 1


def test_a_unit_answers_its_own_position_and_reads_no_other(firm: Make, enter: Enter, street: Street) -> None:
    number = firm()
    asked = frozenset({unit("urban_management"), unit("livelihood_office")})
    need = needing.record_need(needed=Needed(number, "other", "噪声", units=asked), by=office(), at=now())
    mine = FirmPosition.objects.get(need=need.pk, unit=unit("urban_management"))
    other = FirmPosition.objects.get(need=need.pk, unit=unit("livelihood_office"))
    needing.answer(position=other.pk, to="refused", reason="与民生科无关", by=office(), at=now())
    client = enter("city1")
    assert "噪声" in client.get("/firms/needs/?tab=asked").content.decode()
    page = client.get(f"/firms/needs/{need.pk}/").content.decode()
    assert "噪声" in page
    assert "与民生科无关" not in page
    assert client.get(f"/firms/positions/{other.pk}/waiting/").status_code == 404
    assert client.post(f"/firms/positions/{mine.pk}/refused/", {"reason": ""}).status_code == 422
    assert client.post(f"/firms/positions/{mine.pk}/taken/").status_code == 302
    assert client.get(f"/firms/positions/{mine.pk}/refused/").status_code == 404
    assert client.get(f"/firms/{number}/").status_code == 404


@pytest.mark.parametrize("login", ["c1g1", "c2head", "dispatch1", "safety1", "callback1"])
def test_an_officer_without_the_need_finds_nothing_by_any_route(
    firm: Make, enter: Enter, street: Street, login: str
) -> None:
    number = firm("秘密机械")
    asked = frozenset({unit("urban_management")})
    need = needing.record_need(needed=Needed(number, "other", "秘密诉求", units=asked), by=office(), at=now())
    promise = promising.promise(organisation=number, text="秘密承诺", due=date(2018, 7, 9), by=office(), at=now())
    client = enter(login)
    for address in (
        f"/firms/{number}/", f"/firms/{number}/file.pdf", f"/firms/{number}/need/", f"/firms/{number}/invite/",
        f"/firms/needs/{need.pk}/", f"/firms/needs/{need.pk}/ask/", f"/firms/promises/{promise.pk}/keep/",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address
    for address in ("/firms/?tab=all", "/firms/needs/?tab=all", "/firms/promises/?tab=all"):
        page = client.get(address).content.decode()
        assert "秘密" not in page, address
    page = client.get(f"/registry/organisation/{number}/").content.decode()
    assert "秘密诉求" not in page
    assert "秘密承诺" not in page


def test_a_firm_sees_its_own_and_a_competitor_nothing(
    firm: Make, seated: Callable[..., Client], street: Street
) -> None:
    own, other = firm("甲机械"), firm("乙机械")
    need = needing.record_need(needed=Needed(own, "finance", "贷款利率"), by=office(), at=now())
    promising.promise(organisation=own, text="联系银行", due=date(2018, 7, 9), by=office(), at=now())
    mine, theirs = seated(own), seated(other, phone="13800005678", name="槐企业")
    page = mine.get("/portal/firm/").content.decode()
    assert "联系银行" in page
    assert "贷款利率" in page
    competitor = theirs.get("/portal/firm/").content.decode()
    assert "联系银行" not in competitor
    assert "贷款利率" not in competitor
    assert theirs.get(f"/portal/firm/needs/{need.pk}/").status_code == 404
    assert Client().get(f"/portal/firm/needs/{need.pk}/").status_code == 302
    (seat,) = seats_of_key(theirs.cookies[COOKIE].value, STREET, now())
    with pytest.raises(NotFound):
        needing.record_need(needed=Needed(own, "finance", "冒名", "portal"), by=seat.actor, at=now())
    with pytest.raises(NotFound):
        needing.rate_need(need=need.pk, useful=1, by=seat.actor, at=now())
    with pytest.raises(NotFound):
        caring.need_of_seat(seat, need.pk)


def test_the_firm_itself_says_what_it_needs_and_twice_is_once(
    firm: Make, seated: Callable[..., Client], street: Street
) -> None:
    client = seated(firm())
    form = {"topic": "permits", "text": "换营业执照", "sent": "abc123"}
    assert client.get("/portal/firm/needs/new/").status_code == 200
    assert client.post("/portal/firm/needs/new/", {**form, "text": ""}).status_code == 422
    assert client.post("/portal/firm/needs/new/", form).status_code == 303
    assert client.post("/portal/firm/needs/new/", form).status_code == 303
    need = FirmNeed.objects.get()
    assert (need.source, FirmPosition.objects.get().unit) == ("portal", unit("service_centre"))
    assert client.post(f"/portal/firm/needs/{need.pk}/", {"useful": "5"}).status_code == 200


def test_what_check_says(firm: Make, street: Street) -> None:
    firm()
    assert any("have no steward" in one for one in stewarding.problems(STREET, now()))


def test_the_monthly_report_tells_of_needs_and_promises(firm: Make, street: Street) -> None:
    number = firm()
    needing.record_need(needed=Needed(number, "people", "缺车工"), by=office(), at=now())
    promising.promise(organisation=number, text="发布招聘", due=date(2018, 6, 29), by=office(), at=now())
    told = chapter(Asked(STREET, date(2018, 6, 1), date(2018, 7, 1), now()))
    assert told is not None
    assert "1" in told.says[0]
    assert len(told.tables[0].rows) == 1


def test_a_need_that_came_by_a_matter_leads_to_it_and_is_recorded_once(
    firm: Make, enter: Enter, street: Street
) -> None:
    number, client, receipt = firm(), enter("leader1"), street.report("企业门前垃圾成堆")
    form = {"topic": "surroundings", "text": "门前垃圾", "source": "hotline", "matter": receipt.number}
    assert client.post(f"/firms/{number}/need/", {**form, "matter": "180627000000"}).status_code == 422
    assert client.post(f"/firms/{number}/need/", form).status_code == 302
    need = FirmNeed.objects.get()
    assert (need.source_kind, need.source_id) == ("matter", receipt.id)
    assert receipt.number in client.get(f"/firms/needs/{need.pk}/").content.decode()
    assert client.post(f"/firms/{number}/need/", form).status_code == 422
