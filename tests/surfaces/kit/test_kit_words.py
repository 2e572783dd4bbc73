"""Time and money are said as an office says them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.time import held
from shiqiao.surfaces.kit import words

MORNING = datetime(2018, 6, 27, 2, 0, tzinfo=UTC)  # Wednesday 10:00 in Jinan


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (2 * 3600 + 600, "还有2小时10分", "2 h 10 min left"),
        (-86400, "超时1天", "1 d over"),
        (30, "还有不到1分钟", "less than a minute left"),
        (-86400 - 3 * 3600 - 59, "超时1天3小时", "1 d 3 h over"),
        (3600, "还有1小时", "1 h left"),
        (300, "还有5分钟", "5 min left"),
    ],
)
def test_time_left_is_said_in_its_two_largest_units(seconds: int, zh: str, en: str) -> None:
    with held(MORNING):
        due = MORNING + timedelta(seconds=seconds)
        with translation.override("zh-hans"):
            assert words.left(due) == words.left(seconds) == words.left(timedelta(seconds=seconds)) == zh
        with translation.override("en"):
            assert words.left(due) == en


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (MORNING, "刚刚"),
        (MORNING - timedelta(minutes=5), "5分钟前"),
        (MORNING + timedelta(minutes=40), "40分钟后"),
        (MORNING - timedelta(hours=2), "今天 08:00"),
        (MORNING - timedelta(hours=11), "昨天 23:00"),
        (MORNING + timedelta(hours=15), "明天 01:00"),
        (MORNING - timedelta(days=30), "5月28日 10:00"),
        (MORNING - timedelta(days=300), "2017年8月31日"),
        (date(2018, 6, 27), "今天"),
        (date(2018, 6, 1), "6月1日"),
    ],
)
def test_moments_are_said_in_local_time(chinese: None, moment: datetime | date, said: str) -> None:
    assert words.relative(moment, MORNING) == said


def test_the_full_date_names_the_weekday(chinese: None) -> None:
    assert words.absolute(MORNING) == "2018年6月27日 星期三 10:00"
    with translation.override("en"):
        assert words.absolute(MORNING) == "Wednesday, 27 June 2018, 10:00"


def test_amounts_are_said_in_yuan_and_in_ten_thousands(chinese: None) -> None:
    assert words.money(Decimal("1234.5")) == "¥1,234.50"
    assert words.money(-3) == "-¥3.00"
    assert words.money(88_800_000, "wan") == "8,880.00 万元"
    assert words.money(1_334_000_000, "yi") == "13.34 亿元"
    assert words.money(None) == "—"


@given(st.integers(-(10**9), 10**9))
def test_every_remainder_is_said_as_left_or_over(seconds: int) -> None:
    with translation.override("zh-hans"):
        said = words.left(seconds)
    assert said.startswith("超时" if seconds < 0 else "还有")
    assert any(character.isdigit() for character in said)


def test_forms_say_what_is_missing_as_an_office_says_it() -> None:
    class Places(forms.Form):
        places = forms.IntegerField(min_value=1, max_value=500)

    with translation.override("zh-hans"):
        told = [str(Places({"places": given}).errors["places"][0]) for given in ("", "0", "501")]
    assert told == ["此项必填，请填写或选择。", "请填写不小于1的数。", "请填写不大于500的数。"]
