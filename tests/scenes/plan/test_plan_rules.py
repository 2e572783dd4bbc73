"""Completion, light, forecast and roll-up: what must hold of any numbers."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shiqiao.scenes.plan import rules

pytestmark = pytest.mark.unit

values = st.fractions(min_value=0, max_value=10_000, max_denominator=100)
positive = st.fractions(min_value=Fraction(1, 100), max_value=10_000, max_denominator=100)
shares = st.fractions(min_value=0, max_value=1, max_denominator=1000)
months = st.dictionaries(st.integers(1, 12), positive, min_size=1)
parts = st.lists(st.tuples(positive, st.none() | shares), max_size=8)


def test_the_report_s_investment_is_done_to_120_4_percent() -> None:
    assert rules.completion(Fraction("3.01"), Fraction("2.50")) == Fraction("1.204")
    assert rules.progress(Fraction("3.01"), Fraction("2.50"), None, "up") == 1
    assert rules.completion(Fraction(3), None) is None


@given(values, positive, st.none() | values, st.sampled_from(["up", "down"]))
def test_progress_lies_between_nothing_and_all(
    value: Fraction, target: Fraction, start: Fraction | None, better: rules.Better
) -> None:
    found = rules.progress(value, target, start, better)
    assert found is not None
    assert 0 <= found <= 1


@given(positive, values, values)
def test_more_never_means_less_progress_where_more_is_better(target: Fraction, one: Fraction, more: Fraction) -> None:
    low, high = sorted((one, one + more))
    assert rules.progress(low, target, None, "up") <= rules.progress(high, target, None, "up")  # type: ignore[operator]
    assert rules.progress(low, target, None, "down") >= rules.progress(high, target, None, "down")  # type: ignore[operator]


@given(positive, st.integers(1, 12))
def test_who_keeps_to_the_line_is_green_whatever_the_month(target: Fraction, month: int) -> None:
    asked = rules.expected(target, month, "cumulative", None)
    assert rules.light(asked, asked, "up") == "green"
    assert rules.light(asked * Fraction(95, 100), asked, "up") == "yellow"
    assert rules.light(asked * Fraction(89, 100), asked, "up") == "red"
    assert rules.light(asked * Fraction(105, 100), asked, "down") == "yellow"
    assert rules.light(asked * 2, asked, "down") == "red"


@given(values, values)
def test_a_state_goes_from_its_start_to_its_target(start: Fraction, target: Fraction) -> None:
    assert rules.expected(target, 12, "moment", start) == target
    assert rules.expected(target, 6, "moment", start) == (start + target) / 2
    assert rules.expected(target, 3, "moment", None) == target


@given(positive, st.integers(1, 12))
def test_an_even_year_is_foretold_exactly(monthly: Fraction, last: int) -> None:
    so_far = {month: monthly * month for month in range(1, last + 1)}
    whole = {month: monthly * 7 * month for month in range(1, 13)}
    for before in ({}, whole):
        found = rules.forecast(so_far, before, "cumulative")
        assert found is not None
        assert (found.value, found.upon) == (monthly * 12, last)
        assert found.method == ("seasonal" if before else "line")
    level = rules.forecast({month: 3 + monthly * month for month in range(1, last + 1)}, {}, "moment")
    assert level is not None
    assert level.value == (3 + monthly * 12 if last > 1 else 3 + monthly)


@given(months, months, positive, st.sampled_from(["cumulative", "moment"]))
def test_a_forecast_scales_with_its_figures(
    now: dict[int, Fraction], before: dict[int, Fraction], factor: Fraction, counted: rules.Counted
) -> None:
    one = rules.forecast(now, before, counted)
    other = rules.forecast({month: value * factor for month, value in now.items()}, before, counted)
    assert one is not None
    assert other is not None
    assert (other.value, other.method) == (one.value * factor, one.method)


@given(positive, positive, st.none() | positive)
def test_a_finished_year_is_its_own_forecast(may: Fraction, whole: Fraction, before: Fraction | None) -> None:
    past = {} if before is None else {5: before, 12: before * 2}
    found = rules.forecast({5: may, 12: whole}, past, "cumulative")
    assert found is not None
    assert found.value == whole


def test_a_line_stops_at_what_can_be() -> None:
    falling = rules.forecast({1: Fraction(10), 2: Fraction(5)}, {}, "moment")
    rising = rules.forecast({1: Fraction(40), 2: Fraction(80)}, {}, "moment")
    assert falling is not None
    assert rising is not None
    assert falling.value < 0
    assert rules.bounded(falling, Fraction(0), None).value == 0  # type: ignore[union-attr]
    assert rules.bounded(rising, Fraction(0), Fraction(100)).value == 100  # type: ignore[union-attr]
    assert rules.bounded(rising, Fraction(0), None) == rising
    assert rules.bounded(None, Fraction(0), None) is None


def test_nothing_entered_foretells_nothing() -> None:
    assert rules.forecast({}, {12: Fraction(1)}, "cumulative") is None


@given(parts, positive)
def test_weights_are_normalised(given_parts: list[tuple[Fraction, Fraction | None]], factor: Fraction) -> None:
    rolled = rules.rolled(given_parts)
    assert rolled == rules.rolled([(weight * factor, one) for weight, one in given_parts])
    assert rolled.progress == rules.rolled(reversed(given_parts)).progress
    told = [one for _, one in given_parts if one is not None]
    assert (rolled.measured, rolled.many) == (len(told), len(given_parts))
    if told:
        assert rolled.progress is not None
        assert min(told) <= rolled.progress <= max(told)
    else:
        assert rolled.progress is None


@given(parts, positive, shares)
def test_what_cannot_be_measured_changes_nothing(
    given_parts: list[tuple[Fraction, Fraction | None]], weight: Fraction, share: Fraction
) -> None:
    assert rules.rolled([*given_parts, (weight, None)]).progress == rules.rolled(given_parts).progress
    alone = rules.rolled([(weight, share), (weight, None)])
    assert alone.progress == share


@given(st.lists(st.tuples(positive, shares), min_size=2, max_size=6), st.integers(1, 5))
def test_rolling_up_in_two_steps_is_the_same_when_weights_are_kept(
    given_parts: list[tuple[Fraction, Fraction]], at: int
) -> None:
    first, rest = given_parts[:at], given_parts[at:]
    assume(rest)
    together = [
        (sum((weight for weight, _ in some), Fraction(0)), rules.rolled(some).progress) for some in (first, rest)
    ]
    assert rules.rolled(together).progress == rules.rolled(given_parts).progress
