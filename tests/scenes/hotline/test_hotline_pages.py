"""The pages of the exchange, as the cast uses them; and who may not."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from shiqiao.base.errors import Forbidden
from shiqiao.base.time import held, now
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.notices.models import Notice
from shiqiao.scenes.hotline import actions, letters, rating, reads, rounds, upstream
from shiqiao.scenes.hotline.exchange import exchange_of
from shiqiao.scenes.hotline.models import Difference, Exclusion, Export, Letter, Order
from shiqiao.testing.street import MORNING, Street

Enter = Callable[[str], Client]
Take = Callable[..., Order]
HEADINGS = ["工单编号", "来电时间", "派发时间", "诉求内容", "诉求分类", "办理时限", "工单状态"]
ROW = ["A1", "2018-06-27 09:10:00", "2018-06-27 09:40:00", "路灯不亮", "", "2018-06-29 09:40:00", "待签收"]


def table(*rows: list[Any]) -> SimpleUploadedFile:
    text = "\n".join(",".join(map(str, row)) for row in (HEADINGS, *rows))
    return SimpleUploadedFile("orders.csv", text.encode("gb18030"))


def closed(street: Street, order: Order) -> None:
    """Let a matter be handled, finished and checked."""
    dispatcher, member = street.actor("dispatch1"), street.actor("c1g1")
    matters.correct_matter(matter=order.matter, reason="核实", grid=370103003001001, by=dispatcher, at=now())
    matters.dispatch_matter(matter=order.matter, handler="c1.g1", by=dispatcher, at=now())
    proof = (street.photo(by=member, purpose="before", colour="gray"), street.photo(by=member, purpose="after"))
    matters.finish_matter(matter=order.matter, result="垃圾已清运", evidence=proof, by=member, at=now())
    matters.close_matter(matter=order.matter, by=street.actor("check1"), at=now())


def test_a_table_is_looked_at_then_loaded(enter: Enter, data: Path) -> None:
    client = enter("dispatch1")
    page = client.post("/hotline/import/", {"file": table(ROW, ["", *ROW[1:]])}).content.decode()
    assert not Order.objects.exists()
    assert "本行没有工单编号" in page
    name = page.split('name="name" value="')[1].split('"')[0]
    page = client.post("/hotline/import/load/", {"name": name}).content.decode()
    assert Order.objects.get().number == "A1"
    assert "1行未导入" in page
    assert list((data / "hotline" / "uploads").iterdir()) == []
    assert client.post("/hotline/import/load/", {"name": name}).status_code == 404
    assert client.post("/hotline/import/load/", {"name": "../../secrets.json"}).status_code == 404


def test_one_wrong_row_may_leave_nothing(enter: Enter) -> None:
    client = enter("dispatch1")
    page = client.post("/hotline/import/", {"file": table(ROW, ["", *ROW[1:]])}).content.decode()
    name = page.split('name="name" value="')[1].split('"')[0]
    page = client.post("/hotline/import/load/", {"name": name, "all_or_nothing": "on"}).content.decode()
    assert not Order.objects.exists()
    assert "全部未导入" in page


def test_a_file_that_is_no_table_says_so(enter: Enter) -> None:
    answer = enter("dispatch1").post("/hotline/import/", {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 broken")})
    assert answer.status_code == 422
    assert "另存" in answer.content.decode() or "损坏" in answer.content.decode()


def test_both_deadlines_stand_on_every_page_of_an_order(enter: Enter, taken: Take) -> None:
    order, client = taken(), enter("dispatch1")
    for address in (f"/hotline/orders/{order.id}/", f"/matters/{order.matter_number}/", "/hotline/?tab=all"):
        page = client.get(address).content.decode()
        assert "12345时限" in page, address
        assert "本街道时限" in page, address
        assert "先到期" in page, address


def test_the_queries_of_a_list_do_not_grow_with_its_rows(
    enter: Enter, taken: Take, django_assert_max_num_queries: Any
) -> None:
    client = enter("dispatch1")
    for number in range(12):
        taken(f"JN{number}")
    client.get("/hotline/?tab=all")
    with django_assert_max_num_queries(40):
        assert client.get("/hotline/?tab=all").content.decode().count("kit-row-link") == 12


@pytest.mark.parametrize("login", ["city2", "c1g1", "life1"])
def test_who_does_not_oversee_the_street_sees_no_exchange(enter: Enter, taken: Take, login: str) -> None:
    order, client = taken(), enter(login)
    for address in ("", f"orders/{order.id}/", "letters/", "rates/", "reconcile/", "import/"):
        assert client.get(f"/hotline/{address}").status_code in (403, 404), address
    assert "/hotline/" not in client.get("/").content.decode()


def test_an_auditor_looks_but_does_not_act(enter: Enter, taken: Take, street: Street) -> None:
    order, client = taken(), enter("auditor1")
    assert client.get(f"/hotline/orders/{order.id}/").status_code == 200
    assert client.post(f"/hotline/orders/{order.id}/take/").status_code == 403
    with pytest.raises(Forbidden):
        actions.take_order(order=order.id, by=street.actor("auditor1"), at=now())


def test_taking_objecting_and_what_12345_says_by_hand(enter: Enter, taken: Take) -> None:
    order, client = taken(), enter("dispatch1")
    assert client.post(f"/hotline/orders/{order.id}/object/", {"reason": ""}).status_code == 422
    client.post(f"/hotline/orders/{order.id}/object/", {"reason": "不属于本街道"})
    order.refresh_from_db()
    assert order.state == "objecting"
    client.post(f"/hotline/orders/{order.id}/told/", {"state": "refused"})
    order.refresh_from_db()
    assert order.state == "handling"
    late = client.post(f"/hotline/orders/{order.id}/take/")
    assert late.status_code == 422
    assert "当前状态不能进行此操作" in late.content.decode()


def test_accepting_the_matter_takes_the_order(street: Street, taken: Take) -> None:
    order = taken()
    matters.accept_matter(matter=order.matter, by=street.actor("dispatch1"), at=now())
    assert rounds.follow_matters(at=now()) == 1
    assert rounds.follow_matters(at=now()) == 0
    order.refresh_from_db()
    assert order.state == "handling"
    assert Letter.objects.get().kind == "receipt"


def test_a_held_result_waits_for_a_look_and_leaves_by_table(
    enter: Enter, taken: Take, street: Street, tmp_path: Path
) -> None:
    order, client = taken(), enter("dispatch1")
    closed(street, order)
    rounds.follow_matters(at=now())
    result = Letter.objects.get(kind="result")
    assert result.state == "drafted"
    page = client.get(f"/hotline/letters/{result.id}/").content.decode()
    assert "垃圾已清运" in page
    client.post(f"/hotline/letters/{result.id}/", {"note": "已电话告知诉求人"})
    client.post("/hotline/letters/export/")
    export = Export.objects.get()
    (tmp_path / "a.xlsx").write_bytes(client.get(f"/hotline/exports/{export.id}/").content)
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx").active.values)  # type: ignore[union-attr]
    assert {row[3] for row in rows[1:]} == {"签收", "办理结果"}
    assert any("已电话告知诉求人" in str(row) for row in rows)
    order.refresh_from_db()
    assert order.state == "answered", "a file is not yet an upload"
    client.post(f"/hotline/exports/{export.id}/confirm/", {"yes": ""})
    order.refresh_from_db()
    assert order.state == "written_back"
    keys = [row[0] for row in rows[1:]]
    text = f"回传编号,回执\n{keys[0]},成功\n{keys[1]},失败\nnone,成功\n"
    client.post("/hotline/letters/acknowledge/", {"file": SimpleUploadedFile("b.csv", text.encode())})
    assert sorted(Letter.objects.values_list("state", flat=True)) == ["acknowledged", "failed"]
    assert Notice.objects.filter(kind="hotline.letter_failed").exists()


def test_a_file_that_was_not_uploaded_puts_its_letters_back(street: Street, taken: Take) -> None:
    dispatcher, order = street.actor("dispatch1"), taken()
    actions.take_order(order=order.id, by=dispatcher, at=now())
    export = letters.export_letters(street=street.number, by=dispatcher, at=now())
    assert export
    assert letters.export_letters(street=street.number, by=dispatcher, at=now()) is None
    letters.confirm_export(export=export.id, uploaded=False, by=dispatcher, at=now())
    assert Letter.objects.get().state == "waiting"


def test_a_matter_taken_up_again_takes_its_result_back(street: Street, taken: Take) -> None:
    order = taken()
    closed(street, order)
    rounds.follow_matters(at=now())
    matters.reopen_matter(matter=order.matter, reason="仍有残留", by=street.actor("dispatch1"), at=now())
    rounds.follow_matters(at=now())
    order.refresh_from_db()
    assert order.state == "handling"
    assert Letter.objects.get(kind="result").state == "cancelled"


def test_a_written_back_order_whose_matter_is_taken_up_again_is_in_work_again(street: Street, taken: Take) -> None:
    order = taken()
    closed(street, order)
    rounds.follow_matters(at=now())
    upstream.tell_state(order=order.id, state="closed", by=street.actor("dispatch1"), at=now())
    matters.reopen_matter(matter=order.matter, reason="仍有残留", by=street.actor("dispatch1"), at=now())
    rounds.follow_matters(at=now())
    order.refresh_from_db()
    assert order.state == "handling"


def test_rates_stand_side_by_side_and_open_onto_their_orders(enter: Enter, taken: Take, street: Street) -> None:
    dispatcher = street.actor("dispatch1")
    good, bad = taken("JN1"), taken("JN2")
    for order in (good, bad):
        closed(street, order)
        matters.call_back_matter(
            matter=order.matter, responded=True, solved=True, satisfied=True, by=street.actor("callback1"), at=now()
        )
    rounds.follow_matters(at=now())
    said = upstream.CallBack(contacted=True, solved=False, satisfied="no")
    upstream.tell_state(order=bad.id, state="call_back", result=said, by=dispatcher, at=now())
    upstream.tell_state(
        order=good.id, state="call_back", result=upstream.CallBack(True, True, "partly"), by=dispatcher, at=now()
    )
    page = enter("leader1").get("/hotline/rates/?month=2018-06").content.decode()
    assert "100%" in page
    assert "2/2" in page
    assert "1/2" in page
    assert "0.8/2" in page
    _, since, until = rating.month_of("2018-06", now())
    found = rating.standings(dispatcher, since, until, now())
    behind = rating.drilled(
        found, kind="street", key=0, side="theirs", rate="solved", hit=False, exchange=exchange_of(street.number)
    )
    assert behind == [bad.id]
    page = enter("leader1").get("/hotline/rates/orders/?month=2018-06&rate=solved&side=theirs&kind=street&key=0")
    assert "JN2" in page.content.decode()
    assert "JN1<" not in page.content.decode()


def test_an_exclusion_needs_another_person(enter: Enter, taken: Take, street: Street) -> None:
    order, dispatcher = taken(), street.actor("dispatch1")
    closed(street, order)
    asked = actions.ask_exclusion(order=order.id, reason="force_majeure", note="暴雨", by=dispatcher, at=now())
    with pytest.raises(Forbidden):
        actions.decide_exclusion(exclusion=asked.id, approved=True, by=dispatcher, at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Exclusion.objects.filter(pk=asked.id).update(decided_by=asked.asked_by)
    assert "暴雨" in enter("leader1").get("/hotline/rates/?month=2018-06").content.decode()
    enter("leader1").post(f"/hotline/exclusions/{asked.id}/", {"yes": ""})
    _, since, until = rating.month_of("2018-06", now())
    assert [one.ours.counts for one in rating.standings(dispatcher, since, until, now())] == [False]


def test_a_deadline_warns_its_owner_once_and_again_when_it_moved(taken: Take, street: Street) -> None:
    order = taken(address="", deadline=MORNING + timedelta(hours=2))
    dispatcher = street.actor("dispatch1")
    with held(MORNING + timedelta(hours=1, minutes=50)):
        assert rounds.scan_deadlines(at=now()) == 1
        assert Notice.objects.filter(kind="hotline.warned").exists()
        upstream.tell_state(
            order=order.id, state="deadline", deadline=MORNING + timedelta(days=3), by=dispatcher, at=now()
        )
        assert rounds.scan_deadlines(at=now()) == 0
    with held(MORNING + timedelta(days=4)):  # a scan that comes late tells what counts now
        assert rounds.scan_deadlines(at=now()) == 1
    assert Notice.objects.filter(kind="hotline.overdue").exists()
    assert [one for one in reads.problems(street.number, MORNING + timedelta(days=4)) if "past its deadline" in one]


def test_an_order_follows_its_matter_at_once(
    taken: Take, street: Street, django_capture_on_commit_callbacks: Any
) -> None:
    order = taken()
    with django_capture_on_commit_callbacks(execute=True):
        matters.accept_matter(matter=order.matter, by=street.actor("dispatch1"), at=now())
    order.refresh_from_db()
    assert order.state == "handling"


def test_what_12345_shows_as_ended_is_no_new_work(enter: Enter) -> None:
    page = enter("dispatch1").post("/hotline/import/", {"file": table([*ROW[:-1], "已办结"])}).content.decode()
    name = page.split('name="name" value="')[1].split('"')[0]
    page = enter("dispatch1").post("/hotline/import/load/", {"name": name}).content.decode()
    assert not Order.objects.exists()
    assert "12345显示该工单已结束" in page


def test_a_list_is_compared_on_the_page_and_each_unreadable_row_is_named(enter: Enter, taken: Take) -> None:
    order, client = taken("A1"), enter("dispatch1")
    sent = {
        "file": table(["A1", *ROW[1:-1], "已退回"], ["A9", *ROW[1:-1], "飞走了"]),
        "since": "2018-06-01",
        "until": "2018-06-30",
    }
    page = client.post("/hotline/reconcile/", sent, follow=True).content.decode()
    assert "第3行未参与比对" in page
    assert "状态不一致" in page
    run = Difference.objects.get(kind="state").run
    client.post(f"/hotline/reconcile/{run}/settle/", {"one": Difference.objects.get(kind="state").id})
    order.refresh_from_db()
    assert order.state == "returned"
    wrong = client.post("/hotline/reconcile/", {**sent, "file": table(ROW), "until": "2018-05-01"})
    assert wrong.status_code == 422
    assert enter("auditor1").post("/hotline/reconcile/", {**sent, "file": table(ROW)}).status_code == 422


def test_the_database_refuses_two_open_rounds_and_two_orders_of_a_matter(taken: Take) -> None:
    order = taken()
    copy = {name: getattr(order, name) for name in (f.attname for f in Order._meta.concrete_fields) if name != "id"}
    for change in ({"round": 2, "matter": order.matter + 1}, {"number": "JN2"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Order.objects.create(**{**copy, **change})
