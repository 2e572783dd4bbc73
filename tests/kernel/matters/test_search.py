"""Searching by words: what is found, by whom, and that marks follow a matter that moves on."""

from shiqiao.base.actor import Reach
from shiqiao.kernel.matters import actions, search
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.reads import Filters, branches, matters
from shiqiao.kernel.people import reads as people
from shiqiao.testing.street import MORNING, Street, later


def found(street: Street, login: str, text: str, **more: object) -> list[str]:
    page = matters(street.actor(login), Filters(text=text, **more))  # type: ignore[arg-type]
    return [row.number for row in page.rows]


def test_words_are_found_newest_first_and_page_by_page(street: Street) -> None:
    numbers = [street.report(f"鹦鹉飞走了第{n}次").number for n in range(3)]
    first = matters(street.actor("leader1"), Filters(text="鹦鹉"), limit=2)
    assert [row.number for row in first.rows] == numbers[:0:-1]
    rest = matters(street.actor("leader1"), Filters(text="鹦鹉"), after=first.next, limit=2)
    assert [row.number for row in rest.rows] == numbers[:1]


def test_words_beyond_the_newest_rows_are_found_by_the_index(street: Street, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    old = street.report("鹦鹉飞走了").number
    street.report("路灯不亮")
    monkeypatch.setattr(search, "STAGES", (1,))
    assert found(street, "leader1", "鹦鹉") == [old]
    assert found(street, "leader1", "鹦鹉", open=True, item="06010") == [old]
    assert found(street, "leader1", "鹦鹉", open=False) == []


def test_a_walk_that_found_something_goes_on_before_the_index_is_asked(street: Street, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    numbers = []
    for n in range(6):
        numbers.append(street.report(f"鹦鹉飞走了第{n}次").number)
        street.report("路灯不亮")
    monkeypatch.setattr(search, "STAGES", (4, 12))
    monkeypatch.setattr(search, "_anywhere", None)  # asked, it would fail
    page = matters(street.actor("leader1"), Filters(text="鹦鹉"), limit=4)
    assert [row.number for row in page.rows] == numbers[:1:-1]
    page = matters(street.actor("leader1"), Filters(text="鹦鹉", open=True), limit=4)
    assert [row.number for row in page.rows] == numbers[:1:-1]


def test_a_department_finds_a_matter_once_it_was_dispatched_there(street: Street) -> None:
    made = street.report("鹦鹉飞走了")
    actor = street.actor("city2")
    assert actor.post
    assert found(street, "city2", "鹦鹉") == []
    actions.dispatch_matter(
        matter=made.id, handler=people.post(actor.post).code, by=street.actor("dispatch1"), at=later(MORNING, minutes=5)
    )
    assert found(street, "city2", "鹦鹉") == [made.number]
    assert Matter.objects.get(pk=made.id).post == actor.post


def test_nobody_finds_anything_without_a_reach() -> None:
    assert search.seen_by(Reach()) is None


def test_marks_of_a_reach() -> None:
    whole = (370103003000000, 370103003999999)
    grid = (370103003001001, 370103003001001)
    assert search.seen_by(Reach(span=whole)) == ""
    assert search.seen_by(Reach(span=whole, lines=frozenset({"city"}))) == "(('@lcity'))"
    assert search.seen_by(Reach(span=grid, posts=frozenset({7}))) == "('@g370103003001001' | '@p7')"
    assert search.seen_by(Reach(span=grid, posts=frozenset({7})), "mine") == "('@p7')"


def test_ground_that_a_list_leaves_out_is_not_looked_through(street: Street) -> None:
    member = street.actor("c1g1")
    whole = branches(member)
    for filters in (Filters(grid=370103003001001), Filters(community=370103003001), Filters(grid=370103003008001)):
        assert len(branches(member, "", filters)) <= len(whole)
    assert len(branches(member, "territory", Filters(grid=370103003008001))) == 0
    number = street.report("路灯不亮").number
    for filters in (
        Filters(open=True),
        Filters(open=True, grid=370103003001001),
        Filters(open=True, community=370103003001),
    ):
        assert [row.number for row in matters(member, filters).rows] == [number]
    assert matters(member, Filters(open=True, grid=370103003008001)).rows == []
