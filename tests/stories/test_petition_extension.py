"""A petition that needs more than its sixty days: extended once, by thirty at most, and decided by another."""

import pytest

from shiqiao.base.time import now
from shiqiao.kernel.matters import actions, requests
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


def test_a_petition_is_extended_once_and_answered_on_the_last_day(street: Street, tell: Telling, local: object) -> None:
    with tell.at("2018-03-15 09:00"):
        receipt = street.report("拆迁补偿信访", item="P0101")
        move(street, receipt, "accept", "dispatch1", answer="已受理，六十日内答复")
        move(
            street,
            receipt,
            "dispatch",
            "dispatch1",
            handler=actions.handler_of("safety.handler1", street.actor("dispatch1"), now()),
        )
        assert local(tell.clock(receipt, "handle").due_at) == "2018-05-14 17:30"  # type: ignore[operator]
    with tell.at("2018-05-10 10:00"):
        asker = street.actor("safety2")
        with pytest.raises(MoveLacks, match="at most"):
            requests.ask_extension(matter=receipt.id, term="40cd", reason="需要调取档案", by=asker, at=now())
        requests.ask_extension(matter=receipt.id, term="30cd", reason="需要调取档案", by=asker, at=now())
        with pytest.raises(ConditionNotMet, match="another"):
            requests.grant_request(matter=receipt.id, answer="延期至6月13日", by=asker, at=now())
        sheet = requests.grant_request(
            matter=receipt.id, answer="案情复杂，延期至6月13日", by=street.actor("leader1"), at=now()
        )
        assert (sheet.extended, sheet.asked) == (1, "")
        assert local(tell.clock(receipt, "handle").due_at) == "2018-06-13 17:30"  # type: ignore[operator]
    with tell.at("2018-06-12 10:00"), pytest.raises(ConditionNotMet, match="once only"):
        requests.ask_extension(
            matter=receipt.id, term="5cd", reason="还差一份材料", by=street.actor("safety2"), at=now()
        )
    with tell.at("2018-06-13 17:00"):
        sheet = move(street, receipt, "finish", "safety2", paper=True, result="补偿差额已核定，附处理意见书")
        assert (sheet.state, tell.clock(receipt, "handle").late) == ("closed", False)


def test_a_mediation_goes_on_longer_when_both_sides_wish(street: Street, tell: Telling, local: object) -> None:
    with tell.at("2018-06-04 09:00"):
        receipt = street.report("楼上漏水，请求调解", item="M0104")
        move(street, receipt, "accept", "dispatch1")
    with tell.at("2018-07-02 10:00"):
        requests.ask_extension(
            matter=receipt.id, term="10cd", reason="双方同意再谈一次", by=street.actor("c1safe"), at=now()
        )
        requests.grant_request(matter=receipt.id, answer="经双方同意延长十日", by=street.actor("dispatch1"), at=now())
        assert local(tell.clock(receipt, "handle").due_at) == "2018-07-16 17:30"  # type: ignore[operator]  # the 14th is a Saturday
