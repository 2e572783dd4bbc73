"""When something happened, from a device's clock: pure."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.kernel.matters.afield import happened

pytestmark = pytest.mark.unit
RECORDED = datetime(2018, 6, 27, 2, 0, tzinfo=UTC)
MOMENTS = st.datetimes(timezones=st.just(UTC))
AHEAD = st.timedeltas(timedelta(days=-11_000), timedelta(days=11_000))


@given(MOMENTS, AHEAD)
def test_no_clock_makes_an_act_happen_after_its_recording_or_fail(moment: datetime, ahead: timedelta) -> None:
    found = happened(moment, ahead, RECORDED)
    assert found <= RECORDED
    assert found.year >= 1990


@given(st.timedeltas(timedelta(0), timedelta(days=365)), AHEAD)
def test_a_clock_that_is_wrong_by_a_known_length_shifts_no_moment(ago: timedelta, ahead: timedelta) -> None:
    seen = RECORDED - ago
    assert happened(seen + ahead, ahead, RECORDED) == seen


def test_without_a_moment_or_its_zone_the_recording_counts() -> None:
    assert happened(None, timedelta(0), RECORDED) == RECORDED
    assert happened(RECORDED.replace(tzinfo=None), timedelta(0), RECORDED) == RECORDED
