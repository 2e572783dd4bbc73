"""Pieces of a matter given to others: child and parent close in either order, and nothing is cancelled silently."""

from collections.abc import Sequence

import pytest

from shiqiao.base.time import now
from shiqiao.kernel.flows.rules import MoveNotAllowed
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters import actions
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.matters.children import Part, split_matter
from shiqiao.kernel.matters.errors import MoveLacks
from shiqiao.kernel.matters.models import Matter, Reporter
from shiqiao.kernel.matters.reads import Filters, matters
from shiqiao.kernel.matters.rules import Sheet
from shiqiao.kernel.matters.store import subject
from shiqiao.kernel.notices.models import Notice

from .telling import Telling

LAMP = Part("更换路灯灯泡", item="03004", handler="city.handler1")
PIPE = Part("疏通下水", handler="livelihood.handler1")


def split(tell: Telling, parts: Sequence[Part] = (LAMP, PIPE)) -> tuple[Receipt, list[Sheet]]:
    """A renewed yard has several faults: the dispatcher gives pieces of the matter to two departments."""
    with tell.at("2018-06-27 10:05"):
        whole = tell.street.report("院里垃圾成堆，路灯不亮，下水也堵")
        tell.dispatch(whole, "c1.g1")
    with tell.at("2018-06-27 10:30"):
        return whole, split_matter(matter=whole.id, parts=parts, by=tell.street.actor("dispatch1"), at=now())


def row(sheet: Sheet | Receipt) -> Matter:
    return Matter.objects.get(number=sheet.number)


def finish(tell: Telling, one: Sheet | Receipt, login: str, **more: bool) -> None:
    actor = tell.street.actor(login)
    evidence = (tell.street.photo(by=actor, purpose="before", colour="gray"), tell.street.photo(by=actor))
    actions.finish_matter(matter=row(one).id, result="已处理", evidence=evidence, by=actor, at=now(), **more)


def close(tell: Telling, one: Sheet | Receipt, **more: bool) -> None:
    actions.close_matter(matter=row(one).id, by=tell.street.actor("check1"), at=now(), **more)


def test_a_child_is_a_matter_of_its_own_with_a_handler_and_a_clock_but_no_reporter(tell: Telling) -> None:
    whole, (lamp, pipe) = split(tell)
    assert (lamp.parent, lamp.channel, lamp.state, lamp.item) == (whole.id, "office", "handling", "03004")
    assert [clock.name for clock in lamp.clocks] == ["handle"], (
        "its handler has it, and the office does not wait for itself"
    )
    assert pipe.item == row(whole).item
    assert not Reporter.objects.filter(matter=row(lamp).id).exists()
    mine = matters(tell.street.actor("city2"), Filters(tab="unit", open=True)).rows
    assert [one.number for one in mine] == [lamp.number]


def test_without_a_handler_a_child_waits_with_the_responsible_person_of_its_place(tell: Telling) -> None:
    whole, (child,) = split(tell, [Part("清理楼道")])
    assert (child.state, child.post, child.unrouted) == ("reported", row(whole).post, False)


def test_the_parent_closes_first_only_knowingly_and_the_children_go_on(tell: Telling) -> None:
    whole, (lamp, pipe) = split(tell)
    with tell.at("2018-06-27 11:00"):
        with pytest.raises(MoveLacks) as refused:
            finish(tell, whole, "c1g1")
        assert "children_go_on" in refused.value.fields
        assert lamp.number in str(refused.value)
        finish(tell, whole, "c1g1", children_go_on=True)
        with pytest.raises(MoveLacks):
            close(tell, whole)
        close(tell, whole, children_go_on=True)
    assert row(whole).done
    assert [row(one).done for one in (lamp, pipe)] == [False, False]
    with tell.at("2018-06-27 15:00"):
        finish(tell, lamp, "city2")
        close(tell, lamp)
    last = lines_of(subject(whole.id))[-1]
    assert (last.code, last.data["part"]) == ("matters.part_ended", row(lamp).id)
    assert not Notice.objects.filter(kind="matters.part_ended").exists(), "who has closed need not be told"


def test_the_children_close_first_and_the_parents_holder_is_told_after_the_last(tell: Telling) -> None:
    whole, (lamp, pipe) = split(tell)
    with tell.at("2018-06-27 11:00"):
        finish(tell, lamp, "city2")
        close(tell, lamp)
        assert not Notice.objects.filter(kind="matters.part_ended").exists()
        finish(tell, pipe, "life2")
        close(tell, pipe)
    told = Notice.objects.get(kind="matters.part_ended")
    assert (told.subject_id, told.post) == (whole.id, row(whole).post)
    with tell.at("2018-06-27 12:00"):
        finish(tell, whole, "c1g1")
        close(tell, whole)
    assert row(whole).state == "closed"


def test_a_child_that_is_taken_up_again_is_open_again_for_its_parent(tell: Telling) -> None:
    whole, (lamp,) = split(tell, [LAMP])
    with tell.at("2018-06-27 11:00"):
        finish(tell, lamp, "city2")
        close(tell, lamp)
        by = tell.street.actor("dispatch1")
        actions.reopen_matter(matter=row(lamp).id, reason="还是不亮", by=by, at=now())
        with pytest.raises(MoveLacks):
            finish(tell, whole, "c1g1")


def test_children_have_no_children_and_a_matter_no_more_than_twenty(tell: Telling) -> None:
    whole, (lamp, _pipe) = split(tell)
    by = tell.street.actor("dispatch1")
    with tell.at("2018-06-27 11:00"):
        with pytest.raises(MoveLacks, match="itself part"):
            split_matter(matter=row(lamp).id, parts=[Part("再拆")], by=by, at=now())
        with pytest.raises(MoveLacks, match="at most 20"):
            split_matter(matter=whole.id, parts=[Part(f"第{n}件") for n in range(19)], by=by, at=now())
    assert Matter.objects.filter(parent=whole.id).count() == 2


def test_mistakes_are_named_for_each_part_and_nothing_is_written(tell: Telling) -> None:
    with pytest.raises(MoveLacks) as refused:
        split(tell, [Part("  "), Part("灯", item="99999"), Part("灯", grid=123)])
    assert set(refused.value.fields) == {"parts.0.text", "parts.1.item", "parts.2.grid"}
    assert not Matter.objects.filter(parent__gt=0).exists()


def test_who_handles_something_else_cannot_split(tell: Telling) -> None:
    whole = tell.street.report("垃圾")
    with pytest.raises(MoveNotAllowed):
        split_matter(matter=whole.id, parts=[LAMP], by=tell.street.actor("c2g1"), at=now())
