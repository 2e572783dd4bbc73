"""Scores in real months: luck does not win, an appeal before the month is closed, a deputy, and a grid without work."""

from datetime import date

import pytest

from shiqiao.base.time import now
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people import actions as people
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.people.reads import acting_posts
from shiqiao.kernel.scoring import actions, appeals, reads
from shiqiao.kernel.scoring.rules import Score
from shiqiao.testing.street import FIRST_GRID, STREET, Street
from tests.kernel.scoring.conftest import JULY, JUNE, Lives, close_until

from .telling import Telling

SECOND_GRID = FIRST_GRID + 1
DAYS = ("04", "05", "06", "07", "11", "12", "13", "14")


@pytest.fixture
def lives(street: Street, tell: Telling) -> Lives:
    return Lives(street, tell)


def scored(kind: str = "grid") -> dict[int, Score]:
    return {one.subject: one for one in reads.scores(STREET, kind, JUNE, JULY)}


def beside(street: Street, tell: Telling, lives: Lives, day: str) -> None:
    """A whole affair in the second grid."""
    with tell.at(f"{day} 09:00"):
        made, by = street.report("墙角有垃圾"), street.actor("dispatch1")
        matters.correct_matter(matter=made.id, reason="位置写错", grid=SECOND_GRID, by=by, at=now())
        tell.dispatch(made, "c1.g2")
    with tell.at(f"{day} 11:00"):
        tell.finish(made, by="c1g2")
    lives.close(made, day, solved=True)


def test_a_grid_with_three_matters_does_not_win_by_luck(street: Street, tell: Telling, lives: Lives) -> None:
    """The first grid has eight matters, one of which was not solved; the second has three, all of them perfect."""
    for day in DAYS:
        lives.whole(f"2018-06-{day}", solved=day != "07")
    for day in DAYS[:3]:
        beside(street, tell, lives, f"2018-06-{day}")
    actions.reckon(at=now())
    found = scored()
    small, large = found[SECOND_GRID], found[FIRST_GRID]
    assert (small.total or 0) > (large.total or 0), "by points alone it would win"
    assert (small.rank, large.rank) == (0, 1)
    assert all(line.small for line in small.lines if line.value is not None and line.d)


def test_a_month_without_work_is_neither_nought_nor_a_hundred(street: Street, tell: Telling, lives: Lives) -> None:
    lives.whole("2018-06-05")
    actions.reckon(at=now())
    idle = scored().get(SECOND_GRID)
    assert idle is None or (idle.total, idle.rank) == (None, 0)


def test_a_deputys_work_counts_for_the_deputy(street: Street, tell: Telling, lives: Lives) -> None:
    """The member of the first grid is on leave for a week; the member of the second stands in, with that post."""
    away, deputy = Account.objects.get(username="c1g1"), Account.objects.get(username="c1g2")
    lives.whole("2018-06-05")
    with tell.at("2018-06-10 17:00"):
        by = street.actor("admin1")
        people.take_leave(
            account=away, start=date(2018, 6, 11), end=date(2018, 6, 15), reason="annual", by=by, at=now()
        )
    made = lives.report("2018-06-12")
    with tell.at("2018-06-12 11:00"):
        assert "c1.g1" in {one.post.code for one in acting_posts(deputy.pk)}
        tell.finish(made, by="c1g2")
    lives.close(made, "2018-06-12", solved=True)
    actions.reckon(at=now())
    persons = reads.counts(STREET, "person", JUNE, JULY)
    assert persons[deputy.pk]["solved"] == (1, 1)
    assert persons[away.pk]["solved"] == (1, 1)
    assert reads.counts(STREET, "grid", JUNE, JULY)[FIRST_GRID]["solved"] == (2, 2), "the grid has both"


def test_an_appeal_won_before_the_month_is_closed_changes_what_is_frozen(
    street: Street, tell: Telling, lives: Lives
) -> None:
    for day in DAYS[:6]:
        lives.whole(f"2018-06-{day}", solved=day != "07")
    actions.reckon(at=now())
    before = scored()[FIRST_GRID]
    bad = Matter.objects.get(solved=False)
    with tell.at("2018-06-28 09:00"):
        target = appeals.Target(bad.number, "solved", JUNE, "grid", FIRST_GRID)
        row = appeals.raise_appeal(target=target, reason="铁路权属，已移交", by=street.actor("c1g1"), at=now())
    with tell.at("2018-07-02 09:00"):
        appeals.decide_appeal(appeal=row.id, uphold=True, answer="属实", by=street.actor("leader2"), at=now())
        close_until(street, JULY)
        after = scored()[FIRST_GRID]
        assert (after.total or 0) > (before.total or 0)
        actions.order(street=STREET, since=JUNE, at=now())
        actions.reckon(at=now())
        assert scored()[FIRST_GRID] == after, "counted once more, to the last digit the same"
