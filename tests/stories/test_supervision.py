"""督办: pressed from above, answered within the house, and never answered by silence."""

import pytest

from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.time import now
from shiqiao.kernel.matters import actions, requests
from shiqiao.kernel.matters.errors import ConditionNotMet
from shiqiao.kernel.matters.models import Note
from shiqiao.kernel.notices.reads import inbox
from shiqiao.testing.street import Street

from .telling import Telling


def test_a_leader_presses_and_whoever_has_it_answers_within_the_house(street: Street, tell: Telling) -> None:
    with tell.at("2018-06-27 10:00"):
        receipt = street.report("下水管道堵塞", item="01002")
        tell.dispatch(receipt, "city.handler1")
    with tell.at("2018-06-27 14:00"):
        with pytest.raises(ConditionNotMet):
            requests.report_progress(matter=receipt.id, progress="在办", by=street.actor("city2"), at=now())
        sheet = requests.supervise_matter(
            matter=receipt.id, reason="群众再次来电", by=street.actor("leader1"), at=now()
        )
        assert (sheet.supervised, sheet.state) == (1, "handling")
        assert "matters.supervised" in {notice.kind for notice in inbox(street.actor("city2"))}
        due = tell.clock(receipt, "supervise").due_at
    with tell.at("2018-06-27 15:00"):  # pressing again counts, and gives no more time
        assert (
            requests.supervise_matter(
                matter=receipt.id, reason="再催", by=street.actor("dispatch1"), at=now()
            ).supervised
            == 2
        )
        assert tell.clock(receipt, "supervise").due_at == due
    with tell.at("2018-06-27 16:00"):
        with pytest.raises(Invalid) as refused:
            requests.report_progress(matter=receipt.id, progress=" ", by=street.actor("city2"), at=now())
        assert set(refused.value.fields) == {"progress"}
        requests.report_progress(
            matter=receipt.id, progress="管道已疏通一半，明早完工", by=street.actor("city2"), at=now()
        )
    assert tell.clock(receipt, "supervise").late is False
    assert Note.objects.get(matter=receipt.id, kind="progress").public is False
    assert "matters.progress_reported" in {notice.kind for notice in inbox(street.actor("dispatch1"))}
    with tell.at("2018-06-28 09:00"):
        requests.supervise_matter(matter=receipt.id, reason="请今日办结", by=street.actor("leader1"), at=now())
    with tell.at("2018-06-28 11:00"):  # done is the best answer
        tell.finish(receipt, by="city2")
    assert tell.clock(receipt, "supervise", 2).stopped_at is not None


def test_supervision_stays_with_a_matter_that_goes_to_another(street: Street, tell: Telling) -> None:
    receipt = street.report("下水管道堵塞", item="01002")
    requests.supervise_matter(matter=receipt.id, reason="请尽快派遣", by=street.actor("leader1"), at=now())
    tell.dispatch(receipt, "city.handler1")
    clock = tell.clock(receipt, "supervise")
    assert (clock.stopped_at, clock.owner_post) == (None, tell.row(receipt).post)
    actions.redirect_matter(
        matter=receipt.id, handler="city.handler2", reason="换人", by=street.actor("dispatch1"), at=now()
    )
    assert tell.clock(receipt, "supervise").owner_post == tell.row(receipt).post


@pytest.mark.parametrize("login", ["city3", "c1g1", "check1", "callback1"])
def test_who_does_not_press(street: Street, tell: Telling, login: str) -> None:
    receipt = street.report("下水管道堵塞", item="01002")
    tell.dispatch(receipt, "city.handler1")
    with pytest.raises(Forbidden):
        requests.supervise_matter(matter=receipt.id, reason="催", by=street.actor(login), at=now())
