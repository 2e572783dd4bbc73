"""Pure rules: exact shares, thirty days, the hearing, offers, forecasts, the table of moves."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.errors import Invalid
from shiqiao.scenes.projects.renewal import rules, terms

pytestmark = pytest.mark.unit
TERMS = """
kinds: [{code: dwelling, title: {zh: 住宅, en: Dwelling}, least: true}, {code: shop, title: {zh: 商铺, en: Shop}}]
plots: [{code: B, threshold: {households: 84.9, area: 90}}]
"""


def test_84_9_percent_is_not_85() -> None:
    assert not rules.reached(849, 1000, 850)
    assert rules.reached(850, 1000, 850)
    assert rules.share(84_999, 100_000) == "84.9"
    assert rules.share(85_000, 100_000) == "85.0"
    assert not rules.reached(84_999, 100_000, 850)
    assert not rules.reached(0, 0, 850)


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(1, 1000))
def test_what_is_lacking_is_just_enough(part: int, whole: int, thousandths: int) -> None:
    part = min(part, whole)
    lack = rules.lacking(part, whole, thousandths)
    assert rules.reached(part + lack, whole, thousandths)
    assert lack == 0 or not rules.reached(part + lack - 1, whole, thousandths)
    said = rules.share(part, whole)
    assert int(said.replace(".", "")) * whole <= part * 1000  # never rounded up


def test_the_day_of_publication_is_not_counted() -> None:
    assert rules.last_day(date(2018, 4, 1)) == date(2018, 5, 1)
    assert rules.last_day(date(2018, 4, 1), 10) == date(2018, 5, 1)  # never less than the law
    assert rules.last_day(date(2018, 4, 1), 40) == date(2018, 5, 11)


def test_a_hearing_is_needed_where_most_object_to_an_old_town() -> None:
    assert not rules.hearing_needed(True, 10, 20)
    assert rules.hearing_needed(True, 11, 20)
    assert not rules.hearing_needed(False, 20, 20)


def test_an_offer_adds_what_is_missing_to_45_square_metres() -> None:
    items = (rules.ItemRule("moving", "household", 200_000), rules.ItemRule("bonus", "area", 40_000, in_time=True))
    made = rules.reckon(items, area=3000, value=30_000_000, kind="dwelling", choice="money", least=4500, in_time=True)
    assert (made.supplement, dict(made.items)) == (15_000_000, {"moving": 200_000, "bonus": 1_800_000})
    assert made.total == 47_000_000
    late = rules.reckon(items, area=3000, value=30_000_000, kind="dwelling", choice="money", least=4500, in_time=False)
    assert late.total == made.total - 1_800_000


def test_a_forecast_says_by_what_it_is_reckoned() -> None:
    today = date(2018, 6, 27)
    by_day = {today - timedelta(days=n): 2 for n in range(1, 8)} | {today: 99}
    told = rules.forecast(by_day, 10, today, 14)
    assert (told.signed, told.days, told.day) == (14, 14, date(2018, 7, 7))
    assert rules.forecast({}, 10, today, 14).day is None
    assert rules.forecast({}, 0, today, 14).day == today


def test_every_state_is_reached_and_only_the_last_has_no_way_on() -> None:
    assert {one.to for one in rules.MOVES} | {"surveyed"} == set(rules.STATES)
    assert [one for one in rules.STATES if not rules.moves_from(one)] == ["housed"]
    assert rules.moved("sign", "valued") is None


def test_terms_name_what_is_wrong_in_them() -> None:
    found = terms.parse(TERMS)
    assert (found.threshold_of("A"), found.threshold_of("B")) == ((850, 850), (849, 900))
    assert (found.least_of("dwelling"), found.least_of("shop")) == (4500, 0)
    for wrong, place in (("published: [name]", ""), ("consultation_days: 29", "consultation_days")):
        with pytest.raises(Invalid) as refused:
            terms.parse(TERMS + wrong)
        assert place in " ".join(refused.value.fields)
