"""Pages of routing rules and phrases, as officials use them."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shiqiao.base.actor import system
from shiqiao.base.time import held, now
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.matters.models import Matter, Note
from shiqiao.kernel.matters.unrouted import scan_unrouted
from shiqiao.kernel.people import actions as people
from shiqiao.kernel.people.models import Post
from shiqiao.kernel.phrases.models import Phrase
from shiqiao.kernel.routing.models import RoutingVersion
from shiqiao.testing.street import MORNING, STREET, Street, later

Enter = Callable[[str], Client]
BY = system("test", street=STREET)
DRAFT = """
rules:
  - name: rubbish
    title: {zh: 垃圾派城管二岗<b>, en: Rubbish to handler 2}
    if: {items: "06010", weekdays: [mon, wed], between: ["08:00", "18:00"]}
    to: {post: city.handler2}
"""
ASKED = {"text": DRAFT, "last": "500", "people": "now"}


def test_a_draft_is_rehearsed_and_exactly_it_is_published(street: Street, enter: Enter) -> None:
    number, client = street.report().number, enter("admin1")
    page = client.post("/routing/rehearse/", ASKED).content.decode()
    assert "城管承办二岗 (city.handler2)" in page
    assert f"/matters/{number}/" in page
    assert Matter.objects.get().post != Post.objects.get(code="city.handler2").pk
    changed = client.post("/routing/publish/", {"text": DRAFT.replace("mon", "tue")})
    assert (changed.status_code, RoutingVersion.objects.count()) == (422, 1)
    assert "还没有与现行版本对照试运行" in changed.content.decode()
    assert client.post("/routing/publish/", {"text": DRAFT}).status_code == 302
    row = Matter.objects.get(number=street.report().number)
    assert row.post == Post.objects.get(code="city.handler2").pk
    page = client.get(f"/matters/{row.number}/").content.decode()
    assert "适用第2版第1条规则：垃圾派城管二岗&lt;b&gt;。" in page
    assert "该规则派给岗位“城管承办二岗”。" in page


def test_rules_and_versions_are_told_in_words_and_escaped(street: Street, enter: Enter) -> None:
    client = enter("admin1")
    client.post("/routing/rehearse/", ASKED)
    client.post("/routing/publish/", {"text": DRAFT})
    page = client.get("/routing/").content.decode()
    assert "垃圾派城管二岗&lt;b&gt;" in page
    assert "<b>" not in page.replace("<b></b>", "")
    assert "星期一、星期三、08:00–18:00" in page
    version = client.get("/routing/versions/2/").content.decode()
    assert "新增" in version
    assert version.count("删除") == 7
    client.cookies["django_language"] = "en"
    assert "Monday, Wednesday, 08:00–18:00" in client.get("/routing/").content.decode()
    assert client.get("/routing/versions/3/").status_code == 404


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rules: [", "text"),
        (DRAFT.replace("weekdays", "week"), "rules.1.if.week · 没有这个键"),
        (DRAFT.replace("city.handler2", "nobody.here"), "本街道没有岗位 nobody.here"),
        (DRAFT + DRAFT.split("rules:")[1].replace("rubbish", "again"), "前面的第1条已经包含它"),
        ("", "请填写规则"),
    ],
)
def test_a_draft_with_mistakes_stays_and_each_is_named(street: Street, enter: Enter, text: str, told: str) -> None:
    answer = enter("admin1").post("/routing/rehearse/", {**ASKED, "text": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert "/routing/publish/" not in page
    assert not text or "垃圾派城管二岗" in page or text in page


def test_a_file_takes_the_place_of_the_text(street: Street, enter: Enter) -> None:
    client = enter("leader1")
    file = SimpleUploadedFile("rules.yaml", DRAFT.encode())
    page = client.post("/routing/rehearse/", {**ASKED, "text": "rules: []", "file": file}).content.decode()
    assert "垃圾派城管二岗&lt;b&gt;" in page
    bad = SimpleUploadedFile("rules.yaml", DRAFT.encode("gbk"))
    assert client.post("/routing/rehearse/", {**ASKED, "file": bad}).status_code == 422


def test_who_may_rehearse_and_who_may_publish(street: Street, enter: Enter) -> None:
    for login, rehearses in (("c1g1", 403), ("city1", 403), ("dispatch1", 200), ("leader1", 200), ("admin1", 200)):
        client = enter(login)
        assert client.get("/routing/").status_code == 200
        assert client.get("/routing/rehearse/").status_code == rehearses, login
        assert client.post("/routing/publish/", {"text": DRAFT}).status_code == (422 if login == "admin1" else 403)
    assert enter("admin1").get("/routing/publish/").status_code == 405
    assert "/routing/publish/" not in enter("leader1").post("/routing/rehearse/", ASKED).content.decode()
    assert Client().get("/routing/").status_code == 302


def test_a_rule_that_can_no_longer_be_carried_out_is_red(street: Street, enter: Enter) -> None:
    client = enter("admin1")
    client.post("/routing/rehearse/", ASKED)
    client.post("/routing/publish/", {"text": DRAFT})
    assert "desk-problem" not in client.get("/routing/").content.decode()
    people.close_post(post=Post.objects.get(code="city.handler2"), by=BY, at=now())
    page = client.get("/routing/").content.decode()
    assert "有1条规则已无法执行" in page
    assert "岗位 city.handler2 已撤销" in page
    number = street.report().number
    dispatcher = enter("dispatch1")
    assert "无人承接清单" in dispatcher.get("/").content.decode()
    page = dispatcher.get(f"/matters/{number}/").content.decode()
    assert "适用的分派规则无法执行" in page
    assert "因此第2版第1条规则无法执行" in page
    scan_unrouted(at=now())
    assert "这件事无人承接，请立即指派" in dispatcher.get("/notices/").content.decode()
    dispatcher.post(f"/matters/{number}/do/dispatch/", {"handler": "city.handler1"})
    assert "kit-alarm" not in dispatcher.get("/").content.decode()


def test_the_preview_goes_by_the_rules_as_the_report_will(street: Street, enter: Enter) -> None:
    client = enter("dispatch1")
    asked = {"item": "S0504", "grid": "370103003001001", "channel": "phone", "text": "煤气味"}
    assert "春安柏" in client.post("/report/preview", asked).content.decode()
    with held(later(MORNING, hours=12)):
        assert "应大松" in client.post("/report/preview", asked).content.decode()
    hurt = {**asked, "item": "S0501", "form_injured": "yes"}
    assert "应大松" in client.post("/report/preview", hurt).content.decode()


# ── phrases ────────────────────────────────────────────────────────────────────────────────────────────────────────

WRITTEN = {
    "kind": "answer", "title_zh": "测试<i>话术", "title_en": "A test",
    "zh": '您好<script>alert("1")</script>，编号{number}，{due}前', "items": ["06010"],
}  # fmt: skip


def write(client: Client, **more: object) -> Phrase:
    answer = client.post("/phrases/new/", {**WRITTEN, **more})
    assert answer.status_code == 302, re.findall(r"kit-error.*?</span>", answer.content.decode())
    return Phrase.objects.order_by("-id").first()  # type: ignore[return-value]


def test_a_phrase_is_written_approved_by_another_and_inserted_with_its_gaps(street: Street, enter: Enter) -> None:
    number, clerk, head = street.report().number, enter("callback1"), enter("city1")
    row = write(clerk)
    picker = f"/phrases/pick/{number}/?field=answer"
    assert "测试" not in enter("dispatch1").get(picker).content.decode()
    assert clerk.get(f"/phrases/{row.id}/").status_code == 200
    clerk.post(f"/phrases/{row.id}/", {"do": "approve", "version": "1"})
    row.refresh_from_db()
    assert row.live == 0
    head.post(f"/phrases/{row.id}/", {"do": "approve", "version": "1"})
    page = enter("dispatch1").get(picker).content.decode()
    assert "测试&lt;i&gt;话术" in page
    assert f"编号{number}，{{办理时限}}前" in page
    assert "<script>alert" not in page
    assert "需要填写： {办理时限}" in page
    assert clerk.post(f"/phrases/{row.id}/used/").status_code == 204
    row.refresh_from_db()
    assert row.used == 1


def test_an_answer_with_a_gap_comes_back_with_its_remedy_and_its_text(street: Street, enter: Enter) -> None:
    number, client = street.report().number, enter("dispatch1")
    answer = client.post(f"/matters/{number}/do/answer/", {"answer": "您好，{办理时限}前办结"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "文字中还有没填的空" in page
    assert "您好，{办理时限}前办结</textarea>" in page
    assert client.post(f"/matters/{number}/do/answer/", {"answer": "您好，明天前办结"}).status_code == 302
    assert Note.objects.get().text == "您好，明天前办结"


def test_a_due_time_is_named_only_while_it_is_fixed_and_ahead(street: Street, enter: Enter) -> None:
    receipt, client = street.report(), enter("dispatch1")
    picker = f"/phrases/pick/{receipt.number}/"
    assert "{办理时限}" in client.get(picker).content.decode()
    matters.dispatch_matter(matter=receipt.id, handler="c1.g1", by=street.actor("dispatch1"), at=now())
    page = client.get(picker).content.decode()
    assert "办理时限为2018年6月27日" in page
    assert "{办理时限}" not in page
    with held(later(MORNING, days=2)):
        assert "{办理时限}" in client.get(picker).content.decode()


def test_the_picker_knows_the_legal_ground_and_stands_on_every_answer(street: Street, enter: Enter) -> None:
    number, client = street.report().number, enter("dispatch1")
    assert "超出职责范围的答复" not in client.get(f"/phrases/pick/{number}/").content.decode()
    assert "超出职责范围的答复" in client.get(f"/phrases/pick/{number}/?outcome=beyond_duty").content.decode()
    for do in ("answer", "decline"):
        assert "desk-phrases" in client.get(f"/matters/{number}/do/{do}/").content.decode()
    assert enter("c2head").get(f"/phrases/pick/{number}/").status_code == 404  # not this community's matter


def test_what_to_ask_appears_with_the_item(street: Street, enter: Enter) -> None:
    client = enter("dispatch1")
    page = client.post("/report/questions", {"item": "L0101"}).content.decode()
    assert "请问是新办、补办还是换卡" in page
    assert "desk-asks" not in client.post("/report/questions", {"item": ""}).content.decode()


def test_the_book_is_searched_and_changed_by_those_who_may(street: Street, enter: Enter) -> None:
    member, admin = enter("c1g1"), enter("admin1")
    assert "房屋漏雨：问清楼层和产权" in member.get("/phrases/?q=漏雨").content.decode()
    assert "问清楼层和产权" not in member.get("/phrases/?q=噪声").content.decode()
    assert member.get("/phrases/new/").status_code == 403
    row = write(admin)
    assert admin.get(f"/phrases/{row.id}/edit/").status_code == 200
    bad = admin.post(f"/phrases/{row.id}/edit/", {**WRITTEN, "zh": "{nobody}"})
    assert (bad.status_code, "有无法识别的填空项" in bad.content.decode()) == (422, True)
    assert admin.post(f"/phrases/{row.id}/edit/", {**WRITTEN, "zh": "改过的"}).status_code == 302
    assert "改过的" in admin.get("/phrases/?show=waiting").content.decode()
    enter("leader1").post(f"/phrases/{row.id}/", {"do": "retire"})
    assert "改过的" in admin.get("/phrases/?show=retired").content.decode()
    assert admin.post("/phrases/phone/", {"phone": "0531-88888888"}).status_code == 302
    assert admin.post("/phrases/phone/", {"phone": "1"}).status_code == 422
    assert member.get("/phrases/phone/").status_code == 403
    assert "0531-88888888" in admin.get("/phrases/").content.decode()
    assert admin.get("/phrases/999999/").status_code == 404
