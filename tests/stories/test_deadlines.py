"""Deadlines on a real calendar: before a holiday, on a make-up Saturday, in a year that nobody has entered."""

from collections.abc import Callable
from datetime import date, datetime

from shiqiao.base.actor import Ref, system
from shiqiao.base.time import now
from shiqiao.kernel.clocks import actions as clocks
from shiqiao.kernel.clocks import reads
from shiqiao.kernel.clocks.state import warning
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters import actions
from shiqiao.testing.street import STREET, Street

from .telling import Telling

Local = Callable[[datetime], str]


def test_a_noise_complaint_ten_minutes_before_midnight_on_the_eve_of_a_holiday(
    street: Street, tell: Telling, local: Local
) -> None:
    # Friday, 15 June 2018; Saturday to Monday are the Dragon Boat Festival.
    with tell.at("2018-06-15 23:50"):
        receipt = street.report("楼下烧烤摊音响吵得睡不着", item="06028", channel="resident", by=tell.resident())
    due = {clock.name: local(clock.due_at) for clock in receipt.sheet.clocks}
    assert due == {"echo": "2018-06-16 00:00", "accept": "2018-06-19 09:30"}
    with tell.at("2018-06-15 23:58"):  # 当天有回音: the grid member on watch answers before the day ends
        actions.answer_matter(matter=receipt.id, answer="已到现场劝导，摊主调低音量", by=street.actor("c1g1"), at=now())
    assert tell.clock(receipt, "echo").late is False
    with tell.at("2018-06-19 08:45"):
        actions.accept_matter(matter=receipt.id, by=street.actor("dispatch1"), at=now())
    assert tell.clock(receipt, "accept").late is False
    assert local(tell.clock(receipt, "dispatch").due_at) == "2018-06-19 10:45"


def test_an_answer_after_midnight_is_late_however_short_the_delay(street: Street, tell: Telling) -> None:
    with tell.at("2018-06-15 23:50"):
        receipt = street.report("楼下烧烤摊音响吵得睡不着", item="06028", channel="resident", by=tell.resident())
    with tell.at("2018-06-16 00:01"):
        actions.answer_matter(matter=receipt.id, answer="已到现场劝导", by=street.actor("c1g1"), at=now())
    assert tell.clock(receipt, "echo").late is True


def test_a_make_up_saturday_is_a_working_day(street: Street, tell: Telling, local: Local) -> None:
    # Saturday, 28 April 2018, is worked in exchange for Monday, 30 April; the office opens again on Wednesday, 2 May.
    with tell.at("2018-04-28 16:00"):
        receipt = street.report("暴露垃圾")
        tell.dispatch(receipt, "c1.g1")
    assert local(tell.clock(receipt, "accept").due_at) == "2018-04-28 17:00"
    assert local(tell.clock(receipt, "handle").due_at) == "2018-05-02 11:00"  # 1.5 h on Saturday, 2.5 h on Wednesday
    steps = reads.explain(tell.clock(receipt, "handle"))
    assert any("2018-04-28" in str(step.params) or "makeup" in step.code or "workday" in step.code for step in steps)


def test_the_first_working_day_of_a_year_that_nobody_has_entered(street: Street, tell: Telling, local: Local) -> None:
    with tell.at("2027-01-04 10:00"):  # a Monday; the seeded calendar ends with 2026
        receipt = street.report("三天没人收垃圾", item="06011")
        tell.dispatch(receipt, "c1.g1")
        handle = tell.clock(receipt, "handle")
        assert local(handle.due_at) == "2027-01-06 17:30"
        told = warning(handle.state(), reads.calendar_for(STREET))
        assert told is not None
        assert told.params["years"] == "2027"
        assert reads.Gap(STREET, 2027) in reads.calendar_gaps(now())
        accept = tell.clock(receipt, "accept")
    with tell.at("2027-01-04 11:00"):
        days = {date(2027, 1, 5): (False, "调休"), date(2027, 1, 9): (True, "调休上班")}
        clocks.set_days(place=STREET, days=days, years=[2027], by=system("calendar", street=STREET), at=now())
        moved = tell.clock(receipt, "handle")
        assert local(moved.due_at) == "2027-01-07 17:30"
        assert warning(moved.state(), reads.calendar_for(STREET)) is None
        assert tell.row(receipt).next_due == min(moved.due_at, tell.clock(receipt, "echo").due_at)
        assert reads.Gap(STREET, 2027) not in reads.calendar_gaps(now())
    assert tell.clock(receipt, "accept").due_at == accept.due_at  # it had stopped: history does not move
    assert [line.code for line in lines_of(Ref("matter", receipt.id))][-1] == "matters.clock_moved"
    assert [step.code for step in reads.explain(moved)][-1] == "recalendared"
