"""Pages of forms and ledgers: requesting, deciding, filling by one tap, the dictionary, cells that open onto their source."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.models import Person
from shiqiao.scenes.employment.registering import Wanted, register_seeker
from shiqiao.scenes.ledger import dictionary, ledgers, reads
from shiqiao.scenes.ledger.models import CollectionForm, DeclaredField, FormRow, FormVersion, LedgerVersion
from shiqiao.testing.street import STREET, Street
from tests.stories.telling import Telling

from .conftest import row_of

Enter = Callable[[str], Client]
SENT = {
    "title": "独居老人助餐需求表", "department": "civil_affairs", "basis": "济民发〔2018〕12号", "since": "2018-06-27",
    "until": "2018-12-31", "every": "once", "filled_by": "grid", "confirmed_within": "30",
    "where": ["person.lives_alone=yes"], "fields_asked": ["person.name", "person.phone"],
}  # fmt: skip


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_a_request_that_doubles_is_refused_at_its_field_with_the_place(
    street: Street, persons: list[Person], enter: Enter
) -> None:
    leader = enter("leader1")
    assert "申请报表" in text(leader, "/ledger/forms/new/")
    sent = {**SENT, "new0_title": "手机号码", "new0_meaning": "", "new1_title": "助餐需求", "new1_meaning": "送餐上门"}
    answer = leader.post("/ledger/forms/new/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“手机号码”已有：人员档案的“联系电话”，请从数据字典中选用。" in page
    assert "/ledger/dictionary/person/phone/" in page
    assert 'value="助餐需求"' in page, "nothing that was written is lost"
    for left_out, sentence in (("basis", "报表须有填报依据"), ("until", "报表须有截止日期")):
        assert sentence in leader.post("/ledger/forms/new/", {**SENT, left_out: ""}).content.decode()
    assert not CollectionForm.objects.exists()


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ({"title": "助餐方式", "sort": "choice", "values": "送餐上门"}, "请填写两个以上备选答案"),
        ({"title": "助餐需求", "sort": "yes_no", "values": "要、不要"}, "只有“选择”类才有备选答案"),
        ({"title": "", "meaning": "是否需要送餐上门"}, "请填写新增项名称"),
    ],
)
def test_a_new_field_that_is_not_complete_is_refused_in_words_and_never_dropped(
    street: Street, persons: list[Person], enter: Enter, new: dict[str, str], sentence: str
) -> None:
    sent = {**SENT, **{f"new0_{name}": value for name, value in new.items()}}
    answer = enter("leader1").post("/ledger/forms/new/", sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert all(value in answer.content.decode() for value in new.values())
    assert not CollectionForm.objects.exists()


def test_a_request_is_decided_by_another_and_changed_in_a_version(
    street: Street, persons: list[Person], enter: Enter, tell: Telling
) -> None:
    leader, other = enter("leader1"), enter("leader2")
    assert leader.post("/ledger/forms/new/", {**SENT, "new0_title": "助餐需求"}).status_code == 302
    number = CollectionForm.objects.get().pk
    assert "预计负担" in text(other, f"/ledger/forms/{number}/")
    text(leader, f"/ledger/forms/{number}/approve/", 404)
    text(enter("c1g1"), f"/ledger/forms/{number}/approve/", 403)
    refused = other.post(f"/ledger/forms/{number}/refuse/", {"answer": ""})
    assert "请写明不予批准的理由" in refused.content.decode()
    assert other.post(f"/ledger/forms/{number}/approve/", {"answer": ""}).status_code == 302
    assert FormRow.objects.count() == 3
    page = text(leader, f"/ledger/forms/{number}/change/")
    assert "济民发〔2018〕12号" in page
    changed = {**SENT, "fields_asked": ["person.name", "person.phone", "person.needs_care"]}
    assert leader.post(f"/ledger/forms/{number}/change/", changed).status_code == 302
    assert other.post(f"/ledger/forms/{number}/approve/", {"answer": ""}).status_code == 302
    assert FormVersion.objects.filter(form=number, state="approved").count() == 2
    assert DeclaredField.objects.count() == 1, "the field that the form brought stays the same one"
    assert other.post(f"/ledger/forms/{number}/end/").status_code == 302
    assert "已截止" in text(leader, "/ledger/forms/?tab=over") or "截止" in text(leader, "/ledger/forms/?tab=over")


def test_the_grid_fills_by_one_tap_and_answers_what_is_asked(
    street: Street, form: CollectionForm, persons: list[Person], enter: Enter, tell: Telling
) -> None:
    member, row = enter("c1g1"), row_of(persons[0])
    with tell.at("2018-06-28 09:00"):
        assert "独居老人助餐需求表" in text(member, "/ledger/")
        assert "待询问2项" in text(member, f"/ledger/forms/{form.pk}/rows/")
        page = text(member, f"/ledger/rows/{row.pk}/")
        assert "138****8000" in page
        assert "13800138000" not in page
        key = DeclaredField.objects.get().key
        wrong = member.post(f"/ledger/rows/{row.pk}/", {"source": "visit", "person-phone": "12"})
        assert wrong.status_code == 422
        assert "电话" in wrong.content.decode()
        sent = {"source": "self", "person-phone": "13700137000", "person-needs_care": "no", f"person-{key}": "yes"}
        assert member.post(f"/ledger/rows/{row.pk}/", sent).status_code == 302
    assert row_of(persons[0]).state == "filled"
    text(enter("c2g1"), f"/ledger/rows/{row.pk}/", 404)
    assert "137****7000" in text(enter("c1head"), f"/ledger/rows/{row.pk}/")
    text(enter("auditor1"), f"/ledger/rows/{row.pk}/", 404)  # who lives alone is sensitive
    text(enter("auditor1"), f"/ledger/forms/{form.pk}/rows/", 404)


def test_rows_that_want_nothing_but_a_tap_are_confirmed_from_the_list(
    street: Street, form: CollectionForm, persons: list[Person], enter: Enter, tell: Telling
) -> None:
    member, key = street.actor("c1g1"), DeclaredField.objects.get().key
    with tell.at("2018-06-28 09:00"):
        for fact in ("needs_care", key):
            registry.state_fact(subject=Ref("person", persons[0].pk), key=fact, value="no", by=member, at=now())
        chosen = {"one": [row.pk for row in FormRow.objects.all()]}
        said = enter("c1g1").post(f"/ledger/forms/{form.pk}/several/", chosen, follow=True).content.decode()
    assert "已确认1条。" in said
    assert "2条尚有待询问的内容" in said


def test_the_dictionary_tells_of_every_field_who_keeps_it_and_who_uses_it(
    street: Street, form: CollectionForm, enter: Enter
) -> None:
    clerk = enter("dispatch1")
    page = text(clerk, "/ledger/dictionary/")
    assert all(word in page for word in ("联系电话", "人员档案", "网格员", "365天", "个人信息"))
    assert "助餐需求" in page, "what a form brought stands there"
    assert "填报表《独居老人助餐需求表》" in page
    assert "消防器材在位" in text(clerk, "/ledger/dictionary/?q=灭火器")
    assert "独居老人助餐需求表" in text(clerk, "/ledger/dictionary/person/phone/")
    text(clerk, "/ledger/dictionary/person/nothing/", 404)
    assert text(clerk, "/ledger/dictionary/?kind=visit")


def test_a_cell_of_a_ledger_opens_onto_where_it_comes_from(street: Street, persons: list[Person], enter: Enter) -> None:
    member = enter("c1g1")
    page = text(member, "/ledger/ledgers/living_alone/")
    address = f"/ledger/lineage/person/{persons[0].pk}/phone/"
    assert address in page
    assert "138****8000" in page
    told = text(member, address)
    assert all(word in told for word in ("数据来源", "2018", "石*", "变更记录"))
    text(enter("c2g1"), address, 404)
    assert "138****8000" not in text(enter("c2g1"), "/ledger/ledgers/living_alone/")
    text(enter("dispatch1"), "/ledger/ledgers/living_alone/", 404)  # who stands in it is sensitive
    text(enter("dispatch1"), f"/ledger/lineage/person/{persons[0].pk}/lives_alone/", 404)


def test_a_leader_declares_a_ledger_with_the_headings_of_an_upper_department(
    street: Street, persons: list[Person], enter: Enter
) -> None:
    leader = enter("leader1")
    sent = {"title": "助餐台账", "report": "助餐情况表", "where": ["person.lives_alone=yes"],
            "fields_asked": ["person.age"], "headings": "联系电话=联系方式\n姓名=老人姓名"}  # fmt: skip
    wrong = leader.post("/ledger/ledgers/new/", {**sent, "headings": "血型=血型"})
    assert "没有“血型”这一数据项" in wrong.content.decode()
    assert leader.post("/ledger/ledgers/new/", sent).status_code == 302
    row = LedgerVersion.objects.order_by("-pk")[0]
    assert [one["field"] for one in row.content["columns"]] == ["person.phone", "person.name", "person.age"]
    answer = leader.get(f"/ledger/ledgers/{row.code}/xlsx/")
    assert answer.status_code == 200
    assert "%E5%8A%A9%E9%A4%90" in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]  # type: ignore[attr-defined]
    assert [cell.value for cell in sheet[1]][:3] == ["联系方式", "老人姓名", "年龄"]
    assert all(isinstance(row[2], int) for row in sheet.iter_rows(min_row=2, values_only=True)), "ages can be added up"


@pytest.mark.parametrize("login", ["c1g1", "city2", "dispatch1", "leader1"])
def test_what_forms_cost_is_shown_to_everybody(street: Street, form: CollectionForm, enter: Enter, login: str) -> None:
    page = text(enter(login), "/ledger/burden/?month=2018-06")
    assert "区民政局" in page
    assert "项数×对象×轮次" in page


@pytest.mark.parametrize("code", ["ledger-forms", "ledger-dictionary", "ledger-burden"])
def test_lists_are_taken_away(street: Street, form: CollectionForm, enter: Enter, code: str) -> None:
    assert enter("leader1").get(f"/export/{code}.xlsx").status_code == 200


def test_what_a_scene_holds_stands_in_the_dictionary_and_in_ledgers(
    street: Street, persons: list[Person], tell: Telling
) -> None:
    member, ref = street.actor("c1g1"), persons[0].pk
    with tell.at("2018-06-20 09:00"):
        register_seeker(person=ref, wanted=Wanted(), proof="statement", by=member, at=now())
    known = dictionary.by_code(STREET)["person.job_seeking"]
    assert known.where.zh == "求职登记"
    found = dictionary.values(STREET, ["person.job_seeking", "person.phone"], [one.pk for one in persons])
    assert found["person.job_seeking", ref].value == "registered"
    told = ledgers.lineage(member, "person", ref, "job_seeking")
    assert told.record.kind == "job_seeker"
    assert told.confirmed is not None


def test_a_ledger_asks_no_query_more_for_more_rows(
    street: Street, persons: list[Person], django_assert_max_num_queries: Callable[..., Any]
) -> None:
    member = street.actor("c1g1")
    _row, spec = reads.access_ledger(member, "living_alone")
    ledgers.page(member, spec, at=now(), limit=1)
    for limit in (1, 3):
        with django_assert_max_num_queries(5):
            rows, more = ledgers.page(member, spec, at=now(), limit=limit)
        assert len(rows) == limit
        assert bool(more) == (limit == 1)
