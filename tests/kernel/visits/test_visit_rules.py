"""Pure rules of visits: the fold of the journal, and the way from door to door."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.actor import Ref
from shiqiao.kernel.clocks.rules import ClockState, Term
from shiqiao.kernel.journal.rules import GENESIS, Line, chain
from shiqiao.kernel.visits import rules
from shiqiao.kernel.visits.rules import Change, FindingState, Sheet, Stop

pytestmark = pytest.mark.unit
START = datetime(2018, 6, 1, tzinfo=UTC)
CLOCK = ClockState("visit", 1, Term(24, "ch"), 1, START, START + timedelta(days=1))
SHEET = Sheet(
    street=1, community=1001, grid=1001001, line="safety", unit=3, post=4, kind="nine_small", version=1, subject_kind="place",
    subject_id=5, place=5, earliest=START, latest=START + timedelta(days=30), plan=9, clocks=(CLOCK,),
)  # fmt: skip
MOMENTS = st.integers(0, 29 * 86400).map(lambda seconds: START + timedelta(seconds=seconds))
FINDINGS = st.builds(
    FindingState, question=st.sampled_from("abc"), item=st.just("S0104"), severity=st.sampled_from(["ordinary", "serious"]),
    matter=st.integers(0, 9), state=st.sampled_from([rules.OPEN, rules.FIXED]), rechecks=st.integers(0, 3),
)  # fmt: skip
CHANGES = st.builds(
    Change, code=st.just("visits.recorded"),
    set=st.fixed_dictionaries({}, optional={
        "state": st.sampled_from(rules.STATES), "post": st.integers(1, 99), "done_at": MOMENTS | st.none(),
        "recorded_at": MOMENTS, "done_holder": st.integers(0, 9),
    }),
    findings=st.lists(FINDINGS, max_size=3, unique_by=lambda one: one.question).map(tuple),
)  # fmt: skip


def lines_of(changes: list[Change]) -> list[Line]:
    lines: list[Line] = []
    prev = GENESIS
    for seq, change in enumerate([rules.first(SHEET), *changes], 1):
        line = chain(
            prev=prev, seq=seq, street=1, subject=Ref("visit", 1), code=change.code, happened_at=START, recorded_at=START,
            actor="x", data=change.data(),
        )  # fmt: skip
        prev = line.hash
        lines.append(line)
    return lines


@given(st.lists(CHANGES, max_size=5))
def test_a_visit_is_the_fold_of_its_journal(changes: list[Change]) -> None:
    sheet = SHEET
    for change in changes:
        sheet = rules.advance(sheet, change)
    assert rules.rebuild(lines_of(changes)) == sheet


@given(st.lists(FINDINGS, max_size=9))
def test_how_many_findings_are_open_follows_from_the_findings(findings: list[FindingState]) -> None:
    sheet = SHEET
    for one in findings:
        sheet = rules.advance(sheet, Change("visits.findings_rechecked", findings=(one,)))
    last = {one.question: one for one in findings}
    assert sheet.open_findings == sum(one.state == rules.OPEN for one in last.values())


STOPS = st.builds(
    Stop, id=st.integers(1, 10**6), due=MOMENTS.map(lambda at: at.replace(hour=16, minute=0, second=0, microsecond=0)),
    grid=st.integers(1, 3), lon=st.floats(116.9, 117.0) | st.none(), lat=st.floats(36.6, 36.7),
)  # fmt: skip


@given(st.lists(STOPS, max_size=12, unique_by=lambda stop: stop.id))
def test_the_way_goes_to_every_door_once_and_what_breaks_first_comes_first(stops: list[Stop]) -> None:
    by_id = {stop.id: stop for stop in stops}
    ordered = [by_id[number] for number in rules.route(stops)]
    assert sorted(by_id) == sorted(stop.id for stop in ordered)
    assert [(stop.due, stop.grid) for stop in ordered] == sorted((stop.due, stop.grid) for stop in stops)


def test_in_a_grid_the_nearest_door_is_next() -> None:
    doors = [Stop(n, START, 1, 116.98 + lon / 1000, 36.65) for n, lon in ((1, 0), (2, 9), (3, 1), (4, 5))]
    assert rules.route(doors) == [1, 3, 4, 2]
