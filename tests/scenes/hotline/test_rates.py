"""The three rates: numerators, denominators, exclusions, weights."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.scenes.hotline.rates import RATES, Rate, Scored, ours, rates, theirs

pytestmark = pytest.mark.unit

WEIGHTS = {"response": 30, "solved": 35, "satisfied": 35}
PART = Fraction(4, 5)
BY = datetime.fromisoformat("2018-06-27T23:59:59+08:00")
BEFORE, AFTER = BY - timedelta(hours=3), BY + timedelta(hours=3)


def mine(**more: Any) -> Scored:
    values: dict[str, Any] = {
        "state": "written_back", "excluded": False, "respond_by": BY, "echoed_at": BEFORE, "at": AFTER, "responded": True,
        "solved": True, "satisfied": True,
    }  # fmt: skip
    return ours(1, **{**values, **more})


@pytest.mark.parametrize(
    ("more", "contacted"),
    [
        ({}, True),
        ({"echoed_at": BY}, True),
        ({"echoed_at": AFTER}, False),
        ({"echoed_at": None}, False),
        ({"echoed_at": None, "at": BEFORE}, None),  # the term is not over: it does not count yet
        ({"responded": None}, True),
        ({"responded": False}, False),  # the call-back outweighs our own line
    ],
)
def test_who_counts_as_answered_in_time(more: dict[str, Any], contacted: bool | None) -> None:
    assert mine(**more).contacted is contacted


def test_each_rate_has_its_own_denominator() -> None:
    rows = [
        mine(),
        mine(solved=False, satisfied=False),
        mine(solved=None, satisfied=None, echoed_at=AFTER),  # nobody called back
        mine(state="returned", solved=False),
        mine(excluded=True, solved=False, satisfied=False),
    ]
    found = rates(rows, WEIGHTS, PART)
    assert (found.response, found.solved, found.satisfied) == (
        Rate(Fraction(2), 3), Rate(Fraction(1), 2), Rate(Fraction(1), 2),
    )  # fmt: skip
    assert found.score == Fraction(30 * 2, 3) + Fraction(35, 2) + Fraction(35, 2)


def test_a_call_back_that_reached_nobody_is_not_valid() -> None:
    unreached = theirs(1, state="confirmed", contacted=None, solved=None, satisfied="", excluded=False)
    partly = theirs(2, state="confirmed", contacted=True, solved=True, satisfied="partly", excluded=False)
    left_out = theirs(3, state="confirmed", contacted=False, solved=False, satisfied="no", excluded=True)
    found = rates([unreached, partly, left_out], WEIGHTS, PART)
    assert (found.response, found.solved, found.satisfied) == (
        Rate(Fraction(1), 1), Rate(Fraction(1), 1), Rate(PART, 1),
    )  # fmt: skip
    assert found.score == 30 + 35 + 35 * PART


def test_a_score_is_unknown_while_one_rate_is() -> None:
    assert rates([mine(solved=None)], WEIGHTS, PART).score is None
    assert rates([], WEIGHTS, PART).score is None
    assert rates([mine()], dict.fromkeys(RATES, 0), PART).score is None


MAYBE = st.none() | st.booleans()
SCORED = st.builds(Scored, st.just(1), MAYBE, MAYBE, st.sampled_from(["", "yes", "partly", "no"]), st.booleans())


@given(some=st.lists(SCORED, max_size=20), more=st.lists(SCORED, max_size=20))
def test_rates_add_up_and_stay_between_nothing_and_all(some: list[Scored], more: list[Scored]) -> None:
    a, b, both = (rates(rows, WEIGHTS, PART) for rows in (some, more, some + more))
    for name in RATES:
        one, two, sum_of = (getattr(found, name) for found in (a, b, both))
        assert (one.n + two.n, one.d + two.d) == (sum_of.n, sum_of.d)
        assert sum_of.share is None or 0 <= sum_of.share <= 1
    assert both.score is None or 0 <= both.score <= 100


@given(some=st.lists(SCORED, max_size=20))
def test_what_does_not_count_changes_nothing(some: list[Scored]) -> None:
    kept = [one for one in some if one.counts]
    assert rates(some, WEIGHTS, PART) == rates(kept, WEIGHTS, PART)
