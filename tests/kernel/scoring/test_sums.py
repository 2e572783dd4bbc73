"""Sums of whole months: any days are covered once, and say the same as the cells of every day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.time import now
from shiqiao.kernel.scoring import actions, reads, sums
from shiqiao.kernel.scoring.models import Cell
from shiqiao.kernel.scoring.rules import SUBJECTS
from shiqiao.kernel.scoring.selecting import parts
from shiqiao.testing.street import STREET
from tests.stories.telling import Telling

from .conftest import JUNE, Lives
from .test_counting import lived

DAYS = st.dates(date(2016, 1, 1), date(2019, 12, 31))


@given(DAYS, st.integers(1, 800))
def test_pieces_cover_each_day_once_and_months_are_whole(since: date, many: int) -> None:
    until = since + timedelta(days=many)
    found = sums.pieces(since, until)
    assert [low for _, low, _ in found] + [until] == [since] + [high for *_, high in found]
    assert all(low < high for _, low, high in found)
    assert all(low.day == high.day == 1 for kind, low, high in found if kind == "month")
    assert sum((high - low).days for kind, low, high in found if kind == "day") <= 60


@pytest.mark.parametrize(
    ("since", "until"), [("2018-06-01", "2018-07-01"), ("2018-05-20", "2018-07-03"), ("2018-06-05", "2018-06-14")]
)
def test_any_days_count_the_same_by_months_as_by_days(lives: Lives, tell: Telling, since: str, until: str) -> None:
    lived(lives, tell)
    actions.reckon(at=now())
    low, high = date.fromisoformat(since), date.fromisoformat(until)
    version = reads.in_force(STREET, JUNE)
    assert version is not None
    seen = 0
    for kind in SUBJECTS:
        ours = reads.counts(STREET, kind, low, high)
        for part in parts(version.table):
            by_hand: dict[int, list[int]] = {}
            for cell in Cell.objects.filter(part=part.code, day__gte=low, day__lt=high):
                held = by_hand.setdefault(getattr(cell, kind), [0] * len(part.indicators))
                by_hand[getattr(cell, kind)] = [a + b for a, b in zip(held, cell.counts, strict=True)]
            for subject, many in by_hand.items():
                for one, d in zip(part.indicators, many, strict=True):
                    if one.per is None:
                        assert ours[subject][one.code][1] == d, (kind, subject, one.code)
                        seen += d
    assert seen > 30
