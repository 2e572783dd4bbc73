"""12345: orders come in, go back, come again; results reach the city although the network was away; lists are compared."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.test import Client

from shiqiao.base.errors import NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.matters.models import Matter, Reporter
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.hotline import actions, letters, reads, reconcile, rounds, tables, upstream
from shiqiao.scenes.hotline.errors import OrderNotSo, TooLateToObject
from shiqiao.scenes.hotline.exchange import mapping_of
from shiqiao.scenes.hotline.intake import Intake, Taken, take_in_order, take_in_orders
from shiqiao.scenes.hotline.models import Circuit, Letter, Order
from shiqiao.scenes.hotline.rules import Incoming
from shiqiao.testing.street import MORNING, Street, later
from shiqiao.testing.upstream import Upstream
from shiqiao.testing.upstream import upstream as running

from .telling import Telling

ISSUED = MORNING - timedelta(minutes=20)
HEADINGS = [
    "工单编号", "来电时间", "派发时间", "诉求类型", "诉求分类", "诉求内容", "联系人",
    "联系电话", "诉求地址", "办理时限", "是否保密", "工单状态",
]  # fmt: skip


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own."""
    (tmp_path / "hotline").mkdir()
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path


@pytest.fixture
def city(street: Street, data: Path) -> Iterator[Upstream]:
    """A hotline on this machine to which the street posts by itself."""
    with running() as state:
        own = data / "hotline" / f"{street.number}.yaml"
        own.write_text(f"transport: http\nresults: auto\ntries: 3\nhttp: {{address: '{state.address}', timeout: 2}}\n")
        (data / "hotline" / f"{street.number}.token").write_text(state.token)
        yield state


def order(number: str = "JN20180627001", **more: Any) -> Incoming:
    values: dict[str, Any] = {
        "number": number, "text": "乐山小区垃圾成堆，三天没人清运，夏天味道很大。", "kind": "complaint",
        "category": "城市管理/暴露垃圾", "name": "赵甲乙", "phone": "13800001234", "address": "春元里一号院",
        "received_at": ISSUED - timedelta(minutes=30), "issued_at": ISSUED, "deadline": ISSUED + timedelta(days=2),
    }  # fmt: skip
    return Incoming(**{**values, **more})


def take_in(street: Street, incoming: Incoming) -> tuple[Order, Taken]:
    taken = take_in_order(incoming=incoming, street=street.number, by=street.actor("dispatch1"), at=now())
    return Order.objects.get(number=incoming.number, round=taken.round), taken


def receipt_of(one: Order) -> Receipt:
    row = Matter.objects.get(pk=one.matter)
    return Receipt(row.id, row.number, "", matters.lock(row.id).sheet, ())


def handle(tell: Telling, one: Order) -> None:
    """Let the grid's own person do the work: dispatched, finished with photos, checked by another."""
    row = Matter.objects.get(pk=one.matter)
    if not row.grid:
        matters.correct_matter(
            matter=row.id, reason="与来电人核实地点", grid=370103003001001, by=tell.street.actor("dispatch1"), at=now()
        )
    receipt = receipt_of(one)
    tell.dispatch(receipt, "c1.g1")
    tell.finish(receipt, by="c1g1")
    tell.close(receipt)


def codes(one: Order) -> list[str]:
    rows = JournalLine.objects.filter(kind="hotline_order", subject=one.id).order_by("seq")
    return list(rows.values_list("code", flat=True))


def test_an_order_returned_to_12345_and_sent_again(street: Street, tell: Telling, city: Upstream) -> None:
    dispatcher = street.actor("dispatch1")
    first, taken = take_in(street, order(text="绿化带属于区里管养，树倒了一片压住车。", category=""))
    assert (taken.verdict, first.round, first.state) == ("new", 1, "received")
    with held(later(MORNING, minutes=30)):
        actions.object_to_order(
            order=first.id, reason="该绿地由区园林部门管养", evidence="养护协议", by=dispatcher, at=now()
        )
        letters.send_waiting(at=now())
    assert city.letters("objection")[0]["reason"] == "该绿地由区园林部门管养"
    with held(later(MORNING, hours=3)):
        upstream.tell_state(order=first.id, state="upheld", by=dispatcher, at=now())
        upstream.tell_state(order=first.id, state="upheld", by=dispatcher, at=now())  # said twice, done once
    first.refresh_from_db()
    ended = Matter.objects.get(pk=first.matter)
    assert (first.state, first.alarm_at) == ("returned", None)
    assert (ended.state, ended.done, ended.outcome) == ("declined", True, "returned_upstream")
    assert "另行派办" in matters_answer(ended)

    with held(later(MORNING, hours=4)):  # an old export still shows the first dispatch: nothing happens
        again, taken = take_in(street, order(text="绿化带属于区里管养，树倒了一片压住车。", category=""))
        assert (taken.verdict, again.id) == ("same", first.id)
    with held(later(MORNING, days=1)):
        back = order(
            text="绿化带属于区里管养，树倒了一片压住车。", category="", issued_at=now() - timedelta(minutes=5),
            deadline=now() + timedelta(days=1),
        )  # fmt: skip
        second, taken = take_in(street, back)
        assert (taken.verdict, second.round, second.previous) == ("again", 2, first.id)
        assert [one.round for one in reads.rounds_of(second)] == [1, 2]
        fresh = Matter.objects.get(pk=second.matter)
        assert (fresh.source, fresh.source_id, fresh.channel) == ("hotline", "JN20180627001/2", "hotline")
        assert second.matter != first.matter
        handle(tell, second)
        rounds.follow_matters(at=now())
        letters.send_waiting(at=now())
    second.refresh_from_db()
    assert second.state == "written_back"
    assert [(one["number"], one["round"]) for one in city.letters("result")] == [("JN20180627001", 2)]
    assert codes(first) == [
        "hotline.received", "hotline.objected", "hotline.letter_written", "hotline.letter_sent", "hotline.returned",
    ]  # fmt: skip


def matters_answer(row: Matter) -> str:
    from shiqiao.kernel.matters.lookups import said_about

    return next(one.text for one in reversed(said_about(row.id)) if one.kind == "answer")


def test_an_objection_refused_and_the_clock_never_stopped(street: Street, tell: Telling, city: Upstream) -> None:
    dispatcher = street.actor("dispatch1")
    one, _ = take_in(street, order())
    tell.dispatch(receipt_of(one), "c1.g1") if Matter.objects.get(pk=one.matter).grid else None
    before, clocks = one.deadline, running_clocks(one)
    actions.object_to_order(order=one.id, reason="应由物业负责", by=dispatcher, at=now())
    with held(later(MORNING, hours=5)):
        upstream.tell_state(order=one.id, state="refused", by=dispatcher, at=now())
    one.refresh_from_db()
    assert (one.state, one.deadline) == ("handling", before)
    assert running_clocks(one) == clocks
    assert one.alarm_at is not None
    with held(later(MORNING, hours=6)), pytest.raises(TooLateToObject):
        actions.object_to_order(order=one.id, reason="再次异议", by=dispatcher, at=now())
    with held(before - timedelta(minutes=30)):  # type: ignore[operator]
        assert rounds.scan_deadlines(at=now()) == 1
        assert rounds.scan_deadlines(at=now()) == 0
    with held(before + timedelta(minutes=1)):  # type: ignore[operator]
        assert rounds.scan_deadlines(at=now()) == 1
        assert rounds.scan_deadlines(at=now()) == 0
        assert any("past its deadline" in said for said in reads.problems(street.number, now()))
    assert codes(one)[-2:] == ["hotline.warned", "hotline.overdue"]


def running_clocks(one: Order) -> list[tuple[str, datetime]]:
    from shiqiao.kernel.clocks.models import Clock

    rows = Clock.objects.filter(kind="matter", subject=one.matter, stopped_at=None).order_by("name")
    return list(rows.values_list("name", "due_at"))


def test_a_result_is_written_back_after_the_network_was_away(street: Street, tell: Telling, city: Upstream) -> None:
    one, _ = take_in(street, order())
    handle(tell, one)
    city.ill = 503
    rounds.follow_matters(at=now())  # no fact is needed: derived by comparing
    one.refresh_from_db()
    assert one.state == "answered"
    assert letters.send_waiting(at=now()) == 0
    circuit = Circuit.objects.get(pk=street.number)
    assert (circuit.failures, circuit.error, city.calls) == (1, "http_503", 1)
    assert letters.send_waiting(at=now()) == 0
    assert city.calls == 1, "while the way is closed nothing is tried"
    with held(later(MORNING, minutes=2)):
        city.ill, city.deaf = 0, True  # it keeps the letter, but its answer is lost
        letters.send_waiting(at=now())
        assert Letter.objects.filter(kind="receipt").get().state == "waiting"
    with held(later(MORNING, minutes=10)):
        city.deaf = False
        letters.send_waiting(at=now())
    one.refresh_from_db()
    assert one.state == "written_back"
    assert {kind: len(city.letters(kind)) for kind in ("receipt", "result")} == {"receipt": 1, "result": 1}
    assert set(Letter.objects.values_list("state", flat=True)) == {"acknowledged"}
    result = city.letters("result")[0]
    assert result["result"] == "已清理完毕"
    assert sorted(file["purpose"] for file in result["evidence"]) == ["after", "before"]
    assert Circuit.objects.get(pk=street.number).failures == 0


def test_a_letter_that_never_gets_through_is_red_and_waits_for_a_person(
    street: Street, tell: Telling, city: Upstream
) -> None:
    one, _ = take_in(street, order())
    city.ill = 500
    actions.take_order(order=one.id, by=street.actor("dispatch1"), at=now())
    for hours in range(1, 4):
        with held(later(MORNING, hours=hours)):
            letters.send_waiting(at=now())
    letter = Letter.objects.get()
    assert (letter.state, letter.tries, letter.error) == ("failed", 3, "http_500")
    assert "was given up: http_500" in "\n".join(reads.problems(street.number, now()))
    assert reads.counts(street.actor("dispatch1"))["red"] == 1
    city.ill = 0
    with held(later(MORNING, days=1)):
        actions.release_letter(letter=letter.id, by=street.actor("dispatch1"), at=now())
        letters.send_waiting(at=now())
    letter.refresh_from_db()
    assert letter.state == "acknowledged"
    assert len(city.letters("receipt")) == 1


def sheet(path: Path, headings: list[str], *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (headings, *rows):
        page.append(row)
    book.save(path)
    return path


def their_row(number: str, state: str, **more: Any) -> list[Any]:
    row = {
        "工单编号": number, "来电时间": "2018-06-27 09:10:00", "派发时间": "2018-06-27 09:40:00", "诉求类型": "投诉",
        "诉求分类": "城市管理/暴露垃圾", "诉求内容": "乐山小区垃圾成堆，三天没人清运，夏天味道很大。", "联系人": "赵甲乙",
        "联系电话": "13800001234", "诉求地址": "春元里一号院", "办理时限": "2018-06-29 09:40:00", "是否保密": "否",
        "工单状态": state,
    }  # fmt: skip
    return [{**row, **more}[name] for name in HEADINGS]


def load(street: Street, path: Path) -> Intake:
    rows = tables.read_orders(path, mapping_of(street.number), now())
    return take_in_orders(rows=rows, street=street.number, by=street.actor("dispatch1"), at=now())


def test_a_reconciliation_finds_and_mends_three_differences(
    street: Street, tell: Telling, city: Upstream, tmp_path: Path
) -> None:
    dispatcher = street.actor("dispatch1")
    loaded = load(street, sheet(tmp_path / "a.xlsx", HEADINGS, their_row("A1", "待签收"), their_row("A2", "待签收")))
    assert loaded.tally.counts["new"] == 2
    assert load(street, tmp_path / "a.xlsx").tally.counts["same"] == 2
    one = Order.objects.get(number="A1")
    handle(tell, one)
    rounds.follow_matters(at=now())
    letters.send_waiting(at=now())
    city.kept.clear()  # the result never arrived in their books

    def run(name: str, *rows: list[Any]) -> dict[str, int]:
        path = sheet(tmp_path / name, HEADINGS, *rows)
        found, wrong = reconcile.reconcile(
            path=path, since=MORNING - timedelta(days=1), until=MORNING + timedelta(days=1), street=street.number,
            by=dispatcher, at=now(),
        )  # fmt: skip
        assert wrong == {}
        for kind in found.counts:
            mended, failed = reconcile.settle_all(run=found.id, kind=kind, by=dispatcher, at=now())
            assert (mended, failed) == (found.counts[kind], {})
        return dict(found.counts)

    later_deadline = {"办理时限": "2018-07-02 17:30:00"}
    theirs = [their_row("A1", "办理中"), their_row("A2", "待签收", **later_deadline), their_row("A3", "待签收")]
    assert run("b.xlsx", *theirs) == {"closed_here_open_there": 1, "deadline": 1, "missing_here": 1}
    letters.send_waiting(at=now())
    assert [letter["number"] for letter in city.letters("result")] == ["A1"]
    assert Order.objects.filter(number="A3", state="received").exists()
    assert Order.objects.get(number="A2").deadline == datetime.fromisoformat("2018-07-02T17:30:00+08:00")
    theirs[0] = their_row("A1", "已反馈")
    assert run("c.xlsx", *theirs) == {}


def test_a_confidential_order_hides_its_reporter_from_the_accused_office(
    street: Street, data: Path, client: Client
) -> None:
    one, _ = take_in(street, order(confidential=True, text="城管科工作人员态度差，推诿不办。", category="作风投诉"))
    row = Matter.objects.get(pk=one.matter)
    assert not Reporter.objects.filter(matter=row.id).exclude(name=None, phone=None).exists()
    assert "赵甲乙" not in str(Order.objects.filter(pk=one.id).values().get())
    matters.dispatch_matter(matter=row.id, handler="city.handler1", by=street.actor("dispatch1"), at=now())
    assert seen(client, "city2", row) == (True, False)
    assert seen(client, "dispatch2", row) == (True, True)
    with pytest.raises(NotFound):
        reads.access_order(street.actor("city2"), one.id)


def seen(client: Client, login: str, row: Matter) -> tuple[bool, bool]:
    """Tell whether the matter's page names the order, and the reporter (masked)."""
    client.force_login(Account.objects.get(username=login))
    page = client.get(f"/matters/{row.number}/").content.decode()
    assert "13800001234" not in page
    return "JN20180627001" in page, "138****1234" in page


def test_withdrawn_upstream_and_a_wrong_moment_for_it(street: Street, data: Path) -> None:
    dispatcher = street.actor("dispatch1")
    one, _ = take_in(street, order())
    with pytest.raises(OrderNotSo):
        actions.send_result_again(order=one.id, by=dispatcher, at=now())
    upstream.tell_state(order=one.id, state="withdrawn", by=dispatcher, at=now())
    one.refresh_from_db()
    assert one.state == "withdrawn"
    assert Matter.objects.get(pk=one.matter).outcome == "withdrawn_upstream"
