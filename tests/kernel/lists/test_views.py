"""Saved views and looks: a person's own, shared by who may, safe against too much and against personal data."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.lists import actions, reads, rules
from shiqiao.testing.street import MORNING, Street


def names(street: Street, login: str) -> list[str]:
    return [row.name for row in reads.views(street.actor(login))]


def test_a_view_keeps_filters_but_no_words_that_were_searched(street: Street) -> None:
    by = street.actor("dispatch1")
    row = actions.save_view(name="今天的投诉", query="q=张三&line=city&after=5&show=all&light=", by=by, at=MORNING)
    assert row.query == "line=city&show=all"
    assert names(street, "dispatch1") == ["今天的投诉"]
    assert names(street, "c1g1") == []


def test_the_same_name_again_replaces_the_filters(street: Street) -> None:
    by = street.actor("dispatch1")
    first = actions.save_view(name="急件", query="urgent=on", by=by, at=MORNING)
    again = actions.save_view(name=" 急件 ", query="urgent=on&line=city", by=by, at=MORNING)
    assert first.id == again.id
    assert [row.query for row in reads.views(by)] == ["line=city&urgent=on"]


def test_a_head_shares_a_view_with_the_unit_and_the_journal_says_so(street: Street) -> None:
    head = street.actor("dispatch1")
    row = actions.save_view(name="超时件", query="light=red", by=head, at=MORNING, shared=True)
    line = lines_of(Ref("view", row.id))[-1]
    assert (line.code, line.data) == ("lists.shared", {"unit": row.unit})
    actions.delete_view(view=row.id, by=head, at=MORNING)
    assert [line.code for line in lines_of(Ref("view", row.id))] == ["lists.shared", "lists.unshared"]


def test_a_shared_view_reaches_the_unit_and_nobody_else(street: Street) -> None:
    head = street.actor("dispatch1")
    actions.save_view(name="超时件", query="light=red", by=head, at=MORNING, shared=True)
    unit = reads.unit_of(head)
    for login in ("dispatch1", "callback1", "c1g1", "city2", "check1", "leader1"):
        other = street.actor(login)
        assert bool(reads.views(other)) == (reads.unit_of(other) == unit), login


def test_who_may_not_share_is_told_and_nothing_is_saved(street: Street) -> None:
    with pytest.raises(Forbidden):
        actions.save_view(name="共享", query="", by=street.actor("c1g1"), at=MORNING, shared=True)
    assert names(street, "c1g1") == []


def test_others_cannot_change_or_delete_a_view(street: Street) -> None:
    row = actions.save_view(name="超时件", query="light=red", by=street.actor("dispatch1"), at=MORNING, shared=True)
    for login in ("callback1", "c1g1"):
        with pytest.raises(NotFound):
            actions.delete_view(view=row.id, by=street.actor(login), at=MORNING)
        with pytest.raises(NotFound):
            actions.change_view(view=row.id, name="别的", by=street.actor(login), at=MORNING)


def test_only_one_view_opens_first(street: Street) -> None:
    by = street.actor("dispatch1")
    actions.save_view(name="一", query="light=red", by=by, at=MORNING, first=True)
    actions.save_view(name="二", query="light=yellow", by=by, at=MORNING, first=True)
    assert [row.name for row in reads.views(by) if row.first] == ["二"]


def test_views_stand_in_the_order_that_was_chosen(street: Street) -> None:
    by = street.actor("dispatch1")
    ids = [actions.save_view(name=name, query="", by=by, at=MORNING).id for name in "一二三"]
    actions.order_views(ids=[ids[2], ids[0], 999], by=by, at=MORNING)
    assert names(street, "dispatch1") == ["三", "一", "二"]


def test_bad_names_are_refused_with_their_field(street: Street) -> None:
    by = street.actor("dispatch1")
    for name in ("", "长" * 25, "打13812345678"):
        with pytest.raises(Invalid) as told:
            actions.save_view(name=name, query="", by=by, at=MORNING)
        assert list(told.value.fields) == ["name"]
    with pytest.raises(Invalid):
        actions.save_view(name="太多", query="&".join(f"a{n}=aaaaaaaaaa" for n in range(99)), by=by, at=MORNING)


def test_a_person_has_thirty_views_at_most(street: Street) -> None:
    by = street.actor("dispatch1")
    for number in range(rules.MOST):
        actions.save_view(name=f"第{number}个", query="", by=by, at=MORNING)
    with pytest.raises(Invalid) as told:
        actions.save_view(name="再来一个", query="", by=by, at=MORNING)
    assert "30" in told.value.fields["name"]
    actions.save_view(name="第3个", query="light=red", by=by, at=MORNING)


def test_a_look_is_remembered_for_the_person_and_unknown_columns_are_refused(street: Street) -> None:
    by, known = street.actor("dispatch1"), ("item", "place", "who")
    actions.choose_look(columns=["who", "item"], known=known, density="compact", by=by, at=MORNING)
    look = reads.look(by)
    assert (look.columns, look.density) == ("item who", "compact")
    assert reads.look(street.actor("c1g1")).density == ""
    for columns, density in ((["gold"], ""), (["item"], "tiny")):
        with pytest.raises(Invalid):
            actions.choose_look(columns=columns, known=known, density=density, by=by, at=MORNING)


def test_what_is_new_is_told_from_the_end_of_the_visit_before(street: Street) -> None:
    by = street.actor("dispatch1")
    assert actions.note_visit(by=by, at=MORNING).before is None
    later = MORNING + timedelta(minutes=20)
    assert actions.note_visit(by=by, at=later).before is None
    evening = MORNING + timedelta(hours=9)
    assert actions.note_visit(by=by, at=evening).before == later
    assert actions.note_visit(by=by, at=evening + timedelta(minutes=29)).before == later


@pytest.mark.unit
@given(st.lists(st.integers(min_value=0, max_value=600), min_size=1, max_size=30))
def test_a_visit_begins_after_half_an_hour_and_never_before(steps: list[int]) -> None:
    at, looked, before, ends = MORNING, None, None, []
    for step in steps:
        at += timedelta(minutes=step)
        was = looked
        before, fresh = rules.visit(looked, before, at)
        assert fresh == (was is None or at - was >= rules.VISIT)
        looked = at
        if fresh and was:
            ends.append(was)
    assert before == (ends[-1] if ends else None)


@pytest.mark.unit
@given(st.text(alphabet="abq=&%+中1", max_size=60))
def test_what_a_view_keeps_is_kept_the_same_again(query: str) -> None:
    once = rules.kept_query(query)
    assert rules.kept_query(once) == once
