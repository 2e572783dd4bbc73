"""Which old backups stay."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.errors import Invalid
from shiqiao.config.keeping.thinning import DAY, Keep, to_keep

pytestmark = pytest.mark.unit
NIGHT = datetime(2018, 6, 27, 2, 30, tzinfo=UTC)
moments = st.lists(st.integers(0, 24 * 900).map(lambda hours: NIGHT - timedelta(hours=hours)), max_size=80)


def names(made: list[datetime]) -> list[tuple[str, datetime]]:
    return [(str(number), at) for number, at in enumerate(made)]


def test_a_year_of_nights_leaves_days_weeks_and_months() -> None:
    made = [(f"{NIGHT - timedelta(days=n):%Y-%m-%d}", NIGHT - timedelta(days=n)) for n in range(400)]
    kept = sorted(to_keep(made, Keep(7, 5, 12), UTC))
    assert kept[-7:] == [f"2018-06-{day}" for day in range(21, 28)]
    assert kept[:3] == ["2017-07-31", "2017-08-31", "2017-09-30"]
    assert len(kept) == 7 + 3 + 11  # of five weeks two, of twelve months one are among the days already


@given(moments, st.integers(1, 9), st.integers(0, 9), st.integers(0, 15))
def test_the_newest_always_stays_and_no_more_than_asked_beyond_a_day(
    made: list[datetime], days: int, weeks: int, months: int
) -> None:  # fmt: skip
    kept = to_keep(names(made), Keep(days, weeks, months), UTC)
    if made:
        young = {name for name, at in names(made) if max(made) - at < DAY}
        assert young <= kept
        assert len(kept - young) <= days + weeks + months


@given(moments)
def test_thinning_twice_is_thinning_once(made: list[datetime]) -> None:
    kept = to_keep(names(made), Keep(), UTC)
    assert to_keep([one for one in names(made) if one[0] in kept], Keep(), UTC) == kept


@pytest.mark.parametrize("text", ["", "7", "7,5", "0,5,12", "a,b,c", "7,5,12,1", "-1,2,3"])
def test_a_rule_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="7,5,12"):
        Keep.parse(text)
