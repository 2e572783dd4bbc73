"""Swaps that both want and a third approves, and who takes over with a reason."""

from datetime import date, datetime, timedelta

import pytest

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.notices.models import Notice
from shiqiao.scenes.duty import changing, reads
from shiqiao.scenes.duty.conflicts import in_the_way
from shiqiao.scenes.duty.errors import DoubleDuty, NotSoNow, RestBroken
from shiqiao.scenes.duty.store import rest_after, unseal
from shiqiao.scenes.duty.tables import Roster, Shift, Swap, Turn
from shiqiao.testing.street import STREET, Street

from .conftest import Of, Publish, login_of


def free_pair(roster: Roster, role: str = "officer", day: date = date(2018, 6, 29)) -> tuple[Turn, Turn]:
    """Return two turns of a roster that may be swapped."""
    turns = list(Turn.objects.filter(roster=roster.pk, role=role, state="standing").order_by("during"))
    for first in turns:
        for second in turns:
            if day <= first.during.lower.date() < second.during.lower.date() and first.person != second.person:
                try:
                    changing.refuse_swap(first, second, now())
                except Conflict:
                    continue
                return first, second
    raise AssertionError("no pair")


def ask(street: Street, first: Turn, second: Turn) -> Swap:
    by = street.actor(login_of(first.person))
    return changing.ask_swap(turn=first.pk, against=second.pk, words="孩子考试", by=by, at=now())


def test_a_swap_needs_both_and_a_third(street: Street, publish: Publish) -> None:
    first, second = free_pair(publish())
    row = ask(street, first, second)
    assert Notice.objects.filter(kind="duty.swap_asked", account=second.person).exists()
    approver, other = street.actor("general1"), street.actor(login_of(second.person))
    with pytest.raises(NotSoNow):
        changing.decide_swap(swap=row.pk, approve=True, by=approver, at=now())
    with pytest.raises(Forbidden):
        changing.answer_swap(swap=row.pk, agree=True, by=street.actor(login_of(first.person)), at=now())
    changing.answer_swap(swap=row.pk, agree=True, by=other, at=now())
    with pytest.raises(Forbidden):
        changing.decide_swap(swap=row.pk, approve=True, by=other, at=now())
    done = changing.decide_swap(swap=row.pk, approve=True, by=approver, at=now())
    assert done.state == "approved"
    assert unseal(done.words) == "孩子考试"
    assert [line.code for line in lines_of(Ref("duty_swap", row.pk))] == [
        "duty.swap_asked", "duty.swap_agreed", "duty.swap_approved",
    ]  # fmt: skip
    new = Turn.objects.get(former=first.pk)
    assert (new.person, new.shift, new.live, new.state) == (second.person, first.shift, True, "standing")
    assert Turn.objects.get(pk=first.pk).state == "changed"
    assert Turn.objects.get(former=second.pk).person == first.person


def test_a_swap_that_breaks_rest_or_doubles_is_refused_with_the_exact_turn(street: Street, publish: Publish) -> None:
    roster = publish()
    turns = list(Turn.objects.filter(roster=roster.pk, role="officer", state="standing").order_by("during"))
    seen: set[type[Exception]] = set()
    for first in turns:
        for second in turns:
            if first.shift == second.shift or first.person == second.person or first.during.lower < now():
                continue
            try:
                changing.refuse_swap(first, second, now())
            except (RestBroken, DoubleDuty) as error:
                seen.add(type(error))
                sentence = str(error)
                assert "{" not in sentence
                with pytest.raises(type(error)):
                    ask(street, first, second)
            except (Conflict, Invalid):
                continue
        if RestBroken in seen:
            break
    assert RestBroken in seen


def test_a_swap_is_declined_refused_or_withdrawn_and_asked_once(street: Street, publish: Publish) -> None:
    first, second = free_pair(publish())
    row = ask(street, first, second)
    with pytest.raises(Conflict):
        ask(street, first, second)
    other, asker = street.actor(login_of(second.person)), street.actor(login_of(first.person))
    with pytest.raises(Invalid):
        changing.answer_swap(swap=row.pk, agree=False, by=other, at=now())
    assert changing.answer_swap(swap=row.pk, agree=False, words="当天出差", by=other, at=now()).state == "declined"
    again = ask(street, first, second)
    with pytest.raises(Forbidden):
        changing.withdraw_swap(swap=again.pk, by=other, at=now())
    assert changing.withdraw_swap(swap=again.pk, by=asker, at=now()).state == "withdrawn"
    third = ask(street, first, second)
    changing.answer_swap(swap=third.pk, agree=True, by=other, at=now())
    assert (
        changing.decide_swap(swap=third.pk, approve=False, words="人手紧", by=street.actor("leader3"), at=now()).state
        == "refused"
    )
    assert Turn.objects.get(pk=first.pk).state == "standing"
    with pytest.raises(NotFound):
        reads.access_swap(street.actor("c1s1"), row.pk)


def test_an_approver_who_is_one_of_both_does_not_approve(street: Street, publish: Publish) -> None:
    roster = publish(date(2018, 6, 25), date(2018, 7, 29))
    head = street.actor("general1").account
    first = Turn.objects.filter(roster=roster.pk, person=head, state="standing", during__startswith__gt=now())[0]
    for second in Turn.objects.filter(roster=roster.pk, role="leader", state="standing").exclude(person=head):
        try:
            row = ask(street, first, second)
        except (Conflict, Invalid):
            continue
        break
    else:
        raise AssertionError("nobody to swap with")
    changing.answer_swap(swap=row.pk, agree=True, by=street.actor(login_of(second.person)), at=now())
    with pytest.raises(Forbidden):
        changing.decide_swap(swap=row.pk, approve=True, by=street.actor("general1"), at=now())


def test_somebody_takes_over_before_it_begins_or_on_the_way(street: Street, publish: Publish, turn_of: Of) -> None:
    roster = publish()
    turn = turn_of(roster, date(2018, 6, 27), "night", "leader")
    free = next(one for one, _, way in changing.candidates(turn, now()) if way is None)
    with pytest.raises(Forbidden):
        changing.replace_turn(turn=turn.pk, person=free, words="突发疾病", by=street.actor("city2"), at=now())
    with pytest.raises(Invalid):
        changing.replace_turn(turn=turn.pk, person=free, words=" ", by=street.actor("leader1"), at=now())
    new = changing.replace_turn(turn=turn.pk, person=free, words="出差", by=street.actor("leader1"), at=now())
    assert (new.during, Turn.objects.get(pk=turn.pk).state) == (turn.during, "changed")
    night = datetime.fromisoformat("2018-06-27T23:40:00+08:00")
    with held(night):
        third = next(one for one, _, way in changing.candidates(new, night) if way is None)
        last = changing.replace_turn(turn=new.pk, person=third, words="突发疾病", by=street.actor("general1"), at=night)
    former = Turn.objects.get(pk=new.pk)
    assert (former.state, former.during.upper, last.during.lower) == ("relieved", night, night)
    leader = reads.on_duty(STREET, night + timedelta(minutes=1)).leader
    assert leader is not None
    assert leader.person == third
    assert Notice.objects.filter(kind="duty.turn_replaced", account=third).exists()


def test_who_cannot_take_over_is_named_with_the_reason(street: Street, publish: Publish, turn_of: Of) -> None:
    roster = publish()
    turn = turn_of(roster, date(2018, 6, 28), "day", "officer")
    shift = Shift.objects.get(pk=turn.shift)
    before = turn_of(roster, date(2018, 6, 27), "night", "officer")
    error = in_the_way(STREET, before.person, turn.during.lower, turn.during.upper, rest_after(shift))
    assert isinstance(error, RestBroken)
    assert error.params["left"] == "0"
    with pytest.raises(RestBroken):
        changing.replace_turn(turn=turn.pk, person=before.person, words="有事", by=street.actor("leader1"), at=now())
    blocked = {one for one, _, way in changing.candidates(turn, now()) if way is not None}
    assert before.person in blocked


def test_what_is_offered_to_swap_is_what_would_be_accepted(street: Street, publish: Publish, turn_of: Of) -> None:
    roster = publish(date(2018, 6, 25), date(2018, 7, 15))
    turn = turn_of(roster, date(2018, 7, 4), "night")
    accepted = set()
    for row in Turn.objects.filter(roster=roster.pk, role="officer"):
        try:
            changing.refuse_swap(turn, row, now())
        except (Conflict, Invalid):
            continue
        accepted.add(row.pk)
    assert {row.pk for row in changing.swappable(turn, now(), most=999)} == accepted
    assert accepted
    free = [one for one, _, way in changing.candidates(turn, now()) if way is None]
    shift = Shift.objects.get(pk=turn.shift)
    span = (turn.during.lower, turn.during.upper, rest_after(shift), (turn.pk,))
    assert all(in_the_way(STREET, one, *span) is None for one in free)
