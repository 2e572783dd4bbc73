"""Cycles: every period has exactly one window, windows never overlap, and a local day has 24 hours."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.errors import Invalid
from shiqiao.kernel.visits.cycles import MONTHS, SHORTEST, Cycle, Window

pytestmark = pytest.mark.unit
ZONE = ZoneInfo("Asia/Shanghai")
DAYS = st.dates(date(1992, 1, 1), date(2090, 12, 31))


@st.composite
def cycles(draw: st.DrawFn) -> Cycle:
    unit = draw(st.sampled_from(["week", "month"]))
    every = draw(st.sampled_from(MONTHS) if unit == "month" else st.integers(1, 26))
    room = every * SHORTEST[unit] - 1
    opens = draw(st.integers(0, room))
    return Cycle(every, unit, opens, draw(st.integers(0, room - opens)))


@given(cycles(), DAYS)
def test_windows_follow_each_other_without_overlapping(cycle: Cycle, day: date) -> None:
    window = cycle.window_of(day)
    following = cycle.after(window)
    assert window.opens <= window.closes < following.opens <= following.closes
    assert cycle.after(window) == cycle.next_window(window.closes + timedelta(days=1))


@given(cycles(), DAYS)
def test_the_next_window_is_the_first_that_has_not_closed(cycle: Cycle, day: date) -> None:
    window = cycle.next_window(day)
    assert window.closes >= day
    before = cycle.window_of(window.opens - timedelta(days=cycle.opens + 1))
    assert before.closes < day


@given(st.integers(0, 20), st.integers(0, 7), st.integers(1992, 2090))
def test_every_month_has_exactly_one_window_inside_it(opens: int, closes: int, year: int) -> None:
    cycle = Cycle(1, "month", opens, closes)
    window, seen = cycle.window_of(date(year, 1, 1)), []
    for _ in range(12):
        seen.append((window.opens.year, window.opens.month))
        assert (window.opens.month, window.opens.year) == (window.closes.month, window.closes.year)
        window = cycle.after(window)
    assert seen == [(year, month) for month in range(1, 13)]


@given(cycles(), DAYS)
def test_a_window_is_whole_local_days_and_its_clock_hours_are_its_length(cycle: Cycle, day: date) -> None:
    window = cycle.window_of(day)
    begins, ends = window.begins_at(ZONE), window.ends_at(ZONE)
    assert (begins.hour, begins.minute, ends.hour, ends.minute) == (0, 0, 0, 0)
    assert (ends - begins).total_seconds() == window.hours * 3600
    assert (ends.timestamp() - begins.timestamp()) == window.hours * 3600


@given(cycles())
def test_a_cycle_is_read_back_from_its_text(cycle: Cycle) -> None:
    assert Cycle.parse(str(cycle)) == cycle


@pytest.mark.parametrize(
    ("cycle", "day", "opens", "closes"),
    [
        (Cycle(1, "month"), date(2018, 2, 14), date(2018, 2, 1), date(2018, 2, 28)),
        (Cycle(3, "month"), date(2018, 6, 27), date(2018, 4, 1), date(2018, 6, 30)),
        (Cycle(6, "month", 10, 20), date(2018, 7, 2), date(2018, 7, 11), date(2018, 12, 11)),
        (Cycle(12, "month"), date(2020, 2, 29), date(2020, 1, 1), date(2020, 12, 31)),
        (Cycle(1, "week"), date(2018, 6, 27), date(2018, 6, 25), date(2018, 7, 1)),
    ],
)
def test_windows_of_known_days(cycle: Cycle, day: date, opens: date, closes: date) -> None:
    assert cycle.window_of(day) == Window(opens, closes)


@pytest.mark.parametrize(
    "wrong", [(5, "month", 0, 0), (27, "week", 0, 0), (1, "day", 0, 0), (1, "month", 20, 8), (1, "week", -1, 0)]
)
def test_a_cycle_that_leaves_a_period_without_a_day_is_refused(wrong: tuple[int, str, int, int]) -> None:
    with pytest.raises(Invalid) as told:
        Cycle(*wrong)
    assert "cycle" in told.value.fields


def test_what_is_no_cycle_is_named_with_the_remedy() -> None:
    with pytest.raises(Invalid, match="write 1 month"):
        Cycle.parse("now and then")
