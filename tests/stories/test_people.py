"""Who has the matter: leave and deputies, a gap, who handled and who checks, whom a corrected matter goes to."""

from datetime import date

import pytest

from shiqiao.base.actor import system
from shiqiao.base.time import now
from shiqiao.config.commands.coverage import _look as check
from shiqiao.kernel.flows.rules import MoveNotAllowed
from shiqiao.kernel.matters import actions, reads
from shiqiao.kernel.matters.errors import ConditionNotMet
from shiqiao.kernel.matters.moves import moves_for
from shiqiao.kernel.people import actions as people
from shiqiao.kernel.people import reads as who
from shiqiao.kernel.people.models import Account, Post
from shiqiao.testing.street import FIRST_GRID, STREET, Street

from .telling import Telling

BY = system("office", street=STREET)


def account(login: str) -> Account:
    return Account.objects.get(username=login)


def test_while_the_holder_is_on_leave_the_deputy_has_the_work(street: Street, tell: Telling) -> None:
    people.take_leave(account=account("c1g1"), start=date(2018, 6, 27), end=date(2018, 6, 29), by=BY, at=now())
    receipt = street.report("垃圾成堆")
    assert (receipt.sheet.holder, receipt.sheet.unrouted) == (account("c1g2").pk, False)
    deputy = street.actor("c1g2")
    assert {"accept", "dispatch"} <= {move.do for move in moves_for(deputy, tell.row(receipt))}
    actions.accept_matter(matter=receipt.id, by=deputy, at=now())
    assert [row.number for row in reads.matters(deputy, reads.Filters(tab="mine", open=True)).rows] == [receipt.number]
    assert check(STREET, 0)["gaps"] == []
    with tell.at("2018-06-29 09:00"):  # back at work
        assert street.report("又一堆").sheet.holder == account("c1g1").pk


def test_without_a_deputy_it_falls_to_the_head_of_the_community_and_the_check_is_red(
    street: Street, tell: Telling
) -> None:
    people.end_deputyship(post=Post.objects.get(code="c1.g1"), on=date(2018, 6, 27), by=BY, at=now())
    people.take_leave(account=account("c1g1"), start=date(2018, 6, 27), end=date(2018, 6, 29), by=BY, at=now())
    receipt = street.report("垃圾成堆")
    assert receipt.sheet.holder == account("c1head").pk
    red = [row for row in who.coverage(STREET, now()) if row.gap]
    assert {(row.grid, row.line) for row in red} == {(FIRST_GRID, "city"), (FIRST_GRID, "livelihood")}
    gaps = check(STREET, 0)["gaps"]
    assert {gap["line"] for gap in gaps} == {"city", "livelihood"}
    assert {gap["falls_to"] for gap in gaps} == {"c1.head"}
    actions.accept_matter(matter=receipt.id, by=street.actor("c1head"), at=now())


def test_who_handled_a_matter_does_not_check_it_even_from_another_post(street: Street, tell: Telling) -> None:
    receipt = street.report("垃圾成堆")
    tell.dispatch(receipt, "c1.g1")
    tell.finish(receipt, by="c1g1")
    checker = Post.objects.get(code="supervision.check1")
    people.end_holding(post=checker, on=date(2018, 6, 27), by=BY, at=now())
    people.appoint(post=checker, account=account("c1g1"), start=date(2018, 6, 27), by=BY, at=now())
    both = street.actor("c1g1")
    assert "checker" in both.roles
    for act in (actions.close_matter, lambda **k: actions.send_back_matter(reason="没清干净", **k)):
        with pytest.raises(ConditionNotMet):
            act(matter=receipt.id, by=both, at=now())
    tell.close(receipt, by="check2")
    assert tell.row(receipt).state == "closed"


def test_a_wrong_item_is_corrected_after_dispatch(street: Street, tell: Telling) -> None:
    dispatcher = street.actor("dispatch1")
    with tell.at("2018-06-27 10:00"):
        receipt = street.report("楼道里给电瓶车拉线充电", item="06011")
    with tell.at("2018-06-27 10:30"):
        tell.dispatch(receipt, "c1.g1")
    before = tell.clock(receipt, "handle")
    with tell.at("2018-06-27 14:00"):
        actions.correct_matter(matter=receipt.id, item="S0102", reason="是飞线充电", by=dispatcher, at=now())
    row, after = tell.row(receipt), tell.clock(receipt, "handle")
    assert (row.item, row.line, row.state) == ("S0102", "safety", "handling")
    assert row.post == who.post_by_code("c1.safety", STREET).id
    assert row.holder == account("c1safe").pk
    assert (before.term, after.term) == ("2wd", "4wh")
    assert after.started_at == before.started_at  # the right term runs from the original start
    assert f"{after.due_at:%H:%M}" == "08:00"  # 10:30 + 4 working hours = 16:00 local
    assert (after.owner_post, after.run) == (row.post, 1)
    found = reads.matters(dispatcher, reads.Filters(text="充电", line="safety"))
    assert [one.number for one in found.rows] == [row.number]
    assert not reads.matters(dispatcher, reads.Filters(text="充电", line="city")).rows
    with pytest.raises(MoveNotAllowed):
        tell.finish(receipt, by="c1g2")
    with tell.at("2018-06-27 15:00"):
        tell.finish(receipt, by="c1safe")
    assert tell.clock(receipt, "handle").late is False
