"""The same thing at the same place again: chains are found by themselves, linked and unlinked by hand."""

import pytest

from shiqiao.base.errors import Forbidden
from shiqiao.base.time import now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters import actions, linked, repeats
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.matters.errors import MoveLacks
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.store import subject
from shiqiao.testing.street import INSIDE

from .telling import Telling

NEAR, FAR = (INSIDE[0] + 0.0003, INSIDE[1]), (INSIDE[0] + 0.0009, INSIDE[1])  # 27 and 80 metres


@pytest.fixture(autouse=True)
def _nothing_seen() -> None:
    repeats._seen.clear()
    repeats._last.clear()


def lived(tell: Telling, day: str, place: tuple[float, float] = INSIDE, item: str = "06010") -> Receipt:
    with tell.at(f"{day} 10:05"):
        one = tell.street.report("垃圾又堆起来了", lon=place[0], lat=place[1], item=item)
        tell.dispatch(one, "c1.g1")
        tell.finish(one, by="c1g1")
    with tell.at(f"{day} 15:00"):
        actions.close_matter(matter=one.id, by=tell.street.actor("check1"), at=now())
    return one


def again(tell: Telling, day: str = "2018-06-27", **more: object) -> tuple[Receipt, int]:
    """Somebody reports once more; a minute later the worker makes its round."""
    with tell.at(f"{day} 10:10"):
        one = tell.street.report("还是那堆垃圾", **more)
    with tell.at(f"{day} 10:11") as at:
        return one, repeats.link_new(at=at)


def row(receipt: Receipt) -> Matter:
    return Matter.objects.get(pk=receipt.id)


def test_the_third_time_names_the_first_and_the_round_looks_once(tell: Telling) -> None:
    first = lived(tell, "2018-05-03")
    second = lived(tell, "2018-05-28", NEAR)
    with tell.at("2018-05-28 15:01") as at:
        assert repeats.link_new(at=at) == 1, "after a start the round looks days back"
    third, found = again(tell)
    assert found == 1
    assert row(third).repeat_of == first.id
    line = lines_of(subject(third.id))[-1]
    assert (line.code, line.actor, line.data["of"]) == ("matters.repeated", "system.repeats", second.id)
    with tell.at("2018-06-27 10:12") as at:
        assert repeats.link_new(at=at) == 0


def test_a_chain_tells_the_days_between(tell: Telling) -> None:
    first, second = lived(tell, "2018-05-03"), lived(tell, "2018-05-28", NEAR)
    with tell.at("2018-05-29 09:00") as at:
        assert repeats.link_new(at=at) == 1
    assert row(second).repeat_of == first.id
    third, _found = again(tell)
    chain = linked.chain_of(row(third))
    assert [one.id for one in chain] == [first.id, second.id, third.id]
    assert list(repeats.days_between([(one.reported_at, one.ended_at) for one in chain])) == [None, 24, 29]
    assert [one.id for one in linked.chain_of(row(first))] == [one.id for one in chain]


@pytest.mark.parametrize(
    ("day", "more"),
    [
        ("2018-06-27", {"lon": FAR[0], "lat": FAR[1]}),  # another corner
        ("2018-06-27", {"item": "03004"}),  # another thing
        ("2018-12-27", {}),  # too long ago
    ],
)
def test_what_is_no_repeat(tell: Telling, day: str, more: dict[str, object]) -> None:
    lived(tell, "2018-05-03")
    one, found = again(tell, day, **more)
    assert (found, row(one).repeat_of) == (0, 0)


def test_while_the_earlier_one_is_open_it_is_a_duplicate_and_no_repeat(tell: Telling) -> None:
    tell.street.report("垃圾")
    _one, found = again(tell)
    assert found == 0


def test_a_dispatcher_links_by_hand_and_the_chain_behind_comes_along(tell: Telling) -> None:
    far = lived(tell, "2018-04-02", FAR)
    lived(tell, "2018-05-03")
    second, _found = again(tell)
    first = row(second).repeat_of
    by = tell.street.actor("dispatch1")
    with tell.at("2018-06-27 11:00"):
        repeats.link_repeat(matter=first, to=far.id, reason="同一堆", by=by, at=now())
    assert {row(second).repeat_of, Matter.objects.get(pk=first).repeat_of} == {far.id}
    with tell.at("2018-06-27 11:30"):
        repeats.unlink_repeat(matter=second.id, reason="是装修垃圾", by=by, at=now())
    assert row(second).repeat_of == 0
    (chain,) = linked.chains(by, now())
    assert [one.id for one in chain.members] == [far.id, first]


def test_linking_needs_a_dispatcher_an_earlier_matter_and_unlinking_a_reason(tell: Telling) -> None:
    first = lived(tell, "2018-05-03")
    second, _found = again(tell)
    by = tell.street.actor("dispatch1")
    with pytest.raises(Forbidden):
        repeats.link_repeat(matter=second.id, to=first.id, by=tell.street.actor("c1g1"), at=now())
    with pytest.raises(MoveLacks):
        repeats.link_repeat(matter=first.id, to=second.id, by=by, at=now())
    with pytest.raises(MoveLacks):
        repeats.unlink_repeat(matter=second.id, reason=" ", by=by, at=now())


def test_chains_show_only_what_an_actor_may_see(tell: Telling) -> None:
    lived(tell, "2018-05-03")
    again(tell)
    assert len(linked.chains(tell.street.actor("c1g1"), now())) == 1
    assert linked.chains(tell.street.actor("c2g1"), now()) == []
