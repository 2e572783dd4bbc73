"""异议退回: "not ours" is decided by another; upheld it is dispatched anew, refused the clock has never stopped."""

from collections.abc import Callable
from datetime import datetime

import pytest

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.time import now
from shiqiao.kernel.clocks.actions import scan_alarms
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters import actions, reads, requests
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.matters.errors import ConditionNotMet
from shiqiao.kernel.notices.reads import inbox
from shiqiao.testing.street import Street

from .telling import Telling

Local = Callable[[datetime], str]
STREET_LAMP = "01006"


def given_to_the_city_department(street: Street, tell: Telling) -> Receipt:
    """A manhole cover that dispatch took for the department's."""
    receipt = street.report("路灯井盖松动，车一压就响", item=STREET_LAMP)
    tell.dispatch(receipt, "city.handler1")
    return receipt


def told(street: Street, login: str) -> list[str]:
    return [notice.kind for notice in inbox(street.actor(login))]


def test_an_objection_is_upheld_and_the_matter_is_dispatched_anew(street: Street, tell: Telling, local: Local) -> None:
    with tell.at("2018-06-27 10:00"):
        receipt = given_to_the_city_department(street, tell)
    with tell.at("2018-06-27 10:40"):
        sheet = requests.ask_return(
            matter=receipt.id, reason="该井盖在小区红线内，属物业管理，不归城管科", by=street.actor("city2"), at=now()
        )
        assert (sheet.state, sheet.asked) == ("handling", "return")
        assert tell.clock(receipt, "handle").stopped_at is None, "the clock runs on while it is decided"
        assert local(tell.clock(receipt, "review").due_at) == "2018-06-27 16:10"  # 4 working hours
    assert told(street, "dispatch1")[0] == told(street, "dispatch2")[0] == "matters.return_asked"
    assert told(street, "city1") == [], "the head of the unit that objects does not decide it"
    waiting = reads.matters(street.actor("dispatch1"), reads.Filters(open=True, asked=True))
    assert [row.number for row in waiting.rows] == [receipt.number]
    with tell.at("2018-06-27 11:00"):
        sheet = requests.uphold_return(matter=receipt.id, by=street.actor("dispatch1"), at=now())
    row = tell.row(receipt)
    assert (sheet.state, sheet.asked, sheet.returned) == ("accepted", "", 1)
    assert (row.post, row.holder) == (receipt.sheet.post, receipt.sheet.holder), "back to who answers for the place"
    assert tell.clock(receipt, "review").late is False
    assert tell.clock(receipt, "handle").stopped_at is not None
    # Dispatched straight from the report the first time, so this is the first run of the dispatch clock.
    assert tell.clock(receipt, "dispatch").stopped_at is None
    assert told(street, "city2")[0] == "matters.return_upheld"
    assert "matters.return_asked" not in told(street, "dispatch2"), "nothing waits for the other dispatcher any more"
    with tell.at("2018-06-27 11:10"):
        tell.dispatch(receipt, "c1.g1")
    assert tell.clock(receipt, "handle", 2).stopped_at is None
    with tell.at("2018-06-27 15:00"):
        tell.finish(receipt, by="c1g1")
    with tell.at("2018-06-27 16:00"):
        tell.close(receipt)
    assert tell.row(receipt).returned == 1


def test_a_matter_returned_a_second_time_gets_a_second_run_of_the_dispatch_clock(street: Street, tell: Telling) -> None:
    with tell.at("2018-06-27 10:00"):
        receipt = street.report("路灯井盖松动", item=STREET_LAMP)
        actions.accept_matter(matter=receipt.id, by=street.actor("dispatch1"), at=now())
        tell.dispatch(receipt, "city.handler1")
    with tell.at("2018-06-27 10:10"):
        requests.ask_return(matter=receipt.id, reason="不属本科室", by=street.actor("city2"), at=now())
        requests.uphold_return(matter=receipt.id, by=street.actor("dispatch2"), at=now())
    assert tell.clock(receipt, "dispatch", 2).stopped_at is None


def test_an_objection_is_refused_and_the_clock_never_stopped(street: Street, tell: Telling, local: Local) -> None:
    with tell.at("2018-06-27 10:00"):
        receipt = given_to_the_city_department(street, tell)
    due = tell.clock(receipt, "handle").due_at
    handler, dispatcher = street.actor("city2"), street.actor("dispatch1")
    with tell.at("2018-06-27 10:40"):
        requests.ask_return(matter=receipt.id, reason="不归我科", by=handler, at=now())
        with pytest.raises(ConditionNotMet):  # one request at a time
            requests.ask_extension(matter=receipt.id, term="2wd", reason="等配件", by=handler, at=now())
    with tell.at("2018-06-27 11:30"):
        with pytest.raises(Invalid) as refused:
            requests.refuse_request(matter=receipt.id, reason="", by=dispatcher, at=now())
        assert set(refused.value.fields) == {"reason"}
        sheet = requests.refuse_request(
            matter=receipt.id, reason="权责清单第37项明确由城管科承办", by=dispatcher, at=now()
        )
    assert (sheet.state, sheet.asked, sheet.returned, sheet.post) == ("handling", "", 0, tell.row(receipt).post)
    handle = tell.clock(receipt, "handle")
    assert (handle.due_at, handle.stopped_at, handle.paused_at, handle.shifts) == (due, None, None, [])
    assert told(street, "city2")[0] == "matters.request_refused"
    with tell.at("2018-06-28 18:30"):  # due on the 28th at 17:30: the time of the quarrel was the handler's own
        tell.finish(receipt, by="city2")
    assert tell.clock(receipt, "handle").late is True


def test_neither_the_asker_nor_anyone_of_the_unit_nor_a_checker_decides(street: Street, tell: Telling) -> None:
    receipt = given_to_the_city_department(street, tell)
    requests.ask_return(matter=receipt.id, reason="不归我科", by=street.actor("city2"), at=now())
    for login in ("city2", "city3", "city1", "check1", "callback1", "c1g1", "leader1"):
        if login == "leader1":
            requests.uphold_return(matter=receipt.id, by=street.actor(login), at=now())
        else:
            with pytest.raises(Forbidden):
                requests.uphold_return(matter=receipt.id, by=street.actor(login), at=now())


def test_a_review_on_which_somebody_sits_warns_those_who_must_decide(street: Street, tell: Telling) -> None:
    with tell.at("2018-06-27 10:00"):
        receipt = given_to_the_city_department(street, tell)
        requests.ask_return(matter=receipt.id, reason="不归我科", by=street.actor("city2"), at=now())
    with tell.at("2018-06-27 16:20"):
        scan_alarms(at=now())
    assert told(street, "leader1") == []
    assert "clocks.escalated" in told(street, "dispatch1")
    with tell.at("2018-06-27 17:20"):
        scan_alarms(at=now())
    reviews = [notice for notice in inbox(street.actor("leader1")) if notice.params.get("clock") == "review"]
    assert reviews, "at last the leader learns that nobody decides"


def test_a_request_can_be_withdrawn_by_the_asker_and_ends_by_itself_when_the_work_is_done(
    street: Street, tell: Telling
) -> None:
    receipt = given_to_the_city_department(street, tell)
    handler = street.actor("city2")
    requests.ask_return(matter=receipt.id, reason="不归我科", by=handler, at=now())
    with pytest.raises(ConditionNotMet):
        requests.withdraw_request(matter=receipt.id, by=street.actor("dispatch1"), at=now())
    assert requests.withdraw_request(matter=receipt.id, by=handler, at=now()).asked == ""
    assert told(street, "dispatch1") == []
    assert tell.clock(receipt, "review").stopped_at is not None
    with pytest.raises(ConditionNotMet):
        requests.withdraw_request(matter=receipt.id, by=handler, at=now())
    requests.ask_extension(matter=receipt.id, term="2wd", reason="等配件", by=handler, at=now())
    tell.finish(receipt, by="city2")
    line = lines_of(Ref("matter", receipt.id))[-1]
    assert line.data["request"] == ["extension", "2wd", "withdrawn"]
    assert tell.clock(receipt, "review", 2).stopped_at is not None


def test_a_dispatcher_who_gives_the_matter_to_another_upholds_the_objection_in_one_step(
    street: Street, tell: Telling
) -> None:
    receipt = given_to_the_city_department(street, tell)
    requests.ask_return(matter=receipt.id, reason="应由应急办承办", by=street.actor("city2"), at=now())
    sheet = actions.redirect_matter(
        matter=receipt.id,
        handler="emergency.head",
        reason="异议成立，改派应急办",
        by=street.actor("dispatch1"),
        at=now(),
    )
    assert (sheet.state, sheet.asked, sheet.returned) == ("handling", "", 1)
