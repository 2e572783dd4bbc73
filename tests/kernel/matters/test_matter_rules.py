"""Every move of the shipped flow, decided without a database: what it sets, what it needs, under which conditions."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiqiao.base.actor import Actor, Reach, Ref
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.ids import luhn_ok
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.clocks.plain import seeded
from shiqiao.kernel.flows.rules import WHO, Flow, MoveNotAllowed, parse
from shiqiao.kernel.journal.rules import GENESIS, Line, chain
from shiqiao.kernel.matters.errors import ConditionNotMet, MoveLacks
from shiqiao.kernel.matters.rules import (
    COLUMNS,
    Change,
    Given,
    Ground,
    Routed,
    Sheet,
    advance,
    begin,
    next_due,
    number_of,
    rebuild,
    roles_towards,
    step,
)

pytestmark = pytest.mark.unit

FILE = Path(__file__).resolve().parents[3] / "shiqiao" / "scenes" / "grid" / "flows" / "grid_matter.yaml"
FLOW = Flow(parse(read_yaml(FILE.read_text())), 1)
CALENDAR = seeded()
TITLE = {"zh": "暴露垃圾", "en": "Exposed rubbish"}
ITEM = Item.model_validate(
    {
        "code": "06010", "title": TITLE, "category": "06", "category_title": TITLE, "line": "city", "on_the_spot": True,
        "evidence": ["before_after"],
        "terms": {"echo": "same_day", "accept": "1wh", "dispatch": "2wh", "handle": "4wh", "check": "1wd"},
    }
)  # fmt: skip
OTHER = ITEM.model_copy(
    update={"code": "S0102", "line": "safety", "terms": {**ITEM.terms, "handle": "2wd"}, "urgent": True}
)
AT = datetime.fromisoformat("2018-06-27T10:00:00+08:00")
GRID = 370103003001001
PHOTOS = (("before", "a" * 64), ("after", "b" * 64))
MEMBER = Actor("account", "c1.g1", account=11, post=1, street=370103003)
CHECKER = Actor("account", "check", account=12, post=2, street=370103003)
ALL = Given(
    answer="已安排", result="已清理", reason="理由", outcome="beyond_duty", handler=(5, 55, 555), evidence=PHOTOS,
    responded=True, solved=False, satisfied=False, item=OTHER, main=7, child=("清运",), units=("city",),
    routed=Routed(370103003002, 370103003002001, 9, 6, 66, 666, False, ({"step": "grid"},)),
    term="2wd", until=date(2018, 7, 5), progress="正在联系产权单位",
)  # fmt: skip


def ground(minutes: float = 0, by: Actor = MEMBER, **changed: Any) -> Ground:
    values: dict[str, Any] = {"roles": WHO, "outcomes": ("beyond_duty",)} | changed
    return Ground(FLOW, values.pop("item", ITEM), CALENDAR, AT + timedelta(minutes=minutes), by, **values)


BESIDE = {"echo", "review", "supervise"}  # clocks that run beside that of the state


def reported(channel: str = "phone") -> Sheet:
    sheet = Sheet(
        number="1", street=370103003, community=370103003001, grid=GRID, boundary=3, line="city", item="06010", catalogue=1,
        flow="grid_matter", flow_version=1, state="reported", done=False, channel=channel, urgent=False, post=1, holder=11,
        unit=111, reported_at=AT,
    )  # fmt: skip
    return replace(sheet, clocks=begin(sheet, ground()).clocks)


def after(sheet: Sheet, *moves: str, by: Actor = MEMBER, minutes: float = 0) -> Sheet:
    for do in moves:
        minutes += 5
        change = step(sheet, do, ALL, ground(minutes, CHECKER if do in DECIDED else by))
        sheet = advance(sheet, change.set, change.clocks)
    return sheet


DECIDED = ("close", "send_back", "uphold_return", "grant", "refuse_request")  # by another than who handled or asked
WAY_TO = {
    "reported": (), "accepted": ("accept",), "handling": ("dispatch",), "checking": ("dispatch", "finish"),
    "closed": ("record",), "merged": ("merge",),
    "asked": ("dispatch", "ask_extension"), "returning": ("dispatch", "ask_return"),
    "pausing": ("dispatch", "ask_pause"), "paused": ("dispatch", "ask_pause", "grant"), "supervised": ("dispatch", "supervise"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("do", "state", "target", "code", "sets"),
    [
        ("accept", "reported", "accepted", "accepted", {}),
        ("decline", "reported", "declined", "declined", {"outcome": "beyond_duty", "done": True}),
        ("dispatch", "accepted", "handling", "dispatched", {"post": 5, "holder": 55, "unit": 555}),
        ("redirect", "handling", "handling", "redirected", {"post": 5, "holder": 55, "unit": 555}),
        ("fix_on_spot", "reported", "checking", "fixed_on_spot", {"on_spot": True, "finished_by": 1, "finished_holder": 11}),
        ("answer", "closed", "closed", "answered", {}),
        ("correct", "handling", "handling", "corrected", {"item": "S0102", "line": "safety", "urgent": True}),
        ("correct", "accepted", "accepted", "corrected", {"grid": 370103003002001, "post": 6, "boundary": 9}),
        ("finish", "handling", "checking", "finished", {"finished_by": 1, "finished_holder": 11, "on_spot": False}),
        ("send_back", "checking", "handling", "sent_back", {"sent_back": 1}),
        ("close", "checking", "closed", "closed", {"done": True}),
        ("call_back", "closed", "closed", "called_back", {"responded": True, "solved": False, "satisfied": False}),
        ("rate", "closed", "closed", "rated", {"solved": False, "satisfied": False}),
        ("reopen", "closed", "handling", "reopened", {"reopened": 1, "done": False, "ended_at": None, "solved": None}),
        ("withdraw", "handling", "declined", "withdrawn", {"outcome": "beyond_duty", "done": True}),
        ("record", "reported", "closed", "recorded", {"done": True, "unrouted": False}),
        ("withdraw", "handling", "declined", "withdrawn", {"done": True, "outcome": "beyond_duty"}),
        ("merge", "handling", "merged", "merged", {"duplicate_of": 7, "done": True}),
        ("part", "merged", "accepted", "parted", {"duplicate_of": 0, "done": False}),
        ("split", "handling", "handling", "split", {}),
        ("summon", "handling", "handling", "summoned", {}),
        ("ask_return", "handling", "handling", "return_asked", {"asked": "return", "asked_for": "", "asked_by": 1}),
        ("ask_extension", "handling", "handling", "extension_asked", {"asked": "extension", "asked_for": "2wd"}),
        ("ask_pause", "handling", "handling", "pause_asked", {"asked_for": "2018-07-05", "asked_holder": 11}),
        ("uphold_return", "returning", "accepted", "return_upheld", {"asked": "", "returned": 1, "post": 6, "holder": 66}),
        ("grant", "asked", "handling", "granted", {"asked": "", "asked_for": "", "extended": 1, "paused": False}),
        ("grant", "pausing", "handling", "granted", {"asked": "", "extended": 0, "paused": True}),
        ("refuse_request", "asked", "handling", "request_refused", {"asked": "", "asked_by": 0, "extended": 0}),
        ("resume", "paused", "handling", "resumed", {"paused": False, "paused_until": None}),
        ("supervise", "accepted", "accepted", "supervised", {"supervised": 1}),
        ("report_progress", "supervised", "handling", "progress_reported", {"supervised": 1}),
    ],
)  # fmt: skip
def test_a_move_sets(do: str, state: str, target: str, code: str, sets: dict[str, Any]) -> None:
    sheet = after(reported(), *WAY_TO[state])
    change = step(sheet, do, ALL, ground(60, CHECKER if do in DECIDED else MEMBER))
    done = advance(sheet, change.set, change.clocks)
    assert (change.code, done.state) == (f"matters.{code}", target)
    assert {name: getattr(done, name) for name in sets} == sets
    assert (done.ended_at is not None) == done.done
    running = {clock.name for clock in done.clocks if clock.running} - BESIDE
    assert running == ({FLOW.states[target].clock} - {""})


def test_every_move_of_the_flow_is_decided_here() -> None:
    rows = test_a_move_sets.pytestmark[0].args[1]
    assert {row[0] for row in rows} | {"archive"} == {move.do for move in FLOW.table.moves}


def test_archiving_waits_for_the_window_and_keeps_the_end() -> None:
    closed = after(reported(), "record")
    with pytest.raises(ConditionNotMet):
        step(closed, "archive", Given(), ground(60))
    change = step(closed, "archive", Given(), ground(60 * 24 * 31))
    done = advance(closed, change.set, change.clocks)
    assert (done.state, done.ended_at) == ("archived", closed.ended_at)
    with pytest.raises(ConditionNotMet):
        step(closed, "reopen", ALL, ground(60 * 24 * 31))


@pytest.mark.parametrize(
    ("do", "state", "without"),
    [
        ("decline", "reported", ("outcome", "answer")), ("dispatch", "reported", ("handler",)),
        ("redirect", "handling", ("handler", "reason")), ("answer", "reported", ("answer",)),
        ("correct", "reported", ("reason",)), ("finish", "handling", ("result", "evidence")),
        ("fix_on_spot", "reported", ("result", "evidence")), ("send_back", "checking", ("reason",)),
        ("call_back", "closed", ("responded", "solved", "satisfied")), ("rate", "closed", ("solved", "satisfied")),
        ("reopen", "closed", ("reason",)), ("record", "reported", ("answer",)), ("merge", "handling", ("main",)),
        ("part", "merged", ("reason",)), ("split", "handling", ("child",)), ("summon", "handling", ("units",)),
        ("ask_return", "handling", ("reason",)), ("ask_extension", "handling", ("term", "reason")),
        ("ask_pause", "handling", ("until", "reason")), ("grant", "asked", ("answer",)),
        ("refuse_request", "asked", ("reason",)),
        ("supervise", "accepted", ("reason",)), ("report_progress", "supervised", ("progress",)),
    ],
)  # fmt: skip
def test_what_a_move_needs_is_named_all_at_once(do: str, state: str, without: tuple[str, ...]) -> None:
    sheet = after(reported(), *WAY_TO[state])
    with pytest.raises(MoveLacks) as refused:
        step(sheet, do, Given(), ground(60, CHECKER))
    assert tuple(refused.value.fields) == without
    step(sheet, do, Given(), ground(60, CHECKER, recognised=True))  # history that is recognised may be silent


def test_an_unknown_ground_for_declining_is_refused() -> None:
    with pytest.raises(MoveLacks) as refused:
        step(reported(), "decline", replace(ALL, outcome="because"), ground())
    assert set(refused.value.fields) == {"outcome"}


@pytest.mark.parametrize(
    ("asked", "brought", "enough"),
    [
        ("none", (), True), ("photo", (), False), ("photo", ("before",), False), ("photo", ("after",), True),
        ("photo", ("evidence",), True), ("before_after", ("after",), False), ("before_after", ("before", "after"), True),
        ("document", ("after",), False), ("document", ("document",), True),
    ],
)  # fmt: skip
def test_evidence_is_what_the_item_asks_for(asked: str, brought: tuple[str, ...], enough: bool) -> None:
    sheet = after(reported(), "dispatch")
    ground_now = ground(60, item=ITEM.model_copy(update={"evidence": (asked,)}))
    given_now = Given(result="好了", evidence=tuple((purpose, "0" * 64) for purpose in brought))
    if enough:
        assert step(sheet, "finish", given_now, ground_now).set["state"] == "checking"
    else:
        with pytest.raises(MoveLacks) as refused:
            step(sheet, "finish", given_now, ground_now)
        assert set(refused.value.fields) == {"evidence"}


@pytest.mark.parametrize(("post", "account", "may"), [(1, 99, False), (99, 11, False), (1, 11, False), (2, 12, True)])
def test_neither_the_post_nor_the_person_that_handled_checks(post: int, account: int, may: bool) -> None:
    sheet = after(reported(), "dispatch", "finish")
    by = replace(CHECKER, post=post, account=account)
    for do in ("close", "send_back"):
        if may:
            step(sheet, do, ALL, ground(60, by))
        else:
            with pytest.raises(ConditionNotMet):
                step(sheet, do, ALL, ground(60, by))


def test_an_item_that_cannot_be_fixed_on_the_spot_is_dispatched() -> None:
    with pytest.raises(ConditionNotMet):
        step(reported(), "fix_on_spot", ALL, ground(item=ITEM.model_copy(update={"on_the_spot": False})))


def test_the_echo_stops_with_the_first_answer_only_and_a_patrol_has_none() -> None:
    assert {clock.name for clock in reported("patrol").clocks} == {"accept"}
    first = after(reported(), "answer")
    assert first.echoed_at == AT + timedelta(minutes=5)
    assert not next(clock for clock in first.clocks if clock.name == "echo").running
    again = after(first, "answer", minutes=10)
    assert (again.echoed_at, again.clocks) == (first.echoed_at, first.clocks)


def test_a_second_run_of_handling_has_a_clock_of_its_own() -> None:
    sheet = after(reported(), "dispatch", "finish")
    back = after(sheet, "send_back", by=CHECKER, minutes=60)
    runs = [(clock.name, clock.run, clock.running) for clock in back.clocks if clock.name == "handle"]
    assert runs == [("handle", 1, False), ("handle", 2, True)]
    assert next_due(back) == back.clocks[-1].due_at


def test_a_corrected_item_times_running_clocks_from_their_start_and_leaves_stopped_ones() -> None:
    sheet = after(reported(), "dispatch")
    done = after(sheet, "correct", minutes=60)
    before = {clock.name: clock for clock in sheet.clocks}
    now_ = {clock.name: clock for clock in done.clocks}
    assert now_["accept"] == before["accept"]
    assert now_["handle"].started_at == before["handle"].started_at
    assert (str(now_["handle"].term), now_["handle"].shifts[-1].do) == ("2wd", "correct")
    assert now_["handle"].due_at > before["handle"].due_at


@pytest.mark.parametrize(
    ("reach", "roles", "towards"),
    [
        (Reach(), {"dispatcher"}, set()),
        (Reach(span=(GRID, GRID)), {"grid_member"}, {"grid_member"}),
        (Reach(span=(GRID + 1, GRID + 9)), {"grid_member"}, set()),
        (Reach(span=(GRID, GRID), lines=frozenset({"safety"})), {"grid_member"}, set()),
        (Reach(span=(GRID, GRID), lines=frozenset({"city"})), {"grid_member"}, {"grid_member"}),
        (Reach(span=(GRID, GRID)), {"handler", "checker"}, {"checker"}),  # a handler reaches through the unit only
        (Reach(units=frozenset({111})), {"handler", "checker"}, {"handler"}),
        (Reach(units=frozenset({7})), {"handler"}, set()),
        (Reach(posts=frozenset({1})), {"handler"}, {"handler", "assigned"}),
        (Reach(), {"system"}, {"system"}),
        (Reach(), {"reporter"}, set()),
    ],
)
def test_roles_towards_a_matter_come_by_territory_unit_or_because_it_is_ones_own(
    reach: Reach, roles: set[str], towards: set[str]
) -> None:
    actor = replace(MEMBER, roles=frozenset(roles), reach=reach)
    assert roles_towards(actor, post=1, unit=111, territory=GRID, line="city") == towards


def test_only_who_has_shown_the_secret_link_is_the_reporter() -> None:
    resident = Actor("resident", "resident", street=370103003, roles=frozenset({"reporter"}))
    assert roles_towards(resident, post=1, unit=111, territory=GRID, line="city") == {"reporter"}


@given(st.integers(0, 10**9))
def test_a_number_shows_the_day_and_proves_itself(identifier: int) -> None:
    number = number_of(identifier, "180627")
    assert number.startswith("180627")
    assert luhn_ok(number)


def as_line(seq: int, change: Change, prev: bytes) -> Line:
    return chain(
        prev=prev, seq=seq, street=370103003, subject=Ref("matter", 1), code=change.code, happened_at=AT, recorded_at=AT,
        actor="x", data=change.data(),
    )  # fmt: skip


@settings(max_examples=120, derandomize=True, deadline=None, database=None)
@given(st.lists(st.tuples(st.sampled_from([move.do for move in FLOW.table.moves]), st.booleans()), max_size=14))
def test_whatever_happens_the_journal_rebuilds_the_sheet(walk: list[tuple[str, bool]]) -> None:
    import json

    empty = replace(reported(), clocks=())
    change = begin(empty, ground())
    sheet = advance(empty, {}, change.clocks)
    lines = [as_line(1, change, GENESIS)]
    for minutes, (do, other) in enumerate(walk, start=1):
        try:
            change = step(sheet, do, ALL, ground(minutes * 7, CHECKER if other else MEMBER))
        except (MoveNotAllowed, ConditionNotMet):
            continue
        except ShiqiaoError as error:  # nothing else may be refused when everything is given
            raise AssertionError(do) from error
        sheet = advance(sheet, change.set, change.clocks)
        line = as_line(len(lines) + 1, change, lines[-1].hash)
        lines.append(replace(line, data=json.loads(json.dumps(line.data))))
        assert sheet.state in FLOW.states
        assert sheet.done == FLOW.states[sheet.state].done
        assert sheet.done == (sheet.ended_at is not None) or sheet.state == "merged"  # it ends with the main one
        assert sum(clock.running for clock in sheet.clocks if clock.name not in BESIDE) <= 1
    again = rebuild(lines)
    assert again is not None
    assert {name: getattr(again, name) for name in COLUMNS} == {name: getattr(sheet, name) for name in COLUMNS}
    assert set(again.clocks) == set(sheet.clocks)
    assert rebuild([]) is None
