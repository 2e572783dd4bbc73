"""延期 and 挂账: who may grant what, what the reporter is told, and clocks that stand still and go on by themselves."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.time import now
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.clocks.rules import working_seconds
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters import actions, reads, requests
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.matters.errors import ConditionNotMet
from shiqiao.kernel.matters.models import Note
from shiqiao.kernel.notices.reads import inbox
from shiqiao.testing.street import STREET, Street

from .telling import Telling

Local = Callable[[datetime], str]
ROAD = "01001"  # one working day
TOLD = "需等产权单位调配井盖，延长两个工作日，6月29日前办结"


@pytest.fixture
def receipt(street: Street, tell: Telling) -> Receipt:
    """A broken cover with the city department since Wednesday ten o'clock, due Thursday 17:30."""
    with tell.at("2018-06-27 10:00"):
        made = street.report("供水井盖破损", item=ROAD)
        tell.dispatch(made, "city.handler1")
        actions.answer_matter(matter=made.id, answer="已派人围挡", by=street.actor("city2"), at=now())
    return made


def ask(street: Street, receipt: Receipt, term: str = "2wd") -> Any:
    return requests.ask_extension(
        matter=receipt.id, term=term, reason="井盖规格特殊，需厂家调货", by=street.actor("city2"), at=now()
    )


def grant(street: Street, receipt: Receipt, login: str, answer: str = TOLD) -> Any:
    return requests.grant_request(matter=receipt.id, answer=answer, by=street.actor(login), at=now())


def test_the_first_extension_is_for_the_head_and_the_second_only_for_a_leader(
    street: Street, tell: Telling, receipt: Receipt, local: Local
) -> None:
    with tell.at("2018-06-28 09:00"):
        ask(street, receipt)
        assert {"matters.extension_asked"} == {notice.kind for notice in inbox(street.actor("city1"))}
    with tell.at("2018-06-28 10:00"):
        with pytest.raises(ConditionNotMet):
            grant(street, receipt, "city2")
        sheet = grant(street, receipt, "city1")
    assert (sheet.extended, sheet.asked, sheet.state) == (1, "", "handling")
    handle = tell.clock(receipt, "handle")
    assert local(handle.due_at) == "2018-07-02 17:30"  # from Thursday's end by Friday and Monday
    assert [(shift["do"], shift["by"], shift["approver"]) for shift in handle.shifts] == [
        ("extend", "2wd", "city.head")
    ]
    public = Note.objects.get(matter=receipt.id, kind="answer", seq=tell.row(receipt).seq)
    assert (public.text, public.public) == (TOLD, True)
    with tell.at("2018-07-02 10:00"):
        ask(street, receipt)
        with pytest.raises(ConditionNotMet):
            grant(street, receipt, "city1")
        with pytest.raises(ConditionNotMet):
            grant(street, receipt, "dispatch1")
        assert {notice.kind for notice in inbox(street.actor("leader1"))} == {"matters.extension_asked"}
        sheet = grant(street, receipt, "leader1")
    assert sheet.extended == 2
    assert local(tell.clock(receipt, "handle").due_at) == "2018-07-04 17:30"
    assert "late" not in lines_of(Ref("matter", receipt.id))[-1].data
    with tell.at("2018-07-04 17:00"):
        tell.finish(receipt, by="city2")
    assert tell.clock(receipt, "handle").late is False


def test_who_grants_may_give_less_or_another_day(street: Street, tell: Telling, receipt: Receipt, local: Local) -> None:
    with tell.at("2018-06-28 09:00"):
        ask(street, receipt, "5wd")
        with pytest.raises(Invalid) as refused:
            requests.grant_request(matter=receipt.id, answer=TOLD, term="23wd", by=street.actor("city1"), at=now())
        assert set(refused.value.fields) == {"term"}
        requests.grant_request(matter=receipt.id, answer=TOLD, term="2wd", by=street.actor("city1"), at=now())
    assert local(tell.clock(receipt, "handle").due_at) == "2018-07-02 17:30"
    assert [line.data["request"] for line in lines_of(Ref("matter", receipt.id)) if "request" in line.data] == [
        ["extension", "5wd", "asked"], ["extension", "2wd", "granted"],
    ]  # fmt: skip
    with tell.at("2018-06-28 11:00"):
        requests.ask_pause(
            matter=receipt.id, until=date(2018, 8, 31), reason="等招标", by=street.actor("city2"), at=now()
        )
        day = date(2018, 7, 31)
        sheet = requests.grant_request(matter=receipt.id, answer=TOLD, until=day, by=street.actor("city1"), at=now())
    assert sheet.paused_until is not None
    assert local(sheet.paused_until) == "2018-07-31 00:00"


def test_the_reporter_is_told_why_and_a_patrol_has_nobody_to_tell(
    street: Street, tell: Telling, receipt: Receipt
) -> None:
    with tell.at("2018-06-28 09:00"):
        ask(street, receipt)
        with pytest.raises(Invalid) as refused:
            grant(street, receipt, "city1", answer="")
        assert set(refused.value.fields) == {"answer"}
        found = street.report("供水井盖破损", item=ROAD, channel="patrol", by=street.actor("c1g1"))
        tell.dispatch(found, "city.handler1")
        ask(street, found)
        assert grant(street, found, "city1", answer="").extended == 1


def test_saying_why_it_takes_longer_is_an_answer_to_the_reporter(street: Street, tell: Telling) -> None:
    with tell.at("2018-06-27 10:00"):
        receipt = street.report("供水井盖破损", item=ROAD)
        tell.dispatch(receipt, "city.handler1")
    with tell.at("2018-06-27 14:00"):
        ask(street, receipt)
        assert grant(street, receipt, "city1").echoed_at == now()
    assert tell.clock(receipt, "echo").late is False


def test_an_extension_after_the_term_is_for_a_leader_and_is_marked(
    street: Street, tell: Telling, receipt: Receipt, local: Local
) -> None:
    with tell.at("2018-06-29 09:00"):  # due the evening before
        ask(street, receipt, "1wd")
        with pytest.raises(ConditionNotMet):
            grant(street, receipt, "city1")
        grant(street, receipt, "leader2")
    line = lines_of(Ref("matter", receipt.id))[-1]
    assert (line.data["late"], line.data["request"]) == (True, ["extension", "1wd", "granted"])
    assert local(tell.clock(receipt, "handle").due_at) == "2018-06-29 17:30"


def test_small_things_are_not_extended(street: Street, tell: Telling) -> None:
    receipt = street.report("小广告", item="07001")
    tell.dispatch(receipt, "city.handler1")
    with pytest.raises(ConditionNotMet):
        ask(street, receipt)


@pytest.mark.parametrize("term", ["两天", "0wd", "same_day", "23wd", "161wh", "31cd"])
def test_a_term_that_cannot_be_used_is_named_with_its_remedy(
    street: Street, tell: Telling, receipt: Receipt, term: str
) -> None:
    with pytest.raises(Invalid) as refused:
        ask(street, receipt, term)
    assert set(refused.value.fields) == {"term"}


def test_a_pause_over_the_end_of_the_month_ends_by_itself(
    street: Street, tell: Telling, receipt: Receipt, local: Local
) -> None:
    handler = street.actor("city2")
    with tell.at("2018-06-28 09:30"):
        requests.ask_pause(matter=receipt.id, until=date(2018, 7, 9), reason="待汛期结束后开挖", by=handler, at=now())
    with tell.at("2018-06-28 10:30"):
        grant(street, receipt, "dispatch1", "雨季不宜开挖，7月9日起恢复施工")
    row, handle = tell.row(receipt), tell.clock(receipt, "handle")
    assert (row.paused, local(row.paused_until)) == (True, "2018-07-09 00:00")  # type: ignore[arg-type]
    assert row.next_due is None, "nothing breaks while it stands still"
    left = working_seconds(calendar_for(STREET), handle.paused_at, handle.due_at)  # type: ignore[arg-type]
    mine = reads.matters(street.actor("city2"), reads.Filters(open=True))
    assert [one.number for one in mine.rows] == [row.number]
    with tell.at("2018-07-08 23:59"):
        assert requests.resume_due(at=now()) == 0
    with tell.at("2018-07-09 00:00"):
        assert requests.resume_due(at=now()) == 1
        assert requests.resume_due(at=now()) == 0
    row, handle = tell.row(receipt), tell.clock(receipt, "handle")
    assert (row.paused, row.paused_until, handle.paused_at) == (False, None, None)
    assert working_seconds(calendar_for(STREET), now_at("2018-07-09 00:00"), handle.due_at) == left
    assert local(handle.due_at) == "2018-07-09 15:30"  # six of the seven and a half hours of the 28th remained
    assert "matters.resumed" in {notice.kind for notice in inbox(handler)}


def now_at(moment: str) -> datetime:
    return datetime.fromisoformat(f"{moment}+08:00")


def test_work_may_go_on_earlier_and_finishing_leaves_the_pause_behind(
    street: Street, tell: Telling, receipt: Receipt
) -> None:
    handler = street.actor("city2")
    with tell.at("2018-06-28 09:30"):
        requests.ask_pause(matter=receipt.id, until=date(2018, 7, 9), reason="待汛期结束", by=handler, at=now())
        grant(street, receipt, "dispatch1")
        with pytest.raises(ConditionNotMet):
            ask(street, receipt)
    with tell.at("2018-06-29 09:30"):
        requests.resume_matter(matter=receipt.id, by=handler, at=now())
        requests.ask_pause(matter=receipt.id, until=date(2018, 7, 9), reason="又下雨", by=handler, at=now())
        grant(street, receipt, "dispatch1")
    with tell.at("2018-07-04 09:30"):
        tell.finish(receipt, by="city2")
    row, handle = tell.row(receipt), tell.clock(receipt, "handle")
    assert (row.paused, row.paused_until, row.state) == (False, None, "checking")
    assert handle.late is False, "a clock that is stopped while it stands still is judged by the pause"


@pytest.mark.parametrize("until", [date(2018, 6, 27), date(2018, 6, 28), date(2019, 6, 29)])
def test_a_pause_into_the_past_or_beyond_a_year_is_refused(
    street: Street, tell: Telling, receipt: Receipt, until: date
) -> None:
    with tell.at("2018-06-28 09:30"), pytest.raises(Invalid) as refused:
        requests.ask_pause(matter=receipt.id, until=until, reason="等", by=street.actor("city2"), at=now())
    assert set(refused.value.fields) == {"until"}


def test_all_pauses_together_last_at_most_a_year(street: Street, tell: Telling, receipt: Receipt) -> None:
    handler = street.actor("city2")
    with tell.at("2018-06-28 09:30"):
        requests.ask_pause(matter=receipt.id, until=date(2019, 6, 28), reason="等规划", by=handler, at=now())
        grant(street, receipt, "dispatch1")
    with tell.at("2019-06-28 08:00"):
        requests.resume_due(at=now())
    with tell.at("2019-06-28 09:30"), pytest.raises(Invalid):
        requests.ask_pause(matter=receipt.id, until=date(2019, 7, 28), reason="再等", by=handler, at=now())


def test_a_day_that_came_before_anybody_decided_cannot_be_granted(
    street: Street, tell: Telling, receipt: Receipt
) -> None:
    with tell.at("2018-06-28 09:30"):
        requests.ask_pause(
            matter=receipt.id, until=date(2018, 6, 29), reason="等配件", by=street.actor("city2"), at=now()
        )
    with tell.at("2018-06-29 09:30"):
        with pytest.raises(Invalid) as refused:
            grant(street, receipt, "dispatch1")
        assert set(refused.value.fields) == {"until"}
        requests.refuse_request(matter=receipt.id, reason="日期已到", by=street.actor("dispatch1"), at=now())


@pytest.mark.parametrize("login", ["check1", "callback1", "c1g1", "city3", "auditor1", "safety1"])
def test_who_does_not_decide(street: Street, tell: Telling, receipt: Receipt, login: str) -> None:
    ask(street, receipt)
    for decide in (
        lambda by: grant(street, receipt, by),
        lambda by: requests.refuse_request(matter=receipt.id, reason="不同意", by=street.actor(by), at=now()),
    ):
        with pytest.raises(Forbidden):
            decide(login)
