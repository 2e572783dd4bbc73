"""Proposals of residents and staff go their own way: weighed, adopted, tried, introduced, or refused with an answer."""

from uuid import uuid4

import pytest

from shiqiao.base.time import now
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.flows.rules import MoveNotAllowed
from shiqiao.kernel.matters import linked
from shiqiao.kernel.matters.actions import Contact, Given, Receipt, Report, move_matter
from shiqiao.kernel.matters.errors import ConditionNotMet, MoveLacks, ReportRefused
from shiqiao.kernel.matters.models import Matter, Reporter
from shiqiao.kernel.matters.proposals import proposal_flows, proposal_items, propose
from shiqiao.kernel.matters.secret_links import by_secret
from shiqiao.kernel.people import reads as people

from .telling import Telling


def proposed(tell: Telling, channel: str = "resident", item: str = "X0201", **more: object) -> Receipt:
    values: dict[str, object] = {
        "street": tell.street.number, "source": "test", "source_id": uuid4().hex, "channel": channel, "item": item,
        "text": "把医保代办搬进小区，每周三下午一次", "contact": Contact("赵甲乙", "13800001234"),
    }  # fmt: skip
    by = tell.resident() if channel == "resident" else tell.street.actor("c1g1")
    return propose(report=Report(**{**values, **more}), by=by, at=now())  # type: ignore[arg-type]


def move(tell: Telling, one: Receipt, do: str, login: str, **given: str) -> Matter:
    move_matter(matter=one.id, do=do, given=Given(**given), by=tell.street.actor(login), at=now())  # type: ignore[arg-type]
    return Matter.objects.get(pk=one.id)


def test_a_residents_proposal_goes_to_a_named_person_and_is_answered_the_same_day(tell: Telling) -> None:
    one = proposed(tell)
    assert people.post(one.sheet.post).code == "general.head"
    assert one.sheet.unrouted is False, "it needs no place"
    assert {clock.name for clock in one.sheet.clocks} == {"accept", "echo"}
    assert by_secret(one.number, one.secret, at=now()).id == one.id
    assert one.why[-1]["code"] == "falls_to_department_head"


def test_it_is_weighed_adopted_tried_and_introduced_each_with_an_answer(tell: Telling) -> None:
    one = proposed(tell)
    with tell.at("2018-06-27 11:00"):
        assert move(tell, one, "weigh", "general1").state == "weighing"
        with pytest.raises(MoveLacks):
            move(tell, one, "adopt", "leader1")
        assert move(tell, one, "adopt", "leader1", answer="采纳，先在两个小区试").echoed_at is not None
    with tell.at("2018-06-28 09:00"):
        move(tell, one, "publish", "general1")
        with pytest.raises(ConditionNotMet):
            move(tell, one, "publish", "general1")
        assert move(tell, one, "try", "general1", answer="七月起在春元里试行").state == "trying"
    assert [row.id for row in linked.published(tell.street.number)] == [one.id]
    with tell.at("2018-08-20 09:00"):
        done = move(tell, one, "introduce", "leader1", result="九月起各社区都办")
    assert (done.state, done.done) == ("introduced", True)
    assert not Clock.objects.filter(subject=one.id, stopped_at=None).exists()


def test_it_may_be_refused_with_an_answer_but_not_by_its_own_author(tell: Telling) -> None:
    one = proposed(tell, channel="office", item="X0205")
    assert {clock.name for clock in one.sheet.clocks} == {"accept"}, "the office does not owe itself an echo"
    assert Reporter.objects.filter(matter=one.id).exists(), "who is named follows it with the secret link"
    with pytest.raises(MoveNotAllowed):
        move(tell, one, "weigh", "c1g1")
    move(tell, one, "weigh", "general1")
    refused = move(tell, one, "refuse", "leader1", answer="现有系统已能做到")
    assert (refused.state, refused.done) == ("refused", True)


def test_a_proposal_without_a_name_is_taken_too(tell: Telling) -> None:
    one = proposed(tell, channel="office", contact=Contact())
    assert not Reporter.objects.filter(matter=one.id).exists()


def test_only_the_items_of_proposals_can_be_proposed_and_each_goes_to_its_unit(tell: Telling) -> None:
    with pytest.raises(ReportRefused):
        proposed(tell, item="06010")
    units = {
        item.code: people.unit(proposed(tell, item=item.code).sheet.unit).code for item in proposal_items(370103003)
    }
    assert units == {
        "X0201": "general_office", "X0202": "urban_management", "X0203": "safety_centre", "X0204": "economy_office",
        "X0205": "general_office",
    }  # fmt: skip


def test_the_same_proposal_sent_twice_is_one(tell: Telling) -> None:
    first = proposed(tell, source_id="once")
    again = proposed(tell, source_id="once")
    assert (again.number, again.again) == (first.number, True)


def test_the_list_shows_each_what_the_post_may_see(tell: Telling) -> None:
    one = proposed(tell)
    flows = proposal_flows(tell.street.number)
    for login, sees in (("leader1", True), ("general1", True), ("city1", False), ("c1g1", False)):
        listed = [row.id for row in linked.proposals(tell.street.actor(login), flows)]
        assert (one.id in listed) is sees, login
