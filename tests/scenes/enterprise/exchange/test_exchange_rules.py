"""Points and what follows what, without a database."""

from datetime import date

import pytest

from shiqiao.scenes.enterprise.exchange.listings import tells
from shiqiao.scenes.enterprise.exchange.rules import Profile, follows, in_time, joined, kilometres, score

pytestmark = pytest.mark.unit
HERE, NEAR = (117.000, 36.650), (117.004, 36.650)
OFFER = Profile(
    "offer", "premises", "底层商铺出租", "临街底层商铺，可办餐饮", "K70", "H", 370103003001, HERE, 120, "平方米"
)
ASK = Profile("ask", "premises", "寻临街商铺", "求租临街底层商铺开餐饮店", "H62", "", 370103003001, NEAR, 100, "平方米")


def test_points_add_up_and_each_says_why() -> None:
    found = score(OFFER, ASK)
    reasons = {one.code: one for one in found.reasons}
    assert found.score == min(100, sum(one.points for one in found.reasons))
    assert set(reasons) == {"kind", "words", "wanted_industry", "distance", "enough"}
    assert "临街底层商铺" in reasons["words"].said.split("、")
    assert reasons["distance"].said == "0.4"
    assert score(ASK, OFFER).score == found.score, "it does not matter from which side one looks"


def test_too_little_gives_half_or_nothing_and_another_unit_gives_nothing() -> None:
    small = Profile("offer", "premises", "商铺", "商铺", quantity=60, unit="平方米")
    codes = {one.code for one in score(small, ASK).reasons}
    assert "half_of_it" in codes
    other = Profile("offer", "premises", "商铺", "商铺", quantity=600, unit="间")
    assert not {"half_of_it", "enough"} & {one.code for one in score(other, ASK).reasons}
    endless = Profile("offer", "technology", "商铺", "商铺", inexhaustible=True)
    assert "inexhaustible" in {one.code for one in score(endless, ASK).reasons}


def test_common_pairs_are_told_as_the_words_they_make_up() -> None:
    assert joined(["工业", "业厂", "厂房", "出租", "led", "屏幕"], {"工业", "业厂", "厂房", "led"}) == [
        "工业厂房",
        "led",
    ]


def test_a_consent_on_the_last_day_holds_and_a_day_later_it_does_not() -> None:
    assert in_time(date(2018, 6, 30), date(2018, 6, 30))
    assert not in_time(date(2018, 7, 1), date(2018, 6, 30))


def test_steps_follow_each_other() -> None:
    assert follows("agreed", "introduced")
    assert follows("talking", "talking")
    assert follows("talking", "deal")
    assert not follows("proposed", "introduced")
    assert not follows("agreed", "deal")
    assert not follows("deal", "failed")


@pytest.mark.parametrize("text", ["桥南置业招租", "联系桥南置业有限公司"])
def test_a_firm_is_not_named_in_its_own_words(text: str) -> None:
    assert tells(text, "桥南置业有限公司")
    assert not tells("南北通透的商铺", "桥南置业有限公司")


def test_distance_is_over_the_ground() -> None:
    assert kilometres(HERE, NEAR) == pytest.approx(0.357, abs=0.01)
