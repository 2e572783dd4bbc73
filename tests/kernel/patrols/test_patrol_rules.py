"""What a check-in is worth, and squares and ways: no database."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.errors import Invalid
from shiqiao.kernel.patrols import rules, table
from shiqiao.kernel.patrols.rules import Passed, Spot, Where

pytestmark = pytest.mark.unit
NOON = datetime(2018, 6, 27, 4, tzinfo=UTC)
HERE = (116.98307, 36.65529)
LON, LAT = st.floats(75, 135), st.floats(18, 53)


def judged(where: Where | None = Where(*HERE, 10), *, mine: bool = True, late: float = 0, others: tuple = ()):
    return rules.judge(
        point=Passed(NOON, *HERE, 1),
        radius=50,
        where=where,
        mine=mine,
        arrived=NOON + timedelta(hours=late),
        others=others,
    )


def north(metres: float) -> tuple[float, float]:
    return HERE[0], HERE[1] + metres / 110_570


@pytest.mark.parametrize(
    ("away", "accuracy", "state", "why"),
    [
        (0, 5, "counted", ""),
        (49, 0, "counted", ""),
        (51, 0, "waiting", "far"),
        (140, 95, "counted", ""),
        (160, 95, "waiting", "far"),
        (900, 5000, "waiting", "far"),  # who does not know where it is, was not seen here
    ],
)
def test_a_check_in_counts_within_the_radius_and_what_the_device_believes(
    away: float, accuracy: float, state: str, why: str
) -> None:
    found = judged(Where(*north(away), accuracy))
    assert (found.state, found.why) == (state, why)
    assert found.metres == pytest.approx(away, abs=1)


def test_a_photographed_code_does_not_count_without_a_place() -> None:
    assert judged(None) == rules.Judged("waiting", "no_position")


def test_ground_that_is_not_ones_own_and_what_comes_late_wait() -> None:
    assert judged(mine=False).why == "not_yours"
    assert judged(late=71).state == "counted"
    assert judged(late=73).why == "late"


def test_the_same_point_counts_again_after_a_quarter_of_an_hour() -> None:
    def before(minutes: int) -> Passed:
        return Passed(NOON - timedelta(minutes=minutes), *HERE, 1)

    assert judged(others=(before(14),)).state == "repeated"
    assert judged(others=(before(16),)).state == "counted"


def test_nobody_is_at_two_ends_of_the_street_within_a_minute() -> None:
    far = Passed(NOON - timedelta(minutes=1), *north(1500), 2)
    assert judged(others=(far,)).why == "too_fast"
    assert judged(others=(far._replace(at=NOON + timedelta(minutes=1)),)).why == "too_fast"  # sent in whatever order
    assert judged(others=(far._replace(at=NOON - timedelta(minutes=10)),)).state == "counted"


@given(st.integers(-90, 90), st.integers(0, 3000))
def test_a_wrong_clock_is_corrected_and_nothing_happens_after_it_arrived(off: int, ago: int) -> None:
    device, arrived = NOON + timedelta(minutes=off), NOON + timedelta(seconds=5)
    happened = rules.corrected(device - timedelta(seconds=ago), device, arrived)
    assert happened <= arrived
    assert abs(happened - (arrived - timedelta(seconds=ago))) <= rules.SKEW + timedelta(seconds=5)
    assert rules.corrected(NOON + timedelta(days=3), None, arrived) == arrived


@given(LON, LAT)
def test_a_point_lies_in_its_square_and_a_square_is_about_50_metres(lon: float, lat: float) -> None:
    number = rules.square(lon, lat)
    ring = rules.corners(number)
    west, south, east, north_ = ring[0][0], ring[0][1], ring[2][0], ring[2][1]
    assert west - 1e-6 <= lon <= east + 1e-6
    assert south - 1e-6 <= lat <= north_ + 1e-6
    assert rules.square(*rules.middle(number)) == number
    assert rules.metres((lon, lat), rules.middle(number)) < 45


spots = st.lists(
    st.builds(
        lambda s, x, y, a: Spot(NOON + timedelta(seconds=s), HERE[0] + x / 1e5, HERE[1] + y / 1e5, a),
        st.integers(0, 3600), st.integers(0, 500), st.integers(0, 500), st.integers(1, 200),
    ),
    max_size=40,
)  # fmt: skip


@given(spots)
def test_a_thinned_way_is_a_part_of_the_way_and_thin_already(way: list[Spot]) -> None:
    kept = rules.thinned(way)
    assert set(kept) <= set(way)
    assert rules.thinned(kept) == kept
    assert all(spot.accuracy <= rules.BELIEVED for spot in kept)
    assert all((b.at - a.at).total_seconds() >= rules.PAUSE for a, b in pairwise(kept))


def test_the_smallest_ground_that_is_named_counts() -> None:
    found = table.parse("""
keep_days: 20
rounds:
  - {line: city, times: 2}
  - {line: city, within: 370103003001001, times: 3}
  - {line: city, within: "370103003001", times: 4}
  - {line: safety, times: 1, per: week}
  - {line: safety, within: "370103003002", times: 0}
""")
    assert [(one.line, one.times) for one in found.rounds_in(370103003001001)] == [("city", 3), ("safety", 1)]
    assert [(one.line, one.times) for one in found.rounds_in(370103003001002)] == [("city", 4), ("safety", 1)]
    assert [(one.line, one.times) for one in found.rounds_in(370103003002001)] == [("city", 2)]


def test_a_wrong_plan_names_each_place() -> None:
    with pytest.raises(Invalid) as error:
        table.parse("keep_days: 400\nrounds:\n  - {line: city, times: -1, within: 12}\n")
    assert {"keep_days", "rounds.0.times", "rounds.0.within"} <= error.value.fields.keys()
