"""Visits, rounds of patrols, responsibility, posts and orders are counted as they were recorded, and follow the work."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model

from shiqiao.base.actor import Ref, system
from shiqiao.base.time import now
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.matters.models import CallBack
from shiqiao.kernel.patrols import actions as patrols
from shiqiao.kernel.patrols import codes
from shiqiao.kernel.patrols.actions import NewPoint, Sent
from shiqiao.kernel.patrols.models import CheckIn, Point
from shiqiao.kernel.patrols.rules import Where
from shiqiao.kernel.people import actions as people
from shiqiao.kernel.people.models import Account, Holding, Post
from shiqiao.kernel.scoring import actions, following, reads
from shiqiao.kernel.scoring.models import Evidence
from shiqiao.kernel.scoring.proof import check_scores
from shiqiao.kernel.visits import actions as visits
from shiqiao.kernel.visits.actions import Target
from shiqiao.kernel.visits.models import Finding, Visit
from shiqiao.scenes.supervision.actions import Answering, answer_order, raise_order
from shiqiao.scenes.supervision.models import SupervisionOrder
from shiqiao.testing.street import FIRST_GRID, INSIDE, STREET, Street
from tests.kernel.visits.conftest import GOOD
from tests.stories.telling import Telling

from .conftest import AUGUST, JULY, JUNE, Lives, close_until
from .plain_beyond import PLAIN_BEYOND
from .test_counting import counted, query

YARD = (116.9836, 36.6556)
AFTER = "2018-07-02 09:00"


class Afield:
    """A June out of doors: two points in the first grid, walked now and then; visits to small shops; orders; leave."""

    def __init__(self, street: Street, tell: Telling) -> None:
        self.street, self.tell = street, tell
        with tell.at("2018-06-03 09:00"):
            self.points = [
                patrols.add_point(street=STREET, wanted=NewPoint(name, *place), by=street.actor("c1head"), at=now())
                for name, place in (("小区东门", INSIDE), ("二号院", YARD))
            ]

    def check_in(self, moment: str, point: Point, *, by: str = "c1g1", near: bool = True) -> None:
        where = Where(point.lon, point.lat, 12) if near else None
        with self.tell.at(moment):
            sent = Sent(moment, codes.address_of("https://example.test", point), now(), where)
            patrols.check_in(sent=[sent], by=self.street.actor(by), at=now())

    def plan(self, moment: str, name: str) -> int:
        target = Target(name, "春元里小区1号楼", grid=FIRST_GRID, lon=116.98307, lat=36.65529)
        with self.tell.at(moment):
            by = self.street.actor("safety1")
            return visits.plan_visit(street=STREET, kind="nine_small", target=target, by=by, at=now()).visit

    def visit(self, moment: str, visit: int, outcome: str = "done", *, clear: bool = True) -> int:
        with self.tell.at(moment):
            answers = {**GOOD, "exit_clear": clear} if outcome == "done" else {}
            return visits.record_visit(
                visit=visit, outcome=outcome, client_id=f"{visit}/{moment}", answers=answers, note="门口有人值守",
                by=self.street.actor("c1safe"), at=now(),
            ).next  # fmt: skip

    def order(self, moment: str, number: int, answered: str = "") -> SupervisionOrder:
        to = Answering(Post.objects.get(code="city.handler1").pk)
        with self.tell.at(moment):
            by = self.street.actor("leader1")
            row = raise_order(subject=Ref("matter", number), reason="请查明并办结", to=to, by=by, at=now())
        if answered:
            with self.tell.at(answered):
                refs = [Ref("matter", number)]
                answer_order(order=row.id, answer="已疏通", refs=refs, by=self.street.actor("city2"), at=now())
        return row

    def june(self) -> "Afield":
        gate, yard = self.points
        for day in ("04", "05", "06"):
            for hour in ("09", "11", "14", "16"):
                self.check_in(f"2018-06-{day} {hour}:00", gate)
        self.check_in("2018-06-05 10:00", yard)
        self.check_in("2018-06-05 15:00", yard, near=False)
        for day in ("12", "13"):
            self.check_in(f"2018-06-{day} 10:00", yard, by="c1safe")
        first = self.visit("2018-06-06 10:00", self.plan("2018-06-05 09:00", "示例小店"), clear=False)
        with self.tell.at("2018-06-11 10:00"):
            by = self.street.actor("check2")
            visits.recheck_visit(visit=first, fixed={"exit_clear": True}, client_id="again", by=by, at=now())
        again = self.visit("2018-06-07 10:00", self.plan("2018-06-05 09:00", "示例面馆"), "not_home")
        self.visit("2018-06-12 10:00", again)
        self.visit("2018-06-08 10:00", self.plan("2018-06-05 09:00", "示例旅馆"), "not_home")
        self.plan("2018-06-05 09:00", "示例网吧")
        self.leave_and_gap()
        with self.tell.at("2018-06-06 09:00"):
            made = [self.street.report("下水管道堵塞", item="01002") for _ in range(2)]
            for one in made:
                self.tell.dispatch(one, "city.handler1")
        self.order("2018-06-07 09:00", made[0].id, "2018-06-07 16:00")
        self.order("2018-06-07 09:00", made[1].id)
        return self

    def leave_and_gap(self) -> None:
        with self.tell.at("2018-06-10 17:00"):
            by, away = system("test", street=STREET), {"start": date(2018, 6, 11), "end": date(2018, 6, 15)}
            for login in ("c1g1", "c2g1"):
                who = Account.objects.get(username=login)
                people.take_leave(account=who, reason="annual", by=by, at=now(), **away)
            second = Post.objects.get(code="c2.g1")
            for row in second_deputies(second):
                people.end_deputyship(post=second, on=row, by=by, at=now())
            people.end_responsibility(grid=FIRST_GRID + 1, line="city", on=date(2018, 6, 20), by=by, at=now())


def second_deputies(post: Post) -> list[date]:
    found = query(
        "SELECT 1 FROM people_deputyship WHERE post_id = %(post)s AND during @> '2018-06-12'::date", post=post.pk
    )
    return [date(2018, 6, 12)] if found else []


@pytest.fixture
def afield(street: Street, tell: Telling) -> Afield:
    return Afield(street, tell)


def differing() -> tuple[dict[str, Any], dict[str, int]]:
    """Return what differs from the same figures written by hand, and how much was counted by hand."""
    different, seen = {}, {}
    ours = reads.counts(STREET, "grid", JUNE, JULY)
    for code, sql in PLAIN_BEYOND.items():
        by_hand = {int(grid): (int(n), int(d)) for grid, n, d in query(sql, now=now())}
        found = {grid: by[code] for grid, by in ours.items() if by.get(code, (0, 0))[1]}
        seen[code] = sum(d for _, d in by_hand.values())
        if found != by_hand:
            different[code] = {grid: (found.get(grid), by_hand.get(grid)) for grid in found.keys() | by_hand.keys()
                               if found.get(grid) != by_hand.get(grid)}  # fmt: skip
    return different, seen


@pytest.mark.parametrize("moment", ["2018-06-13 18:00", AFTER])
def test_every_count_beyond_matters_equals_the_same_figure_written_by_hand(
    afield: Afield, tell: Telling, moment: str
) -> None:
    afield.june()
    with tell.at(moment):
        actions.reckon(at=now())
        different, seen = differing()
    assert different == {}
    assert all(seen.values()), seen


def test_what_is_covered_and_what_is_not(afield: Afield, tell: Telling) -> None:
    afield.june()
    with tell.at(AFTER):
        actions.reckon(at=now())
        assert counted("patrol_coverage") == (12, 180), "two points: 27 days of three, three weeks of three"
        assert counted("visited_in_window") == (2, 4)
        assert counted("findings_fixed") == (1, 1)
        assert counted("responsibility_covered") == (3, 3), "the deputy stood in for the first grid"
        assert counted("responsibility_covered", subject=FIRST_GRID + 1) == (2, 3)
        assert counted("responsibility_covered", subject=370103003002001)[0] < 3, "on leave, and no deputy was named"


# ── one record less ────────────────────────────────────────────────────────────────────────────────────────────────


def remaining() -> dict[str, tuple[int, int]]:
    actions.order(street=STREET, since=JUNE, at=now())
    actions.reckon(at=now())
    return reads.counts(STREET, "street", JUNE, JULY)[STREET]


def gone(rows: Any) -> None:
    """Delete a record as nobody can but whoever owns the tables."""
    row: Model = rows[0]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])


LESS: dict[str, tuple[Callable[[], Any], dict[str, tuple[int, int]]]] = {
    "visit": (
        lambda: Visit.objects.filter(state="done", attempt=1, recheck_of=0),
        {"visited_in_window": (1, 1), "findings_fixed": (1, 1)},
    ),
    "re-check": (lambda: Visit.objects.filter(recheck_of__gt=0), {"rechecked_in_window": (1, 1)}),
    "missed visit": (lambda: Visit.objects.filter(state="planned", attempt=1), {"visited_in_window": (0, 1)}),
    "finding": (lambda: Finding.objects.all(), {"findings_fixed": (1, 1)}),
    "check-in": (lambda: CheckIn.objects.filter(state="counted", lines="safety"), {"patrol_coverage": (1, 0)}),
    "order": (
        lambda: SupervisionOrder.objects.filter(answered_at__isnull=False),
        {"orders_in_time": (1, 1)},
    ),
    "holding": (
        lambda: Holding.objects.filter(post__code="c3.g1"),
        {"responsibility_covered": (0, 0)},
    ),
    "call-back": (
        lambda: CallBack.objects.all(),
        {"responded": (1, 1), "solved": (1, 1), "satisfied": (1, 1)},
    ),
    "clock": (
        lambda: Clock.objects.filter(kind="matter", name="handle", stopped_at__isnull=False),
        {"handled_in_time": (1, 1), "ordinary_in_time": (1, 1), "closed": (1, 1), "closed_in_time": (1, 1)},
    ),
}


@pytest.mark.parametrize("record", LESS)
def test_one_record_less_changes_every_figure_that_it_feeds_and_no_other(
    afield: Afield, street: Street, tell: Telling, record: str
) -> None:
    afield.june()
    Lives(street, tell).whole("2018-06-20")
    with tell.at(AFTER):
        before = remaining()
        rows, fed = LESS[record]
        gone(rows())
        after = remaining()
    changed = {
        code: (n - after.get(code, (0, 0))[0], d - after.get(code, (0, 0))[1])
        for code, (n, d) in before.items()
        if (n, d) != after.get(code, (0, 0))
    }
    if record == "holding":
        assert changed["responsibility_covered"][0] >= 1
        assert changed["responsibility_gap"][0] == -changed["responsibility_covered"][0]
        assert set(changed) == {"responsibility_covered", "responsibility_gap", "posts_doubled"} & set(changed)
    else:
        assert changed == fed


# ── following ──────────────────────────────────────────────────────────────────────────────────────────────────────


def rounds(follower: following.Follower) -> int:
    follower.rests_until = 0
    return follower.round(now())


def test_the_follower_sees_check_ins_visits_leave_and_orders(afield: Afield, street: Street, tell: Telling) -> None:
    with tell.at("2018-06-27 09:00"):
        actions.reckon(at=now())
        follower = following.Follower()
        rounds(follower)
    afield.check_in("2018-06-27 10:00", afield.points[0])
    visit = afield.plan("2018-06-27 10:10", "示例小店")
    afield.visit("2018-06-27 10:20", visit)
    with tell.at("2018-06-27 10:30"):
        assert rounds(follower) == 2, "a point and a visit"
        before = counted("patrol_coverage")
        assert counted("visited_in_window") == (1, 1)
        people.end_responsibility(
            grid=FIRST_GRID, line="city", on=date(2018, 6, 27), by=system("test", street=STREET), at=now()
        )
        rounds(follower)
        assert counted("responsibility_covered") == (2, 3)
        made = street.report("下水管道堵塞", item="01002")
        tell.dispatch(made, "city.handler1")
    afield.order("2018-06-27 11:00", made.id, "2018-06-27 12:00")
    with tell.at("2018-06-27 12:10"):
        rounds(follower)
        assert counted("orders_in_time", subject=FIRST_GRID, until=AUGUST) == (1, 1)
    afield.check_in("2018-06-27 13:00", afield.points[1], by="c1safe")
    with tell.at("2018-06-27 13:01"):
        rounds(follower)
        hits, of = counted("patrol_coverage", until=AUGUST)
        assert (hits, of) == (before[0] + 1, before[1] + 1)


def test_what_changes_of_a_closed_month_beyond_matters_is_a_contra_entry(
    afield: Afield, street: Street, tell: Telling
) -> None:
    gate, yard = afield.points
    afield.check_in("2018-06-05 15:00", yard, near=False)
    first = afield.visit("2018-06-26 10:00", afield.plan("2018-06-25 09:00", "示例小店"), clear=False)
    with tell.at(AFTER):
        actions.reckon(at=now())
        close_until(street, JULY)
        kept = {code: counted(code) for code in ("patrol_coverage", "findings_fixed", "responsibility_covered")}
        assert Evidence.objects.filter(part="patrol.due", number=str(yard.pk)).exists()
        assert list(check_scores()) == []
        assert (kept["patrol_coverage"][0], kept["findings_fixed"]) == (0, (0, 1))
        waiting = CheckIn.objects.get(state="waiting")
        patrols.recognise_check_in(check_in=waiting.pk, reason="no_location", by=street.actor("c1head"), at=now())
        by = street.actor("check2")
        visits.recheck_visit(visit=first, fixed={"exit_clear": True}, client_id="again", by=by, at=now())
        for _ in range(2):
            following.follow_all(STREET, {"patrol_point": {yard.pk}, "visit": {first}}, at=now())
        assert {code: counted(code) for code in kept} == kept, "June stays as it was"
        behind = reads.behind(street.actor("leader1"), "grid", FIRST_GRID, "findings_fixed", JULY, AUGUST, now())
        assert [(row.onto, row.corrects) for row in behind] == [("visit", (1, 0))]
        assert counted("findings_fixed", JULY, AUGUST) == (1, 0)
        shown = reads.behind(street.actor("leader1"), "grid", FIRST_GRID, "patrol_coverage", JULY, AUGUST, now())
        assert [(row.number, row.corrects) for row in shown if row.corrects] == [(str(yard.pk), (1, 0))]
        assert gate.pk != yard.pk


def test_a_missed_round_counts_against_who_answered_and_a_deputys_round_for_the_deputy(
    afield: Afield, tell: Telling
) -> None:
    first, second = (Account.objects.get(username=login).pk for login in ("c1g1", "c1g2"))
    afield.leave_and_gap()
    with tell.at("2018-06-13 09:00"):
        actions.reckon(at=now())
        per = reads.counts(STREET, "person", date(2018, 6, 1), JULY)
        assert per[first]["patrol_coverage"][1] == 2 * 3 * 7, "seven days before the leave, three times, two points"
        assert per[second]["patrol_coverage"][1] == 2 * 3 * 2, "two days of the leave"


def test_a_round_that_was_due_before_plan_or_point_were_there_is_nobodys_fault(afield: Afield, tell: Telling) -> None:
    with tell.at("2018-06-03 23:00"):
        actions.reckon(at=now())
        assert counted("patrol_coverage") == (0, 0)
    with tell.at("2018-06-05 00:30"):
        actions.order(street=STREET, since=JUNE, at=now())
        actions.reckon(at=now())
        assert counted("patrol_coverage") == (0, 6)
    moment = datetime.fromisoformat("2018-06-05T09:00:00+08:00")
    for point in afield.points:
        patrols.retire_point(point=point.pk, by=afield.street.actor("c1head"), at=moment)
    Point.objects.update(retired_at=moment)
    with tell.at("2018-06-08 09:00"):
        actions.order(street=STREET, since=JUNE, at=now())
        actions.reckon(at=now())
        assert counted("patrol_coverage") == (0, 6), "the day on which it was taken away does not count"
