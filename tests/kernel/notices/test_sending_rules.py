"""When a sending may leave: no database."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.kernel.notices import rules
from shiqiao.kernel.notices.rules import Quiet

pytestmark = pytest.mark.unit
ZONE = ZoneInfo("Asia/Shanghai")
moments = st.integers(0, 525_600).map(lambda n: datetime(2018, 1, 1, tzinfo=ZONE) + timedelta(minutes=n))
times = st.times().map(lambda t: t.replace(microsecond=0))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2018-06-27T{text}:00+08:00")


@pytest.mark.parametrize(
    ("now", "leaves"),
    [("20:59", "2018-06-27T20:59"), ("21:00", "2018-06-28T08:00"), ("23:59", "2018-06-28T08:00"),
     ("00:00", "2018-06-27T08:00"), ("07:59", "2018-06-27T08:00"), ("08:00", "2018-06-27T08:00")],
)  # fmt: skip
def test_residents_are_left_alone_at_night(now: str, leaves: str) -> None:
    assert rules.may_leave(at(now), rules.RESIDENTS, ZONE) == datetime.fromisoformat(f"{leaves}:00+08:00")
    assert rules.may_leave(at(now), rules.RESIDENTS, ZONE, urgent=True) == at(now)


@given(moments, times, times)
def test_what_may_leave_is_never_quiet_and_never_more_than_a_day_away(now: datetime, begins: time, ends: time) -> None:
    quiet = Quiet(begins, ends)
    leaves = rules.may_leave(now, quiet, ZONE)
    assert now <= leaves <= now + timedelta(days=1)
    assert not quiet.holds(leaves.astimezone(ZONE).time().replace(microsecond=0))
    assert rules.may_leave(leaves, quiet, ZONE) == leaves


@given(moments)
def test_a_digest_comes_at_the_hour_or_at_eight(now: datetime) -> None:
    hourly, morning = (rules.next_digest(now, code, ZONE) for code in ("hourly", "morning"))
    assert now < hourly <= now + timedelta(hours=1)
    assert now < morning <= now + timedelta(days=1)
    assert (hourly.minute, morning.astimezone(ZONE).hour) == (0, 8)


def test_it_is_given_up_after_five_more_tries() -> None:
    waits = [rules.after_failure(n, at("10:00")) for n in range(1, 7)]
    assert [bool(one) for one in waits] == [True] * 5 + [False]
    assert waits == [*sorted(waits[:5]), None]  # type: ignore[type-var]
