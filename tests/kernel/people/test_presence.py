"""Leave and deputy in one act, whose leave touches a week, and grids that go with a hand-over."""

from datetime import date

import pytest

from shiqiao.base.errors import Conflict, Invalid
from shiqiao.base.time import now
from shiqiao.kernel.matters.carrying import Carried, carried
from shiqiao.kernel.people import presence, reads
from shiqiao.kernel.people.handing import Part, draft_hand_over
from shiqiao.kernel.people.handing_duties import confirm_with_duties, duties_of
from shiqiao.kernel.people.models import Account, Deputyship, HandOverPart, Leave, Post
from shiqiao.testing.street import FIRST_GRID, Street

MONDAY, SUNDAY = date(2018, 6, 25), date(2018, 7, 1)


def account(login: str) -> Account:
    return Account.objects.get(username=login)


def post(code: str) -> Post:
    return Post.objects.get(code=code)


def go(street: Street, login: str, start: date, end: date | None, deputy: str = "") -> Leave:
    named = post(deputy) if deputy else None
    return presence.go_away(
        account=account(login),
        start=start,
        end=end,
        reason="annual",
        deputy=named,
        by=street.actor("leader1"),
        at=now(),
    )


def test_a_leave_and_its_deputy_are_entered_together_and_the_usual_deputy_comes_back(street: Street) -> None:
    go(street, "c1g1", date(2018, 6, 27), date(2018, 6, 29), "c1.g3")
    assert reads.responsible_for(FIRST_GRID, "city", now()).account == account("c1g3").pk
    (away,) = presence.leaves_between(street.number, MONDAY, SUNDAY)
    assert (away.account, away.begins, away.ends) == (account("c1g1").pk, True, True)
    assert [one.account for one in away.posts] == [account("c1g3").pk]
    rows = Deputyship.objects.filter(post=post("c1.g1")).order_by("during")
    days = (date(2018, 6, 27), date(2018, 6, 29))
    assert [(row.deputy_post_id, row.during.lower, row.during.upper) for row in rows] == [
        (post("c1.g2").pk, rows[0].during.lower, days[0]), (post("c1.g3").pk, *days), (post("c1.g2").pk, days[1], None),
    ]  # fmt: skip


def test_where_the_deputy_is_away_too_there_is_a_hole_and_the_week_says_so(street: Street) -> None:
    go(street, "c1g1", date(2018, 6, 20), None)
    assert not reads.responsible_for(FIRST_GRID, "city", now()).gap, "the usual deputy answers"
    go(street, "c1g2", date(2018, 6, 20), None)
    assert reads.responsible_for(FIRST_GRID, "city", now()).gap
    away = presence.leaves_between(street.number, MONDAY, SUNDAY)
    assert [(one.begins, one.ends) for one in away] == [(False, False)] * 2
    stands = {row.post: row.account for one in away for row in one.posts}
    assert stands[post("c1.g1").pk] is None
    assert presence.leaves_between(street.number, date(2018, 6, 11), date(2018, 6, 17)) == []


@pytest.mark.parametrize("end", [date(2018, 7, 4), None])
def test_a_deputy_who_is_away_is_refused_and_nothing_is_entered(street: Street, end: date | None) -> None:
    go(street, "c1g2", date(2018, 6, 28), end)
    before = (Leave.objects.count(), Deputyship.objects.count())
    with pytest.raises(Conflict) as refused:
        go(street, "c1g1", date(2018, 6, 27), date(2018, 6, 29), "c1.g2")
    assert "deputy" in refused.value.fields
    assert (Leave.objects.count(), Deputyship.objects.count()) == before


def test_a_leave_that_overlaps_another_is_refused_in_words(street: Street) -> None:
    go(street, "c1g1", date(2018, 6, 27), date(2018, 6, 29))
    with pytest.raises(Conflict) as refused:
        go(street, "c1g1", date(2018, 6, 28), date(2018, 7, 2), "c1.g2")
    assert refused.value.fields


def test_grids_go_with_a_hand_over_to_the_post_that_was_named(street: Street) -> None:
    giver, heir = account("c1g1"), post("c1.g2")
    by = street.actor("leader1")
    row = draft_hand_over(
        giver=giver, parts=[Part(post("c1.g1"), heir, account("c1g2"), True)], starts_on=date(2018, 6, 27), note="",
        leaves=True, by=by, at=now(),
    )  # fmt: skip
    part, duties = HandOverPart.objects.get(hand_over=row), duties_of(row, now())
    assert {duty.grid for duty in duties} == {FIRST_GRID}
    with pytest.raises(Invalid):
        confirm_with_duties(hand_over=row, picks={}, duties={duties[0].pk: part.pk + 999}, by=by, at=now())
    confirm_with_duties(hand_over=row, picks={}, duties={duty.pk: part.pk for duty in duties}, by=by, at=now())
    for duty in duties:
        found = reads.responsible_for(FIRST_GRID, duty.line_id, now())
        assert (found.post, found.account, found.gap) == (heir.pk, account("c1g2").pk, False)


def test_who_carries_what_is_counted_for_those_who_look_after_persons(street: Street) -> None:
    row = street.report(grid=FIRST_GRID, lon=None, lat=None)
    first = row.sheet.post
    assert carried(street.actor("leader1"), [first], now()) == {first: Carried(1, 0)}
    assert carried(street.actor("c2g1"), [first], now()) == {}
    assert carried(street.actor("c1g1"), [first], now()) == {first: Carried(1, 0)}
