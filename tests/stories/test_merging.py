"""One work, many callers: three report the same heap, one is dissatisfied, and nobody is forgotten or shown to another."""

import threading
from datetime import timedelta

import pytest

from shiqiao.base.actor import Ref, system
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, ShiqiaoError
from shiqiao.base.time import held, now
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.flows.rules import MoveNotAllowed
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters import actions, merging
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.matters.errors import ConditionNotMet, MoveLacks
from shiqiao.kernel.matters.filing import archive_old
from shiqiao.kernel.matters.models import CallBack, Matter
from shiqiao.kernel.matters.reads import Filters, matters
from shiqiao.kernel.matters.store import subject
from shiqiao.kernel.notices.models import Notice
from shiqiao.testing.street import MORNING, Street

from .telling import Telling


def row(receipt: Receipt) -> Matter:
    return Matter.objects.get(pk=receipt.id)


def codes(receipt: Receipt) -> list[str]:
    return [line.code.removeprefix("matters.") for line in lines_of(subject(receipt.id))]


def three(tell: Telling) -> list[Receipt]:
    """Three residents report the same heap; the dispatcher merges the second and third into the first."""
    with tell.at("2018-06-27 10:05"):
        heard = [tell.street.report(f"乐山小区门口垃圾成堆{n}") for n in range(3)]
    with tell.at("2018-06-27 10:20"):
        by = tell.street.actor("dispatch1")
        merging.merge_matters(main=heard[0].id, others=[one.id for one in heard[1:]], by=by, at=now())
    return heard


def closed(tell: Telling) -> list[Receipt]:
    heard = three(tell)
    with tell.at("2018-06-27 11:00"):
        tell.dispatch(heard[0], "c1.g1")
        tell.finish(heard[0], by="c1g1")
    with tell.at("2018-06-27 15:00"):
        actions.close_matter(matter=heard[0].id, by=tell.street.actor("check1"), at=now())
    return heard


def test_a_merged_matter_leaves_the_open_list_but_its_reporter_is_still_owed_an_answer(tell: Telling) -> None:
    first, second, _third = three(tell)
    by = tell.street.actor("dispatch1")
    assert [one.number for one in matters(by, Filters(open=True)).rows] == [first.number]
    assert [one.number for one in matters(by, Filters(text=second.number)).rows] == [second.number]
    running = Clock.objects.filter(subject=second.id, stopped_at=None)
    assert [clock.name for clock in running] == ["echo"]
    assert row(second).ended_at is None
    assert Notice.objects.filter(subject_id=second.id, kind="matters.merged").exists()
    assert codes(first) == ["reported", "joined"]


def test_the_answer_to_one_is_the_answer_to_all_and_no_clock_is_late(tell: Telling) -> None:
    heard = three(tell)
    with tell.at("2018-06-27 16:00"):
        actions.answer_matter(matter=heard[0].id, answer="明早清运", by=tell.street.actor("dispatch1"), at=now())
    for one in heard:
        assert row(one).echoed_at is not None
        assert Clock.objects.get(subject=one.id, name="echo").late is False
    line = lines_of(subject(heard[1].id))[-1]
    assert line.code == "matters.answered_together"
    assert (line.data["main"], line.data["line"]) == (heard[0].id, 3)


def test_what_is_merged_lies_with_whoever_has_the_main_matter(tell: Telling) -> None:
    heard = three(tell)
    with tell.at("2018-06-27 10:40"):
        tell.dispatch(heard[0], "city.handler1")
    assert {row(one).post for one in heard} == {row(heard[0]).post}
    owner = Clock.objects.get(subject=heard[2].id, name="echo").owner_post
    assert owner == row(heard[0]).post, "the owed answer warns whoever handles it"


def test_of_three_reporters_one_is_dissatisfied_and_reopens(tell: Telling) -> None:
    first, second, third = heard = closed(tell)
    assert [row(one).ended_at for one in heard] == [row(first).ended_at] * 3
    with tell.at("2018-06-28 09:00"):
        actions.rate_matter(matter=first.id, solved=True, satisfied=True, by=tell.resident(), at=now())
        actions.rate_matter(matter=second.id, solved=False, satisfied=False, by=tell.resident(), at=now())
        actions.call_back_matter(
            matter=third.id, responded=True, solved=True, satisfied=True, by=tell.street.actor("callback1"), at=now()
        )
    assert [row(one).satisfied for one in heard] == [True, False, True], "each keeps the own verdict"
    assert CallBack.objects.filter(matter=first.id).count() == 1
    with tell.at("2018-06-28 09:05"):
        actions.reopen_matter(matter=second.id, reason="只清了一半", by=tell.resident(), at=now())
    assert row(first).state == "handling"
    assert [row(one).reopened for one in heard] == [1, 1, 1]
    assert [row(one).ended_at for one in heard] == [None] * 3
    assert codes(second)[-1] == "reopened"
    assert codes(third)[-1] == "reopened_together"
    assert lines_of(subject(first.id))[-1].data["through"] == second.id
    with tell.at("2018-06-28 11:00"):
        tell.finish(first, by="c1g1", result="全部清完")
    with tell.at("2018-06-28 15:00"):
        actions.close_matter(matter=first.id, by=tell.street.actor("check1"), at=now())
    assert {row(one).done for one in heard} == {True}


def test_a_reporter_can_say_nothing_of_a_work_that_is_not_done(tell: Telling) -> None:
    _first, second, _third = three(tell)
    with tell.at("2018-06-27 12:00"), pytest.raises(ConditionNotMet):
        actions.rate_matter(matter=second.id, solved=True, satisfied=True, by=tell.resident(), at=now())
    with tell.at("2018-06-27 12:00"), pytest.raises(ConditionNotMet):
        actions.reopen_matter(matter=second.id, reason="太慢", by=tell.resident(), at=now())


def test_all_are_filed_together_when_nobody_can_reopen_any_more(tell: Telling) -> None:
    heard = closed(tell)
    with tell.at("2018-07-28 02:00") as at:
        assert archive_old(at=at) == 1
    assert [row(one).state for one in heard] == ["archived"] * 3


def test_declining_the_main_matter_ends_the_others_and_they_are_filed_later(tell: Telling) -> None:
    heard = three(tell)
    with tell.at("2018-06-27 11:00"):
        by = tell.street.actor("dispatch1")
        actions.decline_matter(matter=heard[0].id, outcome="beyond_duty", answer="请找物业", by=by, at=now())
    assert [row(one).outcome for one in heard] == ["beyond_duty"] * 3
    assert row(heard[1]).echoed_at is not None
    with tell.at("2018-07-28 02:00") as at:
        assert archive_old(at=at) == 2
    assert row(heard[1]).state == "archived"


def test_what_was_merged_by_mistake_is_parted_and_its_answer_is_owed_anew(tell: Telling) -> None:
    first, second, _third = three(tell)
    with tell.at("2018-06-27 16:00"):
        actions.answer_matter(matter=first.id, answer="明早清运", by=tell.street.actor("dispatch1"), at=now())
    with tell.at("2018-06-27 16:30"):
        by = tell.street.actor("dispatch1")
        merging.part_matter(matter=second.id, reason="说的是另一处", by=by, at=now())
    parted = row(second)
    assert (parted.state, parted.duplicate_of, parted.echoed_at, parted.done) == ("accepted", 0, None, False)
    running = {(clock.name, clock.run) for clock in Clock.objects.filter(subject=second.id, stopped_at=None)}
    assert running == {("dispatch", 1), ("echo", 2)}
    assert codes(first)[-1] == "released"
    with tell.at("2018-06-27 17:00"):
        actions.answer_matter(matter=first.id, answer="已清运", by=tell.street.actor("dispatch1"), at=now())
    assert row(second).echoed_at is None, "it follows no more"


def test_an_own_answer_stays_given_when_a_matter_is_parted(tell: Telling) -> None:
    _first, second, _third = three(tell)
    with tell.at("2018-06-27 11:00"):
        by = tell.street.actor("dispatch1")
        actions.answer_matter(matter=second.id, answer="已与您联系", by=by, at=now())
        merging.part_matter(matter=second.id, reason="说的是另一处", by=by, at=now())
    assert row(second).echoed_at is not None


def test_merging_a_main_matter_takes_those_along_that_were_merged_into_it(tell: Telling) -> None:
    heard = three(tell)
    with tell.at("2018-06-27 10:30"):
        other = tell.street.report("垃圾没人管")
        by = tell.street.actor("dispatch1")
        merging.merge_matters(main=other.id, others=[heard[0].id], by=by, at=now())
    assert {row(one).duplicate_of for one in heard} == {other.id}
    with tell.at("2018-06-27 11:00"):
        actions.answer_matter(matter=other.id, answer="马上", by=by, at=now())
    assert all(row(one).echoed_at for one in heard)


@pytest.mark.parametrize(
    ("case", "field", "said"),
    [("into_merged", "main", "itself handled together"), ("twice", "others", "already handled"), ("none", "others", "Choose")],
)  # fmt: skip
def test_what_cannot_be_merged_is_refused_with_a_remedy(tell: Telling, case: str, field: str, said: str) -> None:
    first, second, third = three(tell)
    main, others = {
        "into_merged": (second.id, [tell.street.report("又一处").id]),
        "twice": (tell.street.report("又一处").id, [third.id]),
        "none": (first.id, [first.id]),
    }[case]
    with pytest.raises(MoveLacks) as refused:
        merging.merge_matters(main=main, others=others, by=tell.street.actor("dispatch1"), at=now())
    assert said in refused.value.fields[field]


def test_only_a_dispatcher_merges_and_a_matter_that_is_not_merged_is_not_parted(tell: Telling) -> None:
    first, second = tell.street.report("垃圾"), tell.street.report("垃圾堆")
    with pytest.raises(MoveNotAllowed):
        merging.merge_matters(main=first.id, others=[second.id], by=tell.street.actor("c1g1"), at=now())
    with pytest.raises(MoveNotAllowed):
        merging.part_matter(matter=first.id, reason="误并", by=tell.street.actor("dispatch1"), at=now())
    assert row(second).duplicate_of == 0


def test_the_database_itself_refuses_a_chain_of_merged_matters(tell: Telling) -> None:
    from django.db import IntegrityError, transaction

    _first, second, third = three(tell)
    with pytest.raises(IntegrityError, match="cannot be merged"), transaction.atomic():
        Matter.objects.filter(pk=third.id).update(duplicate_of=second.id)


def test_two_merges_that_cross_neither_hang_nor_make_a_circle(live_street: Street) -> None:
    with scope.whole():
        one, two = live_street.report("垃圾堆"), live_street.report("垃圾成堆")
        by = live_street.actor("dispatch1")
    ended: list[str] = []
    start = threading.Barrier(2)

    def merge(main: int, other: int) -> None:
        from django.db import connection

        with held(MORNING + timedelta(minutes=5)):
            start.wait(10)
            try:
                merging.merge_matters(main=main, others=[other], by=by, at=now())
                ended.append("merged")
            except ShiqiaoError as error:
                ended.append(error.code)
        connection.close()

    threads = [threading.Thread(target=merge, args=pair) for pair in ((one.id, two.id), (two.id, one.id))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(ended) == ["merged", "move_lacks"]
    with scope.whole():
        assert sorted(Matter.objects.values_list("duplicate_of", flat=True))[0] == 0


def test_two_reporters_rate_at_the_same_moment_and_both_verdicts_stand(live_street: Street) -> None:
    tell = Telling(live_street)
    with scope.whole():
        heard = closed(tell)
    resident, start = tell.resident(), threading.Barrier(2)

    def rate(one: Receipt, content: bool) -> None:
        from django.db import connection

        with tell.at("2018-06-28 09:00"):
            start.wait(10)
            actions.rate_matter(matter=one.id, solved=content, satisfied=content, by=resident, at=now())
        connection.close()

    threads = [threading.Thread(target=rate, args=pair) for pair in ((heard[1], True), (heard[2], False))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with scope.whole():
        assert [row(one).satisfied for one in heard] == [None, True, False]


def test_a_stranger_cannot_merge_across_the_fence(tell: Telling) -> None:
    first, second = tell.street.report("垃圾"), tell.street.report("垃圾堆")
    stranger = system("other", street=370103001)
    with pytest.raises((ShiqiaoError, Forbidden)):
        merging.merge_matters(main=first.id, others=[second.id], by=stranger, at=now())
    assert Ref("matter", second.id)
    assert row(second).state == "reported"
