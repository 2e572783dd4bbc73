"""Rounds of 5S: area by area, a low mark needs a finding, what counts for the score of a month."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.scenes.hall.fives import scored, walking
from shiqiao.scenes.hall.fives.errors import RoundOver
from shiqiao.scenes.hall.fives.rules import SENSES
from shiqiao.scenes.hall.fives.tables import FiveSMark, FiveSRound
from shiqiao.testing.street import STREET, Street
from tests.scenes.hall.conftest import station

from .conftest import AREAS, GOOD, Find

JUNE = date(2018, 6, 1)


def month(unit: int) -> scored.Month:
    return scored.scores(STREET, [JUNE], now()).get((unit, JUNE), scored.Month(JUNE))


def test_a_round_goes_area_by_area_and_counts_when_it_is_finished(street: Street) -> None:
    by, unit = street.actor("check1"), station("c1")
    row = walking.begin_round(station=unit, by=by, at=now())
    assert walking.begin_round(station=unit, by=by, at=now()).pk == row.pk  # gone on with, not begun twice
    for area in AREAS[:-1]:
        walking.mark_area(round=row.pk, area=area, marks=GOOD, by=by, at=now())
    with pytest.raises(Invalid) as lacking:
        walking.finish_round(round=row.pk, by=by, at=now())
    assert lacking.value.params["lacking"] == 1
    walking.mark_area(round=row.pk, area="conduct", marks={**GOOD, "smile": 4}, by=by, at=now())
    assert month(unit).score is None
    row = walking.finish_round(round=row.pk, by=by, at=now())
    assert (row.points, row.possible, row.good, row.own) == (124, 125, True, False)
    assert month(unit).score == 992
    with pytest.raises(RoundOver):
        walking.mark_area(round=row.pk, area="conduct", marks=GOOD, by=by, at=now())


def test_a_low_mark_needs_a_finding(street: Street, find: Find) -> None:
    by, unit = street.actor("check1"), station("c1")
    row = walking.begin_round(station=unit, by=by, at=now())
    for area in AREAS:
        walking.mark_area(
            round=row.pk, area=area, marks={**GOOD, "sweep": 2} if area == "waiting" else GOOD, by=by, at=now()
        )
    with pytest.raises(Invalid) as silent:
        walking.finish_round(round=row.pk, by=by, at=now())
    assert silent.value.params == {"silent": 1, "below": 3}
    found = find(round=row.pk, area="waiting", sense="sweep")
    assert found.round == row.pk
    assert walking.finish_round(round=row.pk, by=by, at=now()).points == 122
    with pytest.raises(Invalid):
        walking.record_round(station=unit, marks={area: {**GOOD, "sort": 1} for area in AREAS}, by=by, at=now())


def test_at_ones_own_counter_it_is_looked_at_and_not_scored(street: Street, find: Find) -> None:
    by, unit = street.actor("c1head"), station("c1")
    row = walking.record_round(station=unit, marks=dict.fromkeys(AREAS, GOOD), by=by, at=now())
    find(by="c1head")
    assert row.own
    assert month(unit) == scored.Month(JUNE)
    with pytest.raises(Forbidden):
        walking.begin_round(station=station("c2"), by=by, at=now())
    with pytest.raises(NotFound):
        walking.begin_round(station=station("c2"), by=street.actor("city2"), at=now())


def test_marks_are_from_nought_to_five_in_the_form_and_in_the_database(street: Street) -> None:
    by = street.actor("check1")
    row = walking.begin_round(station=station("c1"), by=by, at=now())
    for wrong in ({**GOOD, "sort": 6}, {**GOOD, "sort": -1}, {name: 3 for name in SENSES if name != "sort"}):
        with pytest.raises(Invalid) as refused:
            walking.mark_area(round=row.pk, area="counter", marks=wrong, by=by, at=now())
        assert set(refused.value.fields) == {"sort"}
    with pytest.raises(Invalid):
        walking.mark_area(round=row.pk, area="archive", marks=GOOD, by=by, at=now())  # the hall alone has one
    with pytest.raises(IntegrityError, match="hall_five_s_marks"), transaction.atomic():
        FiveSMark.objects.create(street=STREET, round=row.pk, area="counter", **{**GOOD, "keep": 6})
    with pytest.raises(IntegrityError, match="hall_five_s_one_open_round"), transaction.atomic():
        FiveSRound.objects.create(
            street=STREET, station=row.station, account=row.account, version=1, own=False, begun_at=now()
        )


def test_a_round_in_which_nothing_was_found_can_be_given_up(street: Street, find: Find) -> None:
    by = street.actor("check1")
    row = walking.begin_round(station=station("c1"), by=by, at=now())
    with pytest.raises(NotFound):
        walking.drop_round(round=row.pk, by=street.actor("check2"), at=now())
    walking.drop_round(round=row.pk, by=by, at=now())
    assert not FiveSRound.objects.exists()
    row = walking.begin_round(station=station("c1"), by=by, at=now())
    find(round=row.pk)
    with pytest.raises(Invalid):
        walking.drop_round(round=row.pk, by=by, at=now())
    with pytest.raises(Invalid):
        find(round=row.pk, at="c2")
