"""A dispute mediated within its term; a petition through decision, review and final review, each with its legal term."""

import pytest

from shiqiao.base.time import now
from shiqiao.kernel.flows.rules import MoveNotAllowed
from shiqiao.kernel.matters import actions
from shiqiao.kernel.matters.actions import Given, Receipt
from shiqiao.kernel.matters.errors import ConditionNotMet, MoveLacks
from shiqiao.kernel.matters.rules import Sheet
from shiqiao.testing.street import Street

from .telling import Telling


def move(street: Street, receipt: Receipt, do: str, by: str, *, paper: bool = False, **said: object) -> Sheet:
    actor = street.actor(by)
    evidence = (street.photo(by=actor, purpose="document"),) if paper else ()
    given = Given(evidence=evidence, **said)  # type: ignore[arg-type]
    return actions.move_matter(matter=receipt.id, do=do, given=given, by=actor, at=now())


def due(tell: Telling, receipt: Receipt, name: str, local: object, run: int = 1) -> str:
    return local(tell.clock(receipt, name, run).due_at)  # type: ignore[operator, no-any-return]


def test_a_dispute_is_mediated_and_ends_with_an_agreement_within_its_term(
    street: Street, tell: Telling, local: object
) -> None:
    with tell.at("2018-06-04 09:00"):
        receipt = street.report("楼上装修把我家墙震裂了，请求调解", item="M0104")
        assert {clock.name for clock in receipt.sheet.clocks} == {"accept", "echo"}
    with tell.at("2018-06-04 10:00"):
        move(street, receipt, "accept", "dispatch1")
        assert due(tell, receipt, "handle", local) == "2018-07-04 17:30"  # 30 calendar days
        move(street, receipt, "answer", "c1safe", answer="双方同意调解，周三下午到调解室")
    with tell.at("2018-06-06 15:00"):
        sheet = move(street, receipt, "mediate", "c1safe", result="双方各述理由，约定请人看墙")
        assert (sheet.state, sheet.done) == ("mediating", False)
    with tell.at("2018-06-20 16:00"):
        with pytest.raises(MoveLacks, match="document"):
            move(street, receipt, "agree", "c1safe", result="达成赔偿协议")
        sheet = move(street, receipt, "agree", "c1safe", paper=True, result="达成赔偿协议，双方签字")
        assert (sheet.state, sheet.done) == ("closed", True)
        assert tell.clock(receipt, "handle").late is False
    with tell.at("2018-07-05 10:00"):
        sheet = move(street, receipt, "call_back", "callback1", responded=True, solved=True, satisfied=True)
        assert sheet.solved


def test_a_mediation_that_fails_tells_the_sides_what_the_law_leaves_them(street: Street, tell: Telling) -> None:
    receipt = street.report("车位被长期占用，请求调解", item="M0101")
    move(street, receipt, "accept", "dispatch1")
    with pytest.raises(MoveLacks, match="answer"):
        move(street, receipt, "fail_mediation", "c1safe", reason="一方不再到场")
    answer = "未能达成协议，可以依法向人民法院起诉"
    sheet = move(street, receipt, "fail_mediation", "c1safe", reason="一方不再到场", answer=answer)
    assert (sheet.state, sheet.done) == ("unsettled", True)
    with pytest.raises(MoveNotAllowed):
        move(street, receipt, "reopen", "dispatch1", reason="再调一次")


def test_a_petition_accepted_on_day_14_and_decided_on_day_60_is_reviewed_twice(
    street: Street, tell: Telling, local: object
) -> None:
    with tell.at("2018-03-01 10:00"):
        receipt = street.report("对拆迁补偿有异议", item="P0101", channel="counter")
        assert [clock.name for clock in receipt.sheet.clocks] == ["accept"]
        assert due(tell, receipt, "accept", local) == "2018-03-16 17:30"
    with tell.at("2018-03-15 16:00"):  # day 14
        with pytest.raises(MoveLacks, match="answer"):
            move(street, receipt, "accept", "dispatch1")
        move(street, receipt, "accept", "dispatch1", answer="您的信访事项已受理")
        move(
            street,
            receipt,
            "dispatch",
            "dispatch1",
            handler=actions.handler_of("safety.handler1", street.actor("dispatch1"), now()),
        )
        assert tell.clock(receipt, "accept").late is False
        assert due(tell, receipt, "handle", local) == "2018-05-14 17:30"  # 60 calendar days
    with tell.at("2018-05-14 17:00"):  # day 60
        sheet = move(street, receipt, "finish", "safety2", paper=True, result="处理意见书：按协议补足差额")
        assert (sheet.state, sheet.done) == ("closed", True)
        assert tell.clock(receipt, "handle").late is False
    resident = tell.resident()
    with tell.at("2018-06-12 10:00"):
        given = Given(reason="不认可处理意见")
        actions.move_matter(matter=receipt.id, do="ask_review", given=given, by=resident, at=now())
        assert due(tell, receipt, "review", local) == "2018-07-12 17:30"
    with tell.at("2018-07-10 10:00"):
        sheet = move(street, receipt, "answer_review", "leader1", paper=True, answer="维持原处理意见")
        assert (sheet.state, sheet.done) == ("reviewed", True)
    with tell.at("2018-07-20 10:00"):
        actions.move_matter(matter=receipt.id, do="ask_final_review", given=given, by=resident, at=now())
        assert due(tell, receipt, "review", local, 2) == "2018-08-20 17:30"  # day 30 is a Sunday
    with tell.at("2018-08-20 17:40"):
        sheet = move(street, receipt, "answer_final_review", "leader1", paper=True, answer="复核维持")
        assert (sheet.state, sheet.done) == ("concluded", True)
        assert tell.clock(receipt, "review", 2).late is True


def test_the_right_to_a_review_ends_after_thirty_days(street: Street, tell: Telling) -> None:
    with tell.at("2018-03-01 10:00"):
        receipt = street.report("反映停车管理", item="P0105", channel="counter")
        move(street, receipt, "accept", "dispatch1", answer="已受理")
        move(street, receipt, "finish", "c1safe", paper=True, result="处理意见书")
    given = Given(reason="不服")
    with tell.at("2018-04-02 10:00"), pytest.raises(ConditionNotMet):
        actions.move_matter(matter=receipt.id, do="ask_review", given=given, by=tell.resident(), at=now())


def test_who_decided_a_petition_does_not_record_its_review(street: Street, tell: Telling) -> None:
    receipt = street.report("反映物业", item="P0103", channel="counter")
    move(street, receipt, "accept", "dispatch1", answer="已受理")
    hands = actions.handler_of("centre.head", street.actor("dispatch1"), now())
    move(street, receipt, "dispatch", "dispatch1", handler=hands)
    move(street, receipt, "finish", "dispatch1", paper=True, result="处理意见书")
    actions.move_matter(matter=receipt.id, do="ask_review", given=Given(reason="不服"), by=tell.resident(), at=now())
    with pytest.raises(ConditionNotMet, match="another"):
        move(street, receipt, "answer_review", "dispatch1", paper=True, answer="维持")
    move(street, receipt, "answer_review", "dispatch2", paper=True, answer="维持")


def test_what_belongs_to_a_court_is_declined_and_led_there(street: Street, tell: Telling) -> None:
    receipt = street.report("与开发商的合同纠纷", item="P0199", channel="counter")
    answer = "请依法向市中区人民法院提起诉讼"
    sheet = move(street, receipt, "decline", "dispatch1", outcome="legal_channel", answer=answer)
    assert (sheet.state, sheet.outcome, sheet.done) == ("declined", "legal_channel", True)
