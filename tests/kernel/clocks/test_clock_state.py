"""The life of one clock: what moves due, what does not, and how it is judged."""

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.errors import Invalid
from shiqiao.kernel.clocks import rules
from shiqiao.kernel.clocks.errors import ClockRefused
from shiqiao.kernel.clocks.plain import seeded
from shiqiao.kernel.clocks.rules import ClockState, Day, Term, WorkCalendar, tell, working_seconds

pytestmark = pytest.mark.unit
Acts = list[tuple[str, int, Term]]
CHINA = ZoneInfo("Asia/Shanghai")
CAL = seeded(version=1)
NEW_YEAR = {date(2027, 1, 1): Day(False, "New Year's Day"), date(2027, 1, 2): Day(True, "New Year's Day")}
NEWER = WorkCalendar(version=2, years=CAL.years | {2027}, days={**CAL.days, **NEW_YEAR})


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def begun(term: str, at: str, cal: WorkCalendar = CAL) -> ClockState:
    return rules.start("handle", Term.parse(term), cal, local(at))


def test_a_clock_stopped_in_time_is_never_late_afterwards() -> None:
    done = rules.stop(begun("same_day", "2018-06-27 23:50"), local("2018-06-28 00:00"))
    assert not rules.late(done)
    assert not rules.late(done, local("2019-01-01 00:00"))


def test_a_clock_stopped_a_second_too_late_is_late() -> None:
    state = begun("same_day", "2018-06-27 23:50")
    assert rules.late(rules.stop(state, local("2018-06-28 00:00:01")))
    assert not rules.late(state, local("2018-06-27 23:59"))
    assert rules.late(state, local("2018-06-28 00:00:01"))


def test_moments_are_cut_to_the_second() -> None:
    state = rules.start("echo", Term.parse("1ch"), CAL, local("2018-06-27 10:00:00.900"))
    assert state.started_at == local("2018-06-27 10:00:00")
    assert not rules.late(rules.stop(state, local("2018-06-27 11:00:00.999")))


def test_a_pause_keeps_the_office_time_that_remained() -> None:
    paused = rules.pause(begun("2wd", "2018-06-27 10:00"), local("2018-06-28 16:30"), reason="works")
    resumed = rules.resume(paused, CAL, local("2018-07-05 09:00"))
    assert resumed.due_at == local("2018-07-06 10:00")  # an hour of Thursday and Friday's seven and a half remained
    assert resumed.paused_at is None


def test_a_paused_clock_does_not_become_late_and_is_judged_at_the_pause() -> None:
    paused = rules.pause(begun("4wh", "2018-06-27 09:00"), local("2018-06-27 10:00"), reason="season")
    assert not rules.late(paused, local("2018-09-01 10:00"))
    assert not rules.late(rules.stop(paused, local("2018-09-01 10:00")))


def test_a_pause_after_due_saves_nothing() -> None:
    state = begun("1wh", "2018-06-27 09:00")
    paused = rules.pause(state, local("2018-06-27 11:00"), reason="season")
    resumed = rules.resume(paused, CAL, local("2018-06-28 11:00"))
    assert resumed.due_at == state.due_at
    assert rules.late(resumed, local("2018-06-28 11:00"))


def test_calendar_days_that_would_end_on_a_day_off_after_a_pause_end_on_the_next_working_day() -> None:
    paused = rules.pause(begun("2cd", "2018-06-25 10:00"), local("2018-06-26 17:30"), reason="season")
    assert rules.resume(paused, CAL, local("2018-06-29 17:30")).due_at == local("2018-07-02 17:30")


def test_an_extension_counts_from_the_present_due_and_needs_reason_and_approver() -> None:
    state = begun("2wd", "2018-06-27 10:00")
    longer = rules.extend(state, CAL, Term.parse("1wd"), local("2018-06-28 10:00"), reason="weather", approver="post.7")
    assert longer.due_at == local("2018-07-02 17:30")
    with pytest.raises(Invalid) as error:
        rules.extend(state, CAL, Term.parse("1wd"), local("2018-06-28 10:00"), reason="", approver="")
    assert set(error.value.fields) == {"reason", "approver"}
    with pytest.raises(Invalid):
        rules.extend(state, CAL, Term.parse("same_day"), local("2018-06-28 10:00"), reason="x", approver="y")


def test_a_corrected_item_counts_its_term_from_the_start_of_the_clock() -> None:
    right = rules.correct(
        begun("4wh", "2018-06-27 09:00"), CAL, Term.parse("3wd"), local("2018-06-27 10:00"), reason="wrong_item"
    )
    assert right.due_at == local("2018-07-02 17:30")
    assert right.shifts[-1].by == "4wh"


def test_returned_work_gets_a_new_run_and_the_old_run_keeps_its_judgement() -> None:
    done = rules.stop(begun("4wh", "2018-06-27 09:00"), local("2018-06-28 09:00"))
    old, fresh = rules.restart_for_return(done, CAL, local("2018-06-28 10:00"))
    assert old == done
    assert rules.late(old)
    assert (fresh.run, fresh.due_at, fresh.stopped_at) == (2, local("2018-06-28 15:30"), None)
    stopped, _ = rules.restart_for_return(begun("4wh", "2018-06-27 09:00"), CAL, local("2018-06-27 10:00"))
    assert stopped.stopped_at == local("2018-06-27 10:00")


def test_entering_a_missing_calendar_moves_running_clocks_only() -> None:
    state = begun("1wd", "2026-12-31 10:00")
    assert state.due_at == local("2027-01-01 17:30")
    moved = rules.recalendar(state, NEWER, local("2026-12-31 11:00"))
    assert moved.due_at == local("2027-01-02 17:30")
    assert (moved.calendar, moved.shifts[-1].do) == (2, "recalendar")
    done = rules.stop(state, local("2026-12-31 11:00"))
    assert rules.recalendar(done, NEWER, local("2026-12-31 12:00")) == done


def test_a_calendar_that_changes_nothing_for_a_clock_leaves_no_trace_but_its_version() -> None:
    moved = rules.recalendar(begun("1wd", "2018-06-27 10:00"), NEWER, local("2018-06-27 11:00"))
    assert (moved.calendar, moved.shifts) == (2, ())


def test_a_clock_that_rests_on_a_year_without_calendar_says_so() -> None:
    state = begun("1wd", "2026-12-31 10:00")
    assert rules.warning(state, CAL) is not None
    assert rules.explain(state, CAL)[-1].code == "calendar_missing"
    assert rules.warning(rules.recalendar(state, NEWER, local("2026-12-31 11:00")), NEWER) is None


def test_a_stopped_clock_refuses_everything() -> None:
    done = rules.stop(begun("4wh", "2018-06-27 09:00"), local("2018-06-27 10:00"))
    later = local("2018-06-27 11:00")
    with pytest.raises(ClockRefused):
        rules.stop(done, later)
    with pytest.raises(ClockRefused):
        rules.pause(done, later, reason="season")
    with pytest.raises(ClockRefused):
        rules.resume(done, CAL, later)


def test_pausing_twice_resuming_what_runs_and_going_back_in_time_are_refused() -> None:
    state = begun("4wh", "2018-06-27 09:00")
    with pytest.raises(ClockRefused):
        rules.resume(state, CAL, local("2018-06-27 10:00"))
    paused = rules.pause(state, local("2018-06-27 10:00"), reason="season")
    with pytest.raises(ClockRefused):
        rules.pause(paused, local("2018-06-27 11:00"), reason="season")
    with pytest.raises(Invalid):
        rules.resume(paused, CAL, local("2018-06-27 09:30"))
    with pytest.raises(Invalid):
        rules.stop(state, local("2018-06-26 10:00"))


def test_the_light_turns_yellow_at_three_quarters_and_red_after_due() -> None:
    state = begun("4wh", "2018-06-27 08:30")
    colours = [rules.light(state, local(f"2018-06-27 {t}"), CAL).colour for t in ("11:29", "11:30", "14:00", "14:01")]
    assert colours == ["green", "yellow", "yellow", "red"]
    shown = rules.light(state, local("2018-06-27 11:30"), CAL)
    assert (shown.remaining, shown.working, shown.late) == (3600, True, False)
    assert rules.light(state, local("2018-06-27 15:00"), CAL).remaining == -3600
    assert rules.light(rules.stop(state, local("2018-06-27 15:00")), local("2018-06-28 15:00"), CAL).colour == "grey"
    assert (
        rules.light(
            rules.pause(state, local("2018-06-27 10:00"), reason="season"), local("2018-06-28 15:00"), CAL
        ).colour
        == "grey"
    )


def test_alarms_climb_from_warning_to_due_to_the_head() -> None:
    state = begun("4wh", "2018-06-27 08:30")
    assert [rules.alarm_for(state, CAL, level) for level in range(4)] == [
        local("2018-06-27 11:30"), local("2018-06-27 14:00"), local("2018-06-27 15:00"), None,
    ]  # fmt: skip
    assert rules.level_at(state, CAL, local("2018-06-27 14:30")) == 2
    night = begun("same_day", "2018-06-27 23:50")
    assert [rules.alarm_for(night, CAL, level) for level in range(3)] == [
        local("2018-06-27 23:57:30"), local("2018-06-28 00:00"), local("2018-06-28 09:30"),
    ]  # fmt: skip
    assert rules.alarm_for(begun("2ch", "2018-06-27 20:00"), CAL, 2) == local("2018-06-27 23:00")
    assert rules.alarm_for(rules.stop(state, local("2018-06-27 09:00")), CAL, 0) is None


def test_the_explanation_tells_every_shift() -> None:
    state = rules.pause(begun("2wd", "2018-06-27 10:00"), local("2018-06-28 10:00"), reason="works")
    state = rules.resume(state, CAL, local("2018-06-29 10:00"))
    state = rules.extend(state, CAL, Term.parse("2wh"), local("2018-06-29 11:00"), reason="weather", approver="post.7")
    state = rules.stop(state, local("2018-07-02 09:00"))
    told = [tell(step) for step in rules.explain(state, CAL)]
    assert [step.code for step in rules.explain(state, CAL)][-4:] == ["paused", "resumed", "extended", "stopped"]
    assert "Extended by 2 working hours on 2018-06-29 11:00 (approved by post.7): weather." in told[-2]
    assert not [text for text in told if "{" in text]


moments = st.datetimes(datetime(2005, 1, 1), datetime(2028, 6, 30), timezones=st.just(UTC))  # noqa: DTZ001
office_terms = st.builds(Term, st.integers(1, 40), st.sampled_from(["wh", "wd"]))
terms = office_terms | st.builds(Term, st.integers(1, 40), st.sampled_from(["ch", "cd"])) | st.just(Term(1, "same_day"))
names = st.sampled_from(["pause", "resume", "extend", "correct", "recalendar", "stop"])
acts = st.lists(st.tuples(names, st.integers(0, 10 * 86400), terms), max_size=6)
shares, pauses = st.floats(0, 0.99), st.integers(0, 10**7)


@given(moments, office_terms, shares, pauses)
def test_pause_and_resume_keep_the_office_time_that_remained(
    at: datetime, term: Term, share: float, pause: int
) -> None:
    state = rules.start("handle", term, CAL, at)
    paused_at = state.started_at + timedelta(seconds=int(share * (state.due_at - state.started_at).total_seconds()))
    resumed_at = paused_at + timedelta(seconds=pause)
    resumed = rules.resume(rules.pause(state, paused_at, reason="season"), CAL, resumed_at)
    assert working_seconds(CAL, resumed_at, resumed.due_at) == working_seconds(CAL, paused_at, state.due_at)
    assert working_seconds(CAL, resumed.due_at - timedelta(seconds=1), resumed.due_at) == 1


@given(moments, st.integers(1, 400), shares, pauses)
def test_pause_and_resume_keep_the_clock_hours_that_remained(
    at: datetime, hours: int, share: float, pause: int
) -> None:
    state = rules.start("handle", Term(hours, "ch"), CAL, at)
    paused_at = state.started_at + timedelta(seconds=int(share * hours * 3600))
    resumed_at = paused_at + timedelta(seconds=pause)
    resumed = rules.resume(rules.pause(state, paused_at, reason="season"), CAL, resumed_at)
    assert resumed.due_at - resumed_at == state.due_at - paused_at


def lived(start: datetime, term: Term, steps: Acts) -> ClockState:
    """Let a clock go through acts; what it refuses is left out."""
    state, cal, at = rules.start("handle", term, CAL, start), CAL, start
    for act, later, other in steps:
        at += timedelta(seconds=later)
        cal = NEWER if act == "recalendar" else cal
        does = {
            "pause": lambda s=state, t=at: rules.pause(s, t, reason="season"),
            "resume": lambda s=state, t=at, c=cal: rules.resume(s, c, t),
            "extend": lambda s=state, t=at, c=cal, o=other: rules.extend(
                s, c, o, t, reason="weather", approver="post.7"
            ),
            "correct": lambda s=state, t=at, c=cal, o=other: rules.correct(s, c, o, t, reason="wrong_item"),
            "recalendar": lambda s=state, t=at: rules.recalendar(s, NEWER, t),
            "stop": lambda s=state, t=at: rules.stop(s, t),
        }
        try:
            state = does[act]()
        except (ClockRefused, Invalid):
            continue
    return state


@given(moments, terms, acts)
def test_due_can_be_reckoned_again_from_what_the_clock_recorded(start: datetime, term: Term, steps: Acts) -> None:
    state = lived(start, term, steps)
    assert rules.reckoned(state, {1: CAL, 2: NEWER}[state.calendar]) == state.due_at


@given(moments, terms, acts)
def test_a_clock_comes_back_from_json_unchanged(start: datetime, term: Term, steps: Acts) -> None:
    state = lived(start, term, steps)
    assert ClockState.from_dict(json.loads(json.dumps(state.to_dict()))) == state


@given(moments, terms, acts)
def test_the_warning_lies_between_start_and_due_and_the_head_comes_later(
    start: datetime, term: Term, steps: Acts
) -> None:
    state = lived(start, term, steps)
    cal = {1: CAL, 2: NEWER}[state.calendar]
    assert state.started_at <= rules.warn_at(state, cal) < max(state.due_at, state.started_at + timedelta(seconds=1))
    assert rules.head_at(state, cal) >= state.due_at + timedelta(hours=1)
