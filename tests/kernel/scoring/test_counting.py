"""Counts come from the records alone, equal a recomputation written by hand, and follow the work."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from shiqiao.base.errors import Conflict, Forbidden, Invalid
from shiqiao.base.time import held, now
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.matters import requests
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.scoring import actions, following, reads
from shiqiao.kernel.scoring.models import Cell, Correction, Evidence
from shiqiao.kernel.scoring.proof import check_scores
from shiqiao.testing.street import FIRST_GRID, STREET, Street, later
from tests.stories.telling import Telling

from .conftest import AUGUST, JULY, JUNE, Lives, close_until
from .plain import PLAIN


def query(sql: str, **given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


def counted(
    code: str, since: date = JUNE, until: date = JULY, kind: str = "grid", subject: int = FIRST_GRID
) -> tuple[int, int]:
    return reads.counts(STREET, kind, since, until).get(subject, {}).get(code, (0, 0))


def lived(lives: Lives, tell: Telling) -> None:
    """A June of everything: in time and late, sent back, reopened, solved and not, from patrols and callers, still open."""
    lives.whole("2018-06-04")
    lives.whole("2018-06-05", solved=False)
    lives.close(lives.finish(lives.report("2018-06-06", channel="patrol"), "2018-06-20"), "2018-06-21", solved=True)
    back = lives.finish(lives.report("2018-06-11"), "2018-06-11")
    with tell.at("2018-06-11 14:00"):
        matters.send_back_matter(matter=back.id, reason="角落里还有", by=lives.street.actor("check1"), at=now())
    lives.close(lives.finish(back, "2018-06-12", "09:30"), "2018-06-12")
    again = lives.whole("2018-06-13")
    with tell.at("2018-06-14 09:00"):
        matters.reopen_matter(matter=again.id, reason="又堆起来了", by=tell.resident(), at=now())
    lives.report("2018-06-18")
    lives.report("2018-06-26")


def test_every_count_equals_the_same_figure_written_by_hand(lives: Lives, tell: Telling) -> None:
    lived(lives, tell)
    actions.reckon(at=now())
    different, seen = {}, 0
    for code, sql in PLAIN.items():
        by_hand = {grid: (int(n), int(d)) for grid, n, d in query(sql, now=now())}
        ours = {
            grid: by[code] for grid, by in reads.counts(STREET, "grid", JUNE, JULY).items() if by.get(code, (0, 0))[1]
        }
        seen += sum(d for _, d in by_hand.values())
        if ours != by_hand:
            different[code] = (ours, by_hand)
    assert different == {}
    assert seen > 50


def test_one_matter_less_changes_every_figure_that_it_feeds(lives: Lives) -> None:
    lives.whole("2018-06-04")
    gone = lives.whole("2018-06-05")
    actions.reckon(at=now())
    before = reads.counts(STREET, "grid", JUNE, JULY)[FIRST_GRID]
    Matter.objects.filter(pk=gone.id).update(street=370103004)  # as if it had never been this street's
    actions.order(street=STREET, since=JUNE, at=now())
    actions.reckon(at=now())
    after = reads.counts(STREET, "grid", JUNE, JULY)[FIRST_GRID]
    fed = (
        "handled_in_time",
        "closed",
        "rework",
        "echoed_same_day",
        "found_first",
        "solved_at_once",
        "solved",
        "satisfied",
        "responded",
    )
    assert {code: before[code][1] - after[code][1] for code in fed} == dict.fromkeys(fed, 1)
    Matter.objects.filter(pk=gone.id).update(street=STREET)


def test_counting_goes_on_where_it_was_broken_off(lives: Lives, monkeypatch: pytest.MonkeyPatch) -> None:
    lives.whole("2018-06-04")
    done: list[str] = []
    real = actions.count_part

    def dies(street: int, span: Any, part: Any, **more: Any) -> None:
        if len(done) == 2:
            raise RuntimeError("the process died")
        done.append(part.code)
        real(street, span, part, **more)

    monkeypatch.setattr(actions, "count_part", dies)
    with pytest.raises(RuntimeError):
        actions.reckon(at=now())
    monkeypatch.setattr(actions, "count_part", lambda *a, **k: (done.append(a[2].code), real(*a, **k))[1])
    actions.reckon(at=now())
    assert len(done) == len(set(done)) == 4
    assert counted("solved") == (1, 1)
    assert not reads.waiting(STREET)


def test_a_matter_that_moves_is_counted_anew_and_nothing_else(lives: Lives) -> None:
    actions.reckon(at=now())
    assert counted("solved_at_once") == (0, 0)
    made = lives.whole("2018-06-05")
    following.follow(STREET, {made.id}, at=now())
    assert counted("solved_at_once") == (1, 1)
    assert counted("solved", kind="person", subject=Matter.objects.get(pk=made.id).finished_holder) == (1, 1)
    assert counted("solved", kind="street", subject=STREET) == (1, 1)


def test_the_grid_that_a_matter_left_is_counted_anew_as_well(lives: Lives, street: Street) -> None:
    made = lives.report("2018-06-05")
    actions.reckon(at=now())
    assert counted("found_first") == (0, 1)
    matters.correct_matter(
        matter=made.id, reason="位置写错", grid=FIRST_GRID + 1, by=street.actor("dispatch1"), at=now()
    )
    following.follow(STREET, {made.id}, at=now())
    assert counted("found_first") == (0, 0)
    assert counted("found_first", subject=FIRST_GRID + 1) == (0, 1)


def test_the_follower_reads_each_line_once_and_begins_where_it_ended(lives: Lives) -> None:
    actions.reckon(at=now())
    follower = following.Follower()
    follower.round(now())
    lives.whole("2018-06-05")
    follower.rests_until = 0
    assert follower.round(now()) == 1
    assert counted("solved_at_once") == (1, 1)
    follower.rests_until = 0
    assert follower.round(now()) == 0


def test_what_a_round_has_no_time_for_waits_and_is_not_forgotten_by_the_next_worker(
    lives: Lives, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.reckon(at=now())
    follower = following.Follower()
    follower.round(now())
    lives.whole("2018-06-05")
    monkeypatch.setattr(following, "LONGEST", -1.0)
    follower.rests_until = 0
    follower.round(now() + timedelta(hours=1))
    assert counted("solved_at_once") == (0, 0)
    monkeypatch.setattr(following, "LONGEST", 2.0)
    another = following.Follower()
    another.low = follower.low
    assert another.round(now() + timedelta(hours=1)) == 1
    assert counted("solved_at_once") == (1, 1)
    follower.rests_until = 0
    assert follower.round(now() + timedelta(hours=1)) == 0
    assert follower.waiting == {}


def test_every_night_all_is_counted_anew_once(lives: Lives, tell: Telling) -> None:
    actions.reckon(at=now())
    lives.whole("2018-06-05")  # and nobody follows
    assert actions.order_nightly(at=now()) == 0, "by day nothing is asked for"
    with tell.at("2018-06-28 02:30"):
        assert actions.order_nightly(at=now()) == 1
        actions.reckon(at=now())
        assert actions.order_nightly(at=now()) == 0
    assert counted("solved_at_once") == (1, 1)


# ── closed months ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_reopened_matter_takes_back_its_credit_as_a_contra_entry_and_the_closed_month_stays(
    lives: Lives, tell: Telling, street: Street
) -> None:
    lives.whole("2018-06-04")
    made = lives.whole("2018-06-05")
    actions.reckon(at=now())
    close_until(street, JULY)
    june = reads.scores(STREET, "grid", JUNE, JULY)
    assert counted("solved_at_once") == (2, 2)
    with tell.at("2018-07-03 09:00"):
        matters.reopen_matter(matter=made.id, reason="又堆起来了", by=tell.resident(), at=now())
        following.follow(STREET, {made.id}, at=now())
        following.follow(STREET, {made.id}, at=now())
    assert reads.scores(STREET, "grid", JUNE, JULY) == june
    assert counted("solved_at_once", JULY, AUGUST) == (-1, -1)
    shown = reads.behind(street.actor("leader1"), "grid", FIRST_GRID, "solved_at_once", JULY, AUGUST, now())
    assert [(row.number, row.corrects) for row in shown] == [(made.number, (-1, -1))]
    kept = reads.behind(street.actor("leader1"), "grid", FIRST_GRID, "solved_at_once", JUNE, JULY, now())
    assert made.number in {row.number for row in kept}
    with tell.at("2018-07-04 09:00"):
        lives.tell.finish(made, by="c1g1")
    lives.close(made, "2018-07-04")
    following.follow(STREET, {made.id}, at=now() + timedelta(days=16))
    assert counted("solved_at_once", JULY, AUGUST) == (-1, 0), "it was closed again, but not at once"
    assert reads.scores(STREET, "grid", JUNE, JULY) == june


def test_what_stands_behind_a_closed_month_adds_up_to_its_counts_and_a_changed_count_is_found(
    lives: Lives, tell: Telling, street: Street
) -> None:
    lived(lives, tell)
    close_until(street, JULY)
    assert Evidence.objects.count() > 20
    assert list(check_scores()) == []
    cell = Cell.objects.filter(part="matter.ended", day__gte=JUNE).earliest("id")
    Cell.objects.filter(pk=cell.pk).update(hits=[hits + 1 for hits in cell.hits])
    kept, summed = check_scores()
    assert "rows kept of matter.ended" in str(kept)
    assert "sums of the month of matter.ended" in str(summed)
    Cell.objects.filter(pk=cell.pk).update(hits=cell.hits)


def test_a_matter_paused_over_the_end_of_the_month_counts_once(lives: Lives, tell: Telling, street: Street) -> None:
    with tell.at("2018-06-28 09:00"):
        made = street.report("供水井盖破损", item="01001")
        tell.dispatch(made, "city.handler1")
        requests.ask_pause(matter=made.id, until=date(2018, 7, 9), reason="等配件", by=street.actor("city2"), at=now())
        requests.grant_request(matter=made.id, answer="等配件，7月9日继续", by=street.actor("leader1"), at=now())
    actions.reckon(at=now())
    at = now() + timedelta(days=8)
    with held(at):
        close_until(street, JULY)
    here = Matter.objects.get(pk=made.id).grid
    with tell.at("2018-07-09 09:00"):
        requests.resume_due(at=now())
        following.follow(STREET, {made.id}, at=now())
    with tell.at("2018-07-20 09:00"):
        following.follow(STREET, {made.id}, at=now())
    assert counted("handled_in_time", JUNE, JULY, subject=here) == (0, 0)
    assert counted("handled_in_time", JULY, AUGUST, subject=here) == (0, 1)
    assert Correction.objects.count() == 0


def test_what_came_late_into_a_closed_month_is_added_today(lives: Lives, street: Street) -> None:
    actions.reckon(at=now())
    close_until(street, JULY)
    made = lives.report("2018-06-05")
    with held(later(now(), days=18)):
        following.follow(STREET, {made.id}, at=now())
        following.follow(STREET, {made.id}, at=now())
    assert counted("found_first") == (0, 0)
    assert counted("found_first", JULY, AUGUST) == (0, 1)


def test_months_are_closed_in_order_by_the_head_and_only_when_over(lives: Lives, street: Street) -> None:
    leader = street.actor("leader1")
    with pytest.raises(Invalid):
        actions.close_month(street=STREET, starts=JUNE, by=leader, at=now())
    with pytest.raises(Conflict, match="earlier month"):
        actions.close_month(street=STREET, starts=date(2018, 5, 1), by=leader, at=now())
    with pytest.raises(Forbidden):
        actions.close_month(street=STREET, starts=date(2017, 1, 1), by=street.actor("c1g1"), at=now())
    actions.close_month(street=STREET, starts=date(2017, 1, 1), by=leader, at=now())
    with pytest.raises(Conflict, match="closed already"):
        actions.close_month(street=STREET, starts=date(2017, 1, 1), by=leader, at=now())


# ── versions ───────────────────────────────────────────────────────────────────────────────────────────────────────

OTHER = """
indicators:
  - {code: solved, title: {zh: 解决率, en: Solved}, rule: local, source: call_back,
     of: {by: answered, where: {solved: [true, false]}}, hit: {solved: true}, weight: 1, points: {none: 0, full: 1}, least: 1}
"""


def test_another_version_counts_from_its_month_and_can_be_tried_before(lives: Lives, street: Street) -> None:
    lives.whole("2018-06-05", solved=False)
    actions.reckon(at=now())
    before = reads.scores(STREET, "grid", JUNE, JULY)
    tried = reads.tried(STREET, "grid", actions.read_table(OTHER), JUNE, JULY, now())
    assert [(one.subject, str(one.total)) for one in tried] == [(FIRST_GRID, "0.00")]
    actions.publish_table(street=STREET, text=OTHER, starts=JULY, by=street.actor("admin1"), at=now())
    lives.whole("2018-07-04")
    actions.reckon(at=later(now(), days=10))
    assert reads.scores(STREET, "grid", JUNE, JULY) == before
    (july,) = reads.scores(STREET, "grid", JULY, AUGUST)
    assert (str(july.total), len(july.lines), july.rank) == ("100.00", 1, 1)
    assert counted("solved", JUNE, AUGUST) == (1, 2), "both versions know it"
