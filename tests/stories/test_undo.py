"""Undo: within a minute, by the same person, and only what nobody outside has read."""

import pytest
from django.db.models import Model

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.time import now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters import actions, children, merging, reads, requests
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.matters.hooks import LeftHouse, left_house
from shiqiao.kernel.matters.models import FormerPlace, Matter
from shiqiao.kernel.matters.moves import lock
from shiqiao.kernel.matters.rules import Sheet
from shiqiao.kernel.matters.undo import UndoRefused, forget_former_places, undo_move, undoable
from shiqiao.kernel.notices.models import Notice
from shiqiao.kernel.notices.reads import inbox
from shiqiao.testing.street import STREET, Street

from .telling import Telling


def standing(receipt: Receipt) -> Sheet:
    """The sheet with its clocks in the order of their names."""
    return Sheet(**{name: getattr(lock(receipt.id).sheet, name) for name in _FIELDS if name != "clocks"}, clocks=tuple(
        sorted(lock(receipt.id).sheet.clocks, key=lambda clock: (clock.name, clock.run))
    ))  # fmt: skip


_FIELDS = tuple(Sheet.__dataclass_fields__)


def undo(receipt: Receipt, by: Actor) -> Sheet:
    return undo_move(matter=receipt.id, by=by, at=now())


def test_a_dispatch_to_the_wrong_post_is_undone_within_a_minute(street: Street, tell: Telling) -> None:
    dispatcher = street.actor("dispatch1")
    with tell.at("2018-06-27 10:00"):
        receipt = street.report("供水井盖破损", item="01001")
        actions.accept_matter(matter=receipt.id, by=dispatcher, at=now())
        before = standing(receipt)
        tell.dispatch(receipt, "emergency.head")
        assert {clock.name for clock in standing(receipt).clocks} == {"accept", "dispatch", "echo", "handle"}
    with tell.at("2018-06-27 10:01"):
        undo(receipt, dispatcher)
        assert standing(receipt) == before
        assert tell.clock(receipt, "dispatch").stopped_at is None
        tell.dispatch(receipt, "city.handler1")
    lines = lines_of(Ref("matter", receipt.id))
    assert [line.code for line in lines][-3:] == ["matters.dispatched", "matters.undone", "matters.dispatched"]
    assert lines[-2].data["undoes"] == lines[-3].seq
    assert tell.clock(receipt, "handle").run == 1, "the run that never was does not count"
    assert reads.matters(street.actor("city2"), reads.Filters(text="供水井盖")).rows, "found where it is now"


def test_after_a_minute_by_another_or_after_another_act_nothing_is_undone(street: Street, tell: Telling) -> None:
    dispatcher = street.actor("dispatch1")
    with tell.at("2018-06-27 10:00"):
        receipt = street.report("供水井盖破损", item="01001")
        actions.accept_matter(matter=receipt.id, by=dispatcher, at=now())
        for login in ("dispatch2", "leader1", "c1g1"):
            with pytest.raises(UndoRefused):
                undo(receipt, street.actor(login))
    with tell.at("2018-06-27 10:02"), pytest.raises(UndoRefused):
        undo(receipt, dispatcher)
    with tell.at("2018-06-27 10:05"):
        tell.dispatch(receipt, "city.handler1")
        actions.answer_matter(matter=receipt.id, answer="马上到", by=street.actor("city2"), at=now())
        with pytest.raises(UndoRefused):
            undo(receipt, dispatcher)
        with pytest.raises(UndoRefused):  # what the reporter has read is not taken back
            undo(receipt, street.actor("city2"))


def test_two_persons_acting_for_one_post_do_not_undo_each_other(street: Street, tell: Telling) -> None:
    receipt = street.report("供水井盖破损", item="01001")
    dispatcher = street.actor("dispatch1")
    actions.accept_matter(matter=receipt.id, by=dispatcher, at=now())
    deputy = Actor(
        "account", dispatcher.code, account=4711, post=dispatcher.post, street=STREET, roles=dispatcher.roles
    )
    with pytest.raises(UndoRefused):
        undo(receipt, deputy)
    assert undo(receipt, dispatcher).state == "reported"
    with pytest.raises(UndoRefused):  # an undoing is not undone
        undo(receipt, dispatcher)


def test_what_left_the_house_stays_done(street: Street, tell: Telling) -> None:
    receipt = street.report("供水井盖破损", item="01001")
    dispatcher = street.actor("dispatch1")
    with pytest.raises(UndoRefused):
        undo(receipt, dispatcher)  # the report itself
    actions.accept_matter(matter=receipt.id, by=dispatcher, at=now())
    left_house.fill("test", LeftHouse("test", lambda matter, seq: (matter, seq) == (receipt.id, 2)))
    try:
        with pytest.raises(UndoRefused):
            undo(receipt, dispatcher)
        assert undoable(tell.row(receipt), lines_of(Ref("matter", receipt.id)), dispatcher, now()) is None
    finally:
        left_house.empty("test")
    for outside in (
        lambda: actions.decline_matter(
            matter=receipt.id, outcome="beyond_duty", answer="超出职责", by=dispatcher, at=now()
        ),
    ):
        outside()
        with pytest.raises(UndoRefused):
            undo(receipt, dispatcher)


def test_a_request_undone_takes_its_notices_and_its_clock_with_it(street: Street, tell: Telling) -> None:
    receipt = street.report("供水井盖破损", item="01001")
    tell.dispatch(receipt, "city.handler1")
    handler, dispatcher = street.actor("city2"), street.actor("dispatch1")
    before = standing(receipt)
    requests.ask_return(matter=receipt.id, reason="点错了", by=handler, at=now())
    assert inbox(dispatcher)
    undo(receipt, handler)
    assert standing(receipt) == before
    assert not Notice.objects.exists()
    requests.ask_return(matter=receipt.id, reason="不归我科", by=handler, at=now())
    asked = standing(receipt)
    requests.uphold_return(matter=receipt.id, by=dispatcher, at=now())
    undo(receipt, dispatcher)
    assert standing(receipt) == asked
    requests.refuse_request(matter=receipt.id, reason="属于本科室", by=dispatcher, at=now())
    undo(receipt, dispatcher)
    assert standing(receipt) == asked


def test_an_extension_that_the_reporter_was_told_of_stays_and_an_internal_one_is_undone(
    street: Street, tell: Telling
) -> None:
    for channel, by in (("phone", "dispatch1"), ("patrol", "c1g1")):
        receipt = street.report("供水井盖破损", item="01001", channel=channel, by=street.actor(by))
        tell.dispatch(receipt, "city.handler1")
        requests.ask_extension(matter=receipt.id, term="1wd", reason="等件", by=street.actor("city2"), at=now())
        before, head = standing(receipt), street.actor("city1")
        requests.grant_request(
            matter=receipt.id, answer="需等配件，延期一天" if channel == "phone" else "", by=head, at=now()
        )
        if channel == "phone":
            with pytest.raises(UndoRefused):
                undo(receipt, head)
        else:
            undo(receipt, head)
            assert standing(receipt) == before


def personal(row: Model) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in ("address", "lon", "lat", "grid", "community", "post", "item"))


def test_a_corrected_place_goes_back_with_its_commitment(street: Street, tell: Telling) -> None:
    receipt = street.report("供水井盖破损", item="01001", address="乐山小区3号楼")
    dispatcher, before = street.actor("dispatch1"), personal(tell.row(receipt))
    other = 370103003002002
    with tell.at("2018-06-27 10:00"):
        actions.correct_matter(
            matter=receipt.id,
            reason="地点不对",
            item="01002",
            grid=other,
            address="聚善街12号",
            by=dispatcher,
            at=now(),
        )
        assert personal(tell.row(receipt)) != before
        undo(receipt, dispatcher)
    row = tell.row(receipt)
    assert personal(row) == before
    assert not FormerPlace.objects.exists()
    in_first = reads.Filters(text="供水井盖", grid=row.grid)
    assert [one.number for one in reads.matters(dispatcher, in_first).rows] == [row.number], "the search follows"
    with tell.at("2018-06-27 11:00"):
        actions.correct_matter(matter=receipt.id, reason="地点不对", grid=other, by=dispatcher, at=now())
    with tell.at("2018-06-27 11:20"):
        assert forget_former_places(at=now()) == 1


def test_a_closing_and_a_sending_back_are_undone(street: Street, tell: Telling) -> None:
    receipt = street.report("供水井盖破损", item="01001")
    tell.dispatch(receipt, "c1.g1")
    tell.finish(receipt, by="c1g1")
    with pytest.raises(UndoRefused):  # the reporter reads the result
        undo(receipt, street.actor("c1g1"))
    before, checker = standing(receipt), street.actor("check1")
    for do in (
        lambda: actions.close_matter(matter=receipt.id, by=checker, at=now()),
        lambda: actions.send_back_matter(matter=receipt.id, reason="没干净", by=checker, at=now()),
    ):
        do()
        undo(receipt, checker)
        assert standing(receipt) == before


def test_a_step_that_others_have_followed_is_not_undone(street: Street, tell: Telling) -> None:
    main, other = street.report("乐山小区门口垃圾成堆"), street.report("乐山小区门口垃圾成堆了")
    dispatcher = street.actor("dispatch1")
    merging.merge_matters(main=main.id, others=[other.id], by=dispatcher, at=now())
    tell.dispatch(main, "c1.g1")
    with pytest.raises(UndoRefused, match="followed"):
        undo(main, dispatcher)
    whole = street.report("院里三处损坏")
    part = children.split_matter(
        matter=whole.id, parts=[children.Part(item="06010", text="先清垃圾", handler="c1.g1")], by=dispatcher, at=now()
    )[0]
    piece, checker = Matter.objects.get(number=part.number), street.actor("check1")
    by = street.actor("c1g1")
    photos = (street.photo(by=by, purpose="before", colour="gray"), street.photo(by=by, purpose="after"))
    actions.finish_matter(matter=piece.id, result="已清", evidence=photos, by=by, at=now())
    actions.close_matter(matter=piece.id, by=checker, at=now())
    with pytest.raises(UndoRefused, match="followed"):
        undo_move(matter=piece.id, by=checker, at=now())
