"""The scores of many streets at once are those of each street alone, whatever was counted, corrected, closed or split."""

import random
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shiqiao.base.time import now
from shiqiao.kernel.matters.figures import open_by, open_in
from shiqiao.kernel.scoring import across, actions, reads, rules
from shiqiao.kernel.scoring.models import Cell, Correction, Period, Size, TableVersion
from shiqiao.kernel.scoring.selecting import parts
from shiqiao.kernel.scoring.sums import sum_up
from shiqiao.testing.street import FIRST_GRID, STREET, Street

from .conftest import JULY, JUNE, Lives

MAY = date(2018, 5, 1)
OTHERS = (370103004, 370103005, 370103006, 370103007)


def alone(street: int, month: date) -> Any:
    return next(iter(reads.scores(street, "street", month, rules.next_month(month))), None)


def same(streets: tuple[int, ...], month: date) -> dict[int, rules.Score]:
    """Compare both ways of asking, and return what they agree on; the rank among one is no rank among many."""
    found = across.street_scores(streets, month)
    for street in streets:
        one = alone(street, month)
        assert (street in found) == (one is not None), street
        if one is not None:
            assert (found[street].lines, found[street].total, found[street].sure, found[street].capped) == (
                one.lines, one.total, one.sure, one.capped,
            )  # fmt: skip
    return found


@pytest.fixture
def others(street: Street) -> Street:
    """Further streets: the same indicators, half of them in another order, two versions, a first version within a month."""
    mine = reads.versions(STREET)[-1]
    table = mine.table.model_dump(mode="json", exclude_defaults=True)
    few = {"indicators": table["indicators"][::-2]}
    for number, version, starts, told in (
        (OTHERS[0], 1, date(2018, 1, 1), table), (OTHERS[1], 1, date(2018, 1, 1), few),
        (OTHERS[2], 1, date(2018, 1, 1), few), (OTHERS[2], 2, date(2018, 6, 1), table),
        (OTHERS[3], 1, date(2018, 6, 11), few),
    ):  # fmt: skip
        TableVersion.objects.create(
            street=number, version=version, starts=starts, fingerprint="x", table=told, published_at=now()
        )
    from shiqiao.base.snapshots import touch

    touch("scoring")
    return street


def counted(street: int, dice: random.Random) -> None:
    """Enter cells of May and June as a reckoning would, and sum the months up."""
    for span in reads.spans(street, MAY, JULY):
        for part in parts(span.version.table):
            day = span.since
            while day < span.until:
                counts = [dice.randint(0, 9) for _ in part.indicators]
                hits = [dice.randint(0, many) for many in counts]
                Cell.objects.create(
                    street=street, version=span.version.version, part=part.code, day=day, community=street * 1000 + 1,
                    grid=street * 1_000_000 + 1001, person=dice.randint(0, 3), unit=dice.randint(0, 3), hits=hits,
                    counts=counts,
                )  # fmt: skip
                day += timedelta(days=dice.randint(1, 9))
            sum_up(street, part, span.since, span.until)


@pytest.mark.parametrize("seed", range(4))
def test_many_streets_at_once_are_each_street_alone(others: Street, seed: int) -> None:
    dice = random.Random(seed)
    for number in (STREET, *OTHERS):
        counted(number, dice)
        code = reads.versions(number)[-1].table.indicators[dice.randint(0, 9)].code
        Correction.objects.create(
            street=number, period=1, part="x", record=1, number="1", indicator=code, day=date(2018, 6, 20), community=0,
            grid=0, person=0, unit=0, hits=dice.randint(-1, 1), counts=1, booked_at=now(),
        )  # fmt: skip
    closed = Period.objects.create(street=OTHERS[0], starts=MAY, ends=JUNE, version=1, closed_at=now(), rows=0)
    for base in ("household", "person"):
        Size.objects.create(
            street=OTHERS[0], period=closed.id, base=base, community=1, grid=1, many=dice.randint(1, 900)
        )
    for month in (MAY, JUNE):
        found = same((STREET, *OTHERS, 370103099), month)
        assert set(found) == {STREET, *OTHERS} - ({OTHERS[3]} if month == MAY else set())
        assert any(one.total for one in found.values())


def test_real_work_is_scored_the_same_and_streets_without_indicators_are_left_out(street: Street, lives: Lives) -> None:
    for day in ("04", "05", "06", "07", "11", "12"):
        lives.whole(f"2018-06-{day}", solved=day != "07")
    actions.reckon(at=now())
    found = same((STREET, 370103004), JUNE)
    assert set(found) == {STREET}
    line = next(one for one in found[STREET].lines if one.code == "satisfied")
    assert (line.n, line.d, line.value) == (5, 6, Fraction(5, 6))


def test_the_number_of_queries_does_not_grow_with_the_streets(others: Street) -> None:
    dice = random.Random(7)
    for number in (STREET, *OTHERS[:2]):
        counted(number, dice)
    across.street_scores((STREET,), MAY)  # what a process remembers of the definitions is read here
    asked = []
    for streets in ((STREET,), (STREET, *OTHERS[:2])):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            across.street_scores(streets, MAY)
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_open_work_by_street_is_that_of_each_street(street: Street, lives: Lives) -> None:
    lives.report("2018-06-25")
    lives.report("2018-06-26")
    day, ends = now(), now() + timedelta(hours=14)
    by_place = open_by(STREET, "grid", at=day, ends=ends)
    found = open_in(370103000, 370103999, at=day, ends=ends)
    assert (found[STREET].all, found[STREET].late, found[STREET].today) == (
        sum(one.all for one in by_place), sum(one.late for one in by_place), sum(one.today for one in by_place),
    )  # fmt: skip
    assert found[STREET].all >= 2
    assert {one.subject for one in by_place} == {FIRST_GRID}
    assert open_in(370104000, 370104999, at=day, ends=ends) == {}
