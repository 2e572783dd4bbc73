"""Requests, pauses, supervision and undoing as an algebra, without a database."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiqiao.base.errors import Invalid, ShiqiaoError
from shiqiao.kernel.clocks.rules import ClockState, Term, extend, pause, resume, start, working_seconds
from shiqiao.kernel.matters.asking import PAUSED_MOST, begin_of, running
from shiqiao.kernel.matters.conditions import check, misplaced, unmet
from shiqiao.kernel.matters.errors import ConditionNotMet, MoveLacks
from shiqiao.kernel.matters.rules import Given, Sheet, advance, apply, step
from shiqiao.kernel.matters.undo import undone

from .test_matter_rules import ALL, AT, CALENDAR, CHECKER, FLOW, MEMBER, WAY_TO, after, ground, reported

pytestmark = pytest.mark.unit

MOMENTS = st.timedeltas(timedelta(days=-150), timedelta(days=150)).map(lambda gap: AT + gap)
GAPS = st.timedeltas(timedelta(0), timedelta(days=40))
TERMS = st.sampled_from(["1wh", "4wh", "1wd", "3wd", "10wd", "24ch", "7cd"])


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(TERMS.filter(lambda term: term.endswith(("wh", "wd"))), MOMENTS, GAPS, GAPS)
def test_after_a_pause_the_same_office_time_remains(term: str, at: datetime, run: timedelta, stood: timedelta) -> None:
    clock = start("handle", Term.parse(term), CALENDAR, at)
    held = pause(clock, at + run, reason="x")
    again = resume(held, CALENDAR, at + run + stood)
    left = working_seconds(CALENDAR, at + run, clock.due_at) if clock.due_at > at + run else 0
    if left:
        assert working_seconds(CALENDAR, again.shifts[-1].at, again.due_at) == left
    else:
        assert again.due_at == clock.due_at, "what was late stays late"
    assert again.due_at >= clock.due_at


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(TERMS, MOMENTS, GAPS, TERMS, TERMS)
def test_an_extension_only_moves_due_later_and_a_longer_one_not_less(
    term: str, at: datetime, run: timedelta, first: str, second: str
) -> None:
    clock = start("handle", Term.parse(term), CALENDAR, at)
    once = extend(clock, CALENDAR, Term.parse(first), at + run, reason="x", approver="y")
    twice = extend(once, CALENDAR, Term.parse(second), at + run, reason="x", approver="y")
    assert clock.due_at < once.due_at < twice.due_at
    unit, value = first[-2:], int(first[:-2])
    longer = extend(clock, CALENDAR, Term.parse(f"{value + 1}{unit}"), at + run, reason="x", approver="y")
    assert longer.due_at >= once.due_at


WALKS = st.lists(st.tuples(st.sampled_from([move.do for move in FLOW.table.moves]), st.booleans()), max_size=20)


def walked(walk: Sequence[tuple[str, bool]]) -> list[tuple[str, Sheet, Sheet]]:
    """Make the moves that are possible; return each with the sheet before and after it."""
    sheet, found = reported(), []
    for minutes, (do, other) in enumerate([("dispatch", False), *walk], start=1):
        try:
            change = step(sheet, do, ALL, ground(minutes * 11, CHECKER if other else MEMBER))
        except (ConditionNotMet, ShiqiaoError):
            continue
        before, sheet = sheet, advance(sheet, change.set, change.clocks)
        found.append((do, before, sheet))
    return found


@settings(max_examples=250, deadline=None, derandomize=True, database=None)
@given(WALKS)
def test_at_most_one_request_is_open_and_its_clock_runs_exactly_as_long(walk: list[tuple[str, bool]]) -> None:
    for _do, _before, sheet in walked(walk):
        reviews = [clock for clock in sheet.clocks if clock.name == "review" and clock.running]
        assert len(reviews) == bool(sheet.asked)
        assert not sheet.asked or sheet.state == "handling"
        assert bool(sheet.asked) == bool(sheet.asked_by)
        handle = running(sheet, "handle")
        assert sheet.paused == (sheet.paused_until is not None) == bool(handle and handle.paused_at)
        assert len([clock for clock in sheet.clocks if clock.name == "supervise" and clock.running]) <= 1
        if sheet.asked:
            for do in ("ask_return", "ask_extension", "ask_pause"):
                with pytest.raises(ConditionNotMet):
                    step(sheet, do, ALL, ground(9999))


@settings(max_examples=250, deadline=None, derandomize=True, database=None)
@given(WALKS)
def test_undoing_any_move_gives_back_the_sheet_and_every_clock(walk: list[tuple[str, bool]]) -> None:
    for _do, before, sheet in walked(walk):
        change = undone(sheet, before, 7)
        again = apply(sheet, json.loads(json.dumps(change.data())))
        assert keyed(again.clocks) == keyed(before.clocks)
        assert replace(again, clocks=()) == replace(before, clocks=())


def keyed(clocks: Sequence[ClockState]) -> dict[tuple[str, int], ClockState]:
    return {(clock.name, clock.run): clock for clock in clocks}


@pytest.mark.parametrize(
    ("do", "way", "given_now", "field"),
    [
        ("ask_extension", "handling", {"term": "soon"}, "term"),
        ("ask_extension", "handling", {"term": "same_day"}, "term"),
        ("ask_extension", "handling", {"term": "23wd"}, "term"),
        ("ask_pause", "handling", {"until": date(2018, 6, 27)}, "until"),
        ("ask_pause", "handling", {"until": date(2018, 6, 27) + PAUSED_MOST + timedelta(days=1)}, "until"),
        ("grant", "asked", {"answer": ""}, "answer"),
    ],
)
def test_what_cannot_be_used_is_named(do: str, way: str, given_now: dict[str, Any], field: str) -> None:
    sheet = after(reported(), *WAY_TO[way])
    with pytest.raises(MoveLacks) as refused:
        step(sheet, do, replace(ALL, **given_now), ground(60, CHECKER))
    assert set(refused.value.fields) == {field}


def test_a_pause_of_exactly_a_year_is_granted() -> None:
    until = date(2018, 6, 27) + PAUSED_MOST
    sheet = after(reported(), "dispatch")
    change = step(sheet, "ask_pause", replace(ALL, until=until), ground(60))
    sheet = advance(sheet, change.set, change.clocks)
    granted = step(sheet, "grant", replace(ALL, until=None), ground(70, CHECKER))
    assert granted.set["paused_until"] == begin_of(CALENDAR, until)


MOVES = {move.do: move for move in FLOW.table.moves}


@pytest.mark.parametrize(
    ("condition", "do", "way", "by", "more", "met"),
    [
        ("nothing_asked", "ask_return", "handling", MEMBER, {}, True),
        ("nothing_asked", "ask_return", "asked", MEMBER, {}, False),
        ("return_asked", "uphold_return", "returning", CHECKER, {}, True),
        ("return_asked", "uphold_return", "asked", CHECKER, {}, False),
        ("time_asked", "grant", "returning", CHECKER, {}, False),
        ("something_asked", "refuse_request", "handling", CHECKER, {}, False),
        ("decided_by_another", "grant", "asked", MEMBER, {}, False),
        (
            "decided_by_another",
            "grant",
            "asked",
            replace(CHECKER, account=11),
            {},
            False,
        ),  # the same person, another post
        ("decided_by_another", "grant", "asked", replace(CHECKER, post=1), {}, False),  # the same post, another person
        ("decided_by_another", "grant", "asked", replace(CHECKER, account=55), {}, False),  # whose matter it is
        ("higher_approver", "grant", "asked", CHECKER, {"roles": frozenset({"dispatcher"})}, True),
        ("extendable", "ask_extension", "handling", MEMBER, {"extendable": False}, False),
        ("not_paused", "ask_return", "paused", MEMBER, {}, False),
        ("paused", "resume", "handling", MEMBER, {}, False),
        ("supervised", "report_progress", "handling", MEMBER, {}, False),
        ("supervised", "report_progress", "supervised", MEMBER, {}, True),
    ],
)
def test_a_condition(condition: str, do: str, way: str, by: Any, more: dict[str, Any], met: bool) -> None:
    assert condition in MOVES[do].when
    sheet = after(reported(), *WAY_TO[way])
    item = ground().item.model_copy(update={"extendable": more.pop("extendable", True)})
    here = ground(60, by, item=item, **more)
    assert (unmet(MOVES[do], sheet, here) == "") is met
    if not met:
        with pytest.raises(ConditionNotMet):
            check(MOVES[do], sheet, ALL, here)


@pytest.mark.parametrize(("extended", "minutes", "only_leader"), [(0, 60, False), (1, 60, True), (0, 60 * 48, True)])
def test_a_second_or_late_extension_is_for_a_leader(extended: int, minutes: int, only_leader: bool) -> None:
    sheet = replace(after(reported(), *WAY_TO["asked"]), extended=extended)
    for role in ("dispatcher", "department_head"):
        here = ground(minutes, CHECKER, roles=frozenset({role}))
        assert bool(unmet(MOVES["grant"], sheet, here)) is only_leader
    change = step(sheet, "grant", ALL, ground(minutes, CHECKER, roles=frozenset({"leader"})))
    assert change.set["extended"] == extended + 1
    assert change.more.get("late", False) == (minutes > 60)


def test_a_pause_may_be_granted_by_the_head_however_often_it_was_extended() -> None:
    sheet = replace(after(reported(), *WAY_TO["pausing"]), extended=3)
    assert unmet(MOVES["grant"], sheet, ground(60, CHECKER, roles=frozenset({"dispatcher"}))) == ""


def test_buttons_that_do_not_fit_the_situation_are_not_shown_others_rest_with_a_reason() -> None:
    sheet = after(reported(), *WAY_TO["asked"])
    here = ground(60, MEMBER)
    assert misplaced(MOVES["ask_return"], sheet, here)
    assert misplaced(MOVES["uphold_return"], sheet, here)
    assert not misplaced(MOVES["grant"], sheet, here)
    assert unmet(MOVES["grant"], sheet, here)


@pytest.mark.parametrize(
    ("do", "way", "how"),
    [
        ("uphold_return", "returning", ["return", "", "upheld"]), ("grant", "asked", ["extension", "2wd", "granted"]),
        ("refuse_request", "pausing", ["pause", "2018-07-05", "refused"]),
        ("finish", "asked", ["extension", "2wd", "withdrawn"]),
        ("correct", "returning", ["return", "", "upheld"]), ("correct", "asked", ["extension", "2wd", "lapsed"]),
        ("redirect", "asked", None),  # to the post that has it already
        ("answer", "asked", None), ("supervise", "asked", None),
    ],
)  # fmt: skip
def test_how_a_request_ends_stands_in_the_line(do: str, way: str, how: list[str] | None) -> None:
    sheet = after(reported(), *WAY_TO[way])
    change = step(sheet, do, ALL, ground(60, CHECKER))
    assert change.more.get("request") == how
    done = advance(sheet, change.set, change.clocks)
    assert bool(done.asked) is (how is None)
    assert done.returned == (1 if how and how[2] == "upheld" else 0)


def test_recognised_history_may_be_silent_about_what_was_asked_for() -> None:
    sheet = after(reported(), "dispatch")
    for do in ("ask_extension", "grant", "ask_pause", "grant", "resume"):
        change = step(sheet, do, Given(), ground(60, recognised=True))
        sheet = advance(sheet, change.set, change.clocks)
    assert (sheet.asked, sheet.extended, sheet.paused) == ("", 1, False)


def test_an_unreadable_term_says_how_terms_are_written() -> None:
    with pytest.raises(Invalid) as refused:
        step(after(reported(), "dispatch"), "ask_extension", replace(ALL, term="2"), ground(60))
    assert "2wd" not in refused.value.fields["term"]
    assert "4wh" in refused.value.fields["term"]
